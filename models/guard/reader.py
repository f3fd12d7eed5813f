"""The guard's second reader: it weighs the pieces of a reply and names the rule that the whole breaks.

The rules know wordings; this knows how replies sound that broke a rule, and so meets wordings nobody listed.
`classifier.guard_reader` learns its weights from the replies written for the project; what is written there
are sums of words, so that a finding can always be shown in the words that carried it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parents[1] / "defaults" / "guard_reader.json"
# The name of the class of replies that break no rule.
PROPER = "ok"
# How sure the reader must be: measured on replies written after its weights (see docs/architecture.md).
SURE = 0.75
# A shorter text tells too little; the rules alone judge it.
FEWEST_WORDS = 5
# The letters of a piece of a word, with the blanks at the word's ends: slips of the hand leave most pieces whole.
LETTERS = range(3, 6)
# Weights are whole numbers in the file; so many make one.
SCALE = 64

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Reading:
    """The rule that a text most likely breaks, how likely it is, and where the words stand that say so."""

    rule: str
    probability: float
    start: int
    end: int


@dataclass(frozen=True)
class Weights:
    """What was learnt: for each piece one weight per class, in the order of `classes`."""

    classes: tuple[str, ...]
    bias: tuple[int, ...]
    pieces: dict[str, list[int]]
    about: dict[str, Any]


def pieces(words: list[str]) -> Iterator[tuple[str, int, int]]:
    """Each piece of a text with the numbers of the first and the last word it stands in; figures count as one."""
    plain = [_FIGURE.sub("0", word.lower()) for word in words]
    for place, word in enumerate(plain):
        padded = f" {word} "
        yield f"={word}", place, place
        for length in LETTERS:
            for at in range(len(padded) - length + 1):
                yield padded[at : at + length], place, place
    for place in range(len(plain) - 1):
        yield f"{plain[place]}+{plain[place + 1]}", place, place + 1


def words_of(text: str) -> list[re.Match[str]]:
    """The words and signs of a text, as the reader takes them apart."""
    return list(_WORD.finditer(text))


def read(text: str, passed_over: Collection[str] = ()) -> Reading | None:
    """The rule the text breaks if that is likelier than SURE; rules `passed_over` do not hold where it goes."""
    found = words_of(text)
    if sum(match.group()[0].isalnum() for match in found) < FEWEST_WORDS:
        return None
    weights = weights_in_use()
    places: dict[str, list[tuple[int, int]]] = {}
    for piece, first, last in pieces([match.group() for match in found]):
        if piece in weights.pieces:
            places.setdefault(piece, []).append((first, last))
    chances = _chances(weights, list(places))
    wrong = {rule: chance for rule, chance in chances.items() if rule != PROPER and rule not in passed_over}
    if sum(wrong.values()) < SURE:
        return None
    rule = max(wrong, key=wrong.__getitem__)
    first, last = _loudest(weights, rule, places, len(found))
    return Reading(rule, sum(wrong.values()), found[first].start(), found[last].end())


@cache
def weights_in_use(path: Path = WEIGHTS) -> Weights:
    """The weights that the program came with."""
    written = json.loads(path.read_text(encoding="utf-8"))
    return Weights(
        tuple(written["classes"]), tuple(written["bias"]), written["pieces"], dict(written["about"])
    )


def _chances(weights: Weights, known: list[str]) -> dict[str, float]:
    """How likely each class is; a text is as long as its known pieces are many."""
    length = math.sqrt(len(known)) or 1.0
    sums = [sum(column) for column in zip(*(weights.pieces[piece] for piece in known), strict=True)]
    heights = [
        (bias + total / length) / SCALE
        for bias, total in zip(weights.bias, sums or [0] * len(weights.bias), strict=True)
    ]
    top = max(heights)
    raised = [math.exp(height - top) for height in heights]
    return {name: one / sum(raised) for name, one in zip(weights.classes, raised, strict=True)}


def _loudest(
    weights: Weights, rule: str, places: dict[str, list[tuple[int, int]]], count: int
) -> tuple[int, int]:
    """The first and last of the neighbouring words that speak most for the rule and against a proper reply."""
    accused, proper = weights.classes.index(rule), weights.classes.index(PROPER)
    loud = [0.0] * count
    for piece, spots in places.items():
        weight = weights.pieces[piece][accused] - weights.pieces[piece][proper]
        for first, last in spots:
            for word in {first, last}:
                loud[word] += weight / len(spots) / (last - first + 1)
    # What is louder than the usual word of this text counts for, the rest against a longer phrase.
    usual = sum(loud) / count
    best, start, total = (-math.inf, 0, 0), 0, 0.0
    for word, level in enumerate(loud):
        if total <= 0:
            start, total = word, 0.0
        total += level - usual
        best = max(best, (total, start, word))
    return best[1], best[2]

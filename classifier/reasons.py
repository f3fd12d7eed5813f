"""The words behind a verdict: how far each one moved it, read off the model's own weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from classifier.complaint import ComplaintModel
from classifier.features import Prepared
from classifier.message import Reason

MOST = 5
LEAST_WEIGHT = 0.05
# Stand-ins for handles, links and hidden numbers explain nothing to a reader.
_STAND_INS = frozenset({"akun", "akunpolisi", "tautan", "tagar", "angka", "?", "!"})


def reasons(
    model: ComplaintModel, prepared: Sequence[Prepared], features: Any, fast: bool
) -> list[tuple[Reason, ...]]:
    """For each message its most telling words, strongest first; `features` are the model's columns.

    The weight of a word is its share of the score of the head "actionable": its own, half of each
    pair it stands in, and that of the letter runs inside it.
    """
    head = model.heads_["fast" if fast else "full"]["actionable"]
    pull = (head.weights[:, 1] - head.weights[:, 0]) * head.scale
    word_names, letter_names = model.names("words_"), model.names("letters_")
    words_end, letters_end = len(word_names), len(word_names) + len(letter_names)
    words, letters = features[:, :words_end], features[:, words_end:letters_end]
    runs_of = model.counts_.letters_.build_analyzer()
    found = []
    for row, one in enumerate(prepared):
        weights = _of_words(words, row, pull, word_names)
        inside = _row(letters, row, pull[words_end:], letter_names)
        _add_letters(weights, inside, one.words, runs_of)
        found.append(_strongest(weights))
    return found


def _row(matrix: Any, row: int, pull: Any, names: Sequence[str]) -> dict[str, float]:
    at = slice(matrix.indptr[row], matrix.indptr[row + 1])
    columns = matrix.indices[at]
    moved = matrix.data[at] * pull[columns]
    return {names[column]: float(value) for column, value in zip(columns, moved, strict=True)}


def _of_words(matrix: Any, row: int, pull: Any, names: Sequence[str]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for term, moved in _row(matrix, row, pull, names).items():
        parts = term.split(" ")
        for part in parts:
            weights[part] += moved / len(parts)
    return weights


def _add_letters(weights: dict[str, float], inside: dict[str, float], text: str, runs_of: Any) -> None:
    runs = {word: [run for run in set(runs_of(word)) if run in inside] for word in set(text.split())}
    shares: dict[str, int] = defaultdict(int)
    for found in runs.values():
        for run in found:
            shares[run] += 1
    for word, found in runs.items():
        weights[word] += sum(inside[run] / shares[run] for run in found)


def _strongest(weights: dict[str, float]) -> tuple[Reason, ...]:
    telling = [
        (word, weight)
        for word, weight in weights.items()
        if abs(weight) >= LEAST_WEIGHT and word not in _STAND_INS and not word.startswith("data")
    ]
    telling.sort(key=lambda pair: -abs(pair[1]))
    return tuple(Reason(word, round(float(np.float64(weight)), 3)) for word, weight in telling[:MOST])

"""Hides what identifies a private person before a text is indexed, embedded, logged or shown in an alert.

Pure functions over the rules of `models.masking.rules`; no model. Numbers are hidden generously: an
unknown long number is worth less than a leaked one. Names are hidden only where the sentence says that
a name follows, since a guess would hide places and offices.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from models.masking.rules import HANDLE, RULES, RULES_FOR_DIGITS, SpanType
from models.masking.words import (
    DIGIT_WORDS,
    ENDS_A_NAME,
    NOT_A_NAME,
    NOT_A_PARTY,
    NOT_A_SERIES,
    ZERO_OR_EIGHT,
)

# Letters written for digits: "O8I2", "34O4O112O39OOOO1". A word of them needs a digit to be a number.
_LOOKALIKE = re.compile(r"(?<![^\W_])(?=[OoIl]*\d)[0-9OoIl]*[OoIl][0-9OoIl]*(?![^\W\d_])")
_FIGURES = str.maketrans("OoIl", "0011")
_FEWEST_FIGURES = 5
_DIGIT_OR_WORD = re.compile(r"\d|" + "|".join(sorted(DIGIT_WORDS, key=len, reverse=True)), re.IGNORECASE)
_VERB = re.compile(r"di[bcdfghjklpqrstw]\w{4,}|ter\w{4,}|mem\w{3,}|men\w{3,}|ber\w{4,}")


@dataclass(frozen=True)
class Span:
    """One hidden stretch of the original text: characters `start` up to, not including, `end`."""

    start: int
    end: int
    type: SpanType


@dataclass(frozen=True)
class Masked:
    """A text with every hidden stretch replaced by its type in brackets, and where they were."""

    text: str
    spans: tuple[Span, ...]


class _PlainLetters(dict[int, str]):
    """Every character as its plain form (full-width, bold, circled, Arabic digits), where that is one."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFKC", letter)
        digit = unicodedata.decimal(plain, None) if len(plain) == 1 else None
        self[code] = str(digit) if digit is not None else plain if len(plain) == 1 else letter
        return self[code]


_PLAIN_LETTERS = _PlainLetters({ord("ı"): "i", ord("İ"): "I"})


def mask(text: str, *, gated: bool = True) -> Masked:
    """The text without what identifies a private person; spans point into the original text, in order.

    Ungated, every rule is tried whether the text can meet its needs or not: slower, with the same result.
    """
    spans = sorted(_spans(text, gated), key=lambda span: span.start)
    if not spans:
        return Masked(text, ())
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.type}]"]
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(spans))


def _spans(text: str, gated: bool) -> Iterator[Span]:
    if not text.isascii():
        text = text.translate(_PLAIN_LETTERS)
    digits = _count_digits(text)
    if digits >= _FEWEST_FIGURES:
        text = _LOOKALIKE.sub(lambda match: match.group().translate(_FIGURES), text)
        digits = _count_digits(text)
    # A blank in front, so that a word at the start looks like any other.
    small = f" {text.lower()}".replace(" @", f" {HANDLE}")
    for rule in RULES_FOR_DIGITS[min(digits, len(RULES_FOR_DIGITS) - 1)] if gated else RULES:
        if gated and rule.words:
            # A plain loop: `any` would build a generator for every rule of every text.
            for word in rule.words:
                if word in small:
                    break
            else:
                continue
        found = [ends for match in rule.pattern.finditer(text) if (ends := _ends(match))]
        for start, end in found:
            text = text[:start] + "\0" * (end - start) + text[end:]
            if rule.type:
                yield Span(start, end, rule.type)


def _count_digits(text: str) -> int:
    return sum(map(text.count, "0123456789"))


def _ends(match: re.Match[str]) -> tuple[int, int] | None:
    """The ends of what a match hides, or None when the match is an ordinary phrase after all."""
    groups = match.groupdict()
    if (series := groups.get("series")) and series.lower() in NOT_A_SERIES and not _stands_out(match):
        return None
    if (figures := groups.get("figures")) and sum(map(str.isdigit, figures)) < 8:
        return None
    if (spoken := groups.get("spoken")) and not _is_spoken_number(spoken.lower()):
        return None
    for group in ("name", "party", "small"):
        if name := groups.get(group):
            length = _name_length(name, group)
            return (match.start(group), match.start(group) + length) if length else None
    return match.span("hide") if "hide" in groups else match.span()


def _is_spoken_number(figures: str) -> bool:
    words = [figure for figure in _DIGIT_OR_WORD.findall(figures) if figure.isalpha()]
    return len(words) > 1 and any(word in figures for word in ZERO_OR_EIGHT)


def _name_length(name: str, written: str) -> int:
    """How much of the words after a cue is a name: nothing when the first of them names nobody."""
    end = 0
    for word in re.finditer(r"\S+", name):
        letters = word.group().strip(".,'’").lower()
        if letters in ENDS_A_NAME or "\0" in letters:
            break
        if not end and letters in NOT_A_NAME:
            return 0
        if (written == "party" and letters in NOT_A_PARTY) or (
            written == "small" and _VERB.fullmatch(letters)
        ):
            break
        end = word.start() + len(word.group().rstrip(".,"))
        if word.group()[-1] == "." and len(letters) > 4:
            break
    return end


def _stands_out(match: re.Match[str]) -> bool:
    """Whether a plate is written in capitals with four figures that are no round number."""
    plate = match["hide"] if "hide" in match.groupdict() else match.group()
    return plate.isupper() and bool(re.search(r"\d{4}", plate)) and "00" not in plate

"""The bars of place recognition, on every second one of the texts written for the project.

The last 86 were written, with what they should give, before they were run, in two rounds. At first contact 41 of 43
and 33 of 36 that name a place were read rightly, with one and two wrong, and the function was right for 43 of 51 and
32 of 35; fourteen expectations that named no official region or missed a landmark were put right. What failed was
mended by its class.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from classifier.places.competence import Competence, competence_of
from classifier.places.recognise import Place, place_of

TEXTS = Path(__file__).with_name("routing_texts.jsonl")


@dataclass(frozen=True)
class Row:
    text: str
    expected: tuple[str, str, str]
    competence: str
    place: Place

    @property
    def read(self) -> tuple[str, str, str]:
        return self.place.province, self.place.regency, self.place.district

    @property
    def only_true(self) -> bool:
        """Nothing said that is not so; less may have been said."""
        return all(name in ("", wanted) for name, wanted in zip(self.read, self.expected, strict=True))


@pytest.fixture(scope="module")
def even() -> list[Row]:
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()][1::2]
    return [
        Row(
            one["text"],
            (one["province"], one["regency"], one["district"]),
            one["competence"],
            place_of(one["text"]),
        )
        for one in rows
    ]


def test_the_right_region_comes_first(even: list[Row]) -> None:
    placed = [row for row in even if row.expected[0]]
    wrong = [row.text for row in placed if row.read != row.expected]
    assert len(wrong) <= 0.1 * len(placed), wrong


def test_of_the_rest_hardly_one_is_guessed_wrong(even: list[Row]) -> None:
    rest = [row for row in even if row.read != row.expected or not row.expected[0]]
    guessed = [row.text for row in rest if not row.only_true]
    assert len(guessed) <= 0.05 * len(rest), guessed


def test_the_function_is_told_from_the_words(even: list[Row]) -> None:
    wrong = [
        row.text
        for row in even
        if competence_of(row.text, placed=bool(row.place.code)) is not Competence(row.competence)
    ]
    assert len(wrong) <= 0.15 * len(even), wrong

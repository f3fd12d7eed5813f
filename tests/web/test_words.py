"""Words the pages form themselves."""

from __future__ import annotations

import pytest

from models.vocabulary import Category
from web.words import CATEGORY_WORDS, at_name, capital


@pytest.mark.parametrize(
    ("handle", "named"),
    [
        ("PoldaTirta", "@PoldaTirta"),
        ("62000000110", "+62000000110"),
        ("+62000000110", "+62000000110"),
        ("…233", "…233"),
        ("", ""),
    ],
)
def test_it_marks_a_handle_but_not_a_phone_number(handle: str, named: str) -> None:
    assert at_name(handle) == named


def test_a_title_keeps_the_large_letters_of_an_abbreviation() -> None:
    assert capital("SIM, STNK, tilang") == "SIM, STNK, tilang"
    assert capital(CATEGORY_WORDS[Category.THEFT]) == "Pencurian"

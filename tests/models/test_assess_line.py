"""A flood, however large, delays nobody but those who take part in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.assess_line import DANGER_LEAD, SAME, Line, Waiting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALM = "lampu jalan di gang melati padam"
DANGER = "tolong ada yang dibacok sekarang di terminal"
SIZES = st.integers(0, 500)
# How long after the flood began the one message comes that has nothing to do with it.
LATER = st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds))


def flood(size: int, line: Line, *, one_author: bool) -> list[datetime]:
    """The places of `size` messages at one moment: one author's many posts, or many authors' same words."""
    return [
        line.join(
            Waiting("11" if one_author else f"a{n}", f"t{n}", f"posting ke-{n}" if one_author else CALM), NOON
        )
        for n in range(size)
    ]


@settings(deadline=None)
@given(size=SIZES, later=LATER, one_author=st.booleans())
def test_a_flood_on_one_account_barely_delays_another_account(
    size: int, later: timedelta, one_author: bool
) -> None:
    places = flood(size, Line(), one_author=one_author)
    own = Line().join(Waiting("99", "t", "ada pohon tumbang"), NOON + later)
    assert sum(place <= own for place in places) <= later / SAME + 1


@settings(deadline=None)
@given(size=SIZES, later=LATER, one_author=st.booleans())
def test_cries_for_help_come_before_the_flood_also_on_the_same_account(
    size: int, later: timedelta, one_author: bool
) -> None:
    line = Line()
    places = flood(size, line, one_author=one_author)
    own = line.join(Waiting("99", "other", DANGER), NOON + later)
    if later < DANGER_LEAD / 2:
        assert all(own < place for place in places)


@settings(deadline=None)
@given(size=st.integers(3, 300))
def test_a_stranger_on_the_same_account_waits_for_a_small_part_of_the_flood(size: int) -> None:
    line = Line()
    places = flood(size, line, one_author=True)
    own = line.join(Waiting("99", "other", "ada pohon tumbang"), NOON)
    assert sum(place <= own for place in places) <= size / 20 + 1


@settings(deadline=None)
@given(size=SIZES)
def test_nobody_is_placed_so_that_those_who_come_later_pass_him_for_ever(size: int) -> None:
    line = Line()
    last = max(flood(size, line, one_author=True), default=NOON)
    assert Line().join(Waiting("99", "t", CALM), last + timedelta(seconds=1)) > last


def test_where_nothing_waits_messages_are_taken_as_they_come() -> None:
    assert Line().join(Waiting("11", "t1", CALM), NOON) == NOON


def test_the_same_words_under_other_handles_and_links_are_the_same() -> None:
    line = Line()
    line.join(Waiting("11", "t1", f"@polres_melati {CALM} https://contoh.id/1"), NOON)
    assert line.join(Waiting("12", "t2", f"@polda_nt {CALM}!"), NOON) >= NOON + SAME


def test_messages_without_an_author_are_not_taken_for_one_authors() -> None:
    line = Line()
    line.join(Waiting("", "t1", "lampu merah mati"), NOON)
    assert line.join(Waiting("", "t2", "jalan berlubang"), NOON) < NOON + SAME

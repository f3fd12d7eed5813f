"""Working days: which days count, and where the day ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from models.working_days import WorkingDays

FRIDAY = datetime(2026, 12, 18, 3, tzinfo=UTC)
CHRISTMAS = frozenset({date(2026, 12, 25)})


@pytest.mark.parametrize(
    ("days", "last"),
    [(0, "2026-12-18"), (1, "2026-12-21"), (5, "2026-12-28"), (20, "2027-01-18")],
)
def test_weekends_and_holidays_do_not_count(days: int, last: str) -> None:
    due = WorkingDays(CHRISTMAS, "Asia/Jakarta").after(FRIDAY, days)
    assert due.astimezone(ZoneInfo("Asia/Jakarta")).isoformat() == f"{last}T23:59:00+07:00"


@pytest.mark.parametrize(
    ("timezone", "end"),
    [("Asia/Jakarta", 16), ("Asia/Makassar", 15), ("Asia/Jayapura", 14)],
)
def test_a_day_ends_where_the_unit_is(timezone: str, end: int) -> None:
    assert WorkingDays(frozenset(), timezone).after(FRIDAY, 1) == datetime(2026, 12, 21, end, 59, tzinfo=UTC)


def test_the_evening_in_jakarta_is_the_next_day_in_jayapura() -> None:
    late = datetime(2026, 12, 21, 16, tzinfo=UTC)  # Monday 23.00 WIB, Tuesday 01.00 WIT
    assert WorkingDays(frozenset(), "Asia/Jakarta").after(late, 1).day == 22
    assert WorkingDays(frozenset(), "Asia/Jayapura").after(late, 1).day == 23


def test_the_days_between_are_those_that_began() -> None:
    days = WorkingDays(CHRISTMAS, "Asia/Jakarta")
    assert days.between(FRIDAY, FRIDAY) == 0
    assert days.between(FRIDAY, datetime(2026, 12, 20, 3, tzinfo=UTC)) == 0
    assert days.between(FRIDAY, datetime(2026, 12, 28, 3, tzinfo=UTC)) == 5

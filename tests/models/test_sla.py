"""Deadlines and the order of the inbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import sla
from models.vocabulary import Urgency

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
BANDS = st.integers(0, 4)


@pytest.mark.parametrize(
    ("urgency", "wait"),
    [
        (Urgency.NOW, timedelta(minutes=5)),
        (Urgency.TODAY, timedelta(hours=4)),
        (Urgency.LOG, timedelta(hours=24)),
        (Urgency.NONE, timedelta(hours=24)),
    ],
)
def test_the_first_answer_is_due_by_urgency(urgency: int, wait: timedelta) -> None:
    assert sla.first_answer_due(NOON, urgency) == NOON + wait


@pytest.mark.parametrize("minutes", [0, 30, 6000])
def test_a_units_own_target_comes_before_the_common_one(minutes: int) -> None:
    assert sla.first_answer_due(NOON, Urgency.NOW, minutes) == NOON + timedelta(minutes=minutes)


@given(due=MOMENTS, band=BANDS, seen=MOMENTS)
def test_a_forecast_never_puts_the_deadline_off(due: datetime, band: int, seen: datetime) -> None:
    assert sla.viral_due(due, band, seen) <= due


@given(due=MOMENTS, seen=MOMENTS)
def test_a_higher_band_is_never_due_later(due: datetime, seen: datetime) -> None:
    dues = [sla.viral_due(due, band, seen) for band in range(4)]
    assert dues == sorted(dues, reverse=True)


def test_only_a_case_that_is_about_to_spread_is_moved() -> None:
    due = NOON + timedelta(days=1)
    assert [sla.viral_due(due, band, NOON) for band in range(2)] == [due, due]
    assert sla.viral_due(due, 2, NOON) == NOON + timedelta(minutes=90)
    assert sla.viral_due(due, 3, NOON) == NOON + timedelta(minutes=30)


@given(
    first=st.tuples(MOMENTS, st.integers(0, 3), st.booleans()),
    second=st.tuples(MOMENTS, st.integers(0, 3), st.booleans()),
)
def test_an_unanswered_emergency_stands_before_everything_else(
    first: tuple[datetime, int, bool], second: tuple[datetime, int, bool]
) -> None:
    places = [sla.attention_at(due, urgency, answered, None) for due, urgency, answered in (first, second)]
    emergencies = [urgency == Urgency.NOW and not answered for _, urgency, answered in (first, second)]
    if emergencies == [True, False]:
        assert places[0] < places[1]


@given(due=MOMENTS, later=st.timedeltas(timedelta(seconds=1), timedelta(days=9)), urgency=st.integers(0, 3))
def test_of_two_alike_the_one_due_sooner_comes_first(due: datetime, later: timedelta, urgency: int) -> None:
    assert sla.attention_at(due, urgency, False, None) < sla.attention_at(due + later, urgency, False, None)


@given(due=MOMENTS, news=MOMENTS, urgency=st.integers(0, 3))
def test_an_answered_case_waits_for_its_next_news(due: datetime, news: datetime, urgency: int) -> None:
    assert sla.attention_at(due, urgency, True, news) == news
    assert sla.attention_at(due, urgency, True, None) == due + sla.ANSWERED_REST


@pytest.mark.parametrize(
    ("hours", "level"), [(0, 0), (23.9, 0), (24, 1), (47.9, 1), (48, 2), (71.9, 2), (72, 3), (900, 3)]
)
def test_silence_climbs_at_24_48_and_72_hours(hours: float, level: int) -> None:
    assert sla.escalation_level(NOON, NOON + timedelta(hours=hours)) == level


def test_the_next_news_is_promised_three_days_on() -> None:
    assert sla.first_news_due(NOON) == NOON + timedelta(hours=72)

"""The schedule of readings: by age, tighter where a post rises, sparser where it is calm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.remeasuring import SHORTEST, Outlook, next_reading, wait

DAYS = timedelta(hours=72)
LIKELY = Outlook(p_1h=0.01, p_72h=0.2, pace=0.0, left=500.0)
CALM = replace(LIKELY, p_1h=0.0, p_72h=0.004)
URGENT = replace(LIKELY, p_1h=0.06)
CROSSED = Outlook(p_1h=1.0, p_72h=1.0, pace=900.0, left=0.0)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

chances = st.floats(0, 1)
outlooks = st.builds(
    lambda p_1h, more, pace, left: Outlook(p_1h, min(1.0, p_1h + more), pace, left),
    chances,
    chances,
    st.floats(0, 1e6),
    st.floats(1e-3, 1e6),
)
ages = st.timedeltas(timedelta(0), timedelta(hours=80))


@pytest.mark.parametrize(
    ("age", "outlook", "minutes"),
    [
        (0, None, 5),
        (59, None, 5),
        (60, None, 15),
        (359, None, 15),
        (360, None, 60),
        (71 * 60, None, 60),
        (71 * 60 + 30, None, 30),
        (71 * 60 + 56, None, None),
        (72 * 60, None, None),
        (30, LIKELY, 5),
        (90, LIKELY, 15),
        (600, LIKELY, 60),
        (30, CALM, 15),
        (90, CALM, 60),
        (600, CALM, 360),
        (70 * 60, CALM, 120),
        (90, URGENT, 5),
        (600, URGENT, 5),
        (600, replace(LIKELY, pace=50.0), 60),
        (600, replace(LIKELY, pace=100.0), 30),
        (600, replace(LIKELY, pace=10_000.0), 5),
        (600, replace(CALM, pace=50.0), 60),
        (30, CROSSED, 5),
        (600, CROSSED, 60),
    ],
)
def test_the_next_reading_follows_age_and_outlook(
    age: int, outlook: Outlook | None, minutes: int | None
) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert wait(timedelta(minutes=age), outlook, DAYS) == expected


@given(ages, st.none() | outlooks)
def test_no_reading_comes_early_and_none_after_three_days(age: timedelta, outlook: Outlook | None) -> None:
    planned = wait(age, outlook, DAYS)
    if planned is None:
        assert age > DAYS - SHORTEST
    else:
        assert planned >= SHORTEST
        assert age + planned <= DAYS


@given(ages, outlooks, outlooks)
def test_more_risk_never_waits_longer(age: timedelta, one: Outlook, other: Outlook) -> None:
    riskier = Outlook(
        max(one.p_1h, other.p_1h),
        max(one.p_72h, other.p_72h),
        max(one.pace, other.pace),
        min(one.left, other.left),
    )
    calmer, tighter = wait(age, one, DAYS), wait(age, riskier, DAYS)
    assert (calmer is None) == (tighter is None)
    if calmer is not None and tighter is not None:
        assert tighter <= calmer


def test_the_moment_is_counted_from_now() -> None:
    assert next_reading(NOW - timedelta(hours=2), NOW, DAYS, LIKELY) == NOW + timedelta(minutes=15)
    assert next_reading(NOW - DAYS, NOW, DAYS, LIKELY) is None

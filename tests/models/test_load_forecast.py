"""Tomorrow's load, on series whose making is known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp

from hypothesis import given, settings
from hypothesis import strategies as st

from models.load import forecast
from models.load.forecast import AHEAD, FEWEST, HISTORY

DAY = date(2026, 11, 23)
COUNTS = st.lists(st.integers(0, 400), min_size=FEWEST, max_size=HISTORY)


def series(counts: list[int], day: date = DAY) -> dict[date, int]:
    """These counts, the newest last, up to two days before `day`."""
    last = day - AHEAD
    return {last - timedelta(days=back): count for back, count in enumerate(reversed(counts))}


def by_chance(mean: float, chance: random.Random) -> int:
    """A count that is `mean` on average and scatters as counts do."""
    left, count = exp(-mean), 0
    product = chance.random()
    while product > left:
        product *= chance.random()
        count += 1
    return count


def test_what_never_changes_is_expected_to_stay() -> None:
    found = forecast.of(series([30] * HISTORY), DAY)
    assert found is not None
    assert found.mid == 30
    assert found.low < 30 < found.high
    assert found.known == HISTORY


def test_a_weekday_unlike_the_others_is_expected_to_be_so_again() -> None:
    came = {day: 80 if day.weekday() == 0 else 20 for day in series([0] * HISTORY)}
    monday, tuesday = forecast.of(came, DAY), forecast.of(came, DAY + timedelta(days=1))
    assert monday is not None
    assert tuesday is not None
    assert monday.mid > 2 * tuesday.mid
    assert monday.mid < 80  # drawn toward the recent mean


def test_the_range_holds_about_eight_days_of_ten() -> None:
    chance, held, tried = random.Random(11), 0, 0
    for mean in (3, 12, 60):
        days = {DAY - timedelta(days=back): 0 for back in range(260)}
        came = {day: by_chance(mean * (1.6 if day.weekday() < 2 else 1.0), chance) for day in sorted(days)}
        for day in sorted(days)[90:]:
            found = forecast.of({one: came[one] for one in came if one <= day - AHEAD}, day)
            assert found is not None
            held += found.low <= came[day] <= found.high
            tried += 1
    assert 0.74 <= held / tried <= 0.93


def test_the_range_widens_where_days_were_hard_to_foresee() -> None:
    calm = forecast.of(series([20] * HISTORY), DAY)
    wild = forecast.of(series([2, 2, 60] * 18), DAY)
    assert calm is not None
    assert wild is not None
    assert wild.high - wild.low > calm.high - calm.low


def test_nothing_is_said_of_less_than_two_weeks() -> None:
    assert forecast.of(series([5] * (FEWEST - 1)), DAY) is None
    assert forecast.of({}, DAY) is None
    assert forecast.of(series([5] * FEWEST), DAY) is not None


def test_today_and_yesterday_that_is_not_counted_yet_change_nothing() -> None:
    came = series([9] * HISTORY)
    assert forecast.of({**came, DAY - timedelta(days=1): 900}, DAY) == forecast.of(came, DAY)


@settings(deadline=None)
@given(counts=COUNTS)
def test_the_expected_lies_within_the_range_and_no_count_is_negative(counts: list[int]) -> None:
    found = forecast.of(series(counts), DAY)
    assert found is not None
    assert 0 <= found.low <= found.mid <= found.high

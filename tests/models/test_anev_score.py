from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.anev import score as anev_score
from models.anev.score import EDGES, FROM, STRONGEST, WAITS, WEAKEST, WEIGHTS, Grade, Prior

BUCKETS = st.lists(st.integers(0, 500), min_size=len(WAITS) + 1, max_size=len(WAITS) + 1)


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_three_perfect_cases_do_not_stand_before_two_hundred_good_ones() -> None:
    peers = [(0.5 + 0.01 * n, 100) for n in range(40)] + [(1.0, 3)]
    prior = anev_score.prior(peers)
    assert prior.drawn(1.0, 3) < prior.drawn(0.89, 200)


def test_units_that_really_differ_are_drawn_less_than_units_that_differ_by_chance() -> None:
    apart = anev_score.prior([(0.1, 200), (0.5, 200), (0.9, 200), (0.3, 200), (0.7, 200)])
    alike = anev_score.prior([(0.50, 50), (0.52, 50), (0.48, 50), (0.51, 50), (0.49, 50)])
    assert apart.strength == WEAKEST
    assert alike.strength == STRONGEST


def test_the_strength_between_the_bounds_is_that_of_the_moments() -> None:
    # Shares with the mean 0.5 and a spread of 0.1 around it: k = m(1-m)/v - 1 for large samples.
    prior = anev_score.prior([(0.4, 10_000), (0.6, 10_000)] * 50)
    assert prior.mean == pytest.approx(0.5)
    assert prior.strength == pytest.approx(0.25 / 0.01, rel=0.02)


def test_without_cases_nothing_is_learnt_and_with_few_peers_hardly_anything() -> None:
    assert anev_score.prior([(0.0, 0), (0.0, 0)]) == Prior(0.5, STRONGEST)
    assert anev_score.prior([(0.2, 10), (0.9, 10)]).strength == STRONGEST


@given(st.floats(0, 1), st.integers(0, 10_000), st.floats(0, 1), st.floats(WEAKEST, STRONGEST))
def test_a_drawn_share_lies_between_its_own_and_the_peers(
    share: float, cases: int, mean: float, strength: float
) -> None:
    drawn = Prior(mean, strength).drawn(share, cases)
    assert min(share, mean) - 1e-9 <= drawn <= max(share, mean) + 1e-9


def test_speed_is_whole_within_a_quarter_of_an_hour_and_nothing_after_two_days() -> None:
    assert anev_score.speed(0) == anev_score.speed(900) == 1.0
    assert anev_score.speed(48 * 3600) == anev_score.speed(1e7) == 0.0
    assert 0.35 < anev_score.speed(6 * 3600) < 0.45


def test_a_median_lies_within_its_stretch() -> None:
    assert anev_score.median_wait([0] * 10) is None
    assert anev_score.median_wait([0, 0, 0, 4, 0, 0, 0, 0, 0, 0]) == pytest.approx((1800 + 3600) / 2)
    assert anev_score.median_wait([1, 0, 0, 0, 0, 0, 0, 0, 0, 3]) == pytest.approx(72 * 3600 * (1 + 1 / 3))


@given(BUCKETS)
def test_half_of_the_answers_were_no_slower_than_the_median(waits: list[int]) -> None:
    middle = anev_score.median_wait(waits)
    if middle is not None:
        place = max(n for n, low in enumerate(EDGES[:-1]) if low <= middle)
        assert sum(waits[: place + 1]) >= sum(waits) / 2
        assert sum(waits[place + 1 :]) <= sum(waits) / 2


def test_every_score_has_its_grade() -> None:
    assert [anev_score.grade(points) for points in (0, 49.9, 50, 65, 80, 90, 100)] == [
        *(Grade.POOR, Grade.POOR, Grade.FAIR, Grade.GOOD, Grade.VERY_GOOD),
        *(Grade.OUTSTANDING, Grade.OUTSTANDING),
    ]
    assert list(FROM) == list(reversed(Grade))
    assert anev_score.score(dict.fromkeys(WEIGHTS, 1.0)) == pytest.approx(100)

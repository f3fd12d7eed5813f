from __future__ import annotations

import pytest

from web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, fan, weeks
from web.shapes import Outlook, Reading

READINGS = (Reading(-60, 0), Reading(-30, 50), Reading(0, 100))
OUTLOOK = (Outlook(60, 100, 150, 200),)


def test_it_draws_readings_up_to_now_and_the_forecast_after() -> None:
    chart = fan(READINGS, OUTLOOK)
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    assert chart.now == middle
    assert chart.last == (middle, (TOP + HEIGHT - BOTTOM) / 2)
    assert chart.line.startswith(f"{float(LEFT)},{float(HEIGHT - BOTTOM)} ")
    assert chart.band.endswith(" Z")


def test_the_fan_starts_where_the_readings_end() -> None:
    chart = fan(READINGS, OUTLOOK)
    assert chart.last is not None
    start = f"{chart.last[0]},{chart.last[1]}"
    assert chart.middle.startswith(start)
    assert chart.band.startswith(f"M{start}")


def test_the_highest_value_touches_the_top() -> None:
    assert f",{float(TOP)} " in fan(READINGS, OUTLOOK).band


def test_without_anything_to_draw_it_has_no_lines() -> None:
    chart = fan((), ())
    assert (chart.line, chart.middle, chart.band, chart.last, chart.answered) == ("", "", "", None, None)


def test_an_answer_older_than_the_readings_is_not_drawn() -> None:
    assert fan(READINGS, OUTLOOK, answered_minute=-90).answered is None
    assert fan(READINGS, OUTLOOK, answered_minute=-60).answered == LEFT


def test_weeks_are_drawn_in_stretches_with_the_band_behind_them() -> None:
    chart = weeks([0.2, None, 0.3, 0.4], [None, None, (0.2, 0.3), (0.2, 0.3)])
    assert [len(line.split()) for line in chart.lines] == [1, 2]
    assert chart.last == (WIDTH - RIGHT, chart.outside[0][1])
    assert chart.outside == [chart.last]
    assert chart.band.count(",") == 4
    assert (chart.bottom, chart.top) == pytest.approx((0.18, 0.42))


def test_the_axis_of_weeks_stays_within_nothing_and_all() -> None:
    chart = weeks([0.0, 1.0], [None, None])
    assert (chart.bottom, chart.top) == (0.0, 1.0)
    assert chart.lines == [f"{float(LEFT)},{chart.base} {float(WIDTH - RIGHT)},{float(TOP)}"]
    assert chart.band == ""


def test_weeks_without_anything_to_draw_have_no_lines() -> None:
    chart = weeks([None, None], [None, None])
    assert (chart.lines, chart.last, chart.outside) == ([], None, [])

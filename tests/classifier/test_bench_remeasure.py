"""The replay of the schedule on invented cascades, and its refusal where there are none."""

from __future__ import annotations

from pathlib import Path

from bench import forecast, remeasure
from tests.classifier.test_viral_evaluate import write_cascades


def test_it_says_why_it_skips(tmp_path: Path) -> None:
    assert "no cascades" in remeasure.run(["--cascades", str(tmp_path)])["skipped"]


def test_it_reads_less_than_the_constant_schedule_and_reports_what_that_costs(tmp_path: Path) -> None:
    figures = remeasure.run(["--cascades", str(write_cascades(tmp_path)), "--posts", "20"])
    # 15 min in the first hour, hourly to the sixth, then every six hours.
    assert figures["quiet_readings_per_post"] == 21
    for platform in ("weibo", "twitter"):
        found = figures[platform]
        assert found["posts"] == 20
        assert found["constant_readings_per_post"] == 864
        assert 20 < found["readings_per_post"] < 864
        assert found["alerted"] <= found["crossing"]
        assert set(found["lost_lead_minutes"]) == {"median", "mean", "p90"}


def test_the_speed_of_scoring_is_measured_on_all_posts() -> None:
    figures = forecast.run(["--posts", "50"])
    assert figures["posts"] == 50
    assert figures["readings"] > 50
    assert figures["posts_per_second"] > 0

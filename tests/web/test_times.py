from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale, refresh

from tests.web.look_app import look_app
from web import times


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    with look_app().test_request_context():
        yield


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 dtk"),
        (59, "59 dtk"),
        (60, "1 m"),
        (3 * 3600 + 20 * 60 + 59, "3 j 20 m"),
        (3 * 3600, "3 j"),
        (86400 + 59 * 60, "1 hr"),
        (2 * 86400 + 4 * 3600, "2 hr 4 j"),
        (-125 * 60, "2 j 5 m"),
    ],
)
def test_it_says_a_span_in_its_two_largest_parts(seconds: int, words: str) -> None:
    assert times.span(seconds) == words


def test_a_deadline_says_what_is_left_or_how_late_it_is() -> None:
    assert times.left(200 * 60) == "sisa 3 j 20 m"
    assert times.left(-125 * 60) == "lewat 2 j 5 m"


def test_a_moment_says_how_long_ago_it_was() -> None:
    now = datetime.now(UTC)
    assert times.ago(now) == "baru saja"
    assert times.ago(now - timedelta(minutes=12, seconds=5)) == "12 m lalu"
    assert times.ago(now + timedelta(hours=2, seconds=30)) == "dalam 2 j"


def test_a_time_of_day_carries_its_zone_in_both_languages() -> None:
    moment = datetime(2026, 1, 2, 3, 42, tzinfo=UTC)
    assert times.clock_time(moment) == "10.42 WIB"
    assert times.hour(moment) == "2 Jan 10.42 WIB"
    assert times.exact(moment) == "Jumat, 2 Januari 2026 10.42.00 WIB"
    with force_locale("en"):
        refresh()
        assert times.exact(moment) == "Friday, 2 January 2026 10.42.00 WIB"

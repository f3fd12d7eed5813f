"""Was it answered, and did it help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from models.clock import utcnow
from models.database import Database
from models.records import Reply
from models.vocabulary import ReplyState
from tests.web.conftest import Browser
from tests.web.oversight import forecast
from tests.web.world import World
from web.viral.effect import Count, Effect, effect, pace

SignIn = Callable[[str], Browser]
NOW = utcnow()


def at(minutes: float, value: float) -> Count:
    return Count(NOW + timedelta(minutes=minutes), value)


def test_it_tells_the_growth_an_hour_before_the_reply_and_since() -> None:
    shares = [at(-60, 100), at(-30, 200), at(0, 300), at(30, 310), at(60, 320)]
    assert effect({"shares": shares}, NOW) == Effect("shares", 200.0, 20.0)


def test_growth_long_before_and_long_after_is_left_out() -> None:
    shares = [at(-600, 0), at(-60, 1000), at(0, 1000), at(60, 1000), at(600, 9000)]
    assert effect({"shares": shares}, NOW) == Effect("shares", 0.0, 0.0)


def test_where_shares_are_not_told_the_next_best_number_is() -> None:
    likes = [at(-60, 10), at(0, 20), at(60, 25)]
    assert effect({"shares": [], "likes": likes}, NOW) == Effect("likes", 10.0, 5.0)


def test_a_number_that_tells_both_sides_goes_before_one_that_tells_one() -> None:
    views = [at(-60, 0), at(0, 600), at(60, 900)]
    told = effect({"shares": [at(-60, 1), at(-30, 2), at(-10, 4)], "views": views}, NOW)
    assert told == Effect("views", 600.0, 300.0)


@pytest.mark.parametrize(
    "counts",
    [[], [at(0, 5)], [at(0, 5), at(5, 50)]],
    ids=["none", "one", "too close together"],
)
def test_too_few_readings_tell_no_pace(counts: Sequence[Count]) -> None:
    assert pace(counts) is None


def test_a_count_that_the_platform_took_back_is_no_negative_growth() -> None:
    assert pace([at(0, 50), at(60, 40)]) == 0.0


def answered_at(database: Database, world: World, moment: datetime, state: ReplyState) -> None:
    """Moves our reply to the answered case to another moment and state."""
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["answered"])
        reply.state, reply.sent_at, reply.confirmed_at = state, moment, moment


@pytest.fixture
def slowed(database: Database, world: World) -> None:
    """Two hundred an hour before our reply an hour ago, twenty since."""
    shares = {120: 100, 60: 300, 30: 310, 0: 320}
    forecast(database, world.mentions["answered"], world.cases["answered"], 0.4, shares=shares)
    answered_at(database, world, utcnow() - timedelta(minutes=60), ReplyState.CONFIRMED)


@pytest.mark.usefixtures("slowed")
def test_the_card_and_the_case_mark_the_reply_and_tell_both_paces(sign_in: SignIn, world: World) -> None:
    humas = sign_in("humas")
    for path in ("/viral/?category=traffic", f"/kasus/{world.cases['answered']}"):
        text = humas.page(path)
        assert 'class="fan-answer"' in text, path
        assert "ebelum dijawab +200 dibagikan per jam, sesudahnya +20 dibagikan per jam: melambat" in text


@pytest.mark.usefixtures("slowed")
def test_a_reply_that_was_never_read_back_is_no_answer_yet(
    sign_in: SignIn, database: Database, world: World
) -> None:
    answered_at(database, world, utcnow() - timedelta(minutes=60), ReplyState.SENT)
    text = sign_in("humas").page("/viral/?category=traffic")
    assert 'class="fan-answer"' not in text
    assert "balasan: terkirim" in text
    assert "laju kini" in text


@pytest.mark.usefixtures("slowed")
def test_too_few_readings_are_told_as_such(sign_in: SignIn, database: Database, world: World) -> None:
    answered_at(database, world, utcnow() - timedelta(minutes=2), ReplyState.CONFIRMED)
    text = sign_in("humas").page("/viral/?category=traffic")
    assert "sesudahnya belum cukup bacaan" in text
    assert "melambat" not in text


def test_a_case_without_a_forecast_shows_no_spread(sign_in: SignIn, world: World) -> None:
    assert "Penyebaran" not in sign_in("humas").page(f"/kasus/{world.cases['answered']}")

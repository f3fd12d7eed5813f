"""Tokens that end and accounts that sleep are told ahead, once per step and silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import account_watch
from models.anev.days import Counting
from models.records import Account, Alert, Reply
from models.vocabulary import AlertKind, ReplyKind, ReplyState
from tests.models.conftest import NOON, World

DAY = timedelta(days=1)


def told(session: Session, account: Account, now: datetime = NOON) -> list[str]:
    """What the alerts say once the account was looked at, oldest first."""
    account_watch.report(session, [account.id], now)
    return [one.words.partition(": ")[2] for one in session.scalars(select(Alert).order_by(Alert.id))]


def answered(world: World, session: Session, days_ago: float) -> None:
    """An answer went out that long ago."""
    at = NOON - days_ago * DAY
    mention = world.mention(session, created_at=at)
    case = world.case(session, mention, now=at)
    reply = Reply(
        mention_id=mention.id,
        case_id=case.id,
        account_id=mention.account_id,
        unit_id=case.unit_id,
        channel=mention.channel,
        kind=ReplyKind.ANSWER,
        text="sudah kami cek",
        key=f"key-{mention.id}",
        state=ReplyState.CONFIRMED,
        created_at=at,
        sent_at=at,
    )
    session.add(reply)
    session.flush()


@pytest.mark.parametrize(
    ("left", "step"), [(15.0, None), (14.0, 14), (3.1, 14), (3.0, 3), (1.1, 3), (0.9, 0), (-5.0, 0)]
)
def test_a_token_stands_at_the_step_its_days_left_say(left: float, step: int | None) -> None:
    account = Account(token_expires_at=NOON + left * DAY)
    assert account_watch.ends_within(account, NOON) == step
    assert account_watch.ends_within(Account(), NOON) is None


def test_an_ending_token_is_told_at_each_step_once_and_anew_when_it_was_renewed(any_world: World) -> None:
    with any_world.database.writing() as session:
        account = any_world.account(session)
        account.token_expires_at = NOON + 20 * DAY
        assert told(session, account) == []
        for after, alerts in ((6, 1), (7, 1), (17, 2), (18, 2), (19.5, 3), (25, 3)):
            assert len(told(session, account, NOON + after * DAY)) == alerts, after
        account.token_expires_at = NOON + 30 * DAY
        assert told(session, account, NOON + 25 * DAY) == ["2026-12-12"] * 3 + ["2026-12-22"]
        assert {one.kind for one in session.scalars(select(Alert))} == {AlertKind.ACCESS_ENDS}


def test_an_account_is_dormant_after_twice_the_silence_that_chance_explains(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session)
        account.usual_per_day, account.last_mention_at = 5.0, NOON - 4.1 * DAY
        world.mention(session, created_at=NOON - 4.1 * DAY)
        assert told(session, account) == ["unmentioned 2026-11-18"]
        assert told(session, account, NOON + DAY) == ["unmentioned 2026-11-18"], "one silence, one alert"
        account.usual_per_day = 0.5
        assert told(session, account, NOON + 2 * DAY) == ["unmentioned 2026-11-18"]
        world.mention(session, created_at=NOON + 3 * DAY)
        account.usual_per_day = 5.0
        assert len(told(session, account, NOON + 4 * DAY)) == 1, "somebody wrote"
        assert len(told(session, account, NOON + 8 * DAY)) == 2, "and then nobody again"


def test_an_account_that_was_never_mentioned_or_is_switched_off_is_not_told(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session)
        assert told(session, account) == []
        account.last_mention_at = NOON - 100 * DAY
        account.token_expires_at = NOON
        account.enabled = False
        assert told(session, account) == []
        account.enabled = True
        assert told(session, account) == ["2026-11-22", "unmentioned 2026-08-14"]


def test_an_account_nobody_answers_through_is_told_only_while_citizens_write(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session)
        account.usual_per_day = 0.2
        for days_ago in range(20, 50):
            answered(world, session, days_ago)
        assert told(session, account) == [], "nobody wrote since"
        world.mention(session, created_at=NOON - DAY)
        assert told(session, account) == ["unanswered 2026-11-02"]


def test_a_complaint_about_officers_ends_no_silence(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session)
        account.usual_per_day, account.last_mention_at = 5.0, NOON - DAY
        world.mention(session, created_at=NOON - 10 * DAY)
        hidden = world.mention(session, created_at=NOON - DAY)
        world.case(session, hidden, owner="PDAPROPAM", accused="PRA", about_officer=True)
        assert told(session, account) == ["unmentioned 2026-11-12"]


def test_the_due_job_tells_of_each_account_it_counts(world: World) -> None:
    with world.database.writing() as session:
        # Long before any moment at which the job can run.
        world.account(session).token_expires_at = NOON - 1000 * DAY
    counting = Counting(world.database)
    while counting.step():
        pass
    with world.database.reading() as session:
        assert session.scalars(select(Alert.kind)).all() == [AlertKind.ACCESS_ENDS]

"""May this reply go out now? Every reason to wait and every reason never to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import policy, vault
from models.policy import Block, Hold
from models.records import Account, OptOut, Reply, Switch
from models.settings import Settings
from models.vocabulary import Channel, Health, MentionKind, Refusal, ReplyState
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

DIRECT: dict[str, Any] = {"channel": Channel.WHATSAPP, "kind": MentionKind.DIRECT, "thread_id": "628120"}


def ask(session: Session, reply: Reply, settings: Settings, later: timedelta = timedelta(0)) -> Any:
    session.flush()
    return policy.verdict(session, reply, settings, NOON + later)


def test_in_good_weather_it_may_go_out(any_world: World, settings: Settings) -> None:
    with any_world.database.writing() as session:
        assert ask(session, any_world.reply(session), settings) is None


# --- paused


def test_the_kill_switch_holds_everything(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        switch = Switch(name=policy.KILL_SWITCH, on=True, changed_at=NOON, changed_by="officer:1")
        session.add(switch)
        assert ask(session, reply, settings) == Hold(
            NOON + policy.RETRY_WHILE_PAUSED, "all sending is paused"
        )
        switch.on = False
        assert ask(session, reply, settings) is None


@pytest.mark.parametrize("code", ["PRA", "PDA", "MABES"])
def test_a_paused_unit_holds_its_own_replies_and_those_of_units_below(
    world: World, settings: Settings, code: str
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        world.unit(session, code).sends_paused = True
        held = ask(session, reply, settings)
        assert isinstance(held, Hold)
        assert code in held.reason


@pytest.mark.parametrize("code", ["SKA", "PRB", "PDB"])
def test_a_paused_unit_holds_no_others(world: World, settings: Settings, code: str) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        world.unit(session, code).sends_paused = True
        assert ask(session, reply, settings) is None


def test_a_case_handed_over_stays_held_by_the_unit_whose_account_would_speak(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, unit_id=world.unit(session, "PRC").id)
        world.unit(session, "PRA").sends_paused = True
        assert isinstance(ask(session, reply, settings), Hold)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"sends_paused": True}, "paused for @pra_x"),
        ({"enabled": False}, "switched off"),
        ({"health": Health.STOPPED, "health_reason": "token ditarik"}, "token ditarik"),
    ],
)
def test_an_account_that_is_paused_off_or_stopped_holds(
    world: World, settings: Settings, columns: dict[str, Any], words: str
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        account = session.get_one(Account, reply.account_id)
        for name, value in columns.items():
            setattr(account, name, value)
        held = ask(session, reply, settings)
        assert isinstance(held, Hold)
        assert held.until > NOON
        assert words in held.reason


# --- never


def test_a_removed_post_is_never_answered(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        reply.mention.removed_at = NOON
        found = ask(session, reply, settings)
        assert isinstance(found, Block)
        assert found.refusal is Refusal.DELETED


@pytest.mark.parametrize(
    ("columns", "closes"),
    [
        (DIRECT, True),
        ({**DIRECT, "channel": Channel.INSTAGRAM}, True),
        ({"channel": Channel.INSTAGRAM, "kind": MentionKind.COMMENT}, False),
        ({"channel": Channel.INSTAGRAM_PRIVATE, "kind": MentionKind.DIRECT}, False),
        ({"channel": Channel.X}, False),
    ],
    ids=["whatsapp", "instagram direct", "instagram comment", "private api direct", "x"],
)
def test_a_direct_message_is_answered_within_24_hours_only(
    world: World, settings: Settings, columns: dict[str, Any], closes: bool
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, world.case(session, world.mention(session, **columns)))
        assert ask(session, reply, settings, timedelta(hours=24)) is None
        later = ask(session, reply, settings, timedelta(hours=24, seconds=1))
        assert isinstance(later, Block) == closes
        assert later is None or later.refusal is Refusal.WINDOW_CLOSED


def test_a_further_message_of_the_citizen_opens_the_window_again(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, world.case(session, world.mention(session, **DIRECT)))
        world.mention(session, **DIRECT, created_at=NOON + timedelta(hours=20))
        world.mention(session, **{**DIRECT, "thread_id": "629"}, created_at=NOON + timedelta(hours=30))
        assert ask(session, reply, settings, timedelta(hours=43)) is None
        assert isinstance(ask(session, reply, settings, timedelta(hours=45)), Block)


def test_a_citizen_who_asked_for_no_more_is_left_alone_on_that_channel(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        hashed = vault.keyed_hash(SECRET_KEY, "author", reply.mention.author_external_id)
        session.add(OptOut(channel=Channel.INSTAGRAM, author_hash=hashed, created_at=NOON))
        assert ask(session, reply, settings) is None
        session.add(OptOut(channel=Channel.X, author_hash=hashed, created_at=NOON))
        found = ask(session, reply, settings)
        assert isinstance(found, Block)
        assert found.refusal is Refusal.OPTED_OUT


def test_a_text_that_breaks_a_rule_is_blocked_with_rule_and_phrase(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        found = ask(session, world.reply(session, text="Cek di https://polri.go.id ya"), settings)
        assert isinstance(found, Block)
        assert found.refusal is Refusal.GUARD
        assert "link_on_x" in found.reason
        assert "polri.go.id" in found.reason


# --- caps


def sent(world: World, session: Session, count: int, channel: Channel = Channel.X, **columns: Any) -> None:
    case = world.case(session, world.mention(session, channel=channel))
    known = {"state": ReplyState.SENT, "sends": 1, "first_attempt_at": NOON - timedelta(minutes=20)}
    for _ in range(count):
        world.reply(session, case, **{**known, **columns})


def test_the_hourly_cap_holds_until_the_oldest_is_an_hour_old(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        sent(world, session, settings.replies_per_hour - 1)
        assert ask(session, reply, settings) is None
        sent(world, session, 1)
        held = ask(session, reply, settings)
        assert isinstance(held, Hold)
        assert held.until == NOON + timedelta(minutes=40)
        assert ask(session, reply, settings, timedelta(minutes=41)) is None


@pytest.mark.parametrize(
    "columns",
    [
        {"first_attempt_at": NOON - timedelta(minutes=61)},
        {"state": ReplyState.FAILED},
        {"state": ReplyState.APPROVED, "sends": 0},
    ],
    ids=["older than an hour", "refused", "not called yet"],
)
def test_what_was_not_posted_within_the_hour_does_not_count(
    world: World, settings: Settings, columns: dict[str, Any]
) -> None:
    with world.database.writing() as session:
        reply = world.reply(session)
        sent(world, session, settings.replies_per_hour, **columns)
        assert ask(session, reply, settings) is None


def test_the_private_api_has_a_cap_of_its_own_and_each_account_counts_alone(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        private = world.reply(session, world.case(session, world.mention(session, channel=PRIVATE)))
        public = world.reply(session)
        sent(world, session, settings.instagram_private_replies_per_hour, PRIVATE)
        assert isinstance(ask(session, private, settings), Hold)
        assert ask(session, public, settings) is None


PRIVATE = Channel.INSTAGRAM_PRIVATE

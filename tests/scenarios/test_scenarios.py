"""Policy and routing as a table: every situation in words, what is decided, and the reason an officer reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask_babel import Babel
from sqlalchemy.orm import Session

from classifier.places.competence import competence_of
from classifier.places.recognise import place_of
from models import opt_out, policy, routing, send_limits, tree
from models.database import Database
from models.policy import Block, Hold
from models.records import Account, Reply, Switch
from models.routing import Region
from models.settings import Settings
from models.vocabulary import Channel, MentionKind, Refusal, ReplyKind, ReplyState
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World, planted
from tests.models.test_routing import UNITS
from web.plain_reasons import in_words

FOLDER = Path(__file__).parent
SENDING: list[dict[str, Any]] = yaml.safe_load((FOLDER / "sending.yaml").read_text(encoding="utf-8"))
ROUTING: list[dict[str, Any]] = yaml.safe_load((FOLDER / "routing.yaml").read_text(encoding="utf-8"))


def test_there_are_enough_and_each_says_something_else() -> None:
    said = [one["says"] for one in (*SENDING, *ROUTING)]
    assert len(set(said)) == len(said) >= 60
    assert {one.get("refusal") for one in SENDING} >= {
        Refusal.DELETED,
        Refusal.OWN_ACCOUNT,
        Refusal.NOT_SUMMONED,
        Refusal.OPTED_OUT,
        Refusal.WINDOW_CLOSED,
        Refusal.GUARD,
        Refusal.TOO_ALIKE,
    }


@pytest.fixture(scope="module")
def panel() -> Flask:
    app = Flask(__name__)
    Babel(app, default_locale="id")
    return app


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One tree for all; what a scenario puts into it is rolled back."""
    from models import migrate

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('scenarios') / 'world.sqlite3'}")
    migrate.upgrade(database)
    return planted(database)


@pytest.mark.parametrize("one", SENDING, ids=lambda one: one["says"])
def test_may_it_go_out(world: World, panel: Flask, one: dict[str, Any]) -> None:
    given = one.get("given", {})
    settings = replace(Settings(secret_key=SECRET_KEY), **given.get("settings", {}))
    with Session(world.database.engine) as session:
        reply = _situation(world, session, given, settings)
        later = timedelta(hours=given.get("hours_later", 0), days=365 * given.get("years_later", 0))
        found = policy.verdict(session, reply, settings, NOON + later)
        session.rollback()
    assert {type(None): "go", Hold: "wait", Block: "never"}[type(found)] == one["expect"], found
    if isinstance(found, Block):
        assert found.refusal == one["refusal"]
    if isinstance(found, Hold) and "minutes" in one:
        assert found.until == NOON + timedelta(minutes=one["minutes"])
    if found is not None:
        with panel.test_request_context():
            assert one.get("reason", "") in in_words(found.reason)
            assert "keterangan teknis" not in in_words(found.reason)


def _situation(world: World, session: Session, given: dict[str, Any], settings: Settings) -> Reply:
    channel = Channel(given.get("channel", "x"))
    columns: dict[str, Any] = {"channel": channel, "kind": MentionKind(given.get("kind", "mention"))}
    if channel is Channel.WHATSAPP:
        columns["thread_id"] = "62-warga"
    mention = world.mention(session, **{**columns, **given.get("mention", {})})
    sign, count = given.get("repeat", ("", 0))
    text = given.get("text") or sign * count or "Laporan kami terima."
    reply = world.reply(session, world.case(session, mention), text=text)
    reply.kind = ReplyKind(given.get("reply_kind", "progress"))
    account = session.get_one(Account, reply.account_id)
    for name, value in given.get("account", {}).items():
        setattr(account, name, value)
    if given.get("removed"):
        mention.removed_at = NOON
    if "author" in given:
        mention.author_external_id = world.account(session, "PRB", channel).external_id
    if "opted_out" in given:
        asking = world.mention(session, **{**columns, "channel": Channel(given["opted_out"]), "text": "stop"})
        opt_out.remember(session, asking, SECRET_KEY, NOON)
    for who, hours in (("wrote_again_after", None), ("other_wrote_after", "62-lain")):
        if who in given:
            at = NOON + timedelta(hours=given[who])
            again = {**columns, "created_at": at, **({"thread_id": hours} if hours else {})}
            world.mention(session, **again)
    _stopped(world, session, given.get("paused"))
    _posted(world, session, given.get("posted_by"))
    _sent(world, session, columns, given.get("sent"))
    for _ in range(given.get("spent_calls", 0)):
        send_limits.spend(session, account, settings, NOON)
    session.flush()
    return reply


def _stopped(world: World, session: Session, what: str | None) -> None:
    if what == "all":
        session.add(Switch(name=policy.KILL_SWITCH, on=True, changed_at=NOON, changed_by="officer:1"))
    elif what:
        world.unit(session, what).sends_paused = True


def _posted(world: World, session: Session, what: dict[str, Any] | None) -> None:
    if what:
        at = NOON - timedelta(minutes=what["minutes_ago"])
        case = world.case(session, world.mention(session, what["unit"]))
        world.reply(session, case, text=what["text"], state=ReplyState.SENT, sent_at=at, external_id="9")


def _sent(world: World, session: Session, columns: dict[str, Any], what: dict[str, Any] | None) -> None:
    if not what:
        return
    facts = {**columns, **({"thread_id": what["thread"]} if "thread" in what else {})}
    case = world.case(session, world.mention(session, **facts))
    at = NOON - timedelta(minutes=what["minutes_ago"])
    for _ in range(what["count"]):
        world.reply(session, case, state=ReplyState.SENT, sends=1, first_attempt_at=at)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> World:
    from models import migrate

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('routing') / 'world.sqlite3'}")
    migrate.upgrade(database)
    world = planted(database)
    with database.writing() as session:
        for code, name, kind, parent, facts in UNITS:
            above = world.unit(session, parent)
            tree.add_unit(session, code=code, name=name, kind=kind, parent=above, **facts)
    return world


@pytest.mark.parametrize("one", ROUTING, ids=lambda one: one["says"])
def test_whose_it_is(town: World, one: dict[str, Any]) -> None:
    place = place_of(one["text"])
    competence = str(competence_of(one["text"], placed=bool(place.code)))
    region = Region(place.province, place.regency, place.district, place.confidence)
    with town.database.reading() as session:
        found = routing.unit_for(session, town.unit(session, "PRA"), region, competence)
    assert (found.unit.code if found and found.by_place else "") == one["unit"], (place, competence)
    assert (found is not None and found.above) is one.get("above", False)
    if "competence" in one:
        assert competence == one["competence"]

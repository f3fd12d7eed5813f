"""The private question under a comment: the outbox around the real adapter and a hostile Instagram."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from listener import intake
from listener.channels.instagram_webhook import InstagramParser
from models import casework, drafting, outbox, vault, wording
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Mention, OptOut, Reply
from models.settings import Settings
from models.vocabulary import Channel, MentionKind, Refusal, ReplyKind, ReplyState, Stage
from responder.delivery import Delivery
from simulator import instagram_notices
from tests.conftest import SECRET_KEY
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.instagram import InstagramRig
from tests.models.conftest import World, planted

PERSON = "warga_2041"


@dataclass
class Desk:
    """One comment, its case, the question to its author, and the platform behind the adapter."""

    rig: InstagramRig
    world: World
    settings: Settings
    delivery: Delivery

    @property
    def database(self) -> Database:
        return self.world.database

    def account(self) -> Account:
        with self.database.reading() as session:
            return session.scalars(select(Account).where(Account.handle == HANDLE)).one()

    def ask(self, created_at: datetime | None = None) -> int:
        """A citizen comments, an officer asks for details and approves; the reply's id."""
        comment = self.rig.say("tolong pak", author=PERSON, created_at=created_at)
        post = self.rig.world.post("instagram", comment)
        assert post is not None
        now = utcnow()
        with self.database.writing() as session:
            mention = self.world.mention(
                session,
                channel=Channel.INSTAGRAM,
                kind=MentionKind.COMMENT,
                account_id=self.account().id,
                external_id=comment,
                thread_id=post.thread_id,
                author_handle=PERSON,
                author_external_id=post.author.external_id,
                created_at=now,
            )
            case = self.world.case(session, mention, now=now)
            casework.change_stage(session, case, Stage.NEED_DETAILS, now, None)
            (reply,) = drafting.tell_all(session, case, self.settings, now, None)
            assert reply.kind is ReplyKind.DETAILS
            outbox.approve(
                session,
                reply,
                seen_hash=outbox.text_hash(reply.text),
                request_id="once",
                officer_id=None,
                now=now,
                hold=timedelta(),
                valid_for=timedelta(hours=1),
            )
            return reply.id

    def step(self, reply_id: int) -> Reply:
        """The moment the reply waits for has come; one step of the protocol; the row after it."""
        with self.database.writing() as session:
            session.execute(update(Reply).where(Reply.id == reply_id).values(due_at=utcnow()))
        self.delivery.deliver(reply_id)
        with self.database.reading() as session:
            return session.get_one(Reply, reply_id)

    def offered(self) -> list[str]:
        """The texts that offer the form in the thread instead."""
        with self.database.reading() as session:
            return list(session.scalars(select(Reply.text).where(Reply.kind == ReplyKind.PROGRESS)))


@pytest.fixture
def desk(sqlite_database: Database) -> Iterator[Desk]:
    with InstagramRig() as rig:
        settings = replace(rig.settings(), secret_key=SECRET_KEY, settle_seconds=0.0)
        world = planted(sqlite_database)
        with sqlite_database.writing() as session:
            session.add_all(wording.default_templates())
            account = world.account(session, "PRA", Channel.INSTAGRAM)
            account.handle, account.external_id = HANDLE, rig.registered.external_id
            account.credential_sealed = vault.seal(SECRET_KEY, rig.credential())
        senders = {Channel.INSTAGRAM: rig.sender}
        yield Desk(rig, world, settings, Delivery(sqlite_database, settings, senders, "worker-test"))


def test_it_reaches_the_author_alone_and_is_confirmed(desk: Desk) -> None:
    reply_id = desk.ask()
    assert desk.step(reply_id).state is ReplyState.SENT
    (posted,) = desk.rig.ledger()
    made = desk.rig.world.post("instagram", posted.external_id)
    assert made is not None
    assert made.kind == "direct"
    assert desk.step(reply_id).state is ReplyState.CONFIRMED
    assert len(desk.rig.ledger()) == 1


@pytest.mark.parametrize("fault", ["error_after", "cut"])
def test_an_answer_lost_after_it_was_accepted_is_asked_about_and_never_sent_twice(
    desk: Desk, fault: str
) -> None:
    reply_id = desk.ask()
    desk.rig.fault("write", fault)
    assert desk.step(reply_id).state is ReplyState.UNKNOWN
    states = [desk.step(reply_id).state for _ in range(3)]
    assert ReplyState.SENT in states
    assert len(desk.rig.ledger()) == 1


def test_an_error_before_anything_happened_is_tried_once_more(desk: Desk) -> None:
    reply_id = desk.ask()
    desk.rig.fault("write", "error_before")
    assert desk.step(reply_id).state is ReplyState.UNKNOWN
    assert desk.step(reply_id).state is ReplyState.APPROVED
    assert desk.step(reply_id).state is ReplyState.SENT
    assert len(desk.rig.ledger()) == 1


def test_a_window_that_the_platform_says_is_over_offers_the_form_instead(desk: Desk) -> None:
    reply_id = desk.ask(created_at=utcnow() - timedelta(days=8))
    reply = desk.step(reply_id)
    assert (reply.state, reply.refusal) == (ReplyState.FAILED, Refusal.WINDOW_CLOSED)
    (text,) = desk.offered()
    assert "laman lacak" in text
    assert desk.rig.ledger() == []


def test_a_window_that_is_over_by_our_own_clock_is_not_tried(desk: Desk) -> None:
    reply_id = desk.ask()
    with desk.database.writing() as session:
        session.execute(update(Mention).values(created_at=utcnow() - timedelta(days=8)))
    assert desk.step(reply_id).refusal is Refusal.WINDOW_CLOSED
    assert len(desk.offered()) == 1
    assert desk.rig.ledger() == []


def test_whoever_asked_for_no_replies_gets_none_in_private_either(desk: Desk) -> None:
    reply_id = desk.ask()
    with desk.database.writing() as session:
        author = session.scalars(select(Mention.author_external_id)).one()
        hashed = vault.keyed_hash(SECRET_KEY, "author", author)
        session.add(OptOut(channel=Channel.INSTAGRAM, author_hash=hashed, created_at=utcnow()))
    assert desk.step(reply_id).refusal is Refusal.OPTED_OUT
    assert desk.rig.ledger() == []


def test_the_citizens_private_answer_comes_back_to_the_same_case(desk: Desk) -> None:
    reply_id = desk.ask()
    desk.step(reply_id)
    message = desk.rig.say("kejadiannya tadi malam jam sepuluh", author=PERSON, kind="direct")
    post = desk.rig.world.post("instagram", message)
    assert post is not None
    ((_, section, notice),) = instagram_notices.heard(desk.rig.world, post)
    incoming = InstagramParser().parse(desk.rig.account, {section: notice})
    assert incoming is not None
    with desk.database.writing() as session:
        account = session.get_one(Account, desk.account().id)
        intake.store(session, account, [incoming], utcnow(), timedelta(hours=72), SECRET_KEY)
        answer = session.scalars(select(Mention).where(Mention.external_id == message)).one()
        assert casework.thread_case(session, answer) is session.scalars(select(Case)).one()

"""A furnished database, a simulated X behind the real adapter, and one complaint waiting for its reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bench import installation
from commands.demo import store_credentials
from commands.setup import add_default_templates
from models import casework, outbox
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Mention, Reply, Unit
from models.settings import Settings
from models.vocabulary import Category, Channel, MentionKind, ReplyKind
from responder import registry
from responder.delivery import Delivery
from simulator.server import Simulator
from simulator.world import Posted

HANDLE = "polres_uji_satu"


@dataclass
class Desk:
    """The responder at work: what a test does to it and sees of it."""

    database: Database
    settings: Settings
    simulator: Simulator
    delivery: Delivery

    def complaint(self, text: str = "pak motor saya hilang di pasar") -> int:
        """A citizen writes, a case is opened, a reply is drafted; returns the reply's id."""
        external_id = self.simulator.world.say("x", HANDLE, f"@{HANDLE} {text}", author="warga_1")
        post = self.simulator.world.post("x", external_id)
        assert post is not None
        now = utcnow()
        with self.database.writing() as session:
            account = session.scalars(select(Account).where(Account.handle == HANDLE)).one()
            unit = session.get_one(Unit, account.unit_id)
            mention = Mention(
                channel=Channel.X,
                account_id=account.id,
                unit_id=unit.id,
                external_id=external_id,
                kind=MentionKind.MENTION,
                thread_id=external_id,
                text=text,
                text_masked=text,
                mentioned_handles=[HANDLE],
                author_handle="warga_1",
                author_external_id="11",
                created_at=now,
                fetched_at=now,
                assess_after=now,
            )
            session.add(mention)
            session.flush()
            matter = casework.Matter(Category.THEFT, urgency=2)
            case = casework.open_case(session, mention, matter, unit, None, self.settings.secret_key, now)
            reply = outbox.draft(
                session,
                case,
                mention,
                ReplyKind.ACKNOWLEDGEMENT,
                f"Diterima Polres Uji, kode {case.code}.",
                now,
            )
            assert reply is not None
            return reply.id

    def approve(self, reply_id: int) -> None:
        with self.database.writing() as session:
            reply = session.get_one(Reply, reply_id)
            outbox.approve(
                session,
                reply,
                seen_hash=outbox.text_hash(reply.text),
                request_id=f"request-{reply_id}",
                officer_id=None,
                now=utcnow(),
                hold=timedelta(),
                valid_for=timedelta(hours=1),
            )

    def approved(self) -> int:
        reply_id = self.complaint()
        self.approve(reply_id)
        return reply_id

    def deliver(self, reply_id: int) -> Reply:
        """One step of the protocol; returns the row after it."""
        self.delivery.deliver(reply_id)
        return self.reply(reply_id)

    def later(self, reply_id: int) -> Reply:
        """The moment the reply waits for has come; then one step."""
        with self.database.writing() as session:
            session.execute(update(Reply).where(Reply.id == reply_id).values(due_at=utcnow()))
        return self.deliver(reply_id)

    def reply(self, reply_id: int) -> Reply:
        with self.database.reading() as session:
            return session.get_one(Reply, reply_id)

    def case(self, reply_id: int) -> Case:
        with self.database.reading() as session:
            return session.get_one(Case, session.get_one(Reply, reply_id).case_id)

    @property
    def ledger(self) -> list[Posted]:
        return self.simulator.world.ledger


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    with Simulator(only=("x",)) as simulator:
        simulator.world.accept_duplicates = True
        installation.register_accounts(simulator)
        add_default_templates(database)
        installation.import_world(database, tmp_path)
        quick = replace(settings, x_base_url=simulator.urls["x"], x_timeout=3.0, reply_pause=0.0)
        store_credentials(database, quick, simulator)
        senders = {Channel.X: registry.senders(quick)[Channel.X]}
        yield Desk(database, quick, simulator, Delivery(database, quick, senders, "worker-test"))

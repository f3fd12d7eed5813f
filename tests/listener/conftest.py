"""A furnished installation that listens to simulated platforms through the real adapters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bench import installation
from commands.demo import store_credentials
from listener.channels.instagram import InstagramSource
from listener.channels.instagram_webhook import InstagramParser
from listener.channels.whatsapp import WhatsAppParser, WhatsAppSource
from listener.channels.x import XSource
from listener.contracts import MentionSource
from listener.inbound import Inbound
from listener.polling import Poller
from listener.remeasure import Remeasurer
from models import casework
from models.clock import utcnow
from models.database import Database
from models.envelope import EnvelopePart, split_instagram, split_whatsapp
from models.records import Account, Alert, InboundBody, InboundEvent, Mention, PollGap, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import Category, Channel
from simulator.server import Simulator

HANDLE, OTHER = "polres_uji_satu", "polres_uji_dua"
INSTAGRAM, WHATSAPP = "polresujisatu", "62000000901"
WHATSAPP_ID = "300000000009001"


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is done."""


@dataclass
class Room:
    """The listener at work: what a test does to it and sees of it."""

    database: Database
    settings: Settings
    simulator: Simulator
    threads: ThreadPoolExecutor
    sources: dict[Channel, MentionSource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sources = {
            Channel.X: XSource(self.settings),
            Channel.INSTAGRAM: InstagramSource(self.settings),
            Channel.WHATSAPP: WhatsAppSource(self.settings),
        }

    def changed(self, **values: Any) -> Room:
        """The same room under other settings."""
        return Room(self.database, replace(self.settings, **values), self.simulator, self.threads)

    # --- the stage's parts

    def poller(self, worker: str = "worker-test") -> Poller:
        return Poller(self.database, self.settings, self.sources, worker, self.threads)

    def inbound(self) -> Inbound:
        return Inbound(
            self.database,
            self.settings,
            {Channel.INSTAGRAM: InstagramParser(), Channel.WHATSAPP: WhatsAppParser(self.settings)},
            {Channel.INSTAGRAM: InstagramSource(self.settings)},
        )

    def remeasurer(self, sources: Mapping[Channel, MentionSource] | None = None) -> Remeasurer:
        return Remeasurer(self.database, self.settings, sources or self.sources)

    # --- what happens

    def say(self, text: str = "pak motor saya hilang", handle: str = HANDLE, **keywords: Any) -> str:
        keywords.setdefault("author", "warga_2041")
        return self.simulator.world.say("x", handle, f"@{handle} {text}", **keywords)

    def fault(self, fault: str, **keywords: Any) -> None:
        self.simulator.world.faults.add("x", "read", fault, **keywords)

    def poll(self, handle: str = HANDLE) -> Account:
        """One poll of one account; returns its row afterwards."""
        self.poller().poll(self.account(handle).id)
        return self.account(handle)

    def change(self, handle: str = HANDLE, **columns: Any) -> None:
        with self.database.writing() as session:
            session.execute(update(Account).where(Account.handle == handle).values(**columns))

    def receive(self, channel: Channel, body: Mapping[str, object]) -> None:
        """Stores a webhook body the way the web process does."""
        split = split_whatsapp if channel is Channel.WHATSAPP else split_instagram
        self.keep(channel, split(body))

    def keep(self, channel: Channel, parts: list[EnvelopePart]) -> None:
        now = utcnow()
        with self.database.writing() as session:
            stored = InboundBody(channel=channel, raw=b"{}", received_at=now)
            session.add(stored)
            session.flush()
            for part in parts:
                insert_new(
                    session,
                    InboundEvent,
                    {
                        "body_id": stored.id,
                        "channel": part.channel,
                        "kind": part.kind,
                        "account_external_id": part.account_external_id,
                        "external_id": part.external_id,
                        "payload": dict(part.payload),
                        "state": "pending",
                        "reason": "",
                        "attempts": 0,
                        "received_at": now,
                        "not_before": now,
                    },
                )

    def let_time_pass(self) -> None:
        """Everything that waits for its moment is due now."""
        now = utcnow()
        with self.database.writing() as session:
            session.execute(update(Account).values(next_poll_at=now, lease_until=None))
            session.execute(update(InboundEvent).values(not_before=now))
            session.execute(
                update(Mention).where(Mention.next_measure_at.is_not(None)).values(next_measure_at=now)
            )

    def open_case(self, external_id: str) -> int:
        with self.database.writing() as session:
            mention = session.scalars(select(Mention).where(Mention.external_id == external_id)).one()
            unit = session.get_one(Unit, mention.unit_id)
            matter = casework.Matter(Category.THEFT, urgency=2)
            case = casework.open_case(
                session, mention, matter, unit, None, self.settings.secret_key, utcnow()
            )
            return case.id

    # --- what there is

    def account(self, handle: str = HANDLE) -> Account:
        with self.database.reading() as session:
            return session.scalars(select(Account).where(Account.handle == handle)).one()

    def mentions(self) -> list[Mention]:
        with self.database.reading() as session:
            return list(session.scalars(select(Mention).order_by(Mention.id)))

    def texts(self) -> list[str]:
        return [mention.text for mention in self.mentions()]

    def gaps(self) -> list[PollGap]:
        with self.database.reading() as session:
            return list(session.scalars(select(PollGap).order_by(PollGap.id)))

    def alerts(self) -> list[Alert]:
        with self.database.reading() as session:
            return list(session.scalars(select(Alert).order_by(Alert.id)))

    def events(self) -> list[InboundEvent]:
        with self.database.reading() as session:
            return list(session.scalars(select(InboundEvent).order_by(InboundEvent.id)))


@pytest.fixture
def room(sqlite_database: Database, settings: Settings, tmp_path: Path) -> Iterator[Room]:
    """The listener on SQLite."""
    yield from _furnished(sqlite_database, settings, tmp_path)


@pytest.fixture
def any_room(database: Database, settings: Settings, tmp_path: Path) -> Iterator[Room]:
    """The listener on each database in turn."""
    yield from _furnished(database, settings, tmp_path)


def _furnished(database: Database, settings: Settings, folder: Path) -> Iterator[Room]:
    with Simulator(only=("x", "instagram", "whatsapp")) as simulator, ThreadPoolExecutor(4) as threads:
        installation.register_accounts(simulator)
        installation.import_world(database, folder)
        pointed = replace(
            settings,
            x_base_url=simulator.urls["x"],
            instagram_base_url=simulator.urls["instagram"],
            whatsapp_base_url=simulator.urls["whatsapp"],
        )
        store_credentials(database, pointed, simulator)
        with database.writing() as session:
            # Nothing is due a moment later than the test says.
            session.execute(update(Account).values(next_poll_at=utcnow() - timedelta(seconds=1)))
        yield Room(database, pointed, simulator, threads)

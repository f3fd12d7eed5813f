"""One command tree with accounts, and short ways to a mention, a case, an officer, a reply."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import casework, outbox, tree
from models.casework import Matter
from models.database import Database
from models.records import Account, Case, Mention, Officer, Reply, Unit
from models.vocabulary import Category, Channel, MentionKind, ReplyKind, Role, UnitKind
from tests.conftest import SECRET_KEY

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # noon in Jakarta
TREE: tuple[tuple[str, UnitKind, str | None, dict[str, Any]], ...] = (
    ("MABES", UnitKind.MABES, None, {}),
    ("PDA", UnitKind.POLDA, "MABES", {}),
    ("PDAPROPAM", UnitKind.FUNCTION, "PDA", {"competence": "propam"}),
    ("PRA", UnitKind.POLRES, "PDA", {}),
    ("PRAPPA", UnitKind.FUNCTION, "PRA", {"competence": "ppa"}),
    ("SKA", UnitKind.POLSEK, "PRA", {"can_investigate": False}),
    ("PRB", UnitKind.POLRES, "PDA", {"timezone": "Asia/Makassar"}),
    ("PDB", UnitKind.POLDA, "MABES", {"timezone": "Asia/Jayapura"}),
    ("PRC", UnitKind.POLRES, "PDB", {}),
)
NAMES = {
    UnitKind.MABES: "Mabes",
    UnitKind.POLDA: "Polda",
    UnitKind.POLRES: "Polres",
    UnitKind.POLSEK: "Polsek",
}


@dataclass
class World:
    """The tree of `TREE` in a database; everything else is made when a test asks for it."""

    database: Database
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def unit(self, session: Session, code: str) -> Unit:
        return session.scalars(select(Unit).where(Unit.code == code)).one()

    def account(self, session: Session, code: str = "PRA", channel: Channel = Channel.X) -> Account:
        unit = self.unit(session, code)
        found = session.scalars(
            select(Account).where(Account.unit_id == unit.id, Account.channel == channel)
        ).first()
        if found is None:
            handle = f"{code.lower()}_{channel}"
            found = Account(
                unit_id=unit.id, channel=channel, handle=handle, external_id=f"id-{handle}", next_poll_at=NOON
            )
            session.add(found)
            session.flush()
        return found

    def mention(
        self, session: Session, code: str = "PRA", channel: Channel = Channel.X, **columns: Any
    ) -> Mention:
        number = next(self.numbers)
        known: dict[str, Any] = {
            "channel": channel,
            "account_id": self.account(session, code, channel).id,
            "unit_id": self.unit(session, code).id,
            "external_id": str(number),
            "kind": MentionKind.MENTION,
            "thread_id": str(number),
            "text": "pak motor saya hilang",
            "text_masked": "pak motor saya hilang",
            "mentioned_handles": [self.account(session, code, channel).handle],
            "author_handle": "warga_2041",
            "author_external_id": "11",
            "created_at": NOON,
            "fetched_at": NOON,
            "assess_after": NOON,
        }
        mention = Mention(**{**known, **columns})
        session.add(mention)
        session.flush()
        return mention

    def case(
        self,
        session: Session,
        mention: Mention | None = None,
        *,
        owner: str | None = None,
        accused: str | None = None,
        now: datetime = NOON,
        **matter: Any,
    ) -> Case:
        mention = mention or self.mention(session)
        unit = self.unit(session, owner) if owner else session.get_one(Unit, mention.unit_id)
        about = Matter(**{"category": Category.THEFT, "urgency": 2, **matter})
        accused_unit = self.unit(session, accused) if accused else None
        return casework.open_case(session, mention, about, unit, accused_unit, SECRET_KEY, now)

    def officer(self, session: Session, role: Role, code: str) -> Officer:
        number = next(self.numbers)
        officer = Officer(
            login=f"{role}-{number}",
            name=f"{role} {code}",
            password_hash="",
            role=role,
            unit_id=self.unit(session, code).id,
            created_at=NOON,
        )
        session.add(officer)
        session.flush()
        return officer

    def reply(
        self, session: Session, case: Case | None = None, text: str = "Laporan kami terima.", **columns: Any
    ) -> Reply:
        case = case or self.case(session)
        mention = session.scalars(select(Mention).where(Mention.case_id == case.id)).first()
        assert mention is not None
        reply = outbox.draft(session, case, mention, ReplyKind.PROGRESS, text, NOON)
        assert reply is not None
        for name, value in columns.items():
            setattr(reply, name, value)
        session.flush()
        return reply


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """The world on SQLite."""
    return planted(sqlite_database)


@pytest.fixture
def any_world(database: Database) -> World:
    """The world on each database in turn."""
    return planted(database)


def planted(database: Database) -> World:
    with database.writing() as session:
        units: dict[str | None, Unit] = {}
        for code, kind, parent, facts in TREE:
            name = f"{NAMES.get(kind, 'Fungsi')} {code}"
            units[code] = tree.add_unit(
                session, code=code, name=name, kind=kind, parent=units.get(parent), **facts
            )
    return World(database)

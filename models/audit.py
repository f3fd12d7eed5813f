"""The audit trail: every act in the transaction that does it, chained by hashes.

`hash = sha256(previous_hash + canonical JSON of the entry)`. Taking a row out, changing one or
putting one in breaks every hash after it; `verify` finds the first broken place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.records import AuditEntry, AuditHead
from models.upsert import ensure_row

GENESIS = "0" * 64


@dataclass(frozen=True)
class BrokenChain:
    """The first entry that does not follow from the one before it."""

    entry_id: int
    reason: str


def entry_hash(
    previous: str,
    at: datetime,
    actor: str,
    act: str,
    subject: str,
    unit_id: int | None,
    detail: dict[str, object],
) -> str:
    """The chained hash of one entry: 64 hex digits."""
    content = json.dumps(
        [at.isoformat(), actor, act, subject, unit_id, detail],
        sort_keys=True,
        separators=(",", ":"),
        default=str,
    )
    return hashlib.sha256((previous + content).encode()).hexdigest()


def record(
    session: Session, actor: str, act: str, subject: str, unit_id: int | None = None, **detail: object
) -> AuditEntry:
    """Appends one act to the chain, inside the caller's transaction.

    `actor` is "officer:<id>", "worker:<name>", "cli" or "citizen"; `subject` is "<record>:<id>".
    The head row stays locked until the caller commits: acts are put in order, never side by side.
    """
    head = session.get(AuditHead, 1, with_for_update=True)
    if head is None:
        ensure_row(session, AuditHead, {"id": 1, "last_id": 0, "last_hash": GENESIS})
        head = session.get_one(AuditHead, 1, with_for_update=True)
    at = utcnow()
    # What goes through JSON once more compares equal when it is read back; a database may spell a
    # fraction in another way, so fractions are kept as words.
    plain: dict[str, object] = json.loads(
        json.dumps(detail, default=str), parse_float=str, parse_constant=str
    )
    entry = AuditEntry(
        id=head.last_id + 1,
        at=at,
        actor=actor,
        act=act,
        subject=subject,
        unit_id=unit_id,
        detail=plain,
        previous_hash=head.last_hash,
        hash=entry_hash(head.last_hash, at, actor, act, subject, unit_id, plain),
    )
    head.last_id, head.last_hash = entry.id, entry.hash
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session) -> BrokenChain | None:
    """None when the whole chain holds, else the first broken place."""
    # The head is read first: acts recorded while we read come after it and are no sign of tampering.
    last_id, last_hash = _head(session)
    previous, count = GENESIS, 0
    at_head = last_id == 0 and last_hash == GENESIS
    in_order = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with session.scalars(in_order) as entries:
        for entry in entries:
            if reason := _contradiction(entry, previous, count + 1):
                return BrokenChain(entry.id, reason)
            previous, count = entry.hash, entry.id
            at_head = at_head or (count, previous) == (last_id, last_hash)
    if not at_head:
        return BrokenChain(count + 1, "entries at the end are missing")
    if count > last_id and _head(session)[0] < count:
        return BrokenChain(count, "it was added past the end of the chain")
    return None


def _contradiction(entry: AuditEntry, previous: str, expected_id: int) -> str:
    """Why the entry cannot follow the one with the hash `previous`; empty when it does."""
    if entry.id != expected_id:
        return f"entry {expected_id} is missing"
    wanted = entry_hash(
        previous, entry.at, entry.actor, entry.act, entry.subject, entry.unit_id, entry.detail
    )
    follows = entry.previous_hash == previous and entry.hash == wanted
    return "" if follows else "its content does not fit its hash"


def _head(session: Session) -> tuple[int, str]:
    row = session.execute(
        select(AuditHead.last_id, AuditHead.last_hash).where(AuditHead.id == 1)
    ).one_or_none()
    return (row.last_id, row.last_hash) if row is not None else (0, GENESIS)

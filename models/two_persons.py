"""What no officer may do alone, and how the second one is known: somebody else, of a role that releases.

Each rule is asked where the row changes, so that no page and no command can forget it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import scope
from models.errors import Conflict, Forbidden
from models.records import AuditEntry, Case, CaseEvent, Officer, Reply
from models.vocabulary import EventKind, ReplyKind

HIGH_RISK_BAND = 2


def high_risk(case: Case) -> bool:
    """Whether a second person must release the replies of this case."""
    return case.about_officer or case.viral_band >= HIGH_RISK_BAND


def may_release(session: Session, reply: Reply, officer: Officer) -> bool:
    """Whether this officer may approve this reply: a risky one only as a second person who did not word it."""
    if not reply.second_approval_needed:
        return scope.may(officer, "approve")
    return scope.may(officer, "approve_second") and officer.id not in _editors(session, reply)


def require_release(session: Session, reply: Reply, officer_id: int | None) -> None:
    """Forbidden where this approval would be one person's alone.

    Without an officer only what needs no second person goes out, and the emergency card where policy says so.
    """
    if not reply.second_approval_needed:
        return
    if officer_id is None:
        if reply.kind is ReplyKind.EMERGENCY_CARD:
            return
        raise Forbidden("a second person releases this reply")
    if not may_release(session, reply, session.get_one(Officer, officer_id)):
        raise Forbidden("a second person releases this reply, one who did not word it")


def asked_before(
    session: Session,
    subject: str,
    asked: str,
    ended_by: Collection[str],
    now: datetime,
    valid_for: timedelta,
) -> AuditEntry | None:
    """The open wish of a first person for this act: the newest entry of the trail, neither done nor lapsed."""
    newest = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == subject, AuditEntry.act.in_((asked, *ended_by)))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    return newest if newest is not None and newest.act == asked and newest.at > now - valid_for else None


def is_second(first: AuditEntry | None, who: Officer) -> bool:
    """Whether `who` completes what the first one asked for; Conflict where the first one asks again."""
    if first is None:
        return False
    if first.actor == f"officer:{who.id}":
        raise Conflict("you have asked for this already; a second officer confirms it")
    return True


def _editors(session: Session, reply: Reply) -> set[int | None]:
    edits = select(CaseEvent.officer_id).where(
        CaseEvent.reply_id == reply.id, CaseEvent.kind == EventKind.EDITED
    )
    return set(session.scalars(edits))

"""When the clock of the first answer rests: sending is stopped, or the case was closed before it was answered.

What a unit may not send, it cannot send late. Emergencies are not put off by a kill switch, because
an officer can act without our channel, and neither are the clocks of a law nor the marks that climb
to the command: the citizen waits all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from models import fair_share, scope
from models.records import Account, Case, CaseEvent, SendPause, Unit
from models.vocabulary import EventKind, Urgency

EVERYTHING = "switch:sends_paused"
Span = tuple[datetime, datetime]


def begin(session: Session, target: str, now: datetime) -> None:
    """Sending of `target` stops: `EVERYTHING`, "unit:<id>" with all below it, or "account:<id>"."""
    session.add(SendPause(target=target, started_at=now))


def end(session: Session, target: str, now: datetime) -> None:
    """Sending goes on: first answers that waited for it are due as much later as they could not be sent."""
    pause = session.scalars(
        select(SendPause).where(SendPause.target == target, SendPause.ended_at.is_(None)).with_for_update()
    ).first()
    if pause is None:
        return
    pause.ended_at = now
    session.flush()
    waiting = (
        select(Case)
        .join(Account, Account.id == Case.account_id)
        .where(Case.closed_at.is_(None), Case.first_answered_at.is_(None), _concerned(session, target))
    )
    for case in session.scalars(waiting).all():
        go_on(session, case)


def go_on(session: Session, case: Case) -> None:
    """Puts off the first answer by what its clock has rested and was not put off by yet."""
    if case.first_answered_at is not None:
        return
    fresh = round(rested(session, case).total_seconds()) - case.paused_seconds
    if fresh > 0:
        case.due_at += timedelta(seconds=fresh)
        case.paused_seconds += fresh
        case.attention_at = fair_share.attention(case)


def rested(session: Session, case: Case) -> timedelta:
    """How long the first answer's clock has rested in all; what is still going on counts once it ends."""
    spans = _closed(session, case)
    if case.urgency < Urgency.NOW:
        spans += _unsent(session, case)
    return together(spans, case.first_mention_at)


def together(spans: Iterable[Span], since: datetime) -> timedelta:
    """The time after `since` that lies in at least one of the stretches."""
    length = timedelta()
    for start, end in sorted(spans):
        length += max(end - max(start, since), timedelta())
        since = max(since, end)
    return length


def _unsent(session: Session, case: Case) -> list[Span]:
    units = (case.unit_id, session.get_one(Account, case.account_id).unit_id)
    line = {part for one in units for part in session.get_one(Unit, one).path.strip("/").split("/")}
    targets = [EVERYTHING, f"account:{case.account_id}", *(f"unit:{one}" for one in line)]
    over = select(SendPause.started_at, SendPause.ended_at).where(
        SendPause.target.in_(targets), SendPause.ended_at > case.first_mention_at
    )
    return [(row.started_at, row.ended_at) for row in session.execute(over)]


def _closed(session: Session, case: Case) -> list[Span]:
    turns = session.execute(
        select(CaseEvent.kind, CaseEvent.at)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_((EventKind.CLOSED, EventKind.REOPENED)))
        .order_by(CaseEvent.id)
    ).all()
    return [
        (before.at, after.at)
        for before, after in pairwise(turns)
        if before.kind is EventKind.CLOSED and after.kind is EventKind.REOPENED
    ]


def _concerned(session: Session, target: str) -> ColumnElement[bool]:
    """The cases whose answers this target keeps from being sent."""
    kind, _, number = target.partition(":")
    if target == EVERYTHING:
        return true()
    if kind == "account":
        return Case.account_id == int(number)
    inside = scope.subtree_ids(session.get_one(Unit, int(number)).path)
    return or_(Case.unit_id.in_(inside), Account.unit_id.in_(inside))

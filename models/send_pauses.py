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
        .where(
            # A case that was merged is closed, and its clock runs on: it may be parted again.
            or_(Case.closed_at.is_(None), Case.merged_into_id.is_not(None)),
            Case.first_answered_at.is_(None),
            _concerned(session, pause),
        )
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


def counted(session: Session, case: Case) -> None:
    """A merge took over a deadline: whatever has rested until now is in it, and is counted no second time."""
    case.paused_seconds = max(case.paused_seconds, round(rested(session, case).total_seconds()))


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
    """The stops that are over, each for as long as it kept the unit that had the case then from answering."""
    account_unit = session.get_one(Account, case.account_id).unit_id
    always = {EVERYTHING, f"account:{case.account_id}", *_line(session, account_unit)}
    stays = [(_line(session, unit_id), since, until) for unit_id, since, until in _stays(session, case)]
    targets = always.union(*(line for line, _, _ in stays))
    over = select(SendPause).where(SendPause.target.in_(targets), SendPause.ended_at > case.first_mention_at)
    spans: list[Span] = []
    for pause in session.scalars(over):
        end = pause.ended_at or pause.started_at
        if pause.target in always:
            spans.append((pause.started_at, end))
            continue
        there = ((since, until or end) for line, since, until in stays if pause.target in line)
        spans += [(max(pause.started_at, since), min(end, until)) for since, until in there]
    return [(start, end) for start, end in spans if start < end]


def _stays(session: Session, case: Case) -> list[tuple[int, datetime, datetime | None]]:
    """Which unit had the case from when until when; None: until now."""
    moves = session.execute(
        select(CaseEvent.unit_id, CaseEvent.at)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.HANDED_OVER)
        .order_by(CaseEvent.id)
    ).all()
    # Each hand-over is told to the old unit and to the new one: the stay between the two is empty.
    turns = [min(case.first_mention_at, case.opened_at), *(row.at for row in moves)]
    units = [*(row.unit_id for row in moves), case.unit_id]
    return list(zip(units, turns, [*turns[1:], None], strict=True))


def _line(session: Session, unit_id: int) -> set[str]:
    """The targets that stop a unit: itself and all above it."""
    return {f"unit:{one}" for one in session.get_one(Unit, unit_id).path.strip("/").split("/")}


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


def _concerned(session: Session, pause: SendPause) -> ColumnElement[bool]:
    """The cases whose answers this stop has kept from being sent, also those that have left since."""
    kind, _, number = pause.target.partition(":")
    if pause.target == EVERYTHING:
        return true()
    if kind == "account":
        return Case.account_id == int(number)
    inside = scope.subtree_ids(session.get_one(Unit, int(number)).path)
    left = select(CaseEvent.case_id).where(
        CaseEvent.kind == EventKind.HANDED_OVER,
        CaseEvent.unit_id.in_(inside),
        CaseEvent.at >= pause.started_at,
    )
    return or_(Case.unit_id.in_(inside), Account.unit_id.in_(inside), Case.id.in_(left))

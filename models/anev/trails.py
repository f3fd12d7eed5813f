"""The full history of a missed clock: who had the case, who was warned, what made the clock rest.

Facts and codes only: the words of citizens, drafts and notes are none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models.anev.breaches import Line
from models.records import (
    Account,
    Alert,
    AlertDelivery,
    AuditEntry,
    CaseEvent,
    Claim,
    Officer,
    PollGap,
    SendPause,
    Unit,
)
from models.send_pauses import EVERYTHING
from models.vocabulary import AlertRoute, DeliveryState, EventKind

TOLD = frozenset(
    {
        EventKind.OPENED,
        EventKind.HANDED_OVER,
        EventKind.STAGE_CHANGED,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.DEADLINE_MOVED,
        EventKind.ESCALATED,
        EventKind.LAW_CLOCK_PASSED,
        EventKind.ALERT_TOLD,
        EventKind.ALERT_ESCALATED,
        EventKind.ALERT_SEEN,
        EventKind.SENT,
        EventKind.POSTPONED,
        EventKind.HELD_BACK,
        EventKind.SEND_FAILED,
        EventKind.OUTCOME_UNKNOWN,
        EventKind.DONE_CLAIMED,
        EventKind.DONE_REFUSED,
        EventKind.CLAIM_RAISED,
        EventKind.CLAIM_UPHELD,
        EventKind.CLAIM_REFUSED,
    }
)


@dataclass(frozen=True)
class Warned:
    """Somebody was told of the case, on the panel or by a message that went out."""

    at: datetime
    officer: str
    route: AlertRoute


@dataclass(frozen=True)
class Rest:
    """A stretch in which nothing could be sent, and the reason somebody wrote down for it."""

    begins: datetime
    ends: datetime | None
    target: str
    reason: str


@dataclass
class Trail:
    """Everything known of one missed clock, each part oldest first."""

    events: list[CaseEvent] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    gaps: list[PollGap] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def read(session: Session, lines: Sequence[Line], now: datetime) -> dict[int, Trail]:
    """Breach id -> its trail. Of a case that the reader may not see by now only what was claimed is told."""
    trails = {line.breach.id: Trail() for line in lines}
    for claim in session.scalars(
        select(Claim)
        .where(Claim.breach_id.in_(trails))
        .options(joinedload(Claim.claimed_by), joinedload(Claim.decided_by))
        .order_by(Claim.id)
    ):
        assert claim.breach_id is not None
        trails[claim.breach_id].claims.append(claim)
    shown = [line for line in lines if line.case is not None and line.seen]
    ids = {line.case.id for line in shown if line.case is not None}
    events, warned = _events(session, ids), _warned(session, ids)
    rests, gaps = _rests(session, shown), _gaps(session, shown)
    for line in shown:
        assert line.case is not None
        trail, end = trails[line.breach.id], line.met_at or now
        begin = line.case.first_mention_at
        trail.events, trail.warned = events[line.case.id], warned[line.case.id]
        targets = _targets(session, line)
        trail.rests = [
            one for one in rests if one.target in targets and one.begins < end and (one.ends or now) > begin
        ]
        trail.gaps = [
            one
            for one in gaps[line.case.account_id]
            if one.started_at < end and (one.ended_at or now) > begin
        ]
    return trails


def _events(session: Session, case_ids: Iterable[int]) -> dict[int, list[CaseEvent]]:
    found: dict[int, list[CaseEvent]] = defaultdict(list)
    rows = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.kind.in_(TOLD))
        .options(joinedload(CaseEvent.officer))
        .order_by(CaseEvent.id)
    )
    for event in rows:
        mine = found[event.case_id]
        # A hand-over is told to both units: once is enough here.
        told_before = mine and mine[-1].kind is event.kind is EventKind.HANDED_OVER
        if not (told_before and mine[-1].detail == event.detail and mine[-1].at == event.at):
            mine.append(event)
    return found


def _warned(session: Session, case_ids: Iterable[int]) -> dict[int, list[Warned]]:
    found: dict[int, list[Warned]] = defaultdict(list)
    rows = session.execute(
        select(Alert.case_id, AlertDelivery.sent_at, Officer.name, AlertDelivery.route)
        .join(AlertDelivery, AlertDelivery.alert_id == Alert.id)
        .join(Officer, Officer.id == AlertDelivery.officer_id)
        .where(Alert.case_id.in_(case_ids), AlertDelivery.state == DeliveryState.SENT)
        .order_by(AlertDelivery.sent_at, AlertDelivery.id)
    )
    for case_id, sent_at, name, route in rows:
        if case_id is not None and sent_at is not None:
            found[case_id].append(Warned(sent_at, name, route))
    return found


def _targets(session: Session, line: Line) -> set[str]:
    """What may have been stopped so that this case could not be answered."""
    assert line.case is not None
    home = session.get_one(Unit, session.get_one(Account, line.case.account_id).unit_id)
    units = {part for unit in (line.unit, home) for part in unit.path.strip("/").split("/")}
    return {EVERYTHING, f"account:{line.case.account_id}", *(f"unit:{one}" for one in units)}


def _rests(session: Session, lines: Sequence[Line]) -> list[Rest]:
    """Every stop of sending since the oldest of these cases, with its written reason."""
    since = min((line.case.first_mention_at for line in lines if line.case is not None), default=None)
    if since is None:
        return []
    pauses = session.scalars(
        select(SendPause)
        .where(or_(SendPause.ended_at.is_(None), SendPause.ended_at > since))
        .order_by(SendPause.started_at)
    ).all()
    acts = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject.in_({one.target for one in pauses}))
        .order_by(AuditEntry.id)
    ).all()
    return [Rest(one.started_at, one.ended_at, one.target, _reason(acts, one)) for one in pauses]


def _reason(acts: Sequence[AuditEntry], pause: SendPause) -> str:
    """What was written when it was stopped: the act stands in the same transaction, a moment later."""
    mine = (one for one in acts if one.subject == pause.target and one.at >= pause.started_at)
    first = next(mine, None)
    return str(first.detail.get("reason", "")) if first is not None else ""


def _gaps(session: Session, lines: Sequence[Line]) -> dict[int, list[PollGap]]:
    found: dict[int, list[PollGap]] = defaultdict(list)
    accounts = {line.case.account_id for line in lines if line.case is not None}
    rows = session.scalars(
        select(PollGap).where(PollGap.account_id.in_(accounts)).order_by(PollGap.started_at)
    )
    for gap in rows:
        found[gap.account_id].append(gap)
    return found

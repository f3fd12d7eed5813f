"""Whether a reply may go out together with others, judged alone: as it was seen, of low risk, and permitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models import guard, outbox, policy, scope
from models.records import Case, CaseEvent, Officer, Reply, ReplyTemplate
from models.settings import Settings
from models.two_persons import HIGH_RISK_BAND, high_risk
from models.vocabulary import (
    CATEGORY_GROUPS,
    BulkOutcome,
    CategoryGroup,
    Channel,
    EventKind,
    ReplyKind,
    ReplyState,
    Urgency,
)

# What makes a case another one than that which was seen.
MOVES = (
    *(EventKind.MENTION_ATTACHED, EventKind.MENTION_REMOVED, EventKind.CITIZEN_ANSWERED),
    *(EventKind.LABEL_CORRECTED, EventKind.HANDED_OVER, EventKind.MERGED, EventKind.PARTED),
)


@dataclass(frozen=True)
class Seen:
    """What a preview was made of; `event_id` is the newest event of any case by then."""

    template: ReplyTemplate
    group: CategoryGroup
    event_id: int


@dataclass(frozen=True)
class Judged:
    """Whether a reply goes with the others; `reason` in a worker's or the guard's words, where there is one."""

    outcome: BulkOutcome
    reason: str = ""


def judge(
    session: Session,
    seen: Seen,
    text_hash: str,
    reply: Reply | None,
    settings: Settings,
    now: datetime,
) -> Judged:
    """What becomes of one reply of it, judged now and alone; `reply` is None where it may not be seen."""
    if reply is None:
        return Judged(BulkOutcome.NOT_YOURS)
    if reply.state is not ReplyState.AWAITING_APPROVAL:
        return Judged(BulkOutcome.DECIDED)
    own_words = reply.edited or reply.template_id != seen.template.id
    if own_words or outbox.text_hash(reply.text) != text_hash:
        return Judged(BulkOutcome.CHANGED)
    if not seen.template.active:
        return Judged(BulkOutcome.TEMPLATE_RETIRED)
    if CATEGORY_GROUPS[reply.case.category] is not seen.group:
        return Judged(BulkOutcome.OTHER_CLASS)
    if not low_risk(reply):
        return Judged(BulkOutcome.RISKY)
    if _moved(session, reply.case_id, seen.event_id):
        return Judged(BulkOutcome.CASE_MOVED)
    finding = guard.first_finding(reply.text, reply.channel)
    if finding is not None:
        return Judged(BulkOutcome.GUARD, guard.breach_words(finding.rule, finding.phrase))
    verdict = policy.verdict(session, reply, settings, now)
    if isinstance(verdict, policy.Block):
        return Judged(BulkOutcome.POLICY, verdict.reason)
    return Judged(BulkOutcome.RELEASED)


def low_risk(reply: Reply) -> bool:
    """Whether nothing about this reply or its case asks for a look of its own."""
    case = reply.case
    return not (
        reply.second_approval_needed
        or reply.kind is ReplyKind.EMERGENCY_CARD
        or reply.channel is Channel.MANUAL
        or high_risk(case)
        or case.victim_sensitive
        or case.needs_triage
        or case.urgency >= Urgency.NOW
    )


def fit(who: Officer, unit_ids: Select[int] | None) -> list[ColumnElement[bool]]:
    """The same as `low_risk` and the rest of `judge`, as conditions on waiting replies the officer may see."""
    found: list[ColumnElement[bool]] = [
        Reply.state == ReplyState.AWAITING_APPROVAL,
        Reply.second_approval_needed.is_(False),
        Reply.edited.is_(False),
        Reply.kind != ReplyKind.EMERGENCY_CARD,
        Reply.channel != Channel.MANUAL,
        ReplyTemplate.active.is_(True),
        Case.closed_at.is_(None),
        Case.about_officer.is_(False),
        Case.victim_sensitive.is_(False),
        Case.needs_triage.is_(False),
        Case.viral_band < HIGH_RISK_BAND,
        Case.urgency < Urgency.NOW,
        scope.case_visible(who),
    ]
    return [*found, Case.unit_id.in_(unit_ids)] if unit_ids is not None else found


def _moved(session: Session, case_id: int, seen_event_id: int) -> bool:
    later = select(CaseEvent.id).where(
        CaseEvent.case_id == case_id, CaseEvent.id > seen_event_id, CaseEvent.kind.in_(MOVES)
    )
    return session.scalar(later.limit(1)) is not None

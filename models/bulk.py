"""Releasing several replies at once: one standard text, one class, low risk, and each text seen before.

Every reply is judged alone, and approved like any other: bound to its text's hash, with its own audit
entry. More than `ALONE` take a second person who did not prepare them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import audit, drafting, scope
from models.bulk_judging import Seen, fit, judge
from models.errors import Conflict, Forbidden
from models.jobs import JobQueue
from models.records import BulkApproval, BulkLine, Case, CaseEvent, Officer, Reply, ReplyTemplate
from models.settings import Settings
from models.vocabulary import (
    CATEGORY_GROUPS,
    BulkOutcome,
    CategoryGroup,
)

ALONE = 20
# Twice twenty within the hour are forty, whoever splits them.
COUNTED_TOGETHER = timedelta(hours=1)
MOST = 100


@dataclass(frozen=True)
class Batch:
    """The replies that may go together: how many wait with one text and one class."""

    template: ReplyTemplate
    group: CategoryGroup
    count: int


def batches(session: Session, who: Officer, unit_ids: Select[int] | None = None) -> list[Batch]:
    """What the officer could release in bulk, the largest first."""
    rows = session.execute(
        select(Reply.template_id, Case.category, func.count())
        .join(Case, Case.id == Reply.case_id)
        .join(ReplyTemplate, ReplyTemplate.id == Reply.template_id)
        .where(*fit(who, unit_ids))
        .group_by(Reply.template_id, Case.category)
    ).all()
    counts: dict[tuple[int, CategoryGroup], int] = {}
    for template_id, category, count in rows:
        key = int(template_id or 0), CATEGORY_GROUPS[category]
        counts[key] = counts.get(key, 0) + count
    found = [
        Batch(session.get_one(ReplyTemplate, template_id), group, count)
        for (template_id, group), count in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.template.id, one.group))


def replies(
    session: Session, who: Officer, template_id: int, group: CategoryGroup, unit_ids: Select[int] | None
) -> Sequence[Reply]:
    """The waiting replies of one batch, the most pressing first, at most `MOST`."""
    categories = [one for one, its_group in CATEGORY_GROUPS.items() if its_group is group]
    return session.scalars(
        select(Reply)
        .join(Case, Case.id == Reply.case_id)
        .join(ReplyTemplate, ReplyTemplate.id == Reply.template_id)
        .where(Reply.template_id == template_id, Case.category.in_(categories), *fit(who, unit_ids))
        .order_by(Case.attention_at, Reply.id)
        .limit(MOST)
    ).all()


def newest_event(session: Session) -> int:
    """What has happened to any case so far: a preview shows no more than this."""
    return session.scalar(select(func.max(CaseEvent.id))) or 0


def prepare(
    session: Session,
    who: Officer,
    template_id: int,
    group: CategoryGroup,
    seen: dict[int, str],
    seen_event_id: int,
    now: datetime,
) -> BulkApproval:
    """Keeps which replies were seen with which text (id -> hash); releases nothing yet.

    What the officer may not see is left out of it. Conflict where nothing is left, or too much.
    """
    visible = select(Reply.id).join(Case, Case.id == Reply.case_id).where(scope.case_visible(who))
    known = session.scalars(visible.where(Reply.id.in_(list(seen)[: MOST + 1]))).all()
    if session.get(ReplyTemplate, template_id) is None or not 0 < len(known) <= MOST:
        raise Conflict(f"between 1 and {MOST} waiting replies are released together")
    bulk = BulkApproval(
        unit_id=who.unit_id,
        template_id=template_id,
        group=group,
        seen_event_id=seen_event_id,
        prepared_by_id=who.id,
        prepared_at=now,
    )
    session.add(bulk)
    session.flush()
    session.add_all(
        BulkLine(bulk_id=bulk.id, reply_id=reply_id, text_hash=seen[reply_id][:64]) for reply_id in known
    )
    session.flush()
    return bulk


def takes_two(session: Session, bulk: BulkApproval) -> bool:
    """Whether a second person releases it: too many, alone or with what this officer released just before."""
    before = session.scalar(
        select(func.count(BulkLine.id))
        .join(BulkApproval, BulkApproval.id == BulkLine.bulk_id)
        .where(
            BulkApproval.template_id == bulk.template_id,
            BulkApproval.decided_by_id == bulk.prepared_by_id,
            BulkApproval.prepared_by_id == bulk.prepared_by_id,
            BulkApproval.decided_at > bulk.prepared_at - COUNTED_TOGETHER,
            BulkLine.outcome == BulkOutcome.RELEASED,
        )
    )
    return len(lines(session, bulk)) + (before or 0) > ALONE


def lines(session: Session, bulk: BulkApproval) -> Sequence[BulkLine]:
    """Every reply of a bulk approval, in the order of its ids."""
    return session.scalars(
        select(BulkLine).where(BulkLine.bulk_id == bulk.id).order_by(BulkLine.reply_id)
    ).all()


def may_release(session: Session, bulk: BulkApproval, who: Officer) -> bool:
    """Whether this officer may let it go: as the second person where it takes one."""
    if takes_two(session, bulk):
        return scope.may(who, "approve_second") and who.id != bulk.prepared_by_id
    return scope.may(who, "approve") or scope.may(who, "approve_second")


def release(
    session: Session,
    bulk: BulkApproval,
    who: Officer,
    settings: Settings,
    queue: JobQueue,
    now: datetime,
    hold: timedelta,
) -> int:
    """Approves what is still as it was seen, each reply by itself; how many that were.

    Conflict where it was decided on or has expired, Forbidden for whoever may not release it.
    """
    if not may_release(session, bulk, who):
        raise Forbidden(f"more than {ALONE} replies are released by a second person who did not prepare them")
    if expired(bulk, settings, now):
        raise Conflict("this preview is too old: prepare the replies again")
    _decide(bulk, who, now, released=True)
    seen, released = as_seen(bulk), 0
    for line in lines(session, bulk):
        reply = session.scalars(visible(who, line).with_for_update()).one_or_none()
        judged = judge(session, seen, line.text_hash, reply, settings, now)
        line.outcome, line.reason = judged.outcome, judged.reason
        if reply is not None and judged.outcome is BulkOutcome.RELEASED:
            _approve(session, bulk, line, reply, who, settings, queue, now, hold)
            released += 1
    return released


def refuse(bulk: BulkApproval, who: Officer, now: datetime) -> None:
    """Releases none of it: every reply goes on waiting by itself."""
    _decide(bulk, who, now, released=False)


def expired(bulk: BulkApproval, settings: Settings, now: datetime) -> bool:
    """Whether what was seen is too old to be released."""
    return bulk.decided_at is None and now - bulk.prepared_at > timedelta(hours=settings.approval_hours)


def as_seen(bulk: BulkApproval) -> Seen:
    """What the officer who prepared it saw."""
    return Seen(bulk.template, bulk.group, bulk.seen_event_id)


def visible(who: Officer, line: BulkLine) -> Select[Reply]:
    """The reply of a line, where this officer may see its case."""
    cases = select(Case.id).where(scope.case_visible(who))
    return select(Reply).where(Reply.id == line.reply_id, Reply.case_id.in_(cases))


def _decide(bulk: BulkApproval, who: Officer, now: datetime, released: bool) -> None:
    if bulk.decided_at is not None:
        raise Conflict("these replies were decided on by now")
    bulk.decided_by_id, bulk.decided_at, bulk.released = who.id, now, released


def _approve(
    session: Session,
    bulk: BulkApproval,
    line: BulkLine,
    reply: Reply,
    who: Officer,
    settings: Settings,
    queue: JobQueue,
    now: datetime,
    hold: timedelta,
) -> None:
    drafting.approve_and_queue(
        session,
        reply,
        seen_hash=line.text_hash,
        request_id=f"bulk-{bulk.id}-{reply.id}",
        officer_id=who.id,
        settings=settings,
        queue=queue,
        now=now,
        hold=hold,
    )
    audit.record(
        session,
        f"officer:{who.id}",
        "reply.approved",
        f"reply:{reply.id}",
        reply.unit_id,
        text_hash=line.text_hash,
        bulk=bulk.id,
        prepared_by=f"officer:{bulk.prepared_by_id}",
    )

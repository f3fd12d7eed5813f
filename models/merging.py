"""Duplicates made one case: one decision, one notice to each thread, and the way back.

The case that is merged keeps its words, its ticket code and its thread; it is closed and points to the
case that goes on. Only its waiting replies are decided on there. The clock that goes on is the earliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from models import casework, fair_share, law_clocks, send_pauses
from models.casework import add_event
from models.errors import Conflict, Forbidden
from models.records import Case, CaseMerge, Mention, Reply
from models.vocabulary import PRIVATE_THREADS, ClockKind, EventKind, MentionKind, ReplyState

# What is decided on, or still on its way, follows the case; what was said before stays where it was said.
UNDER_WAY = (
    *(ReplyState.AWAITING_APPROVAL, ReplyState.DRAFT, ReplyState.APPROVED, ReplyState.SENDING),
    *(ReplyState.UNKNOWN, ReplyState.NEEDS_HUMAN, ReplyState.FAILED, ReplyState.EXPIRED),
    ReplyState.SHADOWED,
)


def merge(session: Session, case: Case, into: Case, now: datetime, officer_id: int) -> CaseMerge:
    """`case` goes on in `into`. The caller has loaded both within what the officer may see.

    Raises Conflict where one of them is closed or merged already, Forbidden where one is about
    officers and the other is not, or is about another unit's: that would leak or hide.
    """
    if case.id == into.id:
        raise Conflict(f"case {case.code} cannot be merged into itself")
    if (case.about_officer, case.accused_unit_id) != (into.about_officer, into.accused_unit_id):
        raise Forbidden("a complaint about an officer is merged with none but one about the same unit")
    for one in (case, into):
        if one.merged_into_id is not None or one.closed_at is not None:
            raise Conflict(f"case {one.code} is closed or merged already")
    if members(session, case):
        raise Conflict(f"other cases are merged into {case.code}: part them first, or merge the other way")
    before = _clock(into)
    if case.first_answered_at is None:
        # Somebody still waits: the clock of the whole runs on until he is answered.
        into.first_answered_at = None
    before |= law_clocks.lend(session, into, case, now)
    done = CaseMerge(
        case_id=case.id, into_id=into.id, before=before, officer_id=officer_id, at=now, undone_at=None
    )
    session.add(done)
    into.urgency = max(into.urgency, case.urgency)
    into.viral_band = max(into.viral_band, case.viral_band)
    into.victim_sensitive = into.victim_sensitive or case.victim_sensitive
    into.escalated_level = max(into.escalated_level, case.escalated_level)
    send_pauses.counted(session, into)
    casework.refresh_attention(into)
    case.merged_into_id, case.closed_at = into.id, now
    fair_share.move_up(session, case)
    session.flush()
    _move_replies(session, case.id, into.id)
    for one, other in ((case, into), (into, case)):
        add_event(
            session, one, EventKind.MERGED, now, officer_id=officer_id, into=into.code, other=other.code
        )
    return done


def part(session: Session, case: Case, now: datetime, officer_id: int) -> Case:
    """Takes a merge back: the case goes on by itself, its clock never having stopped; the case it was in."""
    if case.merged_into_id is None:
        raise Conflict(f"case {case.code} is merged into none")
    into = session.get_one(Case, case.merged_into_id)
    done = session.scalars(
        select(CaseMerge)
        .where(CaseMerge.case_id == case.id, CaseMerge.undone_at.is_(None))
        .order_by(CaseMerge.id.desc())
        .limit(1)
    ).one()
    done.undone_at = now
    case.merged_into_id = case.closed_at = None
    session.flush()
    mentions = select(Mention.id).where(Mention.case_id == case.id)
    session.execute(
        update(Reply).where(Reply.mention_id.in_(mentions)).values(case_id=case.id),
        execution_options={"synchronize_session": "fetch"},
    )
    fair_share.place(session, case)
    casework.refresh_attention(case)
    _give_back(session, into, done, now)
    for one, other in ((case, into), (into, case)):
        add_event(session, one, EventKind.PARTED, now, officer_id=officer_id, other=other.code)
    return into


def members(session: Session, case: Case) -> Sequence[Case]:
    """The cases that go on in this one, oldest first."""
    return session.scalars(
        select(Case).where(Case.merged_into_id == case.id).order_by(Case.first_mention_at, Case.id)
    ).all()


def whole(session: Session, case: Case) -> list[int]:
    """The ids of a case and of those merged into it."""
    return [case.id, *(one.id for one in members(session, case))]


def going_on(session: Session, case: Case) -> Case:
    """The case in which this one goes on: itself, unless it was merged."""
    return case if case.merged_into_id is None else session.get_one(Case, case.merged_into_id)


def threads(session: Session, case: Case) -> list[Mention]:
    """The newest standing words of each thread of the whole, the case's own thread first.

    A public thread is one wherever it was told to us: two accounts of ours never speak in it twice.
    """
    rows = session.scalars(
        select(Mention)
        .where(Mention.case_id.in_(whole(session, case)), Mention.removed_at.is_(None))
        .order_by(Mention.case_id == case.id, Mention.created_at, Mention.id)
    )
    newest: dict[tuple[object, ...], Mention] = {}
    for row in rows:
        private = row.channel in PRIVATE_THREADS or row.kind is MentionKind.DIRECT
        newest[row.channel, row.thread_id, row.account_id if private else None] = row
    return sorted(newest.values(), key=lambda one: (one.case_id != case.id, one.created_at, one.id))


def follow_label(session: Session, case: Case) -> None:
    """What is hidden of a case is hidden of all that go on in it."""
    for one in members(session, case):
        one.about_officer, one.accused_unit_id = case.about_officer, case.accused_unit_id
        one.unit_id = case.unit_id


def suggestions(session: Session, case: Case, visible: ColumnElement[bool], most: int = 5) -> Sequence[Case]:
    """Open cases of the same incident that this one could be merged into, the surest copies first."""
    if case.incident_id is None:
        return []
    same_label = [
        Case.about_officer.is_(case.about_officer),
        Case.accused_unit_id.is_(None)
        if case.accused_unit_id is None
        else Case.accused_unit_id == case.accused_unit_id,
    ]
    return session.scalars(
        select(Case)
        .where(
            Case.incident_id == case.incident_id,
            Case.id != case.id,
            Case.closed_at.is_(None),
            Case.merged_into_id.is_(None),
            *same_label,
            visible,
        )
        .order_by(func.coalesce(Case.likeness, 0).desc(), Case.first_mention_at, Case.id)
        .limit(most)
    ).all()


def _move_replies(session: Session, from_id: int, to_id: int) -> None:
    session.execute(
        update(Reply).where(Reply.case_id == from_id, Reply.state.in_(UNDER_WAY)).values(case_id=to_id),
        execution_options={"synchronize_session": "fetch"},
    )


def _clock(case: Case) -> dict[str, str]:
    answered = case.first_answered_at
    return {
        "first_mention_at": case.first_mention_at.isoformat(),
        "due_at": case.due_at.isoformat(),
        "first_answered_at": answered.isoformat() if answered else "",
        "paused_seconds": str(case.paused_seconds),
    }


def _give_back(session: Session, into: Case, done: CaseMerge, now: datetime) -> None:
    """The clocks the case had before the first merge that stands or stood, then what still goes on in it."""
    standing = session.scalars(
        select(CaseMerge)
        .where(CaseMerge.into_id == into.id, CaseMerge.undone_at.is_(None))
        .order_by(CaseMerge.id)
    ).all()
    first = min((done, *standing), key=lambda one: one.id)
    into.first_mention_at, into.due_at = (
        datetime.fromisoformat(first.before[name]) for name in ("first_mention_at", "due_at")
    )
    into.paused_seconds = int(first.before.get("paused_seconds", into.paused_seconds))
    was_answered = first.before["first_answered_at"] if into.first_answered_at is None else ""
    if was_answered:
        into.first_answered_at = datetime.fromisoformat(was_answered)
    send_pauses.go_on(session, into)
    law_clocks.give_back(session, into, _own(first, (done, *standing)), now)
    for one in standing:
        member = session.get_one(Case, one.case_id)
        before = _clock(into)
        if was_answered and member.first_answered_at is None:
            into.first_answered_at = None
        one.before = before | law_clocks.lend(session, into, member, now)
        send_pauses.counted(session, into)
    casework.refresh_attention(into)


def _own(first: CaseMerge, all_of_them: Sequence[CaseMerge]) -> dict[str, law_clocks.Own]:
    """The clocks of the law before the first merge, with what all of them lent."""
    kinds = [kind for kind in first.before if kind in set(ClockKind)]
    lent = {
        kind: sum(law_clocks.Own.read(one.before[kind]).lent for one in all_of_them if kind in one.before)
        for kind in kinds
    }
    return {kind: replace(law_clocks.Own.read(first.before[kind]), lent=lent[kind]) for kind in kinds}

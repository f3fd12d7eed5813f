"""An officer's word about what the model said: the label of a case, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import alerts, casework, fair_share, incidents, law_clocks, merging, outbox, sla
from models.casework import Matter, add_event
from models.records import Account, Assessment, Case, Correction, Mention, Reply, Unit
from models.tree import nearest_function
from models.vocabulary import Category, EventKind, ReplyKind, Stage, Urgency


def confirm(session: Session, case: Case, mention: Mention, now: datetime, officer_id: int) -> None:
    """The officer says that an unsure case is a complaint: it is worked on from now on."""
    case.needs_triage = False
    _remember(session, case, mention, True, now, officer_id)
    add_event(session, case, EventKind.LABEL_CORRECTED, now, officer_id=officer_id, actionable=True)


def deny(session: Session, case: Case, mention: Mention, now: datetime, officer_id: int) -> None:
    """The officer says that it is no complaint: nothing is sent, the case is closed without action."""
    case.needs_triage = False
    _remember(session, case, mention, False, now, officer_id)
    add_event(session, case, EventKind.LABEL_CORRECTED, now, officer_id=officer_id, actionable=False)
    waiting = select(Reply).where(Reply.case_id == case.id, Reply.state.in_(outbox.EDITABLE))
    for reply in session.scalars(waiting).all():
        outbox.reject(session, reply, now, officer_id, "bukan aduan")
    if case.stage is not Stage.CLOSED_NO_ACTION:
        casework.change_stage(session, case, Stage.CLOSED_NO_ACTION, now, officer_id)


def relabel(
    session: Session,
    case: Case,
    mention: Mention,
    *,
    category: Category,
    urgency: int,
    about_officer: bool,
    now: datetime,
    officer_id: int,
) -> None:
    """Puts the officer's label in the place of the model's; a complaint about an officer goes to Propam."""
    casework.require_unmerged(case)
    before = {"category": case.category, "urgency": case.urgency, "about_officer": case.about_officer}
    held_by = case.unit_id
    newly_urgent = urgency == Urgency.NOW and case.urgency < Urgency.NOW
    newly_about_officer = about_officer and not case.about_officer
    case.category, case.urgency, case.about_officer = category, urgency, about_officer
    case.needs_triage = False
    _remember(session, case, mention, True, now, officer_id)
    after = {"category": category, "urgency": urgency, "about_officer": about_officer}
    add_event(
        session, case, EventKind.LABEL_CORRECTED, now, officer_id=officer_id, before=before, after=after
    )
    law_clocks.review(session, case, now)
    _move_deadline(session, case, now)
    if newly_about_officer:
        accused = session.get_one(Unit, mention.unit_id)
        case.accused_unit_id = accused.id
        _second_person_from_now_on(session, case)
        owner = propam_for(session, accused)
        if owner.id != case.unit_id:
            casework.hand_over(session, case, owner, now, officer_id, "tentang petugas")
            alerts.emergency_moved(session, case, now, officer_id)
            incidents.follow_case(session, case)
    elif not about_officer:
        case.accused_unit_id = None
    if newly_urgent and case.closed_at is None and case.unit_id == held_by:
        alerts.emergency(session, case, now)
    merging.follow_label(session, case)


def lift(session: Session, mention: Mention, secret_key: str, now: datetime, officer_id: int) -> Case:
    """The officer says that a mention the model put aside is a complaint: a case of its own, to work on.

    What the model saw in it is kept as far as it saw anything; the caller drafts the first reply.
    """
    seen = session.scalars(
        select(Assessment).where(Assessment.mention_id == mention.id).order_by(Assessment.id.desc()).limit(1)
    ).first()
    addressed = session.get_one(Unit, mention.unit_id)
    about_officer = seen is not None and seen.about_officer
    category = (
        seen.category if seen is not None and seen.category is not Category.NONE else Category.UNSPECIFIED
    )
    matter = Matter(
        category=category,
        urgency=max(Urgency.LOG, seen.urgency if seen is not None else Urgency.LOG),
        about_officer=about_officer,
        victim_sensitive=seen is not None and seen.victim_sensitive,
        viral_band=mention.viral_band,
    )
    owner = propam_for(session, addressed) if about_officer else addressed
    accused = addressed if about_officer else None
    case = casework.open_case(session, mention, matter, owner, accused, secret_key, now)
    _remember(session, case, mention, True, now, officer_id)
    add_event(session, case, EventKind.LABEL_CORRECTED, now, officer_id=officer_id, actionable=True)
    if case.urgency == Urgency.NOW:
        alerts.emergency(session, case, now)
    return case


def propam_for(session: Session, accused: Unit) -> Unit:
    """Where a complaint about this unit's officers belongs: the nearest Propam above it, never inside it."""
    above = session.get(Unit, accused.parent_id) if accused.parent_id else None
    return nearest_function(session, above or accused, "propam") or above or accused


def _remember(
    session: Session, case: Case, mention: Mention, actionable: bool, now: datetime, officer_id: int
) -> None:
    account = session.get_one(Account, mention.account_id)
    session.add(
        Correction(
            mention_id=mention.id,
            officer_id=officer_id,
            created_at=now,
            actionable=actionable,
            category=case.category if actionable else Category.NONE,
            urgency=case.urgency if actionable else 0,
            about_officer=case.about_officer,
            training_allowed=account.training_allowed,
        )
    )


def _move_deadline(session: Session, case: Case, now: datetime) -> None:
    """The first answer is due by the new urgency; an answered case keeps its clock."""
    if case.first_answered_at is not None:
        return
    due = casework.first_due(session, case)
    before, case.due_at = case.due_at, sla.viral_due(due, case.viral_band, now)
    casework.refresh_attention(case)
    fair_share.place(session, case)
    if case.due_at != before:
        add_event(
            session,
            case,
            EventKind.DEADLINE_MOVED,
            now,
            to=case.due_at.isoformat(),
            before=before.isoformat(),
            why="label",
        )


def _second_person_from_now_on(session: Session, case: Case) -> None:
    waiting = select(Reply).where(
        Reply.case_id == case.id,
        Reply.state.in_(outbox.EDITABLE),
        or_(Reply.kind != ReplyKind.EMERGENCY_CARD, Reply.edited),
    )
    for reply in session.scalars(waiting):
        reply.second_approval_needed = True

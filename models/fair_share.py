"""Fair shares of the inbox: a crowd waits behind itself, never in front of others.

Of the cases about one event three keep their places, told apart by whether they report or pass on what
others saw, and three of one author's; what follows of the same stands behind everything that is due in
three days, and moves up as those before it are answered. An emergency is crowded by emergencies alone
and still stands before all that is none; what a victim wrote is never put behind. Deadlines stay as
they are. The share holds within one unit: each sees first what is its own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import sla
from models.records import Case, Mention
from models.vocabulary import Urgency

KEPT = 3
_passes_on = or_(Case.second_hand, Case.likeness.is_not(None))


def attention(case: Case) -> datetime:
    """When somebody must look at the case at the latest, as it stands."""
    answered = case.first_answered_at is not None
    return sla.attention_at(case.due_at, case.urgency, answered, case.next_news_at, case.crowded)


def place(session: Session, case: Case, leaving: Case | None = None) -> None:
    """Gives an unanswered case its place: its own, or behind those of its crowd that came before it.

    `leaving` counts no longer, though it still stands where it was.
    """
    before = case.crowded
    session.flush()
    case.crowded = not case.victim_sensitive and any(
        _standing(session, case, crowd, leaving) >= KEPT for crowd in _crowds(session, case)
    )
    if case.crowded != before and case.first_answered_at is None:
        case.attention_at = attention(case)


def move_up(session: Session, case: Case) -> None:
    """The case waits no more, or leaves its crowd: the next of each crowd takes the place it held."""
    if case.crowded:
        case.crowded = False
        return
    session.flush()
    for crowd in _crowds(session, case):
        following = session.scalars(
            select(Case)
            .where(*_beside(case), crowd, Case.crowded)
            .order_by(Case.due_at, Case.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if following is not None:
            place(session, following, case)


def _standing(session: Session, case: Case, crowd: ColumnElement[bool], leaving: Case | None) -> int:
    held = select(func.count(Case.id)).where(*_beside(case), crowd, ~Case.crowded)
    if leaving is not None:
        held = held.where(Case.id != leaving.id)
    return session.scalar(held) or 0


def _beside(case: Case) -> list[ColumnElement[bool]]:
    """The other unanswered cases of the unit that compete with this one; nothing hidden counts among them."""
    urgent = Case.urgency == Urgency.NOW
    accused = Case.accused_unit_id
    return [
        Case.unit_id == case.unit_id,
        Case.closed_at.is_(None),
        Case.first_answered_at.is_(None),
        Case.id != case.id,
        urgent if case.urgency == Urgency.NOW else ~urgent,
        accused.is_(None) if case.accused_unit_id is None else accused == case.accused_unit_id,
    ]


def _crowds(session: Session, case: Case) -> list[ColumnElement[bool]]:
    """What a case may be one too many of: its incident, and what its author wrote on the channel."""
    found: list[ColumnElement[bool]] = []
    if case.incident_id is not None:
        repeats = case.second_hand or case.likeness is not None
        found.append((Case.incident_id == case.incident_id) & (_passes_on if repeats else ~_passes_on))
    author = session.scalar(
        select(Mention.author_external_id).where(Mention.case_id == case.id).order_by(Mention.id).limit(1)
    )
    if author:
        found.append(
            select(Mention.id)
            .where(
                Mention.case_id == Case.id,
                Mention.channel == case.channel,
                Mention.author_external_id == author,
            )
            .exists()
        )
    return found

"""Noting that a clock has run out: once each, with the unit that had the matter at that moment.

The watch over the clocks (`classifier.clocks`) notes what is still open. What was met late before the
watch had looked is noted by whatever met it. A first answer that is put off afterwards (sending had
been stopped, the label was wrong) may be missed anew: its line then tells of the later moment, unless
somebody has answered for the earlier one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.records import Breach, Case, Claim, DataRequest, Unit
from models.upsert import insert_new
from models.vocabulary import Deadline


def note(session: Session, deadline: Deadline, case: Case, due_at: datetime, now: datetime) -> None:
    """The clock of this case ran out at `due_at`."""
    key = f"{deadline}:{case.id}"
    if deadline is Deadline.NEWS:  # begins again with each stage
        key += f":{int(due_at.timestamp())}"
    columns = {"unit_id": case.unit_id, "due_at": due_at, "noticed_at": now}
    if insert_new(session, Breach, {"key": key, "deadline": deadline, "case_id": case.id, **columns}) is None:
        answered_for = select(Claim.id).where(Claim.breach_id == Breach.id).exists()
        session.execute(update(Breach).where(Breach.key == key, ~answered_for).values(**columns))


def note_request(session: Session, wanted: DataRequest, now: datetime) -> None:
    """A citizen's request about his data was not answered within three times 24 hours."""
    case = session.get(Case, wanted.case_id) if wanted.case_id else None
    topmost = select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
    columns = {
        "key": f"{Deadline.DATA_REQUEST}:{wanted.id}",
        "deadline": Deadline.DATA_REQUEST,
        "unit_id": case.unit_id if case else session.scalars(topmost).one(),
        "case_id": wanted.case_id,
        "request_id": wanted.id,
        "due_at": wanted.due_at,
        "noticed_at": now,
    }
    insert_new(session, Breach, columns)


def first_answer(session: Session, case: Case, now: datetime) -> None:
    """The first answer is late: noted once for each deadline it had."""
    if case.answer_missed_at is None or case.answer_missed_at < case.due_at:
        case.answer_missed_at = now
        note(session, Deadline.FIRST_ANSWER, case, case.due_at, now)


def news(session: Session, case: Case, now: datetime) -> None:
    """The citizen did not hear again by the moment he was promised."""
    due_at = case.next_news_at
    if due_at is not None and (case.news_missed_at is None or case.news_missed_at < due_at):
        case.news_missed_at = now
        note(session, Deadline.NEWS, case, due_at, now)


def news_told(session: Session, case: Case, now: datetime) -> None:
    """The citizen hears how it goes on: late, where the promised moment has passed."""
    if case.next_news_at is not None and case.next_news_at < now and not owes_at_once(case):
        news(session, case, now)
    session.execute(
        update(Breach)
        .where(Breach.case_id == case.id, Breach.deadline == Deadline.NEWS, Breach.met_at.is_(None))
        .values(met_at=now)
    )


def owes_at_once(case: Case) -> bool:
    """An answer sent after the moment it promised owes its news at once: late already, and not late twice."""
    answered = case.first_answered_at
    return answered is not None and case.next_news_at is not None and case.next_news_at <= answered

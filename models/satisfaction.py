"""What citizens say of closed cases, and how long they may say that one is not finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import casework, merging
from models.errors import Conflict
from models.masking import mask
from models.records import Case, Satisfaction
from models.vocabulary import EventKind, Stage

SCORES = range(1, 6)
CONTENT_FROM = 4  # 4 and 5 count as satisfied
COUNTED = timedelta(days=90)
# Below this many answers a share says more about chance than about the unit.
FEWEST = 5


@dataclass(frozen=True)
class Share:
    """How many of those who answered are content."""

    answers: int
    content: int

    @property
    def percent(self) -> int | None:
        """The share, 0 to 100; None where too few have answered."""
        return round(100 * self.content / self.answers) if self.answers >= FEWEST else None


def given(session: Session, case: Case) -> Satisfaction | None:
    """What the citizen said of this case."""
    return session.get(Satisfaction, case.id)


def may_be_asked(case: Case) -> bool:
    """Whether there is something to be content with: what was no complaint is not asked about."""
    return case.closed_at is not None and case.stage is not Stage.CLOSED_NO_ACTION


def may_reopen(case: Case, now: datetime) -> bool:
    """Whether the citizen may still say that it is not finished."""
    return (
        case.closed_at is not None and may_be_asked(case) and now <= case.closed_at + casework.REOPEN_WITHIN
    )


def give(session: Session, case: Case, score: int, words: str, now: datetime) -> Satisfaction:
    """Keeps the citizen's answer, masked. Conflict where he has given one or the case is open."""
    if not may_be_asked(merging.going_on(session, case)) or given(session, case) is not None:
        raise Conflict(f"case {case.code} takes no answer to how content the citizen is")
    if score not in SCORES:
        raise ValueError(f"{score} is no score from 1 to 5")
    answer = Satisfaction(case_id=case.id, score=score, words_masked=mask(words).text, at=now)
    session.add(answer)
    casework.add_event(session, case, EventKind.SATISFACTION, now, score=score, text=answer.words_masked)
    return answer


def share(session: Session, visible: ColumnElement[bool], now: datetime) -> Share:
    """The answers of the last ninety days about the cases of the condition."""
    row = session.execute(
        select(func.count(), func.count().filter(Satisfaction.score >= CONTENT_FROM))
        .select_from(Satisfaction)
        .join(Case, Case.id == Satisfaction.case_id)
        .where(Satisfaction.at > now - COUNTED, visible)
    ).one()
    return Share(*row)

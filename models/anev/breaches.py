"""The missed clocks of a subtree: whose, which, when due, when met after all, and how long that took.

The moment at which a clock was due and the moment at which it was met are read from the case, its clock
or the request, as they stand now: a clock that was put off after it was noted is no line of this list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from models import scope
from models.records import Breach, Case, CaseClock, Claim, DataRequest, Officer, Reply, Unit
from models.vocabulary import WAITS_FOR_ANSWER, ClockKind, Deadline

STATES = ("open", "late", "waiting", "excused")
RESULTS = (Deadline.DUMAS_RESULT, Deadline.SERVICE_RESULT)
LAWS = tuple(Deadline(kind.value) for kind in ClockKind if kind.value in set(Deadline))


@dataclass(frozen=True)
class Asked:
    """What is asked of the list: a unit with all below it, what was due since, narrowed down."""

    unit: Unit
    since: datetime
    deadline: Deadline | None = None
    state: str = ""  # one of `STATES`, or empty for all
    q: str = ""  # a ticket code, or part of a unit's name


@dataclass(frozen=True)
class Lag:
    """How long the citizen waited, in seconds: by the machine's doing, and by the unit's."""

    system: float
    unit: float


@dataclass(frozen=True)
class Line:
    """One missed clock. `seen`: whether the reader may look into the case itself by now."""

    breach: Breach
    unit: Unit
    case: Case | None
    seen: bool
    due_at: datetime
    met_at: datetime | None
    claimed: bool  # an excuse waits for its decision
    lag: Lag

    def late(self, now: datetime) -> timedelta:
        """By how much the clock was missed, up to now where it is still open."""
        return (self.met_at or now) - self.due_at


def counts(session: Session, who: Officer, asked: Asked, now: datetime) -> dict[str, int]:
    """How many lines there are ("all") and how many in each state, whatever state is asked for."""
    columns = [func.count().filter(_in_state(state)) for state in STATES]
    found = session.execute(_from(select(func.count(), *columns)).where(*_where(who, asked, now))).one()
    return dict(zip(("all", *STATES), found, strict=True))


def read(
    session: Session, who: Officer, asked: Asked, now: datetime, offset: int = 0, limit: int | None = None
) -> list[Line]:
    """The lines of the list, what was due last first."""
    seen = and_(Case.id.is_not(None), scope.case_visible(who))
    wanted = _from(select(Breach, Unit, Case, seen, _due(), _met(), _claimed()))
    wanted = wanted.join(Unit, Unit.id == Breach.unit_id).where(*_where(who, asked, now))
    if asked.state:
        wanted = wanted.where(_in_state(asked.state))
    rows = session.execute(
        wanted.order_by(Breach.due_at.desc(), Breach.id.desc()).offset(offset).limit(limit)
    ).all()
    sent = _first_sendings(session, [row[2].id for row in rows if row[2] is not None])
    return [_line(row, sent, now) for row in rows]


def by_deadline(
    session: Session, who: Officer, unit: Unit, begins: datetime, ends: datetime, now: datetime
) -> Counter[Deadline]:
    """How many clocks of each kind ran out in a stretch of time and are not excused."""
    wanted = _from(select(Breach.deadline, func.count())).where(
        *_where(who, Asked(unit, begins), now), Breach.due_at < ends, Breach.excused_at.is_(None)
    )
    return Counter(dict(session.execute(wanted.group_by(Breach.deadline)).all()))


def find(session: Session, who: Officer, breach_id: int, now: datetime) -> Line | None:
    """The line of this id, if this officer may know of it."""
    seen = and_(Case.id.is_not(None), scope.case_visible(who))
    wanted = _from(select(Breach, Unit, Case, seen, _due(), _met(), _claimed()))
    row = session.execute(
        wanted.join(Unit, Unit.id == Breach.unit_id).where(
            Breach.id == breach_id, scope.once_held(who, Breach.unit_id)
        )
    ).one_or_none()
    if row is None:
        return None
    return _line(row, _first_sendings(session, [row[2].id] if row[2] is not None else []), now)


def _line(row: Any, sent: dict[int, float], now: datetime) -> Line:
    breach, unit, about, seen, due_at, met_at, claimed = row
    return Line(
        breach,
        unit,
        about,
        bool(seen),
        due_at,
        met_at,
        bool(claimed),
        _lag(breach, about, due_at, met_at, sent, now),
    )


def _lag(
    breach: Breach,
    about: Case | None,
    due_at: datetime,
    met_at: datetime | None,
    sent: dict[int, float],
    now: datetime,
) -> Lag:
    end = met_at or now
    if about is None or breach.deadline in (Deadline.NEWS, Deadline.DATA_REQUEST):
        return Lag(0.0, (end - due_at).total_seconds())
    waited = (end - about.first_mention_at).total_seconds()
    system = (min(about.opened_at, end) - about.first_mention_at).total_seconds()
    if breach.deadline in WAITS_FOR_ANSWER:
        system += sent.get(about.id, 0.0)
    system = min(max(system, 0.0), waited)
    return Lag(system, waited - system)


def _first_sendings(session: Session, case_ids: Sequence[int]) -> dict[int, float]:
    """Seconds between approving and sending the first answer, of each case that has one."""
    rows = session.execute(
        select(Reply.case_id, Reply.approved_at, Reply.sent_at)
        .where(Reply.case_id.in_(case_ids), Reply.sent_at.is_not(None), Reply.approved_at.is_not(None))
        .order_by(Reply.sent_at.desc())
    )
    return {row.case_id: (row.sent_at - row.approved_at).total_seconds() for row in rows}


def _from(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        wanted.select_from(Breach)
        .outerjoin(Case, Case.id == Breach.case_id)
        .outerjoin(
            CaseClock,
            and_(
                CaseClock.case_id == Breach.case_id,
                cast(CaseClock.kind, String) == cast(Breach.deadline, String),
            ),
        )
        .outerjoin(DataRequest, DataRequest.id == Breach.request_id)
    )


def _where(who: Officer, asked: Asked, now: datetime) -> list[ColumnElement[bool]]:
    found = [
        scope.once_held(who, Breach.unit_id),
        Breach.due_at >= asked.since,
        CaseClock.lifted_at.is_(None),
        _due() < func.coalesce(_met(), _moment(now)),
    ]
    if asked.unit.parent_id is not None:
        found.append(Breach.unit_id.in_(scope.subtree_ids(asked.unit.path)))
    if asked.deadline is not None:
        found.append(Breach.deadline == asked.deadline)
    if asked.q:
        named = select(Unit.id).where(Unit.name.icontains(asked.q, autoescape=True))
        found.append(or_(Case.code == asked.q.upper(), Breach.unit_id.in_(named)))
    return found


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "excused":
        return Breach.excused_at.is_not(None)
    if state == "waiting":
        return _claimed()
    met = _met().is_not(None)
    return and_(Breach.excused_at.is_(None), met if state == "late" else ~met)


def _due() -> ColumnElement[Any]:
    return case(
        (Breach.deadline == Deadline.FIRST_ANSWER, Case.due_at),
        (Breach.deadline.in_(LAWS), CaseClock.due_at),
        else_=Breach.due_at,
    )


def _met() -> ColumnElement[Any]:
    return case(
        (Breach.deadline.in_(WAITS_FOR_ANSWER), Case.first_answered_at),
        (Breach.deadline == Deadline.NEWS, Breach.met_at),
        (Breach.deadline == Deadline.DATA_REQUEST, DataRequest.answered_at),
        # A result is told by closing the case.
        (Breach.deadline.in_(RESULTS), func.coalesce(CaseClock.met_at, Case.closed_at)),
        else_=CaseClock.met_at,
    )


def _claimed() -> ColumnElement[bool]:
    return select(Claim.id).where(Claim.breach_id == Breach.id, Claim.decided_at.is_(None)).exists()


def _moment(now: datetime) -> ColumnElement[Any]:
    return literal(now, Breach.due_at.type)

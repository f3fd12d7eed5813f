"""The daily count per unit: kept up to date by a due job, made anew by a command.

A change of a case marks its unit and day in the same transaction (`models.records.anev`); `refresh`
counts marked days again from the rows, so running it twice, or late, does nothing wrong. What hangs
on the time of day, the open and overdue, is never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, and_, delete, func, insert, or_, select, type_coerce
from sqlalchemy.orm import Session

from models import account_watch
from models.anev import coverage as anev_coverage
from models.anev.tally import COUNTS, MEASURES, measures
from models.clock import utcnow
from models.database import Database
from models.moments import LocalTime
from models.records import Account, Case, StaleUnitDay, Unit, UnitDay

BATCH = 60
_LOCK = 7_301_147  # any number nobody else locks


@dataclass(frozen=True)
class Counting:
    """The due job: counts the marked days of one batch per step."""

    database: Database

    def step(self) -> bool:
        """True when there may be more."""
        now = utcnow()
        with self.database.reading() as session:
            stale = session.scalar(select(StaleUnitDay.id).limit(1)) is not None
            old = session.scalar(select(Account.id).where(anev_coverage.usual_due(now)).limit(1)) is not None
        more = False
        if stale or old:
            with self.database.writing() as session:
                more = refresh(session) if stale else False
                more = (_look_at_accounts(session, now) if old else False) or more
        return more


def _look_at_accounts(session: Session, now: datetime) -> bool:
    """The usual rate of one batch, and what it tells of each; True when there may be more."""
    looked_at = anev_coverage.refresh_usual(session, now)
    account_watch.report(session, looked_at, now)
    return len(looked_at) == anev_coverage.BATCH


def refresh(session: Session) -> bool:
    """Counts one batch of marked days again; True when there may be more."""
    if not _alone(session):
        return False
    marked = session.execute(
        select(StaleUnitDay.id, StaleUnitDay.unit_id, StaleUnitDay.at, Unit.timezone)
        .join(Unit, Unit.id == StaleUnitDay.unit_id)
        .order_by(StaleUnitDay.id)
        .limit(BATCH)
    ).all()
    days = {(unit, at.astimezone(ZoneInfo(zone)).date(), zone) for _, unit, at, zone in marked}
    for zone in {zone for _, _, zone in days}:
        _recount(session, [(unit, day) for unit, day, of in sorted(days) if of == zone], zone)
    session.execute(delete(StaleUnitDay).where(StaleUnitDay.id.in_([row.id for row in marked])))
    return len(marked) == BATCH


def rebuild(session: Session) -> int:
    """Counts every day of every unit anew; how many unit days there are."""
    session.execute(delete(StaleUnitDay))
    session.execute(delete(UnitDay))
    for zone in session.scalars(select(Unit.timezone).distinct().order_by(Unit.timezone)).all():
        _count(session, zone, Case.unit_id.in_(select(Unit.id).where(Unit.timezone == zone)))
    return session.scalar(select(func.count()).select_from(UnitDay)) or 0


def day_of(moment: Any, zone: str) -> ColumnElement[date]:
    """The day of a stored moment where the clock shows `zone`'s time; Indonesia's zones know no summer time."""
    return _day(LocalTime(moment.expression, offset_minutes(zone)))


def offset_minutes(zone: str) -> int:
    """How far the zone is ahead of UTC."""
    offset = utcnow().astimezone(ZoneInfo(zone)).utcoffset()
    return int((offset or timedelta()).total_seconds() // 60)


def _day(moment: ColumnElement[Any]) -> ColumnElement[date]:
    # SQLite's date() answers text, which its dialect reads as a date; PostgreSQL's answers a date.
    return type_coerce(func.date(moment), Date())


def _alone(session: Session) -> bool:
    """Whether no other worker counts: two would write the same day twice. SQLite has one writer anyhow."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def _recount(session: Session, days: Sequence[tuple[int, date]], zone: str) -> None:
    session.execute(
        delete(UnitDay).where(or_(*(and_(UnitDay.unit_id == unit, UnitDay.day == day) for unit, day in days)))
    )
    stretches = [and_(Case.unit_id == unit, *_within(day, zone)) for unit, day in days]
    _count(session, zone, or_(*stretches))


def _within(day: date, zone: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    begins = datetime.combine(day, time(), ZoneInfo(zone))
    return Case.first_mention_at >= begins, Case.first_mention_at < begins + timedelta(days=1)


def _count(session: Session, zone: str, which: ColumnElement[bool]) -> None:
    day = day_of(Case.first_mention_at, zone)
    counted = select(Case.unit_id, day, *measures()).where(COUNTS, which).group_by(Case.unit_id, day)
    session.execute(insert(UnitDay).from_select(["unit_id", "day", *MEASURES], counted))

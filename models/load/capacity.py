"""What a unit can decide on in a day: as its head set it, else as its own last weeks show."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.load import forecast
from models.load.forecast import Forecast
from models.records import Case, Unit, UnitDay, UnitLoad
from models.upsert import ensure_row
from models.vocabulary import PassingOn, Stage

WEEKS = timedelta(days=28)
CAME_WITHIN = timedelta(days=60)
FEWEST_DAYS = 10
USUAL = 0.8  # of the days it decided on anything, so many did not exceed it
MEASURE_EVERY = timedelta(days=1)


def undecided() -> ColumnElement[bool]:
    """Open cases about which nobody has decided or said anything but the standard receipt.

    Complaints about officers are left out: no number may tell the accused unit of them.
    """
    return (
        Case.closed_at.is_(None)
        & Case.followed_up_at.is_(None)
        & Case.stage.in_((Stage.RECEIVED, Stage.FORWARDED))
        & Case.about_officer.is_(False)
        & Case.accused_unit_id.is_(None)
    )


def count_undecided(session: Session, unit_id: int) -> int:
    """How many undecided cases the unit itself has."""
    return session.scalar(select(func.count(Case.id)).where(Case.unit_id == unit_id, undecided())) or 0


def ensure(session: Session, unit_id: int) -> None:
    """Makes the unit's row where there is none yet."""
    ensure_row(session, UnitLoad, {"unit_id": unit_id, "by_hand": False, "passes_on": PassingOn.SUGGESTED})


def row(session: Session, unit_id: int) -> UnitLoad:
    """The unit's row, made where there is none yet, locked where the database can."""
    ensure(session, unit_id)
    return session.get_one(UnitLoad, unit_id, with_for_update=True, populate_existing=True)


def of(load: UnitLoad | None) -> int | None:
    """Cases a day; None where neither its head nor its past says."""
    if load is None:
        return None
    return load.capacity if load.capacity is not None else load.measured


def tomorrow(session: Session, unit: Unit, now: datetime) -> Forecast | None:
    """How many cases come to the unit itself tomorrow, by its own clock; None where too little is known."""
    day = now.astimezone(ZoneInfo(unit.timezone)).date() + timedelta(days=1)
    since = day - forecast.AHEAD - timedelta(days=forecast.HISTORY - 1)
    rows = session.execute(
        select(UnitDay.day, UnitDay.came).where(UnitDay.unit_id == unit.id, UnitDay.day >= since)
    )
    return forecast.of({one.day: one.came for one in rows}, day)


def measure(session: Session, load: UnitLoad, now: datetime) -> None:
    """Counts anew what the unit decided on in the last four weeks, day by day of its own clock."""
    unit = session.get_one(Unit, load.unit_id)
    rows = session.execute(
        select(Case.followed_up_at, Case.closed_at).where(
            Case.unit_id == unit.id,
            Case.first_mention_at > now - CAME_WITHIN,
            Case.accused_unit_id.is_(None),
            or_(Case.followed_up_at > now - WEEKS, Case.closed_at > now - WEEKS),
        )
    )
    zone = ZoneInfo(unit.timezone)
    decided: Counter[date] = Counter()
    for followed_up_at, closed_at in rows:
        at = min(one for one in (followed_up_at, closed_at) if one is not None)
        if at > now - WEEKS:
            decided[at.astimezone(zone).date()] += 1
    # Today is not over yet.
    decided.pop(now.astimezone(zone).date(), None)
    counts = sorted(decided.values())
    load.measured = counts[int(USUAL * (len(counts) - 1))] if len(counts) >= FEWEST_DAYS else None
    load.measured_at = now

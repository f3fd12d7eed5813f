"""What units owe: counts for a subtree, for each unit below one, and for a page of units.

Every query counts over open cases or a bounded stretch of days; the tree is compared by paths
inside the database and never loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import scope
from models.records import Case, Officer, Unit

WEEK = timedelta(days=7)
WAITING = Case.first_answered_at.is_(None)


@dataclass(frozen=True)
class Owed:
    """The four numbers of a unit and all below it."""

    waiting: int
    oldest: datetime | None
    late: int
    today: int
    week_ago: int  # the same stretch of the same weekday before


@dataclass(frozen=True)
class Share:
    """What one unit (with all below it, or alone) owes."""

    open: int = 0
    waiting: int = 0
    late: int = 0
    oldest: datetime | None = None


def owed(session: Session, who: Officer, unit: Unit, now: datetime) -> Owed:
    """The numbers of a subtree, as far as the officer may see its cases."""
    mine = [scope.case_visible(who), Case.unit_id.in_(scope.subtree_ids(unit.path))]
    waiting, oldest, late = session.execute(
        select(
            func.count(),
            func.min(Case.first_mention_at),
            func.count().filter(Case.due_at < now),
        ).where(Case.closed_at.is_(None), WAITING, *mine)
    ).one()
    midnight = midnight_of(now, unit.timezone)
    today, week_ago = session.execute(
        select(
            func.count().filter(Case.opened_at >= midnight),
            func.count().filter(Case.opened_at < now - WEEK),
        ).where(Case.opened_at >= midnight - WEEK, Case.opened_at <= now, *mine)
    ).one()
    return Owed(waiting, oldest, late, today, week_ago)


def midnight_of(now: datetime, timezone: str) -> datetime:
    """The last midnight where the unit is."""
    local = now.astimezone(ZoneInfo(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def below(session: Session, who: Officer, unit: Unit, now: datetime) -> list[tuple[Unit, Share]]:
    """Each unit directly below, with what it and everything under it owes; one grouped query."""
    child, inside = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(child.id, *_counts(now))
        .outerjoin(inside, _under(inside.path, child.path))
        .outerjoin(Case, (Case.unit_id == inside.id) & Case.closed_at.is_(None) & scope.case_visible(who))
        .where(child.parent_id == unit.id, child.active)
        .group_by(child.id)
    )
    shares = {row[0]: _share(row) for row in rows}
    units = session.scalars(select(Unit).where(Unit.id.in_(shares)).order_by(Unit.name))
    return [(one, shares[one.id]) for one in units]


def of_units(session: Session, who: Officer, unit_ids: Sequence[int], now: datetime) -> dict[int, Share]:
    """What each of these units owes by itself."""
    rows = session.execute(
        select(Case.unit_id, *_counts(now))
        .where(Case.unit_id.in_(unit_ids), Case.closed_at.is_(None), scope.case_visible(who))
        .group_by(Case.unit_id)
    )
    return {row[0]: _share(row) for row in rows}


def _counts(now: datetime) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count(Case.id),
        func.count(Case.id).filter(WAITING),
        func.count(Case.id).filter(WAITING, Case.due_at < now),
        func.min(Case.first_mention_at).filter(WAITING),
    )


def _share(row: Row[Any]) -> Share:
    return Share(*row[1:])


def _under(path: InstrumentedAttribute[str], top: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """True for the unit at `top` and all below it, as a range an index answers."""
    after = func.substr(top, 1, func.length(top) - 1) + literal("0")
    return (path >= top) & (path < after)

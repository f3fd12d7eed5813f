"""What everybody may know of a unit: how much came by month, and how it was answered. No text, no case.

A number under five is not told: in a small place it would point at somebody. Complaints about officers
are in none of the daily counts this is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope
from models.anev.tally import MEASURES, Tally
from models.records import Unit, UnitDay
from models.vocabulary import UnitKind

SMALLEST = 5
MONTHS = 6


@dataclass(frozen=True)
class Month:
    """One month of a unit with all below it; None stands for a number too small to tell."""

    first: date
    came: int | None
    in_time: float | None  # share of all that came
    followed: float | None  # share of all that came
    median: float | None  # seconds to the first answer


def find(session: Session, code: str) -> Unit | None:
    """The unit with this code, if it is one that answers the public."""
    return session.scalars(
        select(Unit).where(Unit.code == code, Unit.active, Unit.kind != UnitKind.FUNCTION)
    ).one_or_none()


def months(session: Session, unit: Unit, today: date) -> list[Month]:
    """This month and those before it, newest first."""
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS):
        found.append(_month(session, unit, first))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _month(session: Session, unit: Unit, first: date) -> Month:
    after = (first + timedelta(days=31)).replace(day=1)
    sums = (func.coalesce(func.sum(getattr(UnitDay, name)), 0) for name in MEASURES)
    counted = select(*sums).where(UnitDay.day >= first, UnitDay.day < after)
    if unit.parent_id is not None:
        counted = counted.where(UnitDay.unit_id.in_(scope.subtree_ids(unit.path)))
    tally = Tally([int(value) for value in session.execute(counted).one()])
    came = tally.came
    enough = came >= SMALLEST
    return Month(
        first=first,
        came=came if enough else None,
        in_time=tally.in_time / came if enough else None,
        followed=tally.followed / came if enough else None,
        median=tally.median if tally.answered >= SMALLEST else None,
    )

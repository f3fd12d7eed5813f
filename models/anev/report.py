"""The report of anev: what came to a unit and all below it in a day, a week or a month, and what became of it.

One function for page, PDF and spreadsheet, so that they cannot disagree. Everything is counted over the
cases its reader may see; no word, name or code of a case is in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, String, and_, cast, extract, func, select, true
from sqlalchemy.orm import Session

from models import scope
from models.anev import breaches as missed
from models.anev.days import day_of, offset_minutes
from models.anev.tally import Tally, measures, overdue
from models.moments import LocalTime
from models.records import Case, Officer, Unit
from models.vocabulary import CATEGORY_GROUPS, Category, CategoryGroup, Deadline, UnitKind


class Period(StrEnum):
    """Stretches of the calendar of a unit's own time zone."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Stretch:
    """A period of the calendar; `last` is its last day."""

    period: Period
    first: date
    last: date
    zone: str

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))

    @property
    def before(self) -> Stretch:
        """The period of the same kind that ended when this one began."""
        return stretch(self.period, self.first - timedelta(days=1), self.zone)

    @property
    def after(self) -> Stretch:
        return stretch(self.period, self.last + timedelta(days=1), self.zone)


@dataclass(frozen=True)
class Report:
    """Everything of one period. Hours are of the unit's own clock, 0 to 23."""

    unit: Unit
    stretch: Stretch
    total: Tally
    before: Tally
    trend: Sequence[tuple[datetime, int, int]]  # (begin of the hour or day, came, answered of those)
    categories: Sequence[tuple[Category, int]]  # most first
    categories_before: Mapping[Category, int]
    missed: Sequence[tuple[Deadline, int, int]]  # clocks that ran out unexcused: now, and the period before
    hours: Mapping[CategoryGroup, Sequence[int]]
    below: Sequence[tuple[Unit, Tally]]  # the unit alone first, then each below it with its own
    places: Mapping[int, Mapping[CategoryGroup, int]]  # unit id of `below` -> groups


def stretch(period: Period, day: date, zone: str) -> Stretch:
    """The period that the day lies in."""
    if period is Period.DAY:
        return Stretch(period, day, day, zone)
    if period is Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Stretch(period, monday, monday + timedelta(days=6), zone)
    first = day.replace(day=1)
    return Stretch(period, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), zone)


def report(session: Session, who: Officer, unit: Unit, when: Stretch, now: datetime) -> Report:
    """The figures of a unit's subtree as far as this officer may see its cases."""
    mine = _within(who, unit, when)
    by_unit = _by_unit(session, mine, now)
    total, before = _together(by_unit), _together(_by_unit(session, _within(who, unit, when.before), now))
    lines = _lines(session, unit)
    place = _placed(session, unit, lines)
    figures: defaultdict[int, Tally] = defaultdict(Tally)
    for unit_id, one in by_unit.items():
        figures[place[unit_id]].add(one)
    by_category, hours, places = _by_category(session, mine, when, place)
    return Report(
        unit=unit,
        stretch=when,
        total=total,
        before=before,
        trend=_trend(session, mine, when),
        categories=by_category,
        categories_before=_categories(session, _within(who, unit, when.before)),
        missed=_missed(session, who, unit, when, now),
        hours=hours,
        below=[(one, figures[one.id]) for one in lines],
        places=places,
    )


def _within(who: Officer, unit: Unit, when: Stretch) -> ColumnElement[bool]:
    return and_(
        scope.case_visible(who),
        Case.unit_id.in_(scope.subtree_ids(unit.path)) if unit.parent_id else true(),
        Case.first_mention_at >= when.begins,
        Case.first_mention_at < when.ends,
    )


def _by_unit(session: Session, mine: ColumnElement[bool], now: datetime) -> dict[int, Tally]:
    late = func.count().filter(overdue(now))
    rows = session.execute(select(Case.unit_id, late, *measures()).where(mine).group_by(Case.unit_id))
    return {row[0]: Tally([int(count) for count in row[2:]], int(row[1])) for row in rows}


def _together(by_unit: Mapping[int, Tally]) -> Tally:
    total = Tally()
    for one in by_unit.values():
        total.add(one)
    return total


def _lines(session: Session, unit: Unit) -> list[Unit]:
    """The unit itself and those directly below it, the command line before the functions."""
    below = session.scalars(
        select(Unit)
        .where(Unit.parent_id == unit.id, Unit.active)
        .order_by(Unit.kind == UnitKind.FUNCTION, Unit.name)
    )
    return [unit, *below]


def _placed(session: Session, unit: Unit, lines: Sequence[Unit]) -> dict[int, int]:
    """Unit id -> the id of the line it is counted in."""
    depth = unit.path.count("/")
    known = {one.path: one.id for one in lines}
    placed = {}
    for unit_id, path in session.execute(
        select(Unit.id, Unit.path).where(scope.path_range(Unit.path, unit.path))
    ):
        top = "/".join(path.split("/")[: depth + 1]) + "/" if path != unit.path else path
        # What an inactive unit still holds counts with the unit above it.
        placed[unit_id] = known.get(top, unit.id)
    return placed


def _by_category(
    session: Session, mine: ColumnElement[bool], when: Stretch, place: Mapping[int, int]
) -> tuple[list[tuple[Category, int]], dict[CategoryGroup, list[int]], dict[int, Counter[CategoryGroup]]]:
    local = LocalTime(Case.first_mention_at.expression, offset_minutes(when.zone))
    hour = cast(extract("hour", local), Integer)
    categories: Counter[Category] = Counter()
    hours: dict[CategoryGroup, list[int]] = {group: [0] * 24 for group in CategoryGroup}
    for category, at, count in session.execute(
        select(Case.category, hour, func.count()).where(mine).group_by(Case.category, hour)
    ):
        categories[category] += count
        hours[CATEGORY_GROUPS[category]][at] += count
    places: defaultdict[int, Counter[CategoryGroup]] = defaultdict(Counter)
    for unit_id, category, count in session.execute(
        select(Case.unit_id, Case.category, func.count()).where(mine).group_by(Case.unit_id, Case.category)
    ):
        places[place[unit_id]][CATEGORY_GROUPS[category]] += count
    return categories.most_common(), {g: h for g, h in hours.items() if any(h)}, dict(places)


def _categories(session: Session, mine: ColumnElement[bool]) -> dict[Category, int]:
    counted = select(Case.category, func.count()).where(mine).group_by(Case.category)
    return dict(session.execute(counted).all())


def _missed(
    session: Session, who: Officer, unit: Unit, when: Stretch, now: datetime
) -> list[tuple[Deadline, int, int]]:
    here, before = (
        missed.by_deadline(session, who, unit, one.begins, one.ends, now) for one in (when, when.before)
    )
    return [(one, here[one], before[one]) for one in Deadline if here[one] or before[one]]


def _trend(session: Session, mine: ColumnElement[bool], when: Stretch) -> list[tuple[datetime, int, int]]:
    """By hour for a day, else by day; steps in which nothing came are there with zeros."""
    counts = func.count(), func.count().filter(Case.first_answered_at.is_not(None))
    if when.period is Period.DAY:
        local = LocalTime(Case.first_mention_at.expression, offset_minutes(when.zone))
        step: ColumnElement[Any] = cast(extract("hour", local), Integer)
        begins = {str(hour): when.begins + timedelta(hours=hour) for hour in range(24)}
    else:
        step = cast(day_of(Case.first_mention_at, when.zone), String)
        days = [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]
        begins = {str(day): datetime.combine(day, time(), ZoneInfo(when.zone)) for day in days}
    rows = session.execute(select(step, *counts).where(mine).group_by(step))
    found = {str(row[0]): (int(row[1]), int(row[2])) for row in rows}
    return [(at, *found.get(key, (0, 0))) for key, at in begins.items()]

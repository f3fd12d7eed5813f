"""Whom an alert is told to: those on duty, else all of the nearest unit who may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from models import scope, tree
from models.records import Alert, Case, DutyShift, Officer, Unit
from models.vocabulary import AlertKind, Role

# What a head decides on is told to him first, whoever is on duty.
FOR_THE_HEAD = frozenset({AlertKind.OVERLOAD})
# Longer than a weekend without a roster: what was left on Friday is read on Monday.
NOTE_STANDS = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """The people of one unit whom an alert goes to; `on_duty` says whether the roster named them."""

    unit: Unit
    officers: Sequence[Officer]
    on_duty: bool


def on_duty(session: Session, unit_id: int, now: datetime) -> Sequence[DutyShift]:
    """The shifts of a unit that run now, earliest first."""
    return session.scalars(
        select(DutyShift)
        .where(DutyShift.unit_id == unit_id, DutyShift.starts_at <= now, DutyShift.ends_at > now)
        .order_by(DutyShift.starts_at, DutyShift.id)
    ).all()


def left_note(session: Session, officer: Officer, now: datetime) -> DutyShift | None:
    """The newest shift that is over and left a note to whoever is on duty now: there where this officer is,
    else at his own unit. None where nothing was left in the last days."""
    here = select(DutyShift.unit_id).where(
        DutyShift.officer_id == officer.id, DutyShift.starts_at <= now, DutyShift.ends_at > now
    )
    units = session.scalars(here).all() or [officer.unit_id]
    return session.scalars(
        select(DutyShift)
        .where(
            DutyShift.unit_id.in_(units),
            DutyShift.ends_at <= now,
            DutyShift.ends_at > now - NOTE_STANDS,
            DutyShift.handover_note != "",
        )
        .order_by(DutyShift.ends_at.desc(), DutyShift.id.desc())
        .limit(1)
    ).first()


def stands(session: Session, officer: Officer, now: datetime) -> bool:
    """Whether this officer is on duty now, at whatever unit."""
    runs = select(DutyShift.id).where(
        DutyShift.officer_id == officer.id, DutyShift.starts_at <= now, DutyShift.ends_at > now
    )
    return session.scalar(runs.limit(1)) is not None


def nearest(session: Session, alert: Alert, unit: Unit, now: datetime) -> Told | None:
    """Who hears of the alert at this unit, or at the nearest one above where somebody may.

    None when nobody up to the top may see it. Scope decides about everyone, also about those on duty:
    an alert about an officer's misconduct reaches nobody of the accused unit.
    """
    if alert.kind in FOR_THE_HEAD and (leading := heads(session, alert, unit)):
        return Told(unit, leading, False)
    for one in reversed(tree.ancestors(session, unit)):
        shifts = on_duty(session, one.id, now)
        duty = _allowed(session, alert, Officer.id.in_({shift.officer_id for shift in shifts}))
        if duty:
            return Told(one, duty, True)
        people = _allowed(session, alert, Officer.unit_id == one.id)
        if people:
            return Told(one, people, False)
    return None


def heads(session: Session, alert: Alert, unit: Unit) -> Sequence[Officer]:
    """The heads of a unit who may see the alert."""
    return _allowed(session, alert, (Officer.unit_id == unit.id) & (Officer.role == Role.HEAD))


def next_step(session: Session, alert: Alert, told: Collection[int], now: datetime) -> Told | None:
    """Who comes next after silence: the head of the unit told last, then the parent unit's duty officer.

    `told` are the ids of those who have heard already: a step that would tell nobody new is left out.
    """
    unit = session.get(Unit, alert.told_unit_id or alert.unit_id)
    if unit is not None and alert.level == 0:
        fresh = [one for one in heads(session, alert, unit) if one.id not in told]
        if fresh:
            return Told(unit, fresh, False)
    while unit is not None and unit.parent_id is not None:
        found = nearest(session, alert, session.get_one(Unit, unit.parent_id), now)
        if found is None:
            return None
        fresh = [one for one in found.officers if one.id not in told]
        if fresh:
            return Told(found.unit, fresh, found.on_duty)
        unit = found.unit
    return None


def may_see(session: Session, officer: Officer, alert: Alert) -> bool:
    """Whether the officer may see and acknowledge this alert, by the same condition as on the page."""
    if not officer.active or not scope.may(officer, "acknowledge"):
        return False
    seen = select(Alert.id).where(Alert.id == alert.id, scope.alert_visible(officer))
    return session.scalar(seen) is not None


def desk_may_see(session: Session, unit: Unit, alert: Alert) -> bool:
    """Whether an alert may go to an address that everybody of the unit reads."""
    if not session.get_one(Unit, alert.unit_id).path.startswith(unit.path):
        return False
    if alert.case_id is None:
        return True
    case = session.get_one(Case, alert.case_id)
    if not session.get_one(Unit, case.unit_id).path.startswith(unit.path):
        return False
    if case.accused_unit_id is None:
        return not case.about_officer
    return not unit.path.startswith(session.get_one(Unit, case.accused_unit_id).path)


def quiet_end(officer: Officer, now: datetime) -> datetime | None:
    """When the officer's quiet hours that hold now are over; None outside them."""
    start, end = officer.quiet_from, officer.quiet_until
    if start is None or end is None or start == end:
        return None
    here = now.astimezone(ZoneInfo(officer.timezone))
    clock = here.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return None
    day = here.date() if clock < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, here.tzinfo)


def _allowed(session: Session, alert: Alert, whose: ColumnElement[bool]) -> list[Officer]:
    found = session.scalars(
        select(Officer).where(Officer.active, whose).options(joinedload(Officer.unit)).order_by(Officer.id)
    ).all()
    return [one for one in found if may_see(session, one, alert)]

"""Overload: when it begins and ends, and what it changes.

It begins where more is undecided than the unit decides on in a day and a half, and ten cases at least; it
ends where less is undecided than in three quarters of a day, an hour after it began at the earliest.
Between the two nothing changes, so that it does not flicker. Begun by hand it ends by hand; ended by hand
no rule begins it again for a day. While it lasts receipts say when an answer can honestly be expected,
and what is light may go to the unit above. Emergencies, victims, complaints about officers and what
spreads never do, and no deadline changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import alerts, audit, casework, incidents, sla
from models.clock import utcnow
from models.database import Database
from models.errors import Conflict
from models.load import capacity
from models.records import Case, Unit, UnitLoad
from models.vocabulary import AlertKind, PassingOn, Urgency

ENTER_DAYS, LEAVE_DAYS = 1.5, 0.75
FEWEST = 10
SHORTEST = timedelta(hours=1)
HAND_RESTS = timedelta(days=1)
EVERY = timedelta(minutes=1)
MEASURED_AT_ONCE = 20
RULE = "policy:overload"
REASON = "beban satuan penuh"


def holds(load: UnitLoad, undecided: int, now: datetime) -> bool:
    """Whether the unit is overloaded from now on, by the rule."""
    can = capacity.of(load)
    if load.overloaded_at is not None:
        if load.by_hand or can is None or now - load.overloaded_at < SHORTEST:
            return True
        return undecided >= LEAVE_DAYS * can
    if can is None or (load.rest_until is not None and now < load.rest_until):
        return False
    return undecided >= FEWEST and undecided > ENTER_DAYS * can


def expected_at(session: Session, case: Case, now: datetime) -> datetime | None:
    """When an overloaded unit gets to this case at the rate it decides at, on the full hour.

    None where the ordinary receipt is honest: the unit is not overloaded, nobody knows its rate, or
    the case is one that overload may not touch.
    """
    load = session.get(UnitLoad, case.unit_id)
    can = capacity.of(load)
    if load is None or load.overloaded_at is None or not can or not _waits_its_turn(case):
        return None
    before = session.scalar(
        select(func.count(Case.id)).where(
            Case.unit_id == case.unit_id, capacity.undecided(), Case.id <= case.id
        )
    )
    hours = max(1, math.ceil(24 * (before or 1) / can))
    return (now + timedelta(hours=hours + 1)).replace(minute=0, second=0, microsecond=0)


def enter(
    session: Session,
    unit: Unit,
    actor: str,
    undecided: int,
    now: datetime,
    reason: str = "",
    hand: bool = False,
) -> None:
    """Overload begins, and the unit's head is told once. Conflict where it lasts already."""
    load = capacity.row(session, unit.id)
    if load.overloaded_at is not None:
        raise Conflict(f"{unit.code} is overloaded already")
    load.overloaded_at, load.by_hand = now, hand
    can = capacity.of(load)
    ability = "" if can is None else f", sanggup {can} sehari"
    alerts.raise_once(
        session,
        key=f"overload:{unit.id}:{now.isoformat()}",
        kind=AlertKind.OVERLOAD,
        unit_id=unit.id,
        words=f"{unit.name}: {undecided} pengaduan belum diputuskan{ability}",
        now=now,
    )
    audit.record(
        session,
        actor,
        "overload.began",
        f"unit:{unit.id}",
        unit.id,
        undecided=undecided,
        capacity=capacity.of(load),
        reason=reason,
    )


def leave(
    session: Session,
    unit: Unit,
    actor: str,
    undecided: int,
    now: datetime,
    reason: str = "",
    hand: bool = False,
) -> None:
    """Overload ends. Conflict where there is none."""
    load = capacity.row(session, unit.id)
    if load.overloaded_at is None:
        raise Conflict(f"{unit.code} is not overloaded")
    load.overloaded_at, load.by_hand = None, False
    load.rest_until = now + HAND_RESTS if hand else None
    audit.record(
        session, actor, "overload.ended", f"unit:{unit.id}", unit.id, undecided=undecided, reason=reason
    )


def passable(unit: Unit) -> ColumnElement[bool]:
    """The cases of the unit that may go to the unit above: light, nobody's yet, and touching nobody's safety."""
    return (
        (Case.unit_id == unit.id)
        & capacity.undecided()
        & (Case.urgency <= Urgency.LOG)
        & Case.victim_sensitive.is_(False)
        & Case.needs_triage.is_(False)
        & (Case.viral_band == 0)
        & Case.assigned_to_id.is_(None)
    )


def above(session: Session, unit: Unit) -> Unit | None:
    """The unit that would take what is passed on: the parent, unless it is overloaded itself."""
    parent = session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    load = session.get(UnitLoad, parent.id) if parent is not None else None
    taken = parent is None or not parent.active or (load is not None and load.overloaded_at is not None)
    return None if taken else parent


def relieve(session: Session, case: Case, now: datetime) -> Unit | None:
    """Hands a new case to the unit above where the policy does so by itself; the unit that has it then."""
    load = session.get(UnitLoad, case.unit_id)
    if load is None or load.overloaded_at is None or load.passes_on is not PassingOn.AUTOMATIC:
        return None
    unit = session.get_one(Unit, case.unit_id)
    session.flush()
    if session.scalar(select(Case.id).where(Case.id == case.id, passable(unit))) is None:
        return None
    can = capacity.of(load)
    if can is None or capacity.count_undecided(session, unit.id) <= can:
        return None
    parent = above(session, unit)
    if parent is not None:
        pass_on(session, [case], parent, RULE, None, now)
    return parent


def pass_on(
    session: Session, cases: Sequence[Case], to: Unit, actor: str, officer_id: int | None, now: datetime
) -> None:
    """Gives cases to the unit above; their clocks run on."""
    for case in cases:
        before = case.unit_id
        # What is promised now must hold whoever has the case: the ordinary promise, or the one made before.
        case.expected_at = case.expected_at or sla.first_news_due(case.opened_at, case.next_news_hours)
        casework.hand_over(session, case, to, now, officer_id, REASON)
        incidents.follow_case(session, case)
        audit.record(session, actor, "case.passed_on", f"case:{case.id}", before, to=to.code)


def _waits_its_turn(case: Case) -> bool:
    """Whether overload may tell the citizen of a wait: no emergency, no victim, no complaint about an officer."""
    return case.urgency < Urgency.NOW and not (
        case.victim_sensitive or case.about_officer or case.accused_unit_id is not None
    )


@dataclass
class OverloadRule:
    """The due job: looks at every unit each minute, and measures a few anew."""

    database: Database
    _next: datetime | None = field(default=None)

    def step(self) -> bool:
        """True when there may be more to measure."""
        now = utcnow()
        if self._next is not None and now < self._next:
            return False
        more = self.look(now)
        self._next = None if more else now + EVERY
        return more

    def look(self, now: datetime) -> bool:
        """Gives new units their row, measures a batch, and begins and ends what the rule says."""
        with self.database.writing() as session:
            _add_rows(session)
            old = UnitLoad.measured_at.is_(None) | (UnitLoad.measured_at < now - capacity.MEASURE_EVERY)
            due = session.scalars(
                select(UnitLoad).where(old).limit(MEASURED_AT_ONCE).with_for_update(skip_locked=True)
            ).all()
            for load in due:
                capacity.measure(session, load, now)
            session.flush()
            self._judge(session, now)
        return len(due) == MEASURED_AT_ONCE

    def _judge(self, session: Session, now: datetime) -> None:
        counted = select(Case.unit_id, func.count()).where(capacity.undecided()).group_by(Case.unit_id)
        waiting = {row[0]: row[1] for row in session.execute(counted)}
        known = UnitLoad.capacity.is_not(None) | UnitLoad.measured.is_not(None)
        for seen in session.scalars(select(UnitLoad).where(known).order_by(UnitLoad.unit_id)).all():
            undecided = waiting.get(seen.unit_id, 0)
            if holds(seen, undecided, now) == (seen.overloaded_at is not None):
                continue
            # Another worker judges the same unit in the same minute: only the first one changes it.
            load = capacity.row(session, seen.unit_id)
            after = holds(load, undecided, now)
            if after != (load.overloaded_at is not None):
                unit = session.get_one(Unit, load.unit_id)
                (enter if after else leave)(session, unit, RULE, undecided, now)


def _add_rows(session: Session) -> None:
    """A row for each unit that has undecided cases and none yet."""
    has = select(UnitLoad.unit_id).where(UnitLoad.unit_id == Case.unit_id).exists()
    # In order, so that two workers that add the same rows cannot wait for each other.
    missing = select(Case.unit_id).where(capacity.undecided(), ~has).distinct().order_by(Case.unit_id)
    for unit_id in session.scalars(missing).all():
        capacity.ensure(session, unit_id)

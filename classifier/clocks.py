"""Silence that lasts too long climbs the command chain: amber, red, then the parent unit and Posko."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alerts, sla
from models.casework import add_event
from models.clock import utcnow
from models.database import Database
from models.records import Case, CaseClock, Escalation, Unit
from models.upsert import insert_new
from models.vocabulary import AlertKind, ClockKind, EventKind

BATCH = 100
LAW_CLOCKS = {
    ClockKind.DUMAS_LETTER: "surat Dumas kepada pelapor",
    ClockKind.DUMAS_RESULT: "hasil Dumas",
    ClockKind.LAPOR_VERIFY: "verifikasi LAPOR!",
    ClockKind.LAPOR_ACT: "tindak lanjut LAPOR!",
}


@dataclass(frozen=True)
class Clocks:
    """Raises the marks that open, unanswered cases have passed."""

    database: Database

    def step(self) -> bool:
        """Raises one batch; True when there may be more."""
        now = utcnow()
        raised = 0
        with self.database.writing() as session:
            for level, hours in enumerate(sla.ESCALATION_HOURS):
                rows = session.scalars(
                    select(Case)
                    .where(
                        Case.closed_at.is_(None),
                        Case.first_answered_at.is_(None),
                        Case.escalated_level == level,
                        Case.first_mention_at <= now - timedelta(hours=hours),
                    )
                    .limit(BATCH)
                    .with_for_update(skip_locked=True)
                ).all()
                for case in rows:
                    climb(session, case, level + 1, now)
                raised += len(rows)
            raised += self._laws(session, now)
        return raised >= BATCH

    def _laws(self, session: Session, now: datetime) -> int:
        """Tells, once each, of the clocks of the law that ran out; the citizen's silence is no breach."""
        passed = session.scalars(
            select(CaseClock)
            .where(
                CaseClock.met_at.is_(None),
                CaseClock.lifted_at.is_(None),
                CaseClock.paused_at.is_(None),
                CaseClock.breached_at.is_(None),
                CaseClock.kind != ClockKind.LAPOR_SILENCE,
                CaseClock.due_at <= now,
            )
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for one in passed:
            _breached(session, one, now)
        return len(passed)


def _breached(session: Session, clock: CaseClock, now: datetime) -> None:
    case = session.get_one(Case, clock.case_id)
    clock.breached_at = now
    add_event(session, case, EventKind.LAW_CLOCK_PASSED, now, clock=clock.kind, due=clock.due_at.isoformat())
    alerts.raise_once(
        session,
        key=f"law:{case.id}:{clock.kind}",
        kind=AlertKind.SLA_BREACH,
        unit_id=case.unit_id,
        case_id=case.id,
        words=f"{case.code}: {LAW_CLOCKS[clock.kind]} lewat batas",
        now=now,
    )


def climb(session: Session, case: Case, level: int, now: datetime) -> None:
    """Raises a case to the next mark; at the last one its parent unit is told."""
    unit = session.get_one(Unit, case.unit_id)
    told = unit
    if level == len(sla.ESCALATION_HOURS) and unit.parent_id is not None:
        told = session.get_one(Unit, unit.parent_id)
    case.escalated_level = level
    insert_new(session, Escalation, {"case_id": case.id, "level": level, "to_unit_id": told.id, "at": now})
    hours = sla.ESCALATION_HOURS[level - 1]
    add_event(session, case, EventKind.ESCALATED, now, level=level, hours=hours, to=told.code)
    alerts.raise_once(
        session,
        key=f"sla:{case.id}:{level}",
        kind=AlertKind.SLA_BREACH,
        unit_id=told.id,
        case_id=case.id,
        words=f"{case.code}: {hours} jam tanpa jawaban",
        now=now,
    )

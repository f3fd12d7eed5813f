"""Silence that lasts too long climbs the command chain: amber, red, then the parent unit and Posko."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import alerts, audit, breaches, casework, drafting, law_clocks, sla
from models.casework import add_event
from models.clock import utcnow
from models.database import Database
from models.records import Breach, Case, CaseClock, DataRequest, Escalation, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import AlertKind, ClockKind, Deadline, EventKind, Stage

BATCH = 100
MARKS = {1: Deadline.SILENCE_24, 2: Deadline.SILENCE_48, 3: Deadline.SILENCE_72}
LAW_CLOCKS = {
    ClockKind.DUMAS_LETTER: "surat Dumas kepada pelapor",
    ClockKind.DUMAS_RESULT: "hasil Dumas",
    ClockKind.LAPOR_VERIFY: "verifikasi LAPOR!",
    ClockKind.LAPOR_ACT: "tindak lanjut LAPOR!",
    ClockKind.SERVICE_RESULT: "hasil menurut standar pelayanan",
}


@dataclass(frozen=True)
class Clocks:
    """Raises the marks that open, unanswered cases have passed."""

    database: Database
    settings: Settings

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
            noted = self._own(session, now)
            quiet = self._quiet(session, now)
        return raised >= BATCH or BATCH in (noted, quiet)

    def _laws(self, session: Session, now: datetime) -> int:
        """Tells, once each, of the clocks of the law that ran out; the citizen's silence is no breach."""
        passed = session.scalars(
            select(CaseClock)
            .join(Case, Case.id == CaseClock.case_id)
            .where(
                # What was merged is missed, if at all, where it goes on.
                Case.merged_into_id.is_(None),
                CaseClock.met_at.is_(None),
                CaseClock.lifted_at.is_(None),
                CaseClock.paused_at.is_(None),
                CaseClock.breached_at.is_(None),
                CaseClock.kind != ClockKind.LAPOR_SILENCE,
                CaseClock.due_at <= now,
            )
            .limit(BATCH)
            .with_for_update(skip_locked=True, of=CaseClock)
        ).all()
        for one in passed:
            _breached(session, one, now)
        return len(passed)

    def _quiet(self, session: Session, now: datetime) -> int:
        """Closes what a citizen of LAPOR! has left unanswered for ten working days; how many."""
        silent = session.scalars(
            select(CaseClock)
            .join(Case, Case.id == CaseClock.case_id)
            .where(
                CaseClock.kind == ClockKind.LAPOR_SILENCE,
                CaseClock.met_at.is_(None),
                CaseClock.breached_at.is_(None),
                CaseClock.due_at <= now,
                Case.closed_at.is_(None),
            )
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for one in silent:
            one.breached_at = now
            if law_clocks.under_lapor(session, one.case_id):
                self._close(session, one, now)
        return len(silent)

    def _close(self, session: Session, clock: CaseClock, now: datetime) -> None:
        """Done without a second officer: the rule closes it, the notice waits for approval as every other."""
        case = session.get_one(Case, clock.case_id)
        due = clock.due_at.isoformat()
        add_event(session, case, EventKind.LAW_CLOCK_PASSED, now, clock=clock.kind, due=due)
        casework.change_stage(session, case, Stage.DONE, now, None)
        try:
            drafting.tell_all(session, case, self.settings, now, None)
        except LookupError as missing:
            # Closing must not wait for a standard text; an officer has to write the notice.
            add_event(session, case, EventKind.NEEDS_HUMAN, now, reason=str(missing))
        audit.record(
            session, "worker:clocks", "case.closed_for_silence", f"case:{case.id}", case.unit_id, due=due
        )

    def _own(self, session: Session, now: datetime) -> int:
        """Notes, once each, what ran out of our own clocks; how many of the fullest kind."""
        unanswered = (Case.first_answered_at.is_(None), Case.due_at <= now)
        unnoted = or_(Case.answer_missed_at.is_(None), Case.answer_missed_at < Case.due_at)
        late = _batch(session, *unanswered, unnoted)
        for case in late:
            breaches.first_answer(session, case, now)
        silent = _batch(
            session,
            Case.next_news_at <= now,
            or_(Case.news_missed_at.is_(None), Case.news_missed_at < Case.next_news_at),
            or_(Case.first_answered_at.is_(None), Case.next_news_at > Case.first_answered_at),
        )
        for case in silent:
            breaches.news(session, case, now)
        known = select(Breach.id).where(Breach.request_id == DataRequest.id).exists()
        late_at = or_(DataRequest.answered_at.is_(None), DataRequest.answered_at > DataRequest.due_at)
        requests = session.scalars(
            select(DataRequest).where(DataRequest.due_at <= now, late_at, ~known).limit(BATCH)
        ).all()
        for wanted in requests:
            breaches.note_request(session, wanted, now)
        return max(len(late), len(silent), len(requests))


def _batch(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Case]:
    return session.scalars(
        select(Case)
        .where(Case.closed_at.is_(None), *conditions)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()


def _breached(session: Session, clock: CaseClock, now: datetime) -> None:
    case = session.get_one(Case, clock.case_id)
    clock.breached_at = now
    breaches.note(session, Deadline(clock.kind.value), case, clock.due_at, now)
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
    breaches.note(session, MARKS[level], case, case.first_mention_at + timedelta(hours=hours), now)
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

"""The working-day clocks of a case, kept in step with it.

A clock begins when the citizen spoke and never begins anew: not on a hand-over, not in another time
zone, not on reopening. It rests for the reasons of `PauseReason` and for nothing else; a working day
that begins while it rests does not count. Only LAPOR_SILENCE, which measures the citizen, starts
again with each word of ours. The kill switch stops no clock of a law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import breaches, profiles, sla
from models.records import Case, CaseClock, Holiday, Unit
from models.vocabulary import (
    CATEGORY_GROUPS,
    Category,
    CategoryGroup,
    ClockKind,
    Deadline,
    Law,
    PauseReason,
    Stage,
)
from models.working_days import WorkingDays

# Working days to a result by the service standards: for information, for a complaint, and for one
# that needs an inquiry into our own people.
INFORMATION_DAYS, COMPLAINT_DAYS, INQUIRY_DAYS = 5, 14, 60
# Working days from the citizen's words. The 40 days of a Dumas result are counted from the day the
# letter was due, so that a letter sent early brings no deadline forward.
DAYS: Mapping[Law, Mapping[ClockKind, int]] = {
    Law.NONE: {},
    Law.DUMAS: {ClockKind.DUMAS_LETTER: 20, ClockKind.DUMAS_RESULT: 20 + 40},
    Law.LAPOR: {ClockKind.LAPOR_VERIFY: 3, ClockKind.LAPOR_ACT: 5},
    Law.SERVICE: {ClockKind.SERVICE_RESULT: COMPLAINT_DAYS},
}
SILENCE_DAYS = 10


def of_case(session: Session, case: Case) -> Sequence[CaseClock]:
    """The clocks of a case that hold, the one that ends first before the others."""
    return session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id == case.id, CaseClock.lifted_at.is_(None))
        .order_by(CaseClock.due_at, CaseClock.id)
    ).all()


def review(session: Session, case: Case, now: datetime) -> None:
    """Starts the clocks of the law the case stands under by now, and lifts those of another law."""
    unit = session.get_one(Unit, case.unit_id)
    wanted = _days(_profile(session, case, unit).law, case)
    known = {one.kind: one for one in _all(session, case)}
    for kind, one in known.items():
        if kind is not ClockKind.LAPOR_SILENCE:
            one.lifted_at = None if kind in wanted else one.lifted_at or now
    for kind, days in wanted.items():
        if kind not in known:
            _start(session, case, kind, case.first_mention_at, days, unit.timezone)
        elif known[kind].days != days and known[kind].met_at is None:
            # Another label, another standard: counted from the same words of the citizen.
            known[kind].days = days
            known[kind].due_at = _due(known[kind], calendars(session)(known[kind].timezone))
    settle(session, case, now)


def settle(session: Session, case: Case, now: datetime) -> None:
    """Stops, rests or lets go on each clock, as the case stands now."""
    running = [one for one in _all(session, case) if one.met_at is None and one.lifted_at is None]
    if not running:
        return
    resting = _why_resting(session, case)
    days = calendars(session)
    for one in running:
        if one.paused_at is not None and resting is None:
            one.paused_days += days(one.timezone).between(one.paused_at, now)
            one.due_at = _due(one, days(one.timezone))
            one.paused_at = one.pause_reason = None
        met_at = _met(one, case, now)
        if met_at is not None:
            one.met_at = met_at
            if met_at > one.due_at and one.breached_at is None:
                one.breached_at = now
                breaches.note(session, Deadline(one.kind.value), case, one.due_at, now)
        elif resting is not None and one.kind is not ClockKind.LAPOR_SILENCE:
            one.paused_at, one.pause_reason = one.paused_at or now, resting


def followed_up(session: Session, case: Case, now: datetime) -> None:
    """A person's own word went out: more than the acknowledgement everybody gets."""
    case.followed_up_at = case.followed_up_at or now
    breaches.news_told(session, case, now)
    if case.closed_at is None and case.next_news_at is not None and case.next_news_at <= now:
        case.next_news_at = now + timedelta(hours=case.next_news_hours)
        case.attention_at = sla.attention_at(case.due_at, case.urgency, True, case.next_news_at)
    settle(session, case, now)
    clocks = {one.kind: one for one in _all(session, case)}
    if not any(kind in clocks for kind in DAYS[Law.LAPOR]):
        return
    silence = clocks.get(ClockKind.LAPOR_SILENCE)
    if silence is None:
        unit = session.get_one(Unit, case.unit_id)
        _start(session, case, ClockKind.LAPOR_SILENCE, now, SILENCE_DAYS, unit.timezone)
    else:
        silence.started_at, silence.met_at, silence.breached_at = now, None, None
        silence.due_at = _due(silence, calendars(session)(silence.timezone))


def citizen_spoke(session: Session, case: Case, now: datetime) -> None:
    """The citizen is not silent: nothing may be closed for his silence."""
    for one in _all(session, case):
        if one.kind is ClockKind.LAPOR_SILENCE:
            one.met_at = one.met_at or now


def merged(session: Session, kept: Case, other: Case, now: datetime) -> None:
    """The case that goes on has, of each clock, the one that began and ends first."""
    kept.first_mention_at = min(kept.first_mention_at, other.first_mention_at)
    if kept.first_answered_at is None:
        kept.due_at = min(kept.due_at, other.due_at)
    mine = {one.kind: one for one in _all(session, kept)}
    for theirs in of_case(session, other):
        ours = mine.get(theirs.kind)
        if ours is None:
            ours = _start(session, kept, theirs.kind, theirs.started_at, theirs.days, theirs.timezone)
        if ours.met_at is None:
            ours.started_at = min(ours.started_at, theirs.started_at)
            if theirs.due_at < ours.due_at:
                ours.timezone, ours.paused_days, ours.due_at = (
                    theirs.timezone,
                    theirs.paused_days,
                    theirs.due_at,
                )
    settle(session, kept, now)


@dataclass(frozen=True)
class Own:
    """A clock of a case as it stood before a merge; `lent` are the rested days the other's clock brought."""

    started_at: datetime
    timezone: str
    lent: int

    @classmethod
    def read(cls, words: str) -> Own:
        started_at, timezone, lent = words.split()
        return cls(datetime.fromisoformat(started_at), timezone, int(lent))

    def __str__(self) -> str:
        return f"{self.started_at.isoformat()} {self.timezone} {self.lent}"


def lend(session: Session, kept: Case, other: Case, now: datetime) -> dict[str, str]:
    """`merged`, and what it takes to have the clocks back: `Own` in words, by kind."""
    before = {one.kind: (one.started_at, one.timezone, one.paused_days) for one in _all(session, kept)}
    merged(session, kept, other, now)
    days = {one.kind: one.paused_days for one in _all(session, kept)}
    return {
        kind: str(Own(started_at, timezone, days[kind] - rested))
        for kind, (started_at, timezone, rested) in before.items()
    }


def give_back(session: Session, case: Case, own: Mapping[str, Own], now: datetime) -> None:
    """Puts the clocks back to where they began; what they have rested since stays. Others are lifted."""
    days = calendars(session)
    for one in _all(session, case):
        if one.kind in own and one.met_at is None:
            mine = own[one.kind]
            one.started_at, one.timezone = mine.started_at, mine.timezone
            one.paused_days -= mine.lent
            one.due_at = _due(one, days(one.timezone))
    review(session, case, now)


def under_lapor(session: Session, case_id: int) -> bool:
    """Whether the case stands under LAPOR! still: another label may have lifted it."""
    holding = select(CaseClock.id).where(
        CaseClock.case_id == case_id, CaseClock.kind.in_(DAYS[Law.LAPOR]), CaseClock.lifted_at.is_(None)
    )
    return session.scalar(holding.limit(1)) is not None


def holiday_added(session: Session, day: date) -> None:
    """A new holiday puts off the clocks that counted it; taking one away shortens none that runs."""
    days = calendars(session)
    running = select(CaseClock).where(
        CaseClock.met_at.is_(None),
        CaseClock.due_at >= datetime.combine(day, time(), UTC) - timedelta(days=1),
    )
    for one in session.scalars(running):
        one.due_at = max(one.due_at, _due(one, days(one.timezone)))


def calendars(session: Session) -> Callable[[str], WorkingDays]:
    """The calendar of any time zone, by the holidays as they stand now."""
    return partial(WorkingDays, frozenset(session.scalars(select(Holiday.day))))


def _days(law: Law, case: Case) -> Mapping[ClockKind, int]:
    """The clocks of a law for this case, with their working days."""
    if law is not Law.SERVICE:
        return DAYS[law]
    if case.about_officer or CATEGORY_GROUPS[case.category] is CategoryGroup.OFFICER:
        return {ClockKind.SERVICE_RESULT: INQUIRY_DAYS}
    asks = case.category is Category.SERVICE_QUESTION
    return {ClockKind.SERVICE_RESULT: INFORMATION_DAYS if asks else COMPLAINT_DAYS}


def _start(
    session: Session, case: Case, kind: ClockKind, at: datetime, days: int, timezone: str
) -> CaseClock:
    clock = CaseClock(
        case_id=case.id,
        kind=kind,
        timezone=timezone,
        started_at=at,
        days=days,
        paused_days=0,
        due_at=calendars(session)(timezone).after(at, days),
    )
    session.add(clock)
    session.flush()
    return clock


def _due(clock: CaseClock, days: WorkingDays) -> datetime:
    return days.after(clock.started_at, clock.days + clock.paused_days)


def _met(clock: CaseClock, case: Case, now: datetime) -> datetime | None:
    """When what the clock demands was done; a result is told by closing, which may be taken back."""
    match clock.kind:
        case ClockKind.LAPOR_VERIFY:
            return None if case.stage is Stage.RECEIVED else now
        case ClockKind.DUMAS_LETTER | ClockKind.LAPOR_ACT:
            return case.followed_up_at
        case _:
            return None


def _why_resting(session: Session, case: Case) -> PauseReason | None:
    # What was merged is closed and runs on: parted again, it stands as if it had never been merged.
    if case.closed_at is not None and case.merged_into_id is None:
        return PauseReason.CLOSED
    unit = session.get_one(Unit, case.unit_id)
    if case.stage is Stage.NEED_DETAILS and _profile(session, case, unit).waits_for_citizen:
        return PauseReason.WAITING_FOR_CITIZEN
    return None


def _profile(session: Session, case: Case, unit: Unit) -> profiles.Profile:
    return profiles.of(session, unit, case.category, case.urgency, case.about_officer)


def _all(session: Session, case: Case) -> Sequence[CaseClock]:
    return session.scalars(select(CaseClock).where(CaseClock.case_id == case.id)).all()

"""What holds for every clock, whatever happens to a case and in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import casework, law_clocks, merging, send_pauses, sla
from models.records import Case, CaseClock, Holiday, SlaPolicy
from models.vocabulary import Category, ClockKind, Law, PauseReason, Role, Stage
from models.working_days import WorkingDays
from tests.models.conftest import NOON, World

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
FIRST = date(2026, 1, 1)
HOLIDAYS = st.frozensets(st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n)), max_size=40)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
DAYS = st.integers(1, 60)
# A step: how long after the one before, and what happens then.
Step = tuple[timedelta, str]
UNITS = ("PRA", "PRB", "PDB")  # one in each time zone
HALTS = tuple(f"{act}:{code}" for act in ("halt", "free") for code in UNITS)
ACTS = (*UNITS, "ask", "work", "close", "stop", "go", "holiday")
PAUSES = st.timedeltas(timedelta(minutes=1), timedelta(days=12)).map(
    lambda one: timedelta(seconds=int(one.total_seconds()))
)
STEPS = st.lists(st.tuples(PAUSES, st.sampled_from(ACTS)), max_size=8)
LAWS = st.sampled_from([Law.DUMAS, Law.LAPOR])
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(SOME, max_examples=12)


@given(start=MOMENTS, days=DAYS, near=st.frozensets(st.integers(-9, 9)), zone=st.sampled_from(ZONES))
def test_no_deadline_falls_on_a_holiday_or_a_weekend(
    start: datetime, days: int, near: frozenset[int], zone: str
) -> None:
    without = WorkingDays(frozenset(), zone).after(start, days).astimezone(ZoneInfo(zone)).date()
    holidays = frozenset(without + timedelta(days=step) for step in near)
    due = WorkingDays(holidays, zone).after(start, days).astimezone(ZoneInfo(zone)).date()
    assert due.weekday() < 5
    assert due not in holidays


@given(start=MOMENTS, days=DAYS, holidays=HOLIDAYS, zone=st.sampled_from(ZONES))
def test_the_days_that_were_promised_are_all_there(
    start: datetime, days: int, holidays: frozenset[date], zone: str
) -> None:
    calendar = WorkingDays(holidays, zone)
    due = calendar.after(start, days)
    assert calendar.between(start, due) == days
    assert due - start >= timedelta(days=days)


@given(start=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=30)), days=DAYS, holidays=HOLIDAYS)
def test_who_spoke_later_is_never_due_sooner(
    start: datetime, later: timedelta, days: int, holidays: frozenset[date]
) -> None:
    calendar = WorkingDays(holidays, "Asia/Makassar")
    assert calendar.after(start, days) <= calendar.after(start + later, days)


@given(received=MOMENTS)
def test_a_request_about_ones_data_knows_no_holiday(received: datetime) -> None:
    assert sla.data_request_due(received) == received + timedelta(days=3)


SPANS = st.lists(st.tuples(MOMENTS, st.timedeltas(timedelta(), timedelta(days=9))), max_size=6)


@given(spans=SPANS, since=MOMENTS)
def test_two_reasons_at_once_count_once(spans: list[tuple[datetime, timedelta]], since: datetime) -> None:
    stretches = [(start, start + length) for start, length in spans]
    rested = send_pauses.together(stretches, since)
    assert send_pauses.together([*stretches, *stretches], since) == rested
    assert timedelta() <= rested <= sum((length for _, length in spans), timedelta())
    for start, end in stretches:
        assert rested >= end - max(start, since)


class Life:
    """One case under one law, and what happened to it so far."""

    def __init__(self, session: Session, world: World, law: Law, waits: bool) -> None:
        self.session, self.world, self.now = session, world, NOON
        session.add(SlaPolicy(unit_id=None, first_answer_minutes=600, law=law, waits_for_citizen=waits))
        session.flush()
        self.case = world.case(session, category=Category.PUNGLI, urgency=1)
        self.stopped: datetime | None = None
        self.rested: list[tuple[datetime, datetime]] = []
        self.halted: set[str] = set()
        self.other: Case | None = None
        self.officer_id = 0

    @property
    def clocks(self) -> dict[ClockKind, CaseClock]:
        return {one.kind: one for one in law_clocks.of_case(self.session, self.case)}

    def step(self, wait: timedelta, act: str) -> None:
        """Time goes by and one thing happens, where it can."""
        self.now += wait
        stages = {"ask": Stage.NEED_DETAILS, "work": Stage.IN_PROGRESS, "close": Stage.DONE}
        if act in stages:
            self._move(stages[act])
        elif act == "holiday":
            self._holiday(self.now.date() + timedelta(days=3))
        elif act == "stop" and self.stopped is None:
            self.stopped = self.now
            send_pauses.begin(self.session, send_pauses.EVERYTHING, self.now)
        elif act == "go" and self.stopped is not None:
            self.rested.append((self.stopped, self.now))
            self.stopped = None
            send_pauses.end(self.session, send_pauses.EVERYTHING, self.now)
        elif act in HALTS:
            self._halt(*act.split(":"))
        elif act == "merge" and self.other is not None and self.case.closed_at is None:
            merging.merge(self.session, self.other, self.case, self.now, self.officer_id)
        elif act == "part" and self.other is not None and self.other.merged_into_id is not None:
            merging.part(self.session, self.other, self.now, self.officer_id)
        elif act in UNITS and self.world.unit(self.session, act).id != self.case.unit_id:
            unit = self.world.unit(self.session, act)
            casework.hand_over(self.session, self.case, unit, self.now, None, "ke satuan setempat")

    def _halt(self, act: str, code: str) -> None:
        """Sending of one unit stops or goes on."""
        target = f"unit:{self.world.unit(self.session, code).id}"
        if act == "halt" and target not in self.halted:
            self.halted.add(target)
            send_pauses.begin(self.session, target, self.now)
        elif act == "free" and target in self.halted:
            self.halted.remove(target)
            send_pauses.end(self.session, target, self.now)

    def double(self, apart: timedelta) -> Case:
        """A second case, that the same matter led to a while later."""
        mention = self.world.mention(self.session, "PRB", created_at=NOON + apart)
        self.now = max(self.now, NOON + apart)
        self.officer_id = self.world.officer(self.session, Role.ADMIN, "PDA").id
        self.other = self.world.case(self.session, mention, category=Category.PUNGLI, urgency=1, now=self.now)
        return self.other

    def _move(self, to: Stage) -> None:
        if self.case.stage is to:
            return
        closed = self.case.closed_at
        casework.change_stage(self.session, self.case, to, self.now, None)
        if closed is not None:
            self.rested.append((closed, self.now))

    def _holiday(self, day: date) -> None:
        if self.session.get(Holiday, day) is None:
            self.session.add(Holiday(day=day, name="Libur"))
            self.session.flush()
            law_clocks.holiday_added(self.session, day)


@contextmanager
def life(world: World, law: Law, waits: bool) -> Iterator[Life]:
    """A case of its own; nothing of it is kept."""
    with world.database.engine.connect() as connection, Session(connection) as session:
        yield Life(session, world, law, waits)


@SOME
@given(law=LAWS, waits=st.booleans(), steps=STEPS)
def test_a_clock_never_goes_backwards_and_never_begins_anew(
    world: World, law: Law, waits: bool, steps: list[Step]
) -> None:
    with life(world, law, waits) as one:
        for wait, act in steps:
            due, before = one.case.due_at, {kind: clock.due_at for kind, clock in one.clocks.items()}
            one.step(wait, act)
            assert one.case.due_at >= due
            assert set(one.clocks) >= set(before)
            for kind, clock in one.clocks.items():
                assert clock.due_at >= before[kind]
                assert clock.started_at == NOON


@SOME
@given(law=LAWS, waits=st.booleans(), wait=PAUSES, hops=st.lists(st.sampled_from(UNITS), max_size=6))
def test_a_hand_over_moves_no_clock_not_even_to_another_time_zone(
    world: World, law: Law, waits: bool, wait: timedelta, hops: list[str]
) -> None:
    with life(world, law, waits) as one:
        before = {kind: (clock.due_at, clock.timezone) for kind, clock in one.clocks.items()}
        due = one.case.due_at
        for unit in hops:
            one.step(wait, unit)
        assert one.case.due_at == due
        assert {kind: (clock.due_at, clock.timezone) for kind, clock in one.clocks.items()} == before


@SOME
@given(law=LAWS, waits=st.booleans(), steps=STEPS)
def test_a_clock_of_the_law_rests_for_the_written_reasons_and_no_other(
    world: World, law: Law, waits: bool, steps: list[Step]
) -> None:
    with life(world, law, waits) as one:
        for wait, act in steps:
            one.step(wait, act)
            wanted = (
                PauseReason.WAITING_FOR_CITIZEN if waits and one.case.stage is Stage.NEED_DETAILS else None
            )
            wanted = PauseReason.CLOSED if one.case.closed_at is not None else wanted
            for clock in one.clocks.values():
                if clock.met_at is None:
                    assert clock.pause_reason is wanted
                    assert (clock.paused_at is None) == (wanted is None)


@SOME
@given(law=LAWS, steps=STEPS)
def test_the_first_answer_is_put_off_by_what_it_rested_and_by_nothing_else(
    world: World, law: Law, steps: list[Step]
) -> None:
    with life(world, law, waits=False) as one:
        for wait, act in steps:
            one.step(wait, act)
        if one.case.closed_at is None:
            rested = send_pauses.together(one.rested, NOON)
            assert one.case.due_at == NOON + timedelta(minutes=600) + rested


@SOME
@given(law=LAWS, close=PAUSES, away=PAUSES)
def test_a_reopened_case_goes_on_with_the_days_it_had_left(
    world: World, law: Law, close: timedelta, away: timedelta
) -> None:
    with life(world, law, waits=False) as one:
        clock = next(one for one in reversed(one.clocks.values()))
        one.step(close, "close")
        calendar = WorkingDays(frozenset(), clock.timezone)
        left = calendar.between(one.now, clock.due_at)
        one.step(away, "work")
        assert clock.paused_at is None
        if clock.met_at is None and left:
            assert calendar.between(one.now, clock.due_at) == left


@SOME
@given(law=LAWS, apart=PAUSES, swap=st.booleans())
def test_a_merge_keeps_the_clock_that_ends_first(
    world: World, law: Law, apart: timedelta, swap: bool
) -> None:
    with life(world, law, waits=False) as one:
        mention = world.mention(one.session, "PRB", created_at=NOON + apart)
        later = world.case(one.session, mention, category=Category.PUNGLI, urgency=1, now=NOON + apart)
        kept, other = (later, one.case) if swap else (one.case, later)
        clocks = [*law_clocks.of_case(one.session, kept), *law_clocks.of_case(one.session, other)]
        wanted = {kind: min(clock.due_at for clock in clocks if clock.kind is kind) for kind in one.clocks}
        due = one.case.due_at
        law_clocks.merged(one.session, kept, other, NOON + apart)
        assert (kept.first_mention_at, kept.due_at) == (NOON, due)
        for clock in law_clocks.of_case(one.session, kept):
            assert (clock.started_at, clock.due_at) == (NOON, wanted[clock.kind])


@FEW
@given(steps=st.lists(st.tuples(PAUSES, st.sampled_from((*UNITS, *HALTS))), max_size=8))
def test_a_stop_of_a_unit_counts_for_as_long_as_the_case_was_there(world: World, steps: list[Step]) -> None:
    with life(world, Law.NONE, waits=False) as one:
        where, held, wanted = "PRA", set[str](), timedelta()
        for wait, act in [*steps, *((timedelta(hours=1), f"free:{code}") for code in UNITS)]:
            # The account belongs to PRA: where that is stopped nobody can answer, whoever has the case.
            wanted += wait if held & {where, "PRA"} else timedelta()
            one.step(wait, act)
            kind, _, code = act.rpartition(":")
            held = held | {code} if kind == "halt" else held - {code} if kind == "free" else held
            where = where if kind else act
        assert one.case.due_at == NOON + timedelta(minutes=600) + wanted


Standing = dict[ClockKind, tuple[datetime, str, bool]]


def standing(one: Life, case: Case) -> tuple[datetime, datetime, Standing]:
    """Where the clocks of a case stand, those aside that have been met."""
    clocks = law_clocks.of_case(one.session, case)
    laws = {
        clock.kind: (clock.due_at, clock.timezone, clock.paused_at is None)
        for clock in clocks
        if clock.met_at is None
    }
    return case.first_mention_at, case.due_at, laws


@FEW
@given(
    law=LAWS,
    apart=PAUSES,
    steps=st.lists(st.tuples(PAUSES, st.sampled_from(ACTS)), max_size=6),
    merge_at=st.integers(0, 3),
)
def test_what_was_merged_and_parted_again_stands_as_if_it_had_never_been(
    world: World, law: Law, apart: timedelta, steps: list[Step], merge_at: int
) -> None:
    found = []
    for together in (True, False):
        with life(world, law, waits=True) as one:
            other = one.double(apart)
            for number, (wait, act) in enumerate(steps):
                if number == merge_at:
                    one.step(timedelta(), "merge" if together else "nothing")
                one.step(wait, act)
            one.step(timedelta(), "part" if together else "nothing")
            found.append((standing(one, one.case), standing(one, other)))
    assert found[0] == found[1]

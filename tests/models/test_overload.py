"""When a unit has too much, and what that changes: never for those in danger, never a deadline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import casework, drafting, wording
from models.errors import Conflict
from models.load import capacity, overload
from models.load.overload import OverloadRule
from models.records import Alert, AuditEntry, Case, CaseEvent, Reply, UnitDay, UnitLoad
from models.settings import Settings
from models.vocabulary import AlertKind, Category, EventKind, PassingOn, ReplyKind, Role, Stage, Urgency
from tests.models.conftest import NOON, World

LATER = NOON + timedelta(hours=2)
COUNTS = st.integers(0, 200)


def load(can: int | None = 20, since: datetime | None = None, **facts: Any) -> UnitLoad:
    known = {"capacity": can, "overloaded_at": since, "by_hand": False, "rest_until": None}
    return UnitLoad(unit_id=1, **{**known, **facts})


def open_cases(world: World, session: Session, count: int, **matter: Any) -> list[Case]:
    about = {"urgency": Urgency.LOG, **matter}
    return [
        world.case(session, world.mention(session, author_external_id=f"a{n}"), **about) for n in range(count)
    ]


def overloaded(
    world: World, session: Session, policy: PassingOn = PassingOn.AUTOMATIC, can: int = 4
) -> UnitLoad:
    row = capacity.row(session, world.unit(session, "PRA").id)
    row.capacity, row.passes_on, row.overloaded_at = can, policy, NOON
    session.flush()
    return row


# --- the rule


@trying(deadline=None)
@given(undecided=COUNTS, can=st.integers(1, 60))
def test_between_the_two_marks_nothing_changes(undecided: int, can: int) -> None:
    enters = overload.holds(load(can), undecided, LATER)
    stays = overload.holds(load(can, NOON), undecided, LATER)
    assert stays or not enters
    if 0.75 * can <= undecided <= 1.5 * can:
        assert (enters, stays) == (False, True)


@trying(deadline=None)
@given(counts=st.lists(st.integers(15, 30), min_size=1, max_size=30))
def test_it_does_not_flicker(counts: list[int]) -> None:
    row, turns = load(20), 0
    for minute, undecided in enumerate(counts):
        now = NOON + timedelta(minutes=minute)
        after = overload.holds(row, undecided, now)
        turns += after != (row.overloaded_at is not None)
        row.overloaded_at = (row.overloaded_at or now) if after else None
    assert turns == 0


def test_it_begins_above_a_day_and_a_half_and_with_ten_cases_at_least() -> None:
    assert [overload.holds(load(20), count, NOON) for count in (30, 31)] == [False, True]
    assert [overload.holds(load(2), count, NOON) for count in (9, 10)] == [False, True]
    assert not overload.holds(load(None), 500, NOON)


def test_it_lasts_an_hour_and_ends_below_three_quarters_of_a_day() -> None:
    row = load(20, NOON)
    assert overload.holds(row, 0, NOON + timedelta(minutes=59))
    assert [overload.holds(row, count, LATER) for count in (15, 14)] == [True, False]


def test_begun_by_hand_it_ends_by_hand_and_ended_by_hand_it_rests() -> None:
    assert overload.holds(load(20, NOON, by_hand=True), 0, NOON + timedelta(days=3))
    assert not overload.holds(load(20, rest_until=LATER), 500, NOON)
    assert overload.holds(load(20, rest_until=LATER), 500, LATER)


def test_the_rule_begins_and_ends_it_and_the_audit_says_so(any_world: World) -> None:
    rule = OverloadRule(any_world.database)
    with any_world.database.writing() as session:
        cases = [case.id for case in open_cases(any_world, session, 12)]
        capacity.row(session, any_world.unit(session, "PRA").id).capacity = 5
    rule.look(NOON)
    rule.look(NOON)
    with any_world.database.writing() as session:
        row = session.scalars(select(UnitLoad)).one()
        assert (row.overloaded_at, row.by_hand) == (NOON, False)
        for case_id in cases[:10]:
            casework.change_stage(session, session.get_one(Case, case_id), Stage.IN_PROGRESS, LATER, None)
    rule.look(LATER)
    with any_world.database.reading() as session:
        assert session.scalars(select(UnitLoad)).one().overloaded_at is None
        acts = session.execute(select(AuditEntry.act, AuditEntry.actor).order_by(AuditEntry.id)).all()
        told = session.scalars(select(Alert)).one()
        assert (told.kind, told.unit_id) == (AlertKind.OVERLOAD, any_world.unit(session, "PRA").id)
        assert told.words == "Polres PRA: 12 pengaduan belum diputuskan, sanggup 5 sehari"
    assert [tuple(one) for one in acts] == [
        ("overload.began", overload.RULE),
        ("overload.ended", overload.RULE),
    ]


def test_by_hand_it_cannot_begin_twice(world: World) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        overload.enter(session, unit, "officer:1", 0, NOON, "banjir besar", hand=True)
        with pytest.raises(Conflict):
            overload.enter(session, unit, "officer:1", 0, NOON, "lagi", hand=True)
        overload.leave(session, unit, "officer:1", 0, LATER, "reda", hand=True)
        assert session.get_one(UnitLoad, unit.id).rest_until == LATER + timedelta(days=1)


# --- capacity


def test_a_units_capacity_is_what_its_last_weeks_show(any_world: World) -> None:
    with any_world.database.writing() as session:
        for day in range(12):
            at = NOON - timedelta(days=day + 1)
            for case in open_cases(any_world, session, 1 + day % 4):
                case.first_mention_at, case.followed_up_at = at, at
        row = capacity.row(session, any_world.unit(session, "PRA").id)
        capacity.measure(session, row, NOON)
        assert row.measured == 3  # days of 1 to 4: four of five did not exceed 3
        assert capacity.of(row) == 3
        row.capacity = 40
        assert capacity.of(row) == 40


def test_nothing_is_measured_from_a_few_days(world: World) -> None:
    with world.database.writing() as session:
        for case in open_cases(world, session, 9):
            case.followed_up_at = NOON - timedelta(days=1)
        row = capacity.row(session, world.unit(session, "PRA").id)
        capacity.measure(session, row, NOON)
        assert row.measured is None


def test_complaints_about_officers_are_in_no_number(world: World) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        world.case(session, owner="PRA", accused="SKA", about_officer=True)
        assert capacity.count_undecided(session, unit.id) == 0


def test_tomorrow_is_read_from_the_units_own_days(world: World) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        for back in range(1, 31):
            session.add(UnitDay(unit_id=unit.id, day=NOON.date() - timedelta(days=back), came=7))
        found = capacity.tomorrow(session, unit, NOON)
        assert found is not None
        assert found.mid == 7
        assert capacity.tomorrow(session, world.unit(session, "PRB"), NOON) is None


# --- what it changes


def test_a_light_case_beyond_the_capacity_goes_to_the_unit_above_and_its_clock_runs_on(world: World) -> None:
    with world.database.writing() as session:
        overloaded(world, session)
        *_, case = open_cases(world, session, 5)
        due, code = case.due_at, case.code
        to = overload.relieve(session, case, NOON)
        assert to is not None
        assert (to.code, case.unit_id) == ("PDA", to.id)
        assert (case.due_at, case.code, case.stage) == (due, code, Stage.FORWARDED)
        told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.HANDED_OVER)).first()
        assert told is not None
        assert told.detail["reason"] == overload.REASON


@pytest.mark.parametrize(
    "matter",
    [
        {"urgency": Urgency.NOW},
        {"urgency": Urgency.TODAY},
        {"victim_sensitive": True},
        {"about_officer": True},
        {"needs_triage": True},
        {"viral_band": 1},
    ],
    ids=lambda matter: next(iter(matter)),
)
def test_whoever_must_not_wait_is_never_passed_on(world: World, matter: dict[str, Any]) -> None:
    with world.database.writing() as session:
        overloaded(world, session)
        open_cases(world, session, 6)
        (case,) = open_cases(world, session, 1, **matter)
        assert overload.relieve(session, case, NOON) is None
        assert case.unit_id == world.unit(session, "PRA").id


def test_nothing_is_passed_on_within_the_capacity_or_only_suggested_or_to_who_has_too_much_himself(
    world: World,
) -> None:
    with world.database.writing() as session:
        row = overloaded(world, session)
        *_, case = open_cases(world, session, 4)
        assert overload.relieve(session, case, NOON) is None
        *_, case = open_cases(world, session, 4)
        row.passes_on = PassingOn.SUGGESTED
        assert overload.relieve(session, case, NOON) is None
        row.passes_on = PassingOn.AUTOMATIC
        capacity.row(session, world.unit(session, "PDA").id).overloaded_at = NOON
        session.flush()
        assert overload.relieve(session, case, NOON) is None


def test_the_receipt_says_who_has_the_case_and_when_an_answer_can_be_expected(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        session.add_all(wording.default_templates())
        overloaded(world, session, can=24)
        case = open_cases(world, session, 10)[-1]
        mention = drafting.last_mention(session, case)
        assert mention is not None
        reply = drafting.draft_standard(session, case, mention, ReplyKind.ACKNOWLEDGEMENT, settings, NOON)
        assert reply is not None
        # The tenth, one an hour: within the eleventh hour.
        assert case.expected_at == NOON + timedelta(hours=11)
        assert wording.local_moment(case.expected_at, "Asia/Jakarta") in reply.text
        assert "Polres PRA" in reply.text
        casework.mark_answered(session, case, LATER)
        assert case.next_news_at == case.expected_at


@pytest.mark.parametrize(
    "matter", [{"urgency": Urgency.NOW}, {"victim_sensitive": True}, {"about_officer": True}]
)
def test_danger_victims_and_officers_get_the_receipt_they_always_get(
    world: World, matter: dict[str, Any]
) -> None:
    with world.database.writing() as session:
        overloaded(world, session)
        (case,) = open_cases(world, session, 1, **matter)
        assert overload.expected_at(session, case, NOON) is None


def test_a_longer_wait_never_puts_off_the_next_news_that_is_owed(world: World) -> None:
    with world.database.writing() as session:
        (case,) = open_cases(world, session, 1, category=Category.FLOOD)
        case.expected_at = NOON + timedelta(days=9)
        casework.mark_answered(session, case, LATER)
        assert case.next_news_at == NOON + timedelta(hours=case.next_news_hours)


def test_whoever_is_passed_on_is_told_who_has_him_now(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        session.add_all(wording.default_templates())
        overloaded(world, session, PassingOn.SUGGESTED)
        waiting, answered = open_cases(world, session, 2)
        mention = drafting.last_mention(session, waiting)
        assert mention is not None
        drafting.draft_standard(session, waiting, mention, ReplyKind.ACKNOWLEDGEMENT, settings, NOON)
        casework.mark_answered(session, answered, NOON)
        overload.pass_on(session, [waiting, answered], world.unit(session, "PDA"), "officer:1", None, LATER)
        officer = world.officer(session, Role.HEAD, "PRA")
        for case in (waiting, answered):
            drafting.tell_who_has_it(session, case, settings, LATER, officer.id)
        texts = {reply.kind: reply.text for reply in session.scalars(select(Reply))}
        assert "Polda PDA" in texts[ReplyKind.ACKNOWLEDGEMENT]
        assert "diteruskan ke Polda PDA" in texts[ReplyKind.PROGRESS]

"""Missed clocks are noted once, with the unit that had the matter, and forgotten by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.clocks import Clocks
from models import casework, law_clocks, send_pauses
from models.records import Breach, Case, DataRequest
from models.settings import Settings
from models.sla import data_request_due
from models.vocabulary import Category, Deadline, Stage
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

HOUR = timedelta(hours=1)


def watch(world: World, patch: pytest.MonkeyPatch, hours: float) -> None:
    """Lets the watch over the clocks look so many hours after noon, until it finds nothing more."""
    patch.setattr("classifier.clocks.utcnow", lambda: NOON + hours * HOUR)
    while Clocks(world.database, Settings(secret_key=SECRET_KEY)).step():
        pass


def noted(session: Session) -> dict[Deadline, Breach]:
    return {one.deadline: one for one in session.scalars(select(Breach).order_by(Breach.id))}


def test_silence_is_noted_at_each_mark_and_once(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with any_world.database.writing() as session:
        unit_id = any_world.case(session).unit_id
    for hours in (3, 5, 25, 25, 49, 80):
        watch(any_world, monkeypatch, hours)
    with any_world.database.reading() as session:
        found = session.scalars(select(Breach).order_by(Breach.id)).all()
    assert [(one.deadline, one.due_at - NOON, one.unit_id) for one in found] == [
        (Deadline.FIRST_ANSWER, 4 * HOUR, unit_id),
        (Deadline.SILENCE_24, 24 * HOUR, unit_id),
        (Deadline.SILENCE_48, 48 * HOUR, unit_id),
        (Deadline.SILENCE_72, 72 * HOUR, unit_id),
    ]


def test_an_answer_in_time_is_no_breach_and_a_late_one_is_before_anybody_looked(world: World) -> None:
    with world.database.writing() as session:
        casework.mark_answered(session, world.case(session), NOON + 4 * HOUR)
        assert noted(session) == {}
        casework.mark_answered(session, world.case(session), NOON + 5 * HOUR)
        assert list(noted(session)) == [Deadline.FIRST_ANSWER]


def test_the_unit_that_had_it_is_named_after_a_hand_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case_id, before = (case := world.case(session)).id, case.unit_id
    watch(world, monkeypatch, 5)
    with world.database.writing() as session:
        case = session.get_one(Case, case_id)
        casework.hand_over(session, case, world.unit(session, "PRB"), NOON + 6 * HOUR, None, "salah alamat")
    watch(world, monkeypatch, 25)
    with world.database.reading() as session:
        found = noted(session)
        assert found[Deadline.FIRST_ANSWER].unit_id == before
        assert found[Deadline.SILENCE_24].unit_id == world.unit(session, "PRB").id


def test_news_that_does_not_come_is_noted_and_met_by_the_next_word(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        casework.mark_answered(session, case, NOON + HOUR)
        case_id, promised = case.id, case.next_news_at
    watch(world, monkeypatch, 71)
    watch(world, monkeypatch, 73)
    with world.database.writing() as session:
        case = session.get_one(Case, case_id)
        late = noted(session)[Deadline.NEWS]
        assert (late.due_at, late.met_at) == (promised, None)
        law_clocks.followed_up(session, case, NOON + 80 * HOUR)
        session.refresh(late)
        assert late.met_at == NOON + 80 * HOUR
        assert case.next_news_at == case.attention_at == NOON + 152 * HOUR
    watch(world, monkeypatch, 151)
    watch(world, monkeypatch, 153)
    with world.database.writing() as session:
        news = session.scalars(select(Breach).where(Breach.deadline == Deadline.NEWS)).all()
        assert [one.due_at - NOON for one in news] == [72 * HOUR, 152 * HOUR]
        casework.change_stage(session, session.get_one(Case, case_id), Stage.DONE, NOON + 154 * HOUR, None)
        assert {one.met_at for one in session.scalars(select(Breach).where(Breach.met_at.is_(None)))} == set()


def test_news_told_late_is_noted_by_the_word_itself(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        casework.mark_answered(session, case, NOON + HOUR)
        casework.change_stage(session, case, Stage.IN_PROGRESS, NOON + 90 * HOUR, None)
        assert noted(session)[Deadline.NEWS].met_at == NOON + 90 * HOUR


def test_an_answer_later_than_its_own_promise_is_late_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        casework.mark_answered(session, world.case(session), NOON + 80 * HOUR)
    watch(world, monkeypatch, 90)
    with world.database.reading() as session:
        assert list(noted(session)) == [Deadline.FIRST_ANSWER]


def test_a_clock_of_the_law_is_noted_when_it_passes_or_is_met_late(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = world.case(session, category=Category.PUNGLI)
        casework.mark_answered(session, case, NOON)
        letter, result = law_clocks.of_case(session, case)
        law_clocks.followed_up(session, case, letter.due_at + HOUR)
        assert noted(session)[Deadline.DUMAS_LETTER].due_at == letter.due_at
        case.next_news_at, due = None, result.due_at
    watch(world, monkeypatch, (due - NOON) / HOUR + 1)
    with world.database.reading() as session:
        assert noted(session)[Deadline.DUMAS_RESULT].due_at == due


def test_what_is_put_off_after_it_was_noted_may_be_missed_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case_id = world.case(session).id
        send_pauses.begin(session, send_pauses.EVERYTHING, NOON)
    watch(world, monkeypatch, 5)
    with world.database.writing() as session:
        send_pauses.end(session, send_pauses.EVERYTHING, NOON + 10 * HOUR)
        assert session.get_one(Case, case_id).due_at == NOON + 14 * HOUR
    watch(world, monkeypatch, 13)
    watch(world, monkeypatch, 15)
    with world.database.reading() as session:
        (one,) = session.scalars(select(Breach)).all()
        assert (one.due_at, one.noticed_at) == (NOON + 14 * HOUR, NOON + 15 * HOUR)


def test_a_request_about_personal_data_has_three_times_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        casework.mark_answered(session, case, NOON)
        case.next_news_at = None
        due = data_request_due(NOON)
        open_ = DataRequest(kind="access", case_id=case.id, received_at=NOON, due_at=due)
        kept = DataRequest(kind="access", received_at=NOON, due_at=due, answered_at=due)
        late = DataRequest(kind="erase", received_at=NOON, due_at=due, answered_at=due + HOUR)
        session.add_all([open_, kept, late])
        session.flush()
        wanted = {(open_.id, case.unit_id), (late.id, world.unit(session, "MABES").id)}
    watch(world, monkeypatch, 71)
    with world.database.reading() as session:
        assert noted(session) == {}
    watch(world, monkeypatch, 73)
    watch(world, monkeypatch, 74)
    with world.database.reading() as session:
        found = session.scalars(select(Breach)).all()
    assert {(one.request_id, one.unit_id) for one in found} == wanted
    assert len(found) == 2

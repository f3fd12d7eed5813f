"""A crowd waits behind itself: no number of cases about one event, or of one author, hides another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import casework, fair_share, incidents, sla
from models.records import Case, Incident
from models.vocabulary import Category, Role, Stage, Urgency
from tests.models.conftest import NOON, World

SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(
    world: World, session: Session, author: str, incident: Incident | None = None, **matter: Any
) -> Case:
    """A case as the classifier opens it: in its incident, and in its place."""
    case = world.case(session, world.mention(session, author_external_id=author), **matter)
    if incident is not None:
        incidents.put_in(session, case, incident, NOON, why="post")
    fair_share.place(session, case)
    return case


def event(world: World, session: Session) -> Incident:
    unit = world.unit(session, "PRA")
    incident = Incident(unit_id=unit.id, key="post:1", title="banjir", opened_at=NOON, last_at=NOON)
    session.add(incident)
    session.flush()
    return incident


def order(session: Session) -> list[int]:
    """The ids of the cases as the inbox of PRA shows them."""
    waiting = select(Case.id).where(Case.first_answered_at.is_(None), Case.closed_at.is_(None))
    return list(session.scalars(waiting.order_by(Case.attention_at, Case.id)))


@SOME
@given(
    crowd=st.integers(0, 25),
    one_author=st.booleans(),
    urgency=st.sampled_from([Urgency.LOG, Urgency.TODAY, Urgency.NOW]),
    band=st.sampled_from([0, 3]),
)
def test_no_flood_pushes_a_single_report_further_down_than_the_places_it_may_hold(
    world: World, crowd: int, one_author: bool, urgency: int, band: int
) -> None:
    with world.database.writing() as session:
        incident = None if one_author else event(world, session)
        flood = [
            opened(
                world, session, "11" if one_author else f"a{n}", incident, urgency=urgency, viral_band=band
            )
            for n in range(crowd)
        ]
        own = opened(world, session, "99", urgency=Urgency.LOG)
        emergency = opened(world, session, "98", urgency=Urgency.NOW)
        ids, crowded = order(session), {case.id for case in flood}
        session.rollback()
    before = {
        name: len(crowded & set(ids[: ids.index(case)]))
        for name, case in (("own", own.id), ("emergency", emergency.id))
    }
    assert before["emergency"] <= fair_share.KEPT
    assert before["own"] <= (crowd if urgency == Urgency.NOW else fair_share.KEPT)


@SOME
@given(crowd=st.integers(4, 12), answered=st.integers(0, 12))
def test_as_many_as_may_hold_their_places_do_so_whatever_was_answered(
    world: World, crowd: int, answered: int
) -> None:
    with world.database.writing() as session:
        incident = event(world, session)
        cases = [opened(world, session, f"a{n}", incident) for n in range(crowd)]
        for case in cases[:answered]:
            casework.mark_answered(session, case, NOON)
        waiting = cases[answered:]
        held = sum(not case.crowded for case in waiting)
        session.rollback()
    assert held == min(fair_share.KEPT, len(waiting))


def test_crowded_emergencies_still_stand_before_whatever_is_none(world: World) -> None:
    with world.database.writing() as session:
        incident = event(world, session)
        cases = [opened(world, session, f"a{n}", incident, urgency=Urgency.NOW) for n in range(5)]
        calm = opened(world, session, "99", urgency=Urgency.TODAY)
        assert [case.crowded for case in cases] == [False, False, False, True, True]
        assert order(session)[-1] == calm.id


def test_what_passes_on_takes_no_place_from_who_was_there(world: World) -> None:
    with world.database.writing() as session:
        incident = event(world, session)
        for n in range(6):
            case = world.case(session, world.mention(session, author_external_id=f"a{n}"))
            case.second_hand = True
            incidents.put_in(session, case, incident, NOON, why="post")
        witness = opened(world, session, "99", incident)
        assert not witness.crowded


def test_a_victims_words_are_never_put_behind(world: World) -> None:
    with world.database.writing() as session:
        for _ in range(4):
            opened(world, session, "11")
        mention = world.mention(session, author_external_id="11")
        victim = world.case(
            session, mention, category=Category.DOMESTIC_VIOLENCE, urgency=2, victim_sensitive=True
        )
        fair_share.place(session, victim)
        assert not victim.crowded


def test_hidden_complaints_take_no_place_and_deadlines_stay(world: World) -> None:
    with world.database.writing() as session:
        for _ in range(4):
            mention = world.mention(session, author_external_id="11")
            fair_share.place(session, world.case(session, mention, owner="PRA", accused="SKA"))
        own = opened(world, session, "11")
        assert not own.crowded
        due = [opened(world, session, "11") for _ in range(4)][-1]
        assert due.crowded
        assert due.due_at == own.due_at
        assert due.attention_at == due.due_at + sla.CROWD_REST


@pytest.mark.parametrize("how", ["close", "hand_over", "take_out"])
def test_the_next_takes_the_place_of_one_that_leaves(world: World, how: str) -> None:
    with world.database.writing() as session:
        incident = event(world, session)
        officer = world.officer(session, Role.ADMIN, "PRA")
        first, *_, last = (opened(world, session, f"a{n}", incident) for n in range(4))
        assert last.crowded
        later = NOON + timedelta(hours=1)
        if how == "close":
            casework.change_stage(session, first, Stage.NOT_OURS, later, None)
        elif how == "hand_over":
            casework.hand_over(session, first, world.unit(session, "PRB"), later, None, "wilayah lain")
        else:
            incidents.take_out_by_hand(session, first, later, officer.id)
        session.refresh(last)
        assert not last.crowded
        assert last.attention_at == last.due_at

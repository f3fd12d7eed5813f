"""The forecast of an incident: its posts add up, and its band moves the deadline of every case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from classifier.adding_up import add_up
from classifier.viral_risk import ViralRisk
from models.records import Alert, Case, CaseEvent, Incident, IncidentForecast, Mention, ReachReading
from models.vocabulary import Channel, EventKind
from tests.models.conftest import NOON, World, any_world, world

__all__ = ["any_world", "world"]

LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def risk() -> ViralRisk:
    return ViralRisk.load()


def planted(world: World, many: int, shares: int, **accused: Any) -> tuple[int, list[int]]:
    """An incident of so many posts, each with so many shares by now, and the ids of the posts."""
    with world.database.writing() as session:
        incident = Incident(unit_id=world.unit(session, "PRA").id, key="link:1", opened_at=NOON, last_at=NOON)
        session.add(incident)
        session.flush()
        ids = []
        for number in range(many):
            mention = world.mention(session, channel=Channel.X)
            case = world.case(session, mention, **(accused if number == 0 else {}))
            case.incident_id = incident.id
            for minutes, part in ((15, 0.2), (30, 0.5), (60, 1.0)):
                at = NOON + timedelta(minutes=minutes)
                session.add(ReachReading(mention_id=mention.id, measured_at=at, shares=round(shares * part)))
            ids.append(mention.id)
        return incident.id, ids


def newest(world: World) -> IncidentForecast:
    with world.database.reading() as session:
        return session.scalars(select(IncidentForecast).order_by(IncidentForecast.id.desc())).first()  # type: ignore[return-value]


def test_the_posts_of_an_incident_add_up(any_world: World, risk: ViralRisk) -> None:
    _, ids = planted(any_world, many=20, shares=7)
    add_up(any_world.database, risk, ids[:1], LATER)
    found = newest(any_world)
    assert (found.posts, found.reach, found.channel) == (20, 140.0, Channel.X)
    with any_world.database.writing() as session:
        session.add(ReachReading(mention_id=ids[0], measured_at=LATER, shares=107))
    add_up(any_world.database, risk, ids[:1], LATER + timedelta(minutes=5))
    assert newest(any_world).reach == 240.0


def test_two_platforms_are_added_in_shares(world: World, risk: ViralRisk) -> None:
    incident_id, ids = planted(world, many=2, shares=50)
    with world.database.writing() as session:
        mention = world.mention(session, channel=Channel.INSTAGRAM)
        world.case(session, mention).incident_id = incident_id
        session.add(ReachReading(mention_id=mention.id, measured_at=LATER, likes=4000))
    add_up(world.database, risk, ids, LATER)
    found = newest(world)
    # Twenty likes stand for one share; most of the reach is on the second platform.
    assert (found.channel, found.reach) == (Channel.INSTAGRAM, 20 * 300.0)
    assert found.threshold == 10_000


def test_together_they_are_more_dangerous_than_each(world: World, risk: ViralRisk) -> None:
    _, few = planted(world, many=2, shares=15)
    add_up(world.database, risk, few, LATER)
    calm = newest(world)
    _, many = planted(world, many=30, shares=15)
    add_up(world.database, risk, many, LATER)
    assert newest(world).p_24h > calm.p_24h
    assert newest(world).band > calm.band


def test_the_band_moves_every_open_deadline_and_says_so_once(any_world: World, risk: ViralRisk) -> None:
    incident_id, ids = planted(any_world, many=12, shares=60)
    for _ in range(2):
        add_up(any_world.database, risk, ids, LATER)
    with any_world.database.reading() as session:
        incident = session.get_one(Incident, incident_id)
        assert incident.viral_band >= 2
        cases = session.scalars(select(Case)).all()
        assert {case.viral_band for case in cases} == {incident.viral_band}
        assert len({case.due_at for case in cases}) == 1
        assert cases[0].due_at < NOON + timedelta(hours=4)
        moved = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.DEADLINE_MOVED)).all()
        assert len(moved) == len(cases)
        assert len(session.scalars(select(Alert)).all()) == 1


def test_who_sees_other_cases_is_warned_apart(world: World, risk: ViralRisk) -> None:
    _, ids = planted(world, many=12, shares=60, owner="PDAPROPAM", accused="PRA")
    add_up(world.database, risk, ids, LATER)
    with world.database.reading() as session:
        warned = {session.get_one(Case, alert.case_id).unit.code for alert in session.scalars(select(Alert))}
    assert warned == {"PRA", "PDAPROPAM"}


def test_a_single_post_or_one_without_numbers_adds_up_to_nothing(world: World, risk: ViralRisk) -> None:
    _, ids = planted(world, many=1, shares=900)
    with world.database.writing() as session:
        lone = world.mention(session)
        world.case(session, lone)
        ids.append(lone.id)
    add_up(world.database, risk, ids, LATER)
    with world.database.reading() as session:
        assert session.scalars(select(IncidentForecast)).all() == []
        assert session.scalars(select(Mention)).all()

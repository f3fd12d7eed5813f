from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import casework, law_clocks
from models.anev import days as anev_days
from models.anev import league as anev_league
from models.anev import score as anev_score
from models.anev.league import Standing
from models.database import Database
from models.records import Unit
from models.tree import add_unit
from models.vocabulary import Channel, Health, UnitKind
from tests.models.conftest import NOON, World


def answer(session: Session, world: World, code: str, cases: int, minutes: float | None) -> None:
    """So many cases of a unit yesterday, answered after so long; None leaves them open."""
    at = NOON - timedelta(days=1)
    for _ in range(cases):
        case = world.case(session, world.mention(session, code, created_at=at), now=at)
        if minutes is not None:
            casework.mark_answered(session, case, at + timedelta(minutes=minutes))
            law_clocks.followed_up(session, case, at + timedelta(minutes=minutes))


def standings(session: Session, days: int = 30) -> dict[str, Standing]:
    anev_days.rebuild(session)
    return {one.unit.code: one for one in anev_league.league(session, NOON, days)}


def plant_polsek(session: Session, world: World, *codes: str) -> None:
    for code in codes:
        add_unit(
            session, code=code, name=f"Polsek {code}", kind=UnitKind.POLSEK, parent=world.unit(session, "PRA")
        )


def test_few_mentions_give_no_rank_however_good(any_world: World) -> None:
    with any_world.database.writing() as session:
        plant_polsek(session, any_world, "SKB", "SKC", "SKD")
        answer(session, any_world, "SKA", 3, 1)
        answer(session, any_world, "SKB", 40, 600)
        answer(session, any_world, "SKC", 12, 5)
        answer(session, any_world, "SKD", 25, None)
        found = standings(session)
    assert found["SKA"].grade is None
    assert found["SKA"].rank is None
    assert {code: found[code].rank for code in ("SKB", "SKC", "SKD")} == {"SKC": 1, "SKB": 2, "SKD": 3}
    assert found["SKC"].peers == 3
    assert found["SKD"].grade is anev_score.Grade.POOR


def test_a_unit_answers_for_those_below_it(any_world: World) -> None:
    with any_world.database.writing() as session:
        answer(session, any_world, "PRA", 5, 10)
        answer(session, any_world, "SKA", 7, 10)
        answer(session, any_world, "PRB", 2, None)
        found = standings(session)
    assert found["SKA"].tally.came == 7
    assert found["PRA"].tally.came == 12
    assert found["PDA"].tally.came == 14
    assert found["MABES"].tally.overdue == found["PDA"].tally.overdue == 2
    assert found["PDB"].tally.came == 0
    assert "PDAPROPAM" not in found


def test_open_and_overdue_counts_against_the_unit_and_is_never_stored(any_world: World) -> None:
    with any_world.database.writing() as session:
        answer(session, any_world, "PRA", 3, 10)
        answer(session, any_world, "PRA", 1, None)
        anev_days.rebuild(session)
        at_noon = anev_league.league(session, NOON, 30)
        before = anev_league.league(session, NOON - timedelta(days=1) + timedelta(minutes=5), 30)
    shares = {
        moment: _of(found, "PRA").tally.shares() for moment, found in (("now", at_noon), ("then", before))
    }
    assert shares["now"]["in_time"] == (3 / 4, 4)
    assert shares["now"]["settled"] == (3 / 4, 4)
    assert shares["then"]["in_time"] == (1.0, 3)


def test_only_the_days_asked_for_count(any_world: World) -> None:
    with any_world.database.writing() as session:
        old = NOON - timedelta(days=7)
        any_world.case(session, any_world.mention(session, "PRA", created_at=old), now=old)
        assert standings(session, 7)["PRA"].tally.came == 0
        assert standings(session, 7)["PRA"].tally.overdue == 0
        assert standings(session, 8)["PRA"].tally.came == 1
        assert standings(session, 8)["PRA"].tally.overdue == 1


def test_channels_that_work_are_counted_once_by_platform(any_world: World) -> None:
    with any_world.database.writing() as session:
        for channel, health in (
            (Channel.X, Health.OK),
            (Channel.INSTAGRAM, Health.OK),
            (Channel.INSTAGRAM_PRIVATE, Health.LIMITED),
            (Channel.WHATSAPP, Health.STOPPED),
            (Channel.MANUAL, Health.OK),
        ):
            any_world.account(session, "SKA", channel).health = health
        found = standings(session)
    assert (found["SKA"].tally.channels, found["SKA"].tally.channels_due) == (2, 3)
    assert (found["PRA"].tally.channels, found["PRA"].tally.channels_due) == (2, 6)


def test_a_unit_that_was_closed_has_no_line_but_its_cases_stay_with_its_parent(any_world: World) -> None:
    with any_world.database.writing() as session:
        answer(session, any_world, "SKA", 4, 10)
        any_world.unit(session, "SKA").active = False
        found = standings(session)
    assert "SKA" not in found
    assert found["PRA"].tally.came == 4
    assert found["PRA"].tally.channels_due == 3


def test_complaints_about_officers_change_nobodys_standing(any_world: World) -> None:
    with any_world.database.writing() as session:
        answer(session, any_world, "SKA", 4, 10)
        before = standings(session)
        any_world.case(session, owner="PDAPROPAM", accused="SKA", about_officer=True, now=NOON)
        after = standings(session)
    assert {code: one.tally for code, one in before.items()} == {
        code: one.tally for code, one in after.items()
    }


def _of(found: list[Standing], code: str) -> Standing:
    return next(one for one in found if one.unit.code == code)


def test_every_unit_of_the_command_line_has_one_line(any_world: World) -> None:
    with any_world.database.writing() as session:
        found = standings(session)
        known = session.query(Unit).filter(Unit.kind != UnitKind.FUNCTION).count()
    assert len(found) == known
    assert {one.unit.kind for one in found.values()} == set(UnitKind) - {UnitKind.FUNCTION}


def test_the_overdue_are_counted_without_reading_a_case(sqlite_database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    with sqlite_database.reading() as session:
        event.listen(sqlite_database.engine, "before_cursor_execute", note)
        anev_league.league(session, NOON, 30)
        event.remove(sqlite_database.engine, "before_cursor_execute", note)
        of_cases = [one for one in asked if "cases.due_at <" in one[0]]
        assert of_cases
        for statement, parameters in of_cases:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            assert "USING COVERING INDEX ix_cases_waiting" in " ".join(row.detail for row in plan)

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import casework, law_clocks
from models.anev import days as anev_days
from models.anev.days import Counting
from models.anev.tally import MEASURES
from models.records import Account, Case, Mention, StaleUnitDay, UnitDay
from tests.models.conftest import NOON, World


def stored(session: Session) -> dict[tuple[int, date], tuple[int, ...]]:
    """What the table says, without its zeros."""
    rows = session.execute(
        select(UnitDay.unit_id, UnitDay.day, *(getattr(UnitDay, name) for name in MEASURES))
    )
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def settled(session: Session) -> dict[tuple[int, date], tuple[int, ...]]:
    """What the table says once the due job has run out of work."""
    while anev_days.refresh(session):
        pass
    return stored(session)


def a_busy_week(session: Session, world: World) -> list[Case]:
    cases = []
    for number in range(24):
        unit = ("PRA", "PRB", "SKA", "PRC")[number % 4]
        at = NOON - timedelta(hours=7 * number)
        mention = world.mention(session, unit, created_at=at)
        case = world.case(session, mention, now=at)
        if number % 3:
            casework.mark_answered(session, case, at + timedelta(minutes=4 * number**2))
        if number % 5 == 0:
            law_clocks.followed_up(session, case, at + timedelta(hours=1))
        cases.append(case)
    return cases


def test_what_the_due_job_counts_is_what_a_rebuild_counts(any_world: World) -> None:
    with any_world.database.writing() as session:
        cases = a_busy_week(session, any_world)
        by_the_job = settled(session)
        assert anev_days.rebuild(session) == len(by_the_job)
        assert stored(session) == by_the_job
        assert sum(counts[0] for counts in by_the_job.values()) == len(cases)
        assert sum(counts[1] for counts in by_the_job.values()) == 16
        assert all(sum(counts[4:]) == counts[1] for counts in by_the_job.values())


def test_a_case_that_moves_is_counted_where_it_went(any_world: World) -> None:
    with any_world.database.writing() as session:
        case = any_world.case(session, any_world.mention(session, "PRA"))
        settled(session)
        other = any_world.unit(session, "PRB")
        casework.hand_over(session, case, other, NOON, None, "salah alamat")
        casework.mark_answered(session, case, NOON + timedelta(minutes=10))
        session.flush()
        assert settled(session) == {(other.id, NOON.date()): (1, 1, 1, 0, 0, 1, *[0] * 8)}


def test_a_day_begins_where_the_unit_is(any_world: World) -> None:
    late = NOON.replace(hour=15, minute=30)  # 22.30 in Jakarta, 23.30 in Makassar, 00.30 in Jayapura
    with any_world.database.writing() as session:
        for code in ("PRA", "PRB"):
            any_world.case(session, any_world.mention(session, code, created_at=late))
        east = any_world.unit(session, "PRC")
        east.timezone = "Asia/Jayapura"
        any_world.case(session, any_world.mention(session, "PRC", created_at=late))
        days = dict(list(settled(session)))
        assert (
            days[any_world.unit(session, "PRA").id] == days[any_world.unit(session, "PRB").id] == NOON.date()
        )
        assert days[east.id] == NOON.date() + timedelta(days=1)
        before = stored(session)
        anev_days.rebuild(session)
        assert stored(session) == before


def test_complaints_about_officers_are_counted_nowhere(any_world: World) -> None:
    with any_world.database.writing() as session:
        any_world.case(session, owner="PDAPROPAM", accused="SKA", about_officer=True)
        any_world.case(session, about_officer=True)
        assert settled(session) == {}
        assert anev_days.rebuild(session) == 0


def test_nothing_is_marked_by_a_change_that_was_not_counted(any_world: World) -> None:
    with any_world.database.writing() as session:
        case = any_world.case(session)
        settled(session)
        case.viral_band = 2
        session.flush()
        assert session.scalar(select(func.count()).select_from(StaleUnitDay)) == 0


def test_the_stage_counts_marked_days_and_usual_rates_until_none_is_left(any_world: World) -> None:
    with any_world.database.writing() as session:
        a_busy_week(session, any_world)
    counting = Counting(any_world.database)
    while counting.step():
        pass
    with any_world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaleUnitDay)) == 0
        assert session.scalar(select(func.sum(UnitDay.came))) == 24
        assert session.scalar(select(Account.id).where(Account.usual_at.is_(None))) is None
        assert session.scalar(select(func.count()).select_from(Mention)) == 24
    assert counting.step() is False

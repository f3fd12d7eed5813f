"""The public page of a unit: open to everybody, kept by caches, and silent about small numbers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.anev import days as anev_days
from models.anev import public as anev_public
from models.clock import utcnow
from models.database import Database
from models.records import Case, Unit, UnitDay
from tests.web.conftest import Browser
from tests.web.world import World, find_case


def recounted(database: Database) -> None:
    with database.writing() as session:
        today = utcnow()
        for case in session.scalars(select(Case)):
            case.first_mention_at = today  # all of this month, whatever the day
            case.due_at = today + timedelta(hours=1)
            case.first_answered_at = today if case.first_answered_at else None
        session.flush()
        anev_days.rebuild(session)


def test_anybody_may_read_it_and_caches_may_keep_it(database: Database, visitor: Browser) -> None:
    recounted(database)
    answer = visitor.get("/transparansi/RES-MLT")
    assert answer.status_code == 200
    assert "Polres Kota Melati" in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers
    assert "Received" in visitor.page("/transparansi/RES-MLT?lang=en")


def test_numbers_under_five_are_not_told(database: Database, visitor: Browser, world: World) -> None:
    recounted(database)
    with database.reading() as session:
        today = utcnow().date()
        small = anev_public.months(session, session.get_one(Unit, world.units["SEK-MLU"]), today)[0]
        large = anev_public.months(session, session.get_one(Unit, world.units["RES-MLT"]), today)[0]
    assert (small.came, small.in_time, small.followed, small.median) == (None, None, None, None)
    assert large.came == 10
    assert large.in_time == 0.2
    assert large.median is None  # only two were answered
    assert "kurang dari 5" in visitor.page("/transparansi/SEK-MLU")


def test_no_word_of_a_case_and_no_complaint_about_an_officer_is_in_it(
    database: Database, visitor: Browser, world: World
) -> None:
    with database.writing() as session:
        find_case(session, world.cases["officer"]).unit_id = world.units["SEK-MLU"]  # by mistake
    recounted(database)
    text = visitor.page("/transparansi/RES-MLT")
    assert "Kenanga" not in text
    assert not any(code in text for code in world.cases.values())
    with database.reading() as session:
        counted = select(UnitDay.came).where(UnitDay.unit_id == world.units["SEK-MLU"])
        assert session.scalars(counted).all() == [1]


def test_units_that_answer_no_public_have_no_page(visitor: Browser) -> None:
    for code in ("PROPAM-NT", "NICHTS", "res-mlt"):
        assert visitor.get(f"/transparansi/{code}").status_code == 404

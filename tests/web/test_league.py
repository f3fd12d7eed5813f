"""The league page and the coverage board's own columns: who may look, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from models.anev import coverage as anev_coverage
from models.anev import days as anev_days
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Unit, UnitDay
from models.vocabulary import Health
from tests.web.conftest import Browser
from tests.web.world import World, find_case
from web.anev.league import within

SignIn = Callable[[str], Browser]


@pytest.fixture
def counted(database: Database) -> Database:
    with database.writing() as session:
        anev_days.rebuild(session)
    return database


def test_posko_sees_every_unit_and_a_head_his_own(sign_in: SignIn, counted: Database) -> None:
    text = sign_in("posko").page("/anev/liga/?kind=polres")
    assert "Polres Kota Melati" in text
    assert "Polres Kelapa" in text
    assert "belum cukup data" in text
    assert "Cara menghitung" in text
    mine = sign_in("head").page("/anev/liga/?kind=polres")
    assert "Polres Kota Melati" in mine
    assert "Polres Kelapa" not in mine
    assert sign_in("head").get("/anev/liga/?unit=RES-KLP").status_code == 404


@pytest.mark.parametrize("login", ["propam", "system"])
def test_the_league_is_refused_to_those_it_is_not_for(sign_in: SignIn, login: str) -> None:
    assert sign_in(login).get("/anev/liga/").status_code == 403


def test_the_league_takes_only_what_it_offers(sign_in: SignIn) -> None:
    posko = sign_in("posko")
    assert posko.get("/anev/liga/?days=5").status_code == 400
    assert posko.get("/anev/liga/?kind=function").status_code == 400
    assert "Tidak ada satuan yang cocok" in posko.page("/anev/liga/?q=tidakada")


def test_the_accused_unit_learns_nothing_of_complaints_about_it(
    counted: Database, sign_in: SignIn, world: World
) -> None:
    with counted.reading() as session:
        unit = session.get_one(Unit, world.units["MABES"])
        came = {one.unit.code: one.tally.came for one in within(session, unit, 30)}
        everything = session.query(Case).count()
    assert came["MABES"] == everything - 1
    before = sign_in("accused").page("/anev/liga/")
    with counted.writing() as session:
        case = find_case(session, world.cases["officer"])
        case.unit_id = world.units["SEK-MLU"]  # by mistake
        session.flush()
        anev_days.rebuild(session)
    assert _table(sign_in("accused").page("/anev/liga/")) == _table(before)


def test_the_report_shows_where_a_unit_and_those_below_stand_on_the_scale(
    sign_in: SignIn, counted: Database, world: World
) -> None:
    page = plain(sign_in("posko").page("/anev/"))
    assert "Satuan ini: belum cukup data" in page
    assert "Istimewa mulai 90 0" in page
    assert "Belum cukup data 2" in page  # the two Polda below
    with counted.writing() as session:
        for unit in ("DA-NT", "RES-MLT"):
            row = UnitDay(unit_id=world.units[unit], day=utcnow().date(), came=40, answered=40, in_time=40)
            row.wait_0 = 40
            session.merge(row)
    page = plain(sign_in("posko").page("/anev/"))
    assert "Belum cukup data 1" in page
    assert "nilai" in plain(sign_in("humas").page("/anev/"))
    assert "Predikat" not in sign_in("propam").page("/anev/")


def plain(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def _table(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>")[0]


def test_the_board_tells_expected_from_seen_and_an_unusual_silence(
    sign_in: SignIn, database: Database, world: World
) -> None:
    now = utcnow()
    with database.writing() as session:
        busy, calm = (
            session.get_one(Account, world.accounts["x"]),
            session.get_one(Account, world.accounts["foreign"]),
        )
        busy.usual_per_day, busy.last_mention_at, busy.verified = 5.0, now - timedelta(days=3), True
        calm.usual_per_day, calm.last_mention_at = 0.2, now - timedelta(days=10)
        for account in session.query(Account).filter(Account.id.not_in([busy.id, calm.id])):
            account.enabled = False
    posko = sign_in("posko")
    quiet = posko.page("/cakupan/?state=quiet")
    assert "(RES-MLT)" in quiet  # fifteen mentions did not come
    assert "(RES-KLP)" not in quiet  # ten days of silence are nothing new there
    text = posko.page("/cakupan/?q=res-mlt")
    assert "biasanya 35" in text
    assert "1 dari 1" in text
    with database.reading() as session:
        for account in (busy, calm):
            row = session.get_one(Account, account.id)
            told = session.query(Account).filter(Account.id == row.id, anev_coverage.too_quiet(now)).count()
            assert row.last_mention_at is not None
            assert bool(told) == (now - row.last_mention_at > anev_coverage.quiet_after(row))


def test_an_account_that_is_just_connected_has_no_usual_yet(database: Database, world: World) -> None:
    now = utcnow()
    with database.writing() as session:
        while anev_coverage.refresh_usual(session, now):
            pass
        account = session.get_one(Account, world.accounts["x"])
        assert account.usual_per_day is None
        assert account.usual_at == now
        later = now + timedelta(days=40)
        while anev_coverage.refresh_usual(session, later):
            pass
        session.refresh(account)
    assert account.usual_per_day is not None
    assert 0.1 < account.usual_per_day < 0.3  # some five mentions in 33 days
    assert account.health is Health.OK

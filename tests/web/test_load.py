"""A unit's load: seen by those who see the unit, set by its head and those above, and what is passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.database import Database
from models.load import capacity
from models.records import Reply, UnitDay, UnitLoad
from models.vocabulary import PassingOn, Stage, Urgency
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]
PAGE = "/satuan/beban/"


def overload(database: Database, world: World, unit: str = "RES-MLT") -> None:
    with database.writing() as session:
        row = capacity.row(session, world.units[unit])
        row.capacity, row.overloaded_at = 2, utcnow() - timedelta(hours=2)


def make_light(database: Database, world: World, name: str) -> str:
    """The ticket code of the case, now one that may be passed on."""
    with database.writing() as session:
        find_case(session, world.cases[name]).urgency = Urgency.LOG
    return world.cases[name]


@pytest.mark.parametrize("login", ["admin", "head", "posko"])
def test_the_head_and_those_who_watch_set_what_a_unit_can_do_in_a_day(
    sign_in: SignIn, looked_up: Session, world: World, login: str
) -> None:
    browser = sign_in(login)
    assert browser.post(f"{PAGE}kemampuan", unit="RES-MLT", capacity="35").status_code == 302
    assert looked_up.get_one(UnitLoad, world.units["RES-MLT"]).capacity == 35
    assert acts(looked_up) == ["capacity.set"]
    assert 'value="35"' in browser.page(f"{PAGE}?unit=RES-MLT")


@pytest.mark.parametrize("login", ["approver", "humas", "auditor", "system", "propam"])
def test_nobody_else_sets_it(sign_in: SignIn, login: str) -> None:
    assert sign_in(login).post(f"{PAGE}kemampuan", unit="RES-MLT", capacity="35").status_code == 403


def test_another_units_officer_neither_sees_nor_sets_it(sign_in: SignIn) -> None:
    stranger = sign_in("stranger")
    assert stranger.get(f"{PAGE}?unit=RES-MLT").status_code == 404
    assert stranger.post(f"{PAGE}kemampuan", unit="RES-MLT", capacity="35").status_code == 404


@pytest.mark.parametrize("capacity", ["0", "-3", "banyak", "1000000"])
def test_a_number_that_is_none_is_refused(sign_in: SignIn, capacity: str) -> None:
    assert sign_in("head").post(f"{PAGE}kemampuan", unit="RES-MLT", capacity=capacity).status_code == 400


def test_what_is_passed_on_is_decided_above_and_not_by_who_would_be_rid_of_it(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    asked = {"unit": "RES-MLT", "passes_on": "automatic"}
    assert sign_in("head").post(f"{PAGE}penerusan", **asked).status_code == 403
    assert sign_in("posko").post(f"{PAGE}penerusan", **asked).status_code == 302
    assert looked_up.get_one(UnitLoad, world.units["RES-MLT"]).passes_on is PassingOn.AUTOMATIC


def test_overload_begins_and_ends_by_hand_with_a_reason_in_the_audit(
    sign_in: SignIn, looked_up: Session
) -> None:
    head = sign_in("head")
    assert head.post(f"{PAGE}kewalahan", unit="RES-MLT", to="begin", reason="").status_code == 400
    asked = {"unit": "RES-MLT", "reason": "banjir di tiga kecamatan"}
    assert head.post(f"{PAGE}kewalahan", to="begin", **asked).status_code == 302
    for path in (f"{PAGE}?unit=RES-MLT", "/satuan/?unit=RES-MLT", "/?view=reply", "/cakupan/"):
        assert "ewalahan sejak" in head.page(path), path
    assert head.post(f"{PAGE}kewalahan", to="end", **asked).status_code == 302
    assert "ewalahan sejak" not in head.page("/?view=reply")
    assert acts(looked_up) == ["overload.began", "overload.ended"]


def test_the_unit_page_says_what_comes_tomorrow_and_by_what_method(
    sign_in: SignIn, database: Database, world: World
) -> None:
    today = utcnow().date()
    with database.writing() as session:
        # A day more on both ends: it may be tomorrow already where the unit is.
        for back in range(-1, 40):
            day = today - timedelta(days=back)
            session.merge(UnitDay(unit_id=world.units["RES-MLT"], day=day, came=12))
    head = sign_in("head")
    assert "Besok diperkirakan 12" in head.page("/satuan/?unit=RES-MLT")
    assert "8 dari 10 hari" in head.page(f"{PAGE}?unit=RES-MLT")


def test_an_officer_passes_light_cases_on_and_their_citizens_are_told(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    code, emergency = make_light(database, world, "waiting"), world.cases["emergency"]
    overload(database, world)
    admin = sign_in("admin")
    shown = admin.page(PAGE)
    assert f'value="{code}"' in shown
    assert emergency not in shown
    assert admin.post(f"{PAGE}teruskan", unit="RES-MLT", case=emergency).status_code == 409
    assert admin.post(f"{PAGE}teruskan", unit="RES-MLT", case=code).status_code == 302
    case = find_case(looked_up, code)
    assert (case.unit_id, case.stage) == (world.units["DA-NT"], Stage.FORWARDED)
    assert "Polda Nusa Timur" in looked_up.get_one(Reply, world.replies["waiting"]).text
    assert "case.passed_on" in acts(looked_up)


def test_what_touches_an_officer_stands_in_no_list_of_the_accused_unit(
    sign_in: SignIn, database: Database, world: World
) -> None:
    make_light(database, world, "officer")
    overload(database, world, "SEK-MLU")
    shown = sign_in("accused").page(PAGE)
    assert world.cases["officer"] not in shown


def test_those_without_case_content_see_no_numbers_of_cases(
    sign_in: SignIn, database: Database, world: World
) -> None:
    make_light(database, world, "waiting")
    overload(database, world)
    shown = sign_in("system").page(f"{PAGE}?unit=RES-MLT")
    assert "Belum diputuskan" not in shown
    assert world.cases["waiting"] not in shown


def test_who_may_not_hand_over_passes_nothing_on(sign_in: SignIn, database: Database, world: World) -> None:
    code = make_light(database, world, "waiting")
    overload(database, world)
    auditor = sign_in("auditor")
    assert code not in auditor.page(f"{PAGE}?unit=RES-MLT")
    assert auditor.post(f"{PAGE}teruskan", unit="RES-MLT", case=code).status_code == 403


def test_cases_of_a_calm_unit_are_not_offered(sign_in: SignIn, database: Database, world: World) -> None:
    code = make_light(database, world, "waiting")
    assert f'value="{code}"' not in sign_in("admin").page(PAGE)

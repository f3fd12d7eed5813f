"""What is about to spread."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.clock import utcnow
from models.database import Database
from models.records import Incident
from tests.web.conftest import Browser
from tests.web.oversight import forecast
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


@pytest.fixture
def rising(database: Database, world: World) -> None:
    forecast(database, world.mentions["waiting"], world.cases["waiting"], 0.2)
    forecast(database, world.mentions["viral"], world.cases["viral"], 0.7, band=3)
    forecast(database, world.mentions["answered"], world.cases["answered"], 0.4, calibrated=True)


@pytest.mark.usefixtures("rising")
def test_the_most_dangerous_stands_first_with_its_reasons(sign_in: SignIn, world: World) -> None:
    text = sign_in("humas").page("/viral/")
    places = [text.index(world.cases[name]) for name in ("viral", "answered", "waiting")]
    assert places == sorted(places)
    assert "300 interaksi dalam satu jam" in text
    assert "70 %" in text
    assert "<polyline" in text


@pytest.mark.usefixtures("rising")
def test_an_uncalibrated_forecast_says_so(sign_in: SignIn, world: World) -> None:
    text = sign_in("humas").page("/viral/")
    assert text.count("Belum dikalibrasi") == 2


@pytest.mark.usefixtures("rising")
def test_an_answered_one_shows_its_growth_before_and_after(sign_in: SignIn) -> None:
    text = sign_in("humas").page("/viral/?category=traffic")
    assert "sebelum dan sesudah dijawab: belum cukup bacaan" in text
    assert text.count('class="card"') == 1


@pytest.mark.usefixtures("rising")
def test_it_filters_by_unit_channel_and_words(sign_in: SignIn, world: World) -> None:
    humas = sign_in("humas")
    assert world.cases["viral"] in humas.page("/viral/?unit=RES-MLT&channel=x")
    assert "Tidak ada yang sedang menyebar" in humas.page("/viral/?channel=instagram")
    assert "Tidak ada yang sedang menyebar" in humas.page("/viral/?unit=SEK-MLU")
    assert world.cases["waiting"] in humas.page("/viral/?q=kenanga")
    assert humas.get("/viral/?channel=fax").status_code == 400
    assert humas.get("/viral/?unit=RES-KLP").status_code == 404


@pytest.mark.usefixtures("rising")
def test_the_drop_downs_offer_ones_own_units_and_hold_what_was_chosen(sign_in: SignIn) -> None:
    humas = sign_in("humas")
    text = humas.page("/viral/")
    assert '<option value="RES-MLT">' in text
    assert "RES-KLP" not in text
    text = humas.page("/viral/?unit=RES-MLT&category=fallen_tree")
    assert '<option value="RES-MLT" selected>' in text
    assert '<option value="SEK-MLU">' in text
    assert '<option value="fallen_tree" selected>' in text
    assert '<button class="button filter-go">' in text  # works without script


@pytest.mark.usefixtures("rising")
def test_filters_stay_when_it_renews_itself_and_on_the_wall(sign_in: SignIn, world: World) -> None:
    humas = sign_in("humas")
    asked = "?unit=RES-MLT&amp;channel=x&amp;category=illegal_racing"
    text = humas.page("/viral/?unit=RES-MLT&channel=x&category=illegal_racing")
    assert f'hx-get="/viral/{asked}"' in text
    assert f'href="/viral/dinding{asked}"' in text
    wall = humas.page("/viral/dinding?unit=RES-MLT&channel=x&category=illegal_racing")
    assert f'hx-get="/viral/dinding{asked}"' in wall
    assert "Polres Kota Melati · X" in wall
    assert world.cases["viral"] in wall
    assert world.cases["waiting"] not in wall
    assert humas.get("/viral/dinding?unit=RES-KLP").status_code == 404


@pytest.mark.usefixtures("rising")
def test_an_empty_selection_says_so_and_leads_back(sign_in: SignIn) -> None:
    text = sign_in("humas").page("/viral/?channel=instagram")
    assert "dalam saringan ini" in text
    assert '<a class="button" href="/viral/">' in text


@pytest.mark.usefixtures("rising")
def test_cases_of_one_incident_share_a_card(sign_in: SignIn, database: Database, world: World) -> None:
    with database.writing() as session:
        now = utcnow()
        incident = Incident(unit_id=world.units["RES-MLT"], key="quoted:1", opened_at=now, last_at=now)
        session.add(incident)
        session.flush()
        for name in ("viral", "waiting"):
            find_case(session, world.cases[name]).incident_id = incident.id
    text = sign_in("humas").page("/viral/")
    assert text.count('class="card"') == 2
    assert "2 sebutan" in text


@pytest.mark.usefixtures("rising")
def test_the_wall_renews_itself_and_has_no_controls(sign_in: SignIn, world: World) -> None:
    text = sign_in("posko").page("/viral/dinding")
    assert world.cases["viral"] in text
    assert 'data-theme="dark"' in text
    assert 'hx-trigger="every' in text
    assert "<button" not in text
    assert "<input" not in text


@pytest.mark.usefixtures("rising")
def test_nobody_sees_what_is_not_his(sign_in: SignIn, database: Database, world: World) -> None:
    forecast(database, world.mentions["officer"], world.cases["officer"], 0.9, band=3)
    for login in ("stranger", "accused"):
        text = sign_in(login).page("/viral/")
        assert not any(world.cases[name] in text for name in ("viral", "answered", "officer"))
    assert world.cases["officer"] in sign_in("humas").page("/viral/")
    for login in ("system", "auditor", "propam"):
        assert sign_in(login).get("/viral/").status_code == 403

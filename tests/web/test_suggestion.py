"""The suggested unit on the page of a case: one tap hands over, for those who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from models.clock import utcnow
from models.database import Database
from models.records import Case, RouteSuggestion
from tests.web.conftest import Browser
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


@pytest.fixture
def suggested(database: Database, world: World) -> str:
    """The path of a case whose words point to Polres Kelapa."""
    with database.writing() as session:
        case = find_case(session, world.cases["waiting"])
        _suggest(session.add, case, world.units["RES-KLP"])
    return f"/kasus/{world.cases['waiting']}"


def _suggest(add: Callable[[object], None], case: Case, unit_id: int) -> None:
    add(
        RouteSuggestion(
            case_id=case.id,
            unit_id=unit_id,
            region="Tebet, Kota Administrasi Jakarta Selatan",
            competence="traffic",
            confidence=0.85,
            created_at=utcnow(),
        )
    )


def fields(page: str) -> dict[str, str]:
    """What the button of the suggestion sends."""
    form = re.search(r'<form[^>]*id="suggestion".*?</form>', page, re.DOTALL)
    assert form is not None
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="(unit|reason|version)" value="([^"]*)"', form.group())
    }


def test_one_tap_hands_over_and_the_reason_is_kept(
    admin: Browser, sign_in: SignIn, database: Database, world: World, suggested: str
) -> None:
    page = admin.page(suggested)
    assert "Usulan: Polres Kelapa, karena warga menyebut Tebet" in unescape(page)
    assert "Yakin 85 %." in page
    assert admin.post(f"{suggested}/teruskan", **fields(page)).status_code == 302
    with database.reading() as session:
        assert find_case(session, world.cases["waiting"]).unit_id == world.units["RES-KLP"]
    moved = sign_in("stranger").page(suggested)
    assert "urusan lalu lintas" in moved
    assert 'id="suggestion"' not in moved


def test_showing_it_moves_nothing(admin: Browser, database: Database, world: World, suggested: str) -> None:
    admin.page(suggested)
    with database.reading() as session:
        assert find_case(session, world.cases["waiting"]).unit_id == world.units["RES-MLT"]


def test_an_auditor_sees_the_case_but_may_not_hand_over(
    sign_in: SignIn, suggested: str, admin: Browser
) -> None:
    sent = fields(admin.page(suggested))
    auditor = sign_in("auditor")
    assert 'id="suggestion"' not in auditor.page(suggested)
    assert auditor.post(f"{suggested}/teruskan", **sent).status_code == 403


def test_the_accused_unit_is_never_offered(sign_in: SignIn, database: Database, world: World) -> None:
    with database.writing() as session:
        _suggest(session.add, find_case(session, world.cases["officer"]), world.units["SEK-MLU"])
    assert 'id="suggestion"' not in sign_in("propam").page(f"/kasus/{world.cases['officer']}")

"""What a person must see now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alerts
from models.clock import utcnow
from models.database import Database
from models.records import Alert
from models.vocabulary import AlertKind
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


@pytest.fixture
def raised(database: Database, world: World) -> dict[str, int]:
    """An alert about a case, one about an officer's case, one about an account, one elsewhere."""
    found: dict[str, int] = {}
    with database.writing() as session:
        for name, kind, case_name, unit in (
            ("viral", AlertKind.VIRAL, "viral", "RES-MLT"),
            ("officer", AlertKind.SLA_BREACH, "officer", "SEK-MLU"),
            ("account", AlertKind.ACCOUNT_STOPPED, "", "RES-MLT"),
            ("foreign", AlertKind.ACCOUNT_STOPPED, "", "RES-KLP"),
        ):
            case = find_case(session, world.cases[case_name]) if case_name else None
            alert = alerts.raise_once(
                session,
                key=name,
                kind=kind,
                unit_id=world.units[unit],
                words=f"peringatan {name}",
                now=utcnow(),
                case_id=case.id if case else None,
            )
            assert alert is not None
            found[name] = alert.id
    return found


@pytest.mark.usefixtures("raised")
def test_everyone_sees_the_alerts_of_his_units_only(sign_in: SignIn) -> None:
    def seen(login: str) -> set[str]:
        text = sign_in(login).page("/peringatan/")
        return {name for name in ("viral", "officer", "account", "foreign") if f"peringatan {name}" in text}

    assert seen("admin") == {"viral", "account"}
    assert seen("stranger") == {"foreign"}
    assert seen("accused") == set()
    assert seen("system") == {"account", "foreign"}
    assert seen("posko") == {"viral", "officer", "account", "foreign"}


@pytest.mark.usefixtures("raised")
def test_the_bell_counts_them_on_every_page(sign_in: SignIn) -> None:
    assert 'data-none="0">2</span></a>' in sign_in("admin").page("/")
    assert 'data-none="0">0</span></a>' in sign_in("accused").page("/")


def test_one_tap_acknowledges_and_the_first_counts(
    sign_in: SignIn, raised: dict[str, int], looked_up: Session, world: World
) -> None:
    admin, path = sign_in("admin"), f"/peringatan/{raised['viral']}/lihat"
    assert admin.post(path).status_code == 302
    assert sign_in("posko").post(path).status_code == 302
    alert = looked_up.scalars(select(Alert).where(Alert.id == raised["viral"])).one()
    assert alert.acknowledged_by_id == world.officers["admin"]
    assert acts(looked_up) == ["alert.acknowledged"]
    assert "peringatan viral" not in admin.page("/peringatan/")
    assert "dilihat Petugas admin" in admin.page("/peringatan/?seen=1")


def test_nobody_acknowledges_what_he_does_not_see(
    sign_in: SignIn, raised: dict[str, int], looked_up: Session
) -> None:
    assert sign_in("stranger").post(f"/peringatan/{raised['viral']}/lihat").status_code == 404
    assert sign_in("accused").post(f"/peringatan/{raised['officer']}/lihat").status_code == 404
    assert sign_in("auditor").post(f"/peringatan/{raised['viral']}/lihat").status_code == 403
    assert looked_up.scalars(select(Alert).where(Alert.acknowledged_at.is_not(None))).all() == []


def test_reading_the_list_again_leaves_the_message_of_an_act_for_its_page(
    sign_in: SignIn, raised: dict[str, int]
) -> None:
    admin = sign_in("admin")
    admin.post(f"/peringatan/{raised['viral']}/lihat")
    fresh = admin.get("/peringatan/", **{"HX-Trigger": "alert-list"}).text
    assert fresh.strip().startswith('<div id="alert-list"')
    assert "peringatan account" in fresh
    assert "peringatan viral" not in fresh
    assert "Tercatat sudah Anda lihat" in admin.page("/peringatan/")

"""What a person must see now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alerts, casework
from models.clock import utcnow
from models.database import Database
from models.records import Alert, Unit
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


# --- somebody in danger


def page_of(database: Database, world: World, name: str = "emergency") -> int:
    """The page about this case; returns its id."""
    with database.writing() as session:
        alerts.emergency(session, find_case(session, world.cases[name]), utcnow())
        return session.scalars(select(Alert.id).order_by(Alert.id.desc())).first() or 0


def test_an_emergency_is_acknowledged_with_one_tap_on_its_own_page(
    sign_in: SignIn, database: Database, world: World, looked_up: Session
) -> None:
    number, path = page_of(database, world), f"/kasus/{world.cases['emergency']}"
    admin, tap = sign_in("admin"), f'action="/peringatan/{number}/lihat"'
    assert tap in admin.page(path)
    assert tap not in sign_in("auditor").page(path)
    answer = admin.post(f"/peringatan/{number}/lihat", **{"from": "case"})
    assert answer.headers["Location"] == path
    assert acts(looked_up) == ["alert.acknowledged"]
    assert tap not in admin.page(path)


def test_an_emergency_that_changes_hands_pages_the_new_unit_and_leaves_the_old_one_in_peace(
    database: Database, world: World, looked_up: Session
) -> None:
    first, admin = page_of(database, world), world.officers["admin"]
    with database.writing() as session:
        case, unit = (
            find_case(session, world.cases["emergency"]),
            session.get_one(Unit, world.units["RES-KLP"]),
        )
        for to in (unit, session.get_one(Unit, case.unit_id), unit):
            casework.hand_over(session, case, to, utcnow(), admin, "wilayah Kelapa")
            alerts.emergency_moved(session, case, utcnow(), admin)
    pages = looked_up.scalars(select(Alert).where(Alert.kind == AlertKind.EMERGENCY).order_by(Alert.id)).all()
    places = [world.units[code] for code in ("RES-MLT", "RES-KLP", "RES-MLT", "RES-KLP")]
    assert [one.unit_id for one in pages] == places
    assert [one.acknowledged_by_id for one in pages] == [admin, admin, admin, None]
    assert pages[0].id == first
    assert acts(looked_up) == ["alert.acknowledged"] * 3


def test_a_hand_over_of_what_presses_nobody_pages_nobody(
    sign_in: SignIn, world: World, looked_up: Session
) -> None:
    admin, sent = sign_in("admin"), {"unit": "RES-KLP", "reason": "wilayah Kelapa"}
    for name, pages in (("waiting", 0), ("emergency", 1)):
        path = f"/kasus/{world.cases[name]}"
        admin.post(f"{path}/teruskan", version=str(world.units["RES-MLT"]), **sent)
        looked_up.rollback()
        assert len(looked_up.scalars(select(Alert)).all()) == pages, name


def test_an_officer_who_sees_danger_the_model_missed_pages_whoever_is_on_duty(
    sign_in: SignIn, world: World, looked_up: Session
) -> None:
    path = f"/kasus/{world.cases['waiting']}"
    label = {"category": "fallen_tree", "urgency": "3", "version": "fallen_tree.2.False"}
    assert sign_in("admin").post(f"{path}/label", **label).status_code == 302
    alert = looked_up.scalars(select(Alert)).one()
    assert (alert.kind, alert.unit_id) == (AlertKind.EMERGENCY, world.units["RES-MLT"])


def test_what_happens_to_an_account_soon_is_told_in_words(
    database: Database, sign_in: SignIn, world: World
) -> None:
    kinds = (
        (AlertKind.ACCESS_ENDS, "2026-12-31"),
        (AlertKind.ACCOUNT_DORMANT, "unmentioned 2026-10-01"),
        (AlertKind.ACCOUNT_DORMANT, "unanswered 2026-10-02"),
    )
    with database.writing() as session:
        for kind, words in kinds:
            alerts.raise_once(
                session,
                key=words,
                kind=kind,
                unit_id=world.units["RES-MLT"],
                words=f"x @polres: {words}",
                now=utcnow(),
            )
    page = sign_in("system").page("/peringatan/")
    assert "@polres: izin akses berakhir 31 Des 2026" in page
    assert "@polres: sejak 1 Okt 2026 tidak ada yang menyebut akun ini" in page
    assert "@polres: sejak 2 Okt 2026 tidak ada jawaban yang keluar" in page

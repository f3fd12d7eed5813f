"""An incident on the panel: each officer sees his own part, and puts right by hand what the model joined."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import audit, incidents
from models.clock import utcnow
from models.database import Database
from models.records import (
    Account,
    Alert,
    Case,
    CaseEvent,
    Incident,
    IncidentForecast,
    Mention,
    Reply,
)
from models.vocabulary import Channel
from tests.web.conftest import Browser
from tests.web.oversight import acts, forecast
from tests.web.test_case import version
from tests.web.world import World, add_mention, find_case

SignIn = Callable[[str], Browser]
ORDINARY = ("viral", "waiting")


@pytest.fixture
def incident(database: Database, world: World) -> int:
    """Two ordinary cases of the Polres and a complaint about an officer of its Polsek, all about one video."""
    with database.writing() as session:
        now = utcnow()
        row = Incident(
            unit_id=world.units["DA-NT"], key="link:1", title="judul rahasia", opened_at=now, last_at=now
        )
        session.add(row)
        session.flush()
        for name in (*ORDINARY, "officer"):
            find_case(session, world.cases[name]).incident_id = row.id
        return row.id


def test_it_belongs_to_whoever_stands_above_its_cases_also_after_one_was_handed_over(
    admin: Browser, database: Database, world: World, incident: int
) -> None:
    def owner() -> int:
        with database.reading() as session:
            return session.get_one(Incident, incident).unit_id

    with database.writing() as session:
        find_case(session, world.cases["officer"]).incident_id = None
        session.flush()
        incidents.settle(session, session.get_one(Incident, incident))
    assert owner() == world.units["RES-MLT"]

    path = f"/kasus/{world.cases['waiting']}"
    admin.post(
        f"{path}/teruskan", version=version(admin.page(path), "teruskan"), unit="RES-KLP", reason="di sana"
    )
    assert owner() == world.units["MABES"]


@pytest.mark.parametrize(
    ("login", "sees"),
    [
        ("admin", ORDINARY),
        ("approver", ORDINARY),
        ("head", ORDINARY),
        ("humas", (*ORDINARY, "officer")),
        ("posko", (*ORDINARY, "officer")),
        ("auditor", (*ORDINARY, "officer")),
        ("propam", ("officer",)),
    ],
)
def test_each_role_sees_its_own_part_of_an_incident(
    sign_in: SignIn, world: World, incident: int, login: str, sees: tuple[str, ...]
) -> None:
    text = sign_in(login).page(f"/peristiwa/{incident}")
    for name in (*ORDINARY, "officer"):
        assert (world.cases[name] in text) is (name in sees), name
    assert f"{len(sees)} unggahan" in text
    assert f"{len(sees)} pengaduan" in text
    assert "judul rahasia" not in text


@pytest.mark.parametrize(("login", "status"), [("stranger", 404), ("accused", 404), ("system", 403)])
def test_an_incident_without_a_case_of_ones_own_is_not_there(
    sign_in: SignIn, incident: int, login: str, status: int
) -> None:
    assert sign_in(login).get(f"/peristiwa/{incident}").status_code == status
    assert sign_in("admin").get("/peristiwa/999").status_code == 404


def test_the_case_page_shows_the_other_cases_one_may_see(
    sign_in: SignIn, world: World, incident: int
) -> None:
    text = sign_in("admin").page(f"/kasus/{world.cases['viral']}")
    assert f"/peristiwa/{incident}" in text
    assert "2 unggahan" in text
    assert world.cases["waiting"] in text
    assert world.cases["officer"] not in text
    assert "uang rokok" not in text


def test_a_case_whose_others_are_hidden_stands_alone(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    with database.writing() as session:
        find_case(session, world.cases["waiting"]).incident_id = None
        case = find_case(session, world.cases["viral"])
        session.add(
            CaseEvent(
                case_id=case.id,
                unit_id=case.unit_id,
                kind="incident_joined",
                at=utcnow(),
                detail={"why": "link"},
            )
        )
    assert f"/peristiwa/{incident}" not in sign_in("admin").page(f"/kasus/{world.cases['viral']}")
    assert "tautan yang sama" not in sign_in("admin").page(f"/kasus/{world.cases['viral']}")
    assert "tautan yang sama" in sign_in("humas").page(f"/kasus/{world.cases['viral']}")


def test_the_viral_watch_lists_the_incident_instead_of_its_cases(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    for name in ORDINARY:
        forecast(database, world.mentions[name], world.cases[name], 0.4)
    text = sign_in("humas").page("/viral/")
    assert text.count('class="card"') == 1
    assert f'href="/peristiwa/{incident}"' in text
    assert "Peristiwa, 3 pengaduan" in text
    assert "Peristiwa, 2 pengaduan" in sign_in("admin").page("/viral/")
    assert sign_in("stranger").page("/viral/").count('class="card"') == 0


def test_the_sum_is_told_only_to_who_sees_all_of_it(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    for name in ORDINARY:
        forecast(database, world.mentions[name], world.cases[name], 0.4)
    with database.writing() as session:
        session.add(_sum(incident))
    for login, told in (("humas", True), ("admin", False)):
        assert ("9.870" in sign_in(login).page("/viral/")) is told, login
        assert ("Jangkauan semua unggahan" in sign_in(login).page(f"/peristiwa/{incident}")) is told, login


def test_an_incident_is_replayed_by_its_most_dangerous_case(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    forecast(database, world.mentions["viral"], world.cases["viral"], 0.4)
    forecast(database, world.mentions["waiting"], world.cases["waiting"], 0.6)
    with database.writing() as session:
        session.add(_sum(incident))
    link = f'href="/viral/putar/{world.cases["waiting"]}"'
    for login, offered in (("humas", True), ("auditor", False)):
        text = sign_in(login).page(f"/peristiwa/{incident}")
        assert "Jangkauan semua unggahan" in text
        assert (link in text) is offered, login


def _sum(incident_id: int) -> IncidentForecast:
    return IncidentForecast(
        incident_id=incident_id,
        created_at=utcnow(),
        model_version="uji-1",
        channel=Channel.X,
        posts=3,
        reach=9870,
        threshold=10000,
        p_1h=0.5,
        p_6h=0.9,
        p_24h=0.95,
        p_72h=0.97,
        size_low=9900,
        size_mid=12000,
        size_high=20000,
        band=3,
        reasons=["3 unggahan bersama-sama"],
    )


def test_many_cases_of_one_incident_push_no_other_off_the_watch(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    _copies(database, world, incident, 80, authors=80, band=3)
    forecast(database, world.mentions["answered"], world.cases["answered"], 0.4)
    text = sign_in("humas").page("/viral/")
    assert text.count('class="card"') == 2
    assert "83 sebutan" in text


def _copies(
    database: Database, world: World, incident: int, many: int, authors: int, band: int = 0, minutes: int = 1
) -> None:
    """Cases with near-identical texts in the incident, one after the other."""
    with database.writing() as session:
        account = session.get_one(Account, world.accounts["x"])
        pattern = find_case(session, world.cases["waiting"])
        for number in range(many):
            at = utcnow() - timedelta(minutes=minutes * number)
            mention = add_mention(
                session, account, "salinan yang sama", at, author=f"warga_{number % authors}"
            )
            case = Case(
                code=f"TG-9999-{number:04}",
                secret_hash="",
                secret_sealed="",
                unit_id=pattern.unit_id,
                account_id=account.id,
                channel=account.channel,
                thread_id=mention.thread_id,
                incident_id=incident,
                likeness=0.94,
                subject="salinan yang sama",
                category=pattern.category,
                urgency=1,
                viral_band=band,
                mention_count=1,
                opened_at=at,
                first_mention_at=at,
                due_at=at + timedelta(hours=24),
                attention_at=at + timedelta(hours=24),
            )
            session.add(case)
            session.flush()
            mention.case_id = case.id


def test_a_copy_paste_wave_is_told_by_its_texts_and_blames_nobody(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    _copies(database, world, incident, 12, authors=3)
    for path in (f"/peristiwa/{incident}", f"/kasus/{world.cases['viral']}"):
        text = sign_in("admin").page(path)
        assert "12 unggahan nyaris sama (kemiripan rata-rata 94 %) dari 3 penulis" in text
    assert "warga_1" not in sign_in("admin").page(f"/peristiwa/{incident}")


def test_a_few_copies_or_slow_ones_are_no_wave(
    sign_in: SignIn, database: Database, world: World, incident: int
) -> None:
    _copies(database, world, incident, 12, authors=12, minutes=120)
    assert "Gelombang" not in sign_in("admin").page(f"/peristiwa/{incident}")


def members(database: Database, incident: int | None) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Case.code).where(Case.incident_id == incident)))


def test_a_case_taken_out_can_be_put_back(
    admin: Browser, database: Database, world: World, incident: int
) -> None:
    code = world.cases["waiting"]
    replies = _counted(database)
    assert admin.post(f"/kasus/{code}/peristiwa/keluar").location.endswith(code)
    assert code not in members(database, incident)
    text = admin.page(f"/kasus/{code}")
    assert "Dikeluarkan oleh Petugas admin" in text
    undo = re.search(r'action="(/peristiwa/batal/\w+)"', text)
    assert undo
    admin.post(undo.group(1))
    assert code in members(database, incident)
    assert admin.post(undo.group(1)).status_code == 409
    with database.reading() as session:
        assert acts(session) == ["incident.left", "incident.undone"]
        assert audit.verify(session) is None
    assert _counted(database) == replies


def _counted(database: Database) -> tuple[int, int, int]:
    """Replies, posts and alerts: joining and parting touches none of them."""
    with database.reading() as session:
        return tuple(len(session.scalars(select(one)).all()) for one in (Reply, Mention, Alert))  # type: ignore[return-value]


def test_two_lone_cases_are_joined_by_code(admin: Browser, database: Database, world: World) -> None:
    one, other = world.cases["late"], world.cases["by_hand"]
    admin.post(f"/kasus/{one}/peristiwa/gabung", **{"with": other.lower()})
    with database.reading() as session:
        incident = session.scalars(select(Incident)).one()
    assert members(database, incident.id) == {one, other}
    assert admin.post(f"/kasus/{one}/peristiwa/gabung", **{"with": other}).status_code == 409
    undo = re.search(r'action="(/peristiwa/batal/\w+)"', admin.page(f"/kasus/{one}"))
    assert undo
    admin.post(undo.group(1))
    assert members(database, incident.id) == set()


def test_joining_two_incidents_moves_only_the_cases_one_may_see(
    admin: Browser, database: Database, world: World, incident: int
) -> None:
    with database.writing() as session:
        now = utcnow()
        second = Incident(unit_id=world.units["RES-MLT"], key="link:2", opened_at=now, last_at=now)
        session.add(second)
        session.flush()
        find_case(session, world.cases["late"]).incident_id = second.id
        second_id = second.id
    admin.post(f"/peristiwa/{second_id}/gabung", **{"with": world.cases["viral"]})
    assert members(database, second_id) == {world.cases[name] for name in ("late", "viral", "waiting")}
    assert members(database, incident) == {world.cases["officer"]}


@pytest.mark.parametrize("login", ["stranger", "accused", "head", "auditor", "system"])
def test_who_may_not_work_a_case_moves_it_nowhere(
    sign_in: SignIn, database: Database, world: World, incident: int, login: str
) -> None:
    before = members(database, incident)
    browser, code = sign_in(login), world.cases["viral"]
    for path in (
        f"/kasus/{code}/peristiwa/keluar",
        f"/kasus/{code}/peristiwa/gabung",
        f"/peristiwa/{incident}/gabung",
        f"/peristiwa/{incident}/tangani",
    ):
        assert browser.post(path, **{"with": world.cases["late"]}).status_code in (403, 404), path
    assert members(database, incident) == before


def test_a_case_one_may_not_see_cannot_be_drawn_in(
    admin: Browser, database: Database, world: World, incident: int
) -> None:
    for hidden in ("officer", "foreign"):
        answer = admin.post(f"/kasus/{world.cases['late']}/peristiwa/gabung", **{"with": world.cases[hidden]})
        assert answer.status_code == 404
        assert admin.post(f"/peristiwa/{incident}/gabung", **{"with": world.cases[hidden]}).status_code == 404
    with database.reading() as session:
        assert acts(session) == []


def test_one_officer_takes_the_whole_incident_as_far_as_he_sees_it(
    admin: Browser, database: Database, world: World, incident: int
) -> None:
    admin.post(f"/peristiwa/{incident}/tangani")
    with database.reading() as session:
        owners = {
            name: find_case(session, world.cases[name]).assigned_to_id for name in (*ORDINARY, "officer")
        }
    mine = world.officers["admin"]
    assert owners == {"viral": mine, "waiting": mine, "officer": None}

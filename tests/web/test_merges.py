"""Merging duplicates on the page of a case: who may, what follows, and what each citizen still sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models import vault
from models.database import Database
from models.records import AuditEntry, Case, CaseEvent, Incident, Reply
from models.vocabulary import EventKind, ReplyKind, ReplyState
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.world import World
from web.panel import Panel

SignIn = Callable[[str], Browser]
CaseOf = Callable[[str], Case]


@pytest.fixture
def merged(admin: Browser, world: World) -> World:
    """The case "late" (Instagram) goes on in "waiting" (X)."""
    answer = admin.post(f"/kasus/{world.cases['late']}/gabung", **{"with": world.cases["waiting"].lower()})
    assert answer.status_code == 302
    return world


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_a_merge_shows_on_both_pages_and_in_audit(
    admin: Browser, merged: World, database: Database, case_of: CaseOf
) -> None:
    whole = admin.page(f"/kasus/{merged.cases['waiting']}")
    part = admin.page(f"/kasus/{merged.cases['late']}")

    assert merged.cases["late"] in whole
    assert "motor saya hilang sejak empat bulan" in whole
    assert f'Digabungkan ke <a href="/kasus/{merged.cases["waiting"]}"' in part
    assert "Pisahkan" in part
    assert "Setujui &amp; kirim" not in part
    assert acts(database) == ["case.merged"]
    assert case_of("waiting").due_at <= case_of("late").due_at


def test_the_duplicate_leaves_the_list_of_what_waits(admin: Browser, merged: World) -> None:
    assert merged.cases["late"] not in admin.page("/")


def test_parting_takes_it_back(admin: Browser, merged: World, database: Database, case_of: CaseOf) -> None:
    admin.post(f"/kasus/{merged.cases['late']}/pisah")

    assert case_of("late").closed_at is None
    assert acts(database) == ["case.merged", "case.parted"]
    assert "Pisahkan" not in admin.page(f"/kasus/{merged.cases['waiting']}")
    with database.reading() as session:
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case_of("late").id)).all()
    assert kinds[-1] is EventKind.PARTED


def test_one_decision_tells_each_thread_what_was_shown_for_it(
    admin: Browser, merged: World, database: Database
) -> None:
    path = f"/kasus/{merged.cases['waiting']}"
    shown = admin.page(f"{path}/kabar?stage=field_check")
    notices = dict(re.findall(r'name="(notice-\d+)" rows="4"[^>]*>(.*?)</textarea>', shown, re.DOTALL))
    token = re.search(r'name="request_id" value="([^"]+)"', shown)
    assert token is not None
    assert len(notices) == 2
    fields = {name: unescape(text) for name, text in notices.items()}
    version = {"version": "received", "stage": "field_check", "tell": "1", "request_id": token.group(1)}
    admin.post(f"{path}/tahap", **version, **fields)
    again = admin.post(f"{path}/tahap", **version, **fields)

    with database.reading() as session:
        told = session.scalars(select(Reply).where(Reply.kind == ReplyKind.PROGRESS)).all()
    assert again.status_code == 409
    assert [one.state for one in told] == [ReplyState.APPROVED] * 2
    assert {one.channel for one in told} == {"x", "instagram"}
    assert sorted(one.text for one in told) == sorted(fields.values())


def test_a_notice_nobody_saw_waits(admin: Browser, merged: World, database: Database) -> None:
    fields = {"version": "received", "stage": "field_check", "tell": "1", "request_id": "0-abc"}
    fields[f"notice-{merged.mentions['waiting']}"] = "Petugas sedang mengecek ke lapangan."
    admin.post(f"/kasus/{merged.cases['waiting']}/tahap", **fields)

    with database.reading() as session:
        states = session.scalars(
            select(Reply.state).where(Reply.kind == ReplyKind.PROGRESS).order_by(Reply.id)
        ).all()
    assert states == [ReplyState.APPROVED, ReplyState.AWAITING_APPROVAL]


def test_both_codes_show_the_state_of_the_case_that_goes_on(
    admin: Browser, merged: World, app: Panel, case_of: CaseOf
) -> None:
    admin.post(f"/kasus/{merged.cases['waiting']}/tahap", version="received", stage="field_check")

    for name in ("waiting", "late"):
        page = app.test_client().get(f"/lacak/{merged.cases[name]}").text
        assert "Dicek ke lapangan" in page
        assert merged.cases[name] in page


def test_a_citizen_sees_his_own_words_only(merged: World, app: Panel, case_of: CaseOf) -> None:
    for name, own, other in (("waiting", "Kenanga", "empat bulan"), ("late", "empat bulan", "Kenanga")):
        citizen: FlaskClient = app.test_client()
        pin = str(vault.unseal(SECRET_KEY, case_of(name).secret_sealed)["pin"])
        token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.get("/lacak").text)
        assert token is not None
        form = {"csrf_token": unescape(token.group(1)), "code": merged.cases[name], "secret": pin}
        page = citizen.post("/lacak", data=form, follow_redirects=True).text
        assert own in page
        assert other not in page


def test_cases_of_the_same_incident_are_offered(admin: Browser, world: World, database: Database) -> None:
    with database.writing() as session:
        cases = {
            name: session.scalars(select(Case).where(Case.code == world.cases[name])).one()
            for name in ("waiting", "viral", "officer")
        }
        incident = Incident(
            unit_id=cases["waiting"].unit_id,
            key="hand:1",
            opened_at=cases["waiting"].opened_at,
            last_at=cases["waiting"].opened_at,
        )
        session.add(incident)
        session.flush()
        for case in cases.values():
            case.incident_id = incident.id

    page = admin.page(f"/kasus/{world.cases['waiting']}")
    assert f"Gabungkan dengan {world.cases['viral']}" in page
    assert f"Gabungkan dengan {world.cases['officer']}" not in page


@pytest.mark.parametrize(
    ("login", "case", "into", "status"),
    [
        ("stranger", "waiting", "late", 404),
        ("stranger", "foreign", "waiting", 404),
        ("accused", "sector", "officer", 404),
        ("accused", "officer", "sector", 404),
        ("propam", "officer", "waiting", 404),
        ("auditor", "waiting", "late", 403),
        ("head", "waiting", "late", 403),
        ("posko", "waiting", "late", 403),
        ("system", "waiting", "late", 403),
    ],
)
def test_who_may_not_see_or_work_on_both_merges_nothing(
    sign_in: SignIn, world: World, case_of: CaseOf, login: str, case: str, into: str, status: int
) -> None:
    answer = sign_in(login).post(f"/kasus/{world.cases[case]}/gabung", **{"with": world.cases[into]})

    assert answer.status_code == status
    assert case_of(case).merged_into_id is None


def test_who_sees_both_still_cannot_merge_one_about_an_officer_with_another(
    sign_in: SignIn, world: World, case_of: CaseOf
) -> None:
    for case, into in (("officer", "sector"), ("sector", "officer")):
        answer = sign_in("humas").post(f"/kasus/{world.cases[case]}/gabung", **{"with": world.cases[into]})
        assert answer.status_code == 403
        assert case_of(case).merged_into_id is None


def test_a_stranger_parts_nothing(sign_in: SignIn, merged: World, case_of: CaseOf) -> None:
    assert sign_in("stranger").post(f"/kasus/{merged.cases['late']}/pisah").status_code == 404
    assert sign_in("auditor").post(f"/kasus/{merged.cases['late']}/pisah").status_code == 403
    assert case_of("late").merged_into_id is not None

"""The trail, who looked at what, and what citizens asked about their data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import audit
from models.clock import utcnow
from models.database import Database
from models.records import AuditEntry, DataRequest, Officer
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


@pytest.fixture
def entries(database: Database, world: World) -> None:
    with database.writing() as session:
        actor = f"officer:{world.officers['admin']}"
        for number in range(60):
            act = "reply.approved" if number % 2 else "case.noted"
            audit.record(session, actor, act, f"case:{number}", world.units["RES-MLT"], note="=1+1")


@pytest.mark.usefixtures("entries")
def test_the_trail_is_listed_newest_first_page_by_page(sign_in: SignIn) -> None:
    auditor = sign_in("auditor")
    first = auditor.page("/audit/")
    assert "60 catatan" in first
    assert "case:59<" in first
    assert "case:9<" not in first
    assert "admin" in first
    older = auditor.page("/audit/?before=11")
    assert "case:9<" in older
    assert "case:10<" not in older
    assert auditor.get("/audit/?before=x").status_code == 400


@pytest.mark.usefixtures("entries")
def test_it_searches_by_act_subject_and_actor(sign_in: SignIn, world: World) -> None:
    auditor = sign_in("auditor")
    replies = auditor.page("/audit/?q=reply.")
    assert "case:59<" in replies
    assert "case:58<" not in replies
    assert "case:58<" in auditor.page("/audit/?q=case:58")
    assert "case:58<" in auditor.page(f"/audit/?q=officer:{world.officers['admin']}")
    assert "Tidak ada catatan yang cocok" in auditor.page("/audit/?q=officer:999")


@pytest.mark.usefixtures("entries")
def test_an_intact_chain_is_called_intact_and_a_broken_one_broken(
    sign_in: SignIn, database: Database, looked_up: Session
) -> None:
    auditor = sign_in("auditor")
    auditor.post("/audit/rantai")
    assert "Rantai utuh: 60 catatan diperiksa." in auditor.page("/audit/")
    with database.writing() as session:
        session.get_one(AuditEntry, 7).subject = "case:9999"
    auditor.post("/audit/rantai")
    assert "Rantai putus pada catatan 7" in auditor.page("/audit/")
    assert acts(looked_up)[-2:] == ["audit.verified", "audit.verified"]


@pytest.mark.usefixtures("entries")
def test_a_page_is_taken_out_as_csv_without_formulas(sign_in: SignIn, looked_up: Session) -> None:
    answer = sign_in("auditor").get("/audit/csv?q=reply.")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 30
    assert rows[0]["subject"] == "case:59"
    assert rows[0]["detail"] == "note: =1+1"
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert acts(looked_up)[-1] == "audit.exported"


def test_a_cell_that_looks_like_a_formula_is_quoted(sign_in: SignIn, database: Database) -> None:
    with database.writing() as session:
        audit.record(session, "visitor", "session.refused", "=cmd()", None)
    rows = list(csv.DictReader(io.StringIO(sign_in("auditor").get("/audit/csv").text)))
    assert rows[0]["subject"] == "'=cmd()"


def test_it_tells_who_opened_which_case(sign_in: SignIn, world: World) -> None:
    code = world.cases["waiting"]
    sign_in("admin").page(f"/kasus/{code}")
    sign_in("head").page(f"/kasus/{world.cases['late']}")
    auditor = sign_in("auditor")
    text = auditor.page("/audit/akses")
    assert code in text
    assert world.cases["late"] in text
    one = auditor.page(f"/audit/akses?q={code.lower()}")
    assert code in one
    assert world.cases["late"] not in one


def test_a_data_request_is_answered_once_with_a_note(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    now = utcnow()
    with database.writing() as session:
        wanted = DataRequest(
            kind="erase",
            case_id=find_case(session, world.cases["waiting"]).id,
            received_at=now - timedelta(hours=80),
            due_at=now - timedelta(hours=8),
        )
        session.add(wanted)
        session.flush()
        wanted_id = wanted.id
    auditor = sign_in("auditor")
    text = auditor.page("/audit/permintaan")
    assert "Penghapusan data" in text
    assert "lewat 8 j" in text
    auditor.post(f"/audit/permintaan/{wanted_id}", note="  ")
    assert acts(looked_up) == []
    auditor.post(f"/audit/permintaan/{wanted_id}", note="dihapus, warga dikabari")
    assert auditor.post(f"/audit/permintaan/{wanted_id}", note="lagi").status_code == 409
    assert acts(looked_up) == ["data_request.answered"]
    assert looked_up.get_one(DataRequest, wanted_id).note == "dihapus, warga dikabari"
    assert "dihapus, warga dikabari" in auditor.page("/audit/permintaan")


@pytest.mark.usefixtures("entries")
def test_an_auditor_of_a_polda_sees_its_own_trail_only(
    sign_in: SignIn, database: Database, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers["auditor"]).unit_id = world.units["DA-PB"]
    text = sign_in("auditor").page("/audit/")
    assert "case:59<" not in text


def test_nobody_else_reads_the_trail(sign_in: SignIn) -> None:
    for login in ("admin", "approver", "head", "humas", "posko", "propam", "system", "accused", "stranger"):
        browser = sign_in(login)
        for path in ("/audit/", "/audit/csv", "/audit/akses"):
            assert browser.get(path).status_code == 403
        assert browser.post("/audit/rantai").status_code == 403

"""The page on which two officers answer a citizen's request about his data."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from models.clock import utcnow
from models.database import Database
from models.records import DataRequest, Mention
from models.sla import data_request_due
from tests.web import oversight
from tests.web.conftest import Browser
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


def asked(database: Database, world: World, kind: str, name: str = "waiting") -> str:
    """The address of a request about the first case."""
    with database.writing() as session:
        case, now = find_case(session, world.cases[name]), utcnow()
        wanted = DataRequest(kind=kind, case_id=case.id, received_at=now, due_at=data_request_due(now))
        session.add(wanted)
        session.flush()
        return f"/audit/permintaan/{wanted.id}"


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return oversight.acts(session)


def test_one_prepares_and_another_erases(sign_in: SignIn, database: Database, world: World) -> None:
    path = asked(database, world, "erase")
    auditor, system = sign_in("auditor"), sign_in("system")
    assert "Siapkan penghapusan" in system.page("/audit/permintaan")
    assert auditor.post(f"{path}/jalankan").status_code == 409
    assert auditor.post(f"{path}/siapkan").status_code == 302
    assert "Anda yang menyiapkan" in auditor.page("/audit/permintaan")
    assert auditor.post(f"{path}/jalankan").status_code == 403
    assert system.post(f"{path}/jalankan").status_code == 302
    with database.reading() as session:
        gone = session.get_one(Mention, world.mentions["waiting"])
        assert (gone.text, gone.author_handle) == ("", "")
    assert acts(database) == ["data_request.prepared", "data_request.erased"]
    assert sign_in("admin").get(f"/kasus/{world.cases['waiting']}").status_code == 200


def test_the_copy_is_a_file_for_the_second(sign_in: SignIn, database: Database, world: World) -> None:
    path = asked(database, world, "access")
    sign_in("system").post(f"{path}/siapkan")
    answer = sign_in("auditor").post(f"{path}/jalankan")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    texts = [one["text"] for one in json.loads(answer.text)["messages"]]
    assert any("pohon tumbang" in text for text in texts)
    assert acts(database) == ["data_request.prepared", "data_request.exported"]


@pytest.mark.parametrize("login", ["admin", "approver", "head", "humas", "posko", "propam", "accused"])
def test_all_others_are_refused(sign_in: SignIn, database: Database, world: World, login: str) -> None:
    path = asked(database, world, "erase")
    browser = sign_in(login)
    assert browser.get("/audit/permintaan").status_code == 403
    for step in ("siapkan", "jalankan"):
        assert browser.post(f"{path}/{step}").status_code == 403
    assert acts(database) == []

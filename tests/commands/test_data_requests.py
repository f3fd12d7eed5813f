"""`tanggap data-request`: two officers on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.data_requests import data_request
from models import passwords, sla
from models.database import Database
from models.records import DataRequest, Officer
from models.vocabulary import Role
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World, planted

PASSWORD = "kata-sandi-latihan-1"


@pytest.fixture
def world(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    world = planted(sqlite_database)
    monkeypatch.setenv("TANGGAP_DATABASE_URL", world.database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("TANGGAP_SECRET_KEY", SECRET_KEY)
    hashed = passwords.hash_password(PASSWORD)
    with world.database.writing() as session:
        for login, role, code in (
            ("one", Role.AUDITOR, "MABES"),
            ("two", Role.SYSTEM, "MABES"),
            ("head", Role.HEAD, "MABES"),
        ):
            unit_id = world.unit(session, code).id
            session.add(
                Officer(
                    login=login, name=login, password_hash=hashed, role=role, unit_id=unit_id, created_at=NOON
                )
            )
        case = world.case(session)
        for kind in ("access", "erase"):
            session.add(
                DataRequest(kind=kind, case_id=case.id, received_at=NOON, due_at=sla.data_request_due(NOON))
            )
    return world


def call(*words: str, login: str, password: str = PASSWORD) -> tuple[int, str]:
    outcome = CliRunner().invoke(data_request, [*words, "--login", login, "--password", password])
    return outcome.exit_code, outcome.output


def test_the_second_officer_gets_the_copy(world: World, tmp_path: Path) -> None:
    out = tmp_path / "copy.json"
    assert call("export", "1", login="one") == (
        0,
        "prepared; another officer confirms with the same command\n",
    )
    assert call("export", "1", "--out", str(out), login="one")[0] == 1
    assert not out.exists()
    assert call("export", "1", "--out", str(out), login="two")[0] == 0
    assert json.loads(out.read_text())["handle"] == "warga_2041"


def test_erasing_takes_two_as_well(world: World) -> None:
    assert call("erase", "2", login="two")[0] == 0
    code, said = call("erase", "2", login="one")
    assert (code, json.loads(said)) == (0, {"messages": 1, "cases": 1})


def test_others_and_wrong_passwords_are_refused(world: World) -> None:
    assert call("erase", "2", login="head")[0] == 1
    assert call("erase", "2", login="one", password="x")[0] == 1
    assert call("erase", "1", login="one")[0] == 1
    listed = CliRunner().invoke(data_request, ["list", "--json"])
    assert [row["prepared"] for row in json.loads(listed.output)] == [False, False]

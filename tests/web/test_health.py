"""What watchers of the service are told, and who may count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from models.clock import utcnow
from models.database import Database
from models.records import Heartbeat, Mention
from models.watching import STAGES
from tests.web.conftest import Browser
from tests.web.world import World


def _beat(database: Database, age: timedelta = timedelta()) -> None:
    with database.writing() as session:
        for stage in STAGES:
            session.add(Heartbeat(name=f"worker-1:{stage}", at=utcnow() - age, pid=1))


def test_it_is_well_when_every_stage_gave_a_sign_of_life(visitor: Browser, database: Database) -> None:
    _beat(database)
    answer = visitor.get("/health")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": True,
        "migrations": True,
        "stages": dict.fromkeys(STAGES, "ok"),
    }


def test_it_fails_while_a_stage_is_missing_or_silent(visitor: Browser, database: Database) -> None:
    assert visitor.get("/health").status_code == 503
    _beat(database, timedelta(minutes=5))
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json is not None
    assert set(answer.json["stages"].values()) == {"silent"}


def test_one_living_worker_is_enough_for_a_stage(visitor: Browser, database: Database) -> None:
    _beat(database)
    with database.writing() as session:
        session.add(Heartbeat(name="worker-2:listener", at=utcnow() - timedelta(hours=3), pid=2))
    assert visitor.get("/health").status_code == 200


def test_it_fails_when_the_database_has_an_older_shape(visitor: Browser, database: Database) -> None:
    _beat(database)
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["migrations"] is False


def test_it_fails_when_the_database_is_out_of_reach(
    visitor: Browser, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder is no database file.
    monkeypatch.setattr(database, "engine", Database(f"sqlite:///{tmp_path}").engine)
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] is False


def test_metrics_count_what_is_there(visitor: Browser, database: Database, world: World) -> None:
    with database.writing() as session:
        session.get_one(Mention, world.mentions["waiting"]).assessed_at = None
    lines = visitor.page("/metrics").splitlines()
    numbers = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(numbers["tanggap_mentions_stored"]) == 12
    assert float(numbers["tanggap_mentions_assessed"]) == 11
    assert float(numbers["tanggap_oldest_unassessed_seconds"]) > 60
    assert float(numbers["tanggap_cases_open"]) == 11
    assert float(numbers["tanggap_cases_overdue"]) == 1
    assert float(numbers['tanggap_replies{state="confirmed"}']) == 2
    assert float(numbers['tanggap_replies{state="unknown"}']) == 0
    assert float(numbers['tanggap_accounts{health="ok"}']) == 6
    assert float(numbers["tanggap_dead_letters"]) == 0
    assert float(numbers["tanggap_live_streams"]) == 0


def test_metrics_are_for_this_machine_and_the_system_role_only(
    visitor: Browser, sign_in: Callable[[str], Browser]
) -> None:
    assert visitor.get("/metrics").status_code == 200
    assert visitor.get("/metrics", **{"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    far = visitor.client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert far.status_code == 404
    assert sign_in("system").get("/metrics").status_code == 200
    assert sign_in("posko").get("/metrics").status_code == 404

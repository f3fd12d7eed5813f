"""A stage that falls silent is told once per outage, by whoever lives; what waits is sent even then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from commands import watch
from models import alert_addresses, alerts, watching
from models.clock import utcnow
from models.database import Database
from models.records import Alert, AlertDelivery, Heartbeat, Officer, SealedKey, Unit
from models.settings import load_settings
from models.vocabulary import AlertKind, AlertRoute, DeliveryState, Role
from tests.alerting.services import Service, serving
from tests.commands.conftest import Shell


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


@pytest.fixture
def watched(furnished: Shell, service: Service) -> Iterator[Database]:
    """An installation with a system administrator on a webhook, every stage alive."""
    database = furnished.open()
    with database.writing() as session:
        root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        officer = Officer(
            login="system",
            name="Petugas",
            password_hash="",
            role=Role.SYSTEM,
            unit_id=root.id,
            created_at=utcnow(),
        )
        session.add(officer)
        session.flush()
        alert_addresses.keep(
            session,
            load_settings(),
            route=AlertRoute.MESSAGE,
            content={"url": service.url.replace("http:", "json:") + "/hook"},
            label="webhook",
            now=utcnow(),
            officer_id=officer.id,
        )
        for stage in watching.STAGES:
            session.add(Heartbeat(name=f"worker-1:{stage}", at=utcnow(), pid=1))
    yield database
    database.close()


def falls_silent(database: Database, *stages: str, minutes: int = 10) -> None:
    with database.writing() as session:
        session.execute(
            update(Heartbeat)
            .where(Heartbeat.name.in_([f"worker-1:{stage}" for stage in stages]))
            .values(at=utcnow() - timedelta(minutes=minutes))
        )


def raised(database: Database) -> list[str]:
    with database.reading() as session:
        dead = select(Alert.words).where(Alert.kind == AlertKind.WATCH_DEAD).order_by(Alert.id)
        return list(session.scalars(dead))


def test_nothing_is_told_while_every_stage_lives(watched: Database) -> None:
    assert watch.look(watched, load_settings(), utcnow()) is False
    assert raised(watched) == []


def test_a_silent_stage_is_told_once_per_outage(watched: Database) -> None:
    falls_silent(watched, "classifier")
    for _ in range(3):
        # The stage that sends is alive: the message is its business.
        assert watch.look(watched, load_settings(), utcnow()) is False
    assert raised(watched) == ["classifier"]
    with watched.writing() as session:
        session.execute(update(Heartbeat).values(at=utcnow()))
    watch.look(watched, load_settings(), utcnow())
    falls_silent(watched, "classifier", minutes=5)
    watch.look(watched, load_settings(), utcnow())
    assert raised(watched) == ["classifier", "classifier"]


def test_a_second_worker_of_the_stage_keeps_it_alive(watched: Database) -> None:
    falls_silent(watched, "classifier")
    with watched.writing() as session:
        session.add(Heartbeat(name="worker-2:classifier", at=utcnow(), pid=2))
    watch.look(watched, load_settings(), utcnow())
    assert raised(watched) == []


def test_a_stage_that_never_ran_is_no_outage(watched: Database) -> None:
    with watched.writing() as session:
        session.execute(delete(Heartbeat))
    watch.look(watched, load_settings(), utcnow())
    assert raised(watched) == []


def test_when_the_sending_stage_is_dead_a_passing_process_sends_it(
    watched: Database, service: Service
) -> None:
    falls_silent(watched, *watching.STAGES)
    assert watch.look(watched, load_settings(), utcnow()) is True
    assert sorted(raised(watched)) == sorted(watching.STAGES)
    assert [one["title"] for one in service.accepted] == ["Pemantauan mati"] * len(watching.STAGES)
    assert watch.look(watched, load_settings(), utcnow()) is False
    assert len(service.received) == len(watching.STAGES)


def test_an_alert_survives_a_kill_in_the_middle_of_sending(
    watched: Database, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched.writing() as session:
        root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        alerts.raise_once(
            session, key="k", kind=AlertKind.RECOVERY_EXHAUSTED, unit_id=root.id, words="", now=utcnow()
        )
    arrived, let_go = threading.Event(), threading.Event()
    take = service.received.append

    class Slow(list):  # type: ignore[type-arg]
        def append(self, one: object) -> None:
            take(one)  # type: ignore[arg-type]
            arrived.set()
            let_go.wait(30)

    service.received, kept = Slow(), service.received
    sending = subprocess.Popen(
        [sys.executable, "-m", "tanggap", "deliver-alerts"], stdout=subprocess.DEVNULL, env=dict(os.environ)
    )
    assert arrived.wait(60)
    sending.send_signal(signal.SIGKILL)
    sending.wait()
    let_go.set()
    service.received = kept
    with watched.writing() as session:
        (row,) = session.scalars(select(AlertDelivery).where(AlertDelivery.route == AlertRoute.MESSAGE))
        assert (row.state, row.attempts) == (DeliveryState.WAITING, 1)
        row.due_at = utcnow()
    watch.send_in_passing()
    with watched.reading() as session:
        (row,) = session.scalars(select(AlertDelivery).where(AlertDelivery.route == AlertRoute.MESSAGE))
        assert (row.state, row.attempts) == (DeliveryState.SENT, 2)
    assert len(service.received) == 2


def test_init_makes_the_key_of_the_pushes_once(bare: Shell) -> None:
    assert bare.run("init").exit_code == 0
    (key,) = bare.rows(SealedKey)
    assert bare.run("init").exit_code == 0
    assert [one.public for one in bare.rows(SealedKey)] == [key.public]


def test_the_doctor_says_how_to_watch_from_outside(shell: Shell) -> None:
    found = {one["subject"]: one for one in shell.json("doctor")["findings"]}
    assert found["watch from outside"]["seen"].endswith("/health")
    assert found["alert routes"]["advice"]


def test_the_panel_carries_no_senders_library() -> None:
    code = (
        "import sys; from commands import watch; from web import create_app; "
        "heavy = {'apprise', 'pywebpush', 'aiohttp', 'alerting'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_worker_loads_them_only_once_it_sends(watched: Database) -> None:
    assert watched.is_sqlite
    code = (
        "import sys; from commands import compose; from models.database import Database; "
        "from models.settings import load_settings; s = load_settings(); "
        "compose.alerts(Database(s.database_url), s, 'w'); "
        "heavy = {'apprise', 'pywebpush', 'aiohttp'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

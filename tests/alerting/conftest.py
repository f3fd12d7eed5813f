"""Officers with addresses, and the stage that tells them, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from alerting import registry
from alerting.sending import Sending
from alerting.stage import Alerts
from alerting.telling import Telling
from models import alert_addresses, alerts
from models.anev.days import Counting
from models.clock import utcnow
from models.database import Database
from models.load.overload import OverloadRule
from models.records import Alert, AlertDelivery, Case, DutyShift, Officer
from models.settings import Settings
from models.vocabulary import AlertKind, AlertRoute, DeliveryState, Role
from tests.alerting.services import Device, Service, serving
from tests.models.conftest import World, planted


@dataclass
class Watchroom:
    """What the tests do to the stage and see of it."""

    database: Database
    world: World
    settings: Settings
    service: Service
    stage: Alerts
    devices: dict[int, Device] = field(default_factory=dict)

    def officer(self, role: Role, code: str) -> int:
        with self.database.writing() as session:
            return self.world.officer(session, role, code).id

    def duty(self, officer_id: int, code: str, begins: float = -1.0, ends: float = 1.0) -> None:
        """A shift that runs from `begins` to `ends` hours from now."""
        with self.database.writing() as session:
            session.add(
                DutyShift(
                    unit_id=self.world.unit(session, code).id,
                    officer_id=officer_id,
                    starts_at=utcnow() + timedelta(hours=begins),
                    ends_at=utcnow() + timedelta(hours=ends),
                )
            )

    def browser(self, officer_id: int) -> Device:
        device = Device(f"{self.service.url}/push/{officer_id}")
        with self.database.writing() as session:
            alert_addresses.keep(
                session,
                self.settings,
                route=AlertRoute.PUSH,
                content=device.subscription(),
                label="Chromium",
                now=utcnow(),
                officer_id=officer_id,
            )
        self.devices[officer_id] = device
        return device

    def webhook(self, path: str, officer_id: int | None = None, unit: str = "") -> int:
        """The id of a new webhook address of an officer, or of the desk of a unit."""
        with self.database.writing() as session:
            address = alert_addresses.keep(
                session,
                self.settings,
                route=AlertRoute.MESSAGE,
                content={"url": self.service.url.replace("http:", "json:") + f"/{path}"},
                label="webhook",
                now=utcnow(),
                officer_id=officer_id,
                unit_id=self.world.unit(session, unit).id if unit else None,
            )
            assert address is not None
            return address

    def alarm(
        self, code: str = "PRA", kind: AlertKind = AlertKind.EMERGENCY, case: bool = True, **about: Any
    ) -> int:
        """Raises an alert about a new case of the unit (or about none); returns its id."""
        with self.database.writing() as session:
            opened: Case | None = None
            if case:
                mention = self.world.mention(session, about.pop("addressed", code))
                opened = self.world.case(session, mention, now=utcnow(), owner=code, **about)
            raised = alerts.raise_once(
                session,
                key=f"{kind}:{next(self.world.numbers)}",
                kind=kind,
                unit_id=self.world.unit(session, code).id,
                words="warga_2041: pak motor saya hilang",
                now=utcnow(),
                case_id=opened.id if opened else None,
            )
            assert raised is not None
            return raised.id

    def step(self) -> None:
        while self.stage.step():
            pass

    def later(self, minutes: float = 0.0) -> None:
        """Everything that waits for a moment finds it come; then the stage runs."""
        with self.database.writing() as session:
            now = utcnow()
            session.execute(
                update(Alert)
                .where(Alert.escalate_at <= now + timedelta(minutes=minutes))
                .values(escalate_at=now)
            )
            session.execute(
                update(AlertDelivery)
                .where(AlertDelivery.state == DeliveryState.WAITING)
                .where(AlertDelivery.due_at <= now + timedelta(minutes=minutes))
                .values(due_at=now)
            )
        self.step()

    def deliveries(self, alert_id: int | None = None) -> list[AlertDelivery]:
        with self.database.reading() as session:
            found = select(AlertDelivery).order_by(AlertDelivery.id)
            if alert_id is not None:
                found = found.where(AlertDelivery.alert_id == alert_id)
            return list(session.scalars(found))

    def told(self, alert_id: int) -> list[tuple[int, int]]:
        """(level, officer) of everyone who sees it on the panel, in the order of telling."""
        return [
            (one.level, one.officer_id)
            for one in self.deliveries(alert_id)
            if one.route is AlertRoute.PANEL and one.officer_id is not None
        ]

    def alert(self, alert_id: int) -> Alert:
        with self.database.reading() as session:
            return session.get_one(Alert, alert_id)

    def see(self, alert_id: int, officer_id: int, at: datetime | None = None) -> None:
        with self.database.writing() as session:
            alerts.acknowledge(session, session.get_one(Alert, alert_id), officer_id, at or utcnow())

    def change(self, officer_id: int, **columns: Any) -> None:
        with self.database.writing() as session:
            officer = session.get_one(Officer, officer_id)
            for name, value in columns.items():
                setattr(officer, name, value)

    def ask(self, what: Any) -> Any:
        with self.database.reading() as session:
            return list(session.scalars(what))


def opened(
    database: Database, settings: Settings, service: Service, threads: ThreadPoolExecutor
) -> Watchroom:
    known = replace(
        settings, push_hosts="127.0.0.1", alert_timeout=2.0, public_url="https://tanggap.example.go.id"
    )
    stage = Alerts(
        Telling(database, known, "worker-test"),
        Sending(database, known, registry.senders(database, known), threads),
        Counting(database),
        OverloadRule(database),
    )
    return Watchroom(database, planted(database), known, service, stage)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as threads:
        yield threads


@pytest.fixture
def room(
    sqlite_database: Database, settings: Settings, service: Service, threads: ThreadPoolExecutor
) -> Watchroom:
    """The stage on SQLite."""
    return opened(sqlite_database, settings, service, threads)


@pytest.fixture
def any_room(
    database: Database, settings: Settings, service: Service, threads: ThreadPoolExecutor
) -> Watchroom:
    """The stage on each database in turn."""
    return opened(database, settings, service, threads)

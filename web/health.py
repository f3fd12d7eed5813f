"""`/health` for whoever watches the service, `/metrics` for Prometheus.

`/health` answers everybody: it says whether things run, never what is in them. `/metrics` answers
a caller on this machine who came through no proxy, or an officer with the role system; to anybody
else it does not exist.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from models.clock import utcnow
from models.database import Database
from models.jobs import DEAD_AFTER
from models.records import Heartbeat
from models.revisions import revisions
from models.vocabulary import Role
from models.watching import STAGES
from web import metrics
from web.panel import panel, reading

pages = Blueprint("health", __name__)

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@dataclass(frozen=True)
class Condition:
    """What was found; `stages` maps each stage to the seconds since its last sign of life, None for never."""

    database: bool
    migrations: bool
    stages: dict[str, float | None]

    @property
    def well(self) -> bool:
        beating = (age is not None and age < DEAD_AFTER.total_seconds() for age in self.stages.values())
        return self.database and self.migrations and all(beating)


@pages.get("/health")
def health() -> tuple[Response, int]:
    """200 while everything runs, 503 otherwise; the body says which part does not."""
    found = condition(panel().database, utcnow())
    body = {
        "status": "ok" if found.well else "failing",
        "database": found.database,
        "migrations": found.migrations,
        "stages": {
            name: "missing" if age is None else "ok" if age < DEAD_AFTER.total_seconds() else "silent"
            for name, age in found.stages.items()
        },
    }
    return jsonify(body), 200 if found.well else 503


@pages.get("/metrics")
def numbers() -> Response:
    """The service in numbers, in Prometheus' text form; 404 for callers who are not trusted."""
    if not _trusted():
        abort(404)
    with reading() as session:
        text = metrics.render(session, utcnow(), panel().broadcaster.open_count)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def condition(database: Database, now: datetime) -> Condition:
    """Looks at the database, its shape, and the youngest heartbeat of each stage on any worker."""
    nothing: dict[str, float | None] = dict.fromkeys(STAGES)
    try:
        have, newest = revisions(database)
        if have != newest:
            return Condition(True, False, nothing)
        with database.reading() as session:
            beats = session.execute(select(Heartbeat.name, Heartbeat.at)).all()
    except SQLAlchemyError:
        return Condition(False, False, nothing)
    ages = {
        stage: min(
            (max(now - at, timedelta()).total_seconds() for name, at in beats if name.endswith(f":{stage}")),
            default=None,
        )
        for stage in STAGES
    }
    return Condition(True, True, ages)


def _trusted() -> bool:
    if g.officer is not None:
        # The numbers are those of all units, complaints about one's own officers among them.
        return bool(g.officer.role is Role.SYSTEM and g.officer.unit.parent_id is None)
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False

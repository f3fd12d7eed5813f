"""How long an alert takes: from the stored reading that caused it to the delivery at a push service and a webhook.

The service's own workers poll and remeasure the simulated X over loopback; citizens' posts are taken in and
judged first. Then, round by round, some posts are read again: most stayed quiet, some were shared by hundreds
meanwhile. Every round is due at once, as after an outage; how often a post is due is the schedule's matter
(`bench.remeasure`). Both addresses of the officer are real channels; what counts is the later of the two.
"""

from __future__ import annotations

import argparse
import base64
import math
import os
import random
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bench import children, installation, machine
from bench.receiver import Receiver, receiving
from commands import people
from commands.serve import WORKERS
from models import alert_addresses
from models.clock import utcnow
from models.database import Database
from models.records import Alert, AlertDelivery, Mention, Officer, ReachReading
from models.settings import Settings, to_environment
from models.vocabulary import AlertKind, AlertRoute, DeliveryState, Role
from simulator.server import Simulator
from simulator.world import World

HANDLE = "polres_uji_satu"
# Of a matter that words alone do not tie: each is a case of its own, with an alert of its own.
WORDS = "@{handle} lapor pak, motor saya dicuri di rumah tadi malam, sudah lapor belum ada kabar. No {n}"
ONE_IN = 5  # of the posts read again, one is shared by many meanwhile
LIKES = (1_200, 6_000)
PATHS = ("/push", "/webhook")
LINK = re.compile(rb"/peringatan/tautan/(\d+)-")
PAUSE = 3.0  # seconds between two rounds
PATIENCE = 600.0
UNBOUNDED: dict[str, object] = {
    "x_app_requests_15min": 1_000_000,
    "x_account_requests_15min": 1_000_000,
    "poll_seconds_max": 15.0,
    "push_hosts": "127.0.0.1",
}


def run(arguments: list[str]) -> dict[str, object]:
    """One run; see the module's docstring for what the figures mean."""
    parser = argparse.ArgumentParser(prog="bench alerts")
    parser.add_argument("--posts", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--encoder", default="", help="'none' starts sooner")
    chosen = parser.parse_args(arguments)
    world = World()
    world.rate_limits = False
    with Simulator(world) as simulator, receiving() as receiver:
        installation.register_accounts(simulator)
        changed = {**UNBOUNDED, "encoder": chosen.encoder}
        with installation.installation(chosen.database, simulator, **changed) as (settings, database):
            _subscribe(database, settings, receiver)
            environ = {**os.environ, **to_environment(settings)}
            workers = [children.spawn(environ, "worker", "--stages", stages) for (stages,) in WORKERS]
            try:
                posts = _take_in(database, world, chosen.posts)
                _grow(database, world, posts, chosen.rounds)
            finally:
                children.end(*workers)
            figures = count(database, receiver)
    return {
        "database": chosen.database,
        "posts": chosen.posts,
        **figures,
        "measured_at": utcnow().isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _subscribe(database: Database, settings: Settings, receiver: Receiver) -> None:
    """One officer on duty with a browser and a webhook."""
    people.create_officer(database, "bench", "Bench", "PRA", Role.HUMAS, "a-password-for-measuring")
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    browser = {
        "endpoint": f"{receiver.url}/push",
        "keys": {"p256dh": _text(raw), "auth": _text(os.urandom(16))},
    }
    webhook = {"url": receiver.url.replace("http:", "json:") + "/webhook"}
    with database.writing() as session:
        officer_id = session.scalars(select(Officer.id).where(Officer.login == "bench")).one()
        for route, content in ((AlertRoute.PUSH, browser), (AlertRoute.MESSAGE, webhook)):
            alert_addresses.keep(
                session,
                settings,
                route=route,
                content=content,
                label=route,
                now=utcnow(),
                officer_id=officer_id,
            )


def _take_in(database: Database, world: World, posts: int) -> list[str]:
    """Says the posts and waits until each is stored, judged and forecast for the first time; their ids."""
    said = [
        world.say("x", HANDLE, WORDS.format(handle=HANDLE, n=n), author=f"w{n}", followers=200)
        for n in range(posts)
    ]
    forecast = select(func.count()).where(Mention.watch_p_1h.isnot(None), ~Mention.forecast_due)
    _wait_for(
        database, lambda session: (session.scalar(forecast) or 0) >= posts, "the posts were not taken in"
    )
    return said


def _grow(database: Database, world: World, posts: list[str], rounds: int) -> None:
    dice = random.Random(1)
    order = dice.sample(posts, len(posts))
    for number in range(rounds):
        read = order[number::rounds]
        for external_id in read[: max(len(read) // ONE_IN, 1)]:
            post = world.post("x", external_id)
            assert post is not None
            post.base_likes = dice.randint(*LIKES)
        with database.writing() as session:
            due = update(Mention).where(Mention.external_id.in_(read))
            session.execute(due.values(next_measure_at=utcnow()))
        time.sleep(PAUSE)
    _wait_for(database, lambda session: _all_told(session, 2 * len(posts)), "not everybody was told")


def _all_told(session: Session, readings: int) -> bool:
    """Whether so many readings are stored, and nothing that follows from any is still under way."""
    waiting = (
        select(Mention.id).where(or_(Mention.forecast_due, Mention.assessed_at.is_(None))),
        select(Alert.id).where(Alert.told_at.is_(None)),
        select(AlertDelivery.id).where(AlertDelivery.state == DeliveryState.WAITING),
    )
    stored = session.scalar(select(func.count()).select_from(ReachReading)) or 0
    return stored >= readings and all(session.scalar(rows.limit(1)) is None for rows in waiting)


def _wait_for(database: Database, look: Callable[[Session], bool], otherwise: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with database.reading() as session:
            if look(session):
                return
        time.sleep(0.5)
    raise TimeoutError(f"{otherwise} within {PATIENCE:.0f} s")


def count(database: Database, receiver: Receiver) -> dict[str, object]:
    """Seconds from the reading that caused each alert to the later of its two deliveries."""
    with database.reading() as session:
        readings = session.scalar(select(func.count()).select_from(ReachReading)) or 0
        called = _calls(session, receiver)
        alerts = session.scalars(select(Alert).where(Alert.kind == AlertKind.VIRAL)).all()
        caused = {alert.id: _cause(session, alert) for alert in alerts}
    seconds = sorted(
        (max(called[alert_id].values()) - cause).total_seconds()
        for alert_id, cause in caused.items()
        if len(called.get(alert_id, ())) == len(PATHS)
    )
    return {
        "readings": readings,
        "alerts": len(alerts),
        "undelivered": len(alerts) - len(seconds),
        "p50_seconds": _percentile(seconds, 50),
        "p99_seconds": _percentile(seconds, 99),
        "slowest_seconds": _percentile(seconds, 100),
    }


def _calls(session: Session, receiver: Receiver) -> dict[int, dict[str, datetime]]:
    """The first call about each alert at each path; a push names the alert, a message the delivery."""
    alert_of = {row.id: row.alert_id for row in session.scalars(select(AlertDelivery))}
    found: dict[int, dict[str, datetime]] = {}
    for call in receiver.calls:
        linked = LINK.search(call.body)
        alert_id = alert_of[int(linked[1])] if linked else int(call.topic.removeprefix("alert-"))
        if alert_id is not None:
            found.setdefault(alert_id, {}).setdefault(call.path, call.at)
    return found


def _cause(session: Session, alert: Alert) -> datetime:
    """When the newest reading was stored that the alert's forecast knew: a step's moment is its beginning."""
    known_until = alert.raised_at + timedelta(seconds=1)
    known = select(func.max(ReachReading.measured_at)).join(Mention, Mention.id == ReachReading.mention_id)
    moment = session.scalar(
        known.where(Mention.case_id == alert.case_id, ReachReading.measured_at <= known_until)
    )
    assert moment is not None
    return moment


def _percentile(ordered: list[float], percent: int) -> float | None:
    """The smallest of these that so many per cent do not exceed; None of none."""
    return round(ordered[math.ceil(len(ordered) * percent / 100) - 1], 3) if ordered else None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

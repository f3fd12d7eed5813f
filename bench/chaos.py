"""Kills the workers with SIGKILL while the platforms misbehave, then counts from the platforms' own ledger.

Citizens write on X, Instagram and WhatsApp; an officer approves whatever waits; every few moments a
worker is killed in the middle of whatever it does. When the last kill is done the platforms behave
again and the service may finish. Then: `lost` mentions were said but not stored, or stored and never
assessed, or replies the service believes sent that no platform holds; `duplicated` replies are on a
platform more than once; `stuck` replies have neither reached it nor ended with a reason.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bench import children, installation, machine
from commands import people
from commands.network import free_port
from commands.serve import WORKERS
from models import outbox
from models.clock import utcnow
from models.database import Database
from models.errors import Conflict
from models.jobs import JobQueue
from models.records import InboundEvent, Mention, Officer, Reply
from models.settings import Settings, to_environment
from models.vocabulary import InboundState, ReplyState, Role
from simulator.server import Simulator
from simulator.world import World

WORDS = (
    "Tolong pak, motor saya dicuri di parkiran pasar tadi malam, sudah lapor belum ada kabar. No {n}",
    "Lapor pak, ada pungli di pos pertigaan, sopir truk diminta uang. Laporan ke-{n}",
    "Lapor pak, tiap malam ada balap liar di jalan lingkar depan rumah saya, tolong kirim patroli {n}",
    "Laporan penipuan online saya sejak bulan lalu tidak diproses, mohon ditindaklanjuti pak {n}",
    "Ada begal di jembatan dekat terminal, korban dirampas motornya, tolong patroli pak {n}",
)
VOICES = (
    ("x", "polres_uji_satu", "mention"),
    ("x", "polres_uji_dua", "mention"),
    ("instagram", "polresujisatu", "comment"),
    ("whatsapp", "62000000901", "direct"),
)
FAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("write", "error_before", {}),
    ("write", "error_after", {}),
    ("write", "hang_after", {"seconds": 2.5}),
    ("write", "late", {"seconds": 1.5}),
    ("write", "lag", {"seconds": 1.5}),
    ("write", "cut", {}),
    ("write", "rate_limited", {"reset_in": 2}),
    ("read", "error_before", {}),
    ("read", "cut", {}),
    ("any", "hang_before", {"seconds": 2.0}),
)
TIMING: dict[str, object] = {
    "poll_seconds_min": 0.3,
    "poll_seconds_max": 1.0,
    "hold_seconds": 0.2,
    "settle_seconds": 5.0,  # longer than any timeout, hang, late acceptance or lag above
    "status_wait_seconds": 12.0,
    "lease_seconds": 3.0,
    "tick_seconds": 0.1,
    "x_timeout": 1.5,
    "instagram_timeout": 1.5,
    "whatsapp_timeout": 1.5,
    "replies_per_hour": 100_000,
    "reply_pause": 0.0,
    "platform_replies_per_minute": 100_000,
    "x_app_requests_15min": 1_000_000,
    "x_account_requests_15min": 1_000_000,
    "encoder": "none",
}
ENDED = frozenset({ReplyState.SENT, ReplyState.CONFIRMED, ReplyState.FAILED, ReplyState.REJECTED})
DRAIN_SECONDS = 180.0
LOGIN = "kepala"


def run(arguments: list[str]) -> dict[str, object]:
    """One run; see the module's docstring for what the figures mean."""
    parser = argparse.ArgumentParser(prog="bench chaos")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mentions-per-kill", type=float, default=3.0)
    chosen = parser.parse_args(arguments)
    dice = random.Random(chosen.seed)
    world = World()
    # A platform that refuses a repeated text would hide a double reply of ours.
    world.accept_duplicates = True
    port_holder = free_port(0)
    with Simulator(
        world, webhook_url=f"http://127.0.0.1:{port_holder}", app_secret=installation.APP_SECRET
    ) as simulator:
        installation.register_accounts(simulator)
        with installation.installation(chosen.database, simulator, **TIMING) as (settings, database):
            settings = _on_port(settings, port_holder)
            said = _storm(settings, database, world, chosen.kills, chosen.mentions_per_kill, dice)
            figures = count(database, world, said)
    return {"kills": chosen.kills, "database": chosen.database, **figures, "machine": machine.describe()}


def _on_port(settings: Settings, port: int) -> Settings:
    return replace(settings, web_port=port, public_url=f"http://127.0.0.1:{port}")


def _storm(
    settings: Settings, database: Database, world: World, kills: int, per_kill: float, dice: random.Random
) -> dict[str, str]:
    """Kills, faults and citizens, all at once; then calm until everything has ended. What was said, by id."""
    environ = {**os.environ, **to_environment(settings)}
    panel = children.spawn(environ, "web")
    workers = [children.spawn(environ, "worker", "--stages", stages) for (stages,) in WORKERS]
    officer = Releaser(database, world)
    officer.start()
    said: dict[str, str] = {}
    try:
        for number in range(kills):
            victim = number % len(workers)
            children.wait_until_at_work(database, workers[victim])
            for _ in range(round(per_kill)):
                external_id, channel = _speak(world, len(said), dice)
                said[external_id] = channel
            _misbehave(world, dice)
            time.sleep(dice.uniform(0.4, 2.0))
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = children.spawn(environ, "worker", "--stages", WORKERS[victim][0])
        world.faults.clear()
        _drain(database, said, officer)
    finally:
        officer.stop()
        children.end(panel, *workers)
    return said


def _speak(world: World, number: int, dice: random.Random) -> tuple[str, str]:
    channel, handle, kind = VOICES[number % len(VOICES)]
    text = dice.choice(WORDS).format(n=number)
    author = f"warga_{number}" if channel != "whatsapp" else f"62811{number:07d}"
    prefix = f"@{handle} " if kind == "mention" else ""
    return world.say(channel, handle, prefix + text, author=author, kind=kind), channel


def _misbehave(world: World, dice: random.Random) -> None:
    channel = dice.choice(("x", "instagram", "whatsapp"))
    operation, fault, detail = dice.choice(FAULTS)
    world.faults.add(channel, operation, fault, times=dice.randint(1, 3), **detail)


def _drain(database: Database, said: Mapping[str, str], officer: threading.Thread) -> None:
    until = time.monotonic() + DRAIN_SECONDS
    # Without the officer nothing more will end.
    while time.monotonic() < until and officer.is_alive() and not _all_ended(database, len(said)):
        time.sleep(0.5)


def _all_ended(database: Database, said: int) -> bool:
    with database.reading() as session:
        assessed = session.scalar(select(func.count()).where(Mention.assessed_at.isnot(None))) or 0
        open_replies = session.scalar(select(func.count()).where(Reply.state.notin_(ENDED))) or 0
    return assessed >= said and open_replies == 0


class Releaser(threading.Thread):
    """Approves whatever waits, twice a second; looks on the platform where the service asks a human to.

    It is the head of all units, who may be the second person for what one officer alone may not release.
    """

    def __init__(self, database: Database, world: World) -> None:
        super().__init__(name="officer", daemon=True)
        self.database, self.world = database, world
        people.create_officer(database, LOGIN, LOGIN, "MABES", Role.HEAD, secrets.token_urlsafe(16))
        with database.reading() as session:
            self.officer_id = session.scalars(select(Officer.id).where(Officer.login == LOGIN)).one()
        self.queue = JobQueue(database)
        self.going_home = threading.Event()

    def run(self) -> None:
        while not self.going_home.wait(0.3):
            with self.database.reading() as session:
                waiting = session.execute(
                    select(Reply.id, Reply.state).where(
                        Reply.state.in_((ReplyState.AWAITING_APPROVAL, ReplyState.NEEDS_HUMAN))
                    )
                ).all()
            for reply_id, state in waiting:
                try:
                    self._decide(reply_id, state)
                except Conflict:
                    continue  # A worker was quicker: the reply is looked at again in the next round.

    def stop(self) -> None:
        self.going_home.set()
        self.join()
        self.queue.close()

    def _decide(self, reply_id: int, state: ReplyState) -> None:
        now = utcnow()
        with self.database.writing() as session:
            reply = session.get_one(Reply, reply_id, with_for_update=True)
            if reply.state is not state:
                return
            if state is ReplyState.NEEDS_HUMAN:
                posted = [one for one in self.world.ledger if one.text == reply.text]
                if posted:
                    outbox.posted_by_hand(session, reply, posted[0].external_id, now, self.officer_id)
                else:
                    outbox.reopen(session, reply, now, self.officer_id)
                return
            request_id = f"chaos-{reply.id}-{reply.attempt}"
            outbox.approve(
                session,
                reply,
                seen_hash=outbox.text_hash(reply.text),
                request_id=request_id,
                officer_id=self.officer_id,
                now=now,
                hold=timedelta(seconds=0.2),
                valid_for=timedelta(hours=1),
            )
            self.queue.enqueue(
                session, "deliver_reply", f"reply-{reply.id}-{request_id}", reply.id, timedelta(seconds=0.2)
            )


def count(database: Database, world: World, said: Mapping[str, str]) -> dict[str, object]:
    """The figures, from the platforms' ledger and the database."""
    ledger = world.ledger
    answered = Counter((one.channel, one.in_reply_to) for one in ledger)
    with database.reading() as session:
        assessed = set(session.scalars(select(Mention.external_id).where(Mention.assessed_at.isnot(None))))
        replies = session.scalars(select(Reply)).all()
        dead = session.scalar(select(func.count()).where(InboundEvent.state == InboundState.DEAD)) or 0
    on_platform = {one.external_id for one in ledger}
    believed = [one for one in replies if one.state in (ReplyState.SENT, ReplyState.CONFIRMED)]
    ghosts = [one for one in believed if one.external_id not in on_platform]
    stuck = [one for one in replies if one.state not in ENDED]
    return {
        "mentions": len(said),
        "stored": len(assessed & set(said)),
        "replies": len(ledger),
        "lost": len(set(said) - assessed) + len(ghosts),
        "duplicated": sum(times - 1 for times in answered.values()),
        "stuck": len(stuck),
        "failed": sum(one.state is ReplyState.FAILED for one in replies),
        "dead_letters": dead,
        "states": dict(Counter(str(one.state) for one in replies)),
    }

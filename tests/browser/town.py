"""A whole installation for the browser tests: the simulated platforms here, the service in its own processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from bench import installation
from commands import people
from commands.demo import wait_until_up
from commands.network import free_port
from models import drafting, outbox
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import Case, Mention, Reply
from models.settings import Settings, to_environment
from models.vocabulary import Role
from simulator.server import Simulator
from simulator.world import Posted, World

PASSWORD = "kata-sandi-uji-2041"
# Long enough to undo also while the machine is busy with other tests.
HOLD_SECONDS = 4.0
TIMING: dict[str, object] = {
    "encoder": "none",  # the worker starts within seconds
    "poll_seconds_min": 0.5,
    "poll_seconds_max": 1.0,
    "tick_seconds": 0.25,
    "hold_seconds": HOLD_SECONDS,
    "settle_seconds": 5.0,
    "x_app_requests_15min": 1_000_000,
    "x_account_requests_15min": 1_000_000,
    "replies_per_hour": 100_000,
    "reply_pause": 0.0,
    "platform_replies_per_minute": 100_000,
    "web_threads": 128,  # a page that was left holds its stream until the next heartbeat
}
OFFICERS: Mapping[str, tuple[Role, str]] = {
    "admin": (Role.ADMIN, "PRA"),
    "admin_b": (Role.ADMIN, "PRB"),
    "approver": (Role.APPROVER, "PDA"),
    "humas": (Role.HUMAS, "PDA"),
    "head": (Role.HEAD, "PDA"),
    "posko": (Role.POSKO, "MABES"),
    "propam": (Role.PROPAM, "PDAPROPAM"),
    "auditor": (Role.AUDITOR, "MABES"),
    "system": (Role.SYSTEM, "MABES"),
}
Found = TypeVar("Found")


def eventually(look: Callable[[], Found | None], what: str, within: float = 40.0) -> Found:
    """What `look` answers once it answers something; raises TimeoutError naming `what`."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"{what}: not within {within:.0f} s")


@dataclass
class Town:
    """The world under the test's control, and what the service made of it."""

    world: World
    settings: Settings
    database: Database
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.settings.public_url

    def say(self, text: str, account: str = "polres_uji_satu", channel: str = "x", **more: object) -> str:
        """A citizen addresses one of our accounts; answers the platform's id."""
        said = f"@{account} {text}" if channel == "x" else text
        more.setdefault("author", "warga_2041")
        return self.world.say(channel, account, said, **more)  # type: ignore[arg-type]

    def case_of(self, external_id: str) -> str:
        """The ticket code of the case that what was said led to."""
        return eventually(lambda: self._code(external_id), f"a case for {external_id}")

    def _code(self, external_id: str) -> str | None:
        with self.database.reading() as session:
            return session.scalar(
                select(Case.code)
                .join(Mention, Mention.case_id == Case.id)
                .where(Mention.external_id == external_id)
            )

    def answers(self, external_id: str) -> list[Posted]:
        """What the platform holds of ours in answer to this post."""
        return [one for one in self.world.ledger if one.in_reply_to == external_id]

    def answered(self, external_id: str, times: int = 1) -> list[Posted]:
        """The same, once there are so many."""
        return eventually(
            lambda: found if len(found := self.answers(external_id)) >= times else None,
            f"{times} answers to {external_id}",
        )

    def approve(self, external_id: str) -> None:
        """Lets the waiting reply to this post go out at once, for tests about what comes afterwards."""
        self.case_of(external_id)
        queue = JobQueue(self.database)
        with self.database.writing() as session:
            reply = session.scalars(
                select(Reply)
                .join(Mention, Mention.id == Reply.mention_id)
                .where(Mention.external_id == external_id)
            ).one()
            drafting.approve_and_queue(
                session,
                reply,
                seen_hash=outbox.text_hash(reply.text),
                request_id=f"{reply.id}-test",
                officer_id=None,
                settings=self.settings,
                queue=queue,
                now=utcnow(),
                hold=timedelta(),
            )
        queue.close()

    def reasons(self, external_id: str) -> list[str]:
        """Why the replies to this post stand where they do, oldest first."""
        with self.database.reading() as session:
            found = select(Reply.state_reason).join(Mention, Mention.id == Reply.mention_id)
            return list(session.scalars(found.where(Mention.external_id == external_id).order_by(Reply.id)))

    def reply_state(self, external_id: str) -> list[str]:
        """The states of the replies to this post, oldest first."""
        with self.database.reading() as session:
            return [
                str(state)
                for state in session.scalars(
                    select(Reply.state)
                    .join(Mention, Mention.id == Reply.mention_id)
                    .where(Mention.external_id == external_id)
                    .order_by(Reply.id)
                )
            ]


def code_in(text: str) -> str:
    """The ticket code a citizen reads in our answer."""
    found = re.search(r"TG-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert found, text
    return found.group()


@contextmanager
def running(folder: Path) -> Iterator[Town]:
    """The installation with its panel and its worker up, and everything ended afterwards."""
    port = free_port(0)
    world = World()
    # Two accounts polled twice a second would spend a real allowance within the tests.
    world.rate_limits = False
    webhook_url = f"http://127.0.0.1:{port}"
    with Simulator(world, webhook_url=webhook_url, app_secret=installation.APP_SECRET) as simulator:
        installation.register_accounts(simulator)
        with installation.installation("sqlite", simulator, **TIMING) as (settings, database):
            settings = replace(settings, web_port=port, public_url=webhook_url)
            for login, (role, unit) in OFFICERS.items():
                people.create_officer(database, login, f"Petugas {login}", unit, role, PASSWORD)
            town = Town(world, settings, database)
            try:
                _start(town, folder)
                yield town
            finally:
                _stop(town)


def _start(town: Town, folder: Path) -> None:
    environ = {**os.environ, **to_environment(town.settings), "OMP_NUM_THREADS": "1"}
    for name in ("web", "worker"):
        with (folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "tanggap", name]
            town.processes.append(subprocess.Popen(command, env=environ, stdout=log, stderr=log))
    if not wait_until_up(town.settings, threading.Event()):
        words = "\n".join(log.read_text(errors="replace")[-2000:] for log in sorted(folder.glob("*.log")))
        raise RuntimeError(f"the service did not come up:\n{words}")


def _stop(town: Town) -> None:
    for child in town.processes:
        child.terminate()
    for child in town.processes:
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

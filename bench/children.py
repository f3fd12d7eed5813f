"""The service's own processes, started for a measurement."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping

from sqlalchemy import select

from models.database import Database
from models.records import Heartbeat

STARTS_WITHIN = 90.0


def spawn(environ: Mapping[str, str], *command: str) -> subprocess.Popen[bytes]:
    """`tanggap COMMAND` in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "tanggap", *command], env=dict(environ))


def wait_until_at_work(database: Database, worker: subprocess.Popen[bytes]) -> None:
    """Waits for its first sign of life. Raises TimeoutError after STARTS_WITHIN seconds."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        with database.reading() as session:
            if session.scalar(select(Heartbeat.name).where(Heartbeat.pid == worker.pid).limit(1)):
                return
        time.sleep(0.1)
    raise TimeoutError(f"a worker was not at work within {STARTS_WITHIN:.0f} s")


def end(*workers: subprocess.Popen[bytes]) -> None:
    """Asks them to end and waits until they have."""
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait(timeout=60)

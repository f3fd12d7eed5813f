"""Watching the others: each process that lives tells when a stage has fallen silent.

Where the stage that sends alerts is silent itself, a short-lived process of its own sends what waits:
the panel must not carry the libraries of the senders.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import click

from models import watching
from models.clock import utcnow
from models.database import Database
from models.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
SEND_WITHIN = 120.0
MOST_STEPS = 100


def start(
    database: Database, settings: Settings, name: str, stop: threading.Event | None = None
) -> threading.Thread:
    """Looks at the heartbeats until stopped, in a thread of its own."""
    thread = threading.Thread(
        target=_watch, args=(database, settings, name, stop or threading.Event()), name="watch", daemon=True
    )
    thread.start()
    return thread


def _watch(database: Database, settings: Settings, name: str, stop: threading.Event) -> None:
    # After a start of the whole service the others come up with us: their old silence is no outage.
    started = utcnow()
    while not stop.wait(LOOK_EVERY):
        try:
            now = utcnow()
            if now - started > timedelta(seconds=settings.watch_silence_seconds):
                look(database, settings, now)
        except Exception:
            # Whatever it is: a watch that ended at the first trouble would be silent when it is needed.
            log.exception("%s: the watch failed; it looks again in %.0f s", name, LOOK_EVERY)


def look(database: Database, settings: Settings, now: datetime) -> bool:
    """Raises an alert for every stage that fell silent; True when it also sent what waits."""
    after = timedelta(seconds=settings.watch_silence_seconds)
    with database.writing() as session:
        for alert in watching.raise_silence(session, now, after):
            log.error("stage %s has been silent for more than %s", alert.words, after)
    with database.reading() as session:
        if "alerts" not in watching.silent(session, now, after) or not watching.waiting(session, now):
            return False
    send_in_passing()
    return True


def send_in_passing() -> None:
    """Sends what waits in a process that ends afterwards."""
    done = subprocess.run(
        [sys.executable, "-m", "tanggap", "deliver-alerts"],
        stdout=subprocess.DEVNULL,
        timeout=SEND_WITHIN,
        check=False,
    )
    if done.returncode:
        log.error("the alerts that wait could not be sent (exit %d)", done.returncode)


@click.command()
def deliver_alerts() -> None:
    """Send the alerts that wait, once: for when no worker does."""
    from commands import compose, opening

    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors():
        stage = compose.alerts(database, settings, f"{settings.executor_id}-passing")
        steps = 1
        while stage.step() and steps < MOST_STEPS:
            steps += 1
    click.echo(f"done in {steps} steps")

"""Running stages until told to stop: one thread a stage, one batch a step."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from commands import compose, watch
from commands.compose import Stage
from models import alerts
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue, JobRunner
from models.records import Heartbeat, Unit
from models.settings import Settings
from models.vocabulary import AlertKind

log = logging.getLogger(__name__)

HEARTBEAT_EVERY = timedelta(seconds=10)
WATCH_EVERY = 30.0
AFTER_A_FAILURE = 5.0


def run(database: Database, settings: Settings, names: tuple[str, ...]) -> None:
    """Runs the named stages until SIGTERM or SIGINT, which end them between two steps."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    database.assert_durable()
    queue = JobQueue(database)
    stages: dict[str, Stage] = {}
    runner: JobRunner | None = None
    if "responder" in names:
        stages["responder"], runner = compose.responder(database, settings, queue, settings.executor_id)
    if "listener" in names:
        stages["listener"] = compose.listener(database, settings, settings.executor_id)
    if "alerts" in names:
        stages["alerts"] = compose.alerts(database, settings, settings.executor_id)
    if "classifier" in names:
        stages["classifier"] = compose.classifier(database, settings, queue)
    _give_memory_back()
    if runner is not None:
        runner.start()
    threads = _start(stages, database, settings, stop)
    threads.append(watch.start(database, settings, settings.executor_id, stop))
    if runner is not None:
        threads.append(_thread("watchdog", lambda: _watch(runner, database, stop)))
    log.info("worker %s runs %s", settings.executor_id, ", ".join(stages))
    for thread in threads:
        thread.join()
    if runner is not None:
        runner.stop()
    queue.close()


def _start(
    stages: Mapping[str, Stage], database: Database, settings: Settings, stop: threading.Event
) -> list[threading.Thread]:
    return [
        _thread(name, partial(_loop, name, stage, database, settings, stop)) for name, stage in stages.items()
    ]


def _give_memory_back() -> None:
    """Returns what unpacking the weights took; glibc keeps it otherwise. Elsewhere this does nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _thread(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name)
    thread.start()
    return thread


def _loop(name: str, stage: Stage, database: Database, settings: Settings, stop: threading.Event) -> None:
    beaten = utcnow() - HEARTBEAT_EVERY
    while not stop.is_set():
        try:
            if utcnow() - beaten >= HEARTBEAT_EVERY:
                beaten = utcnow()
                _beat(database, f"{settings.executor_id}:{name}")
            more = stage.step()
        except Exception:
            # One bad batch must not end the stage; its rows were pushed forward when they were claimed.
            log.exception("%s: a step failed; the next one follows in %.0f s", name, AFTER_A_FAILURE)
            stop.wait(AFTER_A_FAILURE)
            continue
        if not more:
            stop.wait(settings.tick_seconds)


def _beat(database: Database, name: str) -> None:
    with database.writing() as session:
        row = session.get(Heartbeat, name)
        if row is None:
            row = Heartbeat(name=name, at=utcnow(), pid=os.getpid())
            session.add(row)
        row.at, row.pid = utcnow(), os.getpid()


def _watch(runner: JobRunner, database: Database, stop: threading.Event) -> None:
    """Takes over the jobs of dead workers, reports those the engine gave up, clears finished ones."""
    while not stop.wait(WATCH_EVERY):
        try:
            now = utcnow()
            for job_id in runner.resume_dead(now):
                log.warning("resumed %s of a dead worker", job_id)
            for job_id in runner.exhausted():
                _report_exhausted(database, job_id)
            runner.purge(now)
        except Exception:
            # Jobs of dead workers wait for this thread alone; it says what happened and looks again.
            log.exception("the watchdog failed; it looks again in %.0f s", WATCH_EVERY)


def _report_exhausted(database: Database, job_id: str) -> None:
    with database.writing() as session:
        root = session.query(Unit).filter(Unit.parent_id.is_(None)).order_by(Unit.id).first()
        if root is not None:
            alerts.raise_once(
                session,
                key=f"exhausted:{job_id}",
                kind=AlertKind.RECOVERY_EXHAUSTED,
                unit_id=root.id,
                words=f"{job_id} did not finish in 100 tries",
                now=utcnow(),
            )

"""The job engine over a kill -9, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.database import Database
from models.jobs import JobQueue
from models.records import Switch

WORKER = """
import sys, time, threading
from models.clock import utcnow
from models.database import Database
from models.jobs import JobRunner
from models.records import Switch

database = Database(sys.argv[1])
slow = sys.argv[2] == "slow"

def note(row_id):
    with database.writing() as session:
        session.add(Switch(name=f"{row_id}-{sys.argv[2]}-{time.time_ns()}", changed_at=utcnow(), changed_by="job"))
    if slow:
        time.sleep(600)

runner = JobRunner(database, "worker-test", {"note": note})
runner.start()
print("up", flush=True)
threading.Event().wait()
"""


def _worker(database: Database, mode: str) -> subprocess.Popen[str]:
    url = database.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, url, mode], stdout=subprocess.PIPE, text=True, cwd=os.getcwd()
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "up"
    return worker


def _wait_for(database: Database, mode: str, count: int) -> list[str]:
    for _ in range(300):
        with database.reading() as session:
            names = [name for name in session.scalars(select(Switch.name)) if f"-{mode}-" in name]
        if len(names) >= count:
            return names
        time.sleep(0.1)
    pytest.fail(f"only {len(names)} of {count} jobs ran")


def test_a_job_killed_in_the_middle_runs_again_after_the_restart(database: Database) -> None:
    queue = JobQueue(database)
    with database.writing() as session:
        queue.enqueue(session, "note", "note-1", 1)
    first = _worker(database, "slow")
    _wait_for(database, "slow", 1)
    first.send_signal(signal.SIGKILL)
    first.wait()

    second = _worker(database, "fast")
    try:
        assert len(_wait_for(database, "fast", 1)) == 1
    finally:
        second.kill()
        second.wait()
        second.stdout.close() if second.stdout else None
        first.stdout.close() if first.stdout else None
        queue.close()


def _enqueue_and_fail(database: Database, queue: JobQueue) -> None:
    with database.writing() as session:
        queue.enqueue(session, "note", "note-7", 7)
        raise RuntimeError("changed my mind")


def test_a_rolled_back_transaction_leaves_no_job_and_an_id_counts_once(database: Database) -> None:
    queue = JobQueue(database)
    with pytest.raises(RuntimeError, match="changed my mind"):
        _enqueue_and_fail(database, queue)
    with database.writing() as session:
        queue.enqueue(session, "note", "note-8", 8)
        queue.enqueue(session, "note", "note-9", 9, delay=timedelta(seconds=1))
    with database.writing() as session:
        queue.enqueue(session, "note", "note-8", 8)
    worker = _worker(database, "fast")
    try:
        names = _wait_for(database, "fast", 2)
        assert sorted(name.split("-")[0] for name in names) == ["8", "9"]
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close() if worker.stdout else None
        queue.close()

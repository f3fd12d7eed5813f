"""Durable jobs: the only module that knows DBOS.

A job is a name and the id of the row it is about. The row stays the truth: a job reads it, does
the next step and may run again after a crash, so every job must be harmless when repeated. Jobs are
enqueued inside the transaction that decides on them; `due_at` on the row brings back what a lost
job left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.records import Heartbeat

APPLICATION = "tanggap"
# Raised only when a job's steps change shape; a running installation then finishes old jobs first.
APPLICATION_VERSION = "1"
QUEUE = "effects"
POLL_SECONDS = 0.25
SIDE_BY_SIDE = 8
IN_TURN = 1
DEAD_AFTER = timedelta(seconds=60)
KEEP_FINISHED = timedelta(days=7)


def prepare(database: Database) -> None:
    """Creates or upgrades the engine's own tables beside ours."""
    DBOS.migrate(database.url.render_as_string(hide_password=False))


class JobQueue:
    """Puts jobs into the queue, inside somebody's transaction. Cheap: no thread, no connection of its own."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(
            system_database_url=database.url.render_as_string(hide_password=False),
            system_database_pool_size=1,
            application_name=APPLICATION,
            lazy=True,
        )

    def enqueue(
        self,
        session: Session,
        job: str,
        job_id: str,
        row_id: int,
        delay: timedelta = timedelta(),
        pressing: bool = False,
    ) -> None:
        """Enqueues `job` for the row, `pressing` before all that are not; an id that was used before
        changes nothing."""
        options = EnqueueOptions(
            workflow_name=job, queue_name=QUEUE, workflow_id=job_id, app_version=APPLICATION_VERSION
        )
        if not pressing:
            # Without a priority a job comes before all that have one.
            options["priority"] = IN_TURN
        if delay > timedelta():
            options["delay_seconds"] = delay.total_seconds()
        self._client.enqueue_in_transaction(session, options, row_id)

    def close(self) -> None:
        self._client.destroy()


class JobRunner:
    """Runs jobs in this process until stopped; one per process, as the engine is global."""

    def __init__(
        self, database: Database, executor_id: str, jobs: Mapping[str, Callable[[int], None]]
    ) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": database.url.render_as_string(hide_password=False),
            "application_version": APPLICATION_VERSION,
            "executor_id": executor_id,
            "log_level": "WARNING",
            "console_log_level": "WARNING",
            "enable_otlp": False,
            "run_migrations": False,
            "sys_db_pool_size": 4,
            "max_executor_threads": SIDE_BY_SIDE + 4,
        }
        self._database = database
        DBOS(config=config)
        for name, job in jobs.items():
            # A hundred tries, then the engine gives the job up and `exhausted` names it.
            DBOS.workflow(name=name, max_recovery_attempts=100)(_named(name, job))
        DBOS.listen_queues([QUEUE])

    def start(self) -> None:
        """Starts the threads, and first resumes what this executor left unfinished."""
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=SIDE_BY_SIDE,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )

    def stop(self) -> None:
        DBOS.destroy(workflow_completion_timeout_sec=15)

    def resume_dead(self, now: datetime) -> list[str]:
        """Resumes the jobs of executors whose heartbeat stopped; returns the resumed ids."""
        with self._database.reading() as session:
            alive = set(session.scalars(select(Heartbeat.name).where(Heartbeat.at > now - DEAD_AFTER)))
        executors = {name.split(":")[0] for name in alive}
        orphans = [
            job.workflow_id
            for job in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            if job.executor_id not in executors
        ]
        if orphans:
            DBOS.resume_workflows(orphans)
        return orphans

    def exhausted(self) -> list[str]:
        """Ids of jobs the engine gave up after too many tries: a person must look."""
        given_up = DBOS.list_workflows(
            status="MAX_RECOVERY_ATTEMPTS_EXCEEDED", load_input=False, load_output=False
        )
        return [job.workflow_id for job in given_up]

    def purge(self, now: datetime, keep: timedelta = KEEP_FINISHED) -> int:
        """Deletes finished jobs older than `keep`; returns how many."""
        finished = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=(now - keep).isoformat(),
            load_input=False,
            load_output=False,
            limit=1000,
        )
        if finished:
            DBOS.delete_workflows([job.workflow_id for job in finished])
        return len(finished)


def _named(name: str, job: Callable[[int], None]) -> Callable[[int], None]:
    def run(row_id: int) -> None:
        job(row_id)

    run.__name__ = run.__qualname__ = name
    return run

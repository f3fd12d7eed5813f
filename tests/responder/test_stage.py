"""The responder's step wakes each due moment once, and again should the job be lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.clock import utcnow
from models.database import Database
from models.records import Reply
from models.settings import Settings
from models.vocabulary import ReplyState
from responder.receipts import Receipts
from responder.silence import SilentApprovers
from responder.stage import BATCH, JOB, WAITING, WAKE_AGAIN, Responder
from responder.timeline import TimelineWatch
from tests.models.conftest import World, planted


@dataclass
class Notes:
    """Stands for the job queue: an id that was used before changes nothing."""

    jobs: dict[str, int] = field(default_factory=dict)

    def enqueue(
        self,
        session: Any,
        job: str,
        job_id: str,
        row_id: int,
        delay: timedelta = timedelta(),
        pressing: bool = False,
    ) -> None:
        assert job == JOB
        self.jobs.setdefault(job_id, row_id)


@dataclass
class Bench:
    """A responder whose jobs are only noted."""

    world: World
    notes: Notes
    responder: Responder

    def reply(self, state: ReplyState, due_at: datetime | None, **columns: Any) -> int:
        with self.world.database.writing() as session:
            return self.world.reply(session, state=state, due_at=due_at, **columns).id

    def change(self, reply_id: int, **columns: Any) -> None:
        with self.world.database.writing() as session:
            session.execute(update(Reply).where(Reply.id == reply_id).values(**columns))

    def wake(self, now: datetime) -> None:
        self.responder._wake(now)

    def woken(self) -> list[int]:
        return list(self.notes.jobs.values())


@pytest.fixture
def bench(sqlite_database: Database, settings: Settings) -> Bench:
    world, notes = planted(sqlite_database), Notes()
    watch = TimelineWatch(sqlite_database, settings, {}, utcnow())
    silence = SilentApprovers(sqlite_database, settings)
    return Bench(world, notes, Responder(sqlite_database, notes, Receipts(sqlite_database), watch, silence))  # type: ignore[arg-type]


def test_every_waiting_state_is_woken_when_it_is_due(bench: Bench) -> None:
    now = utcnow()
    due = {state: bench.reply(state, now - timedelta(seconds=1)) for state in WAITING}
    for state in ReplyState:
        if state not in WAITING:
            bench.reply(state, now - timedelta(seconds=1))
    bench.reply(ReplyState.APPROVED, now + timedelta(seconds=20))
    bench.reply(ReplyState.SENT, None)
    bench.wake(now)

    assert sorted(bench.woken()) == sorted(due.values())


def test_one_due_moment_is_one_job_however_often_the_step_runs(bench: Bench) -> None:
    now = utcnow()
    bench.reply(ReplyState.APPROVED, now)
    for _ in range(5):
        bench.wake(now + timedelta(seconds=2))

    assert len(bench.notes.jobs) == 1


def test_a_lost_job_is_made_good_in_the_next_slice(bench: Bench) -> None:
    now = utcnow()
    bench.reply(ReplyState.APPROVED, now)
    for slices in (0, 0.3, 0.9, 1.1, 1.9, 2.1):
        bench.wake(now + slices * WAKE_AGAIN)

    assert len(bench.notes.jobs) == 3


def test_a_new_moment_state_or_attempt_is_a_new_job(bench: Bench) -> None:
    now = utcnow()
    reply_id = bench.reply(ReplyState.APPROVED, now)
    bench.wake(now)
    for columns in (
        {"due_at": now - timedelta(seconds=3)},
        {"state": ReplyState.UNKNOWN},
        {"attempt": 2},
    ):
        bench.change(reply_id, **columns)
        bench.wake(now)

    assert len(bench.notes.jobs) == 4
    assert set(bench.woken()) == {reply_id}


def test_the_longest_waiting_come_first(bench: Bench) -> None:
    now = utcnow()
    late = bench.reply(ReplyState.APPROVED, now - timedelta(hours=2))
    later = bench.reply(ReplyState.SENT, now - timedelta(hours=3))
    bench.wake(now)

    assert bench.woken() == [later, late]


def test_a_step_without_work_asks_for_no_other(bench: Bench) -> None:
    assert bench.responder.step() is False


def test_a_backlog_of_lost_jobs_does_not_keep_the_step_spinning(bench: Bench) -> None:
    now = utcnow()
    with bench.world.database.writing() as session:
        case = bench.world.case(session)
        for _ in range(BATCH + 5):
            bench.world.reply(session, case, state=ReplyState.APPROVED, due_at=now - timedelta(hours=1))

    assert bench.responder.step() is False
    assert len(bench.notes.jobs) == BATCH

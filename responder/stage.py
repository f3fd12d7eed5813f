"""The responder's step: wakes replies whose moment has come, and hears what the platforms report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import Case, Reply
from models.vocabulary import ReplyState, Urgency
from responder.receipts import Receipts
from responder.silence import SilentApprovers
from responder.timeline import TimelineWatch

JOB = "deliver_reply"
BATCH = 50
WAITING = (ReplyState.APPROVED, ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.SENT)
# A due reply is woken again after this long, should its job have been lost.
WAKE_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Responder:
    """One batch per step; says whether there may be more."""

    database: Database
    queue: JobQueue
    receipts: Receipts
    timeline: TimelineWatch
    approvers: SilentApprovers

    def step(self) -> bool:
        heard = self.receipts.step()
        woken = self._wake(utcnow())
        watched = self.timeline.step()
        silent = self.approvers.step()
        return heard or woken or watched or silent

    def _wake(self, now: datetime) -> bool:
        """Enqueues a job for every due reply. The job's id holds the state, the attempt and a slice of
        time: the same due moment makes one job, a lost one is made good in the next slice."""
        with self.database.reading() as session:
            due = session.execute(
                select(Reply.id, Reply.state, Reply.attempt, Reply.due_at, Case.urgency)
                .join(Case, Case.id == Reply.case_id)
                .where(Reply.state.in_(WAITING), Reply.due_at <= now)
                .order_by(Case.urgency != Urgency.NOW, Reply.due_at)
                .limit(BATCH)
            ).all()
        fresh = 0
        for reply_id, state, attempt, due_at, urgency in due:
            assert due_at is not None
            turn = int((now - due_at) / WAKE_AGAIN)
            job_id = f"reply-{reply_id}-{state}-{attempt}-{due_at.timestamp():.3f}-{turn}"
            with self.database.writing() as session:
                self.queue.enqueue(session, JOB, job_id, reply_id, pressing=urgency == Urgency.NOW)
            fresh += turn == 0 and now - due_at < timedelta(seconds=1)
        return fresh > 0 and len(due) == BATCH

"""What a platform reports about our own messages: WhatsApp's status webhooks, the only proof after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import outbox
from models.clock import utcnow
from models.database import Database
from models.records import InboundEvent, Reply
from models.vocabulary import InboundKind, InboundState, Refusal, ReplyState

BATCH = 100
# A status may come before the answer to the call that caused it; one of nobody's is let go after a day.
LOOK_AGAIN = timedelta(seconds=5)
GIVE_UP = timedelta(hours=24)
CONFIRM_AFTER = timedelta(seconds=20)
WINDOW_CLOSED_CODE = 131047


@dataclass(frozen=True)
class Report:
    """One status of one message, as the webhook carries it."""

    message_id: str
    status: str  # sent | delivered | read | failed
    tracker: str
    error_code: int | None
    error_words: str


def read_report(payload: dict[str, object]) -> Report:
    """The report in a stored status payload. Raises ValueError when it is none."""
    status = payload.get("status", payload)
    if not isinstance(status, dict) or "id" not in status or "status" not in status:
        raise ValueError("a status without 'id' and 'status'")
    errors = status.get("errors") or [{}]
    if not isinstance(errors, list) or not isinstance(errors[0], dict):
        raise ValueError("a status whose errors are no list of objects")
    code = str(errors[0].get("code", ""))
    return Report(
        message_id=str(status["id"]),
        status=str(status["status"]),
        tracker=str(status.get("biz_opaque_callback_data") or ""),
        error_code=int(code) if code.isdecimal() else None,
        error_words=str(errors[0].get("title") or errors[0].get("message") or ""),
    )


@dataclass(frozen=True)
class Receipts:
    """Matches stored status reports with replies."""

    database: Database

    def step(self) -> bool:
        """Takes in one batch of reports; True when there may be more."""
        now = utcnow()
        with self.database.writing() as session:
            waiting = session.scalars(
                select(InboundEvent)
                .where(
                    InboundEvent.state == InboundState.PENDING,
                    InboundEvent.kind == InboundKind.STATUS,
                    InboundEvent.not_before <= now,
                )
                .order_by(InboundEvent.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for event in waiting:
                self._take_in(session, event, now)
            return len(waiting) == BATCH

    def _take_in(self, session: Session, event: InboundEvent, now: datetime) -> None:
        try:
            report = read_report(event.payload)
        except ValueError as error:
            event.state, event.reason = InboundState.DEAD, str(error)
            return
        reply = session.scalars(
            select(Reply)
            .where(or_(Reply.external_id == report.message_id, Reply.key == report.tracker))
            .limit(1)
            .with_for_update()
        ).one_or_none()
        if reply is not None and reply.state is not ReplyState.SENDING:
            apply_report(session, reply, report, now)
            event.state = InboundState.PARSED
        elif reply is None and now - event.received_at > GIVE_UP:
            event.state, event.reason = InboundState.IGNORED, "about no message of ours"
        else:
            # While the call is still under way its own answer comes first.
            event.attempts += 1
            event.not_before = now + LOOK_AGAIN * min(event.attempts, 60)


def apply_report(session: Session, reply: Reply, report: Report, now: datetime) -> None:
    """Moves a reply to where the report says it is; late and repeated reports change nothing."""
    uncertain = reply.state in (ReplyState.UNKNOWN, ReplyState.NEEDS_HUMAN)
    if report.status == "failed":
        if uncertain or reply.state is ReplyState.SENT:
            refusal = Refusal.WINDOW_CLOSED if report.error_code == WINDOW_CLOSED_CODE else Refusal.REFUSED
            outbox.failed(
                session, reply, refusal, report.error_words or "the platform reports a failure", now
            )
        return
    if uncertain:
        outbox.sent(session, reply, report.message_id, "", now, CONFIRM_AFTER)
    if report.status in ("delivered", "read") and reply.state is ReplyState.SENT:
        outbox.confirmed(session, reply, now)

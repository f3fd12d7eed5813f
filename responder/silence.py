"""Approvers who say nothing: what needs a second person and waits too long is told to the unit above."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, cast, literal, select

from models import alerts
from models.clock import utcnow
from models.database import Database
from models.records import Alert, BulkApproval, Case, Reply, Unit
from models.settings import Settings
from models.vocabulary import AlertKind, ReplyState

BATCH = 50
EVERY = timedelta(seconds=30)
KEY = "approver-silent:"
BULK_KEY = "approver-silent:bulk-"


@dataclass
class SilentApprovers:
    """Raises one alert per waiting reply, at the parent of the unit that has the case."""

    database: Database
    settings: Settings
    _next: datetime | None = field(default=None)

    def step(self) -> bool:
        """Looks every half minute; True when there may be more."""
        now = utcnow()
        if self._next is not None and now < self._next:
            return False
        raised = max(self.look(now), self.look_at_bulks(now))
        self._next = None if raised == BATCH else now + EVERY
        return raised == BATCH

    def look(self, now: datetime) -> int:
        """Raises what is due; how many that were."""
        since = now - timedelta(hours=self.settings.approver_silence_hours)
        told = select(Alert.id).where(Alert.key == literal(KEY) + cast(Reply.id, String)).exists()
        with self.database.writing() as session:
            waiting = session.execute(
                select(Reply.id, Case)
                .join(Case, Case.id == Reply.case_id)
                .where(
                    Reply.state == ReplyState.AWAITING_APPROVAL,
                    Reply.second_approval_needed,
                    Reply.created_at <= since,
                    Case.closed_at.is_(None),
                    ~told,
                )
                .order_by(Reply.id)
                .limit(BATCH)
            ).all()
            for reply_id, case in waiting:
                unit = session.get_one(Unit, case.unit_id)
                alerts.raise_once(
                    session,
                    key=f"{KEY}{reply_id}",
                    kind=AlertKind.APPROVER_SILENT,
                    unit_id=unit.parent_id or unit.id,
                    case_id=case.id,
                    words=f"{case.code}: balasan belum dilepas penyetuju {unit.name}",
                    now=now,
                )
        return len(waiting)

    def look_at_bulks(self, now: datetime) -> int:
        """The same for replies that were prepared together; a preview too old to be released alarms nobody."""
        since = now - timedelta(hours=self.settings.approver_silence_hours)
        oldest = now - timedelta(hours=self.settings.approval_hours)
        told = select(Alert.id).where(Alert.key == literal(BULK_KEY) + cast(BulkApproval.id, String)).exists()
        with self.database.writing() as session:
            waiting = session.execute(
                select(BulkApproval.id, Unit)
                .join(Unit, Unit.id == BulkApproval.unit_id)
                .where(
                    BulkApproval.decided_at.is_(None),
                    BulkApproval.prepared_at <= since,
                    BulkApproval.prepared_at > oldest,
                    ~told,
                )
                .order_by(BulkApproval.id)
                .limit(BATCH)
            ).all()
            for bulk_id, unit in waiting:
                alerts.raise_once(
                    session,
                    key=f"{BULK_KEY}{bulk_id}",
                    kind=AlertKind.APPROVER_SILENT,
                    unit_id=unit.parent_id or unit.id,
                    words=f"balasan serentak belum dilepas penyetuju {unit.name}",
                    now=now,
                )
        return len(waiting)

"""Those who should decide and say nothing: a reply, replies together, a claim. Each is told, and climbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from models import alerts, tree, upward
from models.clock import utcnow
from models.database import Database
from models.records import Alert, BulkApproval, Case, Claim, Reply, Unit
from models.settings import Settings
from models.vocabulary import AlertKind, ClaimMatter, ReplyState

BATCH = 50
EVERY = timedelta(seconds=30)
KEY = "approver-silent:"
BULK_KEY = "approver-silent:bulk-"
# A reminder to whoever decides, then the unit above him, then the one above that.
REMINDERS = 3


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
        raised = max(self.look(now), self.look_at_bulks(now), self.look_at_claims(now))
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

    def look_at_claims(self, now: datetime) -> int:
        """Reminds of claims nobody decides on, once per unit on the way up; how many of the fullest turn."""
        with self.database.writing() as session:
            return max(self._remind(session, turn, now) for turn in range(1, REMINDERS + 1))

    def _remind(self, session: Session, turn: int, now: datetime) -> int:
        since = now - turn * timedelta(hours=self.settings.claim_silence_hours)
        key = literal(upward.SILENT_KEY) + cast(Claim.id, String) + literal(f":{turn}")
        told = select(Alert.id).where(Alert.key == key).exists()
        waiting = session.execute(
            select(Claim, Case)
            .outerjoin(Case, Case.id == Claim.case_id)
            .where(upward.undecided(), Claim.claimed_at <= since, ~told)
            .order_by(Claim.id)
            .limit(BATCH)
        ).all()
        for claim, case in waiting:
            alerts.raise_once(
                session,
                key=f"{upward.SILENT_KEY}{claim.id}:{turn}",
                kind=AlertKind.APPROVER_SILENT,
                unit_id=_whose_turn(session, claim, turn).id,
                case_id=claim.case_id,
                words=_waits(session, claim, case),
                now=now,
            )
        return len(waiting)


def _whose_turn(session: Session, claim: Claim, turn: int) -> Unit:
    """The unit that is told in this turn: first where the claim is decided on, then upwards to the top."""
    own = claim.matter is ClaimMatter.DONE
    home = session.get_one(Unit, claim.unit_id) if own else claim.claimed_by.unit
    line = list(reversed(tree.ancestors(session, home)))
    return line[min(turn - own, len(line) - 1)]


def _waits(session: Session, claim: Claim, case: Case | None) -> str:
    unit, code = session.get_one(Unit, claim.unit_id), f"{case.code}: " if case is not None else ""
    if claim.matter is ClaimMatter.DONE:
        return f"{code}pernyataan selesai {unit.name} belum diperiksa peran lain"
    return f"{code}pernyataan {unit.name} belum diputuskan komando di atasnya"

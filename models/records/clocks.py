"""The clocks the law sets for a case, and what stopped a clock of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, BigId, UtcDateTime, Word
from models.vocabulary import ClockKind, PauseReason


class CaseClock(Base):
    """One working-day clock of a case; `timezone` is that of the unit which had the case when it began."""

    __tablename__ = "case_clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        Index("ix_case_clocks_running", "met_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[ClockKind] = mapped_column(Word(ClockKind))
    timezone: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int]  # working days allowed
    paused_days: Mapped[int] = mapped_column(default=0)  # working days that did not count
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)

    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pause_reason: Mapped[PauseReason | None] = mapped_column(Word(PauseReason))
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # this law no longer applies
    breached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # told once that it ran out


class SendPause(Base):
    """A stretch of time in which nothing was sent: of all units, a unit with those below, or one account."""

    __tablename__ = "send_pauses"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # "switch:sends_paused", "unit:12", "account:3": as in the audit trail.
    target: Mapped[str] = mapped_column(String(60), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

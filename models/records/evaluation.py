"""What a unit is measured by: the clocks it missed, and what it states that others have to confirm."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, UtcDateTime, Word
from models.records.units import Officer
from models.vocabulary import ClaimMatter, Deadline


class Breach(Base):
    """A clock that ran out, and the unit that had the matter then. Exactly one of case and request is set.

    Whether and when it was met after all is read from the case, its clock or the request; only news,
    whose clock begins again, keeps it here.
    """

    __tablename__ = "breaches"
    __table_args__ = (Index("ix_breaches_unit_due", "unit_id", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # "first_answer:17": no clock is noted twice
    deadline: Mapped[Deadline] = mapped_column(Word(Deadline))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("data_requests.id"), index=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    excused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Claim(Base):
    """What an officer states for a unit; it holds once somebody who may has confirmed it.

    `unit_id` is the unit it is counted for. `reason` is what the decision rests on, either way.
    """

    __tablename__ = "claims"
    __table_args__ = (
        Index("ix_claims_open", "decided_at", "case_id"),
        Index("ix_claims_unit", "unit_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    matter: Mapped[ClaimMatter] = mapped_column(Word(ClaimMatter))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    breach_id: Mapped[int | None] = mapped_column(ForeignKey("breaches.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    claimed_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    evidence: Mapped[str] = mapped_column(default="")
    tell: Mapped[bool] = mapped_column(default=True)  # the citizen is told once it is confirmed
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed: Mapped[bool | None]  # None: nobody has decided, or the case moved on meanwhile
    reason: Mapped[str] = mapped_column(default="")

    claimed_by: Mapped[Officer] = relationship(foreign_keys=[claimed_by_id])
    decided_by: Mapped[Officer | None] = relationship(foreign_keys=[decided_by_id])

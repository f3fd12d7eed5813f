"""What follows an answer: who says it is done and who confirms it, and what the citizen says of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, UtcDateTime
from models.records.units import Officer


class DoneClaim(Base):
    """An officer says that a case is done; it is closed once somebody of another role has confirmed it."""

    __tablename__ = "done_claims"
    __table_args__ = (Index("ix_done_claims_open", "decided_at", "case_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    claimed_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    evidence: Mapped[str] = mapped_column(default="")
    tell: Mapped[bool] = mapped_column(default=True)  # the citizen is told once it is confirmed
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed: Mapped[bool | None]  # None: nobody has decided, or the case moved on meanwhile
    reason: Mapped[str] = mapped_column(default="")

    claimed_by: Mapped[Officer] = relationship(foreign_keys=[claimed_by_id])


class Satisfaction(Base):
    """What the citizen says of a closed case, 1 to 5, once."""

    __tablename__ = "satisfactions"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    score: Mapped[int]
    words_masked: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ContactDetail(Base):
    """How a citizen may be reached about a case, as he wrote it behind his PIN: sealed."""

    __tablename__ = "contact_details"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Tombstone(Base):
    """The hash of the id of a message that was erased: reading it again does not bring it back."""

    __tablename__ = "tombstones"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What follows an answer: what the citizen says of it, how he is reached, and what was erased for him."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, UtcDateTime


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

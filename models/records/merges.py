"""Duplicate cases that officers made one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, BigId, Json, UtcDateTime


class CaseMerge(Base):
    """A case that goes on in another one; `before` is the other's clock as it stood, for taking it back."""

    __tablename__ = "case_merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    before: Mapped[dict[str, str]] = mapped_column(Json)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

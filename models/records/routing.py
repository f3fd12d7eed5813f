"""Where a case seems to belong: told to the officer, who decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, UtcDateTime


class RouteSuggestion(Base):
    """The unit that a case's words point to, one a case; nothing is handed over by it."""

    __tablename__ = "route_suggestions"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    # Official names, nearest first, "Tebet, Kota Administrasi Jakarta Selatan"; empty where no place was told.
    region: Mapped[str] = mapped_column(String(300), default="")
    competence: Mapped[str] = mapped_column(String(20), default="general")
    # The unit of the place may not investigate: the one above it is suggested.
    above: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

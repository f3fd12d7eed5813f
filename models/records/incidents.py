"""What makes cases one incident, how far it spreads as a whole, and what officers changed by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, Json, UtcDateTime, Word
from models.records.units import Officer
from models.vocabulary import Channel


class IncidentKey(Base):
    """One thing by which another case may know this one: hashed, so that no link or text is kept twice."""

    __tablename__ = "incident_keys"
    __table_args__ = (UniqueConstraint("key", "case_id"), Index("ix_incident_keys_found", "key", "last_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(
        String(60)
    )  # "post:...", "link:...", "media:...", "band:...", "place:..."
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class IncidentForecast(Base):
    """The posts of an incident added up at one moment, and the chance that together they go viral."""

    __tablename__ = "incident_forecasts"
    __table_args__ = (Index("ix_incident_forecasts_newest", "incident_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    model_version: Mapped[str] = mapped_column(String(80))
    calibrated: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[Channel] = mapped_column(
        Word(Channel)
    )  # in whose unit reach, threshold and sizes are told
    posts: Mapped[int]
    reach: Mapped[float]
    threshold: Mapped[int]
    p_1h: Mapped[float]
    p_6h: Mapped[float]
    p_24h: Mapped[float]
    p_72h: Mapped[float]
    size_low: Mapped[float]
    size_mid: Mapped[float]
    size_high: Mapped[float]
    band: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)


class IncidentMove(Base):
    """A case that an officer put into an incident or took out; `act` holds the moves of one act together."""

    __tablename__ = "incident_moves"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    act: Mapped[str] = mapped_column(String(32), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    officer: Mapped[Officer] = relationship()

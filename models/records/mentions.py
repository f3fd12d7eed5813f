"""What the public said, how far it reached, and what the model made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.accounts import Account
from models.records.base import Base, BigId, Json, UtcDateTime, Word
from models.vocabulary import (
    Category,
    Channel,
    InboundKind,
    InboundState,
    Kind,
    MentionKind,
    Verdict,
)

UNASSESSED = "assessed_at IS NULL"


class _Row(Protocol):
    """What SQLAlchemy hands to the default of a column."""

    def get_current_parameters(self) -> dict[str, Any]: ...


def _as_it_came(row: _Row) -> datetime:
    came: datetime = row.get_current_parameters()["assess_after"]
    return came


class InboundBody(Base):
    """A webhook body as it came, after its signature was verified."""

    __tablename__ = "inbound_bodies"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class InboundEvent(Base):
    """One message, status or comment out of a webhook body, waiting to be parsed."""

    __tablename__ = "inbound_events"
    __table_args__ = (
        UniqueConstraint("channel", "kind", "external_id"),
        Index("ix_inbound_events_due", "state", "kind", "not_before"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("inbound_bodies.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    kind: Mapped[InboundKind] = mapped_column(Word(InboundKind))
    account_external_id: Mapped[str] = mapped_column(String(100))
    external_id: Mapped[str] = mapped_column(String(300))
    payload: Mapped[dict[str, object]] = mapped_column(Json)
    state: Mapped[InboundState] = mapped_column(Word(InboundState), default=InboundState.PENDING)
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)


class Mention(Base):
    """One thing a citizen addressed to one of our accounts."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("channel", "account_id", "external_id"),
        Index("ix_mentions_unassessed", "assessed_at", "assess_rank"),
        Index(
            "ix_mentions_unassessed_of",
            *("account_id", "id"),
            sqlite_where=text(UNASSESSED),
            postgresql_where=text(UNASSESSED),
        ),
        Index("ix_mentions_measure", "next_measure_at"),
        Index("ix_mentions_thread", "account_id", "thread_id"),
        Index("ix_mentions_unit_created", "unit_id", "created_at"),
        Index("ix_mentions_account_created", "account_id", "created_at"),
        Index("ix_mentions_unit_verdict", "unit_id", "verdict", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    external_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MentionKind] = mapped_column(Word(MentionKind))
    thread_id: Mapped[str] = mapped_column(String(200))
    in_reply_to: Mapped[str | None] = mapped_column(String(200), index=True)
    permalink: Mapped[str] = mapped_column(String(500), default="")

    text: Mapped[str]
    text_masked: Mapped[str] = mapped_column(default="")
    context: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list)
    media: Mapped[list[str]] = mapped_column(Json, default=list)
    mentioned_handles: Mapped[list[str]] = mapped_column(Json, default=list)
    lang: Mapped[str | None] = mapped_column(String(10))

    # Kept only so that we can answer and attribute reach; there is no person record.
    author_handle: Mapped[str] = mapped_column(String(100))
    author_external_id: Mapped[str] = mapped_column(String(100))
    author_followers: Mapped[int | None]
    author_verified: Mapped[bool | None]

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)  # by the platform's clock
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)  # by ours
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assess_after: Mapped[datetime] = mapped_column(UtcDateTime)
    # Its place in the line for assessment (`models.assess_line`); a claim moves `assess_after` only.
    assess_rank: Mapped[datetime] = mapped_column(UtcDateTime, default=_as_it_came)
    assess_attempts: Mapped[int] = mapped_column(default=0)
    assess_error: Mapped[str] = mapped_column(default="")
    assessed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)

    next_measure_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forecast_due: Mapped[bool] = mapped_column(default=False, index=True)  # new numbers nobody has judged yet
    viral_band: Mapped[int] = mapped_column(default=0)
    # What the newest forecast expects (`models.remeasuring.Outlook`); it decides when reach is read next.
    watch_p_1h: Mapped[float | None]
    watch_p_72h: Mapped[float | None]
    watch_pace: Mapped[float | None]
    watch_left: Mapped[float | None]

    account: Mapped[Account] = relationship()


class ReachReading(Base):
    """Public numbers of a mention at one moment; None where the platform does not say."""

    __tablename__ = "reach_readings"
    __table_args__ = (Index("ix_reach_readings_mention_measured", "mention_id", "measured_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    likes: Mapped[int | None]
    shares: Mapped[int | None]
    replies: Mapped[int | None]
    quotes: Mapped[int | None]
    views: Mapped[int | None]


class Assessment(Base):
    """What one model version made of one mention; corrected by a human in `Correction`, never here."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    model_version: Mapped[str] = mapped_column(String(80))
    degraded: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    p_actionable: Mapped[float]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    p_kind: Mapped[float]
    category: Mapped[Category] = mapped_column(Word(Category))
    p_category: Mapped[float]
    urgency: Mapped[int]
    p_emergency: Mapped[float]
    about_officer: Mapped[bool]
    p_about_officer: Mapped[float]
    victim_sensitive: Mapped[bool]
    p_victim_sensitive: Mapped[float]
    language: Mapped[str] = mapped_column(String(20), default="")
    out_of_distribution: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list)
    similar: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list)
    # What each probability was held against, by name; None where it was judged before these were kept.
    thresholds: Mapped[dict[str, float] | None] = mapped_column(Json)


class ViralForecast(Base):
    """The chance that a mention crosses the viral threshold, by horizon, at one moment."""

    __tablename__ = "viral_forecasts"
    __table_args__ = (Index("ix_viral_forecasts_mention_created", "mention_id", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    model_version: Mapped[str] = mapped_column(String(80))
    calibrated: Mapped[bool] = mapped_column(default=False)
    threshold: Mapped[int]
    p_1h: Mapped[float]
    p_6h: Mapped[float]
    p_24h: Mapped[float]
    p_72h: Mapped[float]
    size_low: Mapped[float]
    size_mid: Mapped[float]
    size_high: Mapped[float]
    band: Mapped[int]  # 0 calm, 1 watch, 2 rising, 3 dangerous
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)


class Correction(Base):
    """An officer's label for a mention: what the next model learns from, where that is allowed."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actionable: Mapped[bool]
    category: Mapped[Category] = mapped_column(Word(Category))
    urgency: Mapped[int]
    about_officer: Mapped[bool]
    training_allowed: Mapped[bool]  # copied from the account when the label was given

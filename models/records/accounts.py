"""Our accounts on the platforms, their schedule, health and gaps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, UtcDateTime, Word
from models.records.units import Unit
from models.vocabulary import Channel, GapKind, Health


class Account(Base):
    """One account of ours; its row is its schedule (`next_poll_at`, `lease_until`)."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_accounts_due", "enabled", "next_poll_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    handle: Mapped[str] = mapped_column(String(100))
    external_id: Mapped[str] = mapped_column(String(100))
    central: Mapped[bool] = mapped_column(
        default=False
    )  # one number for many units, told apart by unit codes

    enabled: Mapped[bool] = mapped_column(default=True)
    sends_paused: Mapped[bool] = mapped_column(default=False)
    approval_ref: Mapped[str] = mapped_column(String(200), default="")
    verified: Mapped[bool] = mapped_column(default=False, server_default=false())  # the platform's own mark
    training_allowed: Mapped[bool] = mapped_column(default=False)
    credential_sealed: Mapped[str] = mapped_column(default="")
    adapter_state_sealed: Mapped[str] = mapped_column(default="")
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: never, or nobody knows

    cursor: Mapped[str | None] = mapped_column(Text)
    next_poll_at: Mapped[datetime] = mapped_column(UtcDateTime)
    poll_seconds: Mapped[float] = mapped_column(default=60.0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str] = mapped_column(String(60), default="")

    health: Mapped[Health] = mapped_column(Word(Health), default=Health.UNKNOWN)
    health_reason: Mapped[str] = mapped_column(default="")
    health_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    last_polled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_ok_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_mention_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Mentions a day as usual, counted once a day; None while too little is known.
    usual_per_day: Mapped[float | None]
    usual_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reads_billed: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()


class PollGap(Base):
    """A stretch of time in which an account may have missed mentions, and what came back of it."""

    __tablename__ = "poll_gaps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[GapKind] = mapped_column(Word(GapKind))
    reason: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recovered: Mapped[int] = mapped_column(default=0)
    complete: Mapped[bool] = mapped_column(
        default=False
    )  # True: everything since `started_at` was read afterwards


class ReachCost(Base):
    """What reading the reach of an account's mentions took on one day (UTC): calls, and posts read in them."""

    __tablename__ = "reach_costs"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    requests: Mapped[int] = mapped_column(default=0)
    readings: Mapped[int] = mapped_column(default=0)


class RateWindow(Base):
    """Platform requests already spent in one window, by scope ("x:app", "x:account:12")."""

    __tablename__ = "rate_windows"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[int] = mapped_column(default=0)


class TimelineLook(Base):
    """How far our own timeline of an account was judged, and when our replies on it were last counted."""

    __tablename__ = "timeline_looks"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    judged_until: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bookmark: Mapped[str] = mapped_column(Text, default="", server_default="")  # the platform reader's own

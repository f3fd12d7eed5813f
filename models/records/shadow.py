"""Shadow mode: where it is on, what would have been posted, and what people posted themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, BigId, UtcDateTime

STILL_ON = "ended_at IS NULL"


class ShadowMode(Base):
    """A stretch of time in which nothing was posted for `target`: everything, or "unit:<id>" and all below it.

    Switching off takes two: one asks with a reason, another ends it.
    """

    __tablename__ = "shadow_modes"
    __table_args__ = (
        Index(
            "ix_shadow_modes_on",
            "target",
            unique=True,
            sqlite_where=text(STILL_ON),
            postgresql_where=text(STILL_ON),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    target: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    began_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))

    end_reason: Mapped[str] = mapped_column(String(300), default="")
    end_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))


class ShadowPost(Base):
    """The text of a reply at the moment at which it would have been posted; never changed afterwards."""

    __tablename__ = "shadow_posts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandPost(Base):
    """A post on our own timeline that answers a citizen and did not come from here, as the watch saw it."""

    __tablename__ = "hand_posts"
    __table_args__ = (UniqueConstraint("account_id", "external_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(200))
    text_masked: Mapped[str]
    url: Mapped[str] = mapped_column(String(500), default="")
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)

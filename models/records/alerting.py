"""Whom alerts reach and how: addresses of officers and units, and each message on its way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, BigId, UtcDateTime, Word
from models.vocabulary import AlertRoute, DeliveryState


class AlertAddress(Base):
    """Where alerts reach an officer, or the desk of a unit: a browser, a mailbox, a chat, a webhook.

    Exactly one of `officer_id` and `unit_id` is set. The address itself is sealed; `key` is its keyed
    hash, so that one browser or mailbox stands here once per owner.
    """

    __tablename__ = "alert_addresses"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    route: Mapped[AlertRoute] = mapped_column(Word(AlertRoute))
    label: Mapped[str] = mapped_column(String(120))  # what the page shows: never the address itself
    sealed: Mapped[str]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(default="")


class AlertDelivery(Base):
    """One alert on its way to one officer or desk; `due_at` is the next try. `key` keeps it from being doubled."""

    __tablename__ = "alert_deliveries"
    __table_args__ = (Index("ix_alert_deliveries_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alerts.id"), index=True)  # None: a test message
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    address_id: Mapped[int | None] = mapped_column(
        ForeignKey("alert_addresses.id", ondelete="SET NULL"), index=True
    )
    route: Mapped[AlertRoute] = mapped_column(Word(AlertRoute))
    level: Mapped[int] = mapped_column(default=0)  # the step of the escalation that told him

    state: Mapped[DeliveryState] = mapped_column(Word(DeliveryState), default=DeliveryState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    link_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SealedKey(Base):
    """A key pair of this installation, made once: the public half open, the private one sealed."""

    __tablename__ = "sealed_keys"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    public: Mapped[str]
    sealed: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

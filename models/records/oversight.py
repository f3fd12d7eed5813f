"""What the command, the auditor and the law look at."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, BigId, Json, UtcDateTime, Word
from models.vocabulary import AlertKind, Category, CategoryGroup, Law


class AuditEntry(Base):
    """One act, chained to the one before by its hash; rows are only ever added."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)  # also the place in the chain, without gaps
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(160))  # "officer:12", "worker:worker-1", "cli"
    act: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120))  # "case:17", "reply:4"
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    detail: Mapped[dict[str, object]] = mapped_column(Json, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The one row every auditor writes through: its lock puts the chain in order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    last_id: Mapped[int] = mapped_column(BigId)
    last_hash: Mapped[str] = mapped_column(String(64))


class AccessLog(Base):
    """Who opened which case, and why he could."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    page: Mapped[str] = mapped_column(String(60))


class DataRequest(Base):
    """A citizen's request to see or erase what is kept, with the legal clock."""

    __tablename__ = "data_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # access | erase
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who prepared the answer; another officer confirms it, which is `answered_at`.
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(default="")


class SlaPolicy(Base):
    """The times of a unit, category (or group) and urgency, and the law they stand under; most specific wins."""

    __tablename__ = "sla_policies"
    __table_args__ = (UniqueConstraint("unit_id", "category", "group", "urgency"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    category: Mapped[Category | None] = mapped_column(Word(Category))
    group: Mapped[CategoryGroup | None] = mapped_column(Word(CategoryGroup))
    urgency: Mapped[int | None]
    law: Mapped[Law | None] = mapped_column(Word(Law))  # None: as the matter has it
    # Whether the clocks of the law rest while the citizen is asked for details.
    waits_for_citizen: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_answer_minutes: Mapped[int]
    next_news_hours: Mapped[int] = mapped_column(default=72)


class Holiday(Base):
    """A day on which working-day clocks rest."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Escalation(Base):
    """Silence that climbed the command chain: from which unit, to which, at which mark."""

    __tablename__ = "escalations"
    __table_args__ = (UniqueConstraint("case_id", "level"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    level: Mapped[int]  # 1 amber (24 h), 2 red (48 h), 3 to the parent and Posko (72 h)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Alert(Base):
    """Something a person must see now; `key` keeps one matter from being raised twice."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_open", "acknowledged_at", "unit_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[AlertKind] = mapped_column(Word(AlertKind))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    words: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))

    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    told_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # whose people were told last
    level: Mapped[int] = mapped_column(default=0, server_default="0")  # steps it has climbed unseen
    escalate_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Switch(Base):
    """A switch of the whole service, such as the kill switch "sends_paused"."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    on: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(160))


class ModelVersion(Base):
    """A trained model, what it was measured at, and whether it is the live one."""

    __tablename__ = "model_versions"
    __table_args__ = (UniqueConstraint("task", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    task: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(80))
    live: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    measures: Mapped[dict[str, object]] = mapped_column(Json, default=dict)


class Heartbeat(Base):
    """The last sign of life of one stage on one worker."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)  # "worker-1:listener"
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    pid: Mapped[int]
    note: Mapped[str] = mapped_column(default="")

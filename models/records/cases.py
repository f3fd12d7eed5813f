"""Cases, what happened to them, and the incidents they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, Json, UtcDateTime, Word
from models.records.units import Officer, Unit
from models.vocabulary import Category, Channel, EventKind, Stage

WAITS = "closed_at IS NULL AND first_answered_at IS NULL"
# A clock that was put off after it was noted as missed may be missed again.
UNNOTED = "(answer_missed_at IS NULL OR answer_missed_at < due_at)"
NO_NEWS = "closed_at IS NULL AND (news_missed_at IS NULL OR news_missed_at < next_news_at)"


class Incident(Base):
    """Several cases about one event."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    key: Mapped[str] = mapped_column(
        String(300), index=True
    )  # what ties them: the quoted post, the shared link
    title: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    viral_band: Mapped[int] = mapped_column(default=0, server_default="0")  # of all its posts together


class Case(Base):
    """One complaint with one clock, one owner and one ticket code."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_inbox", "unit_id", "closed_at", "attention_at"),
        Index("ix_cases_attention", "closed_at", "attention_at"),
        Index("ix_cases_thread", "account_id", "thread_id"),
        Index("ix_cases_viral", "closed_at", "viral_band"),
        Index("ix_cases_unit_came", "unit_id", "first_mention_at"),
        # Both columns are empty in all its rows: SQLite chooses the index, and reads no case beside it, only
        # where they are in it.
        Index(
            "ix_cases_waiting",
            *("closed_at", "first_answered_at", "unit_id", "due_at", "first_mention_at"),
            *("about_officer", "accused_unit_id", "excused"),
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
        # What the watch over the clocks has yet to note; hardly ever more than a few rows.
        Index(
            "ix_cases_answer_unnoted",
            "due_at",
            sqlite_where=text(f"{WAITS} AND {UNNOTED}"),
            postgresql_where=text(f"{WAITS} AND {UNNOTED}"),
        ),
        Index(
            "ix_cases_news_unnoted",
            "next_news_at",
            sqlite_where=text(NO_NEWS),
            postgresql_where=text(NO_NEWS),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    secret_sealed: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    # The unit complained about: never sees a case about its own officers.
    accused_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    thread_id: Mapped[str] = mapped_column(String(200))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    # The case in which a duplicate goes on; it is closed itself, and its code shows the other's state.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    # How near its first words are to those they copy, 0 to 1; None where they copy none.
    likeness: Mapped[float | None]

    subject: Mapped[str] = mapped_column(String(300))  # first words of the citizen, masked
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.RECEIVED)
    needs_triage: Mapped[bool] = mapped_column(default=False)
    category: Mapped[Category] = mapped_column(Word(Category))
    urgency: Mapped[int]
    about_officer: Mapped[bool] = mapped_column(default=False)
    victim_sensitive: Mapped[bool] = mapped_column(default=False)
    viral_band: Mapped[int] = mapped_column(default=0)
    mention_count: Mapped[int] = mapped_column(default=0)
    # It passes on what others saw: a call to act, no report of its own.
    second_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Others about the same event, or of the same author, hold their places in the inbox before it.
    crowded: Mapped[bool] = mapped_column(default=False, server_default=false())
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))

    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_mention_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # first answer
    # What `due_at` was put off by: sending was stopped, or the case closed before it was answered.
    paused_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    # When somebody must look at the latest; the inbox is ordered by it, so order needs no recount as time goes by.
    attention_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The first word of a person after the canned acknowledgement, which is no follow-up.
    followed_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_news_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When an overloaded unit said it would get to the case; what it promised holds where it is earlier.
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_news_hours: Mapped[int] = mapped_column(default=72, server_default="72")
    escalated_level: Mapped[int] = mapped_column(default=0)
    # When it was noted that the clock of the first answer, or of the next news, had run out.
    answer_missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    news_missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A command above the unit has confirmed that the late first answer was not its fault.
    excused: Mapped[bool] = mapped_column(default=False, server_default=false())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    assigned_to: Mapped[Officer | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (its type is SQLAlchemy's)


class CaseEvent(Base):
    """One fact in the history of a case; rows are only ever added."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mentions.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"))
    detail: Mapped[dict[str, object]] = mapped_column(Json, default=dict)

    officer: Mapped[Officer | None] = relationship()

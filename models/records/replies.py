"""Our words: templates, and each reply on its way through the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.records.base import Base, BigId, UtcDateTime, Word
from models.records.cases import Case
from models.records.mentions import Mention
from models.records.units import Officer
from models.vocabulary import BulkOutcome, CategoryGroup, Channel, Refusal, ReplyKind, ReplyState


class ReplyTemplate(Base):
    """One variant of a standard text; the nearest unit up the tree that has one wins."""

    __tablename__ = "reply_templates"
    __table_args__ = (Index("ix_reply_templates_kind", "reply_kind", "active"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    reply_kind: Mapped[ReplyKind] = mapped_column(Word(ReplyKind))
    group: Mapped[CategoryGroup | None] = mapped_column(Word(CategoryGroup))
    channel: Mapped[Channel | None] = mapped_column(Word(Channel))
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    # The first version of the same variant; None for a first version. Of all of them at most one is active.
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("reply_templates.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    approved_by: Mapped[str] = mapped_column(String(120), default="")


class Reply(Base):
    """One reply and its true state. (mention, kind, ordinal) is unique: nothing is answered twice."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("mention_id", "kind", "ordinal"),
        Index("ix_replies_due", "state", "due_at"),
        Index("ix_replies_account_sent", "account_id", "sent_at"),
        Index("ix_replies_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    kind: Mapped[ReplyKind] = mapped_column(Word(ReplyKind))
    ordinal: Mapped[int] = mapped_column(default=0)  # 0 for the one acknowledgement; counts progress notices

    text: Mapped[str]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("reply_templates.id"))
    edited: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(
        String(40), unique=True
    )  # carried to the platform where it can carry one

    state: Mapped[ReplyState] = mapped_column(Word(ReplyState), default=ReplyState.DRAFT)
    state_reason: Mapped[str] = mapped_column(default="")
    refusal: Mapped[Refusal | None] = mapped_column(Word(Refusal))
    # The moment of the next step in this state: end of the hold, next try, end of the settle window.
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(default=0)
    sends: Mapped[int] = mapped_column(default=0)  # how often the platform was really called

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    approved_hash: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str | None] = mapped_column(String(60), unique=True)
    second_approval_needed: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    first_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_id: Mapped[str | None] = mapped_column(String(200), index=True)
    external_url: Mapped[str] = mapped_column(String(500), default="")

    mention: Mapped[Mention] = relationship()
    case: Mapped[Case] = relationship()
    approved_by: Mapped[Officer | None] = relationship()


class BulkApproval(Base):
    """Several replies of one standard text and one class, prepared by one officer and released together.

    Up to `models.bulk.ALONE` of them are decided on at once; more wait for a second person.
    """

    __tablename__ = "bulk_approvals"
    __table_args__ = (Index("ix_bulk_approvals_open", "decided_at", "unit_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))  # the preparing officer's
    template_id: Mapped[int] = mapped_column(ForeignKey("reply_templates.id"))
    group: Mapped[CategoryGroup] = mapped_column(Word(CategoryGroup))
    # The newest event of any case when the texts were shown: what happened later was not seen.
    seen_event_id: Mapped[int] = mapped_column(BigId)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released: Mapped[bool | None]

    template: Mapped[ReplyTemplate] = relationship()


class BulkLine(Base):
    """One reply of a bulk approval: the text that was seen, and what became of it."""

    __tablename__ = "bulk_lines"
    __table_args__ = (UniqueConstraint("bulk_id", "reply_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_approvals.id"))
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"), index=True)
    text_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[BulkOutcome] = mapped_column(Word(BulkOutcome), default=BulkOutcome.WAITING)
    reason: Mapped[str] = mapped_column(default="")  # a worker's or the guard's words, where there are any

    reply: Mapped[Reply] = relationship()


class OptOut(Base):
    """An author who asked for no more replies: a keyed hash, not a person."""

    __tablename__ = "opt_outs"
    __table_args__ = (UniqueConstraint("channel", "author_hash"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    author_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

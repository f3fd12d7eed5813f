"""Asking a citizen privately where he wrote: which way there is, until when, and how often.

A message is answered in its conversation while that is open. Under a comment on our own Instagram post
Meta allows one private reply, within seven days; it opens no conversation until the citizen answers.
Everywhere else there is none, and he is offered the form behind his ticket code instead.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import Mention, Reply
from models.vocabulary import Channel, MentionKind, ReplyKind, ReplyState

# WhatsApp answers free text for 24 h after the citizen's last message; Instagram direct likewise.
DIRECT_WINDOW = timedelta(hours=24)
PRIVATE_REPLY_WINDOW = timedelta(days=7)
# A private reply in one of these states has surely not reached anybody.
_NOT_SENT = (ReplyState.REJECTED, ReplyState.CANCELLED, ReplyState.FAILED, ReplyState.EXPIRED)


def is_private_reply(kind: ReplyKind, mention: Mention) -> bool:
    """Whether a reply of this kind goes to the author of a comment, and to nobody else."""
    commented = mention.kind in (MentionKind.COMMENT, MentionKind.REPLY)
    return kind is ReplyKind.DETAILS and mention.channel is Channel.INSTAGRAM and commented


def closes_at(session: Session, kind: ReplyKind, mention: Mention) -> datetime | None:
    """When the platform stops taking such a reply to the mention; None where it never does."""
    if is_private_reply(kind, mention):
        return mention.created_at + PRIVATE_REPLY_WINDOW
    in_conversation = mention.kind is MentionKind.DIRECT and mention.channel is Channel.INSTAGRAM
    if mention.channel is not Channel.WHATSAPP and not in_conversation:
        return None
    last = session.scalar(
        select(func.max(Mention.created_at)).where(
            Mention.account_id == mention.account_id,
            Mention.thread_id == mention.thread_id,
            Mention.kind == MentionKind.DIRECT,
        )
    )
    return (last or mention.created_at) + DIRECT_WINDOW


def is_open(session: Session, mention: Mention, now: datetime) -> bool:
    """Whether the author can be asked privately in answer to this mention."""
    until = closes_at(session, ReplyKind.DETAILS, mention)
    if until is not None and now > until:
        return False
    if is_private_reply(ReplyKind.DETAILS, mention):
        asked = select(Reply.id).where(Reply.mention_id == mention.id, Reply.kind == ReplyKind.DETAILS)
        return session.scalar(asked.limit(1)) is None
    return mention.channel is Channel.WHATSAPP or mention.kind is MentionKind.DIRECT


def asked_case_id(session: Session, mention: Mention, within: timedelta) -> int | None:
    """The case about which the author of a message was asked under his comment, by this very account."""
    if mention.channel is not Channel.INSTAGRAM or mention.kind is not MentionKind.DIRECT:
        return None
    return session.scalar(
        select(Reply.case_id)
        .join(Mention, Mention.id == Reply.mention_id)
        .where(
            Reply.kind == ReplyKind.DETAILS,
            Reply.account_id == mention.account_id,
            Reply.first_attempt_at > mention.created_at - within,
            Reply.state.not_in(_NOT_SENT),
            Mention.author_external_id == mention.author_external_id,
        )
        .order_by(Reply.first_attempt_at.desc(), Reply.id.desc())
        .limit(1)
    )

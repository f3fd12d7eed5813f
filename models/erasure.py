"""Taking a contact's words, handles and numbers out of every table, and leaving what is counted."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from models import vault
from models.records import (
    Alert,
    Assessment,
    BulkLine,
    Case,
    CaseEvent,
    Claim,
    ContactDetail,
    DataRequest,
    HandPost,
    InboundBody,
    InboundEvent,
    Incident,
    IncidentKey,
    Mention,
    Reply,
    RouteSuggestion,
    Satisfaction,
    ShadowPost,
    Tombstone,
)
from models.vocabulary import Channel, ReplyState

GONE = "[akun]"
ERASED = "erased"  # what the hashes of erased names are for
# What the history keeps: codes, moments and numbers. Anything a person may have typed goes.
KEPT = frozenset(
    {
        "action",
        "actionable",
        "after",
        "alert",
        "attempt",
        "band",
        "before",
        "by",
        "by_hand",
        "category",
        "clock",
        "code",
        "due",
        "hours",
        "kind",
        "level",
        "matter",
        "model",
        "of",
        "officers",
        "on_duty",
        "own_minutes",
        "reply_kind",
        "score",
        "to",
        "urgency",
        "verdict",
        "why",
    }
)
UNSENT = (ReplyState.DRAFT, ReplyState.AWAITING_APPROVAL, ReplyState.APPROVED)


@dataclass(frozen=True)
class Contact:
    """An author of one channel."""

    channel: Channel
    author_id: str
    handle: str


def tombstone_key(secret_key: str, channel: Channel, account_id: int, external_id: str) -> str:
    """What is left of an erased message: it is known again by this installation, and nothing is told of it.

    Ids of messages can be counted through, so a hash without the installation's key would hide nothing. The
    key is laid over the hash that was kept before there was one, so that those could be carried over.
    """
    plain = hashlib.sha256(f"tanggap:erased:{channel}:{account_id}:{external_id}".encode()).hexdigest()
    return vault.keyed_hash(secret_key, ERASED, plain)


def erased_name(secret_key: str, external_id: str) -> str:
    """What stands in the place of the name of something a webhook brought, once it was erased."""
    plain = hashlib.sha256(f"tanggap:inbound:{external_id}".encode()).hexdigest()
    return f"erased:{vault.keyed_hash(secret_key, ERASED, plain)}"


def mentions_of(session: Session, contact: Contact) -> Sequence[Mention]:
    """Everything the contact wrote, oldest first."""
    his = Mention.channel == contact.channel, Mention.author_external_id == contact.author_id
    return session.scalars(select(Mention).where(*his).order_by(Mention.created_at, Mention.id)).all()


def cases_of(session: Session, contact: Contact) -> Sequence[Case]:
    """The cases the contact has a word in."""
    ids = {one.case_id for one in mentions_of(session, contact) if one.case_id is not None}
    return session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id)).all()


def erase(session: Session, contact: Contact, secret_key: str, now: datetime) -> dict[str, int]:
    """Anonymises all of it in the caller's transaction; how many messages and cases that were."""
    mentions, cases = mentions_of(session, contact), cases_of(session, contact)
    for case in cases:
        _case(session, case)
    _inbound(session, contact, secret_key, [one.external_id for one in mentions])
    for one in mentions:
        _mention(session, one, secret_key, now)
    _others(session, contact)
    session.flush()
    return {"messages": len(mentions), "cases": len(cases)}


def _mention(session: Session, one: Mention, secret_key: str, now: datetime) -> None:
    key = tombstone_key(secret_key, one.channel, one.account_id, one.external_id)
    session.merge(Tombstone(key=key, erased_at=now))
    session.execute(delete(IncidentKey).where(IncidentKey.mention_id == one.id))
    session.execute(update(Assessment).where(Assessment.mention_id == one.id).values(reasons=[], similar=[]))
    session.execute(update(HandPost).where(HandPost.mention_id == one.id).values(text_masked="", url=""))
    answers = Mention.account_id == one.account_id, Mention.in_reply_to == one.external_id
    session.execute(update(Mention).where(*answers).values(in_reply_to=None))
    # A thread may be named by a telephone number, and the hash of one is guessed in minutes.
    same = Mention.account_id == one.account_id, Mention.thread_id == one.thread_id
    session.execute(update(Mention).where(*same).values(thread_id=f"erased:{secrets.token_hex(16)}"))
    one.external_id, one.in_reply_to = f"erased:{key}", None
    one.text = one.text_masked = one.permalink = one.assess_error = ""
    one.context, one.media, one.mentioned_handles = [], [], []
    one.author_handle = one.author_external_id = ""
    one.author_followers = one.author_verified = one.next_measure_at = None
    one.assessed_at, one.removed_at = one.assessed_at or now, one.removed_at or now


def _case(session: Session, case: Case) -> None:
    subject, case.subject, case.thread_id = case.subject, "", f"erased:{case.id}"
    session.execute(update(Incident).where(Incident.title == subject).values(title=""))
    session.execute(update(Alert).where(Alert.case_id == case.id).values(words=case.code))
    session.execute(update(Satisfaction).where(Satisfaction.case_id == case.id).values(words_masked=""))
    session.execute(update(Claim).where(Claim.case_id == case.id).values(evidence="", reason=""))
    session.execute(update(DataRequest).where(DataRequest.case_id == case.id).values(note=""))
    session.execute(update(RouteSuggestion).where(RouteSuggestion.case_id == case.id).values(region=""))
    session.execute(delete(ContactDetail).where(ContactDetail.case_id == case.id))
    session.execute(update(ShadowPost).where(ShadowPost.case_id == case.id).values(text=""))
    mine = Reply.case_id == case.id
    session.execute(
        update(Reply).where(mine, Reply.state.in_(UNSENT)).values(state=ReplyState.CANCELLED, due_at=None)
    )
    session.execute(update(Reply).where(mine).values(text="", state_reason="", external_url=""))
    of_his = select(Reply.id).where(mine)
    session.execute(update(BulkLine).where(BulkLine.reply_id.in_(of_his)).values(reason=""))
    for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)):
        event.detail = {name: value for name, value in event.detail.items() if name in KEPT}


def _inbound(session: Session, contact: Contact, secret_key: str, external_ids: Sequence[str]) -> None:
    """What the platform delivered: the bodies hold the words as they came."""
    his = or_(InboundEvent.external_id.in_(external_ids), _holds(InboundEvent.payload, contact.author_id))
    for event in session.scalars(select(InboundEvent).where(InboundEvent.channel == contact.channel, his)):
        event.external_id = erased_name(secret_key, event.external_id)
        event.payload, event.reason = {}, ""
        session.execute(update(InboundBody).where(InboundBody.id == event.body_id).values(raw=b""))


def _others(session: Session, contact: Contact) -> None:
    """Where others quote him or name him: his words and his handle go, theirs stay."""
    if not contact.handle:
        return
    handle = contact.handle.lstrip("@")
    named = or_(
        Mention.text.icontains(handle, autoescape=True),
        _holds(Mention.context, handle),
        _holds(Mention.mentioned_handles, handle),
    )
    word = re.compile(rf"@?\b{re.escape(handle)}\b", re.IGNORECASE)
    for one in session.scalars(select(Mention).where(Mention.channel == contact.channel, named)):
        one.text, one.text_masked = word.sub(GONE, one.text), word.sub(GONE, one.text_masked)
        one.context = [
            {**post, "text": word.sub(GONE, str(post.get("text", "")))}
            for post in one.context
            if str(post.get("author_handle", "")).lstrip("@").lower() != handle.lower()
        ]
        one.mentioned_handles = [
            name for name in one.mentioned_handles if name.lstrip("@").lower() != handle.lower()
        ]
        if one.case_id is not None:
            case = session.get_one(Case, one.case_id)
            case.subject = word.sub(GONE, case.subject)


def _holds(column: object, word: str) -> ColumnElement[bool]:
    return cast(column, String).icontains(word, autoescape=True)

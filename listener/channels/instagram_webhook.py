"""Instagram's webhooks: comments, mentions and direct messages. Pure.

https://developers.facebook.com/docs/instagram-platform/webhooks/examples
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from listener.channels.instagram_shapes import Row, as_object, handles_in
from listener.contracts import IncomingMention
from models.channel_account import ChannelAccount
from models.vocabulary import MentionKind


class InstagramParser:
    """Turns one part of an Instagram webhook body (see `models.envelope`) into a mention."""

    def parse(self, account: ChannelAccount, payload: Mapping[str, object]) -> IncomingMention | None:
        """The mention; its text is empty for a mention, which `InstagramSource.complete` fills."""
        if isinstance(event := payload.get("messaging"), Mapping):
            return _parse_message(account, event)
        value = payload.get("value")
        if not isinstance(value, Mapping):
            if payload.get("field") is None:
                return None
            raise ValueError(f"the value of {payload.get('field')!r} is no object")
        match payload.get("field"):
            case "comments" | "live_comments":
                return _parse_comment(account, value, payload.get("time"))
            case "mentions":
                return _parse_mention(value, payload.get("time"))
            case _:
                return None


def _parse_comment(account: ChannelAccount, value: Row, time: object) -> IncomingMention | None:
    author = as_object(value.get("from"))
    medium = str(as_object(value.get("media")).get("id") or "")
    if not value.get("id") or not medium or not author.get("id"):
        raise ValueError("a comment without id, media or author")
    handle = str(author.get("username") or "")
    if str(author["id"]) == account.external_id or handle.lower() == account.handle.lower():
        return None
    text = str(value.get("text") or "")
    parent = str(value.get("parent_id") or "")
    return IncomingMention(
        external_id=str(value["id"]),
        kind=MentionKind.REPLY if parent else MentionKind.COMMENT,
        text=text,
        created_at=_moment(time),
        author_handle=handle,
        author_external_id=str(author["id"]),
        thread_id=medium,
        in_reply_to=parent or medium,
        mentioned_handles=handles_in(text),
        raw=value,
    )


def _parse_mention(value: Row, time: object) -> IncomingMention:
    medium = str(value.get("media_id") or "")
    if not medium:
        raise ValueError("a mention without media_id")
    comment = str(value.get("comment_id") or "")
    return IncomingMention(
        external_id=comment or medium,
        kind=MentionKind.MENTION,
        text="",
        created_at=_moment(time),
        author_handle="",
        author_external_id="",
        thread_id=medium,
        in_reply_to=medium if comment else None,
        raw=value,
    )


def _parse_message(account: ChannelAccount, event: Row) -> IncomingMention | None:
    message = as_object(event.get("message"))
    sender = str(as_object(event.get("sender")).get("id") or "")
    if not message or message.get("is_echo") or message.get("is_deleted"):
        return None  # A reading, a reaction, our own message, or one that was taken back.
    if not message.get("mid") or not sender:
        raise ValueError("a message without mid or sender")
    if sender == account.external_id:
        return None
    answered = as_object(message.get("reply_to"))
    attachments = message.get("attachments")
    addresses = [
        str(as_object(as_object(one).get("payload")).get("url") or "")
        for one in (attachments if isinstance(attachments, list) else [])
    ]
    text = str(message.get("text") or "")
    return IncomingMention(
        external_id=str(message["mid"]),
        kind=MentionKind.DIRECT,
        text=text,
        created_at=_moment(event.get("timestamp")),
        author_handle=sender,
        author_external_id=sender,
        thread_id=sender,
        in_reply_to=str(answered.get("mid") or as_object(answered.get("story")).get("id") or "") or None,
        media_urls=tuple(address for address in addresses if address),
        mentioned_handles=handles_in(text),
        raw=event,
    )


def _moment(value: object) -> datetime:
    """A webhook's time: seconds for changes, milliseconds for messages."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise ValueError(f"the time {value!r} cannot be read")
    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)

"""How a Graph API comment or medium becomes a mention. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from listener.contracts import IncomingMention, QuotedPost, Reach
from models.channel_account import ChannelAccount
from models.errors import ChannelUnavailable
from models.vocabulary import MentionKind

Row = Mapping[str, object]
_HANDLE = re.compile(r"@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)")


def comment_mention(
    comment: Row, medium: Row, account: ChannelAccount, parent: Row | None
) -> IncomingMention:
    author = as_object(comment.get("from"))
    handle = str(comment.get("username") or author.get("username") or "")
    text = str(comment.get("text") or "")
    parent_id = str(comment.get("parent_id") or (parent["id"] if parent else ""))
    return IncomingMention(
        external_id=str(comment["id"]),
        kind=MentionKind.REPLY if parent_id else MentionKind.COMMENT,
        text=text,
        created_at=graph_time(comment.get("timestamp")),
        author_handle=handle,
        author_external_id=str(author.get("id") or handle),
        thread_id=str(medium.get("id", "")),
        in_reply_to=parent_id or str(medium.get("id", "")) or None,
        permalink=str(medium.get("permalink") or ""),
        context=_above(medium, parent, account),
        mentioned_handles=handles_in(text),
        reach=reach_of(comment),
        raw=comment,
    )


def _above(medium: Row, parent: Row | None, account: ChannelAccount) -> tuple[QuotedPost, ...]:
    """The medium and the comment that a comment hangs on."""
    above = []
    if medium.get("caption") is not None:
        above.append(
            QuotedPost(
                external_id=str(medium["id"]),
                text=str(medium["caption"]),
                author_handle=str(medium.get("username") or account.handle),
                created_at=graph_time(medium.get("timestamp")),
                media_urls=_media_urls(medium),
                relation="replied_to",
            )
        )
    if parent is not None:
        above.append(
            QuotedPost(
                external_id=str(parent["id"]),
                text=str(parent.get("text") or ""),
                author_handle=str(parent.get("username") or ""),
                created_at=graph_time(parent.get("timestamp")),
                relation="replied_to",
            )
        )
    return tuple(above)


def tagged_mention(medium: Row, kind: MentionKind) -> IncomingMention:
    """Somebody else's medium that tags us, or names us in its caption."""
    text = str(medium.get("caption") or "")
    handle = str(medium.get("username") or "")
    return IncomingMention(
        external_id=str(medium["id"]),
        kind=kind,
        text=text,
        created_at=graph_time(medium.get("timestamp")),
        author_handle=handle,
        author_external_id=str(as_object(medium.get("owner")).get("id") or handle),
        thread_id=str(medium["id"]),
        permalink=str(medium.get("permalink") or ""),
        media_urls=_media_urls(medium),
        mentioned_handles=handles_in(text),
        reach=reach_of(medium),
        raw=medium,
    )


def is_ours(row: Row, account: ChannelAccount) -> bool:
    author = str(as_object(row.get("from")).get("id") or "")
    return author == account.external_id or str(row.get("username", "")).lower() == account.handle.lower()


def reach_of(row: Row) -> Reach:
    return Reach(likes=as_int(row.get("like_count")), replies=as_int(row.get("comments_count")))


def _media_urls(medium: Row) -> tuple[str, ...]:
    return (str(medium["media_url"]),) if medium.get("media_url") else ()


def handles_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(handle.lower() for handle in _HANDLE.findall(text)))


def as_object(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def as_int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def graph_time(value: object) -> datetime:
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
    except ValueError as error:
        raise ChannelUnavailable(f"Instagram answered with a time that cannot be read: {value!r}") from error

"""Instagram through its private app API (instagrapi): answers to comments and direct messages.

Off by default: accounts have been suspended for seven comments in an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from instagrapi import Client
from instagrapi.types import Comment

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused
from models.settings import Settings
from models.vocabulary import MentionKind, Refusal
from responder.channels.instagram_session import opened, replies_under
from responder.contracts import Outgoing, SentReply

CLOCK_SLACK = timedelta(minutes=5)
SEARCHED_PAGES = 5


class InstagramPrivateSender:
    """Answers a comment under it, a tag with a comment, a message in its conversation. Writes once."""

    max_length = 1000

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.timeout = settings.instagram_private_timeout

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply:
        if len(reply.text) > self.max_length:
            raise ChannelRefused(
                f"the reply has {len(reply.text)} characters, Instagram takes {self.max_length}",
                code=Refusal.TOO_LONG,
            )
        if reply.kind is MentionKind.MENTION:
            raise ChannelRefused("mentions are read and answered through the official API only")
        with opened(self._settings, account, wrote=True) as client:
            if reply.kind is MentionKind.DIRECT:
                return SentReply(str(client.direct_answer(int(reply.thread_id), reply.text).id))
            answered = int(reply.in_reply_to) if reply.kind is not MentionKind.TAG else None
            comment = client.media_comment(_medium_id(client, reply), reply.text, answered)
            return SentReply(str(comment.pk))

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        """Looks for our words in the conversation, or under the comment or medium."""
        with opened(self._settings, account, wrote=False) as client:
            since = reply.since - CLOCK_SLACK
            if reply.kind is MentionKind.DIRECT:
                return _find_message(client, reply, since)
            for comment in _answers(client, reply):
                ours = comment.user.pk == str(client.user_id)
                said_in_time = comment.created_at_utc.astimezone(UTC) >= since
                if ours and said_in_time and _same_words(comment.text, reply.text):
                    return SentReply(comment.pk)
        return None


def _medium_id(client: Client, reply: Outgoing) -> str:
    """The full id of a medium; from a bare one the library would first look up the owner, in public."""
    owner = reply.recipient if reply.kind is MentionKind.TAG else client.user_id
    return f"{reply.thread_id}_{owner}"


def _find_message(client: Client, reply: Outgoing, since: datetime) -> SentReply | None:
    for message in client.direct_thread(int(reply.thread_id), 60).messages:
        text = message.text or (message.link.text if message.link else "")
        ours = message.is_sent_by_viewer or message.user_id == str(client.user_id)
        if ours and message.timestamp.astimezone(UTC) >= since and _same_words(text, reply.text):
            return SentReply(message.id)
    return None


def _answers(client: Client, reply: Outgoing) -> Iterator[Comment]:
    """The comments among which ours would stand."""
    medium_id = _medium_id(client, reply)
    if reply.kind is MentionKind.COMMENT:
        yield from replies_under(client, medium_id, reply.in_reply_to)
        return
    # An answer to a reply hangs under the comment above it, which is not known here: look at the
    # newest comments and what hangs under them.
    min_id = max_id = ""
    for _ in range(SEARCHED_PAGES):
        comments, min_id, max_id = client.media_comments_v1_chunk(medium_id, min_id or "", max_id or "")
        raw = client.last_json
        with_children = {str(one["pk"]) for one in raw["comments"] if one.get("child_comment_count")}
        yield from comments
        if reply.kind is not MentionKind.TAG:
            for comment in comments:
                if comment.pk in with_children:
                    yield from replies_under(client, medium_id, comment.pk)
        more = raw.get("has_more_comments") or raw.get("has_more_headload_comments")
        if not more or not (min_id or max_id) or not comments:
            return
    raise ChannelRefused("there are too many comments to say whether the reply stands among them")


def _same_words(said: str | None, meant: str) -> bool:
    return " ".join((said or "").split()) == " ".join(meant.split())

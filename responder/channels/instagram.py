"""Instagram through the official Graph API: comment replies, mention replies, private messages.

https://developers.facebook.com/docs/instagram-platform/comment-moderation,
https://developers.facebook.com/docs/instagram-platform/private-replies
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.graph_errors import graph_error
from models.settings import Settings
from models.vocabulary import MentionKind, Refusal
from responder.channels import instagram_timeline
from responder.channels.instagram_shapes import Row, as_object, as_rows, author_of, written_at
from responder.contracts import Outgoing, OwnTimeline, SentReply, Standing

# The clocks of the platform and of this machine may differ a little.
CLOCK_SLACK = timedelta(minutes=5)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class InstagramSender:
    """Answers a comment under it, a mention where it was made, a direct message in its conversation.

    A direct reply without `recipient` is a private reply to the comment `in_reply_to`: Meta allows
    one, within seven days, and it needs no open conversation.
    """

    max_length = 1000

    def __init__(self, settings: Settings) -> None:
        self.timeout = settings.instagram_timeout
        address = f"{settings.instagram_base_url.rstrip('/')}/{settings.instagram_api_version}"
        # A kept connection may be closed by the platform just as we write into it, and then nobody
        # knows what happened; a fresh one costs a handshake.
        self._client = httpx.Client(
            base_url=address, timeout=self.timeout, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def close(self) -> None:
        self._client.close()

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply:
        if len(reply.text) > self.max_length:
            raise ChannelRefused(
                f"the reply has {len(reply.text)} characters, Instagram takes {self.max_length}",
                code=Refusal.TOO_LONG,
            )
        path, body = _request_for(account, reply)
        answer = self._call(account, "POST", path, body)
        external_id = str(answer.get("message_id") or answer.get("id") or "")
        if not external_id:
            raise OutcomeUnknown("Instagram took the reply but named no id")
        return SentReply(external_id)

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        """Looks for our own words where they would stand. A reply to a mention in somebody else's
        comment cannot be read through the Graph API: `ChannelRefused`."""
        since = reply.since - CLOCK_SLACK
        for row in self._candidates(account, reply):
            ours = author_of(row) in (account.external_id, account.handle.lower())
            said = str(row.get("text") or row.get("message") or "")
            if ours and _same_words(said, reply.text) and written_at(row) >= since:
                return SentReply(str(row["id"]))
        return None

    def own_timeline(
        self, account: ChannelAccount, since: datetime, ours: Sequence[Standing] = (), bookmark: str = ""
    ) -> OwnTimeline:
        return instagram_timeline.look(self, account, since, ours, bookmark)

    def _candidates(self, account: ChannelAccount, reply: Outgoing) -> Iterator[Row]:
        if reply.kind is MentionKind.DIRECT:
            return self._messages(account, reply)
        if reply.kind in (MentionKind.COMMENT, MentionKind.REPLY):
            return self._replies(account, reply.in_reply_to)
        if reply.in_reply_to == reply.thread_id:
            return self._caption_comments(account, reply.thread_id)
        raise ChannelRefused("Instagram shows nobody's answers to a mention in somebody else's comment")

    def _replies(self, account: ChannelAccount, comment_id: str) -> Iterator[Row]:
        comment = self.read(account, f"/{comment_id}", fields="id,parent_id")
        # Instagram hangs an answer to a reply under the top comment.
        top = str(comment.get("parent_id") or comment_id)
        return self.pages(account, f"/{top}/replies", "id,text,timestamp,username,from")

    def _caption_comments(self, account: ChannelAccount, medium_id: str) -> Iterator[Row]:
        fields = f"mentioned_media.media_id({medium_id}){{comments.limit(50){{id,text,timestamp,username}}}}"
        answer = self.read(account, f"/{account.external_id}", fields=fields)
        comments = as_object(as_object(answer.get("mentioned_media")).get("comments"))
        yield from as_rows(comments.get("data", []))

    def _messages(self, account: ChannelAccount, reply: Outgoing) -> Iterator[Row]:
        person = reply.recipient
        if not person:
            comment = self.read(account, f"/{reply.in_reply_to}", fields="id,from")
            person = str(as_object(comment.get("from")).get("id") or "")
        answer = self.read(
            account,
            f"/{account.external_id}/conversations",
            platform="instagram",
            user_id=person,
            fields="messages.limit(100){id,created_time,from,message}",
        )
        for conversation in as_rows(answer.get("data")):
            yield from as_rows(as_object(conversation.get("messages")).get("data", []))

    def pages(self, account: ChannelAccount, path: str, fields: str) -> Iterator[Row]:
        """Every row of an edge, page by page as they are needed."""
        params = {"fields": fields, "limit": "50"}
        while True:
            body = self.read(account, path, **params)
            yield from as_rows(body.get("data"))
            paging = as_object(body.get("paging"))
            after = as_object(paging.get("cursors")).get("after")
            if not paging.get("next") or not after:
                return
            params["after"] = str(after)

    def read(self, account: ChannelAccount, path: str, **params: str) -> Row:
        """One GET. Raises `ChannelUnavailable` or `ChannelRefused`."""
        return self._call(account, "GET", path, params=params)

    def _call(
        self,
        account: ChannelAccount,
        method: str,
        path: str,
        body: Row | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Row:
        headers = {"Authorization": f"Bearer {account.secret('access_token')}"}
        wrote = method == "POST"
        unknown: Callable[[str], ChannelError] = OutcomeUnknown if wrote else ChannelUnavailable
        try:
            response = self._client.request(method, path, params=params, json=body, headers=headers)
        except _NOT_SENT as error:
            raise ChannelUnavailable(f"Instagram cannot be reached: {type(error).__name__}") from error
        except httpx.RequestError as error:
            raise unknown(f"Instagram gave no answer: {type(error).__name__}") from error
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if response.status_code != 200 or not isinstance(answer, dict):
            raise graph_error(response.status_code, answer, response.headers, wrote)
        return answer


def _request_for(account: ChannelAccount, reply: Outgoing) -> tuple[str, dict[str, object]]:
    """The path and the body of one write."""
    ours = f"/{account.external_id}"
    if reply.kind is MentionKind.DIRECT:
        recipient = {"id": reply.recipient} if reply.recipient else {"comment_id": reply.in_reply_to}
        return f"{ours}/messages", {"recipient": recipient, "message": {"text": reply.text}}
    if reply.kind in (MentionKind.COMMENT, MentionKind.REPLY):
        return f"/{reply.in_reply_to}/replies", {"message": reply.text}
    body: dict[str, object] = {"media_id": reply.thread_id, "message": reply.text}
    if reply.in_reply_to != reply.thread_id:
        body["comment_id"] = reply.in_reply_to
    return f"{ours}/mentions", body


def _same_words(said: str, meant: str) -> bool:
    # Meta leaves the "@" out of words it shows under somebody else's medium.
    return " ".join(said.replace("@", "").split()) == " ".join(meant.replace("@", "").split())

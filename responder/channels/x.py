"""Replies in the name of our accounts on X."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.settings import Settings
from models.vocabulary import Refusal
from models.weighted_length import weighted_length
from responder.channels.x_client import open_client, post_reply, read_json
from responder.contracts import Outgoing, OwnPost, OwnTimeline, SentReply, Standing

PAGE_SIZE = 100
HORIZON = 3200  # X lists no more of our own posts than this.
X_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
# How far the platform's clock and ours may disagree before `find` would stop looking too early.
CLOCK_MARGIN = timedelta(hours=24)
_LEADING_HANDLES = re.compile(r"^(?:@\w{1,15}\s+)+")
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)

Json = Mapping[str, object]


class XSender:
    """Replies through tweepy; `credential` holds the four OAuth 1.0a secrets."""

    max_length = 280

    def __init__(self, settings: Settings) -> None:
        self.timeout = settings.x_timeout
        self._base_url = settings.x_base_url
        self._word = settings.x_spec

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply:
        if (length := weighted_length(reply.text)) > self.max_length:
            raise ChannelRefused(
                f"The reply weighs {length}; X takes {self.max_length}", code=Refusal.TOO_LONG
            )
        with open_client(account, self._base_url, self.timeout) as client:
            answer = post_reply(client, reply.in_reply_to, reply.text)
        posted = answer.get("data")
        external_id = posted.get("id") if isinstance(posted, dict) else None
        if not isinstance(external_id, str) or not external_id:
            raise OutcomeUnknown("X took the reply but did not tell its id")
        return SentReply(external_id, _url(account, external_id))

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        wanted = comparable(reply.text)
        too_old = reply.since - CLOCK_MARGIN
        for number, post in enumerate(self._timeline(account, {"since_id": reply.in_reply_to}), start=1):
            if post.in_reply_to == reply.in_reply_to and comparable(post.text) == wanted:
                return SentReply(post.external_id, post.url)
            if post.created_at < too_old:
                return None
            if number >= HORIZON:
                raise ChannelRefused(f"X lists our newest {HORIZON} posts only; the reply may be older")
        return None

    def recent_posts(self, account: ChannelAccount, since: datetime) -> tuple[OwnPost, ...]:
        """Everything on the account's own timeline since `since` (aware), oldest first.

        For the watch that looks for posts nobody here approved. Raises like `find`.
        """
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = [post for post in self._timeline(account, {"start_time": moment}) if post.created_at >= since]
        return tuple(reversed(found))

    def own_timeline(
        self, account: ChannelAccount, since: datetime, ours: Sequence[Standing] = (), bookmark: str = ""
    ) -> OwnTimeline:
        posts = self.recent_posts(account, since)
        there = {post.external_id for post in posts}
        gone = frozenset(one.external_id for one in ours if one.external_id not in there)
        return OwnTimeline(posts=posts, gone=gone)

    def _timeline(self, account: ChannelAccount, start: Mapping[str, str]) -> Iterator[OwnPost]:
        """Our own posts, newest first, page by page as they are needed."""
        params: dict[str, str | int] = {
            "max_results": PAGE_SIZE,
            f"{self._word}.fields": f"entities,referenced_{self._word}s",
            **start,
        }
        with open_client(account, self._base_url, self.timeout) as client:
            while True:
                answer = read_json(client, f"/2/users/{account.external_id}/tweets", params)
                posts, meta = _objects(answer.get("data")), answer.get("meta")
                if not isinstance(meta, dict) or meta.get("result_count") != len(posts):
                    # Taken for an empty timeline, this would make us post again.
                    raise ChannelUnavailable("X answered without a listing of our posts")
                for one in posts:
                    yield _own_post(account, one)
                token = meta.get("next_token")
                if token is None:
                    return
                if token == params.get("pagination_token"):
                    raise ChannelUnavailable("X's listing of our posts does not end")
                params["pagination_token"] = str(token)


def comparable(text: str) -> str:
    """A reply's text without what X adds or changes: the leading handles, escapes, link wrapping, spaces."""
    plain = unicodedata.normalize("NFC", html.unescape(text))
    plain = _LEADING_HANDLES.sub("", plain.strip())
    words = (_SCHEME.sub("", word).rstrip("/") for word in plain.split())
    return " ".join(words)


def _own_post(account: ChannelAccount, one: Json) -> OwnPost:
    external_id = str(one.get("id", ""))
    if not external_id.isdigit():
        raise ChannelUnavailable("X answered with a post that has no id")
    references = _objects(one.get("referenced_tweets") or one.get("referenced_posts"))
    answered = [str(ref.get("id")) for ref in references if ref.get("type") == "replied_to"]
    return OwnPost(
        external_id=external_id,
        text=_with_real_links(one),
        # X's ids begin with the millisecond of posting.
        created_at=X_EPOCH + timedelta(milliseconds=int(external_id) >> 22),
        in_reply_to=answered[0] if answered else None,
        url=_url(account, external_id),
    )


def _with_real_links(one: Json) -> str:
    text = str(one.get("text", ""))
    entities = one.get("entities")
    links = _objects(entities.get("urls")) if isinstance(entities, dict) else []
    for link in links:
        text = text.replace(str(link.get("url")), str(link.get("expanded_url") or link.get("url")))
    return text


def _url(account: ChannelAccount, external_id: str) -> str:
    return f"https://x.com/{account.handle}/status/{external_id}"


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

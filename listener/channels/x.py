"""Mentions of our accounts on X.

Reads the mention timelines of registered accounts and looks posts up by id. There is no search
here, by keyword, hashtag, person or place, and none may be added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from listener.channels.x_client import XAdapter, open_client, read_json
from listener.channels.x_posts import XPage, XPost, XUser, join_pages, read_listing, read_page
from listener.contracts import Batch, IncomingMention, QuotedPost, Reach
from models.channel_account import ChannelAccount
from models.errors import ChannelUnavailable
from models.settings import Settings
from models.vocabulary import MentionKind

PAGE_SIZE = 100
HORIZON = 800  # X lists no more mentions than this, however many there are.
LOOKUP_SIZE = 100


class XSource:
    """The X mention timeline through tweepy; `credential` holds the four OAuth 1.0a secrets."""

    measure_batch = LOOKUP_SIZE

    def __init__(self, settings: Settings) -> None:
        self._adapter = XAdapter(settings.x_base_url, settings.x_timeout)
        self._word = settings.x_spec

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        client = open_client(account, self._adapter)
        params = self._full_fields() | {"max_results": PAGE_SIZE} | ({"since_id": cursor} if cursor else {})
        pages: list[XPage] = []
        token: str | None = None
        while True:
            more = params | ({"pagination_token": token} if token else {})
            page = read_listing(read_json(client, f"/2/users/{account.external_id}/mentions", more))
            pages.append(page)
            if page.next_token is None:
                break
            if page.next_token == token or len(pages) > HORIZON:
                raise ChannelUnavailable("X's listing of mentions does not end")
            token = page.next_token
        return _batch(account, join_pages(pages), requests=len(pages))

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        if not external_ids:
            return {}
        client = open_client(account, self._adapter)
        params = {"ids": ",".join(external_ids), f"{self._word}.fields": "public_metrics"}
        page = read_page(read_json(client, "/2/tweets", params))
        known: dict[str, Reach | None] = {post.external_id: post.reach or Reach() for post in page.posts}
        return known | {external_id: None for external_id in external_ids if external_id in page.gone}

    def check(self, account: ChannelAccount) -> str:
        answer = read_json(open_client(account, self._adapter), "/2/users/me", {})
        user = answer.get("data")
        handle = user.get("username") if isinstance(user, dict) else None
        if not isinstance(handle, str):
            raise ChannelUnavailable("X did not say who we are")
        return handle

    def _full_fields(self) -> dict[str, str | int]:
        word = self._word
        return {
            "expansions": "author_id,attachments.media_keys,"
            f"referenced_{word}s.id,referenced_{word}s.id.author_id",
            f"{word}.fields": "created_at,conversation_id,in_reply_to_user_id,public_metrics,lang,"
            f"attachments,entities,referenced_{word}s,note_{word}",
            "user.fields": "username,public_metrics,verified,verified_type",
            "media.fields": "type,url,preview_image_url",
        }


def _batch(account: ChannelAccount, page: XPage, requests: int) -> Batch:
    ids = [int(post.external_id) for post in page.posts]
    cut_short = len(ids) >= HORIZON
    mentions = [_mention(account, post, page) for post in page.posts if _is_public(account, post)]
    return Batch(
        mentions=tuple(sorted(mentions, key=lambda mention: int(mention.external_id))),
        cursor=str(max(ids)) if ids else None,
        complete=not cut_short,
        gap_reason=f"X lists the newest {HORIZON} mentions only; older ones may be missing"
        if cut_short
        else "",
        requests=requests,
        reads=page.reads,
    )


def _is_public(account: ChannelAccount, post: XPost) -> bool:
    """False for our own posts coming back, and for bare reposts, which say nothing to us."""
    reposted = any(relation in ("retweeted", "reposted") for relation, _ in post.references)
    return post.author_id != account.external_id and not reposted


def _mention(account: ChannelAccount, post: XPost, page: XPage) -> IncomingMention:
    author = page.users.get(post.author_id, XUser(post.author_id))
    answered = [other for relation, other in post.references if relation == "replied_to"]
    to_us = post.in_reply_to_user_id == account.external_id
    return IncomingMention(
        external_id=post.external_id,
        kind=MentionKind.REPLY if to_us else MentionKind.MENTION,
        text=post.text,
        created_at=post.created_at,
        author_handle=author.handle,
        author_external_id=post.author_id,
        thread_id=post.conversation_id,
        in_reply_to=answered[0] if answered else None,
        permalink=f"https://x.com/{author.handle or 'i'}/status/{post.external_id}",
        author_followers=author.followers,
        author_verified=author.verified,
        lang=post.lang,
        media_urls=_media(post, page),
        context=_context(post, page),
        mentioned_handles=post.mentioned_handles,
        reach=post.reach,
        raw=post.raw,
    )


def _context(post: XPost, page: XPage) -> tuple[QuotedPost, ...]:
    """The posts it answers or quotes, as far as X still shows them, oldest first."""
    shown = [
        (page.included[other], relation) for relation, other in post.references if other in page.included
    ]
    return tuple(
        QuotedPost(
            external_id=other.external_id,
            text=other.text,
            author_handle=page.users.get(other.author_id, XUser("")).handle,
            created_at=other.created_at,
            media_urls=_media(other, page),
            relation=relation,
        )
        for other, relation in sorted(shown, key=lambda pair: int(pair[0].external_id))
    )


def _media(post: XPost, page: XPage) -> tuple[str, ...]:
    return tuple(page.media[key] for key in post.media_keys if key in page.media)

"""Reads the X API's JSON, in the older and the newer spelling, into typed posts.

Only the id of a post is indispensable: a post whose other fields are withheld is still a mention,
and one odd post must not hold up the account.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from listener.contracts import Reach
from models.errors import ChannelUnavailable

Json = Mapping[str, object]
X_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)


@dataclass(frozen=True)
class XUser:
    external_id: str
    handle: str = ""
    followers: int | None = None
    verified: bool | None = None


@dataclass(frozen=True)
class XPost:
    external_id: str
    text: str
    created_at: datetime
    author_id: str
    conversation_id: str
    in_reply_to_user_id: str
    lang: str | None
    references: tuple[tuple[str, str], ...]  # (relation, id of the other post)
    mentioned_handles: tuple[str, ...]
    media_keys: tuple[str, ...]
    reach: Reach | None
    raw: Json = field(repr=False)


@dataclass(frozen=True)
class XPage:
    """One answer: the posts asked for, and what X included with them."""

    posts: tuple[XPost, ...]
    included: Mapping[str, XPost]
    users: Mapping[str, XUser]
    media: Mapping[str, str]  # address by media key
    gone: frozenset[str]  # ids that X says it cannot show
    next_token: str | None

    @property
    def reads(self) -> int:
        """Posts that X bills for."""
        return len(self.posts) + len(self.included)


def read_page(answer: Json) -> XPage:
    """The page in `answer`; ChannelUnavailable when it is not a listing of posts at all."""
    includes = _mapping(answer.get("includes"))
    included = [*_objects(includes.get("tweets")), *_objects(includes.get("posts"))]
    posts = tuple(_post(one) for one in _objects(answer.get("data")))
    users = (_user(one) for one in _objects(includes.get("users")))
    media = _objects(includes.get("media"))
    meta = _mapping(answer.get("meta"))
    return XPage(
        posts=posts,
        included={one.external_id: one for one in map(_post, included)},
        users={user.external_id: user for user in users},
        media={_text(one.get("media_key")): _address(one) for one in media if _address(one)},
        gone=frozenset(_gone(_objects(answer.get("errors")))),
        next_token=_text(meta.get("next_token")) or None,
    )


def read_listing(answer: Json) -> XPage:
    """The page of a timeline; ChannelUnavailable when X answers 200 but lists nothing.

    A suspended account is answered with `errors` alone. Taken for an empty page it would look quiet.
    """
    page = read_page(answer)
    if _number(_mapping(answer.get("meta")).get("result_count")) != len(page.posts):
        reasons = [_text(error.get("detail")) for error in _objects(answer.get("errors"))]
        raise ChannelUnavailable(f"X answered without a listing: {'; '.join(reasons) or 'no reason given'}")
    return page


def join_pages(pages: Sequence[XPage]) -> XPage:
    """All pages of one listing as one."""
    return XPage(
        posts=tuple(post for page in pages for post in page.posts),
        included={key: post for page in pages for key, post in page.included.items()},
        users={key: user for page in pages for key, user in page.users.items()},
        media={key: address for page in pages for key, address in page.media.items()},
        gone=frozenset().union(*(page.gone for page in pages)),
        next_token=None,
    )


def _post(one: Json) -> XPost:
    external_id = _text(one.get("id"))
    if not external_id.isdigit():
        raise ChannelUnavailable("X answered with a post that has no id")
    note = _mapping(one.get("note_tweet") or one.get("note_post"))
    references = _objects(one.get("referenced_tweets") or one.get("referenced_posts"))
    entities = [_mapping(one.get("entities")), _mapping(note.get("entities"))]
    return XPost(
        external_id=external_id,
        text=html.unescape(_text(note.get("text")) or _text(one.get("text"))),
        created_at=_moment(_text(one.get("created_at")), external_id),
        author_id=_text(one.get("author_id")),
        conversation_id=_text(one.get("conversation_id")) or external_id,
        in_reply_to_user_id=_text(one.get("in_reply_to_user_id")),
        lang=_text(one.get("lang")) or None,
        references=tuple((_text(ref.get("type")), _text(ref.get("id"))) for ref in references),
        mentioned_handles=_handles(entities),
        media_keys=_strings(_mapping(one.get("attachments")).get("media_keys")),
        reach=_reach(one.get("public_metrics")),
        raw=one,
    )


def _user(one: Json) -> XUser:
    metrics = _mapping(one.get("public_metrics"))
    kind = _text(one.get("verified_type"))
    verified = one.get("verified")
    return XUser(
        external_id=_text(one.get("id")),
        handle=_text(one.get("username")),
        followers=_number(metrics.get("followers_count")),
        verified=kind not in ("", "none") or bool(verified) if verified is not None or kind else None,
    )


def _reach(metrics: object) -> Reach | None:
    numbers = _mapping(metrics)
    if not numbers:
        return None
    shares = _number(numbers.get("retweet_count"))
    return Reach(
        likes=_number(numbers.get("like_count")),
        shares=shares if shares is not None else _number(numbers.get("repost_count")),
        replies=_number(numbers.get("reply_count")),
        quotes=_number(numbers.get("quote_count")),
        views=_number(numbers.get("impression_count")),
    )


def _handles(entities: Iterable[Json]) -> tuple[str, ...]:
    names = [
        _text(mention.get("username")).lower()
        for one in entities
        for mention in _objects(one.get("mentions"))
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def _gone(errors: Iterable[Json]) -> Iterable[str]:
    """Ids of deleted posts, and of those whose author is now protected or suspended."""
    for error in errors:
        if _text(error.get("type")).endswith(("resource-not-found", "not-authorized-for-resource")):
            yield _text(error.get("resource_id")) or _text(error.get("value"))


def _address(media: Json) -> str:
    return _text(media.get("url")) or _text(media.get("preview_image_url"))


def _moment(stamp: str, external_id: str) -> datetime:
    """When a post was made; its id tells too, should the field be withheld."""
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return X_EPOCH + timedelta(milliseconds=int(external_id) >> 22)


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None

"""Posts, users and media as the X API v2 spells them, in the older and the newer spelling."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simulator.world import Author, Post, World

SHORT_LENGTH = 280
_HANDLE = re.compile(r"(?<![\w@])@(\w{1,15})")
_LINK = re.compile(r"https?://(?!t\.co/)[^\s<>]+")


@dataclass(frozen=True)
class Spelling:
    """The words that differ between the two spellings of the specification."""

    post: str  # "tweet" | "post"
    reposts: str

    @property
    def fields(self) -> str:
        return f"{self.post}.fields"

    @property
    def references(self) -> str:
        return f"referenced_{self.post}s"

    @property
    def note(self) -> str:
        return f"note_{self.post}"

    @property
    def included(self) -> str:
        return f"{self.post}s"


SPELLINGS = {"tweet": Spelling("tweet", "retweet_count"), "post": Spelling("post", "repost_count")}


@dataclass(frozen=True)
class Wanted:
    """Which fields and expansions a request asked for."""

    spelling: Spelling
    post: frozenset[str]
    user: frozenset[str]
    media: frozenset[str]
    expansions: frozenset[str]


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def shown_text(world: World, post: Post) -> str:
    """The text as X shows it: escaped, and a reply begins with the handle it answers."""
    text = post.text
    parent = world.post("x", post.reply_to) if post.reply_to else None
    if post.ours and parent is not None and not text.lower().startswith(f"@{parent.author.handle.lower()}"):
        text = f"@{parent.author.handle} {text}"
    text = _LINK.sub(lambda found: short_link(found[0]), text)
    return html.escape(text, quote=False)


def short_link(address: str) -> str:
    return f"https://t.co/{zlib.crc32(address.encode()):010x}"


def post_object(world: World, post: Post, wanted: Wanted) -> dict[str, object]:
    spelling, text = wanted.spelling, shown_text(world, post)
    long = len(text) > SHORT_LENGTH and not post.ours
    shown: dict[str, object] = {
        "id": post.external_id,
        "text": text[: SHORT_LENGTH - 1] + "…" if long else text,
        f"edit_history_{spelling.post}_ids": [post.external_id],
    }
    optional: dict[str, object] = {
        "author_id": post.author.external_id,
        "created_at": stamp(post.created_at),
        "conversation_id": post.thread_id,
        "lang": post.lang,
        "public_metrics": metrics_object(world, post, spelling),
    }
    if references := reference_objects(post):
        optional[spelling.references] = references
    if post.reply_to and (parent := world.post("x", post.reply_to)):
        optional["in_reply_to_user_id"] = parent.author.external_id
    mentions = mention_objects(world, text)
    links = [{"url": short_link(link), "expanded_url": link} for link in _LINK.findall(post.text)]
    if mentions or links:
        optional["entities"] = {"mentions": mentions, "urls": links}
    if long:
        optional[spelling.note] = {"text": text, "entities": {"mentions": mentions}}
    if post.media:
        optional["attachments"] = {"media_keys": [key for key, _ in media_keys(post)]}
    shown.update({name: value for name, value in optional.items() if name in wanted.post})
    return shown


def metrics_object(world: World, post: Post, spelling: Spelling) -> dict[str, int]:
    numbers = world.metrics(post)
    return {
        spelling.reposts: numbers["shares"],
        "reply_count": numbers["replies"],
        "like_count": numbers["likes"],
        "quote_count": numbers["quotes"],
        "bookmark_count": numbers["likes"] // 20,
        "impression_count": numbers["views"],
    }


def reference_objects(post: Post) -> list[dict[str, str]]:
    pairs = (("replied_to", post.reply_to), ("quoted", post.quoted))
    return [{"type": relation, "id": other} for relation, other in pairs if other]


def mention_objects(world: World, text: str) -> list[dict[str, object]]:
    return [
        {
            "start": found.start(),
            "end": found.end(),
            "username": found[1],
            "id": world.author("x", found[1]).external_id,
        }
        for found in _HANDLE.finditer(text)
    ]


def media_keys(post: Post) -> list[tuple[str, str]]:
    return [(f"3_{post.external_id}{number}", kind) for number, kind in enumerate(post.media)]


def media_objects(post: Post, wanted: Wanted) -> list[dict[str, object]]:
    shown: list[dict[str, object]] = []
    for key, kind in media_keys(post):
        address = kind if kind.startswith("http") else f"https://pbs.twimg.com/media/{key}.jpg"
        video = kind == "video"
        optional = {"preview_image_url" if video else "url": address}
        shown.append(
            {
                "media_key": key,
                "type": "video" if video else "photo",
                **{name: value for name, value in optional.items() if name in wanted.media},
            }
        )
    return shown


def user_object(author: Author, wanted: Wanted) -> dict[str, object]:
    optional: dict[str, object] = {
        "verified": author.verified,
        "verified_type": "blue" if author.verified else "none",
        "protected": author.protected,
        "public_metrics": {
            "followers_count": author.followers,
            "following_count": 100,
            "tweet_count": 1000,
            "listed_count": 0,
        },
    }
    return {
        "id": author.external_id,
        "name": author.handle,
        "username": author.handle,
        **{name: value for name, value in optional.items() if name in wanted.user},
    }


def error_object(spelling: Spelling, external_id: str, parameter: str, protected: bool) -> dict[str, object]:
    """The entry of `errors` for a post that cannot be shown: deleted, or its author is protected."""
    kind = "not-authorized-for-resource" if protected else "resource-not-found"
    detail = (
        f"Sorry, you are not authorized to see the {spelling.post.title()} with {parameter}: [{external_id}]."
        if protected
        else f"Could not find {spelling.post} with {parameter}: [{external_id}]."
    )
    return {
        "value": external_id,
        "resource_id": external_id,
        "resource_type": spelling.post,
        "parameter": parameter,
        "title": "Authorization Error" if protected else "Not Found Error",
        "detail": detail,
        "type": f"https://api.twitter.com/2/problems/{kind}",
    }


def is_readable(world: World, post: Post | None) -> bool:
    return post is not None and world.is_visible(post) and not post.author.protected


def page_object(world: World, posts: Iterable[Post], wanted: Wanted) -> dict[str, object]:
    """`data`, `includes` and `errors` for a listing of readable posts."""
    listed = list(posts)
    answer: dict[str, object] = {}
    if listed:
        answer["data"] = [post_object(world, post, wanted) for post in listed]
    referenced: dict[str, Post] = {}
    errors: list[dict[str, object]] = []
    if f"{wanted.spelling.references}.id" in wanted.expansions:
        for post in listed:
            for reference in reference_objects(post):
                other = world.post("x", reference["id"])
                if other is not None and is_readable(world, other):
                    referenced[other.external_id] = other
                else:
                    errors.append(
                        error_object(
                            wanted.spelling,
                            reference["id"],
                            f"{wanted.spelling.references}.id",
                            bool(other and other.author.protected and not other.deleted_at),
                        )
                    )
    includes: dict[str, object] = {}
    authors = [post.author for post in listed] if "author_id" in wanted.expansions else []
    if f"{wanted.spelling.references}.id.author_id" in wanted.expansions:
        authors += [post.author for post in referenced.values()]
    if authors:
        unique = {author.external_id: author for author in authors}
        includes["users"] = [user_object(author, wanted) for author in unique.values()]
    if referenced:
        includes[wanted.spelling.included] = [
            post_object(world, post, wanted) for post in referenced.values()
        ]
    if "attachments.media_keys" in wanted.expansions:
        media = [one for post in (*listed, *referenced.values()) for one in media_objects(post, wanted)]
        if media:
            includes["media"] = media
    if includes:
        answer["includes"] = includes
    if errors:
        answer["errors"] = errors
    return answer

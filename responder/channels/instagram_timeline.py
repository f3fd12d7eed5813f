"""What our account published on Instagram and answered under it: for the watch over our own timeline.

The Graph API lists our media and what stands under them. It does not list what we wrote under other people's
posts, nor direct messages by time, so neither is watched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused, ChannelUnavailable
from models.vocabulary import Refusal
from responder.channels.instagram_shapes import Row, as_object, as_rows, author_of, written_at
from responder.contracts import OwnPost, OwnTimeline, Standing

NEWEST_MEDIA = 50
LOOK_BACK = timedelta(days=7)  # comments whose beginning is older are read no further
MOST_COMMENTS = 1000  # of one medium in one look
MEDIUM = "id,caption,timestamp,permalink,comments_count"
WORDS = "id,text,timestamp,username,from"
REPLIES_AT_ONCE = 50
COMMENT = f"{WORDS},replies.limit({REPLIES_AT_ONCE}){{{WORDS}}}"


class Graph(Protocol):
    """The reading half of the sender."""

    def read(self, account: ChannelAccount, path: str, **params: str) -> Row: ...

    def pages(self, account: ChannelAccount, path: str, fields: str) -> Iterator[Row]: ...


def look(
    graph: Graph, account: ChannelAccount, since: datetime, ours: Sequence[Standing], bookmark: str
) -> OwnTimeline:
    """One call for the media, and one or more for each whose number of comments changed since `bookmark`,
    or under which one of `ours` stands. Without a bookmark every medium that has comments is read once."""
    before = _counts(bookmark)
    listing = graph.read(account, f"/{account.external_id}/media", fields=MEDIUM, limit=str(NEWEST_MEDIA))
    media = {str(row["id"]): row for row in as_rows(listing.get("data"))}
    counts = {medium_id: _count(row) for medium_id, row in media.items()}
    posts = [_medium(account, row) for row in media.values() if written_at(row) >= since]
    gone: set[str] = set()
    active = [medium_id for medium_id, count in counts.items() if count != before.get(medium_id, 0)]
    for medium_id in dict.fromkeys([*active, *(one.thread_id for one in ours)]):
        wanted = [one for one in ours if one.thread_id == medium_id]
        found = _under(graph, account, medium_id, str(media.get(medium_id, {}).get("permalink") or ""))
        if found is None:
            continue
        there, said = found
        posts += [post for post in said if post.created_at >= since]
        # Whoever deletes his comment takes our answer with it: that is no hijack.
        gone |= {
            one.external_id for one in wanted if one.external_id not in there and one.in_reply_to in there
        }
    return OwnTimeline(
        posts=tuple(sorted(posts, key=lambda post: post.created_at)),
        gone=frozenset(gone),
        withdrawn=_withdrawn(list(before), list(counts)),
        bookmark=json.dumps(counts, separators=(",", ":")),
    )


def _under(
    graph: Graph, account: ChannelAccount, medium_id: str, permalink: str
) -> tuple[set[str], list[OwnPost]] | None:
    """The ids of what stands under a medium and what of it is ours; None where the medium is gone."""
    there: set[str] = set()
    said: list[OwnPost] = []
    newest: datetime | None = None
    try:
        for comment in graph.pages(account, f"/{medium_id}/comments", COMMENT):
            at = written_at(comment)
            newest = newest or at
            if at < newest - LOOK_BACK or len(there) >= MOST_COMMENTS:
                break
            comment_id = str(comment["id"])
            there.add(comment_id)
            if _is_ours(comment, account):
                said.append(_comment(comment, permalink, None))
            for reply in _replies(graph, account, comment):
                there.add(str(reply["id"]))
                if _is_ours(reply, account):
                    said.append(_comment(reply, permalink, comment_id))
    except ChannelRefused as error:
        if error.code != Refusal.DELETED:
            raise
        return None
    return there, said


def _replies(graph: Graph, account: ChannelAccount, comment: Row) -> Iterator[Row]:
    """Those that came with the comment; all of them by pages where there are more."""
    inside = as_object(comment.get("replies"))
    if as_object(inside.get("paging")).get("next"):
        return graph.pages(account, f"/{comment['id']}/replies", WORDS)
    return iter(as_rows(inside.get("data", [])))


def _is_ours(row: Row, account: ChannelAccount) -> bool:
    return author_of(row) in (account.external_id, account.handle.lower())


def _medium(account: ChannelAccount, row: Row) -> OwnPost:
    return OwnPost(
        external_id=str(row["id"]),
        url=str(row.get("permalink") or ""),
        text=str(row.get("caption") or ""),
        created_at=written_at(row),
        in_reply_to=None,
        published=True,
    )


def _comment(row: Row, permalink: str, parent: str | None) -> OwnPost:
    """A reply of ours; without `parent` a comment of ours under our own medium, which publishing makes."""
    return OwnPost(
        external_id=str(row["id"]),
        url=f"{permalink}c/{row['id']}/" if permalink else "",
        text=str(row.get("text") or ""),
        created_at=written_at(row),
        in_reply_to=parent,
        published=parent is None,
    )


def _withdrawn(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Media that were listed and are not any more, though older ones still are; newest first."""
    there = set(now)
    pushed_out = len(now) >= NEWEST_MEDIA
    last = max((place for place, one in enumerate(before) if one in there), default=0)
    until = last if pushed_out else len(before)
    return tuple(one for one in before[:until] if one not in there)


def _counts(bookmark: str) -> Mapping[str, int]:
    """The media of the last look with their comments then, newest first."""
    counts: dict[str, int] = json.loads(bookmark) if bookmark else {}
    return counts


def _count(row: Row) -> int:
    count = row.get("comments_count", 0)
    if not isinstance(count, int):
        raise ChannelUnavailable("Instagram answered with a number of comments that cannot be read")
    return count

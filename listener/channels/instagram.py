"""Instagram through the official Graph API: comments on our media, tags, mentions and direct messages.

Webhooks bring everything at once; the poll fetches again what a webhook may have missed. Meta
lists neither mentions nor messages, so those come by webhook alone, and a mention's webhook carries
ids without words: `complete` reads the words.
https://developers.facebook.com/docs/instagram-platform
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from listener.channels.instagram_cursor import LOOK_BACK, Bookmark, Mark
from listener.channels.instagram_graph import GraphReader, Row, graph_client, rows
from listener.channels.instagram_shapes import (
    as_int,
    as_object,
    comment_mention,
    graph_time,
    is_ours,
    reach_of,
    tagged_mention,
)
from listener.channels.instagram_webhook import InstagramParser
from listener.contracts import Batch, IncomingMention, Reach
from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelRefused
from models.settings import Settings
from models.vocabulary import MentionKind, Refusal

__all__ = ["InstagramParser", "InstagramSource"]

NEWEST_MEDIA = 100
COMMENT = "id,text,timestamp,username,from,like_count,parent_id"
REPLIES = f"replies.limit(50){{{COMMENT}}}"
MEDIUM = "id,caption,timestamp,permalink,media_type,media_url,username,like_count,comments_count"


class InstagramSource:
    """The reconciliation poll. Looks a week back, on the account's 100 newest media."""

    measure_batch = 50

    def __init__(self, settings: Settings) -> None:
        self._client = graph_client(settings)

    def close(self) -> None:
        self._client.close()

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        """Comments and tags since `cursor`; see `instagram_cursor` for what it remembers."""
        graph = GraphReader(self._client, account)
        now = datetime.now(UTC)
        before, after = Bookmark.read(cursor), Bookmark()
        found = list(_new_comments(graph, account, before, after, now))
        found += _new_tags(graph, account, before, after, now)
        written = after.write()
        return Batch(
            mentions=tuple(sorted(found, key=_age)),
            cursor=written if written != cursor else None,
            requests=graph.requests,
            reads=len(found),
        )

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        """Likes now of comments, tags and mentions; direct messages have none and are left out."""
        graph = GraphReader(self._client, account)
        asked = [external_id for external_id in external_ids if external_id.isdigit()]
        if not asked:
            return {}
        try:
            answer = graph.get("/", ids=",".join(asked), fields="like_count")
            return {one: reach_of(as_object(answer.get(one))) for one in asked}
        except ChannelRefused as error:
            if error.stops_account:
                raise
            # One id that is gone, or is not ours, spoils the whole answer.
            return {one: _measure_one(graph, account, one) for one in asked}

    def check(self, account: ChannelAccount) -> str:
        answer = GraphReader(self._client, account).get("/me", fields="id,username")
        return str(answer.get("username", ""))

    def complete(self, account: ChannelAccount, mention: IncomingMention) -> IncomingMention:
        """What a webhook left out: a mention's words, the caption above a comment, a writer's handle.

        Raises `ChannelRefused` with "deleted" when what was said is gone already. Words that are
        here need no completion, so nothing but that holds a comment or a message up for ever.
        """
        graph = GraphReader(self._client, account)
        if mention.kind is MentionKind.MENTION:
            return _complete_mention(graph, account, mention)
        if mention.kind is MentionKind.DIRECT:
            return _complete_direct(graph, mention)
        return _complete_comment(graph, account, mention)


def _age(mention: IncomingMention) -> tuple[datetime, int, str]:
    # Ids of one second order by number.
    return mention.created_at, len(mention.external_id), mention.external_id


# --- the poll


def _new_comments(
    graph: GraphReader, account: ChannelAccount, before: Bookmark, after: Bookmark, now: datetime
) -> Iterator[IncomingMention]:
    listing = graph.get(
        f"/{account.external_id}/media", fields=f"{MEDIUM},comments.limit(1){{id}}", limit=NEWEST_MEDIA
    )
    for medium in rows(listing.get("data")):
        medium_id, count = str(medium["id"]), as_int(medium.get("comments_count")) or 0
        newest = rows(as_object(medium.get("comments")).get("data", []))
        top = str(newest[0]["id"]) if newest else ""
        known = before.media.get(medium_id)
        if known is None and count == 0:
            continue
        mark = known or Mark()
        if known is not None and known.is_quiet(count, top, now):
            after.media[medium_id] = known
            continue
        read: dict[str, datetime] = {}
        floor = mark.floor(now)
        for comment, parent in _comments(graph, medium_id, now):
            written_at = graph_time(comment.get("timestamp"))
            read[str(comment["id"])] = written_at
            if written_at >= floor and str(comment["id"]) not in mark.seen and not is_ours(comment, account):
                yield comment_mention(comment, medium, account, parent)
        after.media[medium_id] = mark.after(count, top, read, now)


def _comments(graph: GraphReader, medium_id: str, now: datetime) -> Iterator[tuple[Row, Row | None]]:
    """Comments of the last week with their replies, each reply with the comment above it."""
    for page in graph.pages(f"/{medium_id}/comments", fields=f"{COMMENT},{REPLIES}", limit=50):
        for comment in page:
            yield comment, None
            first = comment.get("replies")
            if isinstance(first, Mapping):
                for replies in graph.pages(f"/{comment['id']}/replies", first, fields=COMMENT, limit=50):
                    yield from ((reply, comment) for reply in replies)
        if page and graph_time(page[-1].get("timestamp")) < now - LOOK_BACK:
            return


def _new_tags(
    graph: GraphReader, account: ChannelAccount, before: Bookmark, after: Bookmark, now: datetime
) -> list[IncomingMention]:
    oldest = now - LOOK_BACK
    after.tags = {one: at for one, at in before.tags.items() if at >= oldest.timestamp()}
    found: list[IncomingMention] = []
    for page in graph.pages(f"/{account.external_id}/tags", fields=MEDIUM, limit=50):
        recent = [medium for medium in page if graph_time(medium.get("timestamp")) >= oldest]
        unseen = [medium for medium in recent if str(medium["id"]) not in after.tags]
        for medium in unseen:
            after.tags[str(medium["id"])] = graph_time(medium.get("timestamp")).timestamp()
            if not is_ours(medium, account):
                found.append(tagged_mention(medium, MentionKind.TAG))
        if not unseen:
            break
    return found


def _measure_one(graph: GraphReader, account: ChannelAccount, external_id: str) -> Reach | None:
    """Reach of one id, which may be somebody else's medium or comment that names us; None when gone."""
    numbers = "like_count,comments_count"
    ways: tuple[tuple[str, str, str], ...] = (
        (f"/{external_id}", "like_count", ""),
        ("/me", f"mentioned_comment.comment_id({external_id}){{like_count}}", "mentioned_comment"),
        ("/me", f"mentioned_media.media_id({external_id}){{{numbers}}}", "mentioned_media"),
    )
    for path, fields, inside in ways:
        try:
            answer = graph.get(path, fields=fields)
        except ChannelRefused as error:
            if error.code != Refusal.DELETED:
                raise
            continue
        return reach_of(as_object(answer.get(inside)) if inside else answer)
    for page in graph.pages(f"/{account.external_id}/tags", fields=f"id,{numbers}", limit=50):
        for medium in page:
            if str(medium["id"]) == external_id:
                return reach_of(medium)
    return None


# --- what a webhook left out


def _complete_mention(
    graph: GraphReader, account: ChannelAccount, mention: IncomingMention
) -> IncomingMention:
    if mention.external_id == mention.thread_id:
        fields = f"mentioned_media.media_id({mention.external_id}){{{MEDIUM}}}"
        answer = graph.get(f"/{account.external_id}", fields=fields)
        return tagged_mention(as_object(answer.get("mentioned_media")), MentionKind.MENTION)
    inside = f"{COMMENT},media{{{MEDIUM}}}"
    fields = f"mentioned_comment.comment_id({mention.external_id}){{{inside}}}"
    answer = graph.get(f"/{account.external_id}", fields=fields)
    comment = as_object(answer.get("mentioned_comment"))
    medium = {"id": mention.thread_id, **as_object(comment.get("media"))}
    return replace(comment_mention(comment, medium, account, parent=None), kind=MentionKind.MENTION)


def _complete_comment(
    graph: GraphReader, account: ChannelAccount, mention: IncomingMention
) -> IncomingMention:
    try:
        answer = graph.get(f"/{mention.external_id}", fields=f"{COMMENT},media{{{MEDIUM}}}")
    except ChannelRefused as error:
        if error.code == Refusal.DELETED:
            raise
        return mention
    return comment_mention(answer, as_object(answer.get("media")), account, parent=None)


def _complete_direct(graph: GraphReader, mention: IncomingMention) -> IncomingMention:
    fields = "name,username,follower_count,is_verified_user"
    try:
        profile = graph.get(f"/{mention.author_external_id}", fields=fields)
    except ChannelError:
        # Meta hides the profile of who has not agreed; the message is answered by id all the same.
        return mention
    verified = profile.get("is_verified_user")
    return replace(
        mention,
        author_handle=str(profile.get("username") or mention.author_handle),
        author_followers=as_int(profile.get("follower_count")),
        author_verified=verified if isinstance(verified, bool) else None,
    )

"""Instagram through its private app API (instagrapi): comments and tags of our media, direct messages.

Off by default: accounts have been suspended for using it. It reads on a session that a person
opened by hand (`sign_in`), never signs in by itself, and asks for as little as it can: a medium's
comments only when their number changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from instagrapi import Client
from instagrapi.extractors import extract_media_v1
from instagrapi.types import Comment, DirectMessage, DirectThread, Media

from listener.channels.instagram_cursor import LOOK_BACK, Bookmark, Mark
from listener.channels.instagram_session import (
    closing,
    new_client,
    opened,
    replies_under,
    require_enabled,
    session_to_keep,
    translated,
)
from listener.channels.instagram_shapes import handles_in
from listener.contracts import Batch, IncomingMention, QuotedPost, Reach
from models.channel_account import ChannelAccount
from models.settings import Settings
from models.vocabulary import MentionKind

INBOX = "direct"  # the inbox's mark stands among the media's, which are named by numbers
LONGEST_CATCH_UP = 1000  # messages of one conversation read in one poll


class InstagramPrivateSource:
    """Polls the account's newest media, its tags and both inboxes."""

    # Reading comments in bulk is what gets accounts suspended, so reach is not read again.
    measure_batch = 0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        """Everything new since `cursor`; `state` carries the session when the platform renewed it."""
        now = datetime.now(UTC)
        before, after = Bookmark.read(cursor), Bookmark()
        with opened(self._settings, account, wrote=False) as client:
            found = list(_new_comments(client, account, before, after, now))
            found += _new_tags(client, before, after, now)
            found += _new_messages(client, before, after, now)
            requests = client.private_requests_count
            state = session_to_keep(account, client)
        written = after.write()
        found.sort(key=lambda mention: (mention.created_at, len(mention.external_id), mention.external_id))
        return Batch(
            mentions=tuple(found),
            cursor=written if written != cursor else None,
            requests=requests,
            reads=len(found),
            state=state,
        )

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        return {}

    def check(self, account: ChannelAccount) -> str:
        with opened(self._settings, account, wrote=False) as client:
            return str(client.account_info().username)


def sign_in(
    settings: Settings, username: str, password: str, verification_code: str = ""
) -> dict[str, object]:
    """Signs in and returns the session to store as `session_json`; only ever called by hand.

    Raises `ChannelRefused` ("checkpoint" where a code or a look into the app is needed, "revoked"
    for a wrong password) or `ChannelUnavailable`.
    """
    require_enabled(settings)
    client = new_client(settings, {})
    with translated(wrote=False), closing(client):
        client.login(username, password, verification_code=verification_code)
        return dict(client.get_settings())


# --- comments


def _new_comments(
    client: Client, account: ChannelAccount, before: Bookmark, after: Bookmark, now: datetime
) -> Iterator[IncomingMention]:
    for medium in _newest_media(client):
        known, count = before.media.get(str(medium.pk)), medium.comment_count or 0
        if known is None and count == 0:
            continue
        mark = known or Mark()
        if known is not None and known.is_quiet(count, "", now):
            after.media[str(medium.pk)] = known
            continue
        read: dict[str, datetime] = {}
        floor = mark.floor(now)
        for comment, parent in _comments(client, medium.id, now):
            read[comment.pk] = written_at = _utc(comment.created_at_utc)
            ours = comment.user.pk == str(client.user_id)
            if written_at >= floor and comment.pk not in mark.seen and not ours:
                yield _comment_mention(comment, parent, medium, account)
        after.media[str(medium.pk)] = mark.after(count, "", read, now)


def _newest_media(client: Client) -> list[Media]:
    """The first page of our own media. The library's own method answers a refused call with no media."""
    answer = client.private_request(
        f"feed/user/{client.user_id}/", params={"count": 33, "rank_token": client.rank_token}
    )
    return [extract_media_v1(medium) for medium in answer["items"]]


def _comments(client: Client, medium_id: str, now: datetime) -> Iterator[tuple[Comment, Comment | None]]:
    """Comments of the last week with their replies; `media_comments` would page by POST, and for ever."""
    min_id = max_id = ""
    while True:
        comments, min_id, max_id = client.media_comments_v1_chunk(medium_id, min_id or "", max_id or "")
        raw = client.last_json
        children = {str(one["pk"]): int(one.get("child_comment_count") or 0) for one in raw["comments"]}
        for comment in comments:
            yield comment, None
            if children.get(comment.pk):
                yield from ((reply, comment) for reply in replies_under(client, medium_id, comment.pk))
        more = raw.get("has_more_comments") or raw.get("has_more_headload_comments")
        too_old = comments and _utc(comments[-1].created_at_utc) < now - LOOK_BACK
        if not more or not (min_id or max_id) or not comments or too_old:
            return


def _comment_mention(
    comment: Comment, parent: Comment | None, medium: Media, account: ChannelAccount
) -> IncomingMention:
    above = [
        QuotedPost(
            external_id=str(medium.pk),
            text=medium.caption_text,
            author_handle=account.handle,
            created_at=_utc(medium.taken_at),
            media_urls=_media_urls(medium),
            relation="replied_to",
        )
    ]
    if parent is not None:
        above.append(
            QuotedPost(
                external_id=parent.pk,
                text=parent.text,
                author_handle=parent.user.username or "",
                created_at=_utc(parent.created_at_utc),
                relation="replied_to",
            )
        )
    return IncomingMention(
        external_id=comment.pk,
        kind=MentionKind.REPLY if parent else MentionKind.COMMENT,
        text=comment.text,
        created_at=_utc(comment.created_at_utc),
        author_handle=comment.user.username or "",
        author_external_id=comment.user.pk,
        thread_id=str(medium.pk),
        in_reply_to=parent.pk if parent else str(medium.pk),
        permalink=f"https://www.instagram.com/p/{medium.code}/",
        author_verified=comment.user.is_verified,
        context=tuple(above),
        mentioned_handles=handles_in(comment.text),
        reach=Reach(likes=comment.like_count),
    )


# --- tags


def _new_tags(client: Client, before: Bookmark, after: Bookmark, now: datetime) -> list[IncomingMention]:
    oldest = now - LOOK_BACK
    after.tags = {one: at for one, at in before.tags.items() if at >= oldest.timestamp()}
    found: list[IncomingMention] = []
    cursor = ""
    while True:
        media, cursor = client.usertag_medias_v1_chunk(str(client.user_id), cursor)
        recent = [medium for medium in media if _utc(medium.taken_at) >= oldest]
        unseen = [medium for medium in recent if str(medium.pk) not in after.tags]
        for medium in unseen:
            after.tags[str(medium.pk)] = _utc(medium.taken_at).timestamp()
            if medium.user.pk != str(client.user_id):
                found.append(_tagged(medium))
        if not cursor or not unseen:
            return found


def _tagged(medium: Media) -> IncomingMention:
    return IncomingMention(
        external_id=str(medium.pk),
        kind=MentionKind.TAG,
        text=medium.caption_text,
        created_at=_utc(medium.taken_at),
        author_handle=medium.user.username or "",
        author_external_id=medium.user.pk,
        thread_id=str(medium.pk),
        permalink=f"https://www.instagram.com/p/{medium.code}/",
        author_verified=medium.user.is_verified,
        media_urls=_media_urls(medium),
        mentioned_handles=handles_in(medium.caption_text),
        reach=Reach(likes=medium.like_count, replies=medium.comment_count),
    )


# --- direct messages


def _new_messages(
    client: Client, before: Bookmark, after: Bookmark, now: datetime
) -> Iterator[IncomingMention]:
    mark = before.media.get(INBOX, Mark())
    floor = mark.floor(now)
    read: dict[str, datetime] = {}
    for thread in _active_threads(client, floor):
        for message in thread.messages:
            written_at = _utc(message.timestamp)
            read[message.id] = written_at
            ours = message.is_sent_by_viewer or message.user_id == str(client.user_id)
            if written_at >= floor and message.id not in mark.seen and not ours:
                yield _direct_mention(message, thread)
    if read:
        after.media[INBOX] = mark.after(0, "", read, now)
    elif INBOX in before.media:
        after.media[INBOX] = mark


def _active_threads(client: Client, floor: datetime) -> Iterator[DirectThread]:
    """Conversations, requests included, in which something was said since `floor`."""
    for read_chunk in (client.direct_threads_chunk, client.direct_pending_chunk):
        cursor: str | None = None
        while True:
            threads, cursor = read_chunk(cursor=cursor)
            raw = {str(one["thread_id"]): one for one in client.last_json["inbox"]["threads"]}
            active = [thread for thread in threads if _utc(thread.last_activity_at) >= floor]
            for thread in active:
                oldest = _utc(thread.messages[-1].timestamp) if thread.messages else floor
                if raw[thread.id].get("has_older") and oldest >= floor:
                    thread = client.direct_thread(int(thread.id), LONGEST_CATCH_UP)
                yield thread
            if not cursor or len(active) < len(threads):
                break


def _direct_mention(message: DirectMessage, thread: DirectThread) -> IncomingMention:
    writer = next((user for user in thread.users if user.pk == message.user_id), None)
    text = message.text or (message.link.text if message.link else "") or ""
    return IncomingMention(
        external_id=message.id,
        kind=MentionKind.DIRECT,
        text=text,
        created_at=_utc(message.timestamp),
        author_handle=(writer.username if writer else None) or str(message.user_id),
        author_external_id=str(message.user_id),
        thread_id=thread.id,
        in_reply_to=message.reply.id if message.reply else None,
        author_verified=writer.is_verified if writer else None,
        mentioned_handles=handles_in(text),
    )


def _media_urls(medium: Media) -> tuple[str, ...]:
    address = medium.video_url or medium.thumbnail_url
    return (str(address),) if address else ()


def _utc(moment: datetime) -> datetime:
    """The library gives aware times for posts and naive local ones for messages."""
    return moment.astimezone(UTC)

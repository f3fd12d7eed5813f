"""What all simulated platforms share: who exists, what was said, and what was written by us.

Everything lives in memory behind one lock. A platform's Flask app reads the world and writes
into it through `accept`; the public speaks through `say`. Times are aware UTC; `advance` moves
the clock, so that a test need not wait.
"""

from __future__ import annotations

import base64
import heapq
import itertools
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from simulator.faults import Fault, Faults
from simulator.records import X_EPOCH_MS, Account, Author, Growth, Post, Posted, author_id

__all__ = ["Account", "Author", "Fault", "Faults", "Growth", "Post", "Posted", "World"]


class World:
    """The shared memory of all platforms. Public methods take the lock themselves."""

    def __init__(self, clock: Callable[[], datetime] | None = None, growth_speed: float = 1.0) -> None:
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.faults = Faults()
        self.growth_speed = growth_speed
        # A platform that takes a text twice hides no mistake of ours: chaos tests switch this on.
        self.accept_duplicates = False
        # Off for benchmarks and fast replays, which ask more than a real day would.
        self.rate_limits = True
        self.accounts: dict[tuple[str, str], Account] = {}
        self.authors: dict[tuple[str, str], Author] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.opted_out: set[tuple[str, str]] = set()  # (channel, author handle) who blocked us
        # Called with the lock held, so a listener only notes what happened and returns.
        self.said_listeners: list[Callable[[Post], None]] = []
        self.posted_listeners: list[Callable[[Posted, Post], None]] = []
        self._clock = clock or (lambda: datetime.now(UTC))
        self._offset = timedelta()
        self._addressed: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._own: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._threads: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._ledger: list[Posted] = []
        self._pending: list[tuple[datetime, int, Callable[[], object]]] = []
        self._counter = itertools.count(1)
        self._last_snowflake = 0

    # --- time

    def now(self) -> datetime:
        return self._clock() + self._offset

    def advance(self, seconds: float) -> None:
        """Moves the clock forward and does what fell due meanwhile."""
        with self.lock:
            self._offset += timedelta(seconds=seconds)
        self.run_due()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Does `action` (under the lock) once `seconds` of the world's time have passed."""
        with self.lock:
            due = self.now() + timedelta(seconds=seconds)
            heapq.heappush(self._pending, (due, next(self._counter), action))

    def run_due(self) -> None:
        with self.lock:
            while self._pending and self._pending[0][0] <= self.now():
                heapq.heappop(self._pending)[2]()

    # --- who exists

    def register(
        self, channel: str, handle: str, external_id: str | None = None, token: str | None = None
    ) -> Account:
        """Registers one of our accounts; again answers the existing one. `token` is else `token-<handle>`."""
        with self.lock:
            account = self.accounts.get((channel, handle.lower()))
            if account is None:
                account = Account(
                    channel,
                    handle,
                    external_id or author_id(channel, handle),
                    token or f"token-{handle}",
                )
                self.accounts[channel, handle.lower()] = account
            return account

    def account(self, channel: str, handle: str) -> Account | None:
        return self.accounts.get((channel, handle.lower()))

    def account_by_id(self, channel: str, external_id: str) -> Account | None:
        with self.lock:
            return next(
                (a for a in self.accounts.values() if a.channel == channel and a.external_id == external_id),
                None,
            )

    def account_by_token(self, channel: str, token: str) -> Account | None:
        """The account a token opens, also when it is revoked (the platform answers 401 then)."""
        with self.lock:
            return next(
                (a for a in self.accounts.values() if a.channel == channel and a.token == token), None
            )

    def author(
        self, channel: str, handle: str, followers: int | None = None, verified: bool | None = None
    ) -> Author:
        """The public voice `handle`, made at first sight; later numbers replace earlier ones."""
        with self.lock:
            known = self.authors.get((channel, handle.lower()))
            if known is None:
                ours = self.account(channel, handle)
                identity = ours.external_id if ours else author_id(channel, handle)
                known = Author(channel, handle, identity)
                self.authors[channel, handle.lower()] = known
            if followers is not None:
                known.followers = followers
            if verified is not None:
                known.verified = verified
            return known

    # --- the public speaks

    def say(
        self,
        channel: str,
        account_handle: str,
        text: str,
        *,
        author: str,
        followers: int | None = None,
        verified: bool | None = None,
        kind: str = "mention",
        quoted: Mapping[str, object] | str | None = None,
        reply_to: str | None = None,
        thread_id: str | None = None,
        also_mentions: Sequence[str] = (),
        media: Sequence[str] = (),
        growth: Growth | Mapping[str, float] | None = None,
        base_likes: int = 0,
        created_at: datetime | None = None,
        lang: str = "in",
        visible_after: float = 0.0,
        **extra: object,
    ) -> str:
        """The public addresses `account_handle`; answers the platform's id of what was said.

        `quoted` is the id of a post or {"author", "text", "media", "followers"} of one to be made.
        `reply_to` is the id of what it answers; its thread is kept. A comment without thread goes
        under the account's newest own medium, which is published when there is none.
        """
        with self.lock:
            parent = self.post(channel, reply_to) if reply_to else None
            moment = created_at or self.now()
            quoted_id = self._quote(channel, quoted, moment)
            external_id = self.new_id(channel)
            voice = self.author(channel, author, followers, verified)
            post = Post(
                channel=channel,
                external_id=external_id,
                kind=kind,
                author=voice,
                text=text,
                created_at=moment,
                thread_id=thread_id
                or self._thread_of(channel, account_handle, kind, voice, parent, external_id),
                account=account_handle,
                reply_to=reply_to,
                quoted=quoted_id,
                also_mentions=tuple(also_mentions),
                media=tuple(media),
                growth=growth if isinstance(growth, Growth) else Growth(**growth) if growth else Growth(),
                base_likes=base_likes,
                lang=lang,
                visible_at=self.now() + timedelta(seconds=visible_after) if visible_after else None,
                extra=dict(extra),
            )
            self._keep(post)
            for handle in {account_handle.lower(), *(name.lower() for name in also_mentions)}:
                self._addressed[channel, handle].append(post)
            for listener in self.said_listeners:
                listener(post)
            return external_id

    def publish(
        self,
        channel: str,
        account_handle: str,
        text: str,
        *,
        media: Sequence[str] = ("image",),
        created_at: datetime | None = None,
    ) -> str:
        """One of our accounts publishes a medium or a post by hand; it is not in the ledger."""
        with self.lock:
            external_id = self.new_id(channel)
            post = Post(
                channel=channel,
                external_id=external_id,
                kind="own" if channel == "x" else "media",
                author=self.author(channel, account_handle),
                text=text,
                created_at=created_at or self.now(),
                thread_id=external_id,
                account=account_handle,
                media=tuple(media),
                ours=True,
            )
            self._keep(post)
            self._own[channel, account_handle.lower()].append(post)
            return external_id

    def delete(self, external_id: str) -> None:
        """Deletes a post on whichever platform has it. Raises KeyError when none does."""
        with self.lock:
            channels = ("x", "instagram", "instagram_private", "whatsapp")
            found = [post for channel in channels if (post := self.post(channel, external_id))]
            if not found:
                raise KeyError(external_id)
            for post in found:
                post.deleted_at = self.now()

    # --- we write

    def accept(
        self,
        channel: str,
        account_handle: str,
        in_reply_to: str,
        text: str,
        *,
        key: str = "",
        kind: str = "own",
        thread_id: str | None = None,
        visible_after: float = 0.0,
        hidden: bool = False,
        external_id: str | None = None,
    ) -> Posted:
        """Takes one write of ours into the ledger; reads show it `visible_after` seconds later."""
        with self.lock:
            parent = self.post(channel, in_reply_to) if in_reply_to else None
            identity = external_id or self.new_id(channel)
            accepted = self.now()
            visible = accepted + timedelta(seconds=visible_after)
            posted = Posted(
                channel, account_handle, in_reply_to, text, identity, key, accepted, visible, hidden
            )
            post = Post(
                channel=channel,
                external_id=identity,
                kind=kind,
                author=self.author(channel, account_handle),
                text=text,
                created_at=accepted,
                thread_id=thread_id or (parent.thread_id if parent else identity),
                account=account_handle,
                reply_to=in_reply_to or None,
                ours=True,
                visible_at=visible,
            )
            if hidden:
                post.visible_at = datetime.max.replace(tzinfo=UTC)
            self._ledger.append(posted)
            self._keep(post)
            self._own[channel, account_handle.lower()].append(post)
            for listener in self.posted_listeners:
                listener(posted, post)
            return posted

    # --- what can be read

    @property
    def ledger(self) -> list[Posted]:
        """Every accepted write so far, oldest first."""
        self.run_due()
        with self.lock:
            return list(self._ledger)

    def post(self, channel: str, external_id: str) -> Post | None:
        """The post, deleted or not."""
        return self.posts.get((channel, external_id))

    def is_visible(self, post: Post) -> bool:
        return post.deleted_at is None and (post.visible_at is None or post.visible_at <= self.now())

    def addressed(self, channel: str, handle: str) -> list[Post]:
        """What the public addressed to one of our accounts and can be read now, oldest first."""
        return self._readable(self._addressed[channel, handle.lower()])

    def own(self, channel: str, handle: str) -> list[Post]:
        """What one of our accounts wrote and can be read now, oldest first."""
        return self._readable(self._own[channel, handle.lower()])

    def thread(self, channel: str, thread_id: str) -> list[Post]:
        """Everything in one conversation, under one medium, or with one contact, oldest first."""
        return self._readable(self._threads[channel, thread_id])

    def replies_to(self, channel: str, external_id: str) -> list[Post]:
        parent = self.post(channel, external_id)
        if parent is None:
            return []
        return [post for post in self.thread(channel, parent.thread_id) if post.reply_to == external_id]

    def last_inbound(self, channel: str, account_handle: str, thread_id: str) -> datetime | None:
        """When the public last wrote in a conversation with us: what the 24 h window counts from."""
        with self.lock:
            times = [
                post.created_at
                for post in self._threads[channel, thread_id]
                if not post.ours and post.account.lower() == account_handle.lower()
            ]
            return max(times, default=None)

    def metrics(self, post: Post) -> dict[str, int]:
        """Public numbers now: likes, shares, replies, quotes, views."""
        age = self.now() - post.created_at
        grown = post.growth.likes_after(age.total_seconds() / 3600 * self.growth_speed)
        likes = post.base_likes + grown
        answers = sum(1 for reply in self.replies_to(post.channel, post.external_id))
        return {
            "likes": int(likes),
            "shares": int(likes * 0.3),
            "replies": int(grown * 0.15) + answers,
            "quotes": int(likes * 0.05),
            "views": int(likes * 45) + min(post.author.followers, 200),
        }

    # --- ids

    def new_id(self, channel: str) -> str:
        """An id as the platform makes them: X snowflakes increase, WhatsApp's are opaque."""
        with self.lock:
            if channel == "x":
                moment = int(self.now().timestamp() * 1000) - X_EPOCH_MS
                self._last_snowflake = max(self._last_snowflake + 1, moment << 22)
                return str(self._last_snowflake)
            number = next(self._counter)
            if channel == "whatsapp":
                raw = base64.b64encode(f"sim{number:012d}{zlib.crc32(str(number).encode()):08X}".encode())
                return "wamid." + raw.decode()
            return str(17_900_000_000_000_000 + number)

    # --- inside

    def _keep(self, post: Post) -> None:
        self.posts[post.channel, post.external_id] = post
        self._threads[post.channel, post.thread_id].append(post)

    def _readable(self, posts: list[Post]) -> list[Post]:
        self.run_due()
        with self.lock:
            return [post for post in posts if self.is_visible(post)]

    def _quote(self, channel: str, quoted: Mapping[str, object] | str | None, moment: datetime) -> str | None:
        if quoted is None or isinstance(quoted, str):
            return quoted
        external_id = self.new_id(channel)
        followers = quoted.get("followers")
        media = quoted.get("media") or ()
        self._keep(
            Post(
                channel=channel,
                external_id=external_id,
                kind="quoted",
                author=self.author(
                    channel, str(quoted["author"]), int(str(followers)) if followers is not None else None
                ),
                text=str(quoted["text"]),
                created_at=moment - timedelta(minutes=30),
                thread_id=external_id,
                media=tuple(str(one) for one in media) if isinstance(media, (list, tuple)) else (),
            )
        )
        return external_id

    def _thread_of(
        self,
        channel: str,
        account_handle: str,
        kind: str,
        voice: Author,
        parent: Post | None,
        external_id: str,
    ) -> str:
        if channel == "whatsapp" or kind == "direct":
            return voice.external_id
        if parent is not None:
            return parent.thread_id
        if kind == "comment":
            media = [p for p in self._own[channel, account_handle.lower()] if p.kind == "media"]
            return (
                media[-1].external_id if media else self.publish(channel, account_handle, "Kegiatan hari ini")
            )
        return external_id

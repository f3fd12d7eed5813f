"""What every source promises, and the shapes it speaks in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from models.channel_account import ChannelAccount
from models.vocabulary import MentionKind


@dataclass(frozen=True)
class Reach:
    """Public numbers of one post at one moment; None where the platform does not say."""

    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


@dataclass(frozen=True)
class QuotedPost:
    """A post the mention quotes or answers: what "tolong ditindak pak" points at."""

    external_id: str
    text: str
    author_handle: str = ""
    created_at: datetime | None = None
    media_urls: tuple[str, ...] = ()
    relation: str = "quoted"  # quoted | replied_to


@dataclass(frozen=True)
class IncomingMention:
    """One thing a citizen addressed to one of our accounts. Times are aware UTC, by the platform's clock."""

    external_id: str
    kind: MentionKind
    text: str
    created_at: datetime
    author_handle: str
    author_external_id: str
    thread_id: str  # conversation (X), media (Instagram), contact (WhatsApp)
    in_reply_to: str | None = None  # external id of the post or comment this answers
    permalink: str = ""
    author_followers: int | None = None
    author_verified: bool | None = None
    lang: str | None = None
    media_urls: tuple[str, ...] = ()
    context: tuple[QuotedPost, ...] = ()  # oldest first
    mentioned_handles: tuple[str, ...] = ()  # lower case, without "@"
    reach: Reach | None = None
    raw: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Batch:
    """Everything one poll found, all pages of it.

    `cursor` is what the next poll must start after (None: unchanged). `complete` is False when
    the platform's horizon cut the listing short, so that older mentions may be missing: the
    reason goes to the gap ledger. `state` replaces the account's kept adapter state when set.
    `requests` counts what the poll cost in platform calls, `reads` in billed items.
    """

    mentions: tuple[IncomingMention, ...]
    cursor: str | None
    complete: bool = True
    gap_reason: str = ""
    requests: int = 1
    reads: int = 0
    state: Mapping[str, object] | None = None


class MentionSource(Protocol):
    """Reads what the public addressed to one of our accounts.

    Writes nothing, never retries, never sleeps, never judges. Raises `ChannelUnavailable` when
    a later call may succeed, `ChannelRefused` when none will (with `stops_account` when a person
    must repair the account first).
    """

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        """All mentions after `cursor`, oldest first; every page is read before it returns."""
        ...

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        """Reach now, by external id, at most `measure_batch` ids a call; None marks a deleted post."""
        ...

    @property
    def measure_batch(self) -> int:
        """How many ids one `measure` may carry; 0 where the platform tells no reach."""
        ...

    def check(self, account: ChannelAccount) -> str:
        """Asks the platform who we are; returns the handle it answers with. Raises like `fetch`."""
        ...


class WebhookParser(Protocol):
    """Turns one stored webhook message into a mention. Pure: no network, no database."""

    def parse(self, account: ChannelAccount, payload: Mapping[str, object]) -> IncomingMention | None:
        """The mention, or None when it is not the public's words (an echo of our own post, a reaction).

        Raises ValueError with a plain reason when the payload cannot be read: it then goes to the
        dead-letter list with that reason.
        """
        ...


class MentionCompleter(Protocol):
    """Asks the platform for what its webhook left out."""

    def complete(self, account: ChannelAccount, mention: IncomingMention) -> IncomingMention:
        """The whole mention. Raises like `MentionSource.fetch`; "deleted" when it is gone already."""
        ...

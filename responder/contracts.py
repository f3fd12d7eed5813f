"""What every sender promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from models.channel_account import ChannelAccount
from models.vocabulary import MentionKind


@dataclass(frozen=True)
class Outgoing:
    """One approved text on its way. `key` is stable per reply and goes with it where the platform can carry it."""

    in_reply_to: str  # external id of the citizen's post, comment or message
    kind: MentionKind  # decides between comment reply, mention reply and private message
    thread_id: str
    recipient: str  # the author's external id: WhatsApp number, Instagram-scoped id, X user id
    recipient_handle: str
    text: str
    key: str
    since: datetime  # when the first attempt began: what `find` looks from


@dataclass(frozen=True)
class SentReply:
    """Proof that the reply is on the platform."""

    external_id: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnPost(SentReply):
    """One post on our own timeline, whoever wrote it."""

    text: str
    created_at: datetime
    in_reply_to: str | None
    published: bool = False  # what a unit publishes day by day: a photo, and words of its own under it


@dataclass(frozen=True)
class Standing:
    """A reply of ours that was read back and must still be there."""

    external_id: str
    in_reply_to: str
    thread_id: str


@dataclass(frozen=True, kw_only=True)
class OwnTimeline:
    """What one look at our own timeline found."""

    posts: Sequence[OwnPost]  # oldest first
    gone: frozenset[str] = frozenset()  # replies that were asked for and were surely deleted
    withdrawn: Sequence[str] = ()  # what we had published at the last look and is not there any more
    bookmark: str = ""  # given back at the next look


class ReplySender(Protocol):
    """Posts one reply in the name of one of our accounts. Tries once, with every library retry off.

    Raises `ChannelUnavailable` (surely not posted, later may do), `ChannelRefused` (surely not
    posted, never will be) or `OutcomeUnknown` (anything else).
    """

    max_length: int
    timeout: float  # seconds one call may take at most

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply: ...

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        """Asks the platform whether our reply is already there; None when it surely is not.

        Raises `ChannelUnavailable` when the platform cannot be asked now, `ChannelRefused` when it
        has no way to be asked at all (WhatsApp: only the status webhook tells).
        """
        ...


class TimelineReader(Protocol):
    """A sender that can also list what our account posted."""

    def own_timeline(
        self, account: ChannelAccount, since: datetime, ours: Sequence[Standing] = (), bookmark: str = ""
    ) -> OwnTimeline:
        """What our account posted since `since` (aware), whoever wrote it; which of `ours` somebody deleted.

        Raises `ChannelUnavailable` or `ChannelRefused`.
        """
        ...

"""What every sender promises."""

from __future__ import annotations

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

"""The connector without a platform: the officer posts the text by hand."""

from __future__ import annotations

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused
from models.settings import Settings
from models.vocabulary import Refusal
from responder.contracts import Outgoing, SentReply

BY_HAND = "no platform is connected here: copy the text, post it there, then mark it as posted by hand"


class ManualSender:
    """Sends nothing, ever; refusing is what tells the officer that it is his turn."""

    max_length = 4096
    timeout = 0.0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply:
        raise ChannelRefused(BY_HAND, code=Refusal.REFUSED)

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        raise ChannelRefused(BY_HAND, code=Refusal.REFUSED)

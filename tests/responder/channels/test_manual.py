"""The connector without a platform."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused
from models.settings import Settings
from models.vocabulary import Channel, MentionKind, Refusal
from responder.channels.manual import ManualSender
from responder.contracts import Outgoing

ACCOUNT = ChannelAccount(1, Channel.MANUAL, "polsek", "polsek", {})
REPLY = Outgoing("1", MentionKind.MENTION, "1", "warga", "warga", "Diterima", "key", datetime.now(UTC))


@pytest.mark.parametrize("act", ["send", "find"])
def test_it_tells_the_officer_to_post_by_hand(act: str) -> None:
    with pytest.raises(ChannelRefused, match="posted by hand") as refused:
        getattr(ManualSender(Settings()), act)(ACCOUNT, REPLY)
    assert (refused.value.code, refused.value.stops_account) == (Refusal.REFUSED, False)

"""The view of an account that crosses into a platform adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.errors import ChannelRefused
from models.vocabulary import Channel, Refusal


@dataclass(frozen=True)
class ChannelAccount:
    """One of our registered accounts, as an adapter sees it: no database, no session.

    `external_id` is the platform's id of the account (X user id, Instagram user id, WhatsApp
    phone-number id). `credential` holds the opened secrets by name; `state` is what the adapter
    itself asked to keep between calls (the saved session of a private API, for example).
    """

    id: int
    channel: Channel
    handle: str
    external_id: str
    credential: Mapping[str, str] = field(repr=False)
    state: Mapping[str, object] = field(default_factory=dict, repr=False)

    def secret(self, name: str) -> str:
        """The secret `name`, or ChannelRefused with the command that stores it."""
        value = self.credential.get(name, "")
        if not value:
            raise ChannelRefused(
                f"{self.channel} account @{self.handle} has no {name}: "
                f"store it with 'tanggap account login {self.channel} {self.handle}'",
                code=Refusal.MISSING_CREDENTIAL,
                stops_account=True,
            )
        return value

"""What every sender of alerts promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from models.errors import ChannelRefused


@dataclass(frozen=True)
class Message:
    """What an officer reads outside the panel: never a citizen's word or name."""

    title: str
    body: str
    url: str
    tag: str  # the same for every message about one alert: a device shows the newest only
    pressing: bool


class AddressGone(ChannelRefused):
    """The address will never be reached again: the subscription ended. It is taken off the list."""


class AlertSender(Protocol):
    """Sends one message to one address. Tries once.

    Raises `ChannelUnavailable` (a later call may succeed), `ChannelRefused` (none will for this
    message) or `AddressGone`. Sending twice does no harm: what a message says stays true.
    """

    def send(self, address: Mapping[str, object], message: Message) -> None:
        """`address` is what was sealed: a push subscription as the browser gives it, or `{"url": ...}`."""
        ...

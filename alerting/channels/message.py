"""E-mail, Telegram and webhooks, through Apprise."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from alerting.contracts import Message
from models.alert_addresses import message_kind
from models.errors import ChannelRefused, ChannelUnavailable
from models.settings import Settings

if TYPE_CHECKING:
    import apprise

LONGEST_REASON = 200
RETRY_SECONDS = 15.0
_loading = threading.Lock()


class MessageSender:
    """Sends to one address of Apprise's form (`mailtos://`, `tgram://`, `jsons://`)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, address: Mapping[str, object], message: Message) -> None:
        url = str(address.get("url", ""))
        if message_kind(url) is None:
            raise ChannelRefused("an address of a kind that is not allowed")
        told = _opened(url, self._settings.alert_timeout)
        result = told.notify(title=message.title, body=message.body)
        if not result:
            # Apprise tells no refusal from an outage, so every failure is tried again for a while.
            logged = [entry.message for entry in result.logs()]
            reason = str(logged[-1]) if logged else "the message was not taken"
            raise ChannelUnavailable(reason[:LONGEST_REASON], RETRY_SECONDS)


def _opened(url: str, timeout: float) -> apprise.Apprise:
    """The address, ready to send to. Raises ChannelRefused when Apprise cannot read it."""
    with _loading, warnings.catch_warnings():
        # Its e-mail part looks for a module of the standard library that is on its way out.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        opened = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False, app_id="Tanggap"))
        divider = "&" if "?" in url else "?"
        if not opened.add(f"{url}{divider}cto={timeout}&rto={timeout}&redirect=no"):
            raise ChannelRefused("the address cannot be read")
    return opened

"""Web push: an encrypted message to the browser an officer subscribed, through its maker's push service."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alerting.contracts import AddressGone, Message
from models.alert_addresses import push_host_allowed
from models.errors import ChannelRefused, ChannelUnavailable
from models.settings import Settings

if TYPE_CHECKING:
    import requests

GONE = (404, 410)
KEPT_SECONDS = 4 * 3600  # how long the push service keeps a message for a device that is off


class PushSender:
    """Signs with the installation's key, which is read when the first push goes out."""

    def __init__(self, settings: Settings, private_key: Callable[[], str]) -> None:
        self._settings = settings
        self._private_key = private_key

    def send(self, address: Mapping[str, object], message: Message) -> None:
        # Some 40 MB that only the process which sends shall carry, and only once it sends.
        import pywebpush
        import requests

        endpoint = str(address.get("endpoint", ""))
        if not push_host_allowed(endpoint, self._settings):
            raise ChannelRefused(f"{urlsplit(endpoint).hostname} is not among TANGGAP_PUSH_HOSTS")
        content = {"title": message.title, "body": message.body, "url": message.url, "tag": message.tag}
        with requests.Session() as session:
            # A push service answers itself; whoever sends us elsewhere is none.
            session.max_redirects = 0
            try:
                pywebpush.webpush(
                    {"endpoint": endpoint, "keys": address.get("keys")},
                    json.dumps(content, ensure_ascii=False),
                    vapid_private_key=self._private_key(),
                    vapid_claims={"sub": _contact(self._settings)},
                    headers={"Topic": message.tag, "Urgency": "high" if message.pressing else "normal"},
                    ttl=KEPT_SECONDS,
                    timeout=self._settings.alert_timeout,
                    requests_session=session,
                )
            except pywebpush.WebPushException as error:
                raise _refusal(error.response) from error
            except requests.TooManyRedirects as error:
                raise ChannelRefused("the push service sent us elsewhere") from error
            except requests.RequestException as error:
                raise ChannelUnavailable(
                    f"the push service did not answer: {type(error).__name__}", 15.0
                ) from error
            except ValueError as error:
                # The browser's keys are no keys; no later try will make them some.
                raise AddressGone(f"the subscription cannot be used: {error}") from error


def _refusal(answer: requests.Response | None) -> ChannelRefused | ChannelUnavailable:
    if answer is None:
        return AddressGone("the subscription cannot be used")
    if answer.status_code in GONE:
        return AddressGone(f"the subscription ended ({answer.status_code})")
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = answer.headers.get("Retry-After", "")
        return ChannelUnavailable(
            f"the push service answered {answer.status_code}", float(wait) if wait.isdigit() else 15.0
        )
    return ChannelRefused(f"the push service answered {answer.status_code}")


def _contact(settings: Settings) -> str:
    """Where a push service reaches whoever runs this: an address it accepts, whatever ours looks like."""
    if settings.push_contact:
        return settings.push_contact
    host = urlsplit(settings.public_url).hostname or ""
    named = settings.public_url.startswith("https://") and "." in host and not host[-1].isdigit()
    return f"https://{host}" if named else "mailto:postmaster@localhost"

"""Sends WhatsApp messages through the Cloud API (pywa), one call per attempt.

The reply's key goes along as the tracker and comes back in the status webhooks: after a crash
that is the only proof, since the platform cannot be asked what it sent.
"""

from __future__ import annotations

import json
import re
import ssl

import httpx
from pywa import errors
from pywa.client import WhatsApp

from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.settings import Settings
from models.vocabulary import Refusal
from responder.contracts import Outgoing, SentReply

# A phone number or a business-scoped user id; pywa would take anything else for a group.
RECIPIENT = re.compile(r"\d{6,20}|[A-Z]{2}\.(?:ENT\.)?\d+")
# Seconds after which a refused message may be tried again, by the platform's error code.
RETRY_AFTER = {131056: 6.0, 130429: 10.0, 80007: 300.0, 4: 300.0, 131048: 3600.0, 131064: 3600.0}
# The platform's "something went wrong": it does not say whether before or after accepting.
UNCERTAIN_CODES = frozenset({1, 2, 131000, 131016})
# A person must repair the account: payment, display name, registration.
BROKEN_ACCOUNT_CODES = frozenset({131037, 131042, 131044, 131045})
SUSPENDED_CODES = frozenset({368, 131031})


class WhatsAppSender:
    """Answers in the 24 h window; `account.external_id` is the phone-number id, the secret `access_token`."""

    max_length = 4096

    def __init__(self, settings: Settings) -> None:
        self.timeout = settings.whatsapp_timeout
        self._version = settings.whatsapp_api_version
        self._base_url = f"{settings.whatsapp_base_url}/v{settings.whatsapp_api_version}"
        self._tls = ssl.create_default_context()

    def send(self, account: ChannelAccount, reply: Outgoing) -> SentReply:
        token = account.secret("access_token")
        if not RECIPIENT.fullmatch(reply.recipient):
            raise ChannelRefused("the recipient is neither a phone number nor a user id of WhatsApp")
        if len(reply.text) > self.max_length:
            raise ChannelRefused(f"longer than {self.max_length} characters", code=Refusal.TOO_LONG)
        # A connection of its own per message: a kept one that the platform has closed meanwhile
        # would look like a cut in the middle of sending.
        with httpx.Client(timeout=self.timeout, verify=self._tls) as session:
            client = WhatsApp(
                phone_id=account.external_id, token=token, session=session, api_version=self._version
            )
            session.base_url = httpx.URL(self._base_url)
            return self._send(client, reply)

    def find(self, account: ChannelAccount, reply: Outgoing) -> SentReply | None:
        raise ChannelRefused(
            "WhatsApp cannot be asked what was sent: only the status webhook with the key tells"
        )

    def _send(self, client: WhatsApp, reply: Outgoing) -> SentReply:
        try:
            sent = client.send_message(
                to=reply.recipient,
                text=reply.text,
                reply_to_message_id=reply.in_reply_to or None,
                tracker=reply.key,
            )
        except errors.WhatsAppError as error:
            raise _translated(error) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ChannelUnavailable(f"WhatsApp could not be reached: {type(error).__name__}") from error
        except httpx.TransportError as error:
            raise OutcomeUnknown(f"WhatsApp gave no answer: {type(error).__name__}") from error
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            # pywa reads the answer without looking: these mean a body of a shape it does not know.
            raise OutcomeUnknown(f"WhatsApp's answer cannot be read: {error!r}") from error
        return SentReply(external_id=sent.id)


def _translated(error: errors.WhatsAppError) -> ChannelError:
    words = f"WhatsApp error {error.code}: {error.details or error.message}"
    status = error.status_code or 0
    if isinstance(error, errors.ReEngagementMessage):
        return ChannelRefused(words, code=Refusal.WINDOW_CLOSED)
    if isinstance(error, errors.ThrottlingError) or status == 429:
        seconds = _regain_seconds(error) or RETRY_AFTER.get(error.code, 60.0)
        return ChannelUnavailable(words, retry_after=seconds, budget="window")
    # pywa puts the HTTP status where the body had no code: then it was not the Graph API that spoke.
    if status >= 500 or error.code == status or error.code in UNCERTAIN_CODES:
        return OutcomeUnknown(words)
    if error.code in SUSPENDED_CODES:
        return ChannelRefused(words, code=Refusal.SUSPENDED, stops_account=True)
    if isinstance(error, errors.AuthorizationError) or status == 401:
        return ChannelRefused(words, code=Refusal.REVOKED, stops_account=True)
    if isinstance(error, errors.MessageUndeliverable):
        return ChannelRefused(words, code=Refusal.BLOCKED)
    return ChannelRefused(words, stops_account=error.code in BROKEN_ACCOUNT_CODES)


def _regain_seconds(error: errors.WhatsAppError) -> float | None:
    """What the usage header says, where the platform sends one; it counts in minutes."""
    header = error.raw_response.headers.get("X-Business-Use-Case-Usage") if error.raw_response else None
    try:
        usages = [usage for uses in json.loads(header or "{}").values() for usage in uses]
        return max(float(usage["estimated_time_to_regain_access"]) for usage in usages) * 60 or None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None

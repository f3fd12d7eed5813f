"""WhatsApp comes in by webhook only: the parser reads one stored message, the source asks who we are.

Shapes: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import httpx

from listener.contracts import Batch, IncomingMention, Reach
from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelRefused, ChannelUnavailable
from models.settings import Settings
from models.vocabulary import MentionKind, Refusal

MEDIA_TYPES = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
# Not the public's words: reactions, number changes, a chat opened without a word, a message taken back.
WORDLESS_TYPES = frozenset({"reaction", "system", "request_welcome", "revoke", "ephemeral"})
# What stands in for content that has no words but must reach an officer.
PLACEHOLDERS = {
    "contacts": "(kontak dibagikan)",
    "order": "(pesanan)",
    "unsupported": "(pesan tidak didukung)",
}
# "#skm", "polsek-skm" in any case; a bare code only in capitals, so that "pak" is no code.
UNIT_CODE = re.compile(
    r"\s*(?:(?:#|(?i:mabes|polda|polrestabes|polrestro|polresta|polres|polsek)[-_])(?P<marked>[A-Za-z0-9]{2,16})"
    r"|(?P<bare>[A-Z][A-Z0-9]{1,15}))\b"
)
THROTTLED = frozenset({4, 80007, 130429})


class WhatsAppParser:
    """Reads one payload {"message": {...}, "contacts": [...], "metadata": {...}}.

    On a central number citizens start their message with the code of the unit they mean,
    "SKM ...", "#SKM ..." or "POLSEK-SKM ...": that code comes out in `mentioned_handles` as ("SKM",), in
    upper case, for the routing to look up; the text keeps it. A code nobody has is the routing's matter.

    The author is the phone number, or the business-scoped user id ("ID.1234") of someone who shows
    no number. The profile name is not kept; the handle is the number with its middle masked. Media
    come as "whatsapp-media:<id>": a reference, because the platform's addresses live five minutes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def parse(self, account: ChannelAccount, payload: Mapping[str, object]) -> IncomingMention | None:
        message = _object(payload.get("message"))
        external_id = _text(message, "id")
        kind = _text(message, "type")
        if not external_id or not kind:
            raise ValueError(f"the message has no {'type' if external_id else 'id'}")
        if kind in WORDLESS_TYPES:
            return None
        sender = _sender(message, payload.get("contacts"))
        if not sender:
            raise ValueError(f"message {external_id} names no sender: neither number nor user id")
        if sender == re.sub(r"\D", "", _text(_object(payload.get("metadata")), "display_phone_number")):
            return None
        original = ""
        content = message
        if kind == "edit":
            edit = _object(message.get("edit"))
            original, content = _text(edit, "original_message_id"), _object(edit.get("message"))
            kind = _text(content, "type")
        text, medium = _content(kind, content, external_id)
        context = _object(message.get("context"))
        code = UNIT_CODE.match(text)
        return IncomingMention(
            external_id=external_id,
            kind=MentionKind.DIRECT,
            text=text,
            created_at=_moment(message.get("timestamp")),
            author_handle=masked(sender),
            author_external_id=sender,
            thread_id=sender,
            in_reply_to=original or _text(context, "id") or None,
            media_urls=(f"whatsapp-media:{medium}",) if medium else (),
            mentioned_handles=((code["marked"] or code["bare"]).upper(),) if code else (),
            raw={
                "type": kind,
                "user_id": _text(message, "from_user_id"),
                "forwarded": bool(context.get("forwarded") or context.get("frequently_forwarded")),
                "edited": bool(original),
            },
        )


def masked(sender: str) -> str:
    """The sender as officers see him: enough to tell two people apart, not enough to call."""
    return f"{sender[:4]}•••{sender[-3:]}" if len(sender) > 9 else "•••" + sender[-3:]


def _sender(message: Mapping[str, object], contacts: object) -> str:
    if own := _text(message, "from") or _text(message, "from_user_id"):
        return own
    # A body about one contact only can mean nobody else.
    only = _object(contacts[0]) if isinstance(contacts, list) and len(contacts) == 1 else {}
    return _text(only, "wa_id") or _text(only, "user_id")


def _content(kind: str, message: Mapping[str, object], external_id: str) -> tuple[str, str]:
    """The words of a message and the id of its medium, either may be empty."""
    part = _object(message.get(kind))
    if kind in MEDIA_TYPES:
        return _text(part, "caption"), _text(part, "id")
    match kind:
        case "text":
            return _text(part, "body"), ""
        case "button":
            return _text(part, "text"), ""
        case "interactive":
            reply = _object(part.get(_text(part, "type")))
            words = [_text(reply, name) for name in ("title", "description", "body")]
            return ": ".join(word for word in words if word), ""
        case "location":
            place = ", ".join(word for name in ("name", "address") if (word := _text(part, name)))
            return " ".join(
                ["Lokasi:", *([place] if place else []), f"({part.get('latitude')}, {part.get('longitude')})"]
            ), ""
    if kind in PLACEHOLDERS:
        return PLACEHOLDERS[kind], ""
    raise ValueError(f"message {external_id} has the unknown type {kind!r}")


def _moment(timestamp: object) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(timestamp)), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"timestamp {timestamp!r} is no number of seconds") from error


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(part: Mapping[str, object], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


class WhatsAppSource:
    """Finds nothing by asking: WhatsApp tells by webhook only, and has no public numbers to measure."""

    measure_batch = 0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        return Batch(mentions=(), cursor=cursor, requests=0)

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        return {}

    def check(self, account: ChannelAccount) -> str:
        """The digits of the phone number behind the account's phone-number id."""
        settings = self._settings
        address = f"{settings.whatsapp_base_url}/v{settings.whatsapp_api_version}/{account.external_id}"
        headers = {"Authorization": f"Bearer {account.secret('access_token')}"}
        try:
            answer = httpx.get(
                address,
                params={"fields": "display_phone_number"},
                headers=headers,
                timeout=settings.whatsapp_timeout,
            )
        except httpx.TransportError as error:
            raise ChannelUnavailable(f"WhatsApp did not answer: {type(error).__name__}") from error
        try:
            body = _object(answer.json())
        except ValueError as error:
            raise ChannelUnavailable(f"WhatsApp answered {answer.status_code} without JSON") from error
        number = re.sub(r"\D", "", _text(body, "display_phone_number"))
        if answer.status_code == 200 and number:
            return number
        raise _refused(answer.status_code, _object(body.get("error")))


def _refused(status: int, error: Mapping[str, object]) -> ChannelError:
    code, words = error.get("code"), f"WhatsApp answered {status}: {error.get('message', 'no reason given')}"
    if status == 429 or code in THROTTLED:
        return ChannelUnavailable(words, retry_after=300.0, budget="window")
    if status >= 500 or not code:
        return ChannelUnavailable(words)
    return ChannelRefused(words, code=Refusal.REVOKED, stops_account=True)

"""Opens Meta's webhook bodies: one body may carry many messages and statuses, each becomes one row.

Pure functions for the web process, which stores the rows and answers at once; the listener parses
them later. Shapes: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components and
https://developers.facebook.com/docs/instagram-platform/webhooks/examples.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import Channel, InboundKind


@dataclass(frozen=True)
class EnvelopePart:
    """One thing a webhook body told us; (channel, account_external_id, kind, external_id) is unique.

    `payload` is, for WhatsApp, {"message" | "status" | "change": ..., "contacts": [...], "metadata": {...}};
    for Instagram, {"field", "value", "time"} of one change or {"messaging", "time"} of one direct
    message. Repeats of one part have the same `external_id`, whatever body they come in.
    """

    channel: Channel
    kind: InboundKind
    account_external_id: str
    external_id: str
    payload: Mapping[str, object]


def signature_matches(secret: str, raw: bytes, header: str | None) -> bool:
    """Whether `header` (X-Hub-Signature-256) signs exactly the `raw` bytes; constant time.

    False for an empty secret: an installation without one accepts no webhook at all.
    """
    if not secret or not header:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.strip().encode("utf-8", "replace"))


def split_whatsapp(body: object) -> list[EnvelopePart]:
    """Every message, status and other notice of one WhatsApp webhook body, in its order.

    Raises ValueError with a plain reason when the body is no WhatsApp webhook; the caller keeps
    it as a dead letter. A message without an id is still a part (named by its content), so that
    the parser refuses that one message and the rest of the body goes in.
    """
    return [
        part
        for entry in _entries(body, "whatsapp_business_account")
        for change in _mappings(entry.get("changes"), "changes of an entry")
        for part in _whatsapp_parts(str(entry.get("id", "")), change)
    ]


def _whatsapp_parts(business_id: str, change: Mapping[str, object]) -> Iterator[EnvelopePart]:
    value = _mapping(change.get("value"), "value of a change")
    metadata = _optional_mapping(value.get("metadata"))
    account = str(metadata.get("phone_number_id") or business_id)
    contacts = _mappings(value.get("contacts", []), "contacts")
    surrounding = {"metadata": dict(metadata)}

    def part(kind: InboundKind, external_id: str, **payload: object) -> EnvelopePart:
        return EnvelopePart(Channel.WHATSAPP, kind, account, external_id, {**payload, **surrounding})

    known = change.get("field") == "messages"
    messages = _mappings(value.get("messages", []), "messages") if known else []
    statuses = _mappings(value.get("statuses", []), "statuses") if known else []
    for message in messages:
        whose = _contacts_of(contacts, message.get("from"), message.get("from_user_id"))
        yield part(InboundKind.MESSAGE, _id(message, "id"), message=message, contacts=whose)
    for status in statuses:
        whose = _contacts_of(contacts, status.get("recipient_id"), status.get("recipient_user_id"))
        external_id = f"{_id(status, 'id')}:{status.get('status', '')}"
        yield part(InboundKind.STATUS, external_id, status=status, contacts=whose)
    if not (messages or statuses) or value.get("errors"):
        yield part(InboundKind.OTHER, content_id(change), change=change, contacts=[])


def _contacts_of(contacts: Sequence[Mapping[str, object]], *ids: object) -> list[Mapping[str, object]]:
    """The contact a message belongs to, or all of the body's where none can be told."""
    wanted = [identifier for identifier in ids if identifier]
    own = [
        contact for contact in contacts if contact.get("wa_id") in wanted or contact.get("user_id") in wanted
    ]
    return own or list(contacts)


def split_instagram(body: object) -> list[EnvelopePart]:
    """Every comment, mention and direct message of one Instagram webhook body, in its order.

    Raises ValueError like `split_whatsapp`. Both forms of a change are read: in a "changes" list,
    and with "field" and "value" in the entry itself (apps with Instagram login).
    """
    return [part for entry in _entries(body, "instagram") for part in _instagram_parts(entry)]


def _instagram_parts(entry: Mapping[str, object]) -> Iterator[EnvelopePart]:
    account, time = str(entry.get("id", "")), entry.get("time")
    changes = _mappings(entry.get("changes", []), "changes of an entry")
    if "field" in entry:
        changes = [*changes, {"field": entry["field"], "value": entry.get("value")}]
    messaging = _mappings(entry.get("messaging", []), "messaging of an entry")
    for change in changes:
        kind, external_id = _instagram_change(change)
        payload = {"field": change.get("field"), "value": change.get("value"), "time": time}
        yield EnvelopePart(Channel.INSTAGRAM, kind, account, external_id, payload)
    for event in messaging:
        message = _optional_mapping(event.get("message"))
        kind = InboundKind.MESSAGE if message else InboundKind.OTHER
        external_id = _id(message, "mid") if message else content_id(event)
        yield EnvelopePart(Channel.INSTAGRAM, kind, account, external_id, {"messaging": event, "time": time})
    if not changes and not messaging:
        yield EnvelopePart(
            Channel.INSTAGRAM, InboundKind.OTHER, account, content_id(entry), {"entry": entry, "time": time}
        )


def _instagram_change(change: Mapping[str, object]) -> tuple[InboundKind, str]:
    value = _optional_mapping(change.get("value"))
    match change.get("field"):
        case "comments" | "live_comments":
            return InboundKind.COMMENT, _id(value, "id")
        case "mentions":
            # A mention in a caption has no comment: the media itself is what mentions us.
            return InboundKind.MENTION, str(value.get("comment_id") or _id(value, "media_id"))
        case _:
            return InboundKind.OTHER, content_id(change)


def content_id(content: Mapping[str, object]) -> str:
    """A stable name for something the platform gave no id: the hash of its sorted JSON."""
    return "sha256:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _id(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    return str(value) if value else content_id(content)


def _entries(body: object, expected: str) -> Sequence[Mapping[str, object]]:
    top = _mapping(body, "body")
    if top.get("object") != expected:
        raise ValueError(f"the body is about {top.get('object')!r}, not {expected!r}")
    entries = _mappings(top.get("entry"), "entry")
    if not entries:
        raise ValueError("the body has no entry")
    return entries


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise ValueError(f"{what} is {type(value).__name__}, not an object")


def _optional_mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object, what: str) -> list[Mapping[str, object]]:
    if isinstance(value, list):
        return [_mapping(element, f"an element of {what}") for element in value]
    raise ValueError(f"{what} is {type(value).__name__}, not a list")

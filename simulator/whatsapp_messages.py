"""What WhatsApp's webhooks say about one message or one status, as JSON objects."""

from __future__ import annotations

import zlib
from datetime import datetime

from simulator.world import Account, Author, Post, World

# Kind of media: (message type, MIME type). The platform gives voice notes no caption.
MEDIA_TYPES = {
    "image": ("image", "image/png"),
    "video": ("video", "video/mp4"),
    "audio": ("audio", "audio/ogg; codecs=opus"),
    "document": ("document", "application/pdf"),
}


def user_id(author: Author) -> str:
    """The business-scoped user id (BSUID) of a voice: opaque to us, reversible for the simulator."""
    return f"ID.{int(author.external_id) * 7 + 13}"


def phone_of(world: World, identifier: str) -> str:
    """The phone number behind a business-scoped user id; "" when nobody has it."""
    digits = identifier.removeprefix("ID.")
    number, rest = divmod(int(digits) - 13, 7) if digits.isdigit() else (0, 1)
    with world.lock:
        known = any(a.channel == "whatsapp" and a.external_id == str(number) for a in world.authors.values())
    return str(number) if known and rest == 0 else ""


def voice_of(world: World, number: str) -> Author:
    """Whoever has this number; a stranger when the world knows nobody with it."""
    with world.lock:
        for author in world.authors.values():
            if author.channel == "whatsapp" and author.external_id == number:
                return author
    return Author("whatsapp", number, number)


def media_id(post: Post) -> str:
    return str(10**15 + zlib.crc32(post.external_id.encode()))


def find_media(world: World, identifier: str) -> tuple[Post, str] | None:
    """The message that carries a medium, and the medium's kind."""
    with world.lock:
        for (channel, _), post in world.posts.items():
            if channel == "whatsapp" and post.media and media_id(post) == identifier:
                return post, media_kind(post)
    return None


def media_kind(post: Post) -> str:
    return post.media[0] if post.media[0] in MEDIA_TYPES else "document"


def metadata(account: Account) -> dict[str, object]:
    return {"display_phone_number": account.handle, "phone_number_id": account.external_id}


def contact(author: Author, user_id_only: bool) -> dict[str, object]:
    """The entry of "contacts"; whoever took a username shows no phone number any more."""
    profile: dict[str, object] = {"name": author.handle}
    if user_id_only:
        profile["username"] = author.handle
        return {"profile": profile, "user_id": user_id(author)}
    return {"profile": profile, "wa_id": author.external_id, "user_id": user_id(author)}


def message(post: Post, account: Account, user_id_only: bool) -> dict[str, object]:
    """The entry of "messages"; `extra` may name another `type` and carry its object (location, button)."""
    known: dict[str, object] = {"from": post.author.external_id, "from_user_id": user_id(post.author)}
    if user_id_only:
        del known["from"]
    known |= {"id": post.external_id, "timestamp": _seconds(post.created_at)}
    if post.reply_to:
        known["context"] = {"from": account.handle, "id": post.reply_to}
    kind = str(post.extra.get("type") or "")
    if kind:
        return known | {"type": kind, kind: post.extra.get(kind)}
    if not post.media:
        return known | {"type": "text", "text": {"body": post.text}}
    kind, mime_type = MEDIA_TYPES[media_kind(post)]
    medium: dict[str, object] = {"id": media_id(post), "mime_type": mime_type, "sha256": "0" * 43 + "="}
    if post.text and kind != "audio":
        medium["caption"] = post.text
    return known | {"type": kind, kind: medium}


def status(
    post: Post, recipient: Author, word: str, key: str, error: dict[str, object] | None
) -> dict[str, object]:
    """The entry of "statuses" about a message we sent; `key` comes back as it was given."""
    known: dict[str, object] = {
        "id": post.external_id,
        "status": word,
        "timestamp": _seconds(post.created_at),
    }
    known["recipient_user_id"] = user_id(recipient)
    if not post.extra.get("user_id_only"):
        known["recipient_id"] = recipient.external_id
    if key:
        known["biz_opaque_callback_data"] = key
    if error is not None:
        return known | {"errors": [error]}
    origin = {"id": f"{zlib.crc32(post.thread_id.encode()):032x}", "origin": {"type": "service"}}
    pricing = {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_customer_service",
        "category": "service",
    }
    return known | {"conversation": origin, "pricing": pricing}


def _seconds(moment: datetime) -> str:
    return str(int(moment.timestamp()))

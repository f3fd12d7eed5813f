"""A citizen who wants no more replies: the words that say so, and the mark that is kept for ever."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from models import vault
from models.records import Mention, OptOut
from models.upsert import insert_new

# The whole message, nothing else: a word inside a sentence is no request to be left alone.
WORDS = frozenset(
    {
        "stop",
        "berhenti",
        "stop balas",
        "berhenti membalas",
        "berhenti balas",
        "unsubscribe",
        "jangan balas",
        "jangan balas lagi",
        "jangan dibalas lagi",
        "jangan hubungi saya",
        "jangan hubungi saya lagi",
    }
)
_HANDLES = re.compile(r"@\w+(?:\.\w+)*")
_POLITE = re.compile(r"^(?:tolong|mohon|please|pak|min|admin)\s+|\s+(?:ya|dong|pak|min|admin|please)$")


def asked_for(text: str) -> bool:
    """Whether the whole message asks for silence; names of accounts, politeness and signs do not matter."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", _HANDLES.sub(" ", text)).lower().split())
    while plain != (shorter := _POLITE.sub("", plain)):
        plain = shorter
    return plain in WORDS


def remember(session: Session, mention: Mention, secret_key: str, now: datetime) -> None:
    """Keeps it as a keyed hash, no person; nothing takes it back."""
    hashed = vault.keyed_hash(secret_key, "author", mention.author_external_id)
    insert_new(session, OptOut, {"channel": mention.channel, "author_hash": hashed, "created_at": now})

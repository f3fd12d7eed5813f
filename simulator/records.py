"""The things of the simulated world: accounts, voices, posts and accepted writes."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field
from datetime import datetime

X_EPOCH_MS = 1288834974657


@dataclass
class Account:
    """One of the accounts the police registered; `token` opens it, unless `revoked`."""

    channel: str
    handle: str
    external_id: str
    token: str
    revoked: bool = False


@dataclass
class Author:
    """One voice of the public on one platform. On WhatsApp `external_id` is the number (wa_id)."""

    channel: str
    handle: str
    external_id: str
    followers: int = 0
    verified: bool = False
    protected: bool = False


@dataclass(frozen=True)
class Growth:
    """Engagement that decays by half every `half_life_hours`, from `peak_per_hour` likes an hour."""

    peak_per_hour: float = 0.0
    half_life_hours: float = 4.0

    def likes_after(self, hours: float) -> float:
        full = self.peak_per_hour * self.half_life_hours / math.log(2.0)
        return full * (1.0 - math.exp2(-max(hours, 0.0) / self.half_life_hours))


@dataclass
class Post:
    """Anything on a platform: a post, a comment, an own medium, a direct message; ours or the public's."""

    channel: str
    external_id: str
    kind: str  # mention | reply | comment | tag | direct | quoted | media | own
    author: Author
    text: str
    created_at: datetime
    thread_id: str  # conversation (X), medium (Instagram), contact (WhatsApp)
    account: str = ""  # handle of ours it is addressed to, or that wrote it
    reply_to: str | None = None
    quoted: str | None = None
    also_mentions: tuple[str, ...] = ()
    media: tuple[str, ...] = ()  # "image" | "video" | "audio" | "document" or a full address
    growth: Growth = field(default_factory=Growth)
    base_likes: int = 0
    lang: str = "in"
    ours: bool = False
    visible_at: datetime | None = None
    deleted_at: datetime | None = None
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Posted:
    """One accepted write: the truth that tests compare our own records with."""

    channel: str
    account: str
    in_reply_to: str
    text: str
    external_id: str
    key: str
    accepted_at: datetime
    visible_at: datetime
    hidden: bool = False


def author_id(channel: str, handle: str) -> str:
    """A stable id for a handle, shaped like the platform's own."""
    number = zlib.crc32(f"{channel}:{handle.lower()}".encode())
    if channel == "whatsapp":
        return handle if handle.isdigit() else f"628{number % 10_000_000_000:010d}"
    return str((1_400_000_000_000_000_000 if channel == "x" else 17_841_400_000_000_000) + number)

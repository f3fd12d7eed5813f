"""What the policy says of a reply that would go out: not now, or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.vocabulary import Refusal


@dataclass(frozen=True)
class Hold:
    """Not now: try again at `until`."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Block:
    """Never, as it stands."""

    refusal: Refusal
    reason: str

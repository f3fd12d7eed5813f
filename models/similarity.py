"""How alike a text is to what other units just posted: X forbids the same text from many accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import Account, Reply
from models.vocabulary import Channel, ReplyKind

LOOK_BACK = timedelta(hours=24)
LOOK_AT = 200  # the newest posts of others
TOO_ALIKE = 0.9
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Likeness:
    """The post of another unit that is most alike, and how much: 0 nothing shared, 1 the same words."""

    share: float
    handle: str


def words(text: str) -> frozenset[str]:
    """What is compared: the words, whatever their order and case."""
    return frozenset(_WORD.findall(text.lower()))


def share(one: str, other: str) -> float:
    """The words both texts have, of all the words they have."""
    left, right = words(one), words(other)
    return len(left & right) / len(left | right) if left | right else 0.0


def most_alike(session: Session, reply: Reply, now: datetime) -> Likeness | None:
    """Against what other units posted on X within a day; None on other channels, and for the call to 110.

    The emergency card says one thing in the whole country, and whoever needs it must not wait for a variant.
    """
    if reply.channel is not Channel.X or reply.kind is ReplyKind.EMERGENCY_CARD:
        return None
    rows = session.execute(
        select(Reply.text, Account.handle)
        .join(Account, Account.id == Reply.account_id)
        .where(
            Reply.channel == Channel.X,
            Reply.sent_at > now - LOOK_BACK,
            Reply.account_id != reply.account_id,
            Reply.unit_id != reply.unit_id,
            Reply.kind != ReplyKind.EMERGENCY_CARD,
        )
        .order_by(Reply.id.desc())
        .limit(LOOK_AT)
    ).all()
    found = [Likeness(share(reply.text, text), handle) for text, handle in rows]
    return max(found, key=lambda one: one.share, default=None)

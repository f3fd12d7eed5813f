"""How alike a text is to what other units just posted: X forbids the same text from many accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import vault
from models.records import Account, Case, Reply
from models.vocabulary import Channel, ReplyKind

LOOK_BACK = timedelta(hours=24)
LOOK_AT = 200  # the newest posts of others
TOO_ALIKE = 0.9
MOST_REPEATED = 10
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
    return _overlap(words(one), words(other))


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0


@dataclass(frozen=True)
class Repeated:
    """One text that went out again and again, with those that are nearly the same; without its ticket code."""

    text: str
    times: int
    units: int
    channels: frozenset[Channel]


@dataclass(frozen=True)
class Meter:
    """How alike what went out within a day is across units."""

    looked_at: int
    units: int
    alike: int  # replies that share `TOO_ALIKE` of their words with one of another unit
    typical: float  # the median of each reply's likeness to the most alike one of another unit
    repeated: Sequence[Repeated]  # the most frequent first, each at least twice


def meter(session: Session, where: Sequence[ColumnElement[bool]], now: datetime) -> Meter:
    """Over the newest `LOOK_AT` replies of a day; `where` says which, on a query with `Case` joined.

    The call to 110 is left out: it must read the same everywhere.
    """
    rows = session.execute(
        select(Reply.text, Reply.unit_id, Reply.channel)
        .join(Case, Case.id == Reply.case_id)
        .where(Reply.sent_at > now - LOOK_BACK, Reply.kind != ReplyKind.EMERGENCY_CARD, *where)
        .order_by(Reply.id.desc())
        .limit(LOOK_AT)
    ).all()
    said = [(words(text), unit_id) for text, unit_id, _ in rows]
    likeness = [
        max((_overlap(mine, theirs) for theirs, other in said if other != unit_id), default=0.0)
        for mine, unit_id in said
    ]
    return Meter(
        looked_at=len(rows),
        units=len({unit_id for _, unit_id in said}),
        alike=sum(one >= TOO_ALIKE for one in likeness),
        typical=median(likeness) if likeness else 0.0,
        repeated=_repeated([(text, unit_id, channel) for text, unit_id, channel in rows]),
    )


def _repeated(rows: Sequence[tuple[str, int, Channel]]) -> list[Repeated]:
    """Groups around the newest text of each; a text belongs to the first group it is too alike to.

    Ticket codes are hidden first: they alone tell one citizen's receipt from another's.
    """
    groups: list[tuple[frozenset[str], list[tuple[str, int, Channel]]]] = []
    for text, unit_id, channel in rows:
        row = (vault.hide_ticket_codes(text), unit_id, channel)
        mine = words(row[0])
        found = next((group for leader, group in groups if _overlap(mine, leader) >= TOO_ALIKE), None)
        if found is None:
            groups.append((mine, [row]))
        else:
            found.append(row)
    repeated = [
        Repeated(
            group[0][0],
            len(group),
            len({unit_id for _, unit_id, _ in group}),
            frozenset(channel for *_, channel in group),
        )
        for _, group in groups
        if len(group) > 1
    ]
    return sorted(repeated, key=lambda one: -one.times)[:MOST_REPEATED]


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

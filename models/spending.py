"""What replies and reads cost, by platform and month, and how much of the month's budget is left.

The ledger (`models.send_limits`) counts every call of the installation, also those about complaints that not
everybody may know of. So only who sees the whole country reads it; everybody else gets what his own replies and
mentions cost, counted from the rows he may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import scope, send_limits
from models.records import Account, Case, Mention, Officer, ReachReading, Reply, Unit
from models.settings import Settings
from models.vocabulary import Channel

MONTHS = 3


@dataclass(frozen=True)
class Spent:
    """One platform in one month (UTC)."""

    channel: Channel
    month: datetime
    replies: int  # calls that were made
    replies_usd: float
    reads: int
    reads_usd: float

    @property
    def usd(self) -> float:
        return self.replies_usd + self.reads_usd


@dataclass(frozen=True)
class Left:
    """This month's budget for replies on one platform, for the whole installation."""

    channel: Channel
    budget: float
    spent: float
    replies: int  # that still go out before sending rests until the next month

    @property
    def usd(self) -> float:
        return max(0.0, self.budget - self.spent)


def is_whole(who: Officer, unit: Unit) -> bool:
    """Whether the officer looks at the whole country from its top, and so at the ledger itself."""
    return who.unit.parent_id is None and unit.id == who.unit_id


def by_month(session: Session, who: Officer, unit: Unit, settings: Settings, now: datetime) -> list[Spent]:
    """The last `MONTHS` months of the unit's subtree, newest first, each with the platforms that were used."""
    found, end = [], now
    for _ in range(MONTHS):
        begin = send_limits.month_of(end)
        found += _one_month(session, who, unit, settings, begin, end)
        end = begin - timedelta(microseconds=1)
    return found


def left(session: Session, settings: Settings, now: datetime) -> list[Left]:
    """The platforms whose replies cost something; empty where no budget is set."""
    if not settings.reply_budget_usd:
        return []
    priced = [channel for channel in Channel if send_limits.price_usd(channel, settings)]
    return [_left(session, channel, settings, now) for channel in priced]


def _left(session: Session, channel: Channel, settings: Settings, now: datetime) -> Left:
    budget, spent = settings.reply_budget_usd, send_limits.spent_usd(session, channel, now)
    # In thousandths, as the ledger counts: a tenth of a cent is no whole number of dollars.
    price = send_limits.price_usd(channel, settings)
    rest = round((budget - spent) * send_limits.MILLS) // max(1, round(price * send_limits.MILLS))
    return Left(channel, budget, spent, max(0, rest))


def _one_month(
    session: Session, who: Officer, unit: Unit, settings: Settings, begin: datetime, end: datetime
) -> list[Spent]:
    replies, reads = (
        _by_channel(session, query, unit)
        for query in (_replies(who, begin, end), _first_reads(who, begin, end))
    )
    again = _by_channel(session, _reads_again(who, begin, end), unit)
    whole = is_whole(who, unit)
    found = []
    for channel in Channel:
        calls = replies.get(channel, 0)
        cost = calls * send_limits.price_usd(channel, settings)
        posts = reads.get(channel, 0) + (again.get(channel, 0) if channel is Channel.X else 0)
        if whole:
            cost = send_limits.spent_usd(session, channel, begin)
            posts = send_limits.reads(session, channel, begin)
        price = settings.x_read_price_usd if channel is Channel.X else 0.0
        if calls or cost or posts:
            found.append(Spent(channel, begin, calls, cost, posts, posts * price))
    return found


def _by_channel(session: Session, query: Select[Channel, int], unit: Unit) -> Mapping[Channel, int]:
    within = Account.unit_id.in_(scope.subtree_ids(unit.path))
    rows = session.execute(query.where(within).group_by(Account.channel))
    return {channel: int(count or 0) for channel, count in rows}


def _replies(who: Officer, begin: datetime, end: datetime) -> Select[Channel, int]:
    return (
        select(Account.channel, func.sum(Reply.sends))
        .select_from(Reply)
        .join(Account, Account.id == Reply.account_id)
        .join(Case, Case.id == Reply.case_id)
        .where(Reply.first_attempt_at >= begin, Reply.first_attempt_at <= end, scope.case_visible(who))
    )


def _first_reads(who: Officer, begin: datetime, end: datetime) -> Select[Channel, int]:
    return (
        select(Account.channel, func.count(Mention.id))
        .select_from(Mention)
        .join(Account, Account.id == Mention.account_id)
        .where(Mention.fetched_at >= begin, Mention.fetched_at <= end, scope.mention_visible(who))
    )


def _reads_again(who: Officer, begin: datetime, end: datetime) -> Select[Channel, int]:
    """Posts read again for their reach."""
    return (
        select(Account.channel, func.count(ReachReading.id))
        .select_from(ReachReading)
        .join(Mention, Mention.id == ReachReading.mention_id)
        .join(Account, Account.id == Mention.account_id)
        .where(ReachReading.measured_at >= begin, ReachReading.measured_at <= end, scope.mention_visible(who))
    )

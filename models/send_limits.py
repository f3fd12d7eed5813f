"""How much may go out: pacing and caps of an account, of the whole app and platform, and a budget.

Calls that were made are counted as they are claimed (`spend`), in the claim's own transaction, on one row
per platform and stretch of time. The rows of past months stay: together they are the ledger of what was spent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import Account, Mention, RateWindow, Reply
from models.settings import Settings
from models.upsert import ensure_row
from models.verdicts import Hold
from models.vocabulary import Channel, ReplyState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# WhatsApp takes one message in six seconds for one citizen (error 131056).
SAME_CITIZEN = timedelta(seconds=6)
MILLS = 1000  # the ledger counts in thousandths of a dollar


def held(session: Session, reply: Reply, account: Account, settings: Settings, now: datetime) -> Hold | None:
    """None where nothing is used up."""
    return (
        _account(session, account, settings, now)
        or _citizen(session, reply, account, now)
        or _platform(session, account, settings, now)
        or _budget(session, account, settings, now)
    )


def spend(session: Session, account: Account, settings: Settings, now: datetime) -> None:
    """Counts one call to the platform and what it costs."""
    for scope, start in ((_minute(account), _floor(now, 60)), (_day(account), _floor(now, 86400))):
        _window(session, scope, start).used += 1
    cost = round(price_usd(account.channel, settings) * MILLS)
    if cost:
        for scope in (_ledger(account.channel, now), f"{_ledger(account.channel, now)}:{account.id}"):
            _window(session, scope, month_of(now)).used += cost


def count_reads(session: Session, account: Account, posts: int, now: datetime) -> None:
    """Writes the posts that were read for an account into the month's ledger.

    A row per account, so that accounts polled side by side never wait for each other.
    """
    if posts:
        _window(session, f"{_reads(account.channel, now)}:{account.id}", month_of(now)).used += posts


def reads(session: Session, channel: Channel, now: datetime) -> int:
    """How many posts were read on a platform in the month (UTC) of `now`."""
    begins = _reads(channel, now)
    rows = select(func.sum(RateWindow.used)).where(
        RateWindow.scope >= f"{begins}:", RateWindow.scope < f"{begins};"
    )
    return int(session.scalar(rows) or 0)


def month_of(now: datetime) -> datetime:
    """The first moment of the month, which begins in UTC: by it the ledger counts."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spent_usd(session: Session, channel: Channel, now: datetime) -> float:
    """What the replies of a platform have cost in the month (UTC) of `now`."""
    return _used(session, _ledger(channel, now), month_of(now)) / MILLS


def price_usd(channel: Channel, settings: Settings) -> float:
    """What one reply costs there."""
    prices = {Channel.X: settings.x_reply_price_usd, Channel.WHATSAPP: settings.whatsapp_reply_price_usd}
    return prices.get(channel, 0.0)


def _account(session: Session, account: Account, settings: Settings, now: datetime) -> Hold | None:
    private = account.channel is Channel.INSTAGRAM_PRIVATE
    cap = settings.instagram_private_replies_per_hour if private else settings.replies_per_hour
    pause = settings.instagram_private_reply_pause if private else settings.reply_pause
    count, oldest, newest = session.execute(
        select(func.count(), func.min(Reply.first_attempt_at), func.max(Reply.first_attempt_at)).where(
            Reply.account_id == account.id,
            Reply.first_attempt_at > now - HOUR,
            Reply.sends > 0,
            Reply.state.notin_((ReplyState.FAILED, ReplyState.APPROVED)),
        )
    ).one()
    if oldest is None or newest is None:
        return None
    if count >= cap:
        return Hold(max(oldest + HOUR, now + timedelta(seconds=1)), f"{cap} replies an hour are reached")
    if newest + timedelta(seconds=pause) > now:
        return Hold(
            newest + timedelta(seconds=pause), f"the account rests {pause:g} seconds between two replies"
        )
    return None


def _citizen(session: Session, reply: Reply, account: Account, now: datetime) -> Hold | None:
    if account.channel is not Channel.WHATSAPP:
        return None
    last = session.scalar(
        select(func.max(Reply.first_attempt_at))
        .join(Mention, Mention.id == Reply.mention_id)
        .where(
            Reply.account_id == account.id,
            Reply.id != reply.id,
            Mention.thread_id == reply.mention.thread_id,
            Reply.first_attempt_at > now - SAME_CITIZEN,
        )
    )
    return (
        Hold(last + SAME_CITIZEN, "WhatsApp takes one message in 6 seconds for a citizen") if last else None
    )


def _platform(session: Session, account: Account, settings: Settings, now: datetime) -> Hold | None:
    minute, day = _floor(now, 60), _floor(now, 86400)
    if _used(session, _minute(account), minute) >= settings.platform_replies_per_minute:
        cap = settings.platform_replies_per_minute
        return Hold(
            minute + timedelta(minutes=1), f"{cap} replies a minute of the whole platform are reached"
        )
    daily = settings.x_app_replies_per_day
    if account.channel is Channel.X and _used(session, _day(account), day) >= daily:
        return Hold(day + DAY, f"{daily} replies a day of the whole app are reached")
    return None


def _budget(session: Session, account: Account, settings: Settings, now: datetime) -> Hold | None:
    budget, cost = settings.reply_budget_usd, price_usd(account.channel, settings)
    if not budget or not cost or spent_usd(session, account.channel, now) + cost <= budget:
        return None
    next_month = (month_of(now) + timedelta(days=32)).replace(day=1)
    return Hold(next_month, f"the month's budget of {budget:g} dollars for replies is used up")


def _minute(account: Account) -> str:
    return f"replies:{account.channel}:minute"


def _day(account: Account) -> str:
    return f"replies:{account.channel}:day"


def _ledger(channel: Channel, now: datetime) -> str:
    return f"usd:{channel}:{month_of(now):%Y-%m}"


def _reads(channel: Channel, now: datetime) -> str:
    return f"reads:{channel}:{month_of(now):%Y-%m}"


def _floor(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _used(session: Session, scope: str, start: datetime) -> int:
    row = session.get(RateWindow, scope)
    return row.used if row is not None and row.window_start == start else 0


def _window(session: Session, scope: str, start: datetime) -> RateWindow:
    row = session.get(RateWindow, scope, with_for_update=True)
    if row is None:
        ensure_row(session, RateWindow, {"scope": scope, "window_start": start, "used": 0})
        row = session.get_one(RateWindow, scope, with_for_update=True)
    if row.window_start != start:
        row.window_start, row.used = start, 0
    return row

"""Accounts that will fail soon or have gone still, told days before it hurts.

A token's end is known where it was recorded. An account is dormant when it has been silent for twice as long
as chance explains (`models.anev.coverage`): nobody mentions it any more, or nobody answers through it although
citizens write. Complaints about officers are counted in neither, so that no silence tells of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models import alerts
from models.anev import coverage
from models.anev.coverage import DAY, SEEN_DAYS, USUAL_DAYS
from models.records import Account, Mention, Reply
from models.vocabulary import AlertKind, Channel

# Days before the end at which it is told; the last one on the day itself, and afterwards.
AHEAD = (0, 3, 14)
# How long a token lasts where the platform gives none that lasts for ever, and the end was not recorded.
LASTS = {Channel.INSTAGRAM: timedelta(days=60)}
TIMES = 2
# Longer than twice the longest silence that is usual.
LOOK_BACK = timedelta(days=TIMES * coverage.LONGEST + 4)
UNMENTIONED, UNANSWERED = "unmentioned", "unanswered"


@dataclass(frozen=True)
class Still:
    """One account that nobody mentions (`UNMENTIONED`), or through which nobody answers (`UNANSWERED`)."""

    account: Account
    how: str
    since: datetime


def end_of_token(day: str) -> datetime:
    """The moment a token ends, from the ISO date: the day's beginning (UTC), to be sure. ValueError for no date."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError as error:
        raise ValueError(f"{day!r} is no date; write it as 2026-12-31") from error


def ends_within(account: Account, now: datetime) -> int | None:
    """The step of `AHEAD` at which the account's token stands; None where its end is unknown or far."""
    if account.token_expires_at is None:
        return None
    left = account.token_expires_at - now
    return next((days for days in AHEAD if left <= timedelta(days=max(days, 1))), None)


def is_dormant(usual_per_day: float | None, since: datetime, now: datetime) -> bool:
    """Whether a silence is much longer than is usual at this rate."""
    return now - since > TIMES * coverage.allowed(usual_per_day)


def report(session: Session, account_ids: Sequence[int], now: datetime) -> None:
    """Alerts about these accounts: once per token and step, once per silence."""
    accounts = session.scalars(select(Account).where(Account.id.in_(account_ids), Account.enabled)).all()
    for account in accounts:
        step, ends = ends_within(account, now), account.token_expires_at
        if step is not None and ends is not None:
            key = f"token:{account.id}:{ends:%Y-%m-%d}:{step}"
            _tell(session, account, AlertKind.ACCESS_ENDS, key, f"{ends:%Y-%m-%d}", now)
    for still in stillness(session, accounts, now):
        key = f"dormant:{still.account.id}:{still.how}:{still.since.isoformat()}"
        words = f"{still.how} {still.since:%Y-%m-%d}"
        _tell(session, still.account, AlertKind.ACCOUNT_DORMANT, key, words, now)


def stillness(session: Session, accounts: Sequence[Account], now: datetime) -> list[Still]:
    """Those of the accounts that have gone still, in their order."""
    ids = [account.id for account in accounts]
    mentioned = _last_mentions(session, ids, now)
    answered, per_day = coverage.last_answers(session, ids), _answers_per_day(session, ids, now)
    found = []
    for account in accounts:
        last = mentioned.get(account.id) or _long_ago(account.last_mention_at, now)
        if last is not None and is_dormant(account.usual_per_day, last, now):
            found.append(Still(account, UNMENTIONED, last))
        answer = answered.get(account.id)
        waits = answer is not None and last is not None and last > answer
        if waits and answer is not None and is_dormant(per_day.get(account.id), answer, now):
            found.append(Still(account, UNANSWERED, answer))
    return found


def _long_ago(moment: datetime | None, now: datetime) -> datetime | None:
    """The last mention where it is older than what was looked at; a newer one was about an officer."""
    return moment if moment is not None and moment <= now - LOOK_BACK else None


def _last_mentions(session: Session, ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    rows = session.execute(
        select(Mention.account_id, func.max(Mention.created_at))
        .where(
            Mention.account_id.in_(ids),
            Mention.created_at > now - LOOK_BACK,
            ~coverage.about_officer(Mention.case_id),
        )
        .group_by(Mention.account_id)
    )
    return {account_id: at for account_id, at in rows if at is not None}


def _answers_per_day(session: Session, ids: Sequence[int], now: datetime) -> dict[int, float]:
    """Answers a day over the weeks in which the usual rate of mentions is counted too."""
    until = now - timedelta(days=SEEN_DAYS)
    rows = session.execute(
        select(Reply.account_id, func.count(), func.min(Reply.sent_at))
        .where(
            Reply.account_id.in_(ids),
            and_(Reply.sent_at >= until - timedelta(days=USUAL_DAYS), Reply.sent_at < until),
            ~coverage.about_officer(Reply.case_id),
        )
        .group_by(Reply.account_id)
    )
    return {
        account_id: count / max(SEEN_DAYS, (until - first).total_seconds() / DAY)
        for account_id, count, first in rows
        if first is not None
    }


def _tell(session: Session, account: Account, kind: AlertKind, key: str, words: str, now: datetime) -> None:
    alerts.raise_once(
        session,
        key=key,
        kind=kind,
        unit_id=account.unit_id,
        words=f"{account.channel} @{account.handle}: {words}",
        now=now,
    )

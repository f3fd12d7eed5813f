"""How much of a platform's allowance is left: per account and for the whole app, in 15-minute windows.

An allowance is spent evenly: a third of it at once, the rest as the window goes by. Accounts that are
polled eagerly would otherwise use it up in the first minutes and leave everybody blind until the next.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from models.records import Account, RateWindow
from models.settings import Settings
from models.upsert import ensure_row
from models.vocabulary import Channel

WINDOW = timedelta(minutes=15)
AT_ONCE = 1 / 3
# So few are not worth spreading.
AT_LEAST = 10


def scopes(account: Account, settings: Settings) -> dict[str, int]:
    """The allowances a call for this account draws on: scope -> requests in 15 minutes."""
    if account.channel is not Channel.X:
        return {}
    return {
        "x:app": settings.x_app_requests_15min,
        f"x:account:{account.id}": settings.x_account_requests_15min,
    }


def wait_until(
    session: Session, account: Account, settings: Settings, now: datetime, share: float = 1.0
) -> datetime | None:
    """None when a request may be made now (and is counted), else when the next one may.

    `share`: the part of each allowance beyond which this kind of request leaves the rest to others.
    """
    start = window_start(now)
    rows = [(_window(session, scope, start), limit) for scope, limit in scopes(account, settings).items()]
    opens = max((_opens(row.used, limit * share, start) for row, limit in rows), default=now)
    if opens > now:
        return opens
    for row, _ in rows:
        row.used += 1
    return None


def _opens(used: int, limit: float, start: datetime) -> datetime:
    """When a window that began at `start` lets one request more than `used` through."""
    if used >= limit:
        return start + WINDOW
    at_once = max(limit * AT_ONCE, min(AT_LEAST, limit))
    if used < at_once:
        return start
    return start + WINDOW * ((used + 1 - at_once) / (limit + 1 - at_once))


def spend(session: Session, account: Account, settings: Settings, requests: int, now: datetime) -> None:
    """Counts requests beyond the one `wait_until` has counted (further pages)."""
    start = window_start(now)
    for scope in scopes(account, settings):
        _window(session, scope, start).used += requests


def window_start(now: datetime) -> datetime:
    """The start of the quarter of an hour that `now` lies in."""
    seconds = int(now.timestamp()) // int(WINDOW.total_seconds()) * int(WINDOW.total_seconds())
    return datetime.fromtimestamp(seconds, UTC)


def _window(session: Session, scope: str, start: datetime) -> RateWindow:
    row = session.get(RateWindow, scope, with_for_update=True)
    if row is None:
        # Two workers may meet here for the first time.
        ensure_row(session, RateWindow, {"scope": scope, "window_start": start, "used": 0})
        row = session.get_one(RateWindow, scope, with_for_update=True)
    if row.window_start != start:
        row.window_start, row.used = start, 0
    return row

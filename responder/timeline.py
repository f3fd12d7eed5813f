"""Watches our own timelines: a post that is not in our ledger means somebody else holds the account."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from models import accounts, alerts
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelError
from models.records import Account, Reply
from models.settings import Settings
from models.vocabulary import AlertKind, Channel, Health, ReplyState
from responder.contracts import SentReply

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
CLOCK_MARGIN = timedelta(minutes=10)  # our clock and the platform's may differ
UNSETTLED = (ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.NEEDS_HUMAN)


class TimelineReader(Protocol):
    """A sender that can also list what our account posted."""

    def recent_posts(self, account: ChannelAccount, since: datetime) -> Sequence[SentReply]: ...


@dataclass
class TimelineWatch:
    """Looks at one account per step, each every quarter of an hour."""

    database: Database
    settings: Settings
    readers: Mapping[Channel, TimelineReader]
    started_at: datetime = field(default_factory=utcnow)
    _looked_at: dict[int, datetime] = field(default_factory=dict)

    def step(self) -> bool:
        """Looks at the account that waited longest; False when none is due."""
        now = utcnow()
        with self.database.reading() as session:
            rows = session.scalars(
                select(Account).where(
                    Account.enabled, Account.health == Health.OK, Account.channel.in_(list(self.readers))
                )
            ).all()
        due = [row for row in rows if now - self._looked_at.get(row.id, self.started_at) >= EVERY]
        if not due:
            return False
        row = min(due, key=lambda one: self._looked_at.get(one.id, self.started_at))
        since = self._looked_at.get(row.id, self.started_at) - timedelta(minutes=1)
        self._looked_at[row.id] = now
        self.look(row, since, now)
        return len(due) > 1

    def look(self, row: Account, since: datetime, now: datetime) -> None:
        """Raises one alert per post of the account that none of our replies accounts for."""
        try:
            posts = self.readers[row.channel].recent_posts(accounts.opened(row, self.settings), since)
        except ChannelError as error:
            log.warning("timeline of @%s could not be read: %s", row.handle, error)
            return
        with self.database.writing() as session:
            ours = set(
                session.scalars(
                    select(Reply.external_id).where(
                        Reply.account_id == row.id, Reply.sent_at > since - CLOCK_MARGIN
                    )
                )
            )
            unsettled = session.scalar(
                select(Reply.id).where(Reply.account_id == row.id, Reply.state.in_(UNSETTLED)).limit(1)
            )
            if unsettled is not None:
                # A reply of ours may be among them without our knowing yet: judged at the next look.
                self._looked_at[row.id] = since + timedelta(minutes=1)
                return
            for post in posts:
                if post.external_id not in ours:
                    alerts.raise_once(
                        session,
                        key=f"foreign-post:{row.channel}:{post.external_id}",
                        kind=AlertKind.FOREIGN_POST,
                        unit_id=row.unit_id,
                        words=f"@{row.handle} posted {post.url or post.external_id}, which did not come from here",
                        now=now,
                    )

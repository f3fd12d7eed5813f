"""Watches our own timelines: a post that is not in our ledger means somebody else holds the account."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from models import accounts, send_limits
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelError
from models.records import Account, TimelineLook
from models.settings import Settings
from models.vocabulary import Channel, Health
from responder import judging
from responder.contracts import TimelineReader

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
# Our own replies of a day are counted on the platform a few times a day: each post read is billed.
COUNT_EVERY = timedelta(hours=6)
COUNT_BACK = timedelta(hours=24)
SOON = timedelta(minutes=2)  # after a look that could not judge


@dataclass
class TimelineWatch:
    """Looks at one account per step, each every quarter of an hour."""

    database: Database
    settings: Settings
    readers: Mapping[Channel, TimelineReader]
    started_at: datetime = field(default_factory=utcnow)
    _next_look: dict[int, datetime] = field(default_factory=dict)

    def step(self) -> bool:
        """Looks at the account that waited longest; False when none is due."""
        now = utcnow()
        with self.database.reading() as session:
            rows = session.scalars(
                select(Account).where(
                    Account.enabled, Account.health == Health.OK, Account.channel.in_(list(self.readers))
                )
            ).all()
            seen = {look.account_id: look for look in session.scalars(select(TimelineLook))}
        due = [row for row in rows if self._due(row.id, seen.get(row.id)) <= now]
        if not due:
            return False
        row = min(due, key=lambda one: self._due(one.id, seen.get(one.id)))
        judged = self.look(row, seen.get(row.id), now)
        self._next_look[row.id] = now + (EVERY if judged else SOON)
        return len(due) > 1

    def _due(self, account_id: int, last: TimelineLook | None) -> datetime:
        """After a start at once where there is something to look back to."""
        if account_id in self._next_look:
            return self._next_look[account_id]
        return last.judged_until + EVERY if last else self.started_at + EVERY

    def look(self, row: Account, last: TimelineLook | None, now: datetime) -> bool:
        """Judges what is new since the last look, and a few times a day whether our replies of a day still
        stand: a deletion leaves no post to find.

        False when that could not be told this time: the same posts are looked at again.
        """
        # What was posted while the service was down is judged as well; before the first look nothing is ours.
        since = (last.judged_until if last else self.started_at) - timedelta(minutes=1)
        counted = (last.counted_at if last else None) or self.started_at
        whole = now - counted >= COUNT_EVERY
        listed = min(since, now - COUNT_BACK) if whole else since
        with self.database.reading() as session:
            ours = judging.standing(session, row, listed, now) if whole else []
        try:
            opened = accounts.opened(row, self.settings)
            bookmark = last.bookmark if last else ""
            timeline = self.readers[row.channel].own_timeline(opened, listed, ours, bookmark)
        except ChannelError as error:
            log.warning("timeline of @%s could not be read: %s", row.handle, error)
            return False
        with self.database.writing() as session:
            if not judging.Judge(session, row, self.settings, since, now).judge(timeline):
                return False
            send_limits.count_reads(session, row, len(timeline.posts), now)
            columns = {
                "account_id": row.id,
                "judged_until": now,
                "counted_at": now if whole else counted,
                "bookmark": timeline.bookmark,
            }
            session.merge(TimelineLook(**columns))
        return True

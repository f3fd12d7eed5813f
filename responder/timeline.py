"""Watches our own timelines: a post that is not in our ledger means somebody else holds the account."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, alerts, shadow
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelError
from models.masking import mask
from models.records import Account, HandPost, Mention, Reply, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import AlertKind, Channel, Health, ReplyState
from responder.contracts import OwnPost

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
SOON = timedelta(minutes=2)  # after a look that could not judge
CLOCK_MARGIN = timedelta(minutes=10)  # our clock and the platform's may differ
# What waits for a human may wait for days, and the watch must not be blind meanwhile.
UNSETTLED = (ReplyState.SENDING, ReplyState.UNKNOWN)


class TimelineReader(Protocol):
    """A sender that can also list what our account posted."""

    def recent_posts(self, account: ChannelAccount, since: datetime) -> Sequence[OwnPost]: ...


@dataclass
class TimelineWatch:
    """Looks at one account per step, each every quarter of an hour."""

    database: Database
    settings: Settings
    readers: Mapping[Channel, TimelineReader]
    started_at: datetime = field(default_factory=utcnow)
    _next_look: dict[int, datetime] = field(default_factory=dict)
    _judged_until: dict[int, datetime] = field(default_factory=dict)

    def step(self) -> bool:
        """Looks at the account that waited longest; False when none is due."""
        now = utcnow()
        with self.database.reading() as session:
            rows = session.scalars(
                select(Account).where(
                    Account.enabled, Account.health == Health.OK, Account.channel.in_(list(self.readers))
                )
            ).all()
        first = self.started_at + EVERY
        due = [row for row in rows if self._next_look.get(row.id, first) <= now]
        if not due:
            return False
        row = min(due, key=lambda one: self._next_look.get(one.id, first))
        since = self._judged_until.get(row.id, self.started_at) - timedelta(minutes=1)
        judged = self.look(row, since, now)
        self._next_look[row.id] = now + (EVERY if judged else SOON)
        if judged:
            self._judged_until[row.id] = now
        return len(due) > 1

    def look(self, row: Account, since: datetime, now: datetime) -> bool:
        """Raises one alert per post of the account that none of our replies accounts for.

        While shadow mode is on people answer citizens by hand: such an answer is kept, and alarms nobody.
        False when that could not be told this time: the same posts are looked at again.
        """
        try:
            posts = self.readers[row.channel].recent_posts(accounts.opened(row, self.settings), since)
        except ChannelError as error:
            log.warning("timeline of @%s could not be read: %s", row.handle, error)
            return False
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
                # A reply of ours may be among them without our knowing yet.
                return False
            for post in posts:
                if post.external_id not in ours and not _by_hand(session, row, post):
                    alerts.raise_once(
                        session,
                        key=f"foreign-post:{row.channel}:{post.external_id}",
                        kind=AlertKind.FOREIGN_POST,
                        unit_id=row.unit_id,
                        words=f"@{row.handle}: {post.url or post.external_id}",
                        now=now,
                    )
        return True


def _by_hand(session: Session, row: Account, post: OwnPost) -> bool:
    """Whether this is what shadow mode asks of people; keeps every foreign answer to a citizen beside his case."""
    if post.in_reply_to is None:
        return False
    answered = select(Mention.id).where(
        Mention.account_id == row.id, Mention.external_id == post.in_reply_to, Mention.case_id.is_not(None)
    )
    mention_id = session.scalar(answered.limit(1))
    if mention_id is None:
        return False
    columns = {
        "account_id": row.id,
        "mention_id": mention_id,
        "external_id": post.external_id,
        "text_masked": mask(post.text).text,
        "url": post.url,
        "posted_at": post.created_at,
    }
    insert_new(session, HandPost, columns)
    return shadow.covering(session, session.get_one(Unit, row.unit_id), post.created_at) is not None

"""Watches our own timelines: a post that is not in our ledger means somebody else holds the account."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, alerts, kill_switch, outbox, shadow
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelError
from models.masking import mask
from models.records import Account, HandPost, Mention, Reply, TimelineLook, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import AlertKind, Channel, Health, ReplyState
from responder.contracts import OwnPost

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
# Our own replies of a day are counted on the platform a few times a day: each post read is billed.
COUNT_EVERY = timedelta(hours=6)
COUNT_BACK = timedelta(hours=24)
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
        last = seen.get(row.id)
        # What was posted while the service was down is judged as well; before the first look nothing is ours.
        since = (last.judged_until if last else self.started_at) - timedelta(minutes=1)
        counted = (last.counted_at if last else None) or self.started_at
        whole = now - counted >= COUNT_EVERY
        judged = self.look(row, min(since, now - COUNT_BACK) if whole else since, now, since, whole)
        self._next_look[row.id] = now + (EVERY if judged else SOON)
        if judged:
            with self.database.writing() as session:
                columns = {"account_id": row.id, "judged_until": now, "counted_at": now if whole else counted}
                session.merge(TimelineLook(**columns))
        return len(due) > 1

    def _due(self, account_id: int, last: TimelineLook | None) -> datetime:
        """After a start at once where there is something to look back to."""
        if account_id in self._next_look:
            return self._next_look[account_id]
        return last.judged_until + EVERY if last else self.started_at + EVERY

    def look(
        self, row: Account, listed_since: datetime, now: datetime, since: datetime, whole: bool = False
    ) -> bool:
        """Raises one alert per post since `since` that none of our replies accounts for.

        With `whole` also one per reply of ours that is not on the timeline any more: somebody deleted it.

        While shadow mode is on people answer citizens by hand: such an answer is kept, and alarms nobody.
        False when that could not be told this time: the same posts are looked at again.
        """
        try:
            posts = self.readers[row.channel].recent_posts(accounts.opened(row, self.settings), listed_since)
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
                fresh = post.created_at >= since
                if fresh and post.external_id not in ours and not _by_hand(session, row, post):
                    where = f"@{row.handle}: {post.url or post.external_id}"
                    self._alarm(session, row, f"foreign-post:{row.channel}:{post.external_id}", where, now)
            if whole:
                self._deleted(session, row, {post.external_id for post in posts}, listed_since, now)
        return True

    def _deleted(
        self, session: Session, row: Account, there: set[str], since: datetime, now: datetime
    ) -> None:
        """Replies that were read back on the platform and are gone; nothing here takes a reply back."""
        ours = session.scalars(
            select(Reply).where(
                Reply.account_id == row.id,
                Reply.state == ReplyState.CONFIRMED,
                Reply.sent_at > since + CLOCK_MARGIN,
                Reply.sent_at < now - CLOCK_MARGIN,
                Reply.state_reason != outbox.BY_HAND,
            )
        ).all()
        for reply in ours:
            if reply.external_id not in there:
                where = (
                    f"@{row.handle}: balasan kami tidak ada lagi, {reply.external_url or reply.external_id}"
                )
                self._alarm(session, row, f"deleted-post:{row.channel}:{reply.external_id}", where, now)

    def _alarm(self, session: Session, row: Account, key: str, words: str, now: datetime) -> None:
        """Somebody else holds the account; the policy may stop what we send through it as well."""
        raised = alerts.raise_once(
            session, key=key, kind=AlertKind.FOREIGN_POST, unit_id=row.unit_id, words=words, now=now
        )
        if raised is not None and self.settings.foreign_post_stops_account:
            account = session.get_one(Account, row.id, with_for_update=True)
            kill_switch.stop_account(session, account, "policy:foreign_post_stops_account", words, now)


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

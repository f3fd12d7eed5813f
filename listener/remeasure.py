"""Reading reach again: many posts of one account in one platform call."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from listener import budget, intake
from listener.contracts import MentionSource, Reach
from models import accounts, send_limits
from models.casework import add_event
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelUnavailable, TanggapError
from models.records import Account, Case, Mention, ReachCost
from models.remeasuring import Outlook, next_reading
from models.settings import Settings
from models.upsert import ensure_row
from models.vocabulary import Channel, EventKind, Health

log = logging.getLogger(__name__)

BATCH = 500
# New complaints go before numbers of old ones: the rest of each allowance is left to polling.
SHARE = 0.8
BILLED = (Channel.X,)


@dataclass(frozen=True)
class Remeasurer:
    """Claims mentions whose next reading is due and asks for them in batches."""

    database: Database
    settings: Settings
    sources: Mapping[Channel, MentionSource]

    def step(self) -> bool:
        """Reads one batch; True when there may be more."""
        by_account = self._claim(utcnow())
        for account_id, mentions in by_account.items():
            self._measure(account_id, mentions)
        return sum(map(len, by_account.values())) == BATCH

    def _claim(self, now: datetime) -> dict[int, dict[str, int]]:
        """Due mentions by account: {account id: {external id: mention id}}; their next turn is set already,
        so that a failure is tried again then, and never past the end."""
        measure_for = timedelta(hours=self.settings.remeasure_hours)
        claimed: dict[int, dict[str, int]] = defaultdict(dict)
        with self.database.writing() as session:
            rows = session.scalars(
                select(Mention)
                .where(Mention.next_measure_at <= now)
                # Where the allowance ends before the posts do, the dangerous ones are read.
                .order_by(Mention.viral_band.desc(), Mention.next_measure_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.next_measure_at = next_reading(row.created_at, now, measure_for, outlook(row))
                claimed[row.account_id][row.external_id] = row.id
        return claimed

    def _measure(self, account_id: int, mentions: Mapping[str, int]) -> None:
        with self.database.reading() as session:
            account = session.get_one(Account, account_id)
        source = self.sources.get(account.channel)
        if source is None or not source.measure_batch or account.health is Health.STOPPED:
            return
        ids = list(mentions)
        for start in range(0, len(ids), source.measure_batch):
            asked = ids[start : start + source.measure_batch]
            if (opens := self._closed_until(account)) is not None:
                self._put_off([mentions[external_id] for external_id in ids[start:]], opens)
                return
            try:
                found = source.measure(accounts.opened(account, self.settings), asked)
            except ChannelUnavailable as error:
                log.warning("reach of @%s could not be read: %s", account.handle, error.reason)
                return
            except TanggapError as error:
                log.error("reach of @%s is refused: %s", account.handle, error)
                return
            self._keep(account, mentions, asked, found)

    def _closed_until(self, account: Account) -> datetime | None:
        """None when a call may be made (and is counted), else when the allowance opens again."""
        with self.database.writing() as session:
            return budget.wait_until(session, account, self.settings, utcnow(), SHARE)

    def _put_off(self, mention_ids: Sequence[int], opens: datetime) -> None:
        """Posts the allowance had no room for take their turn when it opens, not a whole interval later."""
        with self.database.writing() as session:
            session.execute(
                update(Mention)
                .where(Mention.id.in_(mention_ids), Mention.next_measure_at > opens)
                .values(next_measure_at=opens)
            )

    def _keep(
        self,
        account: Account,
        mentions: Mapping[str, int],
        asked: Sequence[str],
        found: Mapping[str, Reach | None],
    ) -> None:
        now = utcnow()
        with self.database.writing() as session:
            _charge(session, account, len([reach for reach in found.values() if reach is not None]), now)
            for external_id in asked:
                if external_id not in found:
                    continue
                mention = session.get_one(Mention, mentions[external_id])
                reach = found[external_id]
                if reach is None:
                    _removed(session, mention, now)
                    continue
                intake.add_reading(session, mention.id, reach, now)
                mention.forecast_due = True


def outlook(mention: Mention) -> Outlook | None:
    """What the newest forecast expects of the post; None before the first."""
    if mention.watch_p_1h is None or mention.watch_p_72h is None:
        return None
    return Outlook(
        mention.watch_p_1h, mention.watch_p_72h, mention.watch_pace or 0.0, mention.watch_left or 0.0
    )


def _charge(session: Session, account: Account, posts: int, now: datetime) -> None:
    """Adds one call and the posts it read to the account's day."""
    key = {"account_id": account.id, "day": now.date()}
    ensure_row(session, ReachCost, {**key, "requests": 0, "readings": 0})
    session.execute(
        update(ReachCost)
        .where(ReachCost.account_id == account.id, ReachCost.day == now.date())
        .values(requests=ReachCost.requests + 1, readings=ReachCost.readings + posts)
    )
    if account.channel in BILLED:
        session.execute(
            update(Account).where(Account.id == account.id).values(reads_billed=Account.reads_billed + posts)
        )
        send_limits.count_reads(session, account, posts, now)


def _removed(session: Session, mention: Mention, now: datetime) -> None:
    """The author took the post away: it is not answered any more and its case says so."""
    mention.removed_at, mention.next_measure_at = now, None
    if mention.case_id is not None:
        case = session.get_one(Case, mention.case_id)
        add_event(session, case, EventKind.MENTION_REMOVED, now, mention_id=mention.id)

"""Polling accounts: the account's row is the schedule, claimed in batches."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from listener import budget, gaps, intake
from listener.contracts import Batch, MentionSource
from models import accounts, send_limits
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelRefused, ChannelUnavailable, SettingError
from models.records import Account
from models.settings import Settings
from models.vocabulary import Channel, GapKind, Health

log = logging.getLogger(__name__)

# These channels bring their mentions by webhook alone; a poll only asks whether the account still works.
WEBHOOK_ONLY = frozenset({Channel.WHATSAPP})
NOT_POLLED = frozenset({Channel.MANUAL})
QUIETER, BUSIER = 1.5, 0.5
LONGEST_BACKOFF = timedelta(minutes=30)


@dataclass(frozen=True)
class Poller:
    """Claims accounts that are due, asks their platforms side by side, stores what came."""

    database: Database
    settings: Settings
    sources: Mapping[Channel, MentionSource]
    worker: str
    threads: ThreadPoolExecutor

    def step(self) -> bool:
        """Polls one batch; True when there may be more."""
        claimed = self.claim(utcnow())
        for _ in self.threads.map(self.poll, claimed):
            pass
        return len(claimed) == self.settings.poll_batch

    def release(self) -> None:
        """Gives back what this worker had claimed before it was killed."""
        with self.database.writing() as session:
            session.execute(
                update(Account)
                .where(Account.lease_owner == self.worker)
                .values(lease_until=None, lease_owner="")
            )

    def claim(self, now: datetime) -> list[int]:
        """Takes due accounts for this worker until their lease ends; returns their ids."""
        with self.database.writing() as session:
            rows = session.scalars(
                select(Account)
                .where(
                    Account.enabled,
                    Account.health != Health.STOPPED,
                    Account.channel.notin_(NOT_POLLED),
                    Account.next_poll_at <= now,
                    or_(Account.lease_until.is_(None), Account.lease_until <= now),
                )
                .order_by(Account.next_poll_at)
                .limit(self.settings.poll_batch)
                .with_for_update(skip_locked=True)
            ).all()
            claimed = []
            for row in rows:
                blocked = budget.wait_until(session, row, self.settings, now)
                if blocked is not None:
                    row.next_poll_at = blocked
                    continue
                row.lease_until = now + timedelta(seconds=self.settings.lease_seconds)
                row.lease_owner = self.worker
                claimed.append(row.id)
            return claimed

    def poll(self, account_id: int) -> None:
        """One poll of one claimed account; whatever happens, its row says what and when to try again."""
        with self.database.reading() as session:
            row = session.get_one(Account, account_id)
            cursor = row.cursor
        try:
            view = accounts.opened(row, self.settings)
            if row.channel in WEBHOOK_ONLY:
                self.sources[row.channel].check(view)
                batch = Batch(mentions=(), cursor=None)
            else:
                batch = self.sources[row.channel].fetch(view, cursor)
        except ChannelUnavailable as error:
            self._put_off(account_id, error)
        except ChannelRefused as error:
            self._stop(account_id, error)
        except SettingError as error:
            # A wrong secret key is the installation's fault, not the account's.
            self._put_off(account_id, ChannelUnavailable(str(error)))
        else:
            self._take_in(account_id, batch)

    def _take_in(self, account_id: int, batch: Batch) -> None:
        """Mentions, cursor, health and schedule commit together, or not at all."""
        now = utcnow()
        with self.database.writing() as session:
            row = session.get_one(Account, account_id, with_for_update=True)
            new = intake.store(
                session,
                row,
                batch.mentions,
                now,
                timedelta(hours=self.settings.remeasure_hours),
                self.settings.secret_key,
            )
            if batch.cursor is not None:
                row.cursor = batch.cursor
            if batch.state is not None:
                accounts.keep_state(row, batch.state, self.settings)
            budget.spend(session, row, self.settings, batch.requests - 1, now)
            row.reads_billed += batch.reads
            send_limits.count_reads(session, row, batch.reads, now)
            gaps.close(session, row, now, new, batch.complete)
            if not batch.complete:
                gaps.note(
                    session, row, GapKind.HORIZON, batch.gap_reason, row.last_ok_at or now, ended_at=now
                )
            accounts.set_health(session, row, Health.OK, "", now)
            row.failures, row.last_polled_at, row.last_ok_at = 0, now, now
            self._reschedule(row, now, new)
        if new:
            log.info("stored %d mentions of @%s", new, row.handle)

    def _reschedule(self, row: Account, now: datetime, new: int) -> None:
        pace = row.poll_seconds * (BUSIER if new else QUIETER)
        row.poll_seconds = min(max(pace, self.settings.poll_seconds_min), self.settings.poll_seconds_max)
        row.next_poll_at = now + timedelta(seconds=row.poll_seconds)
        row.lease_until, row.lease_owner = None, ""

    def _put_off(self, account_id: int, error: ChannelUnavailable) -> None:
        now = utcnow()
        with self.database.writing() as session:
            row = session.get_one(Account, account_id, with_for_update=True)
            row.failures += 1
            wait = self._wait(error, row.failures)
            _open_gap(session, row, GapKind.LIMITED if error.budget else GapKind.OUTAGE, error.reason, now)
            health = Health.LIMITED if error.budget else Health.FAILING
            accounts.set_health(session, row, health, error.reason, now)
            row.last_polled_at = now
            row.next_poll_at = now + wait
            row.lease_until, row.lease_owner = None, ""
        log.warning("@%s could not be polled: %s", row.handle, error.reason)

    def _wait(self, error: ChannelUnavailable, failures: int) -> timedelta:
        asked = timedelta(seconds=error.retry_after)
        if error.budget == "monthly":
            return asked
        if error.budget is None:
            # Most hiccups are over at once; only what keeps failing waits as long as the adapter advises.
            asked = min(asked, timedelta(seconds=self.settings.poll_seconds_min * 2 ** min(failures - 1, 10)))
        return min(asked, LONGEST_BACKOFF)

    def _stop(self, account_id: int, error: ChannelRefused) -> None:
        """A refusal stops this account with its reason, and nothing else."""
        now = utcnow()
        with self.database.writing() as session:
            row = session.get_one(Account, account_id, with_for_update=True)
            _open_gap(session, row, GapKind.REVOKED, error.reason, now)
            accounts.set_health(session, row, Health.STOPPED, error.reason, now)
            row.last_polled_at = now
            row.lease_until, row.lease_owner = None, ""
        log.error("@%s is stopped: %s", row.handle, error.reason)


def _open_gap(session: Session, row: Account, kind: GapKind, reason: str, now: datetime) -> None:
    gaps.note(session, row, kind, reason, row.last_ok_at or now)

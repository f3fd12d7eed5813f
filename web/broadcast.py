"""One thread per web process watches the case history and wakes the open inboxes.

The thread runs only while somebody listens. It reads a small window of ids again each time and
remembers what it has seen: on PostgreSQL a transaction may commit after one with a later id.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from models.database import Database
from models.records import CaseEvent

log = logging.getLogger(__name__)

POLL_SECONDS = 0.4
WINDOW = 500  # ids read again
BATCH = 2000


@dataclass
class Subscription:
    """What one open page has not been told yet."""

    wake: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _cases: set[int] = field(default_factory=set)
    _newest: int = 0

    def add(self, cases: set[int], newest: int) -> None:
        with self._lock:
            self._cases |= cases
            self._newest = newest
        self.wake.set()

    def take(self) -> tuple[set[int], int]:
        """Ids of the cases in which something happened, and the newest event among it; empties itself."""
        with self._lock:
            cases, self._cases = self._cases, set()
            self.wake.clear()
            return cases, self._newest


class Broadcaster:
    """Wakes every subscription when case events appear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._subscriptions: list[Subscription] = []
        self._thread: threading.Thread | None = None

    @property
    def open_count(self) -> int:
        return len(self._subscriptions)

    @contextmanager
    def listening(self) -> Iterator[Subscription]:
        """A subscription for as long as the block lasts."""
        subscription = Subscription()
        with self._lock:
            self._subscriptions.append(subscription)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="case-events", daemon=True)
                self._thread.start()
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions.remove(subscription)

    def _watch(self) -> None:
        seen: set[int] | None = None
        pause = threading.Event()
        while not self._nobody_listens():
            try:
                seen = self._look(seen)
            except DBAPIError:
                # The next look reads the same window again, so nothing is lost meanwhile.
                log.exception("the case history could not be read")
            pause.wait(POLL_SECONDS)

    def _nobody_listens(self) -> bool:
        with self._lock:
            if self._subscriptions:
                return False
            self._thread = None
            return True

    def _look(self, seen: set[int] | None) -> set[int]:
        with self._database.reading() as session:
            if seen is None:
                newest = session.scalar(select(func.max(CaseEvent.id))) or 0
                known = select(CaseEvent.id).where(CaseEvent.id > newest - WINDOW)
                return set(session.scalars(known)) | {newest}
            floor = max(seen) - WINDOW
            rows = session.execute(
                select(CaseEvent.id, CaseEvent.case_id)
                .where(CaseEvent.id > floor)
                .order_by(CaseEvent.id)
                .limit(BATCH)
            ).all()
        fresh = [(event_id, case_id) for event_id, case_id in rows if event_id not in seen]
        if fresh:
            seen = seen | {event_id for event_id, _ in fresh}
            newest = max(seen)
            with self._lock:
                listening = list(self._subscriptions)
            for subscription in listening:
                subscription.add({case_id for _, case_id in fresh}, newest)
        newest = max(seen)
        return {event_id for event_id in seen if event_id > newest - WINDOW} | {newest}

"""How many cases stand in each saved view: one pass over the open cases an officer may see."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope
from models.records import Case, Officer, Reply, Unit
from models.vocabulary import ReplyState
from web import notices
from web.listing import APPROVAL, VIEWS

ALERTS = "alerts"  # the bell's number; what of it may be seen hangs on role and unit as well
FRESH_SECONDS = 1.0


class Counts:
    """The counts as they were a moment ago, shared by all who see the same cases."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], tuple[float, dict[str, int]]] = {}

    def of(
        self, session: Session, who: Officer, unit: Unit | None, now: datetime, since: float | None = None
    ) -> dict[str, int]:
        """The counts for this officer, not older than a second, or than `since`.

        `since` is a moment of the monotonic clock before the session was opened: what happened
        until then is counted.
        """
        key = (who.role, who.unit.path, unit.path if unit else "")
        oldest = time.monotonic() - FRESH_SECONDS if since is None else since
        with self._lock:
            read_at, counts = self._known.get(key, (0.0, {}))
        if counts and read_at >= oldest:
            return counts
        counts = view_counts(session, who, unit, now)
        with self._lock:
            # A page's session was opened a little before it came to count.
            self._known[key] = (time.monotonic() - FRESH_SECONDS / 2 if since is None else since, counts)
        return counts

    def forget(self) -> None:
        """After an act of this process the next page counts anew."""
        with self._lock:
            self._known.clear()


def view_counts(session: Session, who: Officer, unit: Unit | None, now: datetime) -> dict[str, int]:
    """Key of a saved view -> how many stand in it; closed ones are not counted."""
    counted = [view for view in VIEWS if not view.closed and view.key != APPROVAL]
    conditions = [scope.case_visible(who), Case.closed_at.is_(None)]
    if unit is not None:
        conditions.append(Case.unit_id.in_(scope.subtree_ids(unit.path)))
    totals = session.execute(
        select(*(func.count().filter(view.holds(now)) for view in counted)).where(*conditions)
    ).one()
    # The few replies that wait for a second person are counted from their own side.
    waiting = session.scalar(
        select(func.count(Case.id.distinct()))
        .join(Reply, Reply.case_id == Case.id)
        .where(Reply.state == ReplyState.AWAITING_APPROVAL, Reply.second_approval_needed, *conditions)
    )
    counts = {view.key: int(total) for view, total in zip(counted, totals, strict=True)}
    return {**counts, APPROVAL: waiting or 0, ALERTS: notices.open_alerts(session, who)}

"""Live updates: one stream of server-sent events per open page, each officer's own.

What may be seen is decided by the same conditions as the page, in the query; the broadcaster only
says in which cases something happened.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from flask import Blueprint, Response, abort, get_template_attribute, request, stream_with_context, url_for
from flask import session as current_session
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope
from models.clock import utcnow
from models.records import Case, CaseEvent, Officer, WebSession
from web import notices
from web.counts import ALERTS
from web.listing import Listing, Place, asked_for, read_place
from web.panel import officer, panel, reading, requires
from web.rows import named, page
from web.sessions import token_hash

pages = Blueprint("live", __name__)

HEARTBEAT_SECONDS = 15
MISSED_AT_MOST = 500  # events told again after a broken connection
RETRY_MS = 2000


def newest_event(session: Session) -> int:
    """The id of the newest case event: live updates of a page go on from it."""
    return session.scalar(select(func.max(CaseEvent.id))) or 0


def href(listing: Listing, last: Place | None, since: int, case: Case | None = None) -> str:
    """The address of a page's stream: its listing, where it ends, what it has seen."""
    return url_for(
        "live.stream",
        **listing.asked,
        place=str(listing.place) if listing.place else None,
        until=str(last) if last else None,
        case=case.code if case else None,
        since=since,
    )


@pages.get("/live")
@requires("see_cases")
def stream() -> Response:
    """The stream of one page; 503 when as many are open as this process has threads for."""
    if panel().broadcaster.open_count >= most_streams(panel().settings.web_threads):
        abort(503)
    with reading() as session:
        listing = asked_for(session)
        until = read_place(request.args["until"]) if request.args.get("until") else None
        watched = (
            scope.find_case(session, officer(), request.args["case"]) if request.args.get("case") else None
        )
        shown = {row.case_id for row in page(session, listing, officer()).rows}
    since = request.headers.get("Last-Event-ID", type=int) or request.args.get("since", type=int)
    told = Told(listing, until, shown, watched.id if watched else None)
    answer = Response(stream_with_context(_events(told, since)), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def most_streams(threads: int) -> int:
    """How many streams may be open: a quarter of the threads is left for ordinary pages."""
    return max(1, threads * 3 // 4)


class Told:
    """What one stream has told its page, and what follows from a change."""

    def __init__(self, listing: Listing, until: Place | None, shown: set[int], watched: int | None) -> None:
        self.listing = listing
        self.until = until
        self.shown = shown
        self.watched = watched
        self.counts: dict[str, int] = {}
        self.read_at = 0.0
        self.newest = 0

    def events(
        self, session: Session, who: Officer, case_ids: set[int], newest: int, catching_up: bool = False
    ) -> Iterator[str]:
        """The events of these cases, as far as this officer may see them.

        While catching up it is not known which rows the page shows: every case that may be seen
        and no longer stands in the list is said to be gone.
        """
        inbox_row = get_template_attribute("components/inbox.html", "inbox_row")
        gone_row = get_template_attribute("components/inbox.html", "gone_row")
        rows = {row.case_id: row for row in named(session, self.listing, who, case_ids)}
        kept = {
            case_id: row for case_id, row in rows.items() if case_id in self.shown or self._fits(row.rank)
        }
        for row in kept.values():
            yield event("row", inbox_row(row), newest)
        visible = set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), scope.case_visible(who))))
        # Of a case that may not be seen nothing is said, save that a row shown before has gone.
        for case_id in (case_ids - set(kept)) & (self.shown | visible if catching_up else self.shown):
            yield event("row", gone_row(case_id), newest)
        self.newest = newest
        self.shown = (self.shown - case_ids) | set(kept)
        if self.watched in visible:
            yield event(f"case-{self.watched}", str(newest), newest)
        yield from self.changed_counts(session, who, newest)

    def changed_counts(self, session: Session, who: Officer, newest: int) -> Iterator[str]:
        """The numbers of the rail, when they are others than this page was last told."""
        counts = panel().counts.of(session, who, self.listing.unit, utcnow(), self.read_at)
        if counts != self.counts:
            self.counts = counts
            yield event("counts", json.dumps(counts), newest)

    def changed_bell(self, session: Session, who: Officer) -> Iterator[str]:
        """The number of open alerts alone, when it is another than this page was last told."""
        counts = {**self.counts, ALERTS: notices.open_alerts(session, who)}
        if counts != self.counts:
            self.counts = counts
            yield event("counts", json.dumps(counts), self.newest)

    def _fits(self, rank: float) -> bool:
        """Whether a new row belongs on this page: what comes after its last row is on the next one."""
        if self.until is None:
            return True
        last = self.until.moment.timestamp()
        return rank >= (last if self.listing.view.closed else -last)


def event(name: str, content: str, event_id: int) -> str:
    """One server-sent event; every line of the content gets its own data line."""
    lines = "".join(f"data: {line}\n" for line in content.splitlines() or [""])
    return f"id: {event_id}\nevent: {name}\n{lines}\n"


def _events(told: Told, since: int | None) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    with panel().broadcaster.listening() as subscription:
        yield from _first(told, since)
        while True:
            if not subscription.wake.wait(HEARTBEAT_SECONDS):
                yield ": \n\n"
            # Taken before the database is read, so that the reading is never older than the news.
            case_ids, newest = subscription.take()
            told.read_at = time.monotonic()
            with reading() as session:
                who = _still_signed_in(session)
                if who is None:
                    return
                if case_ids:
                    yield from list(told.events(session, who, case_ids, newest))
                else:
                    # An alert about no case leaves no event; the bell hears of it here.
                    yield from list(told.changed_bell(session, who))


def _first(told: Told, since: int | None) -> Iterator[str]:
    """What happened between the page (or the broken connection) and this stream, and the counts by now.

    A page swapped in leaves the rail as it was: its numbers come from here.
    """
    told.read_at = time.monotonic()
    with reading() as session:
        if since is None:
            since = newest_event(session)
        rows = session.execute(
            select(CaseEvent.id, CaseEvent.case_id)
            .where(CaseEvent.id > since)
            .order_by(CaseEvent.id.desc())
            .limit(MISSED_AT_MOST)
        ).all()
        if rows:
            case_ids = {case_id for _, case_id in rows}
            yield from list(told.events(session, officer(), case_ids, rows[0].id, catching_up=True))
        else:
            told.newest = since
            yield from list(told.changed_counts(session, officer(), since))


def _still_signed_in(session: Session) -> Officer | None:
    """The officer as he is now; None once he signed out, was retired, or his session ended."""
    token = getattr(current_session, "token", "")
    row = session.get(WebSession, token_hash(token))
    if row is None or row.officer_id is None or row.expires_at <= utcnow():
        return None
    who = session.get(Officer, row.officer_id)
    return who if who is not None and who.active and scope.may(who, "see_cases") else None

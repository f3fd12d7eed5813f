"""Cases as rows of a list: one query for the rows, one for the state of their replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.records import AccessLog, Account, Case, Officer, Reply
from models.steering import Unindexed
from models.vocabulary import ReplyState
from web.listing import Listing, Place
from web.shapes import Clock, InboxRow, Pages
from web.words import CATEGORY_WORDS, ROW_STATE_WORDS, STAGE_WORDS, masked_words

PAGE = 50
LEADING_HANDLES = re.compile(r"^(?:[.,]?@\w+[\s:,]+)+")


class Found(NamedTuple):
    """A case with what its row shows of other records."""

    case: Case
    handle: str
    assignee: str | None
    opened: bool


@dataclass(frozen=True)
class RowPage:
    """One page of a list; `place` is where the live updates of this page end, None for the open end."""

    rows: Sequence[InboxRow]
    pages: Pages
    last: Place | None


def page(session: Session, listing: Listing, who: Officer, first: int = 1) -> RowPage:
    """The rows at the listing's place; `first` is the number shown for the first of them."""
    now = utcnow()
    backwards = listing.place is not None and listing.place.backwards
    conditions = [*listing.conditions(who, now), *listing.beyond()]
    found = _find(session, conditions, listing, who, backwards, PAGE + 1)
    more = len(found) > PAGE
    found = found[:PAGE]
    if backwards:
        found.reverse()
    rows = _rows(session, found, listing, now)
    older = bool(found) and (more or backwards)
    newer = bool(found) and listing.place is not None and (more or not backwards)
    pages = Pages(
        first if found else 0,
        first + len(found) - 1 if found else 0,
        None,
        _href(listing, found[0], True, max(1, first - PAGE)) if newer else "",
        _href(listing, found[-1], False, first + len(found)) if older else "",
    )
    return RowPage(rows, pages, _place(listing, found[-1]) if older else None)


def named(session: Session, listing: Listing, who: Officer, case_ids: Iterable[int]) -> Sequence[InboxRow]:
    """Of these cases, those that stand in the listing, as its rows."""
    now = utcnow()
    conditions = [*listing.conditions(who, now), *listing.beyond(), Case.id.in_(list(case_ids))]
    return _rows(session, _find(session, conditions, listing, who, False, None), listing, now)


def _find(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    listing: Listing,
    who: Officer,
    backwards: bool,
    limit: int | None,
) -> list[Found]:
    opened = select(AccessLog.id).where(AccessLog.case_id == Case.id, AccessLog.officer_id == who.id).exists()
    order, by_id = listing.view.order, Case.id
    if (listing.unit or who.unit).parent_id is not None:
        # A unit's own cases are few: found by the unit, then put in order.
        order = Unindexed(order)
    falling = backwards != listing.view.closed
    rows = session.execute(
        select(Case, Account.handle, Officer.name, opened)
        .join(Account, Account.id == Case.account_id)
        .outerjoin(Officer, Officer.id == Case.assigned_to_id)
        .where(*conditions)
        .order_by(order.desc() if falling else order.asc(), by_id.desc() if falling else by_id.asc())
        .limit(limit)
    )
    return [Found(*row) for row in rows]


def _rows(session: Session, found: Sequence[Found], listing: Listing, now: datetime) -> list[InboxRow]:
    states = _reply_states(session, [one.case.id for one in found])
    return [
        InboxRow(
            case_id=case.id,
            href=url_for("case.show", code=case.code, **listing.asked),
            words=first_line(case.subject),
            category=str(CATEGORY_WORDS[case.category]),
            channel=case.channel,
            account=handle,
            urgency=case.urgency,
            clock=clock(case, now),
            viral_band=case.viral_band,
            assignee=assignee or "",
            state=_state(case, states.get(case.id)),
            mentions=case.mention_count,
            unread=not opened,
            rank=_rank(case, listing),
        )
        for case, handle, assignee, opened in found
    ]


def first_line(subject: str) -> str:
    """The citizen's words without the handles they begin with: every row would begin alike."""
    return masked_words(LEADING_HANDLES.sub("", subject) or subject)


def _rank(case: Case, listing: Listing) -> float:
    if listing.view.closed:
        return case.closed_at.timestamp() if case.closed_at else 0.0
    return -case.attention_at.timestamp()


def clock(case: Case, now: datetime) -> Clock | None:
    """The clock that runs for a case: to the first answer, then to the next news; None once closed."""
    if case.closed_at is not None:
        return None
    if case.first_answered_at is None:
        total = max(case.due_at - case.first_mention_at, timedelta(minutes=1))
        return Clock(gettext("jawaban pertama"), _seconds(case.due_at - now), _seconds(total), case.due_at)
    if case.next_news_at is None:
        return None
    total = timedelta(hours=case.next_news_hours)
    return Clock(
        gettext("kabar berikut"), _seconds(case.next_news_at - now), _seconds(total), case.next_news_at
    )


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _reply_states(session: Session, case_ids: Sequence[int]) -> dict[int, ReplyState]:
    """The state of the newest reply of each case."""
    rows = session.execute(
        select(Reply.case_id, Reply.state).where(Reply.case_id.in_(case_ids)).order_by(Reply.id)
    )
    return {row.case_id: row.state for row in rows}


def _state(case: Case, reply: ReplyState | None) -> str:
    if case.closed_at is not None:
        return str(STAGE_WORDS[case.stage])
    if case.crowded and case.first_answered_at is None:
        return str(gettext("menyusul yang serupa"))
    if reply in ROW_STATE_WORDS:
        return str(ROW_STATE_WORDS[reply])
    return ""


def _place(listing: Listing, found: Found, backwards: bool = False) -> Place:
    case = found.case
    moment = case.closed_at if listing.view.closed and case.closed_at else case.attention_at
    return Place(moment, case.id, backwards)


def _href(listing: Listing, found: Found, backwards: bool, first: int) -> str:
    place = str(_place(listing, found, backwards))
    return url_for("inbox.show", **listing.asked, place=place, first=first)

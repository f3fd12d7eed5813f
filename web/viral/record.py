"""What was stored about a case while it spread, and what of it was known at an earlier moment.

Everything is read once; `then` only ever leaves out, so that nothing made later shows at an earlier moment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import incidents, scope
from models.records import (
    Alert,
    Case,
    CaseEvent,
    IncidentForecast,
    Mention,
    Officer,
    ReachReading,
    Reply,
    ViralForecast,
)
from models.vocabulary import AlertKind, Channel, EventKind
from web.viral import facts as viral_facts

# The posts that ever were the most dangerous ones; a case of hundreds is told by these.
MOST_POSTS = 10
# Posts of one case are read in one request: that is one step, not several.
ONE_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class Record:
    """All that was read, forecast, promised, warned and answered; every list oldest first."""

    case: Case
    posts: Mapping[int, Mention]
    readings: Mapping[int, Sequence[ReachReading]]
    forecasts: Sequence[ViralForecast]
    deadlines: Sequence[tuple[datetime, datetime]]  # (told at, the deadline from then on)
    alerts: Sequence[Alert]
    replies: Sequence[Reply]
    # Its incident's posts added up, since the case is part of it; none for who may not see all its cases.
    sums: Sequence[IncidentForecast] = ()


@dataclass(frozen=True)
class Then:
    """What was known at a moment, of the post that led the case then; `later` is what its readings became."""

    at: datetime
    post: Mention
    forecast: ViralForecast | None
    known: Sequence[ReachReading]
    later: Sequence[ReachReading]
    deadline: datetime | None  # None where it was not stored
    answered: datetime | None
    alerts: Sequence[Alert]
    sums: Sequence[IncidentForecast] = ()  # made by then, the newest last
    later_sums: Sequence[IncidentForecast] = ()


@dataclass(frozen=True)
class Outcome:
    """How it ended: the first viral warning and the first reading at or over the threshold, where there were."""

    warned: datetime | None
    crossed: datetime | None
    at_first_sight: bool  # the very first reading was over it already: when it crossed is not known
    threshold: int
    channel: Channel  # in whose unit the threshold is told
    together: bool  # told of all posts of the incident, not of one post of the case
    last: datetime


def of_case(session: Session, case: Case, who: Officer) -> Record | None:
    """The record; None where no post of the case was ever read and forecast."""
    foremost = session.scalars(
        select(ViralForecast.mention_id)
        .join(Mention, Mention.id == ViralForecast.mention_id)
        .where(Mention.case_id == case.id)
        .group_by(ViralForecast.mention_id)
        .order_by(func.max(ViralForecast.p_6h).desc(), ViralForecast.mention_id)
        .limit(MOST_POSTS)
    ).all()
    readings = viral_facts.readings(session, foremost)
    if not readings:
        return None
    joined = _joined(session, case)
    return Record(
        case=case,
        posts={one.id: one for one in session.scalars(select(Mention).where(Mention.id.in_(readings)))},
        readings=readings,
        forecasts=session.scalars(
            select(ViralForecast)
            .where(ViralForecast.mention_id.in_(readings))
            .order_by(ViralForecast.created_at, ViralForecast.id)
        ).all(),
        deadlines=_deadlines(session, case),
        alerts=session.scalars(
            select(Alert)
            .where(scope.alert_visible(who), _about(case, joined))
            .order_by(Alert.raised_at, Alert.id)
        ).all(),
        replies=viral_facts.replies(session, [case.id]).get(case.id, ()),
        sums=_sums(session, case, joined, who),
    )


def _joined(session: Session, case: Case) -> datetime | None:
    """Since when the case is part of its incident."""
    if case.incident_id is None:
        return None
    events = (CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.INCIDENT_JOINED)
    return session.scalar(select(func.max(CaseEvent.at)).where(*events))


def _sums(session: Session, case: Case, joined: datetime | None, who: Officer) -> Sequence[IncidentForecast]:
    if case.incident_id is None or joined is None:
        return ()
    if incidents.hides_some(session, case.incident_id, scope.case_visible(who)):
        return ()
    return session.scalars(
        select(IncidentForecast)
        .where(IncidentForecast.incident_id == case.incident_id, IncidentForecast.created_at >= joined)
        .order_by(IncidentForecast.created_at, IncidentForecast.id)
    ).all()


def _about(case: Case, joined: datetime | None) -> ColumnElement[bool]:
    """Alerts of the case; and the viral ones of its incident since it joined: those are raised for one case only."""
    own = Alert.case_id == case.id
    if joined is None:
        return own
    beside = select(Case.id).where(Case.incident_id == case.incident_id)
    return or_(own, and_(Alert.case_id.in_(beside), Alert.kind == AlertKind.VIRAL, Alert.raised_at >= joined))


def _deadlines(session: Session, case: Case) -> list[tuple[datetime, datetime]]:
    events = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_((EventKind.OPENED, EventKind.DEADLINE_MOVED)))
        .order_by(CaseEvent.id)
    ).all()
    # The event of the opening has not always told the deadline; until it moved, it was then what it is now.
    if not any(one.kind is EventKind.DEADLINE_MOVED for one in events):
        return [(case.opened_at, case.due_at)]
    told = ((one.at, one.detail.get("due") or one.detail.get("to")) for one in events)
    return [(at, datetime.fromisoformat(str(deadline))) for at, deadline in told if deadline]


def moments(record: Record) -> list[datetime]:
    """One moment for each reading or sum: before the next one, once what was forecast from it was there."""
    summed = [one.created_at for one in record.sums]
    read = sorted([*(row.measured_at for rows in record.readings.values() for row in rows), *summed])
    steps: list[datetime] = []
    for moment in read:
        if not steps or moment > steps[-1] + ONE_STEP:
            steps.append(moment)
    known = sorted([*read, *(one.created_at for one in record.forecasts)])
    ends = [*steps[1:], known[-1] + ONE_STEP]
    return [known[bisect_left(known, end) - 1] for end in ends]


def then(record: Record, at: datetime) -> Then:
    """What the watch showed at this moment; before the first reading, nothing but the post."""
    made = [one for one in record.forecasts if one.created_at <= at]
    newest = {one.mention_id: one for one in made}
    forecast = max(newest.values(), key=lambda one: one.p_6h, default=None)
    post = record.posts[forecast.mention_id] if forecast else _first_read(record)
    rows = record.readings[post.id]
    place = bisect_right(rows, at, key=lambda row: row.measured_at)
    told = [deadline for since, deadline in record.deadlines if since <= at]
    answered = viral_facts.first_confirmed(record.replies, at)
    return Then(
        at=at,
        post=post,
        forecast=forecast,
        known=rows[:place],
        later=rows[place:],
        deadline=told[-1] if told else None,
        answered=answered,
        alerts=[one for one in record.alerts if one.raised_at <= at],
        sums=[one for one in record.sums if one.created_at <= at],
        later_sums=[one for one in record.sums if one.created_at > at],
    )


def _first_read(record: Record) -> Mention:
    first = min(record.readings, key=lambda one: record.readings[one][0].measured_at)
    return record.posts[first]


def outcome(record: Record) -> Outcome:
    """How it ended, told with the threshold that stood when each reading was made.

    The posts of the incident together count as well: whichever was over its threshold first.
    """
    crossings = [found for post in record.posts.values() if (found := _crossing(record, post))]
    whole = next((one for one in record.sums if one.reach >= one.threshold), None)
    warned = min(
        (one.raised_at for one in record.alerts if one.kind is AlertKind.VIRAL),
        default=None,
    )
    ends = [rows[-1].measured_at for rows in record.readings.values()]
    last = max([*ends, *(one.created_at for one in record.sums[-1:])])
    own = min(crossings, key=lambda one: one[0], default=None)
    if whole and (own is None or whole.created_at < own[0]):
        return Outcome(warned, whole.created_at, False, whole.threshold, whole.channel, True, last)
    if own:
        crossed, threshold, post = own
        first = record.readings[post.id][0].measured_at
        return Outcome(warned, crossed, crossed == first, threshold, post.channel, False, last)
    if record.sums:
        together = record.sums[-1]
        return Outcome(warned, None, False, together.threshold, together.channel, True, last)
    newest = record.forecasts[-1]
    channel = record.posts[newest.mention_id].channel
    return Outcome(warned, None, False, newest.threshold, channel, False, last)


def _crossing(record: Record, post: Mention) -> tuple[datetime, int, Mention] | None:
    made = [one for one in record.forecasts if one.mention_id == post.id]
    for row in record.readings[post.id]:
        place = bisect_right(made, row.measured_at, key=lambda one: one.created_at)
        # A first reading comes before its forecast: the first threshold there was counts for it.
        threshold = made[max(place - 1, 0)].threshold
        if viral_facts.spread(row, post.channel) >= threshold:
            return row.measured_at, threshold, post
    return None

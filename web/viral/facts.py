"""What was read, forecast and answered about cases, as it was known at a moment: the queries of the viral pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.records import IncidentForecast, Mention, ReachReading, Reply, ViralForecast
from models.vocabulary import Channel, ReplyState
from web.shapes import Horizon, Outlook, Reading

SHOWN_BEFORE = timedelta(hours=48)
# Where the forecast's middle and edges are drawn: the sizes it gives are those of the last horizon.
LAST_HORIZON_MINUTES = 72 * 60
BANDS = ((0.5, 3), (0.25, 2), (0.1, 1))
TELLS_LIKES = (Channel.INSTAGRAM, Channel.INSTAGRAM_PRIVATE)
STANDING = (ReplyState.SENT, ReplyState.CONFIRMED)
Judged = tuple[ViralForecast, Mention]


def most_dangerous(
    session: Session, case_ids: Sequence[int], until: datetime | None = None
) -> dict[int, Judged]:
    """The most dangerous mention of each case by the newest forecast there was (`until` a moment)."""
    known: list[ColumnElement[bool]] = [Mention.case_id.in_(case_ids)]
    if until is not None:
        known.append(ViralForecast.created_at <= until)
    newest = (
        select(func.max(ViralForecast.id))
        .join(Mention, Mention.id == ViralForecast.mention_id)
        .where(*known)
        .group_by(ViralForecast.mention_id)
    )
    found: dict[int, Judged] = {}
    rows = session.execute(
        select(ViralForecast, Mention)
        .join(Mention, Mention.id == ViralForecast.mention_id)
        .where(ViralForecast.id.in_(newest))
    )
    for forecast, mention in rows:
        assert mention.case_id is not None
        if mention.case_id not in found or forecast.p_6h > found[mention.case_id][0].p_6h:
            found[mention.case_id] = (forecast, mention)
    return found


def readings(
    session: Session, mention_ids: Sequence[int], since: datetime | None = None
) -> Mapping[int, Sequence[ReachReading]]:
    """The readings of each mention, oldest first."""
    wanted: list[ColumnElement[bool]] = [ReachReading.mention_id.in_(mention_ids)]
    if since is not None:
        wanted.append(ReachReading.measured_at > since)
    found: dict[int, list[ReachReading]] = defaultdict(list)
    for row in session.scalars(select(ReachReading).where(*wanted).order_by(ReachReading.measured_at)):
        found[row.mention_id].append(row)
    return found


def replies(session: Session, case_ids: Sequence[int]) -> Mapping[int, Sequence[Reply]]:
    """Our replies to each case, in the order they were drafted."""
    found: dict[int, list[Reply]] = defaultdict(list)
    for reply in session.scalars(select(Reply).where(Reply.case_id.in_(case_ids)).order_by(Reply.id)):
        found[reply.case_id].append(reply)
    return found


def first_sent(ours: Sequence[Reply]) -> datetime | None:
    """When the first of these replies that stand on the platform was sent."""
    return min((one.sent_at for one in ours if one.state in STANDING and one.sent_at), default=None)


def first_confirmed(ours: Sequence[Reply], until: datetime | None = None) -> datetime | None:
    """When the first reply was sent of those that were read back on the platform (`until` a moment)."""
    return min(
        (
            one.sent_at
            for one in ours
            if one.state is ReplyState.CONFIRMED
            and one.sent_at
            and (until is None or (one.confirmed_at is not None and one.confirmed_at <= until))
        ),
        default=None,
    )


def spread(row: ReachReading, channel: Channel) -> float:
    """The count the forecast speaks of, so that line and fan are one scale: Instagram tells no shares."""
    return float((row.likes if channel in TELLS_LIKES else row.shares) or 0)


def points(rows: Sequence[ReachReading], channel: Channel, now: datetime) -> list[Reading]:
    """The readings as a chart draws them, in minutes from `now`."""
    return [Reading(minute(row.measured_at, now), spread(row, channel)) for row in rows]


def points_of_sums(sums: Sequence[IncidentForecast], now: datetime) -> list[Reading]:
    """The posts of an incident added up, as a chart draws them."""
    return [Reading(minute(one.created_at, now), one.reach) for one in sums]


def minute(at: datetime, now: datetime) -> float:
    """Minutes from `now`; the past is negative."""
    return (at - now).total_seconds() / 60


def horizons(forecast: ViralForecast | IncidentForecast) -> list[Horizon]:
    """The chance of crossing the threshold within each horizon."""
    chances = ((1, forecast.p_1h), (6, forecast.p_6h), (24, forecast.p_24h), (72, forecast.p_72h))
    return [Horizon(hours, round(100 * chance), _band(chance)) for hours, chance in chances]


def _band(chance: float) -> int:
    return next((band for least, band in BANDS if chance >= least), 0)


def outlook(forecast: ViralForecast | IncidentForecast) -> list[Outlook]:
    """The forecast's interval, at its last horizon."""
    return [Outlook(LAST_HORIZON_MINUTES, forecast.size_low, forecast.size_mid, forecast.size_high)]

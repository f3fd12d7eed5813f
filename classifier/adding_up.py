"""The forecast of an incident: its posts added up and looked at as one post that spreads.

The newest numbers of all posts are summed by the database, told in shares, and the sums of earlier
looks are the readings before. An incident is at least as likely to cross the threshold as its most
dangerous post. Its band moves the deadline of every case in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from classifier.viral.platforms import PLATFORMS
from classifier.viral_risk import Forecast, PostHistory, Reading, ViralRisk
from models import alerts, casework
from models.database import Database
from models.incidents import WINDOW, one_at_a_time
from models.records import Case, Incident, IncidentForecast, Mention, ReachReading, ViralForecast
from models.vocabulary import AlertKind, Channel

ALERT_BAND = 2
MOST_RAISED = 500
CHANCES = ("p_1h", "p_6h", "p_24h", "p_72h")
STORED = ("calibrated", "threshold", *CHANCES, "size_low", "size_mid", "size_high", "band")


@dataclass(frozen=True)
class Sum:
    """All posts of one incident, now."""

    incident_id: int
    channel: Channel  # the one that most of the reach is on
    posts: int
    shares: float
    born: datetime
    followers: int | None
    worst: tuple[float, ...]  # the highest chance of a single post, by horizon
    band: int  # the highest of a single post
    earlier: tuple[tuple[datetime, float], ...]  # (moment, shares) of earlier looks, oldest first


def add_up(database: Database, risk: ViralRisk, mention_ids: Collection[int], now: datetime) -> None:
    """Forecasts the incidents of these mentions anew, and raises their cases."""
    with database.reading() as session:
        found = session.scalars(
            select(Case.incident_id)
            .join(Mention, Mention.case_id == Case.id)
            .where(Mention.id.in_(mention_ids), Case.incident_id.isnot(None))
            .distinct()
        ).all()
        sums = [
            one for incident_id in sorted(filter(None, found)) if (one := _sum(session, incident_id, now))
        ]
    for one, forecast in zip(sums, risk.forecast([_as_one_post(one, now) for one in sums]), strict=True):
        with database.writing() as session:
            one_at_a_time(session)
            _keep(session, one, _at_least(forecast, one), risk.version, now)


def _sum(session: Session, incident_id: int, now: datetime) -> Sum | None:
    """None while nothing adds up: fewer than two posts, or no number of any."""
    posts = select(Mention.id).join(Case, Case.id == Mention.case_id).where(Case.incident_id == incident_id)
    newest = (
        select(func.max(ReachReading.id))
        .where(ReachReading.mention_id.in_(posts))
        .group_by(ReachReading.mention_id)
    )
    counts = ("likes", "shares", "replies", "quotes", "views")
    rows = session.execute(
        select(Mention.channel, *(func.sum(getattr(ReachReading, name)).label(name) for name in counts))
        .join(ReachReading, ReachReading.mention_id == Mention.id)
        .where(ReachReading.id.in_(newest))
        .group_by(Mention.channel)
    ).all()
    shares: dict[Channel, float] = {}
    for row in rows:
        known = _shares(row.channel, {name: getattr(row, name) for name in counts})
        if known is not None:
            shares[row.channel] = known
    many, born, followers, band = session.execute(
        select(
            func.count(),
            func.min(Mention.created_at),
            func.max(Mention.author_followers),
            func.max(Mention.viral_band),
        ).where(Mention.id.in_(posts))
    ).one()
    if many < 2 or not shares:
        return None
    total = sum(shares.values())
    return Sum(
        incident_id=incident_id,
        channel=max(shares, key=lambda channel: (shares[channel], channel)),
        posts=many,
        shares=total,
        born=born,
        followers=followers,
        worst=_worst(session, incident_id),
        band=band,
        earlier=_earlier(session, incident_id, total, now),
    )


def _shares(channel: Channel, counts: Mapping[str, int | None]) -> float | None:
    """The shares that a channel's counts tell or stand for; None where it shows none."""
    told = ((counts[kind], each) for kind, each in PLATFORMS[channel].stand_ins)
    return next((int(count) / each for count, each in told if count is not None), None)


def _worst(session: Session, incident_id: int) -> tuple[float, ...]:
    newest = (
        select(func.max(ViralForecast.id))
        .join(Mention, Mention.id == ViralForecast.mention_id)
        .join(Case, Case.id == Mention.case_id)
        .where(Case.incident_id == incident_id)
        .group_by(ViralForecast.mention_id)
    )
    highest = (func.max(getattr(ViralForecast, name)) for name in CHANCES)
    return tuple(
        chance or 0.0
        for chance in session.execute(select(*highest).where(ViralForecast.id.in_(newest))).one()
    )


def _earlier(
    session: Session, incident_id: int, total: float, now: datetime
) -> tuple[tuple[datetime, float], ...]:
    """Earlier sums. A case taken out takes its reach along, so that none may stand above today's."""
    rows = session.execute(
        select(IncidentForecast.created_at, IncidentForecast.channel, IncidentForecast.reach)
        .where(IncidentForecast.incident_id == incident_id, IncidentForecast.created_at > now - WINDOW)
        .order_by(IncidentForecast.created_at)
    )
    return tuple((row.created_at, min(row.reach / PLATFORMS[row.channel].per_share, total)) for row in rows)


def _as_one_post(one: Sum, now: datetime) -> PostHistory:
    """The incident as the model reads a post: on X, where the counts are shares already."""
    moments = [*one.earlier, (now, one.shares)]
    return PostHistory(
        channel=Channel.X,
        created_at=one.born,
        followers=one.followers,
        verified=None,
        readings=tuple(
            Reading(max((at - one.born).total_seconds(), 1.0), None, round(shares), None, None, None)
            for at, shares in moments
        ),
    )


def _at_least(forecast: Forecast, one: Sum) -> Forecast:
    """The forecast in the unit of the incident's channel, never calmer than its most dangerous post."""
    per_share = PLATFORMS[one.channel].per_share
    chances = (max(getattr(forecast, name), least) for name, least in zip(CHANCES, one.worst, strict=True))
    p_1h, p_6h, p_24h, p_72h = chances
    return replace(
        forecast,
        p_1h=p_1h,
        p_6h=p_6h,
        p_24h=p_24h,
        p_72h=p_72h,
        size_low=forecast.size_low * per_share,
        size_mid=forecast.size_mid * per_share,
        size_high=forecast.size_high * per_share,
        threshold=round(forecast.threshold * per_share),
        band=max(forecast.band, one.band),
        reasons=(f"{one.posts} unggahan bersama-sama", *forecast.reasons),
    )


def _keep(session: Session, one: Sum, forecast: Forecast, version: str, now: datetime) -> None:
    session.add(
        IncidentForecast(
            incident_id=one.incident_id,
            created_at=now,
            model_version=version,
            channel=one.channel,
            posts=one.posts,
            reach=one.shares * PLATFORMS[one.channel].per_share,
            **as_columns(forecast),
        )
    )
    incident = session.get_one(Incident, one.incident_id, with_for_update=True)
    incident.viral_band = forecast.band
    raised = session.scalars(
        select(Case)
        .where(
            Case.incident_id == incident.id,
            Case.closed_at.is_(None),
            Case.viral_band < forecast.band,
        )
        .order_by(Case.id)
        .limit(MOST_RAISED)
        .with_for_update()
    ).all()
    for case in raised:
        matter = casework.Matter(case.category, case.urgency, viral_band=forecast.band)
        casework.raise_matter(session, case, matter, now)
    if forecast.band >= ALERT_BAND:
        _warn(session, incident, forecast, raised, now)


def as_columns(forecast: Forecast) -> dict[str, Any]:
    """A forecast as the columns that a post's row and an incident's have in common."""
    return {name: getattr(forecast, name) for name in STORED} | {"reasons": list(forecast.reasons)}


def _warn(
    session: Session, incident: Incident, forecast: Forecast, raised: Sequence[Case], now: datetime
) -> None:
    """One alert for each group of officers who see the same cases, not one for every post."""
    leads: dict[tuple[int, int | None], Case] = {}
    for case in raised:
        leads.setdefault((case.unit_id, case.accused_unit_id), case)
    for case in leads.values():
        alerts.raise_once(
            session,
            key=alert_key(case, forecast.band),
            kind=AlertKind.VIRAL,
            unit_id=case.unit_id,
            case_id=case.id,
            words=f"{case.code}: {round(100 * forecast.p_24h)} % · {'; '.join(forecast.reasons[1:3])}",
            now=now,
        )


def alert_key(case: Case, band: int) -> str:
    """One matter: the case, or its incident as far as the same officers see it."""
    if case.incident_id is None:
        return f"viral:{case.id}:{band}"
    return f"viral:incident:{case.incident_id}:{case.unit_id}:{case.accused_unit_id or 0}:{band}"

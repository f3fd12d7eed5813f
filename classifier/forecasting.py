"""Turning new readings into forecasts, and forecasts into earlier deadlines and alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from classifier.adding_up import add_up, alert_key, as_columns
from classifier.similar import similar_posts
from classifier.viral_live import LiveRisk
from classifier.viral_risk import Assessed, Forecast, PostHistory, Reading
from models import alerts, casework
from models.clock import utcnow
from models.database import Database
from models.records import Assessment, Case, Mention, ReachReading, Unit, ViralForecast
from models.remeasuring import Outlook, next_reading
from models.vocabulary import AlertKind

BATCH = 200
ALERT_BAND = 2


@dataclass(frozen=True)
class Forecasting:
    """Forecasts every mention whose numbers changed since the last look."""

    database: Database
    risk: LiveRisk
    measure_for: timedelta = timedelta(hours=72)

    def step(self) -> bool:
        """Forecasts one batch; True when there may be more."""
        now = utcnow()
        with self.database.reading() as session:
            mentions = session.scalars(
                select(Mention)
                # A mention is judged before its reach is: the case must exist whose deadline may move.
                .where(Mention.forecast_due, Mention.assessed_at.isnot(None))
                .order_by(Mention.id)
                .limit(BATCH)
            ).all()
            found = histories(session, mentions)
        if not mentions:
            return False
        risk = self.risk.current()
        for mention, history, forecast in zip(mentions, found, risk.forecast(found), strict=True):
            with self.database.writing() as session:
                self._keep(session, mention.id, history, forecast, risk.version, now)
        add_up(self.database, risk, [mention.id for mention in mentions], now)
        return len(mentions) == BATCH

    def _keep(
        self,
        session: Session,
        mention_id: int,
        history: PostHistory,
        forecast: Forecast,
        version: str,
        now: datetime,
    ) -> None:
        mention = session.get_one(Mention, mention_id, with_for_update=True)
        mention.forecast_due = False
        mention.viral_band = forecast.band
        self._watch(mention, history, forecast)
        session.add(
            ViralForecast(
                mention_id=mention.id,
                created_at=now,
                model_version=version,
                **as_columns(forecast),
            )
        )
        if mention.case_id is None:
            return
        case = session.get_one(Case, mention.case_id, with_for_update=True)
        if forecast.band > case.viral_band:
            _rise(session, case, forecast, now)

    def _watch(self, mention: Mention, history: PostHistory, forecast: Forecast) -> None:
        """Writes down what the listener needs to know, and moves the next reading where that asks for it."""
        expected = Outlook(forecast.p_1h, forecast.p_72h, forecast.pace, forecast.left)
        mention.watch_p_1h, mention.watch_p_72h = expected.p_1h, expected.p_72h
        mention.watch_pace, mention.watch_left = expected.pace, expected.left
        if mention.next_measure_at is not None and history.readings:
            last = mention.created_at + timedelta(seconds=history.readings[-1].age_seconds)
            mention.next_measure_at = next_reading(mention.created_at, last, self.measure_for, expected)


def _rise(session: Session, case: Case, forecast: Forecast, now: datetime) -> None:
    """The case of a post that is about to spread: its deadline moves forward and Humas is told."""
    matter = casework.Matter(
        category=case.category,
        urgency=case.urgency,
        about_officer=case.about_officer,
        victim_sensitive=case.victim_sensitive,
        viral_band=forecast.band,
    )
    casework.raise_matter(session, case, matter, now)
    if forecast.band >= ALERT_BAND:
        alerts.raise_once(
            session,
            key=alert_key(case, forecast.band),
            kind=AlertKind.VIRAL,
            unit_id=case.unit_id,
            case_id=case.id,
            words=f"{case.code}: {_chance(forecast)} · {'; '.join(forecast.reasons[:2])}",
            now=now,
        )


def _chance(forecast: Forecast) -> str:
    words = f"{round(100 * forecast.p_24h)} %"
    return words if forecast.calibrated else f"{words} (belum dikalibrasi)"


def histories(session: Session, mentions: Sequence[Mention]) -> list[PostHistory]:
    """All readings of the mentions, in the order of the mentions, as the model reads them."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    rows = session.scalars(
        select(ReachReading)
        .where(ReachReading.mention_id.in_([mention.id for mention in mentions]))
        .order_by(ReachReading.measured_at)
    )
    kinds = select(Unit.id, Unit.kind).where(Unit.id.in_({mention.unit_id for mention in mentions}))
    levels = {row.id: row.kind for row in session.execute(kinds)}
    by_id = {mention.id: mention for mention in mentions}
    until: dict[int, datetime] = {}
    for row in rows:
        age = max((row.measured_at - by_id[row.mention_id].created_at).total_seconds(), 1.0)
        until[row.mention_id] = row.measured_at
        readings[row.mention_id].append(
            Reading(age, row.likes, row.shares, row.replies, row.quotes, row.views)
        )
    assessed, similar = _assessed(session, list(by_id)), similar_posts(session, mentions, until)
    return [
        PostHistory(
            channel=mention.channel,
            created_at=mention.created_at,
            followers=mention.author_followers,
            verified=mention.author_verified,
            readings=tuple(readings[mention.id]),
            level=levels[mention.unit_id],
            assessed=assessed.get(mention.id),
            similar=similar.get(mention.id, ()),
        )
        for mention in mentions
    ]


def _assessed(session: Session, mention_ids: Sequence[int]) -> dict[int, Assessed]:
    """The first judgement of each mention: what was known when it came in."""
    first = (
        select(func.min(Assessment.id))
        .where(Assessment.mention_id.in_(mention_ids))
        .group_by(Assessment.mention_id)
    )
    rows = session.scalars(select(Assessment).where(Assessment.id.in_(first)))
    return {
        row.mention_id: Assessed(row.p_actionable, row.urgency, row.p_about_officer, row.p_victim_sensitive)
        for row in rows
    }

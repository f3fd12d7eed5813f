"""The cards of the viral watch: one for each incident or case, most dangerous first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import format_decimal, gettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.records import (
    Account,
    Case,
    IncidentForecast,
    Mention,
    Officer,
    ReachReading,
    Reply,
    Unit,
    ViralForecast,
)
from models.vocabulary import Channel, ReplyState
from web import incident_facts
from web.incident_facts import Seen
from web.shapes import Horizon, Outlook, Reading, ViralCard
from web.times import hour
from web.words import CATEGORY_WORDS, REPLY_STATE_WORDS, capital

MOST_CARDS = 60
MOST_OF_ONE = 5  # cases of an incident of which the most dangerous leads its card
SHOWN_BEFORE = timedelta(hours=48)
# Where the forecast's middle and edges are drawn: the sizes it gives are those of the last horizon.
LAST_HORIZON_MINUTES = 72 * 60
BANDS = ((0.5, 3), (0.25, 2), (0.1, 1))
TELLS_LIKES = (Channel.INSTAGRAM, Channel.INSTAGRAM_PRIVATE)
STANDING = (ReplyState.SENT, ReplyState.CONFIRMED)
Judged = tuple[ViralForecast, Mention]


@dataclass(frozen=True)
class Threat:
    """The rising cases of one incident, the most dangerous mention among them, and what the model says of it.

    `seen` is the incident, where the officer may see two or more cases of it; `sums` are its forecasts,
    where he may see all of them.
    """

    cases: Sequence[Case]
    unit: str
    mention: Mention | None
    account: str
    forecast: ViralForecast | IncidentForecast | None
    seen: Seen | None = None
    sums: Sequence[IncidentForecast] = ()

    @property
    def lead(self) -> Case:
        return self.cases[0]

    @property
    def danger(self) -> tuple[float, int, float]:
        chance = self.forecast.p_6h if self.forecast else 0.0
        return chance, max(case.viral_band for case in self.cases), -self.lead.due_at.timestamp()


def cards(
    session: Session, conditions: Sequence[ColumnElement[bool]], who: Officer, now: datetime
) -> list[ViralCard]:
    """Cards for the open cases that fulfil the conditions and that a forecast has lifted off the ground.

    Cases of one incident share a card.
    """
    threats = [_whole(session, one, who, now) for one in _threats(session, conditions)]
    threats.sort(key=lambda one: one.danger, reverse=True)
    readings = _readings(session, [one.mention.id for one in threats if one.mention], now)
    replies = _replies(session, [case.id for one in threats for case in one.cases])
    return [
        _card(one, readings.get(one.mention.id if one.mention else 0, ()), replies, now) for one in threats
    ]


def _threats(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Iterable[Threat]:
    rising = (Case.closed_at.is_(None), Case.viral_band >= 1, *conditions)
    event = func.coalesce(Case.incident_id, -Case.id.expression)
    # Two hundred cases of one video are one card: they must not push the others off the page.
    foremost = (
        select(event)
        .where(*rising)
        .group_by(event)
        .order_by(func.max(Case.viral_band).desc(), func.min(Case.due_at))
        .limit(MOST_CARDS)
    )
    place = func.row_number().over(partition_by=event, order_by=(Case.viral_band.desc(), Case.due_at))
    ranked = select(Case.id, place.label("place")).where(*rising, event.in_(foremost)).subquery()
    rows = session.execute(
        select(Case, Unit.name)
        .join(Unit, Unit.id == Case.unit_id)
        .join(ranked, ranked.c.id == Case.id)
        .where(ranked.c.place <= MOST_OF_ONE)
        .order_by(Case.viral_band.desc(), Case.due_at)
    ).all()
    units = {case.id: name for case, name in rows}
    worst = _worst(session, list(units))
    together: dict[int, list[Case]] = defaultdict(list)
    for case, _ in rows:
        together[case.incident_id or -case.id].append(case)
    accounts = session.scalars(select(Account).where(Account.id.in_({case.account_id for case, _ in rows})))
    handles = {account.id: account.handle for account in accounts}
    for cases in together.values():
        cases.sort(key=lambda case: worst[case.id][0].p_6h if case.id in worst else -1.0, reverse=True)
        forecast, mention = worst.get(cases[0].id, (None, None))
        yield Threat(cases, units[cases[0].id], mention, handles[cases[0].account_id], forecast)


def _whole(session: Session, one: Threat, who: Officer, now: datetime) -> Threat:
    """The threat as its incident, where the officer may see more than one case of it."""
    seen = incident_facts.of_case(session, one.lead, who, now)
    if seen is None:
        return one
    sums = incident_facts.forecasts(session, seen, now - SHOWN_BEFORE)
    return replace(one, seen=seen, sums=sums, forecast=sums[-1] if sums else one.forecast)


def _worst(session: Session, case_ids: Sequence[int]) -> dict[int, Judged]:
    """The most dangerous mention of each case by its newest forecast."""
    newest = (
        select(func.max(ViralForecast.id))
        .join(Mention, Mention.id == ViralForecast.mention_id)
        .where(Mention.case_id.in_(case_ids))
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


def _readings(session: Session, mention_ids: Sequence[int], now: datetime) -> dict[int, list[ReachReading]]:
    found: dict[int, list[ReachReading]] = defaultdict(list)
    rows = session.scalars(
        select(ReachReading)
        .where(ReachReading.mention_id.in_(mention_ids), ReachReading.measured_at > now - SHOWN_BEFORE)
        .order_by(ReachReading.measured_at)
    )
    for row in rows:
        found[row.mention_id].append(row)
    return found


def _replies(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[Reply]]:
    found: dict[int, list[Reply]] = defaultdict(list)
    for reply in session.scalars(select(Reply).where(Reply.case_id.in_(case_ids)).order_by(Reply.id)):
        found[reply.case_id].append(reply)
    return found


def _card(
    one: Threat, rows: Sequence[ReachReading], replies: Mapping[int, list[Reply]], now: datetime
) -> ViralCard:
    lead, forecast = one.lead, one.forecast
    channel = one.sums[-1].channel if one.sums else lead.channel
    points = [Reading((row.measured_at - now).total_seconds() / 60, spread(row, channel)) for row in rows]
    if one.sums:
        points = [Reading((row.created_at - now).total_seconds() / 60, row.reach) for row in one.sums]
    ours = [reply for case in one.cases for reply in replies.get(case.id, ())]
    answered = min((r.sent_at for r in ours if r.state in STANDING and r.sent_at), default=None)
    minute = (answered - now).total_seconds() / 60 if answered else None
    return ViralCard(
        # A case that stands alone has no incident; its negative id collides with none.
        incident_id=lead.incident_id or -lead.id,
        href=one.seen.href if one.seen else url_for("case.show", code=lead.code),
        title=_title(lead, one.seen),
        words=lead.subject,
        channel=channel,
        account=one.account if channel is lead.channel else "",
        unit=one.unit,
        band=forecast.band if forecast else lead.viral_band,
        horizons=_horizons(forecast) if forecast else (),
        readings=points,
        outlook=_outlook(forecast) if forecast else (),
        left=int((lead.due_at - now).total_seconds()) if answered is None else None,
        answered_minute=minute,
        growth=_growth(points, minute),
        reach=int(points[-1].value) if points else 0,
        mentions=one.seen.posts if one.seen else lead.mention_count,
        state=_state(ours, answered),
        rank=round(one.danger[0] * 1000 + one.danger[1], 3),
        reasons=list(forecast.reasons)[:3] if forecast else (),
        calibrated=forecast.calibrated if forecast else True,
    )


def _title(case: Case, seen: Seen | None) -> str:
    if seen is not None:
        many = gettext("Peristiwa, %(n)d pengaduan", n=len(seen.cases))
        return f"{capital(CATEGORY_WORDS[case.category])} · {many}"
    return f"{capital(CATEGORY_WORDS[case.category])} · {case.code}"


def spread(row: ReachReading, channel: Channel) -> float:
    """The count the forecast speaks of, so that line and fan are one scale: Instagram tells no shares."""
    return float((row.likes if channel in TELLS_LIKES else row.shares) or 0)


def _horizons(forecast: ViralForecast | IncidentForecast) -> list[Horizon]:
    chances = ((1, forecast.p_1h), (6, forecast.p_6h), (24, forecast.p_24h), (72, forecast.p_72h))
    return [Horizon(hours, round(100 * chance), _band(chance)) for hours, chance in chances]


def _band(chance: float) -> int:
    return next((band for least, band in BANDS if chance >= least), 0)


def _outlook(forecast: ViralForecast | IncidentForecast) -> list[Outlook]:
    return [Outlook(LAST_HORIZON_MINUTES, forecast.size_low, forecast.size_mid, forecast.size_high)]


def _growth(points: Sequence[Reading], answered: float | None) -> str:
    """How fast it grew before our answer and since, an hour; without an answer, how fast in the last hour."""
    if len(points) < 2:
        return ""
    if answered is None:
        return str(gettext("tumbuh %(now)s per jam", now=_number(_pace(points, -60.0, 0.0))))
    before = _pace(points, answered - 60, answered)
    since = _pace(points, answered, points[-1].minute)
    return str(
        gettext(
            "sebelum dijawab %(before)s per jam, sesudahnya %(since)s per jam",
            before=_number(before),
            since=_number(since),
        )
    )


def _pace(points: Sequence[Reading], start: float, end: float) -> float:
    """Growth an hour between two minutes, by the readings nearest to them inside the stretch."""
    inside = [point for point in points if start <= point.minute <= end]
    earlier = [point for point in points if point.minute < start][-1:]
    stretch = [*earlier, *inside]
    if len(stretch) < 2 or stretch[-1].minute <= stretch[0].minute:
        return 0.0
    return max(0.0, stretch[-1].value - stretch[0].value) * 60 / (stretch[-1].minute - stretch[0].minute)


def _number(value: float) -> str:
    return f"+{format_decimal(round(value))}"


def _state(replies: Sequence[Reply], answered: datetime | None) -> str:
    if answered is not None:
        return str(gettext("dijawab %(hour)s", hour=hour(answered)))
    if replies:
        return str(gettext("balasan: %(state)s", state=REPLY_STATE_WORDS[replies[-1].state]))
    return str(gettext("belum dijawab"))

"""The cards of the viral watch: one for each incident or case, most dangerous first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext
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
from web.cases import incident_facts
from web.cases.incident_facts import Seen
from web.shapes import ViralCard
from web.times import hour
from web.viral import effect as viral_effect
from web.viral import facts as viral_facts
from web.viral.facts import SHOWN_BEFORE
from web.words import CATEGORY_WORDS, REPLY_STATE_WORDS, capital

MOST_CARDS = 60
MOST_OF_ONE = 5  # cases of an incident of which the most dangerous leads its card


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
    measured = [one.mention.id for one in threats if one.mention]
    readings = viral_facts.readings(session, measured, now - SHOWN_BEFORE)
    replies = viral_facts.replies(session, [case.id for one in threats for case in one.cases])
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
    worst = viral_facts.most_dangerous(session, list(units))
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


def _card(
    one: Threat, rows: Sequence[ReachReading], replies: Mapping[int, Sequence[Reply]], now: datetime
) -> ViralCard:
    lead, forecast = one.lead, one.forecast
    channel = one.sums[-1].channel if one.sums else lead.channel
    points = viral_facts.points(rows, channel, now)
    if one.sums:
        points = viral_facts.points_of_sums(one.sums, now)
    ours = [reply for case in one.cases for reply in replies.get(case.id, ())]
    sent, confirmed = viral_facts.first_sent(ours), viral_facts.first_confirmed(ours)
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
        horizons=viral_facts.horizons(forecast) if forecast else (),
        readings=points,
        outlook=viral_facts.outlook(forecast) if forecast else (),
        left=int((lead.due_at - now).total_seconds()) if sent is None else None,
        answered_minute=viral_facts.minute(confirmed, now) if confirmed else None,
        growth=viral_effect.told(rows, one.sums, confirmed, now),
        reach=int(points[-1].value) if points else 0,
        mentions=one.seen.posts if one.seen else lead.mention_count,
        state=_state(ours, confirmed),
        rank=round(one.danger[0] * 1000 + one.danger[1], 3),
        reasons=list(forecast.reasons)[:3] if forecast else (),
        calibrated=forecast.calibrated if forecast else True,
        replay_href=url_for("replay.show", code=lead.code),
    )


def _title(case: Case, seen: Seen | None) -> str:
    if seen is not None:
        many = gettext("Peristiwa, %(n)d pengaduan", n=len(seen.cases))
        return f"{capital(CATEGORY_WORDS[case.category])} · {many}"
    return f"{capital(CATEGORY_WORDS[case.category])} · {case.code}"


def _state(replies: Sequence[Reply], answered: datetime | None) -> str:
    if answered is not None:
        return str(gettext("dijawab %(hour)s", hour=hour(answered)))
    if replies:
        return str(gettext("balasan: %(state)s", state=REPLY_STATE_WORDS[replies[-1].state]))
    return str(gettext("belum dijawab"))

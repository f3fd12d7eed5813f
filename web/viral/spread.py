"""How a case or an incident spreads: its chart with the mark of our reply, and whether the reply helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.records import Case, IncidentForecast, ReachReading
from web.cases import incident_facts
from web.cases.incident_facts import Seen
from web.charts import SIDE_WIDTH, WIDTH, Fan, fan
from web.shapes import Outlook, Reading
from web.viral import effect as viral_effect
from web.viral import facts as viral_facts

SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class Spread:
    """One chart with what it says in words; `answered`: our first reply that was read back on the platform."""

    chart: Fan
    growth: str
    answered: datetime | None


def of_case(session: Session, case: Case, now: datetime) -> Spread | None:
    """The most dangerous post of the case; None where nothing was ever forecast."""
    judged = viral_facts.most_dangerous(session, [case.id]).get(case.id)
    if judged is None:
        return None
    forecast, mention = judged
    rows = viral_facts.readings(session, [mention.id], now - SHOWN).get(mention.id, ())
    points = viral_facts.points(rows, mention.channel, now)
    return _spread(session, [case], points, viral_facts.outlook(forecast), rows, (), now, SIDE_WIDTH)


def of_incident(session: Session, seen: Seen, now: datetime) -> Spread | None:
    """All posts together, for who sees all of them; None for the others and where nothing was forecast."""
    sums = incident_facts.forecasts(session, seen, now - SHOWN)
    if not sums:
        return None
    points = viral_facts.points_of_sums(sums, now)
    return _spread(session, seen.cases, points, viral_facts.outlook(sums[-1]), (), sums, now)


def foremost(session: Session, cases: Sequence[Case]) -> Case | None:
    """The case whose post is the most dangerous one; None where nothing was ever forecast."""
    judged = viral_facts.most_dangerous(session, [case.id for case in cases])
    known = [case for case in cases if case.id in judged]
    return max(known, key=lambda case: judged[case.id][0].p_6h, default=None)


def _spread(
    session: Session,
    cases: Sequence[Case],
    points: Sequence[Reading],
    ahead: Sequence[Outlook],
    rows: Sequence[ReachReading],
    sums: Sequence[IncidentForecast],
    now: datetime,
    width: int = WIDTH,
) -> Spread:
    ours = viral_facts.replies(session, [case.id for case in cases])
    answered = viral_facts.first_confirmed([reply for each in ours.values() for reply in each])
    mark = viral_facts.minute(answered, now) if answered else None
    chart = fan(points, ahead, mark, width=width)
    return Spread(chart, viral_effect.told(rows, sums, answered, now), answered)

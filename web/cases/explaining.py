"""Every decision about a case with its reason, in order of time: from the rows that stand, nothing is judged anew.

Citizens are named nowhere: their words are shown masked, their handles not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models.masking import mask
from models.records import (
    Alert,
    AlertDelivery,
    Assessment,
    Case,
    CaseEvent,
    Mention,
    Officer,
    Reply,
    RouteSuggestion,
    Unit,
    ViralForecast,
)
from models.vocabulary import DeliveryState, EventKind
from web.cases import explaining_words as words
from web.cases.history import about
from web.words import ALERT_WORDS, EVENT_WORDS, REPLY_KIND_WORDS, masked_words

# Told better by the rows they stand for.
TOLD_ELSEWHERE = frozenset({EventKind.ASSESSED})


@dataclass(frozen=True)
class Decision:
    """One decision: when, what in words, why in sentences, by whom, and the bare facts for a machine."""

    at: datetime
    kind: str
    what: str
    why: Sequence[str] = ()
    who: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def decisions(session: Session, case: Case) -> list[Decision]:
    """Everything that was decided about the case and its replies, oldest first."""
    mentions = session.scalars(
        select(Mention).where(Mention.case_id == case.id).order_by(Mention.created_at, Mention.id)
    ).all()
    ids = [one.id for one in mentions]
    found = [
        *_assessments(session, mentions),
        *_forecasts(session, ids),
        *_suggestion(session, case),
        *_events(session, case, mentions),
        *_alerts(session, case),
    ]
    return sorted(found, key=lambda one: one.at)


def _assessments(session: Session, mentions: Sequence[Mention]) -> Iterator[Decision]:
    numbers = {one.id: number for number, one in enumerate(mentions, start=1)}
    rows = session.scalars(
        select(Assessment).where(Assessment.mention_id.in_(list(numbers))).order_by(Assessment.id)
    )
    by_id = {one.id: one for one in mentions}
    for row in rows:
        mention = by_id[row.mention_id]
        said = masked_words(mention.text_masked)
        yield Decision(
            row.created_at,
            "assessed",
            gettext("Sebutan %(n)d dinilai", n=numbers[row.mention_id]),
            [gettext("kata warga: “%(words)s”", words=said), *words.assessment(row)],
            row.model_version,
            words.assessment_facts(row),
        )


def _forecasts(session: Session, mention_ids: Sequence[int]) -> Iterator[Decision]:
    """The forecasts at which a post's band changed: those between them decided nothing."""
    rows = session.scalars(
        select(ViralForecast).where(ViralForecast.mention_id.in_(mention_ids)).order_by(ViralForecast.id)
    )
    bands: dict[int, int] = {}
    for row in rows:
        if bands.get(row.mention_id, 0) != row.band:
            yield Decision(
                row.created_at,
                "forecast",
                gettext("Prakiraan viral berubah"),
                words.forecast(row),
                row.model_version,
                {"band": row.band, "p_24h": row.p_24h, "threshold": row.threshold},
            )
        bands[row.mention_id] = row.band


def _suggestion(session: Session, case: Case) -> Iterator[Decision]:
    row = session.get(RouteSuggestion, case.id)
    if row is None:
        return
    unit = session.get_one(Unit, row.unit_id)
    yield Decision(
        row.created_at,
        "route_suggested",
        gettext("Satuan diusulkan: %(unit)s", unit=unit.name),
        words.suggestion(row),
        gettext("pengenal tempat"),
        {
            "unit": unit.code,
            "region": row.region,
            "competence": row.competence,
            "confidence": row.confidence,
        },
    )


def _events(session: Session, case: Case, mentions: Sequence[Mention]) -> Iterator[Decision]:
    """The case's history, and what was noted of its replies wherever they were decided on."""
    replies = {
        one.id: one
        for one in session.scalars(
            select(Reply).where(
                or_(Reply.case_id == case.id, Reply.mention_id.in_([one.id for one in mentions]))
            )
        )
    }
    rows = session.scalars(
        select(CaseEvent)
        .where(or_(CaseEvent.case_id == case.id, CaseEvent.reply_id.in_(list(replies))))
        .options(joinedload(CaseEvent.officer).joinedload(Officer.unit))
        .order_by(CaseEvent.id)
    )
    for row in rows:
        if row.kind in TOLD_ELSEWHERE:
            continue
        reply = replies.get(row.reply_id) if row.reply_id is not None else None
        yield Decision(
            row.at,
            row.kind,
            _titled(row, reply),
            [
                *words.event(row),
                *([masked_words(mask(told).text)] if (told := about(row)) else []),
                *words.second_person(row, reply, case),
            ],
            words.officer(row.officer),
            words.event_facts(row),
        )


def _titled(event: CaseEvent, reply: Reply | None) -> str:
    title = str(EVENT_WORDS[event.kind])
    if reply is None:
        return title
    number = gettext("balasan %(n)d", n=reply.id)
    return f"{title} ({number}, {REPLY_KIND_WORDS[reply.kind]})"


def _alerts(session: Session, case: Case) -> Iterator[Decision]:
    rows = session.scalars(select(Alert).where(Alert.case_id == case.id).order_by(Alert.id)).all()
    for row in rows:
        unit = session.get_one(Unit, row.unit_id)
        yield Decision(
            row.raised_at,
            "alert_raised",
            gettext("Peringatan: %(kind)s", kind=ALERT_WORDS[row.kind]),
            [masked_words(mask(row.words).text)],
            facts={"alert": row.kind, "unit": unit.code, "level": row.level},
        )
        yield from _deliveries(session, row)


def _deliveries(session: Session, alert: Alert) -> Iterator[Decision]:
    """How the alert reached, or failed to reach, each address; what still waits has not been decided."""
    rows = session.scalars(
        select(AlertDelivery)
        .where(AlertDelivery.alert_id == alert.id, AlertDelivery.state != DeliveryState.WAITING)
        .order_by(AlertDelivery.id)
    )
    for row in rows:
        yield Decision(
            row.sent_at or row.due_at,
            "alert_delivery",
            words.DELIVERY_WORDS[row.state],
            [gettext("peringatan: %(kind)s", kind=ALERT_WORDS[alert.kind]), *words.delivery(row)],
            facts={"route": row.route, "state": row.state, "attempts": row.attempts, "level": row.level},
        )

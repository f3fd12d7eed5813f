"""The history of a case in words: each event with who did it and what it was about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import merging
from models.casework import BY_CODE
from models.records import Case, CaseEvent
from models.vocabulary import AlertKind, Category, ClockKind, EventKind, ReplyKind, Stage
from web.cases.incident_facts import TIE_WORDS
from web.plain_reasons import in_words
from web.shapes import HistoryLine
from web.times import hour
from web.words import (
    ALERT_WORDS,
    CATEGORY_WORDS,
    CLOCK_WORDS,
    REPLY_KIND_WORDS,
    STAGE_WORDS,
    URGENCY_WORDS,
    VIRAL_WORDS,
)

MOST = 200
# Told twice, once for each unit: one line is enough.
DOUBLED = EventKind.HANDED_OVER

# What moves the deadline of the first answer.
DEADLINE_WORDS = {
    "urgency": lazy_gettext("karena urgensinya naik"),
    "viral": lazy_gettext("karena berisiko viral"),
    "label": lazy_gettext("karena labelnya dikoreksi"),
    "incident": lazy_gettext("seperti pengaduan lain dari peristiwa yang sama"),
}

# Said only to those who see other cases of the incident: to all others the case stands alone.
OF_INCIDENTS = (EventKind.INCIDENT_JOINED, EventKind.INCIDENT_LEFT)


def lines(session: Session, case: Case, incidents: bool = False, who_id: int = 0) -> Sequence[HistoryLine]:
    """The newest events of the case, oldest first.

    `incidents`: also what became of it in incidents; what the officer `who_id` did himself he always sees.
    """
    newest = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id.in_(merging.whole(session, case)))
        .options(joinedload(CaseEvent.officer))
        .order_by(CaseEvent.id.desc())
        .limit(MOST)
    ).all()
    events = list(reversed(newest))
    kept = [
        one
        for one, before in zip(events, [None, *events], strict=False)
        if not _repeats(one, before)
        and (incidents or one.kind not in OF_INCIDENTS or one.officer_id == who_id)
    ]
    return [
        HistoryLine(one.kind, one.at, one.officer.name if one.officer else "", about(one)) for one in kept
    ]


def _repeats(event: CaseEvent, before: CaseEvent | None) -> bool:
    return (
        before is not None
        and event.kind is before.kind is DOUBLED
        and event.detail == before.detail
        and event.at == before.at
    )


def about(event: CaseEvent) -> str:
    """What the event was about, in words; empty where its kind says it all."""
    detail = {name: value for name, value in event.detail.items() if value not in (None, "")}
    match event.kind:
        case EventKind.NOTE | EventKind.CITIZEN_ANSWERED:
            text = str(detail.get("text", ""))
            if detail.get("by") == BY_CODE:
                return str(gettext("Ditulis tanpa PIN, belum tentu oleh pelapor: %(text)s", text=text))
            return text
        case EventKind.STAGE_CHANGED:
            return str(STAGE_WORDS[Stage(str(detail["after"]))])
        case EventKind.HANDED_OVER:
            return ", ".join(str(detail[name]) for name in ("to", "reason") if name in detail)
        case EventKind.DRAFTED if "reply_kind" in detail:
            return _drafted(detail)
        case EventKind.ASSESSED if "category" in detail:
            return _label(detail)
        case EventKind.LABEL_CORRECTED:
            return _correction(detail)
        case EventKind.DEADLINE_MOVED if "to" in detail:
            return _deadline(detail)
        case EventKind.SATISFACTION:
            return ", ".join(str(detail[name]) for name in ("score", "text") if name in detail)
        case EventKind.LAW_CLOCK_PASSED:
            return str(CLOCK_WORDS[ClockKind(str(detail["clock"]))])
        case EventKind.ESCALATED if "hours" in detail:
            words = gettext(
                "%(hours)s jam tanpa jawaban, diberitahukan ke %(unit)s",
                hours=detail["hours"],
                unit=detail.get("to"),
            )
            return str(words)
        case EventKind.ALERT_TOLD | EventKind.ALERT_ESCALATED | EventKind.ALERT_SEEN if "alert" in detail:
            return _alert(detail)
        case EventKind.MERGED | EventKind.PARTED:
            return str(detail.get("other", ""))
        case EventKind.INCIDENT_JOINED:
            return str(TIE_WORDS.get(str(detail.get("why", "")), ""))
        case EventKind.REACH_GREW if "band" in detail:
            return str(VIRAL_WORDS.get(int(str(detail["band"])), ""))
        case EventKind.CONFIRMED if detail.get("by_hand"):
            return str(gettext("dipastikan petugas"))
        case EventKind.OUTCOME_UNKNOWN | EventKind.NEEDS_HUMAN | EventKind.SEND_FAILED | EventKind.POSTPONED:
            return in_words(str(detail.get("reason", "")))
        case EventKind.HELD_BACK:
            return in_words(str(detail.get("reason", "")))
        case _:
            return str(detail.get("reason", ""))


def _drafted(detail: dict[str, object]) -> str:
    kind = str(REPLY_KIND_WORDS[ReplyKind(str(detail["reply_kind"]))])
    if "version" not in detail:
        return kind
    words = gettext(
        "%(kind)s, teks baku %(id)s v%(n)s", kind=kind, id=detail["template"], n=detail["version"]
    )
    return str(words)


def _deadline(detail: dict[str, object]) -> str:
    moment = hour(datetime.fromisoformat(str(detail["to"])))
    why = DEADLINE_WORDS.get(str(detail.get("why")))
    return f"{moment}, {why}" if why else moment


def _alert(detail: dict[str, object]) -> str:
    kind = str(ALERT_WORDS[AlertKind(str(detail["alert"]))])
    if "to" not in detail:
        return kind
    if detail.get("on_duty"):
        return str(gettext("%(kind)s, ke piket %(unit)s", kind=kind, unit=detail["to"]))
    told = gettext(
        "%(kind)s, ke %(n)s petugas %(unit)s", kind=kind, n=detail.get("officers", 0), unit=detail["to"]
    )
    return str(told)


def _label(detail: dict[str, object]) -> str:
    category, urgency = Category(str(detail["category"])), int(str(detail.get("urgency", 0)))
    return f"{CATEGORY_WORDS[category]}, {URGENCY_WORDS[urgency]}"


def _correction(detail: dict[str, object]) -> str:
    after = detail.get("after")
    if isinstance(after, dict):
        return _label(after)
    return str(gettext("aduan") if detail.get("actionable") else gettext("bukan aduan"))

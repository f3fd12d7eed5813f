"""What one officer is told of an incident: made of the cases he may see and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import LazyString, lazy_gettext
from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from models import incidents, scope
from models.records import Case, Incident, IncidentForecast, IncidentMove, Mention, Officer
from models.vocabulary import Channel
from web.rows import clock, first_line
from web.shapes import Clock

_ = lazy_gettext
# Why a case became part of an incident; the first word of the key that tied it.
TIE_WORDS: dict[str, LazyString] = {
    "post": _("unggahan yang sama"),
    "media": _("gambar atau video yang sama"),
    "link": _("tautan yang sama"),
    "band": _("teks yang nyaris sama"),
    "place": _("tempat dan jam yang sama"),
    "hand": _("digabungkan petugas"),
    "undone": _("dikembalikan petugas"),
}
OTHERS_SHOWN = 5
# So many near-identical posts within so short a time are a wave.
WAVE = 5
WAVE_WITHIN = timedelta(hours=6)
# One platform's numbers say nothing on another: an author is counted once for each.
AUTHOR = type_coerce(Mention.channel, String) + ":" + Mention.author_external_id


@dataclass(frozen=True)
class Wave:
    """Near-identical posts in a short time. Says how the texts are, not who is behind them."""

    posts: int
    authors: int
    likeness: int  # percent, on average


@dataclass(frozen=True)
class Seen:
    """An incident as this officer sees it; `whole`: there is nothing more to it."""

    incident_id: int
    href: str
    title: str
    cases: Sequence[Case]
    whole: bool
    posts: int
    authors: int
    channels: Sequence[Channel]
    since: datetime
    last: datetime
    band: int
    clock: Clock | None  # the one that ends first
    wave: Wave | None
    others: Sequence[tuple[str, str]] = ()  # (address, words) of cases beside the one looked at


def of_case(session: Session, case: Case, who: Officer, now: datetime) -> Seen | None:
    """The incident of a case, where the officer may see another case of it."""
    if case.incident_id is None:
        return None
    seen = look(session, case.incident_id, who, now, beside=case)
    return seen if seen is not None and len(seen.cases) > 1 else None


def look(
    session: Session, incident_id: int, who: Officer, now: datetime, beside: Case | None = None
) -> Seen | None:
    """The incident as this officer sees it; None where he may see no case of it."""
    visible = scope.case_visible(who)
    cases = incidents.cases_of(session, incident_id, visible)
    if not cases:
        return None
    mentions = (Mention.case_id == Case.id, Case.incident_id == incident_id, visible)
    posts, authors, since, last = session.execute(
        select(
            func.count(Mention.id),
            func.count(func.distinct(AUTHOR)),
            func.min(Mention.created_at),
            func.max(Mention.created_at),
        ).where(*mentions)
    ).one()
    channels = session.scalars(select(Mention.channel).where(*mentions).distinct()).all()
    whole = not incidents.hides_some(session, incident_id, visible)
    clocks = [one for case in cases if case.first_answered_at is None and (one := clock(case, now))]
    others = [case for case in cases if beside is not None and case.id != beside.id]
    return Seen(
        incident_id=incident_id,
        href=url_for("incidents.show", incident_id=incident_id),
        title=first_line(cases[0].subject),
        cases=cases,
        whole=whole,
        posts=posts,
        authors=authors,
        channels=sorted(channels),
        since=since or cases[0].first_mention_at,
        last=last or cases[-1].first_mention_at,
        band=_band(session, incident_id, cases, whole),
        clock=min(clocks, key=lambda one: one.deadline, default=None),
        wave=_wave(session, cases),
        others=[
            (url_for("case.show", code=one.code), first_line(one.subject)) for one in others[:OTHERS_SHOWN]
        ],
    )


def _band(session: Session, incident_id: int, cases: Sequence[Case], whole: bool) -> int:
    """The incident's band; for who sees a part of it the highest of that part."""
    highest = max(case.viral_band for case in cases)
    return max(highest, session.get_one(Incident, incident_id).viral_band) if whole else highest


def _wave(session: Session, cases: Sequence[Case]) -> Wave | None:
    """The longest run of copies within the hours of a wave, by when they were posted."""
    copies = [case for case in cases if case.likeness is not None]
    best: Sequence[Case] = ()
    start = 0
    for end, case in enumerate(copies):
        while case.first_mention_at - copies[start].first_mention_at > WAVE_WITHIN:
            start += 1
        if end + 1 - start > len(best):
            best = copies[start : end + 1]
    if len(best) < WAVE:
        return None
    authors = session.scalar(
        select(func.count(func.distinct(AUTHOR))).where(Mention.case_id.in_([case.id for case in best]))
    )
    likeness = sum(case.likeness or 0.0 for case in best) / len(best)
    return Wave(len(best), authors or 0, round(100 * likeness))


def forecasts(session: Session, seen: Seen, since: datetime) -> Sequence[IncidentForecast]:
    """The sums of the whole incident, oldest first; none for who sees a part of it only."""
    if not seen.whole:
        return ()
    return session.scalars(
        select(IncidentForecast)
        .where(IncidentForecast.incident_id == seen.incident_id, IncidentForecast.created_at > since)
        .order_by(IncidentForecast.created_at)
    ).all()


def moves(session: Session, case: Case, who: Officer, seen: Seen | None) -> Sequence[IncidentMove]:
    """The last act by hand on this case, while it can be undone: one's own, a colleague's where one sees why."""
    if not scope.may(who, "work_cases"):
        return ()
    newest = session.scalars(
        select(IncidentMove).where(IncidentMove.case_id == case.id).order_by(IncidentMove.id.desc()).limit(1)
    ).all()
    told = [one for one in newest if seen is not None or one.officer_id == who.id]
    return [one for one in told if one.undone_at is None and one.after_id == case.incident_id]

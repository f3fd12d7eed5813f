"""An incident: its posts, its growth, its cases, and what officers put right by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import incidents, scope
from models.casework import add_event
from models.clock import utcnow
from models.errors import Conflict
from models.records import Case, Mention, Unit
from models.vocabulary import EventKind
from web.cases import incident_facts
from web.cases.incident_facts import Seen
from web.frame import render_panel
from web.panel import load_case, note, officer, reading, requires, writing
from web.rows import first_line
from web.viral import spread as viral_spread
from web.words import masked_words

pages = Blueprint("incidents", __name__)

POSTS_SHOWN = 50


@pages.get("/peristiwa/<int:incident_id>")
@requires("see_cases")
def show(incident_id: int) -> str:
    """The page; 404 for who may see no case of it."""
    now = utcnow()
    with reading() as session:
        seen = _load(session, incident_id, now)
        rows = session.execute(
            select(Unit.id, Unit.name).where(Unit.id.in_({one.unit_id for one in seen.cases}))
        )
        units = {row.id: row.name for row in rows}
        replays = scope.may(officer(), "see_viral")
        foremost = viral_spread.foremost(session, seen.cases) if replays else None
        return render_panel(
            session,
            "incident.html",
            "viral_watch",
            None,
            seen=seen,
            units=units,
            lines=[(case, first_line(case.subject)) for case in seen.cases],
            spread=viral_spread.of_incident(session, seen, now),
            replay_href=url_for("replay.show", code=foremost.code) if foremost else "",
            posts=_posts(session, seen),
            works=scope.may(officer(), "work_cases"),
            unclaimed=any(case.assigned_to_id is None and case.closed_at is None for case in seen.cases),
        )


@pages.post("/peristiwa/<int:incident_id>/tangani")
@requires("work_cases")
def claim(incident_id: int) -> Response:
    """One owner: the officer takes every open case that nobody has and that he may see."""
    now, who = utcnow(), officer()
    with writing() as session:
        for case in _load(session, incident_id, now).cases:
            if case.assigned_to_id is None and case.closed_at is None:
                case.assigned_to_id = who.id
                add_event(session, case, EventKind.CLAIMED, now, officer_id=who.id)
                note(session, "case.claimed", f"case:{case.id}", case.unit_id)
    return _to(incident_id)


@pages.post("/peristiwa/<int:incident_id>/gabung")
@requires("work_cases")
def join(incident_id: int) -> Response:
    """Joins the incident of another case, as far as the officer sees it, to this one."""
    with _moving() as session:
        seen = _load(session, incident_id, utcnow())
        moved = _with_its_incident(session, load_case(session, _asked_code()))
        _join(session, seen.cases[0], moved)
    flash(gettext("Digabungkan. Bila keliru, batalkan di halaman pengaduannya."), "good")
    return _to(incident_id)


@pages.post("/kasus/<code>/peristiwa/gabung")
@requires("work_cases")
def join_case(code: str) -> Response:
    """Says that this case is about the same event as another one."""
    with _moving() as session:
        case = load_case(session, code)
        other = load_case(session, _asked_code())
        if other.id == case.id:
            raise Conflict(f"case {code} cannot be joined to itself")
        _join(session, other, [case])
    flash(gettext("Digabungkan menjadi satu peristiwa."), "good")
    return redirect(url_for("case.show", code=code))


@pages.post("/kasus/<code>/peristiwa/keluar")
@requires("work_cases")
def take_out(code: str) -> Response:
    """Says that the case is about something else; no model puts it back."""
    now = utcnow()
    with _moving() as session:
        case = load_case(session, code)
        before = case.incident_id
        act = incidents.take_out_by_hand(session, case, now, officer().id)
        note(session, "incident.left", f"case:{case.id}", case.unit_id, incident=before, undo=act)
    flash(gettext("Dikeluarkan dari peristiwa. Balasan dan batas waktunya tetap."), "good")
    return redirect(url_for("case.show", code=code))


@pages.post("/peristiwa/batal/<act>")
@requires("work_cases")
def undo(act: str) -> Response:
    """Takes back an act by hand, on the cases the officer may see."""
    with _moving() as session:
        cases = incidents.undo(session, act, scope.case_visible(officer()), utcnow(), officer().id)
        for case in cases:
            note(session, "incident.undone", f"case:{case.id}", case.unit_id, undo=act)
    flash(gettext("Dibatalkan; keadaannya seperti semula."), "good")
    return redirect(url_for("case.show", code=cases[0].code))


def _load(session: Session, incident_id: int, now: datetime) -> Seen:
    seen = incident_facts.look(session, incident_id, officer(), now)
    if seen is None:
        abort(404)
    return seen


def _asked_code() -> str:
    return request.form.get("with", "").strip().upper()


def _with_its_incident(session: Session, case: Case) -> Sequence[Case]:
    if case.incident_id is None:
        return [case]
    return incidents.cases_of(session, case.incident_id, scope.case_visible(officer()))


@contextmanager
def _moving() -> Iterator[Session]:
    """The transaction of an act that moves cases between incidents: one at a time."""
    with writing() as session:
        incidents.one_at_a_time(session)
        yield session


def _join(session: Session, lead: Case, moved: Sequence[Case]) -> None:
    act = incidents.together_by_hand(session, lead, moved, utcnow(), officer().id)
    for case in moved:
        note(
            session,
            "incident.joined",
            f"case:{case.id}",
            case.unit_id,
            incident=lead.incident_id,
            undo=act,
        )


def _posts(session: Session, seen: Seen) -> Sequence[tuple[Mention, str, str]]:
    """The newest posts: each with its masked words and the address of its case."""
    codes = {case.id: case.code for case in seen.cases}
    newest = session.scalars(
        select(Mention)
        .join(Case, Case.id == Mention.case_id)
        .where(Case.incident_id == seen.incident_id, scope.case_visible(officer()))
        .order_by(Mention.created_at.desc(), Mention.id.desc())
        .limit(POSTS_SHOWN)
    ).all()
    return [
        (one, masked_words(one.text_masked), url_for("case.show", code=codes[one.case_id]))
        for one in newest
        if one.case_id is not None
    ]


def _to(incident_id: int) -> Response:
    return redirect(url_for("incidents.show", incident_id=incident_id))

"""Acts on a case: triage, label, stage, notes, who has it, and opening its masks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask import session as current_session
from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import alerts, casework, correcting, drafting, incidents, scope
from models.casework import add_event
from models.clock import utcnow
from models.errors import Conflict
from models.records import Case, Mention, Unit
from models.vocabulary import Category, EventKind
from web.cases.case import Refused, render, unchanged
from web.cases.replies import Page, back
from web.panel import load_case, note, officer, panel, requires, writing

pages = Blueprint("acts", __name__, url_prefix="/kasus/<code>")

REVEALED_FOR = timedelta(minutes=10)
LONGEST_NOTE = 2000


@pages.post("/ini-aduan")
@requires("work_cases")
def confirm(code: str) -> Page:
    """An unsure case is a complaint: it gets its draft."""
    now = utcnow()
    with writing() as session:
        case = load_case(session, code)
        mention = _first_mention(session, case)
        if not case.needs_triage:
            raise Conflict(f"case {code} was decided on already")
        correcting.confirm(session, case, mention, now, officer().id)
        drafting.draft_first_reply(session, case, mention, panel().settings, panel().queue, now)
        note(session, "case.confirmed", f"case:{case.id}", case.unit_id)
    return back(code)


@pages.post("/bukan-aduan")
@requires("work_cases")
def deny(code: str) -> Page:
    """It is no complaint: nothing is sent, the case is closed without action."""
    with writing() as session:
        case = load_case(session, code)
        _deny(session, case)
    flash(gettext("Ditutup sebagai bukan aduan; tidak ada yang dikirim."), "good")
    return _to_list()


@pages.post("/label")
@requires("work_cases")
def label(code: str) -> Page:
    """Corrects category, urgency and whether it is about an officer."""
    now = utcnow()
    try:
        category, urgency = Category(request.form.get("category", "")), int(request.form.get("urgency", ""))
    except ValueError:
        abort(400)
    if not 0 <= urgency <= 3:
        abort(400)
    with writing() as session:
        case = load_case(session, code)
        unchanged(case, "label")
        if request.form.get("verdict") == "noise":
            _deny(session, case)
            return _to_list()
        correcting.relabel(
            session,
            case,
            _first_mention(session, case),
            category=category,
            urgency=urgency,
            about_officer=bool(request.form.get("about_officer")),
            now=now,
            officer_id=officer().id,
        )
        note(session, "case.relabelled", f"case:{case.id}", case.unit_id, category=category, urgency=urgency)
        session.flush()
        still_ours = scope.find_case(session, officer(), code) is not None
    flash(gettext("Label disimpan."), "good")
    return back(code) if still_ours else _to_list()


@pages.post("/catatan")
@requires("work_cases")
def write_note(code: str) -> Page:
    """A note only officers see."""
    text = request.form.get("note", "").strip()[:LONGEST_NOTE]
    if not text:
        return render(code, Refused(note=gettext("Catatan masih kosong."))), 422
    with writing() as session:
        case = load_case(session, code)
        add_event(session, case, EventKind.NOTE, utcnow(), officer_id=officer().id, text=text)
        note(session, "case.note", f"case:{case.id}", case.unit_id)
    flash(gettext("Catatan disimpan."), "good")
    return back(code)


@pages.post("/tangani")
@requires("work_cases")
def claim(code: str) -> Page:
    """Takes the case: colleagues see who has it."""
    with writing() as session:
        case = load_case(session, code)
        unchanged(case, "claim")
        case.assigned_to_id = officer().id
        add_event(session, case, EventKind.CLAIMED, utcnow(), officer_id=officer().id)
        note(session, "case.claimed", f"case:{case.id}", case.unit_id)
    return back(code)


@pages.post("/teruskan")
@requires("hand_over")
def hand_over(code: str) -> Page:
    """Gives the case to another unit; the citizen's clock runs on."""
    named = request.form.get("unit", "").strip()
    reason = " ".join(request.form.get("reason", "").split())[:300]
    with writing() as session:
        case = load_case(session, code)
        unchanged(case, "unit")
        unit = _unit_named(session, named)
        problem = _why_not(session, case, unit, reason)
        if unit is not None and not problem:
            now = utcnow()
            casework.hand_over(session, case, unit, now, officer().id, reason)
            alerts.emergency_moved(session, case, now, officer().id)
            incidents.follow_case(session, case)
            note(session, "case.handed_over", f"case:{case.id}", case.unit_id, to=unit.code, reason=reason)
            session.flush()
            flash(gettext("Diteruskan ke %(unit)s.", unit=unit.name), "good")
            return back(code) if scope.find_case(session, officer(), code) else _to_list()
    return render(code, Refused(unit=problem)), 422


@pages.post("/buka-samaran")
@requires("reveal")
def reveal(code: str) -> Page:
    """Opens the masks of this case to this officer for a while; who and why is in the audit."""
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if not reason:
        abort(400)
    now = utcnow()
    with writing() as session:
        case = load_case(session, code)
        note(session, "case.revealed", f"case:{case.id}", case.unit_id, reason=reason)
        case_id = case.id
    still_open = {
        key: until
        for key, until in current_session.get("revealed", {}).items()
        if datetime.fromisoformat(until) > now
    }
    current_session["revealed"] = {**still_open, str(case_id): (now + REVEALED_FOR).isoformat()}
    return back(code)


def _to_list() -> Response:
    asked: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("inbox.show", **asked))


def _first_mention(session: Session, case: Case) -> Mention:
    first = (
        select(Mention).where(Mention.case_id == case.id).order_by(Mention.created_at, Mention.id).limit(1)
    )
    return session.scalars(first).one()


def _deny(session: Session, case: Case) -> None:
    correcting.deny(session, case, _first_mention(session, case), utcnow(), officer().id)
    note(session, "case.denied", f"case:{case.id}", case.unit_id)


def _unit_named(session: Session, named: str) -> Unit | None:
    """The unit with this code, or the only one of this name."""
    found = session.scalars(
        select(Unit)
        .where(Unit.active, or_(Unit.code == named.upper(), func.lower(Unit.name) == named.lower()))
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _why_not(session: Session, case: Case, unit: Unit | None, reason: str) -> str:
    """What keeps the case from going to this unit; empty when nothing does."""
    if unit is None:
        return str(gettext("Tidak ada satuan dengan kode atau nama itu."))
    if not reason:
        return str(gettext("Tulis alasannya."))
    if unit.id == case.unit_id:
        return str(gettext("Pengaduan ini sudah ada di satuan itu."))
    if case.accused_unit_id is not None:
        accused = session.get_one(Unit, case.accused_unit_id)
        if unit.path.startswith(accused.path):
            return str(gettext("Satuan yang diadukan tidak menangani pengaduan tentang dirinya."))
    return ""

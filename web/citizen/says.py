"""What the citizen says on his own page: more about his case, and how content he is. Only with the PIN."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import audit, casework, merging, satisfaction, vault
from models.clock import utcnow
from models.records import Case, CaseEvent, ContactDetail
from web.citizen import tracking
from web.panel import panel, writing

pages = Blueprint("citizen", __name__, url_prefix="/lacak/<code>")
pages.after_request(tracking.keep_out_of_indexes)

NOTES_A_DAY = 5
LONGEST_NOTE = 2000
LONGEST_WORDS = 500
LONGEST_PHONE = 20


@pages.post("/tambah")
def add(code: str) -> Response:
    """The citizen adds details; a case that was just closed is opened again by them."""
    words = request.form.get("note", "").strip()[:LONGEST_NOTE]
    with writing() as session:
        case, now = tracking.own_case(session, code), utcnow()
        problem = _why_not(session, case, words, now)
        if problem:
            flash(problem, "warn")
        else:
            flash(_take(session, case, words, now), "good")
    return to_page(code)


@pages.post("/lengkapi")
def complete(code: str) -> Response:
    """What an officer has asked for: place, time, what happened; a phone number is sealed.

    Whoever was asked in public knows the code and no PIN: he may write, and sees nothing.
    """
    asked = (("Tempat", "place"), ("Waktu", "time"), ("Kejadian", "note"))
    said = [(label, request.form.get(name, "").strip()[:LONGEST_NOTE]) for label, name in asked]
    words = "\n".join(f"{label}: {text}" for label, text in said if text)
    phone = re.sub(r"[^0-9+]", "", request.form.get("phone", ""))[:LONGEST_PHONE]
    with writing() as session:
        case, proven = tracking.asked_case(session, code)
        now = utcnow()
        if not proven:
            if tracking.must_wait(session, code):
                return Response(status=429)
            tracking.record_try(session, code)
        problem = _why_not(session, case, words, now, proven)
        if problem:
            flash(problem, "warn")
        else:
            if phone and proven:
                sealed = vault.seal(panel().settings.secret_key, {"phone": phone})
                session.merge(ContactDetail(case_id=case.id, sealed=sealed, at=now))
            flash(_take(session, case, words, now, proven), "good")
    return to_page(code)


@pages.post("/puas")
def rate(code: str) -> Response:
    """How content the citizen is with a closed case: one tap, once; words if he likes."""
    score = request.form.get("score", 0, type=int)
    if score not in satisfaction.SCORES:
        abort(400)
    words = request.form.get("words", "").strip()[:LONGEST_WORDS]
    with writing() as session:
        case = tracking.own_case(session, code)
        if tracking.must_wait(session, code):
            return Response(status=429)
        if satisfaction.given(session, case) is not None:
            flash(gettext("Penilaian Anda sudah kami terima sebelumnya."), "warn")
        else:
            satisfaction.give(session, case, score, words, utcnow())
            tracking.record_try(session, code)
            audit.record(session, "citizen", "case.rated", f"case:{case.id}", case.unit_id, score=score)
            flash(gettext("Terima kasih, penilaian Anda sudah kami terima."), "good")
    return to_page(code)


def to_page(code: str) -> Response:
    """Back to the citizen's page, in his language."""
    return redirect(url_for("tracking.show", code=code, lang=tracking.asked_language()), 303)


def _take(session: Session, case: Case, words: str, now: datetime, proven: bool = True) -> str:
    reopens = merging.going_on(session, case).closed_at is not None
    casework.citizen_adds(session, case, words, now, proven)
    act = "case.reopened_by_citizen" if reopens else "case.details_added"
    audit.record(session, "citizen" if proven else "code", act, f"case:{case.id}", case.unit_id)
    if reopens:
        return str(gettext("Pengaduan Anda dibuka kembali dan akan dibaca petugas."))
    return str(gettext("Keterangan Anda sudah masuk dan akan dibaca petugas."))


def _why_not(session: Session, case: Case, words: str, now: datetime, proven: bool = True) -> str:
    """Why these words are not taken; empty when they are."""
    if not words:
        return str(gettext("Tulis dulu keterangan yang ingin Anda tambahkan."))
    going_on = merging.going_on(session, case)
    if going_on.closed_at is not None and not satisfaction.may_reopen(going_on, now):
        return str(gettext("Waktu untuk membuka kembali sudah lewat. Balas di utas yang sama bila perlu."))
    if notes_today(session, case, now, proven) >= NOTES_A_DAY:
        return str(gettext("Keterangan hari ini sudah cukup banyak. Silakan lanjutkan besok."))
    return ""


def notes_today(session: Session, case: Case, now: datetime, proven: bool = True) -> int:
    """How often the citizen has written on his page within a day, and apart from it whoever knew the code."""
    recent = select(CaseEvent.detail).where(tracking.noted(case), CaseEvent.at > now - timedelta(days=1))
    return sum((detail.get("by") != casework.BY_CODE) is proven for detail in session.scalars(recent))

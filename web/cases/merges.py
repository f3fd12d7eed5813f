"""Making duplicates one case, and parting them again."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import incidents, merging
from models.clock import utcnow
from web.cases.replies import back
from web.panel import load_case, note, officer, requires, writing

pages = Blueprint("merges", __name__, url_prefix="/kasus/<code>")


@pages.post("/gabung")
@requires("work_cases")
def merge(code: str) -> Response:
    """This case goes on in the one with the typed code; both must be the officer's to see."""
    with writing() as session:
        incidents.one_at_a_time(session)
        case = load_case(session, code)
        into = load_case(session, request.form.get("with", "").strip().upper())
        done = merging.merge(session, case, into, utcnow(), officer().id)
        note(session, "case.merged", f"case:{case.id}", case.unit_id, into=into.code, merge=done.id)
    flash(gettext("Digabungkan. Kabar berikut ke setiap utas diputuskan dari sini."), "good")
    return back(into.code)


@pages.post("/pisah")
@requires("work_cases")
def part(code: str) -> Response:
    """This case goes on by itself again."""
    with writing() as session:
        incidents.one_at_a_time(session)
        case = load_case(session, code)
        into = merging.part(session, case, utcnow(), officer().id)
        note(session, "case.parted", f"case:{case.id}", case.unit_id, out_of=into.code)
    flash(gettext("Dipisahkan. Batas waktunya tetap berjalan sejak warga menulis."), "good")
    return back(code)

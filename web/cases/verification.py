"""Confirming what is done: the cases that wait for it, and the decision on the page of the case."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from models import drafting, scope, verification
from models.clock import utcnow
from models.records import Case, Claim, Officer, Unit
from models.vocabulary import ClaimMatter
from web import frame
from web.cases.replies import Page, back
from web.panel import chosen_unit, load_case, note, officer, panel, reading, requires, writing
from web.shapes import Cell, Column, Row
from web.times import ago
from web.words import CATEGORY_WORDS, ROLE_WORDS, capital

pages = Blueprint("verification", __name__)

MOST = 200


@pages.get("/verifikasi/")
@requires("verify_done")
def show() -> str:
    """The cases said to be done that this officer may confirm, the longest waiting first."""
    who = officer()
    with reading() as session:
        unit = chosen_unit(session)
        within = scope.subtree_ids((unit or who.unit).path)
        found = session.execute(
            select(Claim, Case, Unit.name, Officer)
            .join(Case, Case.id == Claim.case_id)
            .join(Unit, Unit.id == Case.unit_id)
            .join(Officer, Officer.id == Claim.claimed_by_id)
            .where(
                Claim.matter == ClaimMatter.DONE,
                Claim.decided_at.is_(None),
                Case.closed_at.is_(None),
                Case.unit_id.in_(within),
                Officer.role != who.role,
                scope.case_visible(who),
            )
            .order_by(Claim.claimed_at)
            .limit(MOST)
        ).all()
        return frame.render_panel(
            session,
            "verifications.html",
            "verifications",
            unit,
            columns=[
                Column(gettext("Pengaduan")),
                Column(gettext("Kategori")),
                Column(gettext("Satuan")),
                Column(gettext("Dinyatakan selesai oleh")),
                Column(gettext("Sejak")),
            ],
            rows=[
                Row(
                    (
                        Cell(case.code, code=True),
                        capital(CATEGORY_WORDS[case.category]),
                        name,
                        f"{by.name}, {ROLE_WORDS[by.role]}",
                        ago(one.claimed_at),
                    ),
                    url_for("case.show", code=case.code),
                )
                for one, case, name, by in found
            ],
        )


@pages.post("/kasus/<code>/selesai/sahkan")
@requires("verify_done")
def confirm(code: str) -> Page:
    """Closes the case; the notice to the citizen waits for its approval as every other."""
    now = utcnow()
    with writing() as session:
        case = load_case(session, code)
        one = verification.confirm(session, case, officer(), now)
        note(session, "case.done_confirmed", f"case:{case.id}", case.unit_id, claimed_by=one.claimed_by_id)
        if one.tell:
            drafting.tell_all(session, case, panel().settings, now, officer().id)
    flash(gettext("Pengaduan ditutup sebagai selesai; kabar untuk warga menunggu persetujuan."), "good")
    return back(code)


@pages.post("/kasus/<code>/selesai/tolak")
@requires("verify_done")
def refuse(code: str) -> Response | Page:
    """Sends the case back to work, with what is missing."""
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if not reason:
        flash(gettext("Tulis apa yang masih kurang."), "warn")
        return redirect(url_for("case.show", code=code))
    with writing() as session:
        case = load_case(session, code)
        verification.refuse(session, case, officer(), reason, utcnow())
        note(session, "case.done_refused", f"case:{case.id}", case.unit_id, reason=reason)
    flash(gettext("Dikembalikan ke tahap sebelumnya dengan alasannya."), "good")
    return back(code)

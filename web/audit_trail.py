"""Who did what: the audit trail and its chain, who looked at which case, requests about personal data."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from models import audit, scope
from models.clock import utcnow
from models.errors import Conflict
from models.records import AccessLog, AuditEntry, AuditHead, Case, DataRequest, Officer, Unit
from web import frame
from web.panel import note, officer, reading, requires, writing
from web.shapes import Cell, Column, Pages, Row
from web.times import exact, hour, left
from web.words import DATA_REQUEST_WORDS

pages = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pages.get("/")
@requires("see_audit")
def show() -> str:
    """One page of the trail, newest first."""
    with reading() as session:
        entries, more = _entries(session)
        names = _names(session, entries)
        head = session.get(AuditHead, 1)
        return frame.render_panel(
            session,
            "audit.html",
            "audit",
            tabs=_tabs("audit.show"),
            q=request.args.get("q", ""),
            # The number of all acts in the country would tell a unit of acts it must not know of.
            total=format_decimal(head.last_id if head else 0) if _at_the_top() else "",
            columns=_columns(),
            rows=[_row(entry, names) for entry in entries],
            pages=_pages(entries, more),
            csv_href=url_for("audit.export", q=_asked().get("q"), before=_asked().get("before")),
        )


@pages.get("/csv")
@requires("see_audit")
def export() -> Response:
    """The same page as CSV; taking it out is an act of its own."""
    with writing() as session:
        entries, _ = _entries(session)
        note(session, "audit.exported", "audit", None, entries=len(entries))
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["id", "at", "actor", "act", "subject", "unit_id", "detail", "hash"])
        for one in entries:
            fields = (
                one.at.isoformat(),
                one.actor,
                one.act,
                one.subject,
                one.unit_id,
                _detail(one),
                one.hash,
            )
            writer.writerow([one.id, *(_harmless(str(value)) for value in fields)])
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return answer


def _at_the_top() -> bool:
    return officer().unit.parent_id is None


@pages.post("/rantai")
@requires("see_audit")
def verify() -> AnyResponse:
    """Reads the whole chain and says whether it holds."""
    with writing() as session:
        broken = audit.verify(session)
        head = session.get(AuditHead, 1)
        checked = head.last_id if head else 0
        note(
            session,
            "audit.verified",
            "audit",
            None,
            entries=checked,
            broken=broken.entry_id if broken else None,
        )
    if broken is None:
        words = gettext("Rantai utuh: %(n)s catatan diperiksa.", n=format_decimal(checked))
        flash(words if _at_the_top() else gettext("Rantai utuh."), "good")
    else:
        words = gettext(
            "Rantai putus pada catatan %(n)s: %(reason)s", n=broken.entry_id, reason=broken.reason
        )
        flash(words, "danger")
    return redirect(url_for("audit.show"))


@pages.get("/akses")
@requires("see_audit")
def looks() -> str:
    """Who opened a case, when; all cases or the one named by `?case=CODE`."""
    code = request.args.get("q", "").strip().upper()
    with reading() as session:
        found = (
            select(AccessLog.at, AccessLog.page, Officer.login, Officer.role, Unit.name, Case.code)
            .join(Officer, Officer.id == AccessLog.officer_id)
            .join(Unit, Unit.id == Officer.unit_id)
            .join(Case, Case.id == AccessLog.case_id)
            .where(Case.unit_id.in_(scope.subtree_ids(officer().unit.path)))
            .order_by(AccessLog.id.desc())
            .limit(4 * PAGE)
        )
        if code:
            found = found.where(Case.code == code)
        rows = [
            Row(
                (Cell(case, code=True), login, f"{role}, {unit}", page, hour(at)),
                url_for("audit.looks", q=case),
            )
            for at, page, login, role, unit, case in session.execute(found)
        ]
        return frame.render_panel(
            session,
            "audit_looks.html",
            "audit",
            tabs=_tabs("audit.looks"),
            q=code,
            columns=[
                Column(gettext("Pengaduan")),
                Column(gettext("Petugas")),
                Column(gettext("Peran dan satuan")),
                Column(gettext("Halaman")),
                Column(gettext("Waktu")),
            ],
            rows=rows,
        )


@pages.get("/permintaan")
@requires("data_requests")
def requests() -> str:
    """What citizens asked about their data, the shortest clock first."""
    now = utcnow()
    with reading() as session:
        found = session.execute(
            select(DataRequest, Case.code, Unit.name)
            .outerjoin(Case, Case.id == DataRequest.case_id)
            .outerjoin(Unit, Unit.id == Case.unit_id)
            .where(request_visible())
            .order_by(DataRequest.answered_at.is_not(None), DataRequest.due_at)
            .limit(200)
        ).all()
        return frame.render_panel(
            session,
            "audit_requests.html",
            "audit",
            tabs=_tabs("audit.requests") if scope.may(officer(), "see_audit") else [],
            me=officer().id,
            lines=[
                (
                    one,
                    DATA_REQUEST_WORDS[one.kind],
                    code or "",
                    unit or "",
                    left((one.due_at - now).total_seconds()),
                    one.due_at < now,
                )
                for one, code, unit in found
            ],
        )


@pages.post("/permintaan/<int:request_id>")
@requires("data_requests")
def answer(request_id: int) -> AnyResponse:
    """Notes that a request was answered, and how."""
    words = " ".join(request.form.get("note", "").split())[:500]
    if not words:
        flash(gettext("Tulis bagaimana permintaan ini dijawab."), "warn")
        return redirect(url_for("audit.requests"))
    with writing() as session:
        wanted = session.scalars(
            select(DataRequest).outerjoin(Case).where(DataRequest.id == request_id, request_visible())
        ).one_or_none()
        if wanted is None:
            abort(404)
        if wanted.answered_at is not None:
            raise Conflict("this request was answered by somebody else")
        wanted.answered_at, wanted.note = utcnow(), words
        note(session, "data_request.answered", f"data_request:{wanted.id}", None, kind=wanted.kind)
    flash(gettext("Permintaan tercatat sudah dijawab."), "good")
    return redirect(url_for("audit.requests"))


def request_visible() -> ColumnElement[bool]:
    """The requests about cases of the officer's subtree, and those about none."""
    return or_(DataRequest.case_id.is_(None), Case.unit_id.in_(scope.subtree_ids(officer().unit.path)))


def _entries(session: Session) -> tuple[Sequence[AuditEntry], bool]:
    who, asked = officer(), _asked()
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if who.unit.parent_id is not None:
        wanted = wanted.where(AuditEntry.unit_id.in_(scope.subtree_ids(who.unit.path)))
    if q := asked.get("q"):
        wanted = wanted.where(
            or_(AuditEntry.act.startswith(q, autoescape=True), AuditEntry.subject == q, AuditEntry.actor == q)
        )
    if before := asked.get("before"):
        wanted = wanted.where(AuditEntry.id < int(before))
    found = session.scalars(wanted).all()
    return found[:PAGE], len(found) > PAGE


def _asked() -> dict[str, str]:
    q, before = request.args.get("q", "").strip()[:120], request.args.get("before", "")
    if before and not before.isdigit():
        abort(400)
    return {name: value for name, value in (("q", q), ("before", before)) if value}


def _names(session: Session, entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Logins of the officers among the actors."""
    ids = {
        int(one.actor[8:]) for one in entries if one.actor.startswith("officer:") and one.actor[8:].isdigit()
    }
    rows = session.execute(select(Officer.id, Officer.login).where(Officer.id.in_(ids)))
    return {f"officer:{officer_id}": login for officer_id, login in rows}


def _columns() -> list[Column]:
    return [
        Column(gettext("Nomor"), number=True),
        Column(gettext("Waktu")),
        Column(gettext("Siapa")),
        Column(gettext("Tindakan")),
        Column(gettext("Terhadap")),
        Column(gettext("Rincian")),
    ]


def _row(entry: AuditEntry, names: dict[str, str]) -> Row:
    return Row(
        (
            format_decimal(entry.id),
            Cell(exact(entry.at)),
            names.get(entry.actor, entry.actor),
            Cell(entry.act, code=True),
            Cell(entry.subject, href=url_for("audit.show", q=entry.subject), code=True),
            Cell(_detail(entry), tone="quiet"),
        )
    )


def _detail(entry: AuditEntry) -> str:
    return ", ".join(f"{name}: {value}" for name, value in entry.detail.items() if value not in (None, ""))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _pages(entries: Sequence[AuditEntry], more: bool) -> Pages:
    q = request.args.get("q") or None
    older = url_for("audit.show", q=q, before=entries[-1].id) if more else ""
    newer = url_for("audit.show", q=q) if request.args.get("before") else ""
    return Pages(entries[0].id if entries else 0, entries[-1].id if entries else 0, None, newer, older)


def _tabs(current: str) -> list[dict[str, object]]:
    named = (
        ("audit.show", gettext("Tindakan")),
        ("audit.looks", gettext("Siapa membuka apa")),
        ("audit.requests", gettext("Permintaan data")),
    )
    return [
        {"href": url_for(endpoint), "label": label, "count": None, "current": endpoint == current}
        for endpoint, label in named
    ]

"""The missed clocks of a subtree, fit for a sanction: the list, the history of each, and what is taken out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from models import scope, upward
from models.anev import breaches as missed
from models.anev import trails
from models.anev.breaches import Asked, Line
from models.anev.trails import Trail
from models.clock import utcnow
from models.records import Breach
from web import frame
from web.anev import breach_list as lists
from web.anev import breach_tables as tables
from web.anev.report import SHEET
from web.anev.tables import shown
from web.anev.words import DEADLINE_WORDS
from web.panel import note, officer, reading, requires, writing
from web.shapes import Fact

pages = Blueprint("breaches", __name__, url_prefix="/anev/pelanggaran")

# A file that a person reads; for more the list is narrowed down.
MOST = {"pdf": 300, "xlsx": 2000}


@pages.get("/")
@requires("see_breaches")
def show() -> str:
    """One page of the list, what was due last first."""
    now, who = utcnow(), officer()
    page = max(1, request.args.get("page", 1, type=int))
    with reading() as session:
        asked, days = lists.asked(session, now)
        counts = missed.counts(session, who, asked, now)
        lines = missed.read(session, who, asked, now, (page - 1) * lists.PAGE, lists.PAGE)
        return frame.render_panel(
            session,
            "breaches.html",
            "anev",
            asked.unit,
            chosen=asked.unit,
            tiles=lists.tiles(counts, asked, days),
            filters=lists.filters(asked, days),
            q=asked.q,
            hidden={"unit": asked.unit.code},
            columns=lists.columns(),
            rows=[lists.row(line, now) for line in lines],
            pages=lists.pages(counts[asked.state or "all"], page, len(lines), asked, days),
            exports=lists.exports(asked, days) if scope.may(who, "export_anev") else (),
        )


@pages.get("/<int:breach_id>")
@requires("see_breaches")
def one(breach_id: int) -> str:
    """One missed clock with its full history, and the way to state that it was not the unit's fault."""
    now, who = utcnow(), officer()
    with reading() as session:
        line = missed.find(session, who, breach_id, now) or abort(404)
        trail = trails.read(session, [line], now)[breach_id]
        open_ = line.breach.excused_at is None and not line.claimed
        return frame.render_panel(
            session,
            "breach.html",
            "anev",
            line.unit,
            title=DEADLINE_WORDS[line.breach.deadline],
            chosen=line.unit,
            facts=_facts(line, now),
            entries=[(tables.moment(entry.at), entry) for entry in tables.entries(trail)],
            hidden_case=line.case is not None and not line.seen,
            excuse_href=url_for("breaches.excuse", breach_id=breach_id)
            if open_ and scope.may(who, "state_upward") and who.unit.parent_id is not None
            else "",
        )


@pages.post("/<int:breach_id>/pernyataan")
@requires("state_upward")
def excuse(breach_id: int) -> AnyResponse:
    """States to the command above, with evidence, that the unit is not to blame."""
    now = utcnow()
    evidence = " ".join(request.form.get("evidence", "").split())[:1000]
    if not evidence:
        flash(gettext("Tulis buktinya: tautan atau keterangan yang dapat diperiksa."), "warn")
        return redirect(url_for("breaches.one", breach_id=breach_id))
    with writing() as session:
        line = missed.find(session, officer(), breach_id, now) or abort(404)
        claim = upward.excuse(session, session.get_one(Breach, breach_id), officer(), evidence, now)
        note(
            session, "claim.raised", f"claim:{claim.id}", line.unit.id, matter=claim.matter, breach=breach_id
        )
    flash(gettext("Dinyatakan; komando di atas satuan yang memutuskan."), "good")
    return redirect(url_for("breaches.one", breach_id=breach_id))


@pages.get("/daftar.xlsx")
@requires("export_anev")
def as_sheet() -> Response:
    """The list and every history as a workbook."""

    def make(lines: list[Line], found: dict[int, Trail], asked: Asked, days: int, now: datetime) -> bytes:
        from web.anev import breach_files

        return breach_files.workbook(lines, found, now)

    return _exported(make, "xlsx", SHEET)


@pages.get("/daftar.pdf")
@requires("export_anev")
def as_pdf() -> Response:
    """The list with every history on paper."""

    def make(lines: list[Line], found: dict[int, Trail], asked: Asked, days: int, now: datetime) -> bytes:
        # The library is loaded for this one answer and kept out of the panel's memory until then.
        from web.anev import breach_files

        heading = gettext("%(unit)s · %(days)d hari terakhir", unit=asked.unit.name, days=days)
        return breach_files.paper(lines, found, heading, lists.narrowed(asked), now)

    return _exported(make, "pdf", "application/pdf")


def _exported(
    make: Callable[[list[Line], dict[int, Trail], Asked, int, datetime], bytes], kind: str, mimetype: str
) -> Response:
    now, who = utcnow(), officer()
    with writing() as session:
        asked, days = lists.asked(session, now)
        lines = missed.read(session, who, asked, now, 0, MOST[kind])
        made = make(lines, trails.read(session, lines, now), asked, days, now)
        note(
            session,
            "breaches.exported",
            f"unit:{asked.unit.id}",
            asked.unit.id,
            kind=kind,
            days=days,
            deadline=asked.deadline,
            state=asked.state,
            q=asked.q,
            lines=len(lines),
        )
    answer = Response(made, mimetype=mimetype)
    name = f"pelanggaran-{asked.unit.code}-{now.date().isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _facts(line: Line, now: datetime) -> list[Fact]:
    table = tables.listed([line], now)
    told = zip(table.columns, table.rows[0], strict=True)
    facts = [Fact(label, shown(value, kind)) for (label, kind), value in told]
    del facts[1]  # its number in a list
    case = line.case
    if case is not None and line.seen:
        facts[1] = Fact(facts[1].label, case.code, url_for("case.show", code=case.code))
    return facts

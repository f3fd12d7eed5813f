"""Analysis and evaluation: a day, a week or a month of a unit, as a page, a PDF and a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from models import scope
from models.anev.report import Period, Report, report, stretch
from models.clock import utcnow
from models.records import Unit
from web import frame
from web.anev import charts as anev_charts
from web.anev import league
from web.anev import tables as anev_tables
from web.anev.tables import Table, Value, shown
from web.panel import chosen_unit, note, officer, reading, requires, writing
from web.shapes import Cell, Column, Row, Tile

pages = Blueprint("anev", __name__, url_prefix="/anev")

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLDEST = date(2020, 1, 1)


@pages.get("/")
@requires("see_cases")
def show() -> str:
    """The report of one unit with all below it."""
    who = officer()
    with reading() as session:
        found = asked(session)
        unit, when = found.unit, found.stretch
        trend = anev_tables.trend(found)
        bars, top = anev_charts.bars(found, [str(row[0]) for row in trend.rows])
        tiles, width, height = anev_charts.tile_map(found)
        return frame.render_panel(
            session,
            "anev.html",
            "anev",
            unit,
            chosen=unit,
            heading=anev_tables.heading(found),
            tabs=_tabs(found),
            earlier_href=_href(found, when.before.last) if when.before.first >= OLDEST else "",
            later_href=_href(found, when.after.first) if when.after.begins <= utcnow() else "",
            spending_href=url_for("spending.show", unit=unit.code) if scope.may(who, "see_spending") else "",
            league_href=url_for("league.show", unit=unit.code) if scope.may(who, "see_league") else "",
            breaches_href=url_for("breaches.show", unit=unit.code) if scope.may(who, "see_breaches") else "",
            scale=league.scale(session, unit) if scope.may(who, "see_league") else None,
            exports=_exports(found) if scope.may(who, "export_anev") else (),
            tiles=_tiles(found),
            trend=trend,
            bars=bars,
            top=top,
            chart=(anev_charts.WIDTH, anev_charts.HEIGHT),
            map_tiles=tiles,
            map_size=(width, height, anev_charts.TILE),
            units=_page_table(anev_tables.units(found), [one.code for one, _ in found.below]),
            categories=anev_tables.categories(found),
            hours=anev_tables.hours(found),
            places=anev_tables.places(found),
            missed=_page_table(anev_tables.missed(found), []),
        )


@pages.get("/laporan.pdf")
@requires("export_anev")
def as_pdf() -> Response:
    """The report on paper."""
    # Its library is loaded for this one answer and kept out of the panel's memory until then.
    from web.anev import pdf as anev_pdf

    return _exported(anev_pdf.drawn, "pdf", "application/pdf")


@pages.get("/laporan.xlsx")
@requires("export_anev")
def as_sheet() -> Response:
    """The report as a workbook with its charts."""
    from web.anev import sheet as anev_sheet

    return _exported(anev_sheet.written, "xlsx", SHEET)


def _exported(make: Callable[[Report], bytes], kind: str, mimetype: str) -> Response:
    """The file, and the audit entry of taking it out."""
    with writing() as session:
        found = asked(session)
        when = found.stretch
        note(
            session,
            "anev.exported",
            f"unit:{found.unit.id}",
            found.unit.id,
            kind=kind,
            period=when.period,
            first=when.first.isoformat(),
        )
    answer = Response(make(found), mimetype=mimetype)
    name = f"anev-{found.unit.code}-{when.period}-{when.first.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def asked(session: Session) -> Report:
    """The report that the address asks for: `unit`, `period` and a day of it, `on`; this week without."""
    now, who = utcnow(), officer()
    unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
    try:
        period = Period(request.args.get("period") or Period.WEEK)
        on = date.fromisoformat(request.args["on"]) if request.args.get("on") else _today(unit, now)
    except ValueError:
        abort(400)
    if not OLDEST <= on <= _today(unit, now):
        abort(400)
    return report(session, who, unit, stretch(period, on, unit.timezone), now)


def _today(unit: Unit, now: datetime) -> date:
    return now.astimezone(ZoneInfo(unit.timezone)).date()


def _href(found: Report, on: date, period: Period | None = None) -> str:
    chosen = period or found.stretch.period
    return url_for("anev.show", unit=found.unit.code, period=chosen, on=on.isoformat())


def _tabs(found: Report) -> list[dict[str, object]]:
    words = {
        Period.DAY: gettext("Harian"),
        Period.WEEK: gettext("Mingguan"),
        Period.MONTH: gettext("Bulanan"),
    }
    on = min(found.stretch.last, _today(found.unit, utcnow()))
    return [
        {
            "href": _href(found, on, period),
            "label": words[period],
            "count": None,
            "current": period is found.stretch.period,
        }
        for period in Period
    ]


def _exports(found: Report) -> list[tuple[str, str]]:
    def href(endpoint: str) -> str:
        when = found.stretch
        return url_for(endpoint, unit=found.unit.code, period=when.period, on=when.first.isoformat())

    return [("PDF", href("anev.as_pdf")), ("XLSX", href("anev.as_sheet"))]


def _tiles(found: Report) -> list[Tile]:
    """The four headline figures, each beside the period before."""
    lines = {label: (kind, now, before) for label, kind, now, before in anev_tables.summary(found)}
    chosen = [list(lines.items())[place] for place in (0, 2, 3, 5)]
    here = _href(found, found.stretch.first)
    return [
        Tile(
            label,
            shown(now, kind),
            here,
            gettext("sebelumnya %(value)s", value=shown(before, kind)),
            "danger" if place == 3 and now else "",
        )
        for place, (label, (kind, now, before)) in enumerate(chosen)
    ]


def _page_table(table: Table, codes: list[str]) -> tuple[list[Column], list[Row]]:
    columns = [Column(label, number=kind != "text") for label, kind in table.columns]
    rows = [
        Row(
            tuple(_cell(value, kind) for value, (_, kind) in zip(values, table.columns, strict=True)),
            url_for("unit.show", unit=codes[place]) if codes else "",
        )
        for place, values in enumerate(table.rows)
    ]
    return columns, rows


def _cell(value: Value, kind: anev_tables.Kind) -> str | Cell:
    text = format_decimal(value) if kind == "count" and isinstance(value, int) else shown(value, kind)
    return Cell(text, tone="quiet") if value in (None, 0) else text

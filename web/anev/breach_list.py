"""The page of missed clocks in its parts: what is asked for, filters, tiles and rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from models.anev.breaches import STATES, Asked, Line
from models.records import Unit
from models.vocabulary import Deadline
from web.anev import breach_tables as tables
from web.anev.words import DEADLINE_WORDS
from web.panel import chosen_unit, officer
from web.shapes import Cell, Choice, Column, Filter, Pages, Row, Tile
from web.times import span

PAGE = 50
DAYS = (7, 30, 90, 365)


def asked(session: Session, now: datetime) -> tuple[Asked, int]:
    """The list that the address asks for, and over how many days; 400 for a word no list knows."""
    unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
    days, state = request.args.get("days") or "30", request.args.get("state", "")
    try:
        deadline = Deadline(request.args["clock"]) if request.args.get("clock") else None
    except ValueError:
        abort(400)
    if days not in map(str, DAYS) or state not in ("", *STATES):
        abort(400)
    q = " ".join(request.args.get("q", "").split())[:100]
    return Asked(unit, now - timedelta(days=int(days)), deadline, state, q), int(days)


def href(
    asked: Asked,
    days: int,
    endpoint: str = "breaches.show",
    state: str | None = None,
    page: int | None = None,
) -> str:
    """The same list with one thing changed."""
    return url_for(
        endpoint,
        unit=asked.unit.code,
        days=days,
        clock=asked.deadline,
        state=(asked.state if state is None else state) or None,
        q=asked.q or None,
        page=page,
    )


def _state_words() -> dict[str, tuple[str, str]]:
    return {
        "all": (gettext("Semua terlewat"), gettext("dengan yang dimaafkan")),
        "open": (gettext("Masih terbuka"), gettext("belum dipenuhi")),
        "late": (gettext("Terlambat"), gettext("dipenuhi sesudah batas")),
        "waiting": (gettext("Menunggu komando"), gettext("pernyataan belum diputus")),
        "excused": (gettext("Dimaafkan"), gettext("disahkan komando")),
    }


def tiles(counts: dict[str, int], asked: Asked, days: int) -> list[Tile]:
    """How many stand in each state, each the way to them."""
    words = _state_words()
    return [
        Tile(
            words[state][0],
            format_decimal(count),
            href(asked, days, state="" if state == "all" else state),
            words[state][1],
            "danger" if state == "open" and count else "",
        )
        for state, count in counts.items()
    ]


def filters(asked: Asked, days: int) -> list[Filter]:
    """The drop-downs above the list."""
    words = _state_words()
    return [
        Filter(
            "clock",
            gettext("Batas"),
            [Choice(one, str(DEADLINE_WORDS[one])) for one in Deadline],
            asked.deadline or "",
        ),
        Filter("state", gettext("Keadaan"), [Choice(one, words[one][0]) for one in STATES], asked.state),
        Filter(
            "days",
            gettext("Jangka waktu"),
            [Choice(str(one), gettext("%(n)d hari", n=one)) for one in DAYS],
            str(days),
        ),
    ]


def narrowed(asked: Asked) -> str:
    """What the list was narrowed down to, for whoever reads the paper alone."""
    words = [
        str(DEADLINE_WORDS[asked.deadline]) if asked.deadline else "",
        _state_words()[asked.state][0] if asked.state else "",
        asked.q,
    ]
    return gettext("Saringan: %(words)s.", words=", ".join(filter(None, words))) if any(words) else ""


def exports(asked: Asked, days: int) -> list[tuple[str, str]]:
    """The files the list can be taken out as."""
    return [("PDF", href(asked, days, "breaches.as_pdf")), ("XLSX", href(asked, days, "breaches.as_sheet"))]


def columns() -> list[Column]:
    """What each column of the page tells."""
    plain = (
        gettext("Satuan"),
        gettext("Pengaduan"),
        gettext("Batas"),
        gettext("Jatuh tempo"),
        gettext("Dipenuhi"),
    )
    counts = (gettext("Terlambat"), gettext("Lag sistem"), gettext("Lag satuan"))
    return [
        *(Column(label) for label in plain),
        *(Column(label, number=True) for label in counts),
        Column(gettext("Keadaan")),
    ]


def row(line: Line, now: datetime) -> Row:
    """One missed clock on the page."""
    code = line.case.code if line.case is not None else "–"
    seen = url_for("case.show", code=code) if line.seen else ""
    return Row(
        (
            line.unit.name,
            Cell(code, href=seen, code=True),
            str(DEADLINE_WORDS[line.breach.deadline]),
            tables.moment(line.due_at) or "",
            tables.moment(line.met_at) or Cell("–", tone="quiet"),
            span(line.late(now).total_seconds()),
            span(line.lag.system) if line.lag.system else Cell("–", tone="quiet"),
            span(line.lag.unit),
            _state_cell(line),
        ),
        url_for("breaches.one", breach_id=line.breach.id),
    )


def _state_cell(line: Line) -> Cell:
    if line.breach.excused_at is not None:
        return Cell(tables.state(line), tone="good")
    if line.claimed:
        return Cell(tables.state(line), tone="warn")
    return Cell(tables.state(line), tone="quiet" if line.met_at is not None else "danger")


def pages(total: int, page: int, count: int, asked: Asked, days: int) -> Pages:
    """The neighbours of this page."""
    start = (page - 1) * PAGE
    return Pages(
        first=start + 1 if count else 0,
        last=start + count,
        total=total,
        newer_href=href(asked, days, page=page - 1) if page > 1 else "",
        older_href=href(asked, days, page=page + 1) if start + count < total else "",
    )

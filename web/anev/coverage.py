"""Which unit has which account, whether it works, and when it last answered: for one unit or for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from models import scope
from models.accounts import NEEDS_APPROVAL
from models.anev import coverage as anev_coverage
from models.anev.coverage import PAGE, STATES, Board, Found, Line
from models.clock import utcnow
from models.records import Account, Unit
from models.vocabulary import Channel, UnitKind
from web import frame, load, workload
from web.account_lines import condition, gap_words
from web.anev import reach_cost
from web.panel import chosen_unit, officer, panel, reading, requires
from web.shapes import Cell, Choice, Column, Filter, Pages, Row, Tile
from web.times import ago, hour
from web.unit_view import share_cells
from web.words import CHANNEL_WORDS, UNIT_KIND_WORDS

pages = Blueprint("coverage", __name__, url_prefix="/cakupan")


@pages.get("/")
@requires("see_unit")
def show() -> str:
    """One page of units, in the order of the tree."""
    now, who = utcnow(), officer()
    with reading() as session:
        board = _asked(session)
        found = anev_coverage.read(session, board, now)
        sees_cases = scope.may(who, "see_cases")
        return frame.render_panel(
            session,
            "coverage.html",
            "coverage",
            board.unit,
            chosen=board.unit,
            tiles=[
                *_tiles(found, board),
                reach_cost.tile(session, board.unit, panel().settings, now),
            ],
            filters=_filters(board),
            q=board.q,
            hidden={"unit": board.unit.code},
            columns=_columns(sees_cases),
            rows=_rows(session, found.lines, now, sees_cases),
            pages=_pages(board, len(found.lines), found.matching),
        )


def _asked(session: Session) -> Board:
    unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
    try:
        kind = UnitKind(request.args["kind"]) if request.args.get("kind") else None
    except ValueError:
        abort(400)
    state = request.args.get("state", "")
    if state not in ("", *STATES):
        abort(400)
    page = max(1, request.args.get("page", 1, type=int))
    return Board(unit, request.args.get("q", "").strip()[:100], kind, state, page)


def _tiles(found: Found, board: Board) -> list[Tile]:
    words = {
        "well": (gettext("Terhubung"), gettext("dari %(n)s satuan", n=format_decimal(found.units))),
        "none": (gettext("Belum punya akun"), gettext("perlu didaftarkan")),
        "broken": (gettext("Rusak"), gettext("berhenti atau gagal")),
        "quiet": (gettext("Sepi tak wajar"), gettext("lebih lama sepi dari biasanya")),
    }
    tones: dict[str, Literal["warn", "danger"]] = {"none": "warn", "broken": "danger"}
    return [
        Tile(
            words[state][0],
            format_decimal(count),
            url_for("coverage.show", unit=board.unit.code, state=state),
            words[state][1],
            tones.get(state, "") if count else "",
        )
        for state, count in found.in_state.items()
    ]


def _filters(asked: Board) -> list[Filter]:
    kinds = [Choice(kind, str(word)) for kind, word in UNIT_KIND_WORDS.items()]
    states = [
        Choice("well", gettext("terhubung")),
        Choice("none", gettext("belum punya akun")),
        Choice("broken", gettext("rusak")),
        Choice("quiet", gettext("sepi tak wajar")),
    ]
    return [
        Filter("kind", gettext("Jenis satuan"), kinds, asked.kind or ""),
        Filter("state", gettext("Keadaan"), states, asked.state),
    ]


def _columns(sees_cases: bool) -> list[Column]:
    plain = [
        Column(gettext("Satuan")),
        Column(gettext("Akun")),
        Column(gettext("Bertanda resmi")),
        Column(gettext("Sebutan 7 hari")),
        Column(gettext("Celah 7 hari")),
        Column(gettext("Terakhir menjawab")),
    ]
    if not sees_cases:
        return plain
    counts = (gettext("Terbuka"), gettext("Menunggu"), gettext("Lewat batas"), gettext("Tertua"))
    return [*plain, *(Column(label, number=True) for label in counts)]


def _rows(session: Session, lines: Sequence[Line], now: datetime, sees_cases: bool) -> list[Row]:
    ids = [line.unit.id for line in lines]
    shares = workload.of_units(session, officer(), ids, now) if sees_cases else {}
    over = load.overloaded_units(session, ids) if sees_cases else {}
    return [
        Row(
            (
                _unit_cell(line.unit, over.get(line.unit.id)),
                _accounts_cell(line.accounts, now),
                _verified_cell(line.accounts),
                _seen_cell(line),
                gap_words(line.gaps) if line.accounts else Cell("–", tone="quiet"),
                Cell(ago(line.answered_at))
                if line.answered_at
                else Cell(gettext("belum pernah"), tone="quiet"),
                *(share_cells(shares.get(line.unit.id, workload.Share())) if sees_cases else ()),
            ),
            url_for("unit.show", unit=line.unit.code),
        )
        for line in lines
    ]


def _unit_cell(unit: Unit, overloaded_at: datetime | None) -> Cell:
    name = f"{unit.name} ({unit.code})"
    if overloaded_at is None:
        return Cell(name)
    return Cell(
        gettext("%(unit)s: kewalahan sejak %(moment)s", unit=name, moment=hour(overloaded_at)), tone="warn"
    )


def _accounts_cell(accounts: Sequence[Account], now: datetime) -> Cell:
    """Every channel with its condition; the tone of the worst."""
    if not accounts:
        return Cell(gettext("belum punya akun"), tone="warn")
    told = [(account, condition(account, panel().settings, now)) for account in accounts]
    tones: tuple[Literal["danger", "warn", ""], ...] = ("danger", "warn", "")
    tone = next(one for one in tones if not one or any(cell.tone == one for _, cell in told))
    words = "; ".join(f"{CHANNEL_WORDS[Channel(account.channel)]}: {cell.text}" for account, cell in told)
    return Cell(words, tone=tone)


def _verified_cell(accounts: Sequence[Account]) -> Cell:
    """How many carry the platform's own mark, of those that can."""
    able = [account for account in accounts if account.enabled and account.channel in NEEDS_APPROVAL]
    if not able:
        return Cell("–", tone="quiet")
    marked = sum(account.verified for account in able)
    return Cell(
        gettext("%(n)d dari %(all)d", n=marked, all=len(able)), tone="" if marked == len(able) else "warn"
    )


def _seen_cell(line: Line) -> Cell:
    if line.expected is None:
        return Cell(format_decimal(line.seen) if line.accounts else "–", tone="quiet")
    usual = gettext("%(n)s; biasanya %(usual)s", n=line.seen, usual=format_decimal(round(line.expected)))
    return Cell(usual)


def _pages(asked: Board, shown: int, total: int) -> Pages:
    def href(page: int) -> str:
        return url_for(
            "coverage.show",
            unit=asked.unit.code,
            q=asked.q or None,
            kind=asked.kind,
            state=asked.state or None,
            page=page,
        )

    start = (asked.page - 1) * PAGE
    return Pages(
        first=start + 1 if shown else 0,
        last=start + shown,
        total=total,
        newer_href=href(asked.page - 1) if asked.page > 1 else "",
        older_href=href(asked.page + 1) if start + shown < total else "",
    )

"""What a unit and all below it owe: four numbers, the list behind each, the units below, the accounts."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext, lazy_gettext
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models import satisfaction, scope
from models.clock import utcnow
from models.records import Account, Case, Unit
from web import account_lines, frame, load, rows, workload
from web.listing import Listing, View
from web.panel import chosen_unit, officer, panel, reading, requires
from web.shapes import Cell, Column, Row, Tile
from web.times import ago, span

_ = lazy_gettext
pages = Blueprint("unit", __name__, url_prefix="/satuan")

MOST_ACCOUNTS = 60


def lists(unit: Unit, now: datetime) -> dict[str, View]:
    """The list behind each number. Each names an inbox view, in which its rows open."""
    midnight = workload.midnight_of(now, unit.timezone)
    return {
        "waiting": View(
            "reply",
            _("Menunggu jawaban"),
            "inbox",
            lambda _now: workload.WAITING,
            _("Semua sudah dijawab."),
        ),
        "late": View(
            "late",
            _("Lewat batas"),
            "clock",
            lambda moment: and_(workload.WAITING, Case.due_at < moment),
            _("Tidak ada yang lewat batas jawaban pertama."),
        ),
        "today": View(
            "reply",
            _("Masuk hari ini"),
            "inbox",
            lambda _now: Case.opened_at >= midnight,
            _("Belum ada pengaduan yang masuk hari ini."),
        ),
    }


@pages.get("/")
@requires("see_unit")
def show() -> str:
    """The view of one unit; the officer's own unless the address names one below it."""
    now, who = utcnow(), officer()
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        views = lists(unit, now)
        key = request.args.get("list", "waiting")
        if key not in views:
            abort(400)
        sees_cases = scope.may(who, "see_cases")
        behind = rows.page(session, Listing(views[key], unit), who).rows if sees_cases else []
        return frame.render_panel(
            session,
            "unit_view.html",
            "unit",
            unit,
            chosen=unit,
            tiles=[*_tiles(workload.owed(session, who, unit, now), unit, now), _content(session, unit, now)]
            if sees_cases
            else [],
            heading=views[key].label,
            nothing=views[key].nothing,
            rows=behind,
            sees_cases=sees_cases,
            below_columns=_below_columns(sees_cases),
            below=_below(session, unit, now, sees_cases),
            account_columns=account_lines.columns(),
            accounts=account_lines.lines(session, _accounts(session, unit), panel().settings, now),
            parent_href=_parent_href(session, unit),
            load=load.load_of(session, unit, now) if sees_cases else None,
        )


def _tiles(owed: workload.Owed, unit: Unit, now: datetime) -> list[Tile]:
    def href(key: str) -> str:
        return url_for("unit.show", unit=unit.code, list=key, _anchor="daftar")

    oldest = span((now - owed.oldest).total_seconds()) if owed.oldest else gettext("tidak ada")
    return [
        Tile(gettext("Menunggu"), format_decimal(owed.waiting), href("waiting"), gettext("belum dijawab")),
        Tile(
            gettext("Tertua"),
            oldest,
            href("waiting"),
            gettext("sejak warga menulis") if owed.oldest else "",
        ),
        Tile(
            gettext("Lewat batas"),
            format_decimal(owed.late),
            href("late"),
            gettext("jawaban pertama terlambat"),
            "danger" if owed.late else "",
        ),
        Tile(
            gettext("Hari ini"),
            format_decimal(owed.today),
            href("today"),
            gettext("minggu lalu sampai jam ini %(n)s", n=format_decimal(owed.week_ago)),
        ),
    ]


def _content(session: Session, unit: Unit, now: datetime) -> Tile:
    """How content citizens are with what was closed; the size of the sample stands beside the share."""
    visible = and_(scope.case_visible(officer()), Case.unit_id.in_(scope.subtree_ids(unit.path)))
    share = satisfaction.share(session, visible, now)
    size = gettext("dari %(n)s jawaban dalam 90 hari", n=format_decimal(share.answers))
    if share.percent is None:
        return Tile(gettext("Warga puas"), "–", "", gettext("baru %(n)s jawaban", n=share.answers))
    return Tile(gettext("Warga puas"), f"{share.percent} %", "", size)


def _below_columns(sees_cases: bool) -> list[Column]:
    name = [Column(gettext("Satuan"))]
    counts = (gettext("Terbuka"), gettext("Menunggu"), gettext("Lewat batas"), gettext("Tertua"))
    return [*name, *(Column(label, number=True) for label in counts)] if sees_cases else name


def _below(session: Session, unit: Unit, now: datetime, sees_cases: bool) -> list[Row]:
    found = workload.below(session, officer(), unit, now)
    return [
        Row(
            (one.name, *(share_cells(share) if sees_cases else ())),
            url_for("unit.show", unit=one.code),
        )
        for one, share in found
    ]


def share_cells(share: workload.Share) -> tuple[str | Cell, ...]:
    """Open, waiting, late and the age of the oldest, as cells."""
    return (
        format_decimal(share.open),
        format_decimal(share.waiting),
        Cell(format_decimal(share.late), tone="danger" if share.late else "quiet"),
        ago(share.oldest) if share.oldest else Cell("–", tone="quiet"),
    )


def _accounts(session: Session, unit: Unit) -> list[Account]:
    """The accounts of the unit and below, the unit's own first."""
    within = Account.unit_id.in_(scope.subtree_ids(unit.path))
    order = (Account.unit_id != unit.id, Account.unit_id, Account.channel)
    return list(session.scalars(select(Account).where(within).order_by(*order).limit(MOST_ACCOUNTS)))


def _parent_href(session: Session, unit: Unit) -> str:
    if unit.id == officer().unit_id or unit.parent_id is None:
        return ""
    return url_for("unit.show", unit=session.get_one(Unit, unit.parent_id).code)

"""Which unit has which account, whether it works, and when it last answered: for one unit or for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import scope
from models.clock import utcnow
from models.records import Account, Reply, Unit
from models.vocabulary import Channel, UnitKind
from web import frame, reach_cost, workload
from web.account_lines import BROKEN, QUIET_AFTER, condition
from web.panel import chosen_unit, officer, panel, reading, requires
from web.shapes import Cell, Choice, Column, Filter, Pages, Row, Tile
from web.times import ago
from web.unit_view import share_cells
from web.units import named_like
from web.words import CHANNEL_WORDS, UNIT_KIND_WORDS

pages = Blueprint("coverage", __name__, url_prefix="/cakupan")

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    unit: Unit
    q: str
    kind: UnitKind | None
    state: str
    page: int

    @property
    def href(self) -> str:
        """The same list, its first page."""
        return url_for(
            "coverage.show",
            unit=self.unit.code,
            q=self.q or None,
            kind=self.kind,
            state=self.state or None,
        )


@pages.get("/")
@requires("see_unit")
def show() -> str:
    """One page of units, in the order of the tree."""
    now, who = utcnow(), officer()
    with reading() as session:
        asked = _asked(session)
        within = [scope.path_range(Unit.path, asked.unit.path), Unit.active.is_(True)]
        where = [*within, *_filtered(asked, now)]
        total = session.scalar(select(func.count(Unit.id)).where(*where)) or 0
        units = session.scalars(
            select(Unit).where(*where).order_by(Unit.path).offset((asked.page - 1) * PAGE).limit(PAGE)
        ).all()
        sees_cases = scope.may(who, "see_cases")
        return frame.render_panel(
            session,
            "coverage.html",
            "coverage",
            asked.unit,
            chosen=asked.unit,
            tiles=[
                *_tiles(session, asked, within, now),
                reach_cost.tile(session, asked.unit, panel().settings, now),
            ],
            filters=_filters(asked),
            q=asked.q,
            hidden={"unit": asked.unit.code},
            columns=_columns(sees_cases),
            rows=_rows(session, units, now, sees_cases),
            pages=_pages(asked, len(units), total),
        )


def _asked(session: Session) -> Asked:
    unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
    try:
        kind = UnitKind(request.args["kind"]) if request.args.get("kind") else None
    except ValueError:
        abort(400)
    state = request.args.get("state", "")
    if state not in ("", "none", "broken", "quiet", "well"):
        abort(400)
    page = max(1, request.args.get("page", 1, type=int))
    return Asked(unit, request.args.get("q", "").strip()[:100], kind, state, page)


def _filtered(asked: Asked, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.q:
        found.append(named_like(asked.q))
    if asked.kind is not None:
        found.append(Unit.kind == asked.kind)
    if asked.state:
        found.append(_in_state(asked.state, now))
    return found


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    """Units without an account, with a broken one, with none that was heard of lately, or with all well."""

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        of_unit = select(Account.id).where(Account.unit_id == Unit.id, Account.enabled, *conditions)
        return of_unit.exists()

    if state == "none":
        return ~has()
    broken = has(Account.health.in_(BROKEN))
    if state == "broken":
        return broken
    if state == "quiet":
        return has() & ~has(Account.last_mention_at > now - QUIET_AFTER)
    return has() & ~broken


def _tiles(
    session: Session, asked: Asked, within: Sequence[ColumnElement[bool]], now: datetime
) -> list[Tile]:
    states = ("well", "none", "broken", "quiet")
    total, *counts = session.execute(
        select(func.count(), *(func.count().filter(_in_state(state, now)) for state in states)).where(*within)
    ).one()
    words = {
        "well": (gettext("Terhubung"), gettext("dari %(n)s satuan", n=format_decimal(total)), ""),
        "none": (gettext("Belum punya akun"), gettext("perlu didaftarkan"), "warn"),
        "broken": (gettext("Rusak"), gettext("berhenti atau gagal"), "danger"),
        "quiet": (gettext("Sepi 7 hari"), gettext("tanpa sebutan; periksa akunnya"), ""),
    }
    return [
        Tile(
            words[state][0],
            format_decimal(count),
            url_for("coverage.show", unit=asked.unit.code, state=state),
            words[state][1],
            words[state][2] if count else "",  # type: ignore[arg-type]
        )
        for state, count in zip(states, counts, strict=True)
    ]


def _filters(asked: Asked) -> list[Filter]:
    kinds = [Choice(kind, str(word)) for kind, word in UNIT_KIND_WORDS.items()]
    states = [
        Choice("well", gettext("terhubung")),
        Choice("none", gettext("belum punya akun")),
        Choice("broken", gettext("rusak")),
        Choice("quiet", gettext("sepi 7 hari")),
    ]
    return [
        Filter("kind", gettext("Jenis satuan"), kinds, asked.kind or ""),
        Filter("state", gettext("Keadaan"), states, asked.state),
    ]


def _columns(sees_cases: bool) -> list[Column]:
    plain = [Column(gettext("Satuan")), Column(gettext("Akun")), Column(gettext("Terakhir menjawab"))]
    if not sees_cases:
        return plain
    counts = (gettext("Terbuka"), gettext("Menunggu"), gettext("Lewat batas"), gettext("Tertua"))
    return [*plain, *(Column(label, number=True) for label in counts)]


def _rows(session: Session, units: Sequence[Unit], now: datetime, sees_cases: bool) -> list[Row]:
    ids = [unit.id for unit in units]
    accounts = _accounts(session, ids)
    answered = _last_answers(session, [account.id for of in accounts.values() for account in of])
    shares = workload.of_units(session, officer(), ids, now) if sees_cases else {}
    return [
        Row(
            (
                f"{unit.name} ({unit.code})",
                _accounts_cell(accounts[unit.id], now),
                _answered_cell([answered[one.id] for one in accounts[unit.id] if one.id in answered]),
                *(share_cells(shares.get(unit.id, workload.Share())) if sees_cases else ()),
            ),
            url_for("unit.show", unit=unit.code),
        )
        for unit in units
    ]


def _accounts(session: Session, unit_ids: Sequence[int]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = defaultdict(list)
    rows = session.scalars(select(Account).where(Account.unit_id.in_(unit_ids)).order_by(Account.channel))
    for account in rows:
        found[account.unit_id].append(account)
    return found


def _last_answers(session: Session, account_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(Reply.account_id, func.max(Reply.sent_at))
        .where(Reply.account_id.in_(account_ids), Reply.sent_at.is_not(None))
        .group_by(Reply.account_id)
    )
    return {account_id: at for account_id, at in rows if at is not None}


def _accounts_cell(accounts: Sequence[Account], now: datetime) -> Cell:
    """Every channel with its condition; the tone of the worst."""
    if not accounts:
        return Cell(gettext("belum punya akun"), tone="warn")
    told = [(account, condition(account, panel().settings, now)) for account in accounts]
    tone = next((t for t in ("danger", "warn") if any(cell.tone == t for _, cell in told)), "")
    words = "; ".join(f"{CHANNEL_WORDS[Channel(account.channel)]}: {cell.text}" for account, cell in told)
    return Cell(words, tone=tone)  # type: ignore[arg-type]


def _answered_cell(moments: Sequence[datetime]) -> Cell:
    return Cell(ago(max(moments))) if moments else Cell(gettext("belum pernah"), tone="quiet")


def _pages(asked: Asked, shown: int, total: int) -> Pages:
    def href(page: int) -> str:
        return f"{asked.href}&page={page}"

    start = (asked.page - 1) * PAGE
    return Pages(
        first=start + 1 if shown else 0,
        last=start + shown,
        total=total,
        newer_href=href(asked.page - 1) if asked.page > 1 else "",
        older_href=href(asked.page + 1) if start + shown < total else "",
    )

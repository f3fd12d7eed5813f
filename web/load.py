"""A unit's load: what it can decide in a day, what comes tomorrow, and what happens where it has too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import drafting, scope
from models.clock import utcnow
from models.errors import Conflict, Forbidden
from models.load import capacity, overload
from models.load.forecast import Forecast
from models.records import Case, Unit, UnitLoad
from models.vocabulary import PassingOn
from web import frame
from web.panel import chosen_unit, note, officer, panel, reading, requires, writing
from web.rows import first_line
from web.shapes import Choice, Tile
from web.words import CATEGORY_WORDS, PASSING_ON_WORDS

pages = Blueprint("load", __name__, url_prefix="/satuan/beban")

MOST_A_DAY = 100_000
MOST_PASSED = 20


@dataclass(frozen=True)
class Load:
    """The load of one unit by itself, as pages show it."""

    unit: str
    href: str
    undecided: int
    can: int | None
    measured: bool  # `can` comes from its own last weeks
    tomorrow: Forecast | None
    overloaded_at: datetime | None
    by_hand: bool


def load_of(session: Session, unit: Unit, now: datetime) -> Load:
    """What the unit itself has to do and can do."""
    row = session.get(UnitLoad, unit.id)
    return Load(
        unit.name,
        url_for("load.show", unit=unit.code),
        capacity.count_undecided(session, unit.id),
        capacity.of(row),
        row is not None and row.capacity is None,
        capacity.tomorrow(session, unit, now),
        row.overloaded_at if row else None,
        row.by_hand if row else False,
    )


def overloaded(session: Session, unit: Unit) -> datetime | None:
    """Since when the unit is overloaded."""
    return session.scalar(select(UnitLoad.overloaded_at).where(UnitLoad.unit_id == unit.id))


def overloaded_units(session: Session, unit_ids: Sequence[int]) -> dict[int, datetime]:
    """Which of these units are overloaded, and since when."""
    rows = session.execute(
        select(UnitLoad.unit_id, UnitLoad.overloaded_at).where(
            UnitLoad.unit_id.in_(unit_ids), UnitLoad.overloaded_at.is_not(None)
        )
    )
    return {unit_id: at for unit_id, at in rows if at is not None}


@pages.get("/")
@requires("see_unit")
def show() -> str:
    """The load of one unit, with its settings for those who may change them."""
    now, who = utcnow(), officer()
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        row = session.get(UnitLoad, unit.id)
        to, load = overload.above(session, unit), load_of(session, unit, now)
        return frame.render_panel(
            session,
            "unit_load.html",
            "unit",
            unit,
            chosen=unit,
            load=load,
            tiles=_tiles(load) if scope.may(who, "see_cases") else [],
            capacity=row.capacity if row else None,
            passes_on=row.passes_on if row else PassingOn.SUGGESTED,
            choices=[Choice(one, str(word)) for one, word in PASSING_ON_WORDS.items()],
            may_set=scope.may(who, "capacity"),
            may_set_passing=_stands_above(unit),
            to=to,
            light=[(case.code, _words(case)) for case in _light(session, unit, row, to)],
        )


@pages.post("/kemampuan")
@requires("capacity")
def set_capacity() -> Response:
    """How many cases the unit can decide on in a day; empty: as its last weeks show."""
    words = request.form.get("capacity", "").strip()
    wanted = request.form.get("capacity", 0, type=int) if words else None
    if wanted is not None and not 1 <= wanted <= MOST_A_DAY:
        abort(400)
    with writing() as session:
        unit = _unit(session)
        row = capacity.row(session, unit.id)
        before, row.capacity = row.capacity, wanted
        note(session, "capacity.set", f"unit:{unit.id}", unit.id, before=before, after=wanted)
    flash(gettext("Kemampuan harian tersimpan."), "good")
    return _back(unit)


@pages.post("/penerusan")
@requires("capacity")
def set_passing() -> Response:
    """Whether light cases go to the unit above; decided there, not by who would be rid of them."""
    try:
        wanted = PassingOn(request.form.get("passes_on", ""))
    except ValueError:
        abort(400)
    with writing() as session:
        unit = _unit(session)
        if not _stands_above(unit):
            raise Forbidden("an officer of the unit above decides what is passed on to it")
        row = capacity.row(session, unit.id)
        before, row.passes_on = row.passes_on, wanted
        note(session, "passing_on.set", f"unit:{unit.id}", unit.id, before=before, after=wanted)
    flash(gettext("Aturan penerusan tersimpan."), "good")
    return _back(unit)


@pages.post("/kewalahan")
@requires("capacity")
def turn() -> Response:
    """Begins or ends overload by hand, with a reason."""
    reason, to = " ".join(request.form.get("reason", "").split())[:300], request.form.get("to", "")
    if not reason or to not in ("begin", "end"):
        abort(400)
    now, actor = utcnow(), f"officer:{officer().id}"
    with writing() as session:
        unit = _unit(session)
        undecided = capacity.count_undecided(session, unit.id)
        act = overload.enter if to == "begin" else overload.leave
        act(session, unit, actor, undecided, now, reason, hand=True)
    if to == "begin":
        flash(gettext("Mode kewalahan dimulai; warga diberi perkiraan waktu yang jujur."), "good")
    else:
        flash(gettext("Mode kewalahan diakhiri."), "good")
    return _back(unit)


@pages.post("/teruskan")
@requires("hand_over")
def pass_on() -> Response:
    """Gives the chosen light cases to the unit above; their citizens are told who has them."""
    now, who = utcnow(), officer()
    codes = request.form.getlist("case")[:MOST_PASSED]
    with writing() as session:
        unit = _unit(session)
        row, to = session.get(UnitLoad, unit.id), overload.above(session, unit)
        chosen = [case for case in _light(session, unit, row, to) if case.code in codes]
        if to is None or len(chosen) != len(set(codes)) or not chosen:
            raise Conflict("these cases cannot be passed on any more; open the page again")
        overload.pass_on(session, chosen, to, f"officer:{who.id}", who.id, now)
        for case in chosen:
            drafting.tell_who_has_it(session, case, panel().settings, now, who.id)
    flash(gettext("%(n)d pengaduan diteruskan ke %(unit)s.", n=len(chosen), unit=to.name), "good")
    return _back(unit)


def _tiles(load: Load) -> list[Tile]:
    known, unknown = load.can is not None, gettext("belum diketahui")
    whence = gettext("menurut empat minggu terakhir") if load.measured else gettext("ditetapkan pimpinan")
    tomorrow = load.tomorrow
    return [
        Tile(gettext("Belum diputuskan"), format_decimal(load.undecided), "", gettext("satuan ini sendiri")),
        Tile(
            gettext("Sanggup sehari"),
            format_decimal(load.can) if load.can is not None else "–",
            "",
            whence if known else unknown,
        ),
        Tile(
            gettext("Besok diperkirakan"),
            format_decimal(tomorrow.mid) if tomorrow else "–",
            "",
            gettext("%(low)s sampai %(high)s", low=tomorrow.low, high=tomorrow.high)
            if tomorrow
            else gettext("riwayat kurang dari 14 hari"),
        ),
    ]


def _light(session: Session, unit: Unit, row: UnitLoad | None, to: Unit | None) -> Sequence[Case]:
    """The newest cases that may go to the unit above, while the unit is overloaded and the policy lets them."""
    if row is None or row.overloaded_at is None or row.passes_on is PassingOn.NEVER or to is None:
        return []
    if not scope.may(officer(), "hand_over"):
        return []
    found = select(Case).where(overload.passable(unit), scope.case_visible(officer()))
    return session.scalars(found.order_by(Case.attention_at.desc(), Case.id.desc()).limit(MOST_PASSED)).all()


def _stands_above(unit: Unit) -> bool:
    return scope.may(officer(), "capacity") and officer().unit_id != unit.id


def _unit(session: Session) -> Unit:
    """The unit the form names, within the officer's own; 404 otherwise."""
    within = scope.path_range(Unit.path, officer().unit.path)
    named = Unit.code == request.form.get("unit", "")
    return session.scalars(select(Unit).where(named, within)).one_or_none() or abort(404)


def _back(unit: Unit) -> Response:
    return redirect(url_for("load.show", unit=unit.code))


def _words(case: Case) -> str:
    return f"{CATEGORY_WORDS[case.category]}: {first_line(case.subject)}"

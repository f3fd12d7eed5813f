"""Shadow mode, for everything or for a unit and all below it: one switches it on, two switch it off."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import scope, shadow
from models.clock import utcnow
from models.errors import Forbidden
from models.records import Officer, ShadowMode, Unit
from web import frame
from web.administration import tabs
from web.panel import chosen_unit, note, officer, reading, requires, writing

pages = Blueprint("admin_shadow", __name__, url_prefix="/pengaturan/mode-bayangan")

BEGAN, END_ASKED, END_REFUSED, ENDED = (
    "shadow.began",
    "shadow.end_asked",
    "shadow.end_refused",
    "shadow.ended",
)
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Line:
    """One thing that may be in shadow mode; `mode` is None while its replies are sent."""

    label: str
    target: str
    mode: ShadowMode | None
    began_by: str = ""
    asked_by: str = ""
    may_end: bool = False


@pages.get("/")
def show() -> str:
    """Where it is on, and the chosen unit (`?unit=`, else the officer's own)."""
    _may_look()
    who = officer()
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        modes = {one.target: one for one in shadow.still_on(session)}
        ids = [unit_id for target in modes if (unit_id := shadow.unit_id(target)) not in (None, unit.id)]
        others = session.scalars(
            select(Unit).where(Unit.id.in_(ids), scope.path_range(Unit.path, who.unit.path)).limit(50)
        ).all()
        above = shadow.covering(session, unit)
        inherited = above is not None and above.target != shadow.unit_target(unit.id)
        lines = [(shadow.EVERYTHING, gettext("Seluruh instalasi"))] if _at_the_root(who) else []
        lines += [(shadow.unit_target(one.id), _and_below(one)) for one in (unit, *others)]
        return frame.render_panel(
            session,
            "admin_shadow.html",
            "settings",
            unit,
            tabs=tabs("admin_shadow.show"),
            chosen=unit,
            inherited=inherited,
            lines=[_line(session, target, label, modes.get(target)) for target, label in lines],
            may_turn=scope.may(who, shadow.TURNS),
        )


@pages.post("/")
@requires(shadow.TURNS)
def begin() -> Response:
    """Switches it on, with the reason; holds from the next reply that would be sent."""
    target = request.form.get("target", "")
    reason = _reason()
    if not reason:
        return _back()
    with writing() as session:
        unit = _reached(session, target)
        shadow.begin(session, target, reason, officer().id, utcnow())
        note(session, BEGAN, _subject(target), unit.id if unit else None, reason=reason)
    flash(gettext("Mode bayangan menyala: tidak ada balasan yang dikirim."), "warn")
    return _back()


@pages.post("/<int:mode_id>/minta-akhiri")
@requires(shadow.TURNS)
def ask_end(mode_id: int) -> Response:
    """Asks for the end; somebody else decides."""
    reason = _reason()
    if not reason:
        return _back()
    with writing() as session:
        mode, unit = _load(session, mode_id)
        shadow.ask_end(session, mode, reason, officer().id, utcnow())
        note(session, END_ASKED, _subject(mode.target), unit.id if unit else None, reason=reason)
    flash(gettext("Dicatat. Mode bayangan tetap menyala sampai orang kedua setuju."), "good")
    return _back()


@pages.post("/<int:mode_id>/akhiri")
def end(mode_id: int) -> Response:
    """The second person agrees: replies approved from now on are sent."""
    _may_look()
    with writing() as session:
        mode, unit = _load(session, mode_id)
        shadow.end(session, mode, officer(), utcnow())
        note(
            session,
            ENDED,
            _subject(mode.target),
            unit.id if unit else None,
            asked_by=f"officer:{mode.end_asked_by_id}",
        )
    flash(gettext("Mode bayangan mati: balasan yang disetujui mulai sekarang dikirim."), "warn")
    return _back()


@pages.post("/<int:mode_id>/batal-akhiri")
def refuse_end(mode_id: int) -> Response:
    """It stays on: the second person says no, or the first thinks better of it."""
    _may_look()
    with writing() as session:
        mode, unit = _load(session, mode_id)
        shadow.take_back(mode)
        note(session, END_REFUSED, _subject(mode.target), unit.id if unit else None)
    flash(gettext("Mode bayangan tetap menyala."), "good")
    return _back()


def _may_look() -> None:
    who = officer()
    if not (scope.may(who, shadow.TURNS) or scope.may(who, shadow.ENDS)):
        raise Forbidden(f"role {who.role} has nothing to do with shadow mode")


def _load(session: Session, mode_id: int) -> tuple[ShadowMode, Unit | None]:
    """The stretch and its unit, within what the officer decides on; 404 where there is none."""
    mode = session.get(ShadowMode, mode_id, with_for_update=True)
    if mode is None:
        abort(404)
    return mode, _reached(session, mode.target)


def _reached(session: Session, target: str) -> Unit | None:
    """The unit of a target; None for everything. 403 or 404 outside the officer's reach, 400 for no target."""
    who = officer()
    if target == shadow.EVERYTHING:
        if not _at_the_root(who):
            raise Forbidden("only officers of the topmost unit decide for everything")
        return None
    kind, _, number = target.partition(":")
    if kind != "unit" or not number.isdecimal():
        abort(400)
    inside = scope.path_range(Unit.path, who.unit.path)
    found = session.scalars(select(Unit).where(Unit.id == int(number), inside)).one_or_none()
    return found or abort(404)


def _line(session: Session, target: str, label: str, mode: ShadowMode | None) -> Line:
    if mode is None:
        return Line(label, target, None)
    asked = session.get(Officer, mode.end_asked_by_id) if mode.end_asked_by_id else None
    return Line(
        label,
        target,
        mode,
        session.get_one(Officer, mode.began_by_id).name,
        asked.name if asked else "",
        asked is not None and asked.id != officer().id,
    )


def _and_below(unit: Unit) -> str:
    return str(gettext("%(unit)s dan semua di bawahnya", unit=unit.name))


def _subject(target: str) -> str:
    return f"shadow:{target}"


def _at_the_root(who: Officer) -> bool:
    return who.unit.parent_id is None


def _reason() -> str:
    """The reason that was typed; empty, and said so, where it is too short."""
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if len(reason) >= SHORTEST_REASON:
        return reason
    flash(gettext("Tulis alasannya dulu: alasan ini masuk catatan audit."), "warn")
    return ""


def _back() -> Response:
    return redirect(url_for("admin_shadow.show", unit=request.form.get("unit") or None))

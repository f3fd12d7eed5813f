"""The kill switch: stops sending everywhere, for a unit and all below it, or for one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import scope, send_pauses
from models.clock import utcnow
from models.errors import Conflict, Forbidden
from models.policy import KILL_SWITCH
from models.records import Account, AuditEntry, Officer, Switch, Unit
from web import frame
from web.panel import chosen_unit, note, officer, reading, requires, writing
from web.words import CHANNEL_WORDS, at_name

pages = Blueprint("switches", __name__, url_prefix="/saklar")

PAUSED, RESUMED = "sends.paused", "sends.resumed"
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Line:
    """One thing that can be stopped; `why` is empty while it sends."""

    label: str
    target: str
    paused: bool
    why: str = ""


@pages.get("/")
@requires("kill_switch")
def show() -> str:
    """What is stopped and what can be."""
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
        accounts = session.scalars(
            select(Account).where(Account.unit_id == unit.id).order_by(Account.channel)
        ).all()
        elsewhere = session.scalars(
            select(Unit)
            .where(Unit.sends_paused, Unit.id != unit.id, scope.path_range(Unit.path, officer().unit.path))
            .limit(50)
        ).all()
        return frame.render_panel(
            session,
            "switches.html",
            "switches",
            unit,
            chosen=unit,
            may_stop_all=_at_the_root(officer()),
            everything=_everything(session),
            lines=_lines(session, unit, accounts),
            elsewhere=[(one.name, url_for("switches.show", unit=one.code)) for one in elsewhere],
        )


@pages.post("/")
@requires("kill_switch")
def turn() -> Response:
    """Stops or resumes one thing, with the reason; 403 for a target outside the officer's reach."""
    target, stop = request.form.get("target", ""), request.form.get("to") == "stop"
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if len(reason) < SHORTEST_REASON:
        flash(gettext("Tulis alasannya dulu: alasan ini masuk catatan audit."), "warn")
        return redirect(url_for("switches.show", unit=request.form.get("unit") or None))
    with writing() as session:
        unit_id = _turn(session, target, stop, reason)
        (send_pauses.begin if stop else send_pauses.end)(session, target, utcnow())
        note(session, PAUSED if stop else RESUMED, target, unit_id, reason=reason)
    flash(
        gettext("Pengiriman dihentikan. Balasan yang disetujui menunggu, tidak hilang.")
        if stop
        else gettext("Pengiriman berjalan lagi."),
        "warn" if stop else "good",
    )
    return redirect(url_for("switches.show", unit=request.form.get("unit") or None))


def _turn(session: Session, target: str, stop: bool, reason: str) -> int | None:
    """Changes the row behind "switch:…", "unit:<id>" or "account:<id>"; returns its unit, None for all."""
    who = officer()
    kind, _, name = target.partition(":")
    if target == f"switch:{KILL_SWITCH}":
        if not _at_the_root(who):
            raise Forbidden("only officers of the topmost unit stop everything")
        switch = session.get(Switch, KILL_SWITCH)
        if switch is None:
            switch = Switch(name=KILL_SWITCH, on=False)
            session.add(switch)
        _differs(bool(switch.on), stop)
        switch.on, switch.reason = stop, reason
        switch.changed_at, switch.changed_by = utcnow(), f"officer:{who.id}"
        return None
    if not name.isdigit():
        abort(400)
    if kind == "unit":
        inside = scope.path_range(Unit.path, who.unit.path)
        unit = session.scalars(select(Unit).where(Unit.id == int(name), inside)).one_or_none()
        if unit is None:
            abort(404)
        _differs(unit.sends_paused, stop)
        unit.sends_paused = stop
        return unit.id
    if kind != "account":
        abort(400)
    found = select(Account).where(Account.id == int(name), scope.account_visible(who))
    account = session.scalars(found).one_or_none()
    if account is None:
        abort(404)
    _differs(account.sends_paused, stop)
    account.sends_paused = stop
    return account.unit_id


def _differs(paused: bool, stop: bool) -> None:
    if paused == stop:
        raise Conflict("the switch already stands there")


def _at_the_root(who: Officer) -> bool:
    return who.unit.parent_id is None


def _everything(session: Session) -> Line:
    switch = session.get(Switch, KILL_SWITCH)
    on = switch is not None and switch.on
    return Line(
        gettext("Semua satuan"),
        f"switch:{KILL_SWITCH}",
        on,
        switch.reason if switch is not None and on else "",
    )


def _lines(session: Session, unit: Unit, accounts: Sequence[Account]) -> list[Line]:
    found = [
        Line(gettext("%(unit)s dan semua di bawahnya", unit=unit.name), f"unit:{unit.id}", unit.sends_paused)
    ]
    found += [
        Line(
            f"{at_name(account.handle)} · {CHANNEL_WORDS[account.channel]}",
            f"account:{account.id}",
            account.sends_paused,
        )
        for account in accounts
    ]
    return [
        Line(line.label, line.target, line.paused, _why(session, line.target) if line.paused else "")
        for line in found
    ]


def _why(session: Session, target: str) -> str:
    """The reason given when it was stopped, from the audit trail: the row keeps none."""
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == target, AuditEntry.act == PAUSED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    return str(entry.detail.get("reason", "")) if entry else ""

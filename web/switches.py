"""The kill switch: stops sending everywhere, for a unit and all below it, or for one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import kill_switch, scope
from models.clock import utcnow
from models.policy import KILL_SWITCH
from models.records import Account, AuditEntry, Officer, Switch, Unit
from web import frame
from web.panel import chosen_unit, officer, panel, reading, requires, writing
from web.words import CHANNEL_WORDS, at_name

pages = Blueprint("switches", __name__, url_prefix="/saklar")

SHORTEST_REASON = 5


@dataclass(frozen=True)
class Line:
    """One thing that can be stopped; `why` is empty while it sends."""

    label: str
    target: str
    paused: bool
    why: str = ""
    asked_by: str = ""  # who wants it to go on and waits for a second officer


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
    now, valid_for = utcnow(), timedelta(hours=panel().settings.approval_hours)
    try:
        with writing() as session:
            if stop:
                kill_switch.stop(session, target, officer(), reason, now)
                done = True
            else:
                done = kill_switch.release(session, target, officer(), reason, now, valid_for)
    except LookupError:
        abort(404)
    except ValueError:
        abort(400)
    flash(_told(stop, done), "warn" if stop or not done else "good")
    return redirect(url_for("switches.show", unit=request.form.get("unit") or None))


def _told(stop: bool, done: bool) -> str:
    if stop:
        return str(gettext("Pengiriman dihentikan. Balasan yang disetujui menunggu, tidak hilang."))
    if done:
        return str(gettext("Pengiriman berjalan lagi."))
    return str(gettext("Permintaan Anda dicatat; orang kedua melepas saklar ini."))


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
        _asked_by(session, kill_switch.EVERYTHING) if on else "",
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
        Line(line.label, line.target, True, _why(session, line.target), _asked_by(session, line.target))
        if line.paused
        else line
        for line in found
    ]


def _why(session: Session, target: str) -> str:
    """The reason given when it was stopped, from the audit trail: the row keeps none."""
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == target, AuditEntry.act == kill_switch.PAUSED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    return str(entry.detail.get("reason", "")) if entry else ""


def _asked_by(session: Session, target: str) -> str:
    valid_for = timedelta(hours=panel().settings.approval_hours)
    first = kill_switch.asked(session, target, utcnow(), valid_for)
    if first is None:
        return ""
    officer_id = int(first.actor.removeprefix("officer:"))
    return session.get_one(Officer, officer_id).name

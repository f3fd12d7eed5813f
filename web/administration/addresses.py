"""Where alerts go besides the panel: mailboxes, Telegram chats and webhooks of officers and of whole units."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import alert_addresses, scope
from models.clock import utcnow
from models.records import AlertAddress, AlertDelivery, Officer, Unit
from models.vocabulary import AlertRoute
from web import frame
from web.administration import tabs
from web.panel import note, officer, panel, reading, requires, writing

pages = Blueprint("admin_addresses", __name__, url_prefix="/pengaturan/jalur-peringatan")

MOST = 200
LONGEST = 1000


@pages.get("/")
@requires("settings")
def show() -> str:
    """The addresses within reach: whose, what kind, how the last message went. Never the address itself."""
    with reading() as session:
        rows = session.execute(
            select(AlertAddress, Officer.login, Unit.name)
            .outerjoin(Officer, Officer.id == AlertAddress.officer_id)
            .join(Unit, or_(Unit.id == AlertAddress.unit_id, Unit.id == Officer.unit_id))
            .where(scope.path_range(Unit.path, officer().unit.path))
            .order_by(Unit.path, AlertAddress.id)
            .limit(MOST)
        ).all()
        return frame.render_panel(
            session,
            "admin_addresses.html",
            "settings",
            tabs=tabs("admin_addresses.show"),
            lines=[(address, login or "", unit) for address, login, unit in rows],
        )


@pages.post("/")
@requires("settings")
def add() -> Response:
    """Keeps an address of an officer (his login) or of a unit (its code), sealed."""
    url, whose = request.form.get("url", "").strip(), request.form.get("owner", "").strip()
    kind = alert_addresses.message_kind(url) if len(url) <= LONGEST else None
    if kind is None:
        flash(gettext("Alamat itu bukan e-mail, Telegram atau webhook yang dikenal."), "warn")
        return redirect(url_for("admin_addresses.show"))
    with writing() as session:
        officer_id, unit_id, place = _owner(session, whose)
        kept = alert_addresses.keep(
            session,
            panel().settings,
            route=AlertRoute.MESSAGE,
            content={"url": url},
            label=kind,
            now=utcnow(),
            officer_id=officer_id,
            unit_id=unit_id,
        )
        if kept is not None:
            note(session, "alert_address.added", f"alert_address:{kept}", place, route=kind, owner=whose)
    if kept is None:
        flash(gettext("Alamat itu sudah ada."), "warn")
    else:
        flash(gettext("Alamat tersimpan dan disegel. Coba dengan tombol uji."), "good")
    return redirect(url_for("admin_addresses.show"))


@pages.post("/<int:address_id>/uji")
@requires("settings")
def trial(address_id: int) -> Response:
    """Sends a test message by the same way as an alert; the list shows how it went."""
    with writing() as session:
        address, place = _load(session, address_id)
        now = utcnow()
        session.add(
            AlertDelivery(
                key=f"test:{address.id}:{secrets.token_hex(8)}",
                address_id=address.id,
                officer_id=address.officer_id,
                route=address.route,
                due_at=now,
                created_at=now,
            )
        )
        note(session, "alert_address.tested", f"alert_address:{address.id}", place)
    flash(gettext("Pesan uji sedang dikirim; muat ulang halaman ini sebentar lagi untuk hasilnya."), "good")
    return redirect(url_for("admin_addresses.show"))


@pages.post("/<int:address_id>/hapus")
@requires("settings")
def remove(address_id: int) -> Response:
    """Takes an address away; what still waits for it is not sent."""
    with writing() as session:
        address, place = _load(session, address_id)
        session.delete(address)
        note(session, "alert_address.removed", f"alert_address:{address_id}", place, route=address.label)
    flash(gettext("Alamat itu dihapus."), "good")
    return redirect(url_for("admin_addresses.show"))


def _owner(session: Session, name: str) -> tuple[int | None, int | None, int]:
    """(officer, None, his unit) for a login, (None, unit, unit) for a unit's code; 404 outside one's reach."""
    inside = scope.path_range(Unit.path, officer().unit.path)
    person = session.execute(
        select(Officer.id, Officer.unit_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.login == name.lower(), Officer.active, inside)
    ).one_or_none()
    if person is not None:
        return person.id, None, person.unit_id
    unit_id = session.scalar(select(Unit.id).where(Unit.code == name.upper(), inside))
    return (None, unit_id, unit_id) if unit_id is not None else abort(404)


def _load(session: Session, address_id: int) -> tuple[AlertAddress, int]:
    row = session.execute(
        select(AlertAddress, Unit.id)
        .outerjoin(Officer, Officer.id == AlertAddress.officer_id)
        .join(Unit, or_(Unit.id == AlertAddress.unit_id, Unit.id == Officer.unit_id))
        .where(AlertAddress.id == address_id, scope.path_range(Unit.path, officer().unit.path))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else abort(404)

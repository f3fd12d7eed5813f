"""How alerts reach the officer himself: his browsers, his quiet hours, the link in a message, his shift's note."""

from __future__ import annotations

import json
from datetime import time, timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import alert_addresses, alerts, scope
from models.clock import utcnow
from models.masking import mask
from models.records import Alert, AlertAddress, AlertDelivery, Case, DutyShift, Officer
from models.vocabulary import AlertRoute
from web.panel import note, officer, panel, requires, writing

pages = Blueprint("alert_routes", __name__, url_prefix="/peringatan")

LINK_LIVES = timedelta(hours=24)
LONGEST_SUBSCRIPTION = 4000
LONGEST_NOTE = 1000
MOST_BROWSERS = 10
# The first that fits names the browser in the officer's list: others claim to be Chrome as well.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@pages.post("/langganan")
@requires("acknowledge")
def subscribe() -> Response:
    """Keeps this browser's push subscription; 400 for one that no browser makes."""
    content = _subscription(request.form.get("subscription", ""))
    with writing() as session:
        own = session.scalars(select(AlertAddress.id).where(_own_browser())).all()
        if len(own) >= MOST_BROWSERS:
            flash(gettext("Cabut dulu salah satu peramban: paling banyak %(n)d.", n=MOST_BROWSERS), "warn")
            return redirect(url_for("alerts.show"))
        kept = alert_addresses.keep(
            session,
            panel().settings,
            route=AlertRoute.PUSH,
            content=content,
            label=_browser(),
            now=utcnow(),
            officer_id=officer().id,
        )
        if kept is not None:
            note(session, "alert_address.added", f"alert_address:{kept}", officer().unit_id, route="push")
    flash(gettext("Peramban ini menerima peringatan."), "good")
    return redirect(url_for("alerts.show"))


@pages.post("/langganan/<int:address_id>/hapus")
@requires("acknowledge")
def unsubscribe(address_id: int) -> Response:
    """Takes one of the officer's own browsers off the list."""
    with writing() as session:
        address = session.scalars(
            select(AlertAddress).where(AlertAddress.id == address_id, _own_browser())
        ).one_or_none()
        if address is None:
            abort(404)
        session.delete(address)
        note(session, "alert_address.removed", f"alert_address:{address_id}", officer().unit_id, route="push")
    flash(gettext("Peramban itu tidak menerima peringatan lagi."), "good")
    return redirect(url_for("alerts.show"))


@pages.post("/jam-tenang")
@requires("acknowledge")
def set_quiet_hours() -> Response:
    """Sets or clears the hours in which only what presses may disturb; in the officer's own time zone."""
    try:
        hours = [_hour(request.form.get(name, "")) for name in ("from", "until")]
    except ValueError:
        abort(400)
    if (hours[0] is None) != (hours[1] is None) or (hours[0] is not None and hours[0] == hours[1]):
        abort(400)
    with writing() as session:
        row = session.get_one(Officer, officer().id)
        row.quiet_from, row.quiet_until = hours
        said = [one.isoformat("minutes") if one else "" for one in hours]
        note(session, "officer.quiet_hours", f"officer:{row.id}", row.unit_id, hours=said)
    flash(gettext("Jam tenang tersimpan.") if hours[0] else gettext("Jam tenang dimatikan."), "good")
    return redirect(url_for("alerts.show"))


@pages.post("/serah-terima/<int:shift_id>")
@requires("acknowledge")
def write_handover(shift_id: int) -> Response:
    """The note the officer on duty leaves to the next; what names a citizen in it is masked."""
    words = mask(request.form.get("note", "").strip()[:LONGEST_NOTE]).text
    with writing() as session:
        shift = session.scalars(
            select(DutyShift).where(DutyShift.id == shift_id, DutyShift.officer_id == officer().id)
        ).one_or_none()
        if shift is None:
            abort(404)
        shift.handover_note = words
        note(session, "duty_shift.noted", f"duty_shift:{shift.id}", shift.unit_id)
    flash(gettext("Catatan serah terima tersimpan."), "good")
    return redirect(url_for("alerts.show"))


@pages.get("/tautan/<token>")
@requires("acknowledge")
def follow(token: str) -> Response:
    """The link in a message: once, within a day, it marks the alert as seen by the officer it was sent to."""
    delivery_id = alert_addresses.linked_delivery(panel().settings.secret_key, token)
    if delivery_id is None:
        abort(404)
    with writing() as session:
        delivery, alert = _linked(session, delivery_id)
        now = utcnow()
        fresh = delivery.link_used_at is None and now - delivery.created_at < LINK_LIVES
        # A browser that only looks ahead has not been tapped.
        tapped = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
        if fresh and tapped:
            delivery.link_used_at = now
            if alerts.acknowledge(session, alert, officer().id, now):
                note(
                    session,
                    "alert.acknowledged",
                    f"alert:{alert.id}",
                    alert.unit_id,
                    kind=alert.kind,
                    by="link",
                )
            flash(gettext("Tercatat sudah Anda lihat."), "good")
        elif tapped:
            flash(gettext("Tautan ini sudah dipakai atau lewat waktu; tandai di halaman peringatan."), "warn")
        case = session.get(Case, alert.case_id) if alert.case_id is not None else None
        where = url_for("case.show", code=case.code) if case and fresh else url_for("alerts.show")
    return redirect(where)


def _linked(session: Session, delivery_id: int) -> tuple[AlertDelivery, Alert]:
    """The delivery and its alert, as far as they are this officer's; 404 otherwise."""
    delivery = session.get(AlertDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.officer_id not in (None, officer().id):
        abort(404)
    alert = session.scalars(
        select(Alert).where(Alert.id == delivery.alert_id, scope.alert_visible(officer())).with_for_update()
    ).one_or_none()
    return (delivery, alert) if alert is not None else abort(404)


def _own_browser() -> ColumnElement[bool]:
    return (AlertAddress.officer_id == officer().id) & (AlertAddress.route == AlertRoute.PUSH)


def _subscription(text: str) -> dict[str, object]:
    """What PushSubscription.toJSON() gives, no more; 400 for anything else or an unknown push service."""
    try:
        given = json.loads(text) if len(text) <= LONGEST_SUBSCRIPTION else None
    except ValueError:
        given = None
    keys = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(keys, dict):
        abort(400)
    endpoint, point, secret = given.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not all(isinstance(one, str) and one for one in (endpoint, point, secret)):
        abort(400)
    if not alert_addresses.push_host_allowed(str(endpoint), panel().settings):
        abort(400)
    return {"endpoint": endpoint, "keys": {"p256dh": point, "auth": secret}}


def _browser() -> str:
    agent = request.headers.get("User-Agent", "")
    return next((name for mark, name in BROWSERS if mark in agent), gettext("peramban"))


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None

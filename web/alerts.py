"""What a person must see now: open alerts of one's units, seen with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import alerts, scope
from models.clock import utcnow
from models.records import Alert, Case, Officer, Unit
from models.vocabulary import AlertKind
from web import frame, plain_reasons
from web.panel import note, officer, reading, requires, writing

pages = Blueprint("alerts", __name__, url_prefix="/peringatan")

MOST = 200


@dataclass(frozen=True)
class Line:
    alert: Alert
    unit: str
    href: str
    seen_by: str
    words: str


@pages.get("/")
def show() -> str:
    """Open alerts, newest first; with `?seen=1` those somebody has seen already."""
    seen = request.args.get("seen") == "1"
    with reading() as session:
        return frame.render_panel(
            session,
            "alerts.html",
            "alerts",
            lines=_lines(session, seen),
            may_acknowledge=scope.may(officer(), "acknowledge"),
            tabs=[
                {
                    "href": url_for("alerts.show"),
                    "label": gettext("Belum dilihat"),
                    "count": None,
                    "current": not seen,
                },
                {
                    "href": url_for("alerts.show", seen=1),
                    "label": gettext("Sudah dilihat"),
                    "count": None,
                    "current": seen,
                },
            ],
            seen=seen,
        )


@pages.post("/<int:alert_id>/lihat")
@requires("acknowledge")
def acknowledge(alert_id: int) -> Response:
    """Notes that the officer has seen it; the first one counts."""
    with writing() as session:
        alert = session.scalars(
            select(Alert).where(Alert.id == alert_id, scope.alert_visible(officer())).with_for_update()
        ).one_or_none()
        if alert is None:
            abort(404)
        if alert.acknowledged_at is None:
            alerts.acknowledge(session, alert, officer().id, utcnow())
            note(session, "alert.acknowledged", f"alert:{alert.id}", alert.unit_id, kind=alert.kind)
    flash(gettext("Tercatat sudah Anda lihat."), "good")
    return redirect(url_for("alerts.show"))


def _lines(session: Session, seen: bool) -> list[Line]:
    state = Alert.acknowledged_at.is_not(None) if seen else Alert.acknowledged_at.is_(None)
    rows = session.execute(
        select(Alert, Unit.name, Case.code, Officer.name)
        .join(Unit, Unit.id == Alert.unit_id)
        .outerjoin(Case, Case.id == Alert.case_id)
        .outerjoin(Officer, Officer.id == Alert.acknowledged_by_id)
        .where(state, scope.alert_visible(officer()))
        .order_by(Alert.id.desc())
        .limit(MOST)
    )
    return [
        Line(alert, unit, url_for("case.show", code=code) if code else "", name or "", _words(alert))
        for alert, unit, code, name in rows
    ]


def _words(alert: Alert) -> str:
    """What an alert tells; those about an account carry a worker's reason behind its name."""
    if alert.kind is not AlertKind.ACCOUNT_STOPPED:
        return alert.words
    account, _, reason = alert.words.partition(": ")
    return f"{account}: {plain_reasons.in_words(reason)}"

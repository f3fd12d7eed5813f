"""What a person must see now: open alerts of one's units, seen with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from werkzeug.wrappers import Response

from models import alerts, push_keys, scope
from models.clock import utcnow
from models.records import Alert, AlertAddress, Case, Officer, SealedKey, Unit
from models.vocabulary import AlertKind, AlertRoute
from web import account_lines, frame, live, plain_reasons, roster
from web.panel import note, officer, panel, reading, requires, writing

pages = Blueprint("alerts", __name__, url_prefix="/peringatan")

MOST = 200


@dataclass(frozen=True)
class Line:
    alert: Alert
    unit: str
    href: str
    seen_by: str
    words: str
    told: str  # where it stands on its way up; empty once seen


@pages.get("/")
def show() -> str:
    """Open alerts, newest first; with `?seen=1` those somebody has seen already."""
    seen = request.args.get("seen") == "1"
    may_acknowledge = scope.may(officer(), "acknowledge")
    if request.headers.get("HX-Trigger") == "alert-list":
        with reading() as session:
            return render_template(
                "alert_list.html", lines=_lines(session, seen), seen=seen, may_acknowledge=may_acknowledge
            )
    key, now = _push_key(), utcnow()
    with reading() as session:
        me = session.get_one(Officer, officer().id)
        return frame.render_panel(
            session,
            "alerts.html",
            "alerts",
            events_href=_events_href(session),
            lines=_lines(session, seen),
            may_acknowledge=may_acknowledge,
            me=me,
            duty=roster.lines(session, me.unit, now, now),
            handed_over=roster.handed_over(session, me, now),
            browsers=session.scalars(
                select(AlertAddress)
                .where(AlertAddress.officer_id == me.id, AlertAddress.route == AlertRoute.PUSH)
                .order_by(AlertAddress.id)
            ).all(),
            push_key=key,
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
        if alerts.acknowledge(session, alert, officer().id, utcnow()):
            note(session, "alert.acknowledged", f"alert:{alert.id}", alert.unit_id, kind=alert.kind)
        case = (
            session.get(Case, alert.case_id) if alert.case_id and request.form.get("from") == "case" else None
        )
        where = url_for("case.show", code=case.code) if case else url_for("alerts.show")
    flash(gettext("Tercatat sudah Anda lihat."), "good")
    return redirect(where)


def emergency_of(session: Session, case: Case) -> Alert | None:
    """The page about somebody in danger that nobody has seen yet, for an officer who may say that he has."""
    if not scope.may(officer(), "acknowledge"):
        return None
    return session.scalars(
        select(Alert)
        .where(
            Alert.case_id == case.id,
            Alert.kind == AlertKind.EMERGENCY,
            Alert.acknowledged_at.is_(None),
            scope.alert_visible(officer()),
        )
        .order_by(Alert.id.desc())
        .limit(1)
    ).first()


def _lines(session: Session, seen: bool) -> list[Line]:
    state = Alert.acknowledged_at.is_not(None) if seen else Alert.acknowledged_at.is_(None)
    told_unit = aliased(Unit)
    rows = session.execute(
        select(Alert, Unit.name, Case.code, Officer.name, told_unit.name)
        .join(Unit, Unit.id == Alert.unit_id)
        .outerjoin(told_unit, told_unit.id == Alert.told_unit_id)
        .outerjoin(Case, Case.id == Alert.case_id)
        .outerjoin(Officer, Officer.id == Alert.acknowledged_by_id)
        .where(state, scope.alert_visible(officer()))
        .order_by(Alert.id.desc())
        .limit(MOST)
    )
    return [
        Line(
            alert,
            unit,
            url_for("case.show", code=code) if code else "",
            name or "",
            _words(alert),
            _told(alert, told or ""),
        )
        for alert, unit, code, name, told in rows
    ]


def _told(alert: Alert, unit: str) -> str:
    """Whom it was told to last, while nobody has seen it."""
    if alert.acknowledged_at is not None or alert.told_at is None or not unit:
        return ""
    if alert.level:
        return str(gettext("belum dilihat, naik ke %(unit)s", unit=unit))
    return str(gettext("diberitahukan ke %(unit)s", unit=unit))


def _events_href(session: Session) -> str:
    """Live news come over the inbox's stream; who sees no inbox gets the list anew every half minute."""
    if not scope.may(officer(), "see_cases"):
        return ""
    return url_for("live.stream", since=live.newest_event(session))


def _push_key() -> str:
    """The public half of the key browsers subscribe with; made on first use."""
    with panel().database.reading() as session:
        found = session.get(SealedKey, push_keys.NAME)
    if found is None:
        with panel().database.writing() as session:
            found = push_keys.ensure(session, panel().settings.secret_key)
    return found.public


def _words(alert: Alert) -> str:
    """What an alert tells; those about an account carry a worker's reason behind its name."""
    if alert.kind is AlertKind.WATCH_DEAD:
        return str(
            gettext(
                "Bagian %(stage)s tidak memberi tanda hidup; periksa dengan `tanggap doctor`.",
                stage=alert.words,
            )
        )
    account, _, reason = alert.words.partition(": ")
    if alert.kind is AlertKind.ACCESS_ENDS:
        return f"{account}: {account_lines.token_words(reason)}"
    if alert.kind is AlertKind.ACCOUNT_DORMANT:
        return f"{account}: {account_lines.still_words(*reason.split())}"
    if alert.kind is not AlertKind.ACCOUNT_STOPPED:
        return alert.words
    return f"{account}: {plain_reasons.in_words(reason)}"

"""The complaint model: which version is live, what candidates gain and lose, the switch, and drift by week."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import drift, live_model, scope
from models.clock import utcnow
from models.errors import Forbidden, SettingError
from models.live_model import SHIPPED
from models.records import Assessment, Officer
from web import frame
from web.learning import drift as model_drift
from web.learning import versions as model_versions
from web.panel import officer, panel, reading, requires, writing
from web.shapes import Column

pages = Blueprint("model", __name__, url_prefix="/model")

SHORTEST_REASON = 5


@pages.get("/")
@requires("models")
def show() -> str:
    """Live version, candidates and drift."""
    who = _topmost()
    settings, now = panel().settings, utcnow()
    with reading() as session:
        live = live_model.live_version(settings)
        known = live_model.versions(settings)
        series = drift.weeks(session, now, settings.default_timezone)
        return frame.render_panel(
            session,
            "model.html",
            "model",
            live=live,
            live_name=model_versions.name(live),
            last_used=_last_used(session),
            may_return_to_shipped=live != SHIPPED,
            lines=[model_versions.line(session, one, live, who) for one in known],
            measure_columns=model_versions.columns(),
            slice_columns=[Column(gettext("Bagian")), *model_versions.columns()],
            sentences=model_drift.sentences(series),
            enough_weeks=model_drift.enough_weeks(series),
            charts=model_drift.drift_charts(series),
            category_columns=model_drift.category_columns(),
            category_rows=model_drift.category_rows(series),
        )


@pages.post("/setujui")
@requires("models")
def approve() -> Response:
    """A second person lets a candidate go live."""
    who, version = _topmost(), request.form.get("version", "")
    try:
        with writing() as session:
            live_model.approve(
                session,
                panel().settings,
                version,
                seen_live=request.form.get("seen_live", ""),
                actor=f"officer:{who.id}",
                officer_id=who.id,
                now=utcnow(),
            )
    except SettingError:
        abort(404)
    flash(
        gettext("%(version)s kini dipakai; penilai mengambilnya pada giliran berikut.", version=version),
        "good",
    )
    return redirect(url_for("model.show"))


@pages.post("/kembali")
@requires("models")
def roll_back() -> Response:
    """Back to a version that was live before, with the reason."""
    who, version = _topmost(), request.form.get("version", "")
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if len(reason) < SHORTEST_REASON:
        flash(gettext("Tulis alasannya dulu: alasan ini masuk catatan audit."), "warn")
        return redirect(url_for("model.show"))
    try:
        with writing() as session:
            live_model.roll_back(
                session,
                panel().settings,
                version,
                seen_live=request.form.get("seen_live", ""),
                actor=f"officer:{who.id}",
                reason=reason,
            )
    except SettingError:
        abort(404)
    flash(gettext("%(version)s dipakai lagi.", version=model_versions.name(version)), "good")
    return redirect(url_for("model.show"))


def _topmost() -> Officer:
    who = officer()
    if not scope.may_switch_models(who):
        raise Forbidden("one model judges for everybody: only officers of the topmost unit decide on it")
    return who


def _last_used(session: Session) -> Assessment | None:
    """The newest judgement: it names the version that the workers really use."""
    return session.scalars(select(Assessment).order_by(Assessment.id.desc()).limit(1)).first()

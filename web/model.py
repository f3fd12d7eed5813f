"""The complaint model: which version is live, what candidates gain and lose, the switch, and drift by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import format_date, format_decimal, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import drift, live_model, scope
from models.clock import utcnow
from models.comparing import Comparison, Exam, Measure, Slice
from models.drift import Point, Series
from models.errors import Forbidden, SettingError
from models.live_model import SHIPPED, Version
from models.records import Assessment, Officer
from models.vocabulary import Category, Verdict
from web import charts, frame
from web.panel import officer, panel, reading, requires, writing
from web.shapes import Cell, Column, Row
from web.times import day
from web.words import (
    CATEGORY_WORDS,
    CHANNEL_WORDS,
    DRIFT_WORDS,
    KIND_WORDS,
    MEASURE_WORDS,
    SLICE_WORDS,
    VERDICT_WORDS,
)

pages = Blueprint("model", __name__, url_prefix="/model")

SHORTEST_REASON = 5
# A sentence is said about the newest weeks only; what was odd before has been seen before.
SPOKEN_WEEKS = 4
COMMON_CATEGORY = 0.02


@dataclass(frozen=True)
class VersionLine:
    """One version as the page shows it; `may_approve` and `may_return` say which button it has."""

    name: str
    version: Version
    trained: str
    trained_by: str
    stale: bool
    may_approve: bool
    may_return: bool
    exams: Sequence[tuple[Exam, Sequence[Row], Sequence[Row]]]


@dataclass(frozen=True)
class DriftChart:
    """One figure's chart with its newest value in words."""

    label: str
    newest: str
    usual: str
    outside: bool
    chart: charts.Weeks


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
            live_name=_name(live),
            last_used=_last_used(session),
            may_return_to_shipped=live != SHIPPED,
            lines=[_line(session, one, live, who) for one in known],
            measure_columns=_columns(),
            slice_columns=[Column(gettext("Bagian")), *_columns()],
            sentences=_sentences(series),
            charts=[_chart(one) for one in series if one.name in DRIFT_WORDS or one.name in list(Verdict)],
            category_columns=_category_columns(),
            category_rows=_category_rows(series),
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
    flash(gettext("%(version)s dipakai lagi.", version=_name(version)), "good")
    return redirect(url_for("model.show"))


def _topmost() -> Officer:
    who = officer()
    if not scope.may_switch_models(who):
        raise Forbidden("one model judges for everybody: only officers of the topmost unit decide on it")
    return who


def _name(version: str) -> str:
    return gettext("model bawaan rilis") if version == SHIPPED else version


def _last_used(session: Session) -> Assessment | None:
    """The newest judgement: it names the version that the workers really use."""
    return session.scalars(select(Assessment).order_by(Assessment.id.desc()).limit(1)).first()


def _line(session: Session, one: Version, live: str, who: Officer) -> VersionLine:
    compared = one.comparison
    trainer = session.get(Officer, compared.trained_by) if compared and compared.trained_by else None
    return VersionLine(
        name=one.version,
        version=one,
        trained=day(datetime.fromisoformat(compared.trained_at)) if compared else "",
        trained_by=trainer.name if trainer else "",
        # The figures compare with a model that is not the live one any more.
        stale=compared is not None and not one.live and _compared_with_another(compared, live),
        may_approve=not one.live and live_model.may_approve(one, who.id),
        may_return=not one.live and one.was_live,
        exams=[(exam, _rows(exam.slices[:1]), _slice_rows(exam.slices[1:])) for exam in compared.exams]
        if compared
        else [],
    )


def _compared_with_another(compared: Comparison, live: str) -> bool:
    return live not in (SHIPPED, compared.live_version)


def _columns() -> list[Column]:
    labels = (gettext("Model aktif"), gettext("Calon"), gettext("Selisih"), gettext("Rentang 95 %"))
    return [
        Column(gettext("Ukuran")),
        *(Column(label, number=True) for label in labels),
        Column(gettext("Artinya")),
    ]


def _rows(slices: Sequence[Slice]) -> list[Row]:
    return [Row(_cells(measure)) for one in slices for measure in one.measures]


def _slice_rows(slices: Sequence[Slice]) -> list[Row]:
    rows = []
    for one in slices:
        label = f"{_slice_label(one)} ({format_decimal(one.n)})"
        if not one.measures:
            rows.append(Row((label, Cell(gettext("terlalu sedikit"), tone="quiet"), "", "", "", "", "")))
        rows += [Row((label, *_cells(measure))) for measure in one.measures]
    return rows


def _slice_label(one: Slice) -> str:
    words: dict[str, dict[str, object]] = {
        "channel": {str(key): word for key, word in CHANNEL_WORDS.items()},
        "kind": {str(key): word for key, word in KIND_WORDS.items()},
        "about_officer": {"yes": gettext("ya"), "no": gettext("tidak")},
        "emergency": {"yes": gettext("ya"), "no": gettext("tidak")},
    }
    return f"{SLICE_WORDS[one.by]}: {words.get(one.by, {}).get(one.value, one.value)}"


def _cells(measure: Measure) -> tuple[str | Cell, ...]:
    outcome = {
        "gain": Cell(gettext("lebih baik"), tone="good"),
        "loss": Cell(gettext("lebih buruk"), tone="danger"),
        "unclear": Cell(gettext("tidak jelas bedanya"), tone="quiet"),
    }[measure.outcome]
    return (
        str(MEASURE_WORDS[measure.name]),
        _percent(measure.live),
        _percent(measure.candidate),
        _points(measure.difference),
        f"{_points(measure.low)} … {_points(measure.high)}",
        outcome,
    )


def _percent(share: float) -> str:
    return f"{format_decimal(100 * share, format='0.0')} %"


def _points(share: float) -> str:
    return str(format_decimal(100 * share, format="+0.0;−0.0"))


def _drift_label(name: str) -> str:
    if name in DRIFT_WORDS:
        return str(DRIFT_WORDS[name])
    if name in list(Verdict):
        return str(gettext("bagian yang dinilai %(verdict)s", verdict=VERDICT_WORDS[Verdict(name)]))
    return str(gettext("bagian %(category)s", category=CATEGORY_WORDS[Category(name)]))


def _sentences(series: Sequence[Series]) -> list[str]:
    """One sentence for every week that left its band, the newest first."""
    departures = [
        (point, one.name) for one in series for point in one.points[-SPOKEN_WEEKS:] if point.outside
    ]
    departures.sort(key=lambda pair: pair[0].week, reverse=True)
    return [_sentence(point, name) for point, name in departures]


def _sentence(point: Point, name: str) -> str:
    facts = {
        "week": format_date(point.week, "d MMMM"),
        "what": _drift_label(name),
        "value": _percent(point.value or 0.0),
        "low": _percent(point.low or 0.0),
        "high": _percent(point.high or 0.0),
    }
    if (point.value or 0.0) > (point.high or 0.0):
        return str(
            gettext(
                "Minggu mulai %(week)s: %(what)s naik ke %(value)s; minggu-minggu sebelumnya %(low)s sampai %(high)s.",
                **facts,
            )
        )
    return str(
        gettext(
            "Minggu mulai %(week)s: %(what)s turun ke %(value)s; minggu-minggu sebelumnya %(low)s sampai %(high)s.",
            **facts,
        )
    )


def _chart(one: Series) -> DriftChart:
    newest = one.points[-1]
    return DriftChart(
        label=_drift_label(one.name),
        newest="–" if newest.value is None else _percent(newest.value),
        usual=_usual(newest),
        outside=newest.outside,
        chart=charts.weeks([point.value for point in one.points], [_band(point) for point in one.points]),
    )


def _band(point: Point) -> tuple[float, float] | None:
    return None if point.low is None or point.high is None else (point.low, point.high)


def _usual(point: Point) -> str:
    band = _band(point)
    return f"{_percent(band[0])} … {_percent(band[1])}" if band else ""


def _category_columns() -> list[Column]:
    labels = (gettext("Minggu ini"), gettext("Minggu lalu"), gettext("Biasanya"))
    return [Column(gettext("Kategori")), *(Column(label, number=True) for label in labels)]


def _category_rows(series: Sequence[Series]) -> list[Row]:
    """The categories that were at least one message in fifty this week or the last, or left their band."""
    rows = []
    for one in series:
        if one.name in DRIFT_WORDS or one.name in list(Verdict):
            continue
        last, now = one.points[-2], one.points[-1]
        if max(now.value or 0.0, last.value or 0.0) < COMMON_CATEGORY and not now.outside:
            continue
        label = str(CATEGORY_WORDS[Category(one.name)])
        rows.append(Row((label, _share(now), _share(last), _usual(now) or _usual(last))))
    return rows


def _share(point: Point) -> Cell | str:
    if point.value is None:
        return Cell("–", tone="quiet")
    return Cell(_percent(point.value), tone="warn" if point.outside else "")

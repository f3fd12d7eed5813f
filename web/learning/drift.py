"""The complaint model's judgements week by week: charts, sentences about what left its band, categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_date, format_decimal, gettext

from models.drift import Point, Series
from models.vocabulary import Category, Verdict
from web import charts
from web.shapes import Cell, Column, Row
from web.words import CATEGORY_WORDS, DRIFT_WORDS, VERDICT_WORDS

# A sentence is said about the newest weeks only; what was odd before has been seen before.
SPOKEN_WEEKS = 4
COMMON_CATEGORY = 0.02


@dataclass(frozen=True)
class DriftChart:
    """One figure's chart with its newest value in words."""

    label: str
    newest: str
    usual: str
    outside: bool
    chart: charts.Weeks


def percent(share: float) -> str:
    """A share in 0 to 1, as words."""
    return f"{format_decimal(100 * share, format='0.0')} %"


def _drift_label(name: str) -> str:
    if name in DRIFT_WORDS:
        return str(DRIFT_WORDS[name])
    if name in list(Verdict):
        return str(gettext("bagian yang dinilai %(verdict)s", verdict=VERDICT_WORDS[Verdict(name)]))
    return str(gettext("bagian %(category)s", category=CATEGORY_WORDS[Category(name)]))


def sentences(series: Sequence[Series]) -> list[str]:
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
        "value": percent(point.value or 0.0),
        "low": percent(point.low or 0.0),
        "high": percent(point.high or 0.0),
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


def enough_weeks(series: Sequence[Series]) -> bool:
    """Whether there are weeks enough to say that something stayed in its band or left it."""
    return any(point.low is not None for one in series for point in one.points[-SPOKEN_WEEKS:])


def drift_charts(series: Sequence[Series]) -> list[DriftChart]:
    """The figures and the verdicts; categories are a table of their own."""
    return [_chart(one) for one in series if not _is_category(one)]


def _is_category(one: Series) -> bool:
    return one.name not in DRIFT_WORDS and one.name not in list(Verdict)


def _chart(one: Series) -> DriftChart:
    newest = one.points[-1]
    return DriftChart(
        label=_drift_label(one.name),
        newest="–" if newest.value is None else percent(newest.value),
        usual=_usual(newest),
        outside=newest.outside,
        chart=charts.weeks([point.value for point in one.points], [_band(point) for point in one.points]),
    )


def _band(point: Point) -> tuple[float, float] | None:
    return None if point.low is None or point.high is None else (point.low, point.high)


def _usual(point: Point) -> str:
    band = _band(point)
    return f"{percent(band[0])} … {percent(band[1])}" if band else ""


def category_columns() -> list[Column]:
    """Of the table of categories."""
    labels = (gettext("Minggu ini"), gettext("Minggu lalu"), gettext("Biasanya"))
    return [Column(gettext("Kategori")), *(Column(label, number=True) for label in labels)]


def category_rows(series: Sequence[Series]) -> list[Row]:
    """The categories that were at least one message in fifty this week or the last, or left their band."""
    rows = []
    for one in series:
        if not _is_category(one):
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
    return Cell(percent(point.value), tone="warn" if point.outside else "")

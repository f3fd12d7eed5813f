"""The versions of the complaint model: each with what it gains and loses, and which button it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from models import live_model
from models.comparing import Comparison, Exam, Measure, Slice
from models.live_model import SHIPPED, Version
from models.records import Officer
from web.learning.drift import percent
from web.shapes import Cell, Column, Row
from web.times import day
from web.words import CHANNEL_WORDS, KIND_WORDS, MEASURE_WORDS, SLICE_WORDS


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


def name(version: str) -> str:
    """What the page calls a version."""
    return gettext("model bawaan rilis") if version == SHIPPED else version


def line(session: Session, one: Version, live: str, who: Officer) -> VersionLine:
    """A version as this officer sees it, beside the live one."""
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


def columns() -> list[Column]:
    """Of the tables of measures."""
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
        percent(measure.live),
        percent(measure.candidate),
        _points(measure.difference),
        f"{_points(measure.low)} … {_points(measure.high)}",
        outcome,
    )


def _points(share: float) -> str:
    return str(format_decimal(100 * share, format="+0.0;−0.0"))

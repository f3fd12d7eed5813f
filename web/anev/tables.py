"""The tables of an anev report, once for page, PDF and spreadsheet: words and plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import format_date, format_datetime, format_decimal, gettext

from models.anev.report import Period, Report
from models.anev.tally import Tally
from web.anev.words import DEADLINE_WORDS
from web.times import ZONE_MARKS, span
from web.words import CATEGORY_GROUP_WORDS, CATEGORY_WORDS

Kind = Literal["text", "count", "share", "span"]
Value = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Columns with the kind of their values, and rows of plain values; None where there is nothing to tell."""

    title: str
    columns: Sequence[tuple[str, Kind]]
    rows: Sequence[Sequence[Value]]


def shown(value: Value, kind: Kind) -> str:
    """A value in the reader's language: "1.234", "83 %", "2 j 5 m"."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if kind == "share":
        return f"{round(100 * value)} %"
    return span(value) if kind == "span" else format_decimal(value)


def heading(report: Report) -> str:
    """The period in words: "Selasa, 3 November 2026 (WIB)", "2 Nov 2026 – 8 Nov 2026 (WIB)"."""
    when = report.stretch
    mark = ZONE_MARKS.get(when.zone, when.zone)
    if when.period is Period.DAY:
        return f"{format_date(when.first, 'full')} ({mark})"
    if when.period is Period.MONTH:
        return f"{format_date(when.first, 'MMMM yyyy')} ({mark})"
    return f"{format_date(when.first, 'medium')} – {format_date(when.last, 'medium')} ({mark})"


def summary(report: Report) -> list[tuple[str, Kind, Value, Value]]:
    """(label, kind, now, the period before) of each headline figure."""

    def values(figures: Tally) -> list[Value]:
        return [
            *(figures.came, figures.answered, figures.in_time_share),
            *(figures.median, figures.slowest_tenth, figures.overdue, figures.followed_share),
        ]

    kinds: list[Kind] = ["count", "count", "share", "span", "span", "count", "share"]
    rows = zip(_labels(), kinds, values(report.total), values(report.before), strict=True)
    return list(rows)


def units(report: Report) -> Table:
    """The unit itself and each below it with its own."""
    kinds: list[Kind] = ["count", "count", "share", "span", "span", "count", "share"]
    columns: list[tuple[str, Kind]] = [(gettext("Satuan"), "text"), *zip(_labels(), kinds, strict=True)]
    rows: list[list[Value]] = [
        [
            gettext("%(unit)s sendiri", unit=unit.name) if unit.id == report.unit.id else unit.name,
            *(one.came, one.answered, one.in_time_share, one.median, one.slowest_tenth),
            *(one.overdue, one.followed_share),
        ]
        for unit, one in report.below
    ]
    return Table(gettext("Jawaban pertama per satuan"), columns, rows)


def trend(report: Report) -> Table:
    """By hour for a day, else by day."""
    hourly = report.stretch.period is Period.DAY
    shape = "HH.mm" if hourly else "EEE d MMM"
    rows: list[list[Value]] = [
        [format_datetime(at, shape, rebase=False), came, answered] for at, came, answered in report.trend
    ]
    title = gettext("Diterima per jam") if hourly else gettext("Diterima per hari")
    columns: list[tuple[str, Kind]] = [
        (gettext("Waktu"), "text"),
        (gettext("Diterima"), "count"),
        (gettext("Sudah dijawab"), "count"),
    ]
    return Table(title, columns, rows)


def categories(report: Report) -> Table:
    """Leaf categories, most first."""
    rows: list[list[Value]] = [
        [str(CATEGORY_WORDS[one]), count, report.categories_before.get(one, 0)]
        for one, count in report.categories
    ]
    return Table(
        gettext("Menurut kategori"),
        [(gettext("Kategori"), "text"), (gettext("Diterima"), "count"), (gettext("Sebelumnya"), "count")],
        rows,
    )


def missed(report: Report) -> Table:
    """Clocks that ran out in the period and are not excused, beside the period before."""
    rows: list[list[Value]] = [[str(DEADLINE_WORDS[one]), now, before] for one, now, before in report.missed]
    return Table(
        gettext("Batas waktu yang terlewat"),
        [(gettext("Batas"), "text"), (gettext("Kini"), "count"), (gettext("Sebelumnya"), "count")],
        rows,
    )


def hours(report: Report) -> Table:
    """Groups of categories by hour of the day."""
    columns: list[tuple[str, Kind]] = [(gettext("Kelompok"), "text")]
    columns += [(f"{hour:02d}", "count") for hour in range(24)]
    rows: list[list[Value]] = [
        [str(CATEGORY_GROUP_WORDS[group]), *counts] for group, counts in report.hours.items()
    ]
    return Table(gettext("Kategori menurut jam"), columns, rows)


def places(report: Report) -> Table:
    """Groups of categories by unit; units to which nothing came are left out."""
    groups = list(report.hours)
    columns: list[tuple[str, Kind]] = [(gettext("Satuan"), "text")]
    columns += [(str(CATEGORY_GROUP_WORDS[group]), "count") for group in groups]
    rows: list[list[Value]] = [
        [unit.name, *(report.places[unit.id].get(group, 0) for group in groups)]
        for unit, _ in report.below
        if unit.id in report.places
    ]
    return Table(gettext("Kategori menurut tempat"), columns, rows)


def _labels() -> list[str]:
    return [
        gettext("Diterima"),
        gettext("Dijawab"),
        gettext("Tepat waktu"),
        gettext("Jawaban pertama, median"),
        gettext("Sepersepuluh terlama"),
        gettext("Terbuka lewat batas"),
        gettext("Ditindaklanjuti"),
    ]

"""The anev report as a workbook: one sheet a table, native charts. Numbers stay numbers."""

from __future__ import annotations

import io
from typing import Any

from flask_babel import format_datetime, gettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from models.anev.report import Report
from models.clock import utcnow
from web.anev import tables as anev_tables
from web.anev.tables import Kind, Table, Value

FORMATS: dict[Kind, str] = {"text": "@", "count": "#,##0", "share": "0%", "span": "[h]:mm"}
DAY = 86400.0


def written(report: Report) -> bytes:
    """The workbook as a file."""
    body = io.BytesIO()
    with opened(body) as book:
        formats, head = styles(book)
        _summary(book.add_worksheet(gettext("Ringkasan")), report, formats, head)
        trend, categories = anev_tables.trend(report), anev_tables.categories(report)
        for table, name, kind in (
            (trend, gettext("Tren"), "column"),
            (categories, gettext("Kategori"), "bar"),
            (anev_tables.hours(report), gettext("Jam"), ""),
            (anev_tables.places(report), gettext("Tempat"), ""),
            (anev_tables.units(report), gettext("Satuan"), ""),
            (anev_tables.missed(report), gettext("Batas terlewat"), ""),
        ):
            sheet = book.add_worksheet(name)
            fill(sheet, table, formats, head)
            if kind and table.rows:
                _chart(book, sheet, table, name, kind)
    return body.getvalue()


def opened(body: io.BytesIO) -> Workbook:
    """A workbook in which whatever somebody typed stays plain text."""
    return Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def styles(book: Workbook) -> tuple[dict[Kind, Any], Any]:
    """The format of each kind of value, and that of a head."""
    formats = {kind: book.add_format({"num_format": shape}) for kind, shape in FORMATS.items()}
    return formats, book.add_format({"bold": True, "bottom": 1, "text_wrap": True})


def _summary(sheet: Worksheet, report: Report, formats: dict[Kind, Any], head: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 16)
    sheet.write_string(0, 0, gettext("Analisis dan evaluasi"), head)
    sheet.write_string(1, 0, report.unit.name)
    sheet.write_string(2, 0, anev_tables.heading(report))
    sheet.write_string(3, 0, gettext("Dibuat %(at)s", at=format_datetime(utcnow(), "medium")))
    for column, label in enumerate((gettext("Angka"), gettext("Kini"), gettext("Sebelumnya"))):
        sheet.write_string(5, column, label, head)
    for row, (label, kind, now, before) in enumerate(anev_tables.summary(report), 6):
        sheet.write_string(row, 0, label)
        _value(sheet, row, 1, now, kind, formats)
        _value(sheet, row, 2, before, kind, formats)


def fill(sheet: Worksheet, table: Table, formats: dict[Kind, Any], head: Any) -> None:
    """Writes a table with its head, which stays in sight."""
    sheet.set_column(0, 0, 34)
    sheet.freeze_panes(1, 1)
    for column, (label, _) in enumerate(table.columns):
        sheet.write_string(0, column, label, head)
    for row, values in enumerate(table.rows, 1):
        for column, (value, (_, kind)) in enumerate(zip(values, table.columns, strict=True)):
            _value(sheet, row, column, value, kind, formats)


def _value(
    sheet: Worksheet, row: int, column: int, value: Value, kind: Kind, formats: dict[Kind, Any]
) -> None:
    if value is None:
        sheet.write_string(row, column, "–")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value / DAY if kind == "span" else value, formats[kind])


def _chart(book: Workbook, sheet: Worksheet, table: Table, name: str, kind: str) -> None:
    chart = book.add_chart({"type": kind})
    last = len(table.rows)
    for column, (label, _) in list(enumerate(table.columns))[1:]:
        chart.add_series(
            {
                "name": label,
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, column, last, column],
                # What was answered is part of what came; a period stands beside the one before.
                "overlap": 100 if kind == "column" else 0,
            }
        )
    chart.set_title({"name": table.title})
    chart.set_size({"width": 720, "height": max(320, 22 * last if kind == "bar" else 320)})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    sheet.insert_chart(1, len(table.columns) + 1, chart)

"""The list of missed clocks with the full history of each, as a workbook and on paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from models.anev.breaches import Line
from models.anev.trails import Trail
from web.anev import breach_tables as tables
from web.anev import sheet as sheets
from web.anev.pdf import INK, QUIET, WIDE, Paper, plain
from web.anev.tables import shown


def workbook(lines: Sequence[Line], trails: dict[int, Trail], now: datetime) -> bytes:
    """Two sheets: the list, and the history of every row under its number."""
    body = io.BytesIO()
    with sheets.opened(body) as book:
        formats, head = sheets.styles(book)
        for table in (tables.listed(lines, now), tables.histories(lines, trails)):
            sheet = book.add_worksheet(table.title)
            sheets.fill(sheet, table, formats, head)
            sheet.set_column(2, len(table.columns) - 1, 22)
    return body.getvalue()


def paper(
    lines: Sequence[Line], trails: dict[int, Trail], heading: str, narrowed: str, now: datetime
) -> bytes:
    """Each missed clock with its facts and, under them, its history."""
    table = tables.listed(lines, now)
    sheet = Paper(table.title, heading)
    sheet.set_title(plain(f"{table.title} {heading}"))
    sheet.add_page()
    _words(sheet, gettext("%(n)d pelanggaran. %(narrowed)s", n=len(lines), narrowed=narrowed))
    kinds = [kind for _, kind in table.columns]
    labels = [label for label, _ in table.columns]
    for line, row in zip(lines, table.rows, strict=True):
        told = [shown(value, kind) for value, kind in zip(row, kinds, strict=True)]
        sheet.section(f"{told[1]}. {told[0]}, {told[2]}: {told[3]}")
        facts = " · ".join(f"{label}: {value}" for label, value in list(zip(labels, told, strict=True))[4:])
        _words(sheet, facts)
        for entry in tables.entries(trails[line.breach.id]):
            _entry(sheet, entry)
    return bytes(sheet.output())


def _words(sheet: Paper, words: str) -> None:
    sheet.set_font("Helvetica", "", 8)
    sheet.set_text_color(*QUIET)
    sheet.multi_cell(WIDE, 4.2, plain(words), new_x="LMARGIN", new_y="NEXT", align="L")


def _entry(sheet: Paper, entry: tables.Entry) -> None:
    told = ", ".join(one for one in (entry.what, entry.who, entry.words) if one)
    sheet.set_font("Helvetica", "", 8)
    sheet.set_text_color(*INK)
    # Kept together: a moment never stands alone at the foot of a sheet.
    if sheet.get_y() + 9 > sheet.page_break_trigger:
        sheet.add_page()
    sheet.cell(38, 4.2, plain(tables.moment(entry.at) or ""))
    sheet.multi_cell(WIDE - 38, 4.2, plain(told), new_x="LMARGIN", new_y="NEXT", align="L")

"""The anev report on paper: headline figures, the trend, the map, categories by hour and the units."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_datetime, gettext
from fpdf import FPDF
from fpdf.fonts import FontFace

from models.anev.report import Report
from models.clock import utcnow
from web.anev import charts as anev_charts
from web.anev import tables as anev_tables
from web.anev.tables import Table, shown

WIDE = 186.0  # millimetres between the margins of an A4 sheet
INK, QUIET, LINE, ACCENT = (28, 32, 42), (96, 102, 116), (214, 218, 226), (30, 64, 140)
# From the palest to the best shade of the map, and where nothing was due.
SHADES = ((250, 226, 222), (252, 240, 214), (224, 232, 248), (220, 240, 226))
NOTHING = (244, 245, 248)


def drawn(report: Report) -> bytes:
    """The document as a file."""
    line = f"{report.unit.name} · {anev_tables.heading(report)}"
    paper = Paper(gettext("Analisis dan evaluasi"), line)
    paper.add_page()
    paper.headline(report)
    paper.trend(report)
    paper.tile_map(report)
    paper.categories(report)
    paper.heat(anev_tables.hours(report))
    paper.figures(anev_tables.units(report))
    paper.figures(anev_tables.places(report))
    paper.figures(anev_tables.missed(report))
    return bytes(paper.output())


class Paper(FPDF):
    """A4 sheets with their title, the unit and the period at the top of each."""

    def __init__(self, title: str, line: str) -> None:
        super().__init__(format="A4")
        self.title_words, self.title_line = title, line
        self.set_margins(12, 12, 12)
        self.set_auto_page_break(True, 16)
        self.set_title(plain(f"{title} {line}"))
        self.set_lang("id")

    def header(self) -> None:
        self.set_font("Helvetica", "B", 15)
        self.set_text_color(*INK)
        self.cell(WIDE, 8, plain(self.title_words), new_x="LMARGIN", new_y="NEXT")
        self.set_font("Helvetica", "", 10)
        self.set_text_color(*QUIET)
        self.cell(WIDE, 6, plain(self.title_line), new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("Helvetica", "", 8)
        self.set_text_color(*QUIET)
        made = gettext("Dibuat %(at)s", at=format_datetime(utcnow(), "medium"))
        self.cell(WIDE / 2, 5, plain(made))
        self.cell(WIDE / 2, 5, str(self.page_no()), align="R")

    def section(self, title: str, needed: float = 40) -> None:
        """A heading that does not stand alone at the foot of a sheet."""
        if self.get_y() + needed > self.page_break_trigger:
            self.add_page()
        self.ln(4)
        self.set_font("Helvetica", "B", 11)
        self.set_text_color(*INK)
        self.cell(WIDE, 7, plain(title), new_x="LMARGIN", new_y="NEXT")

    def headline(self, report: Report) -> None:
        lines = anev_tables.summary(report)
        rows = [[label, shown(now, kind), shown(before, kind)] for label, kind, now, before in lines]
        self.rows([gettext("Angka"), gettext("Kini"), gettext("Sebelumnya")], rows, (90, 48, 48))

    def trend(self, report: Report) -> None:
        table = anev_tables.trend(report)
        self.section(table.title, 60)
        bars, top = anev_charts.bars(report, [str(row[0]) for row in table.rows])
        scale, left, above = WIDE / anev_charts.WIDTH, self.l_margin, self.get_y()
        for bar in bars:
            for colour, y, height in (
                (LINE, bar.y, bar.height),
                (ACCENT, bar.inner_y, bar.inner_height),
            ):
                if height:
                    self.set_fill_color(*colour)
                    self.rect(left + bar.x * scale, above + y * scale, bar.width * scale, height * scale, "F")
            self.small(left + bar.x * scale, above + (anev_charts.HEIGHT - 6) * scale, bar.label)
        self.small(left, above + 3, shown(top, "count"))
        self.set_y(above + anev_charts.HEIGHT * scale)
        words = gettext("Abu-abu: diterima. Biru: di antaranya sudah dijawab.")
        self.small(left, self.get_y() + 3, words)
        self.ln(5)

    def tile_map(self, report: Report) -> None:
        tiles, width, height = anev_charts.tile_map(report)
        if not tiles:
            return
        scale = WIDE / width
        self.section(gettext("Tepat waktu per Polda"), height * scale + 14)
        above, side = self.get_y(), anev_charts.TILE * scale
        for tile in tiles:
            x, y = self.l_margin + tile.x * scale, above + tile.y * scale
            self.set_fill_color(*(NOTHING if tile.shade is None else SHADES[tile.shade]))
            self.rect(x, y, side, side, "F", round_corners=True, corner_radius=1)
            self.set_text_color(*INK)
            self.set_font("Helvetica", "", 6)
            self.set_xy(x, y + 1.5)
            self.cell(side, 3.5, plain(tile.label), align="C")
            self.set_font("Helvetica", "B", 7.5)
            self.set_xy(x, y + 5)
            self.cell(side, 4, plain(tile.share), align="C")
        self.set_xy(self.l_margin, above + height * scale + 2)

    def categories(self, report: Report) -> None:
        table = anev_tables.categories(report)
        if not table.rows:
            return
        self.section(table.title)
        most = report.categories[0][1]
        for (name, count, before), (_, number) in zip(table.rows, report.categories, strict=True):
            if self.get_y() + 5 > self.page_break_trigger:
                self.add_page()
            self.set_font("Helvetica", "", 8.5)
            self.set_text_color(*INK)
            self.cell(66, 5, plain(str(name)))
            self.set_fill_color(*ACCENT)
            self.rect(self.l_margin + 66, self.get_y() + 1.2, max(0.4, 100 * number / most), 2.6, "F")
            self.set_x(self.l_margin + 168)
            told = f"{shown(count, 'count')} ({shown(before, 'count')})"
            self.cell(18, 5, told, align="R", new_x="LMARGIN", new_y="NEXT")

    def heat(self, table: Table) -> None:
        """The hours of the day beside each other; a darker field holds more of its line."""
        if not table.rows:
            return
        self.section(table.title, 8 * len(table.rows))
        first, wide = 42.0, (WIDE - 42.0) / (len(table.columns) - 1)
        self.set_font("Helvetica", "", 6.5)
        for row in ([label for label, _ in table.columns], *table.rows):
            numbers = [value for value in row[1:] if isinstance(value, int)]
            self.set_text_color(*(INK if numbers else QUIET))
            self.cell(first, 5, plain(str(row[0])))
            for value in row[1:]:
                held = value if isinstance(value, int) else 0
                paler = 1 - 0.55 * held / max(numbers, default=1) if held else 1
                self.set_fill_color(*(round(255 - (255 - part) * (1 - paler)) for part in ACCENT))
                self.cell(wide, 5, plain(str(value)) if value else "", align="C", fill=True)
            self.ln(5)

    def figures(self, table: Table) -> None:
        if not table.rows:
            return
        self.section(table.title)
        kinds = [kind for _, kind in table.columns]
        rows = [[shown(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows]
        rest = (WIDE - 50) / (len(kinds) - 1)
        self.rows([label for label, _ in table.columns], rows, (50, *[rest] * (len(kinds) - 1)))

    def rows(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with its head repeated on each sheet."""
        self.set_font("Helvetica", "", 8)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        self.set_fill_color(255)
        align = ("LEFT", *["RIGHT"] * (len(head) - 1))
        face = FontFace(emphasis="BOLD", color=QUIET, size_pt=6.5)
        with self.table(
            width=WIDE,
            col_widths=tuple(widths),
            text_align=align,
            borders_layout="HORIZONTAL_LINES",
            headings_style=face,
            line_height=4.6,
        ) as lines:
            for row in (head, *rows):
                line = lines.row()
                for value in row:
                    line.cell(plain(value))

    def small(self, x: float, y: float, words: str) -> None:
        """Small print with its foot at this place."""
        self.set_font("Helvetica", "", 6.5)
        self.set_text_color(*QUIET)
        self.text(x, y, plain(words))


def plain(words: str) -> str:
    """The words in the signs that every PDF reader has a font for."""
    dashes = words.replace("–", "-").replace("…", "...").replace("\u202f", " ")
    return dashes.encode("latin-1", "replace").decode("latin-1")

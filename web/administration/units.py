"""The command tree as a list to search; it is changed by importing a file."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models import scope
from models.records import Unit
from models.tree import named_like
from web import frame
from web.administration import PAGE, neighbours, page_number, tabs
from web.panel import officer, reading, requires
from web.shapes import Cell, Column, Row
from web.times import ZONE_MARKS
from web.words import UNIT_KIND_WORDS

pages = Blueprint("admin_units", __name__, url_prefix="/pengaturan/satuan")


@pages.get("/")
@requires("settings")
def show() -> str:
    """One page of units, in the order of the tree."""
    q = request.args.get("q", "").strip()[:100]
    above = aliased(Unit)
    with reading() as session:
        within = [scope.path_range(Unit.path, officer().unit.path), *([named_like(q)] if q else [])]
        total = session.scalar(select(func.count(Unit.id)).where(*within)) or 0
        rows = session.execute(
            select(Unit, above.name)
            .outerjoin(above, above.id == Unit.parent_id)
            .where(*within)
            .order_by(Unit.path)
            .offset((page_number() - 1) * PAGE)
            .limit(PAGE)
        ).all()
        return frame.render_panel(
            session,
            "admin_list.html",
            "settings",
            title=gettext("Satuan"),
            note=gettext("diubah dengan berkas: tanggap import-units"),
            tabs=tabs("admin_units.show"),
            action=url_for("admin_units.show"),
            q=q,
            columns=_columns(),
            rows=[_row(unit, parent or "") for unit, parent in rows],
            pages=neighbours(len(rows), total, q or None),
        )


def _columns() -> list[Column]:
    labels = (
        gettext("Satuan"),
        gettext("Kode"),
        gettext("Jenis"),
        gettext("Di bawah"),
        gettext("Zona waktu"),
        gettext("Keadaan"),
    )
    return [Column(label) for label in labels]


def _row(unit: Unit, parent: str) -> Row:
    state = Cell(gettext("aktif"), tone="good") if unit.active else Cell(gettext("tidak aktif"), tone="quiet")
    if unit.sends_paused:
        state = Cell(gettext("pengiriman dihentikan"), tone="danger")
    if not unit.can_investigate:
        # Named first: words inside an f-string are invisible to the extraction of translations.
        limited = gettext("tanpa penyidikan")
        state = Cell(f"{state.text}, {limited}", tone=state.tone)
    return Row(
        (
            unit.name,
            Cell(unit.code, code=True),
            str(UNIT_KIND_WORDS[unit.kind]),
            parent,
            ZONE_MARKS.get(unit.timezone, unit.timezone),
            state,
        ),
        url_for("unit.show", unit=unit.code),
    )

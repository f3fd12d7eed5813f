"""Finding a unit by name or code, within one's own: for the switcher and for handing over."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from models import scope
from models.records import Unit
from models.tree import named_like
from web.frame import render_panel, unit_href
from web.panel import officer, reading, requires
from web.shapes import UnitNode

pages = Blueprint("units", __name__, url_prefix="/satuan-kerja")

MOST = 30


@pages.get("/cari")
def search() -> str:
    """Units of the officer's subtree whose name or code holds the words; a part of a page for htmx."""
    q = request.args.get("q", "").strip()
    with reading() as session:
        found = matching(session, q, scope.path_range(Unit.path, officer().unit.path))
        nodes = [UnitNode(one.name, unit_href(one)) for one in found]
        if request.headers.get("HX-Request"):
            return render_template("unit_matches.html", nodes=nodes, q=q)
        return render_panel(session, "unit_search.html", nodes=nodes, q=q)


def matching(session: Session, q: str, within: ColumnElement[bool]) -> list[Unit]:
    """Active units by part of their name or code, nearest to the top first."""
    found = select(Unit).where(within, Unit.active, named_like(q)).order_by(Unit.path).limit(MOST)
    return list(session.scalars(found))


@pages.get("/pilihan")
@requires("hand_over")
def choices() -> str:
    """Options for handing a case over: any unit, up, down or sideways; a part of a page for htmx."""
    with reading() as session:
        return render_template(
            "unit_options.html", units=matching(session, request.args.get("unit", "").strip(), true())
        )

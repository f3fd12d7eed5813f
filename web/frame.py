"""The frame around every page of the panel: saved views, units, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import scope
from models.records import Officer, Unit
from models.tree import ancestors
from web.panel import officer, panel
from web.shapes import Frame, SavedView, UnitNode
from web.words import ROLE_WORDS

_ = lazy_gettext


@dataclass(frozen=True)
class RailLine:
    """One line of the rail: shown to roles with the grant, once its page exists."""

    key: str
    label: LazyString
    icon: str
    endpoint: str
    grant: str


# The pages besides the inbox, in the order of the rail; the inbox's own views stand above them.
RAIL = (
    RailLine("approvals", _("Persetujuan"), "check", "approvals.show", "approve_second"),
    RailLine("viral_watch", _("Pantauan viral"), "viral", "viral.show", "see_viral"),
    RailLine("mentions", _("Semua sebutan"), "inbox", "mentions.show", "see_cases"),
    RailLine("unit", _("Satuan"), "unit", "unit.show", "see_unit"),
    RailLine("coverage", _("Cakupan akun"), "coverage", "coverage.show", "see_unit"),
    RailLine("audit", _("Audit"), "audit", "audit.show", "see_audit"),
    RailLine("dead_letters", _("Kiriman tak terbaca"), "alarm", "dead_letters.show", "settings"),
    RailLine("settings", _("Pengaturan"), "settings", "settings.show", "settings"),
)


def render_panel(
    session: Session, template: str, current: str = "", unit: Unit | None = None, **context: object
) -> str:
    """A page inside the frame. `current` is the key of its line in the rail, `unit` the one it is about."""
    return render_template(template, frame=build(session, current, unit), **context)


def build(session: Session, current: str = "", unit: Unit | None = None) -> Frame:
    """The frame as this officer sees it."""
    who = officer()
    chosen = unit or who.unit
    return Frame(
        officer=who.name,
        role=str(ROLE_WORDS[who.role]),
        unit=chosen.name,
        current=current,
        views=_rail(who, unit),
        unit_path=[UnitNode(one.name, unit_href(one)) for one in _line(session, who, chosen)],
        units_below=[UnitNode(one.name, unit_href(one)) for one in _below(session, chosen)],
        unit_search_href=url_for("units.search"),
        preferences_href=url_for("preferences.choose"),
        sign_out_href=url_for("sign_in.leave"),
        simulated=panel().settings.simulated_platforms,
    )


def chosen_unit(session: Session) -> Unit | None:
    """The unit named by `?unit=CODE`; None when the address names none, 404 outside the officer's own."""
    code = request.args.get("unit", "")
    if not code:
        return None
    unit = session.scalars(
        select(Unit).where(Unit.code == code, scope.path_range(Unit.path, officer().unit.path))
    ).one_or_none()
    return unit or abort(404)


def unit_href(unit: Unit) -> str:
    """This page for another unit; the inbox where the page takes none."""
    return url_for("inbox.show", unit=unit.code)


def _rail(who: Officer, unit: Unit | None) -> list[SavedView]:
    known = panel().view_functions
    code = unit.code if unit else None
    return [
        SavedView(line.key, str(line.label), url_for(line.endpoint, unit=code), line.icon)
        for line in RAIL
        if line.endpoint in known and scope.may(who, line.grant)
    ]


def _line(session: Session, who: Officer, chosen: Unit) -> list[Unit]:
    return [one for one in ancestors(session, chosen) if one.path.startswith(who.unit.path)]


def _below(session: Session, chosen: Unit) -> list[Unit]:
    children = select(Unit).where(Unit.parent_id == chosen.id, Unit.active).order_by(Unit.name)
    return list(session.scalars(children))

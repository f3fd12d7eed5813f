"""The frame around every page of the panel: saved views, units, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import LazyString, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import scope
from models.clock import utcnow
from models.records import Officer, Unit
from models.tree import ancestors
from web.listing import VIEWS
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
    topmost: bool = False  # only for officers of the topmost unit


# The pages besides the inbox, in the order of the rail; the inbox's own views stand above them.
RAIL = (
    RailLine("approvals", _("Persetujuan"), "check", "approvals.show", "approve_second"),
    RailLine("verifications", _("Verifikasi selesai"), "check", "verification.show", "verify_done"),
    RailLine("claims", _("Verifikasi berjenjang"), "checks", "claims.show", "see_breaches"),
    RailLine("viral_watch", _("Pantauan viral"), "viral", "viral.show", "see_viral"),
    RailLine("mentions", _("Semua sebutan"), "inbox", "mentions.show", "see_cases"),
    RailLine("unit", _("Satuan"), "unit", "unit.show", "see_unit"),
    RailLine("coverage", _("Cakupan akun"), "coverage", "coverage.show", "see_unit"),
    RailLine("anev", _("Anev"), "chart", "anev.show", "see_cases"),
    RailLine("roster", _("Piket"), "people", "roster.show", "roster"),
    RailLine("switches", _("Saklar kirim"), "lock", "switches.show", "kill_switch"),
    RailLine("audit", _("Audit"), "audit", "audit.show", "see_audit"),
    RailLine("data_requests", _("Permintaan data"), "people", "audit.requests", "data_requests"),
    RailLine("dead_letters", _("Kiriman tak terbaca"), "alarm", "dead_letters.show", "settings"),
    RailLine("model", _("Model"), "shield", "model.show", "models", topmost=True),
    RailLine("settings", _("Pengaturan"), "settings", "settings.show", "settings"),
)


def render_panel(
    session: Session,
    template: str,
    current: str = "",
    unit: Unit | None = None,
    events_href: str = "",
    **context: object,
) -> str:
    """A page inside the frame.

    `current` is the key of its line in the rail, `unit` the one it is about (None: the officer's
    own), `events_href` where its live updates come from.
    """
    return render_template(template, frame=build(session, current, unit, events_href), **context)


def build(session: Session, current: str = "", unit: Unit | None = None, events_href: str = "") -> Frame:
    """The frame as this officer sees it."""
    who = officer()
    chosen = unit or who.unit
    return Frame(
        officer=who.name,
        role=str(ROLE_WORDS[who.role]),
        unit=chosen.name,
        current=current,
        views=_rail(session, who, unit),
        unit_path=[UnitNode(one.name, unit_href(one)) for one in line(session, who, chosen)],
        units_below=[UnitNode(one.name, unit_href(one)) for one in below(session, chosen)],
        unit_search_href=url_for("units.search"),
        preferences_href=url_for("preferences.choose"),
        sign_out_href=url_for("sign_in.leave"),
        events_href=events_href,
        simulated=panel().settings.simulated_platforms,
    )


def unit_href(unit: Unit) -> str:
    """This page for another unit; the inbox where the page takes none."""
    return url_for("inbox.show", unit=unit.code)


def _rail(session: Session, who: Officer, unit: Unit | None) -> list[SavedView]:
    known = panel().view_functions
    code = unit.code if unit else None
    pages = [
        SavedView(line.key, str(line.label), url_for(line.endpoint, unit=code), line.icon)
        for line in RAIL
        if line.endpoint in known
        and scope.may(who, line.grant)
        and not (line.topmost and who.unit.parent_id is not None)
    ]
    return [*_saved_views(session, who, unit), *pages]


def _saved_views(session: Session, who: Officer, unit: Unit | None) -> list[SavedView]:
    if not scope.may(who, "see_cases"):
        return []
    counts = panel().counts.of(session, who, unit, utcnow())
    return [
        SavedView(
            view.key,
            str(view.label),
            url_for("inbox.show", view=view.key, unit=unit.code if unit else None),
            view.icon,
            counts.get(view.key),
            view.urgent,
            view.phone,
        )
        for view in VIEWS
    ]


def line(session: Session, who: Officer, chosen: Unit) -> list[Unit]:
    """The units from the officer's own down to the chosen one."""
    return [one for one in ancestors(session, chosen) if one.path.startswith(who.unit.path)]


def below(session: Session, chosen: Unit) -> list[Unit]:
    """The units one step below, by name."""
    children = select(Unit).where(Unit.parent_id == chosen.id, Unit.active).order_by(Unit.name)
    return list(session.scalars(children))

"""The pages of the system administrator: units, accounts, officers, standard texts, clocks. No case content."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import scope
from web.panel import officer
from web.shapes import Pages

pages = Blueprint("settings", __name__, url_prefix="/pengaturan")

PAGE = 50


@pages.get("/")
def show() -> Response:
    """Leads to the first page this officer may open."""
    first = "admin_units.show" if scope.may(officer(), "settings") else "admin_templates.show"
    return redirect(url_for(first))


def tabs(current: str) -> list[dict[str, object]]:
    """The row of links above each page; a second person sees only what takes one."""
    named = [
        ("admin_units.show", gettext("Satuan"), "settings"),
        ("admin_accounts.show", gettext("Akun"), "settings"),
        ("admin_officers.show", gettext("Petugas"), "settings"),
        ("admin_templates.show", gettext("Balasan baku"), ""),
        ("admin_shadow.show", gettext("Mode bayangan"), ""),
        ("admin_addresses.show", gettext("Jalur peringatan"), "settings"),
        ("admin_clocks.show", gettext("Batas waktu dan hari libur"), "settings"),
    ]
    return [
        {"href": url_for(endpoint), "label": label, "count": None, "current": endpoint == current}
        for endpoint, label, grant in named
        if not grant or scope.may(officer(), grant)
    ]


def page_number() -> int:
    """The page the address asks for, from 1."""
    return max(1, request.args.get("page", 1, type=int))


def neighbours(shown: int, total: int, q: str | None) -> Pages:
    """Links to the pages before and after this one, with the same search."""
    number, endpoint = page_number(), str(request.endpoint)

    def href(page: int) -> str:
        return url_for(endpoint, page=page, q=q)

    start = (number - 1) * PAGE
    return Pages(
        start + 1 if shown else 0,
        start + shown,
        total,
        href(number - 1) if number > 1 else "",
        href(number + 1) if start + shown < total else "",
    )

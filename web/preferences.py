"""Language, theme and time zone: one small form in the rail, kept with the officer."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, session
from werkzeug.wrappers import Response

from models.records import Officer
from web.languages import LOCALES, THEMES, TIMEZONES
from web.panel import officer, writing

pages = Blueprint("preferences", __name__)


@pages.post("/pilihan")
def choose() -> Response:
    """Takes one choice and goes back to where the officer was."""
    locale, zone, theme = (request.form.get(name) for name in ("locale", "timezone", "theme"))
    if theme is not None:
        if theme not in THEMES:
            abort(400)
        session["theme"] = theme
    if locale is not None or zone is not None:
        if locale not in (None, *LOCALES) or zone not in (None, *TIMEZONES):
            abort(400)
        with writing() as database:
            row = database.get_one(Officer, officer().id)
            row.locale, row.timezone = locale or row.locale, zone or row.timezone
    return redirect(safe_path(request.form.get("next", "")))


def safe_path(target: str) -> str:
    """`target` when it is a path of this site, else the front page: nobody is sent elsewhere."""
    parts = urlsplit(target)
    inside = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    )
    return target if inside and "\\" not in target else "/"

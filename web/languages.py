"""Language, time zone and theme of the reader: the officer's own, else the installation's."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask_babel import Babel, get_locale

from models.settings import Settings

LOCALES = ("id", "en")
THEMES = ("auto", "light", "dark", "contrast")
TIMEZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def register(app: Flask, settings: Settings) -> None:
    """Sets up translations and gives `locale` and `theme` to every template."""

    def locale() -> str:
        if g.get("officer") is not None:
            return str(g.officer.locale)
        asked = request.args.get("lang")
        # Citizens keep no session: on their pages the address carries the language.
        return asked if asked in LOCALES else settings.default_locale

    def timezone() -> str:
        if g.get("officer") is not None:
            return str(g.officer.timezone)
        # A citizen reads the times of the unit that has the case (`tracking`).
        return str(g.get("timezone", settings.default_timezone))

    def reader() -> dict[str, str]:
        return {
            "locale": str(get_locale()),
            "theme": session.get("theme", "auto") if g.get("officer") else "auto",
        }

    app.config["BABEL_DEFAULT_LOCALE"] = settings.default_locale
    Babel(app, locale_selector=locale, timezone_selector=timezone)
    app.context_processor(reader)

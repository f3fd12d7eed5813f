"""Times in words: "3 j 20 m", "12 m lalu", "10.42 WIB". All moments are aware UTC until they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask_babel import format_datetime, get_timezone, gettext

ZONE_MARKS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


def zone_mark() -> str:
    """WIB, WITA or WIT for the reader's time zone; its own name for any other."""
    name = str(get_timezone())
    return ZONE_MARKS.get(name, name)


def span(seconds: float) -> str:
    """A length of time in its two largest parts: "2 hr 4 j", "3 j 20 m", "3 j", "18 dtk"."""
    whole = int(abs(seconds))
    parts = [
        (whole // 86400, gettext("hr")),
        (whole // 3600 % 24, gettext("j")),
        (whole // 60 % 60, gettext("m")),
    ]
    while len(parts) > 1 and parts[0][0] == 0:
        parts.pop(0)
    if parts[0][0] == 0:
        return " ".join((str(whole), gettext("dtk")))
    return " ".join(f"{count} {unit}" for count, unit in parts[:2] if count)


def left(seconds: float) -> str:
    """Time until a deadline, "sisa 3 j 20 m", or since it passed, "lewat 2 j 5 m"."""
    if seconds < 0:
        return str(gettext("lewat %(span)s", span=span(seconds)))
    return str(gettext("sisa %(span)s", span=span(seconds)))


def ago(at: datetime) -> str:
    """How long ago a moment was, from now: "baru saja", "12 m lalu", "dalam 2 j 0 m"."""
    seconds = (datetime.now(UTC) - at).total_seconds()
    if abs(seconds) < 45:
        return str(gettext("baru saja"))
    if seconds < 0:
        return str(gettext("dalam %(span)s", span=span(seconds)))
    return str(gettext("%(span)s lalu", span=span(seconds)))


def clock_time(at: datetime) -> str:
    """The time of day alone, "10.42 WIB"."""
    return f"{format_datetime(at, 'HH.mm')} {zone_mark()}"


def hour(at: datetime) -> str:
    """The time of day, "10.42 WIB"; with the date when it is not today."""
    moment = clock_time(at)
    today = format_datetime(datetime.now(UTC), "yyyyMMdd")
    if format_datetime(at, "yyyyMMdd") == today:
        return moment
    return f"{format_datetime(at, 'd MMM')} {moment}"


def day(at: datetime) -> str:
    """A date, "22 November 2026"."""
    return str(format_datetime(at, "d MMMM y"))


def exact(at: datetime) -> str:
    """The exact moment for a hover: "Minggu, 22 November 2026 20.27.31 WIB"."""
    return f"{format_datetime(at, 'EEEE, d MMMM y HH.mm.ss')} {zone_mark()}"


def register(app: Flask) -> None:
    """Makes the functions known to the templates."""
    app.jinja_env.globals.update(
        zone_mark=zone_mark,
        span=span,
        left=left,
        ago=ago,
        clock_time=clock_time,
        hour=hour,
        day=day,
        exact=exact,
    )

"""The public page of a unit: how much came, how fast it was answered. No sign-in, no texts, kept by caches."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, render_template
from flask_babel import format_date, format_decimal, gettext

from models.anev import public as anev_public
from models.anev.public import SMALLEST, Month
from models.clock import utcnow
from web.panel import reading
from web.times import span

pages = Blueprint("transparency", __name__, url_prefix="/transparansi")

KEPT_SECONDS = 3600


@pages.get("/<unit>")
def show(unit: str) -> Response:
    """The months of one unit with all below it; 404 for a code that answers no public."""
    with reading() as session:
        found = anev_public.find(session, unit)
        if found is None:
            abort(404)
        today = utcnow().astimezone(ZoneInfo(found.timezone)).date()
        months = anev_public.months(session, found, today)
    page = render_template(
        "transparency.html", unit=found, rows=[_row(month) for month in months], smallest=SMALLEST
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer


def _row(month: Month) -> list[str]:
    return [
        format_date(month.first, "MMMM yyyy"),
        format_decimal(month.came) if month.came is not None else gettext("kurang dari %(n)d", n=SMALLEST),
        _share(month.in_time),
        span(month.median) if month.median is not None else "–",
        _share(month.followed),
    ]


def _share(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)} %"

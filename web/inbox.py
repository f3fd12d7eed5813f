"""The inbox: saved views over the cases an officer may see, what matters now at the top."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import on_call, scope
from models.clock import utcnow
from models.records import Unit
from models.vocabulary import Category, Channel
from web import live, load, roster
from web.frame import RAIL, render_panel
from web.listing import Listing, asked_for
from web.panel import officer, panel, reading
from web.rows import page
from web.shapes import Choice, Filter
from web.words import CATEGORY_WORDS, CHANNEL_WORDS

pages = Blueprint("inbox", __name__)


@pages.get("/")
def show() -> str | Response:
    """One page of a saved view; officers without cases go to the first page they have."""
    who = officer()
    if not scope.may(who, "see_cases"):
        return _elsewhere()
    now = utcnow()
    with reading() as session:
        listing = asked_for(session)
        newest = live.newest_event(session)
        found = page(session, listing, who, request.args.get("first", 1, type=int))
        return render_panel(
            session,
            "inbox.html",
            listing.view.key,
            listing.unit,
            live.href(listing, found.last, newest),
            listing=listing,
            rows=found.rows,
            pages=found.pages,
            filters=filters(listing),
            handed_over=roster.handed_over(session, who, now) if on_call.stands(session, who, now) else None,
            overloaded_at=load.overloaded(session, listing.unit or session.get_one(Unit, who.unit_id)),
        )


def filters(listing: Listing) -> list[Filter]:
    """The drop-downs above the list."""
    return [
        Filter(
            "channel",
            gettext("Kanal"),
            [Choice(one, str(CHANNEL_WORDS[one])) for one in Channel],
            listing.channel or "",
        ),
        Filter(
            "category",
            gettext("Kategori"),
            [Choice(one, str(CATEGORY_WORDS[one])) for one in Category],
            listing.category or "",
        ),
        Filter(
            "assignee",
            gettext("Siapa"),
            [Choice("me", gettext("saya")), Choice("none", gettext("belum diambil"))],
            listing.assignee,
        ),
    ]


def _elsewhere() -> Response:
    known = panel().view_functions
    first = next(line for line in RAIL if line.endpoint in known and scope.may(officer(), line.grant))
    return redirect(url_for(first.endpoint))

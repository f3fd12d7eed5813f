"""The viral watch: what is about to spread, how sure we are, and how long is left; also for the wall."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from models import scope
from models.clock import utcnow
from models.records import Case, Unit
from models.vocabulary import Category, Channel
from web import frame
from web.charts import Fan, fan
from web.panel import chosen_unit, officer, reading, requires
from web.shapes import Choice, Filter, ViralCard
from web.viral_cards import cards
from web.words import CATEGORY_WORDS, CHANNEL_WORDS

pages = Blueprint("viral", __name__, url_prefix="/viral")

ON_THE_WALL = 8
EVERY_SECONDS = 10


@pages.get("/")
@requires("see_viral")
def show() -> str:
    """Every rising incident of the officer's units, most dangerous first."""
    with reading() as session:
        unit = chosen_unit(session)
        found = _asked(session, unit)
        return frame.render_panel(
            session,
            "viral_watch.html",
            "viral_watch",
            unit,
            pairs=_with_charts(found),
            filters=_filters(),
            asked={name: value for name, value in request.args.items() if value},
            here=request.full_path,
            every=EVERY_SECONDS,
        )


@pages.get("/dinding")
@requires("see_viral")
def wall() -> str:
    """The same for a screen on the wall: the most dangerous few, large, renewing itself."""
    with reading() as session:
        unit = chosen_unit(session)
        found = _asked(session, unit)
        built = frame.build(session, "viral_watch", unit)
    return render_template(
        "viral_wall.html",
        frame=built,
        pairs=_with_charts(found[:ON_THE_WALL]),
        more=max(0, len(found) - ON_THE_WALL),
        here=request.full_path,
        every=EVERY_SECONDS,
    )


def _asked(session: Session, unit: Unit | None) -> list[ViralCard]:
    conditions: list[ColumnElement[bool]] = [scope.case_visible(officer())]
    if unit is not None:
        conditions.append(Case.unit_id.in_(scope.subtree_ids(unit.path)))
    try:
        if channel := request.args.get("channel"):
            conditions.append(Case.channel == Channel(channel))
        if category := request.args.get("category"):
            conditions.append(Case.category == Category(category))
    except ValueError:
        abort(400)
    if q := request.args.get("q", "").strip()[:100]:
        conditions.append(Case.subject.icontains(q, autoescape=True) | (Case.code == q.upper()))
    return cards(session, conditions, officer(), utcnow())


def _with_charts(found: Sequence[ViralCard]) -> list[tuple[ViralCard, Fan]]:
    return [(card, fan(card.readings, card.outlook, card.answered_minute)) for card in found]


def _filters() -> list[Filter]:
    return [
        Filter(
            "channel",
            gettext("Kanal"),
            [Choice(channel, str(word)) for channel, word in CHANNEL_WORDS.items()],
            request.args.get("channel", ""),
        ),
        Filter(
            "category",
            gettext("Kategori"),
            [Choice(category, str(word)) for category, word in CATEGORY_WORDS.items()],
            request.args.get("category", ""),
        ),
    ]

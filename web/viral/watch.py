"""The viral watch: what is about to spread, how sure we are, and how long is left; also for the wall."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.records import Case
from web import frame
from web.charts import Fan, fan
from web.panel import officer, reading, requires
from web.shapes import ViralCard
from web.viral.cards import cards
from web.viral.filters import Narrowed, filters, narrowed

pages = Blueprint("viral", __name__, url_prefix="/viral")

ON_THE_WALL = 8
EVERY_SECONDS = 10
PAST_SHOWN = 8


@pages.get("/")
@requires("see_viral")
def show() -> str:
    """Every rising incident of the officer's units, most dangerous first."""
    with reading() as session:
        asked = narrowed(session)
        return frame.render_panel(
            session,
            "viral_watch.html",
            "viral_watch",
            asked.unit,
            pairs=_with_charts(_found(session, asked)),
            filters=filters(session, asked),
            asked=asked,
            past=_past(session, asked),
            here=request.full_path,
            every=EVERY_SECONDS,
        )


@pages.get("/dinding")
@requires("see_viral")
def wall() -> str:
    """The same for a screen on the wall: the most dangerous few, large, renewing itself."""
    with reading() as session:
        asked = narrowed(session)
        found = _found(session, asked)
        built = frame.build(session, "viral_watch", asked.unit)
        words = asked.words
    return render_template(
        "viral_wall.html",
        frame=built,
        pairs=_with_charts(found[:ON_THE_WALL]),
        more=max(0, len(found) - ON_THE_WALL),
        words=words,
        here=request.full_path,
        every=EVERY_SECONDS,
    )


def _found(session: Session, asked: Narrowed) -> list[ViralCard]:
    return cards(session, asked.conditions(), officer(), utcnow())


def _past(session: Session, asked: Narrowed) -> Sequence[Case]:
    """The cases closed last of those that had begun to spread, for their replay."""
    return session.scalars(
        select(Case)
        .where(Case.closed_at.is_not(None), Case.viral_band >= 1, *asked.conditions())
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(PAST_SHOWN)
    ).all()


def _with_charts(found: Sequence[ViralCard]) -> list[tuple[ViralCard, Fan]]:
    return [(card, fan(card.readings, card.outlook, card.answered_minute)) for card in found]

"""Analysis and evaluation: how many came in, how many were answered, and how fast, unit by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import scope
from models.clock import utcnow
from models.records import Case, Officer, Unit
from web import frame
from web.panel import chosen_unit, officer, reading, requires
from web.shapes import Cell, Column, Row
from web.times import span

pages = Blueprint("anev", __name__, url_prefix="/anev")

DAYS = (7, 30)
# The newest cases of the stretch; beyond that the page says that it shows a part.
MOST_CASES = 50_000


@dataclass(frozen=True)
class Answering:
    """How one unit, with all below it, answered in a stretch of days. Times are seconds."""

    came: int
    answered: int
    in_time: int
    late_open: int
    first_answers: Sequence[float]

    @property
    def in_time_share(self) -> float | None:
        """Answered in time, of all that were answered or should have been: open and overdue counts against."""
        due = self.answered + self.late_open
        return self.in_time / due if due else None

    @property
    def middle(self) -> float | None:
        return median(self.first_answers) if self.first_answers else None

    @property
    def slowest_tenth(self) -> float | None:
        ordered = sorted(self.first_answers)
        return ordered[ceil(0.9 * len(ordered)) - 1] if ordered else None


@pages.get("/")
@requires("see_cases")
def show() -> str:
    """The table of one unit and the units directly below it."""
    days = request.args.get("days", 7, type=int)
    if days not in DAYS:
        abort(400)
    now, who = utcnow(), officer()
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        found, partly = answering(session, who, unit, now - timedelta(days=days), now)
        return frame.render_panel(
            session,
            "anev.html",
            "anev",
            unit,
            chosen=unit,
            league_href=url_for("league.show", unit=unit.code) if scope.may(who, "see_league") else "",
            tabs=_tabs(unit, days),
            columns=_columns(),
            rows=[_row(one, unit, numbers) for one, numbers in found],
            partly=partly,
        )


def answering(
    session: Session, who: Officer, unit: Unit, since: datetime, now: datetime
) -> tuple[list[tuple[Unit, Answering]], bool]:
    """The unit as a whole, then itself and each unit below with its own; and whether cases were left out."""
    below = list(
        session.scalars(select(Unit).where(Unit.parent_id == unit.id, Unit.active).order_by(Unit.name))
    )
    rows = session.execute(
        select(Unit.path, Case.first_mention_at, Case.first_answered_at, Case.due_at, Case.closed_at)
        .join(Unit, Unit.id == Case.unit_id)
        .where(
            scope.case_visible(who),
            Case.unit_id.in_(scope.subtree_ids(unit.path)),
            Case.first_mention_at >= since,
        )
        .order_by(Case.id.desc())
        .limit(MOST_CASES)
    ).all()
    depth = unit.path.count("/")
    groups: dict[str, list[Sequence[datetime | None]]] = defaultdict(list)
    for path, *moments in rows:
        groups["/".join(path.split("/")[: depth + 1]) + "/" if path != unit.path else path].append(moments)
    whole = [moments for group in groups.values() for moments in group]
    found = [(unit, _measure(whole, now))]
    if below:
        found += [(one, _measure(groups[one.path], now)) for one in below]
    return found, len(rows) == MOST_CASES


def _measure(rows: Sequence[Sequence[datetime | None]], now: datetime) -> Answering:
    answered = [(first, answer, due) for first, answer, due, _ in rows if first and answer and due]
    return Answering(
        came=len(rows),
        answered=len(answered),
        in_time=sum(answer <= due for _, answer, due in answered),
        late_open=sum(
            answer is None and closed is None and due < now for _, answer, due, closed in rows if due
        ),
        first_answers=[max(0.0, (answer - first).total_seconds()) for first, answer, _ in answered],
    )


def _tabs(unit: Unit, chosen: int) -> list[dict[str, object]]:
    return [
        {
            "href": url_for("anev.show", unit=unit.code, days=days),
            "label": gettext("%(n)d hari", n=days),
            "count": None,
            "current": days == chosen,
        }
        for days in DAYS
    ]


def _columns() -> list[Column]:
    labels = (
        gettext("Diterima"),
        gettext("Dijawab"),
        gettext("Tepat waktu"),
        gettext("Jawaban pertama, median"),
        gettext("Sepersepuluh terlama"),
        gettext("Terbuka lewat batas"),
    )
    return [Column(gettext("Satuan")), *(Column(label, number=True) for label in labels)]


def _row(one: Unit, top: Unit, numbers: Answering) -> Row:
    share = numbers.in_time_share
    name = gettext("%(unit)s seluruhnya", unit=one.name) if one.id == top.id else one.name
    return Row(
        (
            name,
            format_decimal(numbers.came),
            format_decimal(numbers.answered),
            Cell("–", tone="quiet") if share is None else f"{round(100 * share)} %",
            _time(numbers.middle),
            _time(numbers.slowest_tenth),
            Cell(format_decimal(numbers.late_open), tone="danger" if numbers.late_open else "quiet"),
        ),
        url_for("unit.show", unit=one.code),
    )


def _time(seconds: float | None) -> str | Cell:
    return Cell("–", tone="quiet") if seconds is None else span(seconds)

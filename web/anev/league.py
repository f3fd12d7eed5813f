"""The league: how each unit stands among its peers, with its sample, its grade and how that came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from models.anev import league as anev_league
from models.anev import score as anev_score
from models.anev.league import Standing
from models.anev.score import FROM, WEIGHTS, Grade
from models.clock import utcnow
from models.records import Unit
from models.vocabulary import UnitKind
from web import frame
from web.anev.words import GRADE_WORDS, PART_WORDS
from web.panel import chosen_unit, officer, reading, requires
from web.shapes import Cell, Choice, Column, Filter, Pages, Row
from web.times import span
from web.words import UNIT_KIND_WORDS

pages = Blueprint("league", __name__, url_prefix="/anev/liga")

PAGE = 50
DAYS = (7, 30, 90)
GRADED_DAYS = 30
KINDS = (UnitKind.POLDA, UnitKind.POLRES, UnitKind.POLSEK)
BELOW = {UnitKind.MABES: UnitKind.POLDA, UnitKind.POLDA: UnitKind.POLRES}


@dataclass(frozen=True)
class Step:
    """One step of the five-grade scale, and how many of the units below stand on it."""

    grade: str
    lowest: int
    count: int


@dataclass(frozen=True)
class Scale:
    """How a unit and those directly below it stand on the scale; `own` None where it has no grade."""

    own: Standing | None
    grade: str
    tone: str
    steps: list[Step]
    ungraded: int  # units below with too few cases
    days: int = GRADED_DAYS

    @property
    def most(self) -> int:
        return max([step.count for step in self.steps] + [self.ungraded, 1])


@pages.get("/")
@requires("see_league")
def show() -> str:
    """One page of the units of one kind within the chosen unit, best first."""
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
        days, kind = _days(), _kind(unit)
        q = request.args.get("q", "").strip()[:100]
        page = max(1, request.args.get("page", 1, type=int))
        lines = [one for one in within(session, unit, days) if one.unit.kind is kind and _named(one, q)]
        shown = lines[(page - 1) * PAGE : page * PAGE]
        return frame.render_panel(
            session,
            "league.html",
            "anev",
            unit,
            chosen=unit,
            filters=_filters(kind, days),
            q=q,
            hidden={"unit": unit.code},
            columns=_columns(),
            rows=[_row(one) for one in shown],
            pages=_pages(len(lines), page, unit=unit.code, kind=kind, days=days, q=q or None),
            enough=anev_score.ENOUGH,
            days=days,
            weights=[(PART_WORDS[part], round(100 * weight)) for part, weight in WEIGHTS.items()],
            grades=[(GRADE_WORDS[grade], lowest) for grade, lowest in FROM.items()],
        )


def within(session: Session, unit: Unit, days: int) -> list[Standing]:
    """The standings of the unit's subtree; ranks are those among all units of the kind."""
    return [one for one in anev_league.league(session, utcnow(), days) if one.unit.path.startswith(unit.path)]


def scale(session: Session, unit: Unit) -> Scale:
    """The grades of the last `GRADED_DAYS` days, as the league has them."""
    found = within(session, unit, GRADED_DAYS)
    own = next((one for one in found if one.unit.id == unit.id and one.grade), None)
    below = [one.grade for one in found if one.unit.parent_id == unit.id]
    cell = _grade_cell(own.grade if own else None)
    return Scale(
        own,
        cell.text,
        cell.tone,
        [Step(str(GRADE_WORDS[grade]), lowest, below.count(grade)) for grade, lowest in FROM.items()],
        below.count(None),
    )


def _days() -> int:
    days = request.args.get("days") or "30"
    if days not in map(str, DAYS):
        abort(400)
    return int(days)


def _kind(unit: Unit) -> UnitKind:
    asked = request.args.get("kind")
    if not asked:
        return BELOW.get(unit.kind, UnitKind.POLSEK)
    if asked not in KINDS:
        abort(400)
    return UnitKind(asked)


def _named(one: Standing, q: str) -> bool:
    return q.lower() in f"{one.unit.name} {one.unit.code}".lower()


def _filters(kind: UnitKind, days: int) -> list[Filter]:
    kinds = [Choice(one, str(UNIT_KIND_WORDS[one])) for one in KINDS]
    spans = [Choice(str(one), gettext("%(n)d hari", n=one)) for one in DAYS]
    return [
        Filter("kind", gettext("Jenis satuan"), kinds, kind),
        Filter("days", gettext("Jangka waktu"), spans, str(days)),
    ]


def _columns() -> list[Column]:
    counts = (
        gettext("Nilai"),
        gettext("Diterima"),
        gettext("Tepat waktu"),
        gettext("Jawaban pertama, median"),
        gettext("Terbuka lewat batas"),
        gettext("Ditindaklanjuti"),
        gettext("Kanal"),
    )
    return [
        Column(gettext("Satuan")),
        Column(gettext("Peringkat")),
        Column(gettext("Predikat")),
        *(Column(label, number=True) for label in counts),
    ]


def _row(one: Standing) -> Row:
    tally, shares = one.tally, one.tally.shares()
    rank = gettext("%(n)d dari %(all)d", n=one.rank, all=one.peers) if one.rank else ""
    return Row(
        (
            one.unit.name,
            rank or Cell("–", tone="quiet"),
            _grade_cell(one.grade),
            format_decimal(round(one.score, 1)) if one.grade else Cell("–", tone="quiet"),
            format_decimal(tally.came),
            _share_cell(*shares["in_time"]),
            Cell("–", tone="quiet") if tally.median is None else span(tally.median),
            Cell(format_decimal(tally.overdue), tone="danger" if tally.overdue else "quiet"),
            _share_cell(*shares["followed"]),
            f"{tally.channels}/{tally.channels_due}",
        ),
        url_for("anev.show", unit=one.unit.code, period="month"),
    )


def _grade_cell(grade: Grade | None) -> Cell:
    if grade is None:
        return Cell(gettext("belum cukup data"), tone="quiet")
    if grade is Grade.POOR:
        return Cell(str(GRADE_WORDS[grade]), tone="danger")
    return Cell(str(GRADE_WORDS[grade]), tone="good" if grade is Grade.OUTSTANDING else "")


def _share_cell(share: float, cases: int) -> str | Cell:
    """A share with the sample it rests on."""
    if not cases:
        return Cell("–", tone="quiet")
    return str(gettext("%(share)d %% dari %(n)s", share=round(100 * share), n=format_decimal(cases)))


def _pages(total: int, page: int, **asked: Any) -> Pages:
    first = (page - 1) * PAGE
    last = min(total, first + PAGE)
    return Pages(
        first=first + 1 if total else 0,
        last=last,
        total=total,
        newer_href=url_for("league.show", page=page - 1, **asked) if page > 1 else "",
        older_href=url_for("league.show", page=page + 1, **asked) if last < total else "",
    )

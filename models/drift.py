"""Whether the model still meets the messages it was made for: its judgements week by week.

Everything is counted by the database, one week at a time; no judgement is loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from math import sqrt
from statistics import mean, pstdev
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.records import Assessment, Correction
from models.vocabulary import Category, Verdict

WEEKS = 12
# The band of a week: so many weeks before it, at least so many, so many deviations wide.
WEEKS_OF_A_BAND, FEWEST_WEEKS, DEVIATIONS, NARROWEST = 8, 4, 3.0, 0.02
# A week of fewer says nothing; a correction is rarer than a judgement.
FEWEST_JUDGED, FEWEST_CORRECTED = 50, 20

CONFIDENCE, OUT_OF_CORPUS, AGREED, CATEGORY_AGREED = (
    "confidence",
    "out_of_corpus",
    "agreed",
    "category_agreed",
)


@dataclass(frozen=True)
class Point:
    """One figure of one week, in 0 to 1, None when too few messages show it; `low` and `high` are its band."""

    week: datetime
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def outside(self) -> bool:
        """Whether the week leaves the band of the weeks before it."""
        if self.value is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.value <= self.high


@dataclass(frozen=True)
class Series:
    """One figure over the weeks, oldest first. `name` is one of the words above, a verdict or a category."""

    name: str
    points: Sequence[Point]


@dataclass
class _Week:
    start: datetime
    judged: int = 0
    confidence: float = 0.0
    strange: int = 0
    corrected: int = 0
    agreed: int = 0
    complaints: int = 0
    categories_agreed: int = 0


def weeks(session: Session, now: datetime, timezone: str) -> list[Series]:
    """The figures of the last twelve weeks, the running one included; weeks begin on Monday in `timezone`."""
    found = []
    counts: list[dict[str, int]] = []
    for start, end in _spans(now, timezone):
        week, classes = _judged(session, start, end)
        _compare(session, week, end)
        found.append(week)
        counts.append(classes)
    series = [
        _series(CONFIDENCE, found, lambda w: w.confidence, lambda w: w.judged, FEWEST_JUDGED),
        _series(OUT_OF_CORPUS, found, lambda w: w.strange, lambda w: w.judged, FEWEST_JUDGED),
        _series(AGREED, found, lambda w: w.agreed, lambda w: w.corrected, FEWEST_CORRECTED),
        _series(
            CATEGORY_AGREED, found, lambda w: w.categories_agreed, lambda w: w.complaints, FEWEST_CORRECTED
        ),
    ]
    seen = {name for classes in counts for name in classes}
    for name in [*Verdict, *(one for one in Category if one is not Category.NONE and one in seen)]:
        by_start = {week.start: classes[name] for week, classes in zip(found, counts, strict=True)}
        series.append(
            _series(name.value, found, partial(_of_week, by_start), lambda w: w.judged, FEWEST_JUDGED)
        )
    return series


def _spans(now: datetime, timezone: str) -> list[tuple[datetime, datetime]]:
    here = now.astimezone(ZoneInfo(timezone))
    monday = here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=here.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [(one.astimezone(UTC), (one + timedelta(weeks=1)).astimezone(UTC)) for one in starts]


def _judged(session: Session, start: datetime, end: datetime) -> tuple[_Week, dict[str, int]]:
    """The judgements of one week, counted by verdict and category."""
    sure = case((Assessment.p_actionable >= 0.5, Assessment.p_actionable), else_=1 - Assessment.p_actionable)
    rows = session.execute(
        select(
            Assessment.verdict,
            Assessment.category,
            func.count(),
            func.sum(sure),
            func.sum(_one_where(Assessment.out_of_distribution)),
        )
        .where(Assessment.created_at >= start, Assessment.created_at < end)
        .group_by(Assessment.verdict, Assessment.category)
    )
    week, classes = _Week(start), defaultdict[str, int](int)
    for verdict, category, count, confidence, strange in rows:
        week.judged += count
        week.confidence += confidence
        week.strange += strange
        classes[verdict] += count
        classes[category] += count
    return week, classes


def _compare(session: Session, week: _Week, end: datetime) -> None:
    """What the officers said in this week, beside what the model had said of the same messages."""
    newest = select(func.max(Assessment.id)).where(Assessment.mention_id == Correction.mention_id)
    said = Assessment.p_actionable >= 0.5
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(_one_where(said == Correction.actionable)), 0),
            func.coalesce(func.sum(_one_where(Correction.actionable)), 0),
            func.coalesce(
                func.sum(_one_where(and_(Correction.actionable, Correction.category == Assessment.category))),
                0,
            ),
        )
        .select_from(Correction)
        .join(Assessment, Assessment.id == newest.correlate(Correction).scalar_subquery())
        .where(Correction.created_at >= week.start, Correction.created_at < end)
    ).one()
    week.corrected, week.agreed, week.complaints, week.categories_agreed = (int(one) for one in row)


def _one_where(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _of_week(counts: Mapping[datetime, float], week: _Week) -> float:
    return counts[week.start]


def _series(
    name: str,
    found: Sequence[_Week],
    part: Callable[[_Week], float],
    of: Callable[[_Week], int],
    fewest: int,
) -> Series:
    points: list[Point] = []
    for week in found:
        n = of(week)
        value = part(week) / n if n >= fewest else None
        low, high = _band([one.value for one in points if one.value is not None], n)
        points.append(Point(week.start, n, value, low, high))
    return Series(name, points)


def _band(before: Sequence[float], n: int) -> tuple[float | None, float | None]:
    """Where a week of `n` messages is expected by the weeks before; None when they are too few.

    As wide as the weeks before differ, or as chance alone lets a share of so few messages differ.
    """
    recent = before[-WEEKS_OF_A_BAND:]
    if len(recent) < FEWEST_WEEKS or not n:
        return None, None
    middle = mean(recent)
    by_chance = sqrt(max(middle * (1 - middle), 0.0) / n)
    width = max(DEVIATIONS * pstdev(recent), DEVIATIONS * by_chance, NARROWEST)
    return max(0.0, middle - width), min(1.0, middle + width)

"""What a group of cases comes to, counted in one way for league, report and public page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, func, or_

from models.anev import score as anev_score
from models.anev.score import WAITS
from models.moments import SecondsBetween
from models.records import Case

# As `UnitDay` stores them.
MEASURES = ("came", "answered", "in_time", "followed", *(f"wait_{n}" for n in range(len(WAITS) + 1)))
# Complaints about officers are Propam's and would tell the accused unit of themselves by a count.
COUNTS = and_(Case.accused_unit_id.is_(None), Case.about_officer.is_(False))


def measures() -> list[ColumnElement[int]]:
    """The counts over a group of cases, in the order of `MEASURES`."""
    answered = Case.first_answered_at.is_not(None)
    seconds = SecondsBetween(Case.first_mention_at.expression, Case.first_answered_at.expression)
    bounds = [None, *WAITS, None]
    waits = [
        func.count().filter(
            answered,
            *([seconds > low] if low is not None else []),
            *([seconds <= high] if high is not None else []),
        )
        for low, high in pairwise(bounds)
    ]
    # Late through no fault of the unit counts as in time; how long the citizen waited stays told.
    in_time = or_(Case.first_answered_at <= Case.due_at, and_(answered, Case.excused.is_(True)))
    return [
        func.count(),
        func.count().filter(answered),
        func.count().filter(in_time),
        func.count().filter(Case.followed_up_at.is_not(None)),
        *waits,
    ]


def overdue(now: datetime) -> ColumnElement[bool]:
    """Cases that are open, unanswered and past the deadline, through no fault but the unit's."""
    return and_(
        Case.closed_at.is_(None),
        Case.first_answered_at.is_(None),
        Case.due_at < now,
        Case.excused.is_(False),
    )


@dataclass(slots=True)
class Tally:
    """Counts in the order of `MEASURES`, and those open past the deadline."""

    counts: list[int] = field(default_factory=lambda: [0] * len(MEASURES))
    overdue: int = 0

    def add(self, other: Tally) -> None:
        """Counts the other's cases in."""
        self.counts = [mine + more for mine, more in zip(self.counts, other.counts, strict=True)]
        self.overdue += other.overdue

    @property
    def came(self) -> int:
        return self.counts[0]

    @property
    def answered(self) -> int:
        return self.counts[1]

    @property
    def in_time(self) -> int:
        return self.counts[2]

    @property
    def followed(self) -> int:
        return self.counts[3]

    @property
    def waits(self) -> Sequence[int]:
        return self.counts[-len(WAITS) - 1 :]

    @property
    def due(self) -> int:
        """Those that were answered or should have been: open and overdue counts against a unit."""
        return self.answered + self.overdue

    @property
    def in_time_share(self) -> float | None:
        return self.in_time / self.due if self.due else None

    @property
    def followed_share(self) -> float | None:
        return self.followed / self.came if self.came else None

    @property
    def median(self) -> float | None:
        """Seconds to the first answer, of half of the answered."""
        return anev_score.median_wait(self.waits)

    @property
    def slowest_tenth(self) -> float | None:
        """Seconds to the first answer that nine in ten did not exceed."""
        return anev_score.quantile_wait(self.waits, 0.9)

"""When the public numbers of a post are read next: often while it is young or rising, seldom while it is calm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=5)
# Age up to which a rung holds, and the time between two readings on it. The danger window of a post is
# its first hours; from one hour on, readings every 15 minutes foretell as well as denser ones.
RUNGS = (
    (timedelta(hours=1), SHORTEST),
    (timedelta(hours=6), timedelta(minutes=15)),
    (timedelta.max, timedelta(hours=1)),
)
LONGEST = timedelta(hours=6)
DANGEROUS_1H = 0.05
CALM_72H = 0.005
SHARE_OF_DISTANCE = 0.1


@dataclass(frozen=True)
class Outlook:
    """What the newest forecast says of a post: its chances to cross the threshold within 1 and 72 hours,
    its growth an hour now, and how far the threshold is (0 or less: crossed), both in the threshold's unit."""

    p_1h: float
    p_72h: float
    pace: float
    left: float


def wait(age: timedelta, outlook: Outlook | None, until: timedelta) -> timedelta | None:
    """Time to the next reading of a post of this age; None when it is read no more.

    Never under SHORTEST and never past `until`. Of two posts of one age that have not crossed their
    threshold, the one with the larger chances, the faster growth or the shorter distance never waits longer.
    """
    rest = until - age
    if rest < SHORTEST:
        return None
    rungs = [between for _, between in RUNGS] + [LONGEST]
    place = next(place for place, (up_to, _) in enumerate(RUNGS) if age < up_to)
    if outlook is None or outlook.left <= 0:
        # Once crossed there is nothing left to foretell; the readings only show whether the growth ends.
        return min(rungs[place], rest)
    planned = rungs[place + 1] if outlook.p_72h < CALM_72H else rungs[place]
    if outlook.p_1h > DANGEROUS_1H:
        planned = SHORTEST
    if outlook.pace * _hours(planned) > SHARE_OF_DISTANCE * outlook.left:
        planned = timedelta(hours=SHARE_OF_DISTANCE * outlook.left / outlook.pace)
    return min(max(planned, SHORTEST), rest)


def next_reading(
    created_at: datetime, now: datetime, until: timedelta, outlook: Outlook | None = None
) -> datetime | None:
    """The moment after `now` at which a post is read again; None when it is old enough to be left alone."""
    planned = wait(now - created_at, outlook, until)
    return None if planned is None else now + planned


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)

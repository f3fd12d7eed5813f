"""How many cases come to a unit tomorrow. No input, no output.

The mean of the same weekday, drawn toward the mean of the last 28 days: (n x weekday + 4 x recent) /
(n + 4), n being how often that weekday is known, eight times at most. The range holds eight days of ten.
It is measured: the same forecast is made for each of the last 28 days from what was known two days before,
and how far it was off, on the scale of the square root, on which busy and quiet days scatter alike, is how
far tomorrow may be off. Never less than chance alone scatters a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt
from statistics import fmean

HISTORY = 56  # days that are looked at
RECENT = 28
FEWEST = 14  # known days below which nothing is said
DRAWN = 4
AHEAD = timedelta(days=2)  # today is not over yet
# A count's square root scatters by a half whatever its size; 80 % of a normal scatter lie within 1.28 of it.
CHANCE = 0.5
WITHIN = 1.2816
_SHIFT = 3 / 8


@dataclass(frozen=True)
class Forecast:
    """Cases of one day; between `low` and `high` in eight days of ten."""

    low: int
    mid: int
    high: int
    known: int  # days it is made from


def of(came: Mapping[date, int], day: date) -> Forecast | None:
    """What comes on `day`, from what came on each day until two days before; None where too few are known.

    A day missing from `came` had none, save before the first that stands there.
    """
    last = day - AHEAD
    first = max(min(came, default=day), last - timedelta(days=HISTORY - 1))
    known = (last - first).days + 1
    if known < FEWEST:
        return None
    expected = _expected(came, first, day)
    spread = WITHIN * max(CHANCE, _error(came, first, last))
    root = sqrt(expected + _SHIFT)
    low = max(root - spread, 0.0) ** 2 - _SHIFT
    high = (root + spread) ** 2 - _SHIFT
    return Forecast(max(0, floor(low)), round(expected), ceil(high), known)


def _expected(came: Mapping[date, int], first: date, day: date) -> float:
    last = day - AHEAD
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    recent = fmean(came.get(one, 0) for one in days[:RECENT])
    same = [came.get(one, 0) for one in days if one.weekday() == day.weekday()]
    return (sum(same) + DRAWN * recent) / (len(same) + DRAWN)


def _error(came: Mapping[date, int], first: date, last: date) -> float:
    """How far forecasts of the last days were off: root mean square of the difference of square roots."""
    tried = [last - timedelta(days=back) for back in range(RECENT)]
    off = [
        sqrt(came.get(day, 0) + _SHIFT) - sqrt(_expected(came, first, day) + _SHIFT)
        for day in tried
        if (day - AHEAD - first).days + 1 >= FEWEST
    ]
    return sqrt(fmean(one * one for one in off)) if off else 0.0

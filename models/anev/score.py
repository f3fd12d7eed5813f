"""The grade of a unit: a written formula over shares drawn toward the peers' mean. No input, no output.

    score = 100 x sum of weight x part, each part in 0 to 1

    in_time    answered before the deadline, or late and excused by the command above, of all answered or
               overdue
    speed      1 for a median first answer within 15 minutes, 0 from 48 hours on, by the logarithm between
    settled    1 - open and overdue (excused ones left out), of all that came
    followed   cases with a follow-up by a person, of all that came
    upheld     claims of the unit that the command above confirmed, of all it decided; 1 where none was
    channels   working channels of those every unit must have

A part that is a share of n cases is drawn toward the mean m of the peers (units of the same kind) by an
empirical Bayes prior: (x + k m) / (n + k). k is what the peers show: where units differ much for
reasons of their own k is small, where they differ no more than chance would have it k is large. Three
cases therefore say little, and below `ENOUGH` cases a unit has no grade and no rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, pi

# Upper bounds of the length of a first answer, in seconds; the last stretch has none.
WAITS = (300, 900, 1800, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 48 * 3600, 72 * 3600)
WEIGHTS = {
    "in_time": 0.35,
    "speed": 0.20,
    "settled": 0.20,
    "followed": 0.10,
    "upheld": 0.05,
    "channels": 0.10,
}
ENOUGH = 10  # cases answered or overdue
EDGES = (0, *WAITS, 2 * WAITS[-1])
# The prior weighs at least as much as five cases and at most as much as two hundred.
WEAKEST, STRONGEST = 5.0, 200.0
# Fewer peers say nothing about how much units differ.
ENOUGH_PEERS = 3
FAST, SLOW = 900.0, 48 * 3600.0
# The variance of a median over that of a mean, for many normal values.
MEDIAN_VARIANCE = pi / 2


class Grade(StrEnum):
    """The five-grade scale of anev, kurang to istimewa."""

    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"
    VERY_GOOD = "very_good"
    OUTSTANDING = "outstanding"


# The lowest score of each grade, best first.
FROM = {Grade.OUTSTANDING: 90, Grade.VERY_GOOD: 80, Grade.GOOD: 65, Grade.FAIR: 50, Grade.POOR: 0}


@dataclass(frozen=True)
class Prior:
    """What the peers let expect of a unit before its own cases speak; `strength` counts in cases."""

    mean: float
    strength: float

    def drawn(self, share: float, cases: int) -> float:
        """The share drawn toward the mean, the more the fewer cases it rests on."""
        return (share * cases + self.strength * self.mean) / (cases + self.strength)


def prior(shares: Sequence[tuple[float, int]], within: float | None = None, unknown: float = 0.5) -> Prior:
    """The prior of peers from their (share, cases), by the method of moments.

    `within` is the variance of one case where a share is not a count of yes and no. Without any case
    the mean is `unknown` and nothing is learnt.
    """
    told = [(share, cases) for share, cases in shares if cases]
    total = sum(cases for _, cases in told)
    if not total:
        return Prior(unknown, STRONGEST)
    mean = sum(share * cases for share, cases in told) / total
    single = mean * (1 - mean) if within is None else within
    if len(told) < ENOUGH_PEERS:
        return Prior(mean, STRONGEST)
    spread = sum(cases * (share - mean) ** 2 for share, cases in told) - (len(told) - 1) * single
    size = total - sum(cases**2 for _, cases in told) / total
    between = spread / size if size > 0 else 0.0
    strength = single / between if between > 0 else STRONGEST
    return Prior(mean, min(max(strength, WEAKEST), STRONGEST))


def speed(seconds: float) -> float:
    """How fast a first answer was, 1 to 0."""
    return min(1.0, max(0.0, log(SLOW / max(seconds, 1.0)) / log(SLOW / FAST)))


def median_wait(waits: Sequence[int]) -> float | None:
    """The middle of the first answers in seconds, from how many took how long; None without any."""
    return quantile_wait(waits, 0.5)


def quantile_wait(waits: Sequence[int], part: float) -> float | None:
    """The length in seconds that this part of the first answers did not exceed; None without any.

    Exact to its stretch of `WAITS`, and laid within it as if the answers were spread evenly.
    """
    wanted = sum(waits) * part
    if not wanted:
        return None
    before = place = 0
    while before + waits[place] < wanted:
        before += waits[place]
        place += 1
    low, high = EDGES[place], EDGES[place + 1]
    return low + (high - low) * (wanted - before) / waits[place]


def score(parts: dict[str, float]) -> float:
    """0 to 100."""
    return 100 * sum(weight * parts[name] for name, weight in WEIGHTS.items())


def grade(points: float) -> Grade:
    """The grade of a score."""
    return next(one for one, lowest in FROM.items() if points >= lowest)

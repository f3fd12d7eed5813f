"""What is known about a post when it is forecast, and the forecast itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

FAR = 1e9  # seconds; longer than any post is watched, so that posts never overlap on one axis


@dataclass(frozen=True)
class Reading:
    """Public numbers of a post, `age_seconds` after it was posted; None where the platform is silent."""

    age_seconds: float
    likes: int | None
    shares: int | None
    replies: int | None
    quotes: int | None
    views: int | None


@dataclass(frozen=True)
class Assessed:
    """What the classifier made of a post's words when they came in: probabilities, urgency 0 to 3."""

    p_actionable: float
    urgency: int
    p_about_officer: float
    p_victim_sensitive: float


class Similar(NamedTuple):
    """Another post about the same event. `posted`: the age, in seconds, that the post we speak of had
    then (below 0: it came first); `known`: its age when the service knew that they belong together."""

    posted: float
    known: float


@dataclass(frozen=True)
class PostHistory:
    """A post and its readings in the order of their ages; author numbers as of first sight.

    `level`: the kind of unit it was addressed to, empty when unknown. `assessed` and `similar` are None
    where nobody judged the words or looked for similar posts.
    """

    channel: str
    created_at: datetime
    followers: int | None
    verified: bool | None
    readings: tuple[Reading, ...]
    level: str = ""
    assessed: Assessed | None = None
    similar: tuple[Similar, ...] | None = None


@dataclass(frozen=True)
class Forecast:
    """The chance to cross `threshold` within 1, 6, 24 and 72 h, and the size after seven days.

    `size_low` to `size_high` is the 80 % interval, in the unit of the threshold (shares, or likes
    where the channel shows no shares); `size_mid` lies a little under the median. `band`: 0 calm,
    1 watch, 2 rising, 3 dangerous. `reasons` are in the language of the officers. `calibrated` is
    False until the probabilities were checked against the service's own posts. `pace`: growth an hour
    now, `left`: how far the threshold is, both in its unit.
    """

    p_1h: float
    p_6h: float
    p_24h: float
    p_72h: float
    size_low: float
    size_mid: float
    size_high: float
    threshold: int
    band: int
    reasons: tuple[str, ...]
    calibrated: bool
    pace: float
    left: float


@dataclass(frozen=True)
class Series:
    """One kind of count of many posts, laid on a single axis: post number times FAR plus age.

    `keys` rise; each post begins with an anchor (age 0, count 0). A post without any reading of this
    kind has its anchor only.
    """

    keys: Floats
    counts: Floats
    last_age: Floats  # per post; NaN without a reading

    @classmethod
    def lay(cls, posts: Indices, ages: Floats, counts: Floats, size: int) -> Series:
        """The series of `size` posts from readings sorted by post and age."""
        keys = np.concatenate([np.arange(size) * FAR, posts * FAR + ages])
        order = np.argsort(keys, kind="stable")
        last = np.full(size, np.nan)
        np.fmax.at(last, posts, ages)
        return cls(keys[order], np.concatenate([np.zeros(size), counts])[order], last)

    def known_at(self, posts: Indices, now: Floats) -> tuple[Floats, Floats, Floats]:
        """Count, age and gap before it, of the last reading not later than `now`; NaN where there is none."""
        at = np.searchsorted(self.keys, posts * FAR + now, side="right") - 1
        age = self.keys[at] - posts * FAR
        previous = np.maximum(self.keys[np.maximum(at - 1, 0)] - posts * FAR, 0.0)
        none = age <= 0
        return (
            np.where(none, np.nan, self.counts[at]),
            np.where(none, np.nan, age),
            np.where(none, np.nan, age - previous),
        )

    def count_at(self, posts: Indices, age: Floats) -> Floats:
        """The count at an age between two readings, on the line between them; NaN for a NaN age."""
        known = np.nan_to_num(np.maximum(age, 0.0))
        wanted = posts * FAR + known
        after = np.searchsorted(self.keys, wanted, side="left")
        after = np.minimum(after, len(self.keys) - 1)
        before = np.maximum(after - 1, 0)
        before = np.where(self.keys[after] <= wanted, after, before)
        span = self.keys[after] - self.keys[before]
        share = np.where(span > 0, (wanted - self.keys[before]) / np.where(span > 0, span, 1.0), 0.0)
        value = self.counts[before] + share * (self.counts[after] - self.counts[before])
        return np.where(np.isnan(age), np.nan, value)

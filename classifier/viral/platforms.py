"""When a post counts as viral on each platform, and what stands in for shares where none are shown.

All numbers here are provisional: they come from no local reading. Recalibration on the service's own posts
(`classifier.viral.recalibrate`) replaces the thresholds by platform and level of unit, and the probabilities;
until then every forecast says that it is uncalibrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from classifier.viral.history import Floats, Indices, PostHistory, Series
from models.vocabulary import Channel

COUNTS = ("likes", "shares", "replies", "quotes", "views")
READ = attrgetter("age_seconds", *COUNTS)


@dataclass(frozen=True)
class Platform:
    """`threshold` in the unit of the first of `stand_ins`.

    `stand_ins`: (count, how many of them stand for one share), the most telling count first. An empty
    tuple: a private channel, where nothing spreads.
    """

    threshold: int
    stand_ins: tuple[tuple[str, float], ...]

    @property
    def per_share(self) -> float:
        """How many of the threshold's unit stand for one share."""
        return self.stand_ins[0][1] if self.stand_ins else 1.0


_X = Platform(500, (("shares", 1), ("likes", 4), ("quotes", 0.25), ("views", 400), ("replies", 1)))
_INSTAGRAM = Platform(10_000, (("likes", 20), ("shares", 1), ("views", 400), ("replies", 1)))
PLATFORMS: dict[str, Platform] = {
    Channel.X: _X,
    Channel.MANUAL: _X,
    Channel.INSTAGRAM: _INSTAGRAM,
    Channel.INSTAGRAM_PRIVATE: _INSTAGRAM,
    Channel.WHATSAPP: Platform(500, ()),
}
# Two ways to one platform: their posts are recalibrated together.
SAME: dict[str, str] = {Channel.MANUAL: Channel.X, Channel.INSTAGRAM_PRIVATE: Channel.INSTAGRAM}


@dataclass(frozen=True)
class Measured:
    """The readings of many posts in shares: counted, or reckoned from the first count the channel shows."""

    kinds: list[str | None]  # per post, the count they were reckoned from; None: no reading shows any
    shares: Series
    replies: Series  # with quotes
    last_age: Floats  # per post, of its last reading of any kind; NaN without one


def measured(platforms: Sequence[Platform], histories: Sequence[PostHistory]) -> Measured:
    """All readings of the posts at once: a service may watch ten thousand of them."""
    posts = np.repeat(np.arange(len(histories)), [len(history.readings) for history in histories])
    rows = [READ(reading) for history in histories for reading in history.readings]
    read = np.array(rows, dtype=np.float64).reshape(len(rows), 1 + len(COUNTS))
    shown = np.zeros((len(histories), len(COUNTS)), dtype=bool)
    at, kind = np.nonzero(~np.isnan(read[:, 1:]))
    shown[posts[at], kind] = True
    chosen = [_most_telling(platform, row) for platform, row in zip(platforms, shown.tolist(), strict=True)]
    column = np.array([COUNTS.index(one[0]) if one else 0 for one in chosen], dtype=np.intp)
    per_share = np.array([one[1] if one else np.nan for one in chosen])
    replies = read[:, 1 + COUNTS.index("replies")], read[:, 1 + COUNTS.index("quotes")]
    silent = np.isnan(replies[0]) & np.isnan(replies[1])
    last_age = np.full(len(histories), np.nan)
    np.fmax.at(last_age, posts, read[:, 0])
    return Measured(
        kinds=[one[0] if one else None for one in chosen],
        shares=_series(
            posts,
            read[:, 0],
            read[np.arange(len(rows)), 1 + column[posts]] / per_share[posts],
            len(histories),
        ),
        replies=_series(
            posts,
            read[:, 0],
            np.where(silent, np.nan, np.nan_to_num(replies[0]) + np.nan_to_num(replies[1])),
            len(histories),
        ),
        last_age=last_age,
    )


def _most_telling(platform: Platform, shown: Sequence[bool]) -> tuple[str, float] | None:
    return next((one for one in platform.stand_ins if shown[COUNTS.index(one[0])]), None)


def _series(posts: Indices, ages: Floats, counts: Floats, size: int) -> Series:
    known = ~np.isnan(counts)
    return Series.lay(posts[known], ages[known], counts[known], size)

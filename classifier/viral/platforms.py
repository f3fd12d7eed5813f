"""When a post counts as viral on each platform, and what stands in for shares where none are shown.

All numbers are provisional: they come from no local reading. Recalibration on the service's own posts
replaces the thresholds and probabilities; until then every forecast says that it is uncalibrated.
"""

from __future__ import annotations

from dataclasses import dataclass

from classifier.viral.history import Reading
from models.vocabulary import Channel


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


@dataclass(frozen=True)
class Measured:
    """The readings of one post in shares: counted, or reckoned from the first count the channel shows."""

    kind: str | None  # the count they were reckoned from; None: no reading shows any
    shares: tuple[float | None, ...]
    replies: tuple[float | None, ...]  # with quotes


def measured(platform: Platform, readings: tuple[Reading, ...]) -> Measured:
    replies = tuple([_replies(reading) for reading in readings])
    for kind, per_share in platform.stand_ins:
        counts = [getattr(reading, kind) for reading in readings]
        if counts.count(None) < len(counts):
            shares = tuple([None if count is None else count / per_share for count in counts])
            return Measured(kind, shares, replies)
    return Measured(None, (None,) * len(readings), replies)


def _replies(reading: Reading) -> float | None:
    if reading.replies is None and reading.quotes is None:
        return None
    return (reading.replies or 0) + (reading.quotes or 0)

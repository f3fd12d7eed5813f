"""How likely a post is to go viral, how soon, how far, and why.

The model (`classifier.viral.model`) was trained on public share cascades; a post is scored from its own
readings, the author numbers at first sight and the hour, all known at the moment of the forecast. Its words
and the posts that resemble it are reasons, and move a chance only as far as local posts have taught.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.viral.features import FEATURES, Posts, matrix
from classifier.viral.history import (
    FAR,
    Assessed,
    Floats,
    Forecast,
    Indices,
    PostHistory,
    Reading,
    Similar,
)
from classifier.viral.local import Local
from classifier.viral.model import WEIGHTS, SpreadModel
from classifier.viral.ordinary import chance_of_floor, mixed_sizes
from classifier.viral.platforms import PLATFORMS, Measured, Platform, measured
from classifier.viral.reasons import Facts, reasons
from classifier.viral.stated import SIMILAR, WORDS, Shift, similar_in_last_hour, stated
from models.clock import utcnow

__all__ = ["Assessed", "Forecast", "PostHistory", "Reading", "Similar", "ViralRisk"]

WINDOWS = (30, 60, 180, 360)  # minutes over which growth is looked at
GROWTH = [FEATURES.index(f"growth_{minutes}") for minutes in WINDOWS]
SHOWN = 4  # horizons of a forecast: 1, 6, 24, 72 h
YOUNGEST = 60.0  # seconds; the model has seen no younger post
TRAINED_THRESHOLDS = (250.0, 900.0)  # shares; beyond, counts are scaled into this range
LOCAL_HOURS = 7.0  # western Indonesia, where most of the country lives
# Bands by probability: any of the three horizons may raise a post. Chosen for a desk that can look at
# a few posts an hour; provisional until local posts say how often they are right.
BANDS = ((3, (0.25, 0.50, 0.80)), (2, (0.10, 0.20, 0.35)), (1, (0.03, 0.06, 0.10)))


@dataclass(frozen=True)
class Judged:
    """Many posts at once, one row each. `p`: SHOWN chances; `sizes`: low, middle, high, in shares;
    `growth`: over WINDOWS, in shares (NaN: unknown); `pace`: shares an hour; `ages`: seconds."""

    p: Floats
    sizes: Floats
    shares: Floats
    growth: Floats
    pace: Floats
    ages: Floats
    over: NDArray[np.bool_]
    thresholds: Indices
    kinds: list[str | None]


@dataclass(frozen=True)
class ViralRisk:
    """Forecasts posts with one set of weights and what local posts have taught.

    `version` names the weights, and the recalibration where there is one.
    """

    model: SpreadModel
    version: str
    local: Local = field(default_factory=Local)

    @classmethod
    def load(cls, folder: Path | str | None = None) -> ViralRisk:
        """The weights of `folder`, or those that ship with the project.

        Raises OSError when a file is missing, ValueError when the files do not belong together.
        """
        folder = WEIGHTS if folder is None else Path(folder)
        version = json.loads((folder / "version.json").read_text(encoding="utf-8"))
        return cls(SpreadModel.read(folder), version["version"])

    def forecast(self, histories: Sequence[PostHistory], now: datetime | None = None) -> list[Forecast]:
        """A forecast for every post, in order, whatever is missing.

        Each post is judged at its last reading, one without readings at `now` (the present, if not
        given). Raises ValueError when a reading is later than the `now` that was given.
        """
        if not histories:
            return []
        judged = self.judge(histories, now)
        p, sizes = np.round(judged.p, 4).tolist(), judged.sizes.tolist()
        bands = [band(row) for row in judged.p]
        return [
            self._words(history, row, judged, p[row], sizes[row], bands[row])
            for row, history in enumerate(histories)
        ]

    def judge(self, histories: Sequence[PostHistory], now: datetime | None = None) -> Judged:
        """The numbers behind `forecast`, which raises the same."""
        platforms = [PLATFORMS[history.channel] for history in histories]
        read = measured(platforms, histories)
        ages = _ages(histories, read.last_age, now)
        thresholds = np.array([self.local.threshold(h.channel, h.level) for h in histories])
        target = thresholds / np.array([platform.per_share for platform in platforms])
        scale = np.clip(target, *TRAINED_THRESHOLDS) / target
        rows = np.arange(len(histories))
        shares = np.nan_to_num(read.shares.known_at(rows, ages)[0])
        features = matrix(_posts(histories, read, scale), rows, ages)
        p, sizes = spread(self.model, features, shares, target, scale)
        public = np.array([bool(platform.stand_ins) for platform in platforms])
        over = public & (shares >= target)
        p = np.where(over[:, None], 1.0, self._corrected(histories, p, ages))
        growth = np.expm1(features[:, GROWTH]) / scale[:, None]
        return Judged(
            p=np.where(public[:, None], p, 0.0),
            sizes=np.where(public[:, None], sizes, 0.0),
            shares=shares,
            growth=growth,
            pace=pace(growth, ages),
            ages=ages,
            over=over,
            thresholds=thresholds,
            kinds=read.kinds,
        )

    def _corrected(self, histories: Sequence[PostHistory], p: Floats, ages: Floats) -> Floats:
        if not self.local.platforms:
            return p
        known = stated(histories, ages)
        for channel in {history.channel for history in histories}:
            if own := self.local.of(channel):
                mine = np.array([history.channel == channel for history in histories])
                p = np.where(mine[:, None], own.correct(p, known), p)
        return p

    def _words(
        self,
        history: PostHistory,
        row: int,
        judged: Judged,
        p: Sequence[float],
        sizes: Sequence[float],
        level: int,
    ) -> Forecast:
        platform = PLATFORMS[history.channel]
        own = self.local.of(history.channel)
        threshold, unit = int(judged.thresholds[row]), platform.per_share
        low, mid, high = (round(size * unit, 1) for size in sizes)
        p_1h, p_6h, p_24h, p_72h = p
        return Forecast(
            p_1h=p_1h,
            p_6h=p_6h,
            p_24h=p_24h,
            p_72h=p_72h,
            size_low=low,
            size_mid=mid,
            size_high=high,
            threshold=threshold,
            band=level,
            reasons=reasons(_facts(history, platform, judged, row, own.shift if own else None)),
            calibrated=own is not None,
            pace=round(float(judged.pace[row]) * unit, 1),
            left=round(threshold - float(judged.shares[row]) * unit, 1),
        )


def spread(
    model: SpreadModel,
    features: Floats,
    shares: Floats,
    target: Floats,
    scale: Floats,
    fold: Indices | None = None,
) -> tuple[Floats, Floats]:
    """Chances to reach `target` shares (rows x SHOWN) and sizes (rows x 3), for ordinary posts as well.

    `features` were made from counts multiplied by `scale`; `fold` as `SpreadModel.predict_proba` takes it.
    """
    chance = chance_of_floor(shares)
    p = model.predict_proba(features, target * scale, fold, horizons=SHOWN) * chance[:, None]
    return p, mixed_sizes(shares, chance, model.predict_size(features, fold) / scale[:, None])


def pace(growth: Floats, ages: Floats) -> Floats:
    """Growth an hour, by the shortest of WINDOWS that is known (rows x windows in, rows out); 0 unknown."""
    hours = np.minimum(np.array(WINDOWS) / 60, ages[:, None] / 3600)
    first = np.argmax(~np.isnan(growth), axis=1)
    rows = np.arange(len(growth))
    return np.asarray(np.nan_to_num(growth[rows, first] / hours[rows, first]))


def band(p: Floats) -> int:
    """0 calm, 1 watch, 2 rising, 3 dangerous, by P(1 h), P(6 h) and P(24 h)."""
    for level, limits in BANDS:
        if any(chance >= limit for chance, limit in zip(p[:3], limits, strict=True)):
            return level
    return 0


def _ages(histories: Sequence[PostHistory], last: Floats, now: datetime | None) -> Floats:
    """Seconds after posting at which each post is judged."""
    given = now or utcnow()
    present = np.array([(given - history.created_at).total_seconds() for history in histories])
    if now is not None and (last > present).any():
        late = float(last[last > present][0])
        raise ValueError(f"a reading {late:.0f} s after posting is later than {now.isoformat()}")
    return np.maximum(np.where(np.isnan(last), present, last), YOUNGEST)


def _posts(histories: Sequence[PostHistory], read: Measured, scale: Floats) -> Posts:
    """The posts as the model reads them: shares in its own range, the clock of the platform's public."""
    hours = [h.created_at.astimezone(UTC) for h in histories]
    of_post = np.minimum(read.shares.keys // FAR, len(histories) - 1).astype(np.intp)
    return Posts(
        shares=replace(read.shares, counts=read.shares.counts * scale[of_post]),
        replies=read.replies,
        followers=np.array([np.nan if h.followers is None else h.followers for h in histories], dtype=float),
        verified=np.array([np.nan if h.verified is None else h.verified for h in histories], dtype=float),
        local_hour=np.array([(at.hour + at.minute / 60 + LOCAL_HOURS) % 24 for at in hours]),
        weibo=np.zeros(len(histories)),
    )


def _facts(history: PostHistory, platform: Platform, judged: Judged, row: int, shift: Shift | None) -> Facts:
    """What the reasons say, in the unit that was read."""
    kind = judged.kinds[row]
    per_share = dict(platform.stand_ins)[kind] if kind else 1.0
    return Facts(
        kind=kind,
        unit=platform.stand_ins[0][0] if platform.stand_ins else "shares",
        count=float(judged.shares[row]) * per_share,
        grown_30=float(judged.growth[row, 0]) * per_share,
        grown_60=float(judged.growth[row, 1]) * per_share,
        threshold=int(judged.thresholds[row]),
        over=bool(judged.over[row]),
        followers=history.followers,
        verified=history.verified,
        private=not platform.stand_ins,
        similar=similar_in_last_hour(history, float(judged.ages[row])),
        similar_counts=shift is not None and shift.counts(SIMILAR),
        assessed=history.assessed,
        words_count=shift is not None and shift.counts(*WORDS),
    )

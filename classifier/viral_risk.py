"""How likely a post is to go viral, how soon, how far, and why.

The model (`classifier.viral.model`) was trained on public share cascades; a post is scored from its own
readings, the author numbers at first sight and the hour, all known at the moment of the forecast.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from classifier.viral.features import FEATURES, Posts, matrix
from classifier.viral.history import Floats, Forecast, PostHistory, Reading, flatten
from classifier.viral.model import WEIGHTS, SpreadModel
from classifier.viral.ordinary import chance_of_floor, mixed_sizes
from classifier.viral.platforms import PLATFORMS, Measured, Platform, measured
from classifier.viral.reasons import Facts, reasons
from models.clock import utcnow

__all__ = ["Forecast", "PostHistory", "Reading", "ViralRisk"]

GROWTH = [FEATURES.index("growth_30"), FEATURES.index("growth_60")]
SHOWN = 4  # horizons of a forecast: 1, 6, 24, 72 h
YOUNGEST = 60.0  # seconds; the model has seen no younger post
TRAINED_THRESHOLDS = (250.0, 900.0)  # shares; beyond, counts are scaled into this range
LOCAL_HOURS = 7.0  # western Indonesia, where most of the country lives
# Bands by probability: any of the three horizons may raise a post. Chosen for a desk that can look at
# a few posts an hour; provisional until local posts say how often they are right.
BANDS = ((3, (0.25, 0.50, 0.80)), (2, (0.10, 0.20, 0.35)), (1, (0.03, 0.06, 0.10)))


@dataclass(frozen=True)
class ViralRisk:
    """Forecasts posts with one set of weights. `version` names the weights."""

    model: SpreadModel
    version: str
    calibrated: bool = False

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
        ages = np.array([_age(history, now) for history in histories])
        platforms = [PLATFORMS[history.channel] for history in histories]
        read = [measured(platform, h.readings) for platform, h in zip(platforms, histories, strict=True)]
        target = np.array([platform.threshold / platform.per_share for platform in platforms])
        scale = np.clip(target, *TRAINED_THRESHOLDS) / target
        posts = _posts(histories, read, scale)
        rows = np.arange(len(histories))
        features = matrix(posts, rows, ages)
        shares = np.nan_to_num(posts.shares.known_at(rows, ages)[0]) / scale
        chance = chance_of_floor(shares)
        p = self.model.predict_proba(features, target * scale, horizons=SHOWN) * chance[:, None]
        over = np.array([bool(platform.stand_ins) for platform in platforms]) & (shares >= target)
        p = np.where(over[:, None], 1.0, p)
        sizes = mixed_sizes(shares, chance, self.model.predict_size(features) / scale[:, None])
        growth = np.expm1(features[:, GROWTH]) / scale[:, None]
        return [
            self._words(
                platforms[row],
                p[row],
                sizes[row],
                _facts(history, read[row], shares[row], growth[row], over[row]),
            )
            for row, history in enumerate(histories)
        ]

    def _words(self, platform: Platform, p: Floats, sizes: Floats, facts: Facts) -> Forecast:
        if not platform.stand_ins:
            p, sizes = np.zeros(SHOWN), np.zeros(3)
        p_1h, p_6h, p_24h, p_72h = (round(float(chance), 4) for chance in p)
        low, mid, high = (round(float(size * platform.per_share), 1) for size in sizes)
        return Forecast(
            p_1h=p_1h,
            p_6h=p_6h,
            p_24h=p_24h,
            p_72h=p_72h,
            size_low=low,
            size_mid=mid,
            size_high=high,
            threshold=platform.threshold,
            band=band(p),
            reasons=reasons(facts),
            calibrated=self.calibrated,
        )


def band(p: Floats) -> int:
    """0 calm, 1 watch, 2 rising, 3 dangerous, by P(1 h), P(6 h) and P(24 h)."""
    for level, limits in BANDS:
        if any(chance >= limit for chance, limit in zip(p[:3], limits, strict=True)):
            return level
    return 0


def _age(history: PostHistory, now: datetime | None) -> float:
    """Seconds after posting at which the post is judged."""
    last = max((reading.age_seconds for reading in history.readings), default=None)
    if now is not None and last is not None and last > (now - history.created_at).total_seconds():
        raise ValueError(f"a reading {last:.0f} s after posting is later than {now.isoformat()}")
    if last is None:
        last = ((now or utcnow()) - history.created_at).total_seconds()
    return max(last, YOUNGEST)


def _posts(histories: Sequence[PostHistory], read: Sequence[Measured], scale: Floats) -> Posts:
    """The posts as the model reads them: shares in its own range, the clock of the platform's public."""
    shares = [[None if n is None else n * s for n in m.shares] for m, s in zip(read, scale, strict=True)]
    hours = [h.created_at.astimezone(UTC) for h in histories]
    return Posts(
        shares=flatten(histories, shares),
        replies=flatten(histories, [m.replies for m in read]),
        followers=np.array([np.nan if h.followers is None else h.followers for h in histories], dtype=float),
        verified=np.array([np.nan if h.verified is None else h.verified for h in histories], dtype=float),
        local_hour=np.array([(at.hour + at.minute / 60 + LOCAL_HOURS) % 24 for at in hours]),
        weibo=np.zeros(len(histories)),
    )


def _facts(history: PostHistory, read: Measured, shares: float, growth: Floats, over: bool) -> Facts:
    """What the reasons say, in the unit that was read."""
    platform = PLATFORMS[history.channel]
    per_share = dict(platform.stand_ins)[read.kind] if read.kind else 1.0
    return Facts(
        kind=read.kind,
        unit=platform.stand_ins[0][0] if platform.stand_ins else "shares",
        count=float(shares) * per_share,
        grown_30=float(growth[0]) * per_share,
        grown_60=float(growth[1]) * per_share,
        threshold=platform.threshold,
        over=bool(over),
        followers=history.followers,
        verified=history.verified,
        private=not platform.stand_ins,
    )

"""From the training posts, which all became fairly large, to ordinary posts, which mostly do not.

For a threshold V above FLOOR, P(size >= V) = P(size >= V | size >= FLOOR) x P(size >= FLOOR). The model
knows the first factor only: hardly any training post stayed under FLOOR. The second is reckoned from
the heavy tail of share counts, P(size >= m | size >= n) = n / m (a Pareto tail with exponent 1). It is an
assumption, not a measurement, and keeps quiet posts from being reported as dangerous until the service
has enough posts of its own to recalibrate.
"""

from __future__ import annotations

import numpy as np

from classifier.viral.history import Floats
from classifier.viral.model import LEVELS

FLOOR = 50.0  # shares; 98 of 100 training posts grew larger


def chance_of_floor(shares: Floats) -> Floats:
    """P(the post grows to FLOOR) by the shares it has now (0 where unknown)."""
    return np.minimum((shares + 1) / (FLOOR + 1), 1.0)


def mixed_sizes(shares: Floats, chance: Floats, sizes: Floats) -> Floats:
    """Quantiles of the size (rows x 3) of ordinary posts, from those of the posts that reach FLOOR."""
    result = np.empty_like(sizes)
    logs = np.log1p(sizes)
    low, mid, high = LEVELS
    for column, quantile in enumerate(LEVELS):
        inside = np.maximum((quantile - (1 - chance)) / chance, 0.0)
        rising = np.where(
            inside < mid,
            logs[:, 0] + (logs[:, 1] - logs[:, 0]) * np.clip((inside - low) / (mid - low), 0, 1),
            logs[:, 1] + (logs[:, 2] - logs[:, 1]) * np.clip((inside - mid) / (high - mid), 0, 1),
        )
        small = np.minimum((shares + 1) / (1 - quantile) - 1, FLOOR)
        result[:, column] = np.where(quantile < 1 - chance, small, np.expm1(rising))
    return np.maximum.accumulate(np.maximum(result, shares[:, None]), axis=1)

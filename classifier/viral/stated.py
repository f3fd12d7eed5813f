"""What is known of a post besides its numbers: its words as they were judged, and how many posts resemble it.

The public cascades the forecast was trained on have neither. Both are shown as reasons; they move a
probability only where this installation's own posts have taught how far (`classifier.viral.shifting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.viral.history import Floats, PostHistory

WORDS = ("p_actionable", "urgency", "p_about_officer", "p_victim_sensitive")
SIMILAR = "log_similar"
STATED = (*WORDS, SIMILAR)
HOUR = 3600.0
FARTHEST = 3.0  # deviations; beyond what was learnt from, nothing moves any further


@dataclass(frozen=True)
class Shift:
    """How far each of STATED moves the log-odds, for one deviation from the mean of the local posts."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]

    def of(self, stated: Floats) -> Floats:
        """What to add to the log-odds (rows) by what is stated (rows x STATED); nothing for the unknown."""
        inputs = standardised(stated, np.array(self.means), np.array(self.deviations))
        return np.asarray(inputs @ np.array(self.weights))

    def counts(self, *names: str) -> bool:
        """Whether any of these inputs moves anything."""
        return any(self.weights[STATED.index(name)] for name in names)


def standardised(stated: Floats, means: Floats, deviations: Floats) -> Floats:
    """Deviations from the mean (rows x STATED), the unknown at the mean."""
    return np.nan_to_num(np.clip((stated - means) / deviations, -FARTHEST, FARTHEST))


def stated(histories: Sequence[PostHistory], ages: Floats) -> Floats:
    """The inputs (rows x STATED) of each post at an age in seconds; NaN where unknown."""
    found = np.full((len(histories), len(STATED)), np.nan)
    for row, (history, age) in enumerate(zip(histories, ages.tolist(), strict=True)):
        if history.assessed is not None:
            found[row, : len(WORDS)] = [getattr(history.assessed, name) for name in WORDS]
        if history.similar is not None:
            found[row, -1] = np.log1p(similar_in_last_hour(history, age))
    return found


def similar_in_last_hour(history: PostHistory, age: float) -> int:
    """Similar posts of the hour before the post was so old, as far as they were known then."""
    return sum(age - HOUR < one.posted <= age and one.known <= age for one in history.similar or ())

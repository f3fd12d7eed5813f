"""How far a post's words and the posts that resemble it move its chances, learnt from local posts or not at all.

Each input gets one weight for all horizons, on the log-odds after the platform's own correction. Weights are
drawn to zero as a normal prior of PRIOR would draw them, each post counting once however often it was judged.
They are used only where chances of authors they were not learnt from come out better for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from classifier.viral.history import Floats, Indices
from classifier.viral.stated import SIMILAR, STATED, WORDS, Shift, standardised

GROUPS = {"similar": (SIMILAR,), "words": WORDS}
FEWEST_POSTS = 200
FEWEST_CROSSINGS = 20
CROSSINGS_PER_INPUT = 10
PRIOR = 0.3  # log-odds for one deviation of an input; most effects that were ever found are smaller
DRAWS = 1000
SURE = 0.05  # the gain must be above zero in all but this share of the draws

Corrected = Callable[[NDArray[np.bool_]], Floats]


@dataclass(frozen=True)
class Taught:
    """Posts judged at some ages, one row each. `came`, `known`: rows x horizons; `stated`: rows x STATED;
    `post`, `author`: numbers that tell rows of one post, or of one author, together; `fold`: by author."""

    came: NDArray[np.bool_]
    known: NDArray[np.bool_]
    stated: Floats
    post: Indices
    author: Indices
    fold: Indices

    @cached_property
    def share(self) -> Floats:
        """What each row's horizons are worth, so that every post is worth one."""
        pairs = np.bincount(self.post, weights=self.known.sum(axis=1))
        return np.asarray(1 / np.maximum(pairs[self.post], 1.0))


def learn_shift(taught: Taught, corrected: Corrected) -> tuple[Shift | None, dict[str, Any]]:
    """The weights that the posts allow, if any, and what was found.

    `corrected(rows)` gives the chances (all rows x horizons) by the correction learnt from `rows` alone.
    """
    measures: dict[str, Any] = {}
    used = np.zeros(len(STATED), dtype=bool)
    for group, names in GROUPS.items():
        missing = _missing(taught, names)
        measures[group] = {"used": not missing, "why": missing}
        if not missing:
            used[[STATED.index(name) for name in names]] = True
    if not used.any():
        return None, measures
    gain = _gain_out_of_fold(taught, corrected, used)
    low = float(np.quantile(_resampled(gain, taught.author), SURE))
    measures |= {"log_loss_gain": float(gain.sum() / len(np.unique(taught.post))), "gain_low": low}
    if low <= 0:
        for group in GROUPS:
            if measures[group]["used"]:
                measures[group] = {"used": False, "why": "chances of other authors came out no better"}
        return None, measures
    everything = np.ones(len(taught.came), dtype=bool)
    return _fit(taught, corrected(everything), everything, used), measures


def _missing(taught: Taught, names: tuple[str, ...]) -> str:
    """What is lacking to learn these inputs; empty when nothing is."""
    seen = ~np.isnan(taught.stated[:, STATED.index(names[0])])
    posts = len(np.unique(taught.post[seen]))
    crossings = len(np.unique(taught.post[seen & (taught.came & taught.known).any(axis=1)]))
    fewest = max(FEWEST_CROSSINGS, CROSSINGS_PER_INPUT * len(names))
    if posts < FEWEST_POSTS or crossings < fewest:
        return f"{posts} posts and {crossings} crossings; {FEWEST_POSTS} and {fewest} are needed"
    return ""


def _fit(taught: Taught, p: Floats, rows: NDArray[np.bool_], used: NDArray[np.bool_]) -> Shift:
    """The weights that make the chances of these rows likeliest, drawn to zero; 0 for inputs not used."""
    wanted = np.where(used, taught.stated, np.nan)[rows]
    known = np.isfinite(wanted)
    many = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, wanted, 0.0).sum(axis=0) / many
    deviations = np.sqrt(np.where(known, (wanted - means) ** 2, 0.0).sum(axis=0) / many)
    deviations = np.where(deviations > 0, deviations, 1.0)
    inputs = standardised(wanted, means, deviations)
    row, horizon = np.nonzero(taught.known[rows])
    odds = logit(np.clip(p[rows], 1e-6, 1 - 1e-6))[row, horizon]
    came, share, inputs = taught.came[rows][row, horizon], taught.share[rows][row], inputs[row]

    def loss(weights: Floats) -> tuple[float, Floats]:
        moved = odds + inputs @ weights
        wrong = np.logaddexp(0, moved) - came * moved
        slope = inputs.T @ (share * (expit(moved) - came)) + weights / PRIOR**2
        return float(share @ wrong + weights @ weights / (2 * PRIOR**2)), slope

    found = minimize(loss, np.zeros(len(STATED)), jac=True, method="L-BFGS-B")
    weights = np.where(used, found.x, 0.0)
    return Shift(tuple(means.tolist()), tuple(deviations.tolist()), tuple(weights.tolist()))


def _gain_out_of_fold(taught: Taught, corrected: Corrected, used: NDArray[np.bool_]) -> Floats:
    """How much log loss each row saves by weights that were learnt from other authors."""
    gain = np.zeros(len(taught.came))
    for fold in np.unique(taught.fold):
        mine = taught.fold == fold
        p = corrected(~mine)
        odds = logit(np.clip(p[mine], 1e-6, 1 - 1e-6))
        moved = odds + _fit(taught, p, ~mine, used).of(taught.stated[mine])[:, None]
        came = taught.came[mine]
        saved = (np.logaddexp(0, odds) - came * odds) - (np.logaddexp(0, moved) - came * moved)
        gain[mine] = np.where(taught.known[mine], saved, 0.0).sum(axis=1) * taught.share[mine]
    return gain


def _resampled(gain: Floats, author: Indices) -> Floats:
    """The sum of the gains in DRAWS resamples of the authors."""
    _, author = np.unique(author, return_inverse=True)
    of_author = np.bincount(author, weights=gain)
    rng = np.random.default_rng(2041)
    return np.array([of_author[rng.integers(0, len(of_author), len(of_author))].sum() for _ in range(DRAWS)])

"""Learns from the service's own finished posts: what viral means here, and how often a chance comes true.

Public counts, times, the kind of unit and the number of similar posts are used, and how the words were judged
where the account allows learning from them (X never does); no text is read and nothing of a post is kept.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from classifier.viral.cascades import fold_of
from classifier.viral.history import FAR, Floats, PostHistory
from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from classifier.viral.model import HORIZONS
from classifier.viral.ordinary import FLOOR
from classifier.viral.platforms import PLATFORMS, SAME, measured
from classifier.viral.shifting import FEWEST_CROSSINGS, FEWEST_POSTS, Taught, learn_shift
from classifier.viral.stated import stated
from classifier.viral_evaluate import brier_skill, calibration_error
from classifier.viral_risk import SHOWN, ViralRisk
from models.errors import SettingError

QUANTILE = 0.98  # one post in fifty is called viral
AGES = (900.0, 1800.0, 3600.0, 10800.0, 21600.0, 43200.0)  # seconds at which each post is judged again
WATCHED = 71 * 3600.0  # what comes after the three days of readings is taken to be nothing
FOLDS = 5
AS_IT_IS = ((1.0, 0.0),) * SHOWN


@dataclass(frozen=True)
class Finished:
    """A post whose readings are complete. `author` only keeps an author's posts in one fold."""

    history: PostHistory
    author: str


def recalibrate(risk: ViralRisk, posts: Sequence[Finished], now: datetime) -> Local:
    """The recalibration that the posts allow, by platform.

    A platform with fewer than FEWEST_POSTS posts or FEWEST_CROSSINGS crossings is left out. Raises
    SettingError with what is missing when that leaves none.
    """
    shipped = replace(risk, local=Local())
    by_platform: dict[str, list[Finished]] = defaultdict(list)
    for post in posts:
        channel = SAME.get(post.history.channel, post.history.channel)
        if PLATFORMS[channel].stand_ins:
            by_platform[channel].append(post)
    found: dict[str, LocalPlatform] = {}
    missing = []
    for channel, mine in sorted(by_platform.items()):
        thresholds = local_thresholds(channel, [post.history for post in mine])
        seen = _observe(shipped, channel, thresholds, mine)
        if len(mine) < FEWEST_POSTS or seen.crossings < FEWEST_CROSSINGS:
            missing.append(f"{channel}: {len(mine)} finished posts, {seen.crossings} crossings")
            continue
        pairs = fit(seen.p, seen.came, seen.known)
        shift, learnt = learn_shift(seen.taught, seen.corrected_by)
        found[channel] = LocalPlatform(thresholds, pairs, {**_measures(seen), "stated": learnt}, shift)
    if not found:
        needed = f"{FEWEST_POSTS} finished posts and {FEWEST_CROSSINGS} crossings on one platform"
        raise SettingError(
            f"too little to recalibrate from: {needed} are needed; {'; '.join(missing) or 'there are none'}"
        )
    mark = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:6]
    return Local(f"local-{now:%Y%m%dT%H%M%S}-{mark}", shipped.version, found)


def local_thresholds(channel: str, histories: Sequence[PostHistory]) -> dict[str, int]:
    """V by kind of unit: the QUANTILE of final sizes, in the platform's unit.

    A level with fewer than FEWEST_POSTS posts takes that of the platform; a platform with fewer, its
    stated default. No V is lower than FLOOR shares: the model knows no smaller outcome.
    """
    platform = PLATFORMS[channel]
    sizes = _sizes(histories) * platform.per_share
    levels = np.array([history.level for history in histories])
    least = FLOOR * platform.per_share

    def over(rows: NDArray[np.bool_], default: int) -> int:
        if rows.sum() < FEWEST_POSTS:
            return default
        return int(np.ceil(max(np.quantile(sizes[rows], QUANTILE), least)))

    everywhere = over(np.ones(len(histories), dtype=bool), platform.threshold)
    named = {level: over(levels == level, everywhere) for level in sorted(set(levels) - {EVERY_LEVEL})}
    return {EVERY_LEVEL: everywhere, **named}


def fit(p: Floats, came: NDArray[np.bool_], known: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Slope and offset on the log-odds for each horizon (rows x horizons in).

    A horizon with fewer than FEWEST_CROSSINGS rows that came true takes the pair of all horizons together.
    A straight line cannot turn the order of posts round, and needs far fewer posts than steps would.
    """
    together = _line(p[known], came[known])
    pairs = []
    for horizon in range(p.shape[1]):
        rows = known[:, horizon]
        enough = FEWEST_CROSSINGS <= came[rows, horizon].sum() <= rows.sum() - FEWEST_CROSSINGS
        pairs.append(_line(p[rows, horizon], came[rows, horizon]) if enough else together)
    return tuple(pairs)


def _line(p: Floats, came: NDArray[np.bool_]) -> tuple[float, float]:
    if came.all() or not came.any():
        return AS_IT_IS[0]
    odds = logit(np.clip(p, 1e-6, 1 - 1e-6))
    fitted = LogisticRegression(C=1e3).fit(odds[:, None], came)
    slope, offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope > 0:
        return slope, offset
    # The chances say nothing here: everybody gets the base rate, in the old order.
    return 1e-3, float(logit(np.clip(came.mean(), 1e-6, 1 - 1e-6)))


@dataclass(frozen=True)
class _Seen:
    """Open posts at some ages: chances, and whether they came true as far as that is known."""

    p: Floats
    taught: Taught
    posts: int
    crossings: int

    @property
    def came(self) -> NDArray[np.bool_]:
        return self.taught.came

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.taught.known

    def corrected_by(self, rows: NDArray[np.bool_]) -> Floats:
        """All chances by the correction that these rows teach."""
        pairs = fit(self.p[rows], self.came[rows], self.known[rows])
        return LocalPlatform({EVERY_LEVEL: 0}, pairs).correct(self.p)


def _observe(
    shipped: ViralRisk, channel: str, thresholds: Mapping[str, int], posts: Sequence[Finished]
) -> _Seen:
    risk = replace(shipped, local=Local(platforms={channel: LocalPlatform(thresholds, AS_IT_IS)}))
    crossed = _crossings(channel, thresholds, [post.history for post in posts])
    cut: list[PostHistory] = []
    rows: list[int] = []
    for row, post in enumerate(posts):
        readings = post.history.readings
        for age in AGES:
            until = tuple(reading for reading in readings if reading.age_seconds <= age)
            seen_already = bool(rows) and rows[-1] == row and cut[-1].readings == until
            if until and until[-1].age_seconds < crossed[row] and not seen_already:
                cut.append(replace(post.history, readings=until))
                rows.append(row)
    at = np.array(rows, dtype=np.intp)
    now = np.array([history.readings[-1].age_seconds for history in cut])
    last = np.array([post.history.readings[-1].age_seconds for post in posts])[at]
    ends = now[:, None] + np.array(HORIZONS[:SHOWN]) * 3600.0
    came = crossed[at][:, None] <= ends
    authors = {name: number for number, name in enumerate(sorted({post.author for post in posts}))}
    taught = Taught(
        came=came,
        known=came | (last[:, None] >= np.minimum(ends, WATCHED)),
        stated=stated(cut, now),
        post=at,
        author=np.array([authors[post.author] for post in posts], dtype=np.intp)[at],
        fold=np.array([fold_of(post.author, FOLDS) for post in posts], dtype=np.intp)[at],
    )
    p = risk.judge(cut).p if cut else np.zeros((0, SHOWN))
    return _Seen(p, taught, len(posts), len(np.unique(at[np.isfinite(crossed[at])])))


def _sizes(histories: Sequence[PostHistory]) -> Floats:
    """The largest count of each post, in shares; 0 where none was read."""
    shares = measured([PLATFORMS[history.channel] for history in histories], histories).shares
    of_post = np.round(shares.keys // FAR).astype(np.intp)
    sizes = np.zeros(len(histories))
    np.maximum.at(sizes, of_post, shares.counts)
    return sizes


def _crossings(channel: str, thresholds: Mapping[str, int], histories: Sequence[PostHistory]) -> Floats:
    """Age in seconds at which each post was first read at or over its V; infinite where never."""
    platform = PLATFORMS[channel]
    shares = measured([PLATFORMS[history.channel] for history in histories], histories).shares
    of_post = np.round(shares.keys // FAR).astype(np.intp)
    wanted = np.array([thresholds.get(h.level, thresholds[EVERY_LEVEL]) for h in histories])
    over = shares.counts * platform.per_share >= wanted[of_post]
    first = np.full(len(histories), np.inf)
    np.minimum.at(first, of_post[over], (shares.keys - of_post * FAR)[over])
    return first


def _measures(seen: _Seen) -> dict[str, Any]:
    """Before and after, each row judged by a correction that has not seen its author."""
    after = np.array(seen.p)
    for fold in np.unique(seen.taught.fold):
        mine = seen.taught.fold == fold
        after[mine] = seen.corrected_by(~mine)[mine]
    return {
        "posts": seen.posts,
        "crossings": seen.crossings,
        "rows": int(seen.known.any(axis=1).sum()),
        "before": _figures(seen, seen.p),
        "after": _figures(seen, after),
    }


def _figures(seen: _Seen, p: Floats) -> dict[str, dict[str, float | None]]:
    return {
        f"{hours}h": {
            "ece": calibration_error(p[rows, h], seen.came[rows, h]),
            "brier_skill": brier_skill(p[rows, h], seen.came[rows, h]),
        }
        for h, hours in enumerate(HORIZONS[:SHOWN])
        if (rows := seen.known[:, h]).any()
    }

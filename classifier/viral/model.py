"""The spread model: boosted hazards per horizon and quantiles of the size, each fold kept apart."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

from classifier.viral.features import FEATURES
from classifier.viral.forest import Forest
from classifier.viral.history import Floats, Indices

WEIGHTS = Path(__file__).resolve().parent.parent / "weights" / "viral"
HORIZONS = (1, 6, 24, 72, 168)  # hours; the last asks for seven days after posting, whatever the age
QUANTILES = (0.1, 0.5, 0.9)
MIDDLE = 1  # of QUANTILES; learnt with each post weighing one over its size, which is nearest in proportion
# The shares of posts that end below each quantile; below the middle two fifths of unseen ones.
LEVELS = (0.1, 0.4, 0.9)
UNSEEN = -1  # the fold of a post that was not in the training posts
LOG_COUNT = FEATURES.index("log_count")
WEIBO = FEATURES.index("weibo")
RECENT = (FEATURES.index("growth_15"), FEATURES.index("growth_60"))
LOG_AGE = FEATURES.index("log_age")
# The interval is corrected apart for each age (log seconds) and by how wide the trees made it (log shares).
AGE_EDGES = np.log([1350.0, 2700.0, 5400.0, 9000.0, 16000.0, 32400.0, 64000.0, 108000.0])
WIDTH_EDGES = np.array([0.05, 0.2, 0.5, 1.0])
FEWEST = 60  # misses a correction is learnt from; with fewer, all widths of that age together
INSIDE = 0.8


class SpreadModel(BaseEstimator):
    """P(share count crosses a threshold within each horizon), and the interval of the seven-day size.

    Learnt once without each fold of groups and once from all: a post of the training set is always
    judged by the model that has not seen its group, any other post by the last one. Probabilities are
    corrected by a beta calibration, the interval by the misses, both of out-of-fold predictions.
    """

    def __init__(
        self,
        folds: int = 5,
        trees: int = 120,
        leaves: int = 15,
        learning_rate: float = 0.06,
        seed: int = 2041,
    ) -> None:
        self.folds = folds
        self.trees = trees
        self.leaves = leaves
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(
        self, features: Floats, thresholds: Floats, waits: Floats, weeks: Floats, sizes: Floats, fold: Indices
    ) -> SpreadModel:
        """Learns from rows of open posts.

        `waits`: seconds from now to the crossing of `thresholds` (infinite: never); `weeks`: seconds
        from now to the end of the seventh day; `sizes`: final shares; `fold`: fold of the post.
        """
        rows = conditioned(features, thresholds)
        outcomes = [waits <= hours * 3600 for hours in HORIZONS[:-1]] + [waits <= weeks]
        grown = np.log1p(sizes) - np.nan_to_num(features[:, LOG_COUNT])
        # The size does not depend on the threshold: each post and age counts once.
        once = thresholds == thresholds.max()
        # UNSEEN is the last place of every list, and -1 finds it there.
        parts = [*range(self.folds), UNSEEN]
        self.hazards_ = [[self._hazard(rows, y, fold != k) for y in outcomes] for k in parts]
        self.quantiles_ = [
            [self._quantile(features, grown, sizes, (fold != k) & once, n) for n in range(len(QUANTILES))]
            for k in parts
        ]
        return self._calibrate(features, thresholds, np.column_stack(outcomes), grown, fold, once)

    def predict_proba(
        self,
        features: Floats,
        thresholds: Floats,
        fold: Indices | None = None,
        horizons: int = len(HORIZONS),
    ) -> Floats:
        """Calibrated probabilities (rows x the first `horizons`), never falling with the horizon."""
        fold = _fold(features, fold)
        raw = self._raw(features, thresholds, fold, horizons)
        result = np.empty_like(raw)
        for k in np.unique(fold):
            rows = fold == k
            for h in range(horizons):
                kinds = self.betas_[h][k]
                for weibo in (0, 1):
                    part = rows & (features[:, WEIBO] == weibo)
                    result[part, h] = _beta(raw[part, h], kinds[weibo])
        return np.maximum.accumulate(result, axis=1)

    def predict_size(self, features: Floats, fold: Indices | None = None) -> Floats:
        """Shares after seven days: low, middle and high (rows x 3), never under the present count."""
        fold = _fold(features, fold)
        grown = self._grown(features, fold)
        slack = self.slack_[fold, features[:, WEIBO].astype(int), _age_bin(features), _width_bin(grown)]
        grown[:, 0] -= slack
        grown[:, 2] += slack
        grown = np.maximum(np.maximum.accumulate(grown, axis=1), 0.0)
        sizes = np.expm1(grown + np.nan_to_num(features[:, [LOG_COUNT]]))
        # There and back through the logarithm, a count may come out a hair above itself.
        sizes[:, 0] -= 1e-6
        return np.maximum(sizes, 0.0)

    def _hazard(self, rows: Floats, outcome: NDArray[np.bool_], used: NDArray[np.bool_]) -> Forest:
        # Farther from the threshold is never likelier to cross it.
        falling = [0] * len(FEATURES) + [-1] * (rows.shape[1] - len(FEATURES) - 1) + [0]
        booster = HistGradientBoostingClassifier(**self._common(), monotonic_cst=falling)
        return Forest.of(booster.fit(rows[used], outcome[used]))

    def _quantile(
        self, rows: Floats, grown: Floats, sizes: Floats, used: NDArray[np.bool_], number: int
    ) -> Forest:
        weights, common = None, self._common()
        if number == MIDDLE:
            weights = 1 / np.maximum(sizes[used], 1.0)
            # The middle comes nearer with finer trees, and more of them; by how much is in the model card.
            common |= {"max_iter": 2 * self.trees, "max_leaf_nodes": 2 * self.leaves + 1}
        booster = HistGradientBoostingRegressor(**common, loss="quantile", quantile=QUANTILES[number])
        return Forest.of(booster.fit(rows[used], grown[used], sample_weight=weights))

    def _common(self) -> dict[str, Any]:
        return {
            "learning_rate": self.learning_rate,
            "max_iter": self.trees,
            "max_leaf_nodes": self.leaves,
            "min_samples_leaf": 40,
            "l2_regularization": 5.0,
            "max_features": 0.5,
            "early_stopping": False,
            "random_state": self.seed,
        }

    def _calibrate(
        self,
        features: Floats,
        thresholds: Floats,
        outcomes: NDArray[np.bool_],
        grown: Floats,
        fold: Indices,
        once: NDArray[np.bool_],
    ) -> SpreadModel:
        """Correction per horizon, platform and fold, learnt from the other folds' unseen predictions."""
        raw = self._raw(features, thresholds, fold)
        weibo = features[:, WEIBO] == 1
        self.betas_ = [
            [
                [
                    _fit_beta(raw[rows, h], outcomes[rows, h])
                    for rows in ((fold != k) & ~weibo, (fold != k) & weibo)
                ]
                for k in [*range(self.folds), UNSEEN]
            ]
            for h in range(len(HORIZONS))
        ]
        spread = self._grown(features[once], fold[once])
        miss = np.maximum(spread[:, 0] - grown[once], grown[once] - spread[:, 2])
        cells = (fold[once], weibo[once], _age_bin(features[once]), _width_bin(spread))
        self.slack_ = np.array([_slack(miss, cells, k) for k in [*range(self.folds), UNSEEN]])
        return self

    def _raw(
        self, features: Floats, thresholds: Floats, fold: Indices, horizons: int = len(HORIZONS)
    ) -> Floats:
        rows = conditioned(features, thresholds)
        return np.asarray(expit(_by_fold(rows, fold, [forests[:horizons] for forests in self.hazards_])))

    def _grown(self, features: Floats, fold: Indices) -> Floats:
        return _by_fold(features, fold, self.quantiles_)

    def save(self, folder: Path) -> None:
        """Writes forests.npz and, beside it, everything else that was learnt as model.json."""
        arrays = {
            f"{kind}.{k}.{n}.{name}": values
            for kind, forests in (("hazard", self.hazards_), ("quantile", self.quantiles_))
            for k, row in enumerate(forests)
            for n, forest in enumerate(row)
            for name, values in forest.pack().items()
        }
        np.savez_compressed(folder / "forests.npz", allow_pickle=False, **arrays)
        learnt: dict[str, Any] = {
            "parameters": self.get_params(),
            "features": list(FEATURES),
            "betas": self.betas_,
            "slack": self.slack_.tolist(),
        }
        learnt["forests_sha256"] = hashlib.sha256((folder / "forests.npz").read_bytes()).hexdigest()
        (folder / "model.json").write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> SpreadModel:
        """The model saved in `folder`. Raises OSError when missing, ValueError when the files disagree."""
        learnt = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if hashlib.sha256((folder / "forests.npz").read_bytes()).hexdigest() != learnt["forests_sha256"]:
            raise ValueError(f"{folder / 'forests.npz'} is not the file that model.json describes")
        if learnt["features"] != list(FEATURES):
            raise ValueError(
                f"the weights in {folder} read other features than this version; train them again"
            )
        model = cls(**learnt["parameters"])
        model.betas_ = learnt["betas"]
        model.slack_ = np.array(learnt["slack"])
        with np.load(folder / "forests.npz", allow_pickle=False) as archive:
            stored: dict[str, dict[str, NDArray[Any]]] = {}
            for name in archive.files:
                forest, part = name.rsplit(".", 1)
                stored.setdefault(forest, {})[part] = archive[name]
        forests = {name: Forest.unpack(parts) for name, parts in stored.items()}
        for kind, count in (("hazard", len(HORIZONS)), ("quantile", len(QUANTILES))):
            rows = [[forests[f"{kind}.{k}.{n}"] for n in range(count)] for k in range(model.folds + 1)]
            setattr(model, f"{kind}s_", rows)
        return model


def conditioned(features: Floats, thresholds: Floats) -> Floats:
    """Features with what is left to the threshold: against the recent growth, the count, and alone (log)."""
    count = features[:, LOG_COUNT]
    left = np.log(np.maximum(thresholds + 1 - np.exp(count), 1.0))
    against = [left - features[:, place] for place in (*RECENT, LOG_COUNT)]
    return np.column_stack([features, *against, np.log(thresholds + 1) - count, np.log(thresholds)])


def _fold(features: Floats, fold: Indices | None) -> Indices:
    return np.full(len(features), UNSEEN, dtype=np.intp) if fold is None else fold


def _by_fold(rows: Floats, fold: Indices, forests: list[list[Forest]]) -> Floats:
    """Raw scores (rows x outputs), each row by the forests of its fold."""
    result = np.empty((len(rows), len(forests[0])))
    for k in np.unique(fold):
        part = fold == k
        inside = np.ascontiguousarray(rows[part])
        result[part] = np.column_stack([forest.score(inside) for forest in forests[k]])
    return result


def _age_bin(features: Floats) -> Indices:
    return np.searchsorted(AGE_EDGES, features[:, LOG_AGE])


def _width_bin(grown: Floats) -> Indices:
    """How wide the trees make the interval, before any correction."""
    return np.searchsorted(WIDTH_EDGES, grown[:, 2] - grown[:, 0])


def _slack(miss: Floats, cells: tuple[NDArray[Any], ...], left_out: int) -> Floats:
    """How far to widen the interval, by platform, age and width, so that INSIDE of the other folds' sizes fit."""
    fold, weibo, ages, widths = cells
    result = np.empty((2, len(AGE_EDGES) + 1, len(WIDTH_EDGES) + 1))
    for kind, age, width in np.ndindex(result.shape):
        known = (fold != left_out) & (weibo == bool(kind))
        of_age = known & (ages == age)
        nearest = next(
            rows
            for rows in (of_age & (widths == width), of_age, known)
            if rows.sum() >= FEWEST or rows is known
        )
        result[kind, age, width] = np.quantile(miss[nearest], INSIDE)
    return result


def _logs(raw: Floats) -> Floats:
    inside = np.clip(raw, 1e-6, 1 - 1e-6)
    return np.column_stack([np.log(inside), -np.log1p(-inside)])


def _fit_beta(raw: Floats, outcome: NDArray[np.bool_]) -> list[float]:
    """Beta calibration (Kull 2017): two slopes, kept from turning the order round, and an offset."""
    logs = _logs(raw)
    for kept in ([0, 1], [0], [1]):
        fitted = LogisticRegression(C=1e3, solver="newton-cholesky").fit(logs[:, kept], outcome)
        slopes = np.zeros(2)
        slopes[kept] = fitted.coef_[0]
        if (slopes >= 0).all():
            break
    return [float(slopes[0]), float(slopes[1]), float(fitted.intercept_[0])]


def _beta(raw: Floats, fitted: list[float]) -> Floats:
    return np.asarray(expit(_logs(raw) @ np.array(fitted[:2]) + fitted[2]))

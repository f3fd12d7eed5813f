"""Boosted trees as plain arrays: saved without pickle, walked by scikit-learn's own code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

from classifier.viral.history import Floats

# What a prediction needs of a node, in the smallest type that keeps it exact enough.
KEPT = {
    "value": np.float32,
    "num_threshold": np.float64,
    "feature_idx": np.uint8,
    "missing_go_to_left": np.uint8,
    "left": np.uint8,
    "right": np.uint8,
    "is_leaf": np.uint8,
}
NO_CATEGORIES = np.zeros((0, 8), dtype=np.uint32)


@dataclass(frozen=True)
class Forest:
    """The trees of one fitted booster; `score` gives its raw prediction (log-odds for a classifier)."""

    start: float
    trees: tuple[Any, ...]

    @classmethod
    def of(cls, booster: HistGradientBoostingClassifier | HistGradientBoostingRegressor) -> Forest:
        trees = [tree for step in booster._predictors for tree in step]
        return cls.unpack(
            {**_pack([tree.nodes for tree in trees]), "start": booster._baseline_prediction.ravel()}
        )

    def score(self, features: Floats) -> Floats:
        """Raw predictions (rows) of features (rows x columns, float64)."""
        features = np.ascontiguousarray(features, dtype=np.float64)
        columns = np.zeros(features.shape[1], dtype=np.uint32)
        total = np.full(len(features), self.start)
        for tree in self.trees:
            total += tree.predict(features, NO_CATEGORIES, columns, 1)
        return total

    def pack(self) -> dict[str, NDArray[Any]]:
        return {**_pack([tree.nodes for tree in self.trees]), "start": np.array([self.start])}

    @classmethod
    def unpack(cls, stored: dict[str, NDArray[Any]]) -> Forest:
        nodes = np.zeros(int(stored["sizes"].sum()), dtype=PREDICTOR_RECORD_DTYPE)
        for name in KEPT:
            nodes[name] = stored[name]
        trees = np.split(nodes, np.cumsum(stored["sizes"])[:-1])
        return cls(
            float(stored["start"][0]),
            tuple(TreePredictor(tree.copy(), NO_CATEGORIES, NO_CATEGORIES) for tree in trees),
        )


def _pack(trees: list[NDArray[Any]]) -> dict[str, NDArray[Any]]:
    nodes = np.concatenate(trees)
    sizes = np.array([len(tree) for tree in trees], dtype=np.uint16)
    return {"sizes": sizes} | {name: nodes[name].astype(kind) for name, kind in KEPT.items()}

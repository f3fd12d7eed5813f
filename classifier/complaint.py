"""The complaint model: one set of features, eight linear heads, probabilities that mean what they say.

Each head is a logistic regression. Its scores are stretched and shifted by what it did on messages
it had not seen, so that "0.7" is right seven times in ten, and the head "actionable" is moved from
the corpus's share of complaints to the share among real mentions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.features import Counts, Floats, Prepared, Vectors
from models.errors import SettingError

HEADS = (
    "actionable",
    "kind",
    "category",
    "urgency",
    "emergency",
    "about_officer",
    "victim_sensitive",
    "language",
)
FORMAT = 1
VectorPair = tuple[Floats, Floats]
Matrix = Any
Expand = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Head:
    """A calibrated linear classifier: softmax of `scale * (features @ weights + bias) + shift`."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    scale: float
    shift: NDArray[np.float32]

    def probabilities(self, features: Matrix) -> Floats:
        """(n, classes), rows sum to 1."""
        scores = (np.asarray(features @ self.weights) + self.bias) * self.scale + self.shift
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


class ComplaintModel(BaseEstimator):  # type: ignore[misc]
    """All heads over one feature space, with the encoder's vectors ("full") and without ("fast").

    Parameters
    ----------
    strength : inverse of the regularisation, as `C` of LogisticRegression.
    prevalence : share of actionable messages to expect. Among random posts 12.6 % were measured; the
        default is higher on purpose, since a complaint that is hidden is lost.
    folds : how often calibration holds messages back.
    """

    def __init__(self, strength: float = 3.0, prevalence: float = 0.35, folds: int = 3) -> None:
        self.strength = strength
        self.prevalence = prevalence
        self.folds = folds

    def fit(
        self,
        prepared: Sequence[Prepared],
        vectors: VectorPair,
        labels: Mapping[str, Sequence[str]],
        groups: Sequence[str],
    ) -> ComplaintModel:
        """Learns from messages, their sentence vectors (n, 384) and the labels of every head.

        `groups` keeps what one hand wrote on one side of the calibration's folds.
        """
        self.counts_ = Counts().fit(prepared)
        self.vectors_ = Vectors().fit(vectors)
        counted = self.counts_.transform(prepared)
        spaces = {"fast": counted, "full": _joined(counted, self.vectors_.transform(vectors))}
        self.heads_ = {mode: self._heads(features, labels, groups) for mode, features in spaces.items()}
        return self

    def predict(self, prepared: Sequence[Prepared], vectors: VectorPair | None) -> dict[str, Floats]:
        """Probabilities of every head, (n, classes); without vectors the fast heads answer."""
        return self.chances(self.features(prepared, vectors), fast=vectors is None)

    def chances(self, features: Matrix, fast: bool) -> dict[str, Floats]:
        """Probabilities of every head for the columns that `features` gives."""
        heads = self.heads_["fast" if fast else "full"]
        return {name: head.probabilities(features) for name, head in heads.items()}

    def features(self, prepared: Sequence[Prepared], vectors: VectorPair | None) -> Matrix:
        """The columns the heads read: the counts, and behind them the vectors if there are any."""
        counted = self.counts_.transform(prepared)
        return counted if vectors is None else _joined(counted, self.vectors_.transform(vectors))

    def classes(self, head: str) -> tuple[str, ...]:
        """The class names of a head, in the order of its probabilities."""
        return self.heads_["fast"][head].classes

    def names(self, block: str) -> list[str]:
        """What each column of a block of counts counts: "words_", "letters_" or "context_"."""
        if not hasattr(self, "names_"):
            self.names_: dict[str, list[str]] = {}
        if block not in self.names_:
            self.names_[block] = list(getattr(self.counts_, block).get_feature_names_out())
        return self.names_[block]

    def _heads(
        self, features: Matrix, labels: Mapping[str, Sequence[str]], groups: Sequence[str]
    ) -> dict[str, Head]:
        compact, expand = _row_space(features)
        return {name: self._head(name, compact, expand, np.array(labels[name]), groups) for name in HEADS}

    def _head(
        self, name: str, compact: Floats, expand: Expand, labels: NDArray[Any], groups: Sequence[str]
    ) -> Head:
        whole = self._regression().fit(compact, labels)
        held, truth = self._unseen_scores(compact, labels, whole.classes_, groups)
        scale, shift = _calibration(held, truth)
        if name == "actionable":
            share = float(np.mean(labels == whole.classes_[1]))
            shift[1] += np.log(self.prevalence / (1 - self.prevalence)) - np.log(share / (1 - share))
        weights, bias = _two_sided(whole)
        return Head(tuple(map(str, whole.classes_)), expand(weights), bias, scale, shift)

    def _regression(self) -> LogisticRegression:
        return LogisticRegression(C=self.strength, max_iter=300, tol=1e-3)

    def _unseen_scores(
        self, compact: Floats, labels: NDArray[Any], classes: NDArray[Any], groups: Sequence[str]
    ) -> tuple[Floats, NDArray[np.int64]]:
        """Scores (n, classes) by regressions that had not seen the row, and the true class numbers."""
        scores = np.zeros((len(labels), len(classes)), dtype=np.float32)
        for seen, held in GroupKFold(self.folds).split(compact, labels, groups):
            part = self._regression().fit(compact[seen], labels[seen])
            weights, bias = _two_sided(part)
            columns = np.searchsorted(classes, part.classes_)
            scores[np.ix_(held, columns)] = compact[held] @ weights + bias
        return scores, np.searchsorted(classes, labels)


def _row_space(features: Matrix) -> tuple[Floats, Expand]:
    """The same rows in as many columns as there are rows, and the way back for weights.

    A regression with a quadratic penalty finds the same weights here, many times faster.
    """
    values, axes = np.linalg.eigh((features @ features.T).toarray().astype(np.float64))
    kept = values > values[-1] * 1e-7
    lengths, axes = np.sqrt(values[kept]), axes[:, kept]

    def expand(weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(features.T @ ((axes / lengths) @ weights), dtype=np.float32)

    return np.asarray(axes * lengths, dtype=np.float32), expand


def _joined(counted: Matrix, vectors: Floats) -> Matrix:
    return sparse.hstack([counted, sparse.csr_matrix(vectors)], format="csr", dtype=np.float32)


def _two_sided(regression: LogisticRegression) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (columns, classes) and bias (classes,), also for two classes, where scikit-learn keeps one."""
    weights, bias = regression.coef_.T, regression.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return weights.astype(np.float32), bias.astype(np.float32)


def _calibration(scores: Floats, truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float32]]:
    """The stretch, and for two classes the shift, that make held-out probabilities most likely."""
    rows = np.arange(len(truth))
    two = scores.shape[1] == 2

    def loss(parameters: NDArray[np.float64]) -> float:
        moved = scores * np.exp(parameters[0])
        if two:
            moved = moved + np.array([0.0, parameters[1]])
        top = moved.max(axis=1)
        return float(np.mean(top + np.log(np.exp(moved - top[:, None]).sum(axis=1)) - moved[rows, truth]))

    best = minimize(loss, np.zeros(2 if two else 1), method="Nelder-Mead").x
    shift = np.zeros(scores.shape[1], dtype=np.float32)
    if two:
        shift[1] = best[1]
    return float(np.exp(best[0])), shift


def save(model: ComplaintModel, folder: Path, about: dict[str, Any]) -> None:
    """Writes `model.json` (words, classes, `about`) and `weights.npz` (numbers in half precision)."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        name: getattr(model.vectors_, name) for name in ("mean_", "scale_", "context_mean_", "context_scale_")
    }
    described: dict[str, Any] = {"format": FORMAT, "about": about, "heads": {}, "vocabularies": {}}
    described["parameters"] = model.get_params()
    for block in ("words_", "letters_", "context_"):
        vectorizer = getattr(model.counts_, block)
        described["vocabularies"][block] = list(vectorizer.get_feature_names_out())
        arrays[f"idf_{block}"] = vectorizer.idf_.astype(np.float32)
    for mode, heads in model.heads_.items():
        for name, head in heads.items():
            described["heads"][f"{mode}_{name}"] = {"classes": head.classes, "scale": head.scale}
            arrays[f"{mode}_{name}_weights"] = head.weights.astype(np.float16)
            arrays[f"{mode}_{name}_bias"] = head.bias
            arrays[f"{mode}_{name}_shift"] = head.shift
    np.savez_compressed(folder / "weights.npz", allow_pickle=False, **arrays)
    text = json.dumps(described, ensure_ascii=False, indent=None, separators=(",", ":"))
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> tuple[ComplaintModel, dict[str, Any]]:
    """The model and what was written about it. Raises SettingError for a folder of another format."""
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    if described["format"] != FORMAT:
        raise SettingError(
            f"{folder} holds a model of format {described['format']}; this release reads {FORMAT}"
        )
    with np.load(folder / "weights.npz", allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    model = ComplaintModel(**described["parameters"])
    model.counts_ = Counts().restore(
        {
            block: (words, arrays[f"idf_{block}"].astype(np.float64))
            for block, words in described["vocabularies"].items()
        }
    )
    model.vectors_ = Vectors()
    for name in ("mean_", "scale_", "context_mean_", "context_scale_"):
        setattr(model.vectors_, name, arrays[name])
    model.heads_ = {
        mode: {name: _stored_head(described, arrays, mode, name) for name in HEADS}
        for mode in ("fast", "full")
    }
    return model, described["about"]


def _stored_head(described: dict[str, Any], arrays: dict[str, NDArray[Any]], mode: str, name: str) -> Head:
    at = f"{mode}_{name}"
    head = described["heads"][at]
    return Head(
        tuple(head["classes"]),
        arrays[f"{at}_weights"].astype(np.float32),
        arrays[f"{at}_bias"],
        head["scale"],
        arrays[f"{at}_shift"],
    )

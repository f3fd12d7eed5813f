"""The complaint model: counted words and the sentence vector side by side, eight linear heads.

Each head is a logistic regression, trained once with the sentence vector ("full") and once without
("fast", for the day the encoder cannot be loaded). What its probabilities are worth is learnt from
rows held back from training, so that "0.7" is right seven times in ten; the head "actionable" is
then moved to the share of complaints to expect.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from classifier.features import Counts, Floats, Prepared
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
FORMAT = 2
BLOCKS = ("terms_", "context_")
MODES = ("fast", "full")
Matrix = Any
Labels = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Head:
    """A calibrated linear classifier: softmax of `scale * (features @ weights + bias) + shift`."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    scale: float = 1.0
    shift: float = 0.0  # of the second of two classes

    def scores(self, features: Matrix) -> Floats:
        """What the weights say, (n, classes), before calibration."""
        return np.asarray(np.asarray(features @ self.weights) + self.bias, dtype=np.float32)

    def probabilities(self, features: Matrix) -> Floats:
        """(n, classes), rows sum to 1."""
        return calibrated(self.scores(features), self.scale, self.shift)


def calibrated(scores: Floats, scale: float, shift: float) -> Floats:
    """Probabilities of scores that are stretched and, where there are two classes, moved."""
    scores = scores * scale
    if scores.shape[1] == 2:
        scores = scores + np.array([0.0, shift], dtype=np.float32)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


class ComplaintModel(BaseEstimator):
    """All heads over one feature space, with the encoder's vectors ("full") and without ("fast").

    Parameters
    ----------
    strength : inverse of the regularisation, as `C` of LogisticRegression.
    prevalence : share of actionable messages to expect. Among random posts 12.6 % were measured; the
        default is higher on purpose, since a complaint that is hidden is lost.
    """

    def __init__(self, strength: float = 30.0, prevalence: float = 0.4) -> None:
        self.strength = strength
        self.prevalence = prevalence

    def fit(
        self, prepared: Sequence[Prepared], vectors: Floats, labels: Labels, held_back: Sequence[bool]
    ) -> ComplaintModel:
        """Learns from messages, their vectors (n, width) and labels; calibrates on the rows held back.

        Raises ValueError when no row is held back, or all are.
        """
        held = np.array(held_back, dtype=bool)
        if held.all() or not held.any():
            raise ValueError("some rows must be held back for calibration, and some must not")
        self.counts_ = Counts().fit([one for one, back in zip(prepared, held, strict=True) if not back])
        self.mean_, self.scale_ = vectors[~held].mean(axis=0), vectors[~held].std(axis=0) + 1e-6
        self.heads_ = {
            mode: {name: self._head(name, features, np.array(labels[name]), held) for name in HEADS}
            for mode, features in (
                ("fast", self.features(prepared, None)),
                ("full", self.features(prepared, vectors)),
            )
        }
        return self

    def predict(self, prepared: Sequence[Prepared], vectors: Floats | None) -> dict[str, Floats]:
        """Probabilities of every head, (n, classes); without vectors the fast heads answer."""
        return self.chances(self.features(prepared, vectors), fast=vectors is None)

    def chances(self, features: Matrix, fast: bool) -> dict[str, Floats]:
        """Probabilities of every head for the columns that `features` gives."""
        heads = self.heads_["fast" if fast else "full"]
        return {name: head.probabilities(features) for name, head in heads.items()}

    def features(self, prepared: Sequence[Prepared], vectors: Floats | None) -> Matrix:
        """The columns the heads read: the counts, and behind them the standardised vectors if there are any."""
        counted = self.counts_.transform(prepared)
        if vectors is None:
            return counted
        # The whole vector weighs as much as one word would.
        standard = (vectors - self.mean_) / self.scale_ / np.sqrt(vectors.shape[1])
        return sparse.hstack([counted, sparse.csr_matrix(standard)], format="csr", dtype=np.float32)

    def classes(self, head: str) -> tuple[str, ...]:
        """The class names of a head, in the order of its probabilities."""
        return next(iter(self.heads_.values()))[head].classes

    def terms(self) -> list[str]:
        """What each of the first columns of the counts counts."""
        if not hasattr(self, "names_"):
            self.names_ = list(self.counts_.terms_.get_feature_names_out())
        return self.names_

    def _head(self, name: str, features: Matrix, labels: NDArray[Any], held: NDArray[np.bool_]) -> Head:
        raw = _learnt(features[~held], labels[~held], np.unique(labels), self.strength)
        truth = np.searchsorted(np.unique(labels), labels[held])
        scale, shift = _calibration(raw.scores(features[held]), truth)
        if name == "actionable":
            share = float(truth.mean())
            shift += float(np.log(self.prevalence / (1 - self.prevalence)) - np.log(share / (1 - share)))
        return Head(raw.classes, raw.weights, raw.bias, scale, shift)


def _learnt(features: Matrix, labels: NDArray[Any], classes: NDArray[Any], strength: float) -> Head:
    """A head that is not calibrated yet."""
    weights = np.zeros((features.shape[1], len(classes)), dtype=np.float32)
    names = tuple(map(str, classes))
    if len(np.unique(labels)) == 1:  # nothing to tell apart
        return Head(names, weights, np.where(classes == labels[0], 0.0, -3.0).astype(np.float32))
    regression = LogisticRegression(C=strength, max_iter=3000, tol=1e-4).fit(features, labels)
    learnt, bias = regression.coef_.T, regression.intercept_
    if learnt.shape[1] == 1:  # scikit-learn keeps one side of two
        learnt, bias = np.hstack([-learnt, learnt]) / 2, np.concatenate([-bias, bias]) / 2
    # A class that only the held-back rows have keeps a small chance.
    whole = np.full(len(classes), bias.min() - 3.0, dtype=np.float32)
    columns = np.searchsorted(classes, regression.classes_)
    weights[:, columns], whole[columns] = learnt, bias
    return Head(names, weights, whole)


def _calibration(scores: Floats, truth: NDArray[np.int64]) -> tuple[float, float]:
    """The stretch, and for two classes the shift, that make the held-back rows most likely.

    The rows held back were written like those learnt from; real messages are harder. So scores are
    only ever made less sure, never more.
    """
    rows = np.arange(len(truth))

    def loss(parameters: NDArray[np.float64]) -> float:
        chances = calibrated(scores, _stretch(parameters), float(parameters[1]))[rows, truth]
        # The small pull keeps a parameter that says nothing where it began.
        return float(-np.log(np.maximum(chances, 1e-9)).mean() + 1e-4 * (parameters**2).sum())

    # It starts well below the limit, where the search can feel a slope.
    best = minimize(loss, np.array([-0.5, 0.1]), method="Nelder-Mead").x
    return _stretch(best), float(best[1])


def _stretch(parameters: NDArray[np.float64]) -> float:
    return float(min(np.exp(parameters[0]), 1.0))


def save(model: ComplaintModel, folder: Path, about: dict[str, Any]) -> None:
    """Writes `model.json` (terms, classes, calibration, `about`) and `weights.npz` (numbers in half precision)."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {"mean_": model.mean_, "scale_": model.scale_}
    described: dict[str, Any] = {"format": FORMAT, "about": about, "heads": {}, "vocabularies": {}}
    described["parameters"] = model.get_params()
    for block in BLOCKS:
        vectorizer = getattr(model.counts_, block)
        described["vocabularies"][block] = list(vectorizer.get_feature_names_out())
        arrays[f"idf_{block}"] = vectorizer.idf_.astype(np.float32)
    for mode, heads in model.heads_.items():
        for name, head in heads.items():
            at = f"{mode}_{name}"
            described["heads"][at] = {"classes": head.classes, "scale": head.scale, "shift": head.shift}
            arrays[f"{at}_weights"] = head.weights.astype(np.float16)
            arrays[f"{at}_bias"] = head.bias
    np.savez_compressed(folder / "weights.npz", allow_pickle=False, **arrays)
    text = json.dumps(described, ensure_ascii=False, indent=None, separators=(",", ":"))
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path, modes: Sequence[str] = MODES) -> tuple[ComplaintModel, dict[str, Any]]:
    """The model, with the heads of these modes only, and what was written about it.

    Raises SettingError for a folder of another format.
    """
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    if described["format"] != FORMAT:
        raise SettingError(
            f"{folder} holds a model of format {described['format']}; this release reads {FORMAT}"
        )
    with np.load(folder / "weights.npz", allow_pickle=False) as archive:
        unasked = tuple(f"{mode}_" for mode in MODES if mode not in modes)
        arrays = {name: archive[name] for name in archive.files if not name.startswith(unasked)}
    model = ComplaintModel(**described["parameters"])
    model.counts_ = Counts().restore(
        {
            block: (words, arrays[f"idf_{block}"].astype(np.float64))
            for block, words in described["vocabularies"].items()
        }
    )
    model.mean_, model.scale_ = arrays["mean_"], arrays["scale_"]
    model.heads_ = {
        mode: {name: _stored_head(described["heads"], arrays, f"{mode}_{name}") for name in HEADS}
        for mode in modes
    }
    return model, described["about"]


def _stored_head(described: dict[str, Any], arrays: dict[str, NDArray[Any]], at: str) -> Head:
    head = described[at]
    return Head(
        tuple(head["classes"]),
        arrays[f"{at}_weights"].astype(np.float32),
        arrays[f"{at}_bias"],
        head["scale"],
        head["shift"],
    )

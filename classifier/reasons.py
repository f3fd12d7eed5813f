"""The words behind a verdict: how far each one moved it, read off the model's own weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from classifier.complaint import ComplaintModel
from classifier.features import BEGINNING
from classifier.message import Reason

MOST = 5
LEAST_WEIGHT = 0.05
# Stand-ins for handles, links and hidden numbers explain nothing to a reader.
_STAND_INS = frozenset({"akun", "akunpolisi", "tautan", "tagar", "angka", "?", "!"})


def reasons(model: ComplaintModel, features: Any, fast: bool) -> list[tuple[Reason, ...]]:
    """For each message its most telling words, strongest first; `features` are the model's columns.

    The weight of a word is its share of what the words say about "actionable": its own, half of each
    pair it stands in, and that of its beginning.
    """
    head = model.heads_["fast" if fast else "full"]["actionable"]
    pull = (head.weights[:, 1] - head.weights[:, 0]) * head.scale
    names = model.terms()
    terms = features[:, : len(names)]
    return [_strongest(_of_words(_row(terms, row, pull, names))) for row in range(terms.shape[0])]


def _row(matrix: Any, row: int, pull: Any, names: Sequence[str]) -> dict[str, float]:
    at = slice(matrix.indptr[row], matrix.indptr[row + 1])
    columns = matrix.indices[at]
    moved = matrix.data[at] * pull[columns]
    return {names[column]: float(value) for column, value in zip(columns, moved, strict=True)}


def _of_words(moved: dict[str, float]) -> dict[str, float]:
    """What each term moved, given to the words it is made of; a beginning goes to every word that has it."""
    weights: dict[str, float] = defaultdict(float)
    for term, weight in moved.items():
        if not term.endswith("-"):
            parts = term.split(" ")
            for part in parts:
                weights[part] += weight / len(parts)
    families: dict[str, list[str]] = defaultdict(list)
    for word in weights:
        if len(word) > BEGINNING:
            families[f"{word[:BEGINNING]}-"].append(word)
    for beginning, family in families.items():
        for word in family:
            weights[word] += moved.get(beginning, 0.0) / len(family)
    return weights


def _strongest(weights: dict[str, float]) -> tuple[Reason, ...]:
    telling = [
        (word, weight)
        for word, weight in weights.items()
        if abs(weight) >= LEAST_WEIGHT and word not in _STAND_INS and not word.startswith("data")
    ]
    telling.sort(key=lambda pair: -abs(pair[1]))
    return tuple(Reason(word, round(float(np.float64(weight)), 3)) for word, weight in telling[:MOST])

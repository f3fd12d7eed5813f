"""The corpus messages nearest to a new one, and whether the corpus knows anything like it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.features import Floats
from classifier.message import Example
from models.vocabulary import Kind

# One corpus message in a hundred lies farther from its nearest neighbour than this share of them.
FAR_SHARE = 0.01


@dataclass(frozen=True)
class Examples:
    """Centred unit vectors of corpus messages, kept as 8-bit integers, with their ids, kinds and texts."""

    known: tuple[tuple[str, Kind, str], ...]
    vectors: NDArray[np.int8]
    centre: Floats
    far_below: float

    @classmethod
    def of(cls, known: Sequence[tuple[str, Kind, str]], vectors: Floats) -> Examples:
        """Examples from corpus messages and their sentence vectors, (n, 384); repeated ids count once."""
        first = {id_: row for row, (id_, _, _) in reversed(list(enumerate(known)))}
        rows = sorted(first.values())
        centre = vectors[rows].mean(axis=0)
        kept = _packed(_unit(vectors[rows] - centre))
        likeness = _floats(kept) @ _floats(kept).T
        np.fill_diagonal(likeness, -1)
        far_below = float(np.quantile(likeness.max(axis=1), FAR_SHARE))
        return cls(tuple(known[row] for row in rows), kept, centre, far_below)

    def nearest(self, vectors: Floats, count: int = 3) -> list[tuple[Example, ...]]:
        """For each sentence vector, (n, 384), its nearest corpus messages, most alike first."""
        likeness = _unit(vectors - self.centre) @ _floats(self.vectors).T
        count = min(count, likeness.shape[1])
        best = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        found = []
        for row, columns in enumerate(best):
            ordered = sorted(columns, key=lambda column: -likeness[row, column])
            found.append(tuple(self._example(column, likeness[row, column]) for column in ordered))
        return found

    def _example(self, column: int, likeness: float) -> Example:
        id_, kind, text = self.known[column]
        return Example(id_, text, kind, round(float(likeness), 3))

    def save(self, path: Path) -> None:
        texts = json.dumps(self.known, ensure_ascii=False).encode("utf-8")
        np.savez_compressed(
            path,
            allow_pickle=False,
            known=np.frombuffer(texts, np.uint8),
            vectors=self.vectors,
            centre=self.centre,
            far_below=np.array(self.far_below, dtype=np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> Examples:
        """Raises OSError when the file cannot be read."""
        with np.load(path, allow_pickle=False) as archive:
            known = json.loads(archive["known"].tobytes().decode("utf-8"))
            return cls(
                tuple((id_, Kind(kind), text) for id_, kind, text in known),
                archive["vectors"],
                archive["centre"],
                float(archive["far_below"]),
            )


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def _packed(vectors: Floats) -> NDArray[np.int8]:
    return np.clip(np.round(vectors * 400), -127, 127).astype(np.int8)


def _floats(packed: NDArray[np.int8]) -> Floats:
    return _unit(packed.astype(np.float32))

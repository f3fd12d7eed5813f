"""Teaches the outgoing guard's second reader: `python -m classifier.guard_reader tests/models/guard_*corpus.jsonl`.

Each line is a reply {text, ok, rule}. What was written to measure the guard must not be among the files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from models.guard import reader

# How freely the weights may follow the replies; measured on replies written later.
FREEDOM = 20.0
# What its form alone gives away needs no reading.
FOUND_BY_FORM = ("link_on_x",)
# A piece that only one or two replies have says nothing of another.
FEWEST_REPLIES = 3


def read_rows(files: Iterable[Path]) -> list[tuple[str, str]]:
    """Each reply with the rule it breaks, or PROPER."""
    lines = [line for path in sorted(files) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return [
        (row["text"], reader.PROPER if row["ok"] else row["rule"])
        for row in rows
        if row["rule"] not in FOUND_BY_FORM
    ]


def rows_hash(rows: Sequence[tuple[str, str]]) -> str:
    """SHA-256 of what is learnt from."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def learn(rows: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The weights in the form of the file."""
    told = [_pieces(text) for text, _ in rows]
    counts = Counter(piece for one in told for piece in one)
    known = sorted(piece for piece, count in counts.items() if count >= FEWEST_REPLIES)
    fitted = LogisticRegression(C=FREEDOM, max_iter=1000).fit(
        _matrix(told, known), [rule for _, rule in rows]
    )
    weights = _whole(fitted.coef_)
    return {
        "about": {"rows": len(rows), "sha256": rows_hash(rows)},
        "classes": [str(name) for name in fitted.classes_],
        "bias": _whole(fitted.intercept_).tolist(),
        "pieces": {
            piece: weights[:, place].tolist() for place, piece in enumerate(known) if weights[:, place].any()
        },
    }


def _pieces(text: str) -> set[str]:
    words = [match.group() for match in reader.words_of(text)]
    return {piece for piece, _, _ in reader.pieces(words)}


def _matrix(told: Sequence[set[str]], known: Sequence[str]) -> csr_matrix:
    """One row per reply: its known pieces, together of length 1."""
    column = {piece: place for place, piece in enumerate(known)}
    columns = [sorted(column[piece] for piece in one if piece in column) for one in told]
    lengths = np.concatenate([np.full(len(one), 1 / np.sqrt(max(len(one), 1))) for one in columns])
    ends = np.cumsum([0, *(len(one) for one in columns)])
    return csr_matrix((lengths, np.concatenate(columns).astype(int), ends), shape=(len(told), len(known)))


def _whole(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(numbers * reader.SCALE).astype(np.int64)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Teach the outgoing guard's second reader.")
    parser.add_argument(
        "files", type=Path, nargs="+", help="replies, one JSON object {text, ok, rule} a line"
    )
    parser.add_argument("--target", type=Path, default=reader.WEIGHTS)
    chosen = parser.parse_args(argv)
    learnt = learn(read_rows(chosen.files))
    text = json.dumps(learnt, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    chosen.target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

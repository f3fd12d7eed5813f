"""Trains the complaint model on the corpus: `python -m classifier.train`."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from classifier import complaint
from classifier.encoder import encoder_sha256, load_encoder
from classifier.examples import Examples
from classifier.features import Prepared, encode, prepare
from classifier.message import Message
from models.vocabulary import ACTIONABLE_KINDS, Category, Kind

CORPUS = Path(__file__).with_name("corpus")
WEIGHTS = Path(__file__).with_name("weights") / "complaint"
SEED = 20


@dataclass(frozen=True)
class Row:
    """One labelled message of the corpus."""

    id: str
    message: Message
    kind: Kind
    category: Category
    urgency: int
    about_officer: bool
    victim_sensitive: bool
    language: str
    split: str  # train, calibration (what probabilities are worth) or test


def read_corpus(folder: Path = CORPUS) -> list[Row]:
    """Every row of every file, in the order of the files' names. Raises ValueError naming a bad line."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                rows.append(_row(json.loads(line)))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rows


def _row(record: dict[str, Any]) -> Row:
    message = Message(record["text"], record["context"], record["channel"], record["others_mentioned"])
    return Row(
        record["id"],
        message,
        Kind(record["kind"]),
        Category(record["category"]),
        int(record["urgency"]),
        bool(record["about_officer"]),
        bool(record["victim_sensitive"]),
        record["language"],
        record["split"],
    )


def corpus_hash(folder: Path = CORPUS) -> str:
    """SHA-256 over the corpus files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def with_contexts_on_noise(rows: Sequence[Row], seed: int = SEED) -> list[Row]:
    """The rows, and for each one with a context a noise row under that same context.

    A quoted post tells what a call to act is about, not whether there is a call: praise and banter
    quote the same posts.
    """
    draw = random.Random(seed)
    noise = [row for row in rows if row.kind not in ACTIONABLE_KINDS and not row.message.context]
    quoted = [row for row in rows if row.message.context and row.kind in ACTIONABLE_KINDS]
    if not noise:
        return list(rows)
    pairs = [(draw.choice(noise), row.message.context) for row in quoted]
    added = [
        Row(**{**row.__dict__, "message": Message(**{**row.message.__dict__, "context": context})})
        for row, context in pairs
    ]
    return [*rows, *added]


def labels(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What each head learns, as words."""
    return {
        "actionable": [_yes(row.kind in ACTIONABLE_KINDS) for row in rows],
        "kind": [row.kind.value for row in rows],
        "category": [row.category.value for row in rows],
        "urgency": [str(row.urgency) for row in rows],
        "emergency": [_yes(row.urgency == 3) for row in rows],
        "about_officer": [_yes(row.about_officer) for row in rows],
        "victim_sensitive": [_yes(row.victim_sensitive) for row in rows],
        "language": [row.language for row in rows],
    }


def _yes(value: bool) -> str:
    return "1" if value else "0"


def train(
    corpus: Path = CORPUS, target: Path = WEIGHTS, encoder: str = "", threads: int = 1
) -> dict[str, Any]:
    """Trains on the corpus, calibrates on its rows of the split "calibration", writes to `target`.

    Returns what the model was made from.
    """
    digest = corpus_hash(corpus)
    rows = with_contexts_on_noise([row for row in read_corpus(corpus) if row.split != "test"])
    prepared: list[Prepared] = [prepare(row.message) for row in rows]
    vectors = encode(load_encoder(encoder, threads), [one.sentence for one in prepared])
    model = complaint.ComplaintModel().fit(
        prepared, vectors, labels(rows), [row.split == "calibration" for row in rows]
    )
    about: dict[str, Any] = {
        "version": f"complaint-{digest[:12]}",
        "corpus_sha256": digest,
        "rows": len(rows),
        "encoder": encoder,
        "encoder_sha256": encoder_sha256(encoder),
        "scikit-learn": version("scikit-learn"),
        "numpy": version("numpy"),
    }
    examples = Examples.of([(row.id, row.kind, row.message.text) for row in rows], vectors)
    complaint.save(model, target, about)
    examples.save(target / "examples.npz")
    return about


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Train the complaint model on the corpus.")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--target", type=Path, default=WEIGHTS)
    parser.add_argument("--encoder", default="", help="another sentence encoder by name or folder")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(argv)
    np.random.seed(SEED)
    about = train(chosen.corpus, chosen.target, chosen.encoder, chosen.threads)
    sys.stdout.write(json.dumps(about) + "\n")


if __name__ == "__main__":
    main()

"""A corpus of a few hundred rows and an encoder without weights: what training needs, in a second."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from classifier import complaint
from classifier.complaint import ComplaintModel
from classifier.examples import Examples
from classifier.features import encode, prepare
from classifier.train import labels, read_corpus

ENCODER = "small"
PLACES = (
    "pasar",
    "sekolah",
    "terminal",
    "kantor",
    "rumah",
    "kampung",
    "jembatan",
    "stasiun",
    "lapangan",
    "gang",
)
# text, kind, category, urgency, about an officer
SAYINGS = (
    ("tolong pak ada maling motor di", "report", "theft", 2, False),
    ("ada begal bawa parang sekarang di", "report", "robbery", 3, False),
    ("oknum polisi minta uang di", "report", "pungli", 2, True),
    ("semangat pak polisi keren di", "praise", "none", 0, False),
    ("selamat pagi patroli apel di", "pr", "none", 0, False),
    ("dasar polisi payah ah males lihat di", "criticism", "none", 0, True),
)
SPLITS = ("train", "train", "train", "calibration", "test")


class WordEncoder:
    """Sums one fixed vector for each word: enough meaning for sentences of known words."""

    width = 16

    def get_embedding_dimension(self) -> int:
        return self.width

    def encode(self, sentences: Sequence[str], **options: object) -> np.ndarray[Any, Any]:
        return np.array([self._vector(sentence) for sentence in sentences], dtype=np.float32)

    def _vector(self, sentence: str) -> np.ndarray[Any, Any]:
        words = (np.random.default_rng(zlib.crc32(word.encode())) for word in sentence.split())
        total = sum((word.normal(size=self.width) for word in words), np.zeros(self.width))
        return np.asarray(total / (np.linalg.norm(total) + 1e-9))


def write_corpus(folder: Path) -> Path:
    """Three hundred labelled messages in the form of the project's corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "id": f"row-{number}-{place}-{year}",
            "text": f"{text} {place} tahun {year}",
            "context": "",
            "channel": ("x", "instagram", "whatsapp")[year % 3],
            "others_mentioned": 0,
            "kind": kind,
            "category": category,
            "urgency": urgency,
            "about_officer": officer,
            "victim_sensitive": category == "robbery",
            "language": "jv" if at % 3 == 0 else "id",
            "split": SPLITS[(at + year) % len(SPLITS)],
        }
        for number, (text, kind, category, urgency, officer) in enumerate(SAYINGS)
        for at, place in enumerate(PLACES)
        for year in range(5)
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "small.jsonl").write_text(lines + "\n", encoding="utf-8")
    return folder


def write_model(
    corpus: Path, folder: Path, version: str = "complaint-small", rows: int | None = None
) -> None:
    """A model of the corpus, or of its first `rows` rows of every saying, as the live one would lie there."""
    known = [row for row in read_corpus(corpus) if row.split != "test"]
    if rows is not None:
        known = [row for at, row in enumerate(known) if at % 40 < rows]
    prepared = [prepare(row.message) for row in known]
    vectors = encode(WordEncoder(), [one.sentence for one in prepared])  # type: ignore[arg-type]
    model = ComplaintModel().fit(
        prepared, vectors, labels(known), [row.split == "calibration" for row in known]
    )
    complaint.save(model, folder, {"version": version, "encoder": ENCODER, "encoder_sha256": ENCODER})
    shown = [(row.id, row.kind, row.message.text) for row in known]
    Examples.of(shown, vectors).save(folder / "examples.npz")

"""Trains a candidate from the corpus and the officers' corrections, and tries it against the live model.

`train_candidate` never touches the live model: approval is `models.live_model.approve`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as library_version
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier import complaint, paired
from classifier.assess import NO_ENCODER, Assessor, Judgement, live_folder
from classifier.complaint import ComplaintModel
from classifier.encoder import encoder_sha256, load_encoder
from classifier.examples import Examples
from classifier.features import Prepared, encode, prepare
from classifier.normalise import plain
from classifier.paired import Paired
from classifier.stage import as_message
from classifier.train import CORPUS, Row, corpus_hash, labels, read_corpus, with_contexts_on_noise
from models import live_model
from models.comparing import Comparison, Exam
from models.errors import Conflict, SettingError
from models.learning import Lessons
from models.records import Correction
from models.settings import Settings
from models.vocabulary import Category, Kind

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HELD_BACK_SHARE = 0.2
FEWEST_HELD_BACK = 20
BATCH = 256


@dataclass(frozen=True)
class Taught:
    """The rows made of corrections: those to learn from, and the newest, kept for the exam."""

    to_learn: Sequence[Row]
    held_back: Sequence[Row]


def train_candidate(
    settings: Settings,
    lessons: Lessons,
    *,
    trained_by: int | None,
    now: datetime,
    corpus: Path = CORPUS,
    resamples: int = paired.RESAMPLES,
) -> Comparison:
    """Writes `<data_dir>/models/complaint-candidates/<version>/` and says how it compares with the live model.

    Raises SettingError when there is nothing to learn from or the live model cannot be read, Conflict
    when a candidate was made of exactly this before.
    """
    if not lessons.allowed:
        raise SettingError("there is no correction that a model may learn from")
    name = "" if settings.encoder == NO_ENCODER else settings.encoder
    encoder = load_encoder(name, settings.classifier_threads)
    live = _opened(live_folder(settings), encoder)
    rows = read_corpus(corpus)
    frozen = [row for row in rows if row.split == "test"]
    taught = _taught(_as_rows(lessons, live), frozen)
    corpus_rows = with_contexts_on_noise([row for row in rows if row.split != "test"])
    about = _about(corpus, taught, name, len(corpus_rows))
    folder = live_model.candidates_folder(settings) / about["version"]
    if folder.exists():
        raise Conflict(f"{about['version']} was trained from exactly this before: see 'tanggap model list'")
    candidate = _learn(corpus_rows, taught.to_learn, encoder, about)
    comparison = Comparison(
        version=about["version"],
        live_version=live.version,
        trained_at=now.isoformat(),
        trained_by=trained_by,
        learnt=len(taught.to_learn),
        refused={channel.value: count for channel, count in sorted(lessons.refused.items())},
        resamples=resamples,
        seed=paired.SEED,
        exams=(
            _exam("corpus", frozen, live, candidate, resamples),
            _exam("recent", taught.held_back, live, candidate, resamples, kinds_known=False),
        ),
    )
    _store(candidate, about, comparison, folder)
    return comparison


def _opened(folder: Path, encoder: SentenceTransformer) -> Assessor:
    model, about = complaint.load(folder)
    return Assessor(model, about["version"], encoder, Examples.load(folder / "examples.npz"))


def _as_rows(lessons: Lessons, live: Assessor) -> list[Row]:
    """Corrections as rows of a corpus, oldest first; a mention's masked text and nothing else of it.

    An officer says whether it is a complaint, its category, its urgency and whether it is about an
    officer. The rest is what the live model finds likeliest among what fits the officer's word.
    """
    messages = [as_message(mention) for _, mention in lessons.allowed]
    prepared = [prepare(message) for message in messages]
    chances = live.model.predict(prepared, encode(_encoder(live), [one.sentence for one in prepared]))
    languages, acts = live.model.classes("language"), live.kind_acts
    rows = []
    for at, (correction, _) in enumerate(lessons.allowed):
        kind = live.kinds[int(np.where(acts == correction.actionable, chances["kind"][at], -1).argmax())]
        rows.append(
            Row(
                id=f"correction-{correction.id}",
                message=messages[at],
                kind=kind,
                category=_category(correction, kind),
                urgency=correction.urgency if correction.actionable else 0,
                about_officer=correction.about_officer,
                victim_sensitive=correction.actionable and bool(chances["victim_sensitive"][at, 1] >= 0.5),
                language=languages[int(chances["language"][at].argmax())],
                split="train",
            )
        )
    return rows


def _category(correction: Correction, kind: Kind) -> Category:
    if not correction.actionable:
        return Category.NONE
    return Category.UNSPECIFIED if correction.category is Category.NONE else correction.category


def _taught(rows: Sequence[Row], frozen: Sequence[Row]) -> Taught:
    """Holds back the newest fifth, at least twenty and never more than half; what says the same is not learnt."""
    count = max(FEWEST_HELD_BACK, ceil(HELD_BACK_SHARE * len(rows)))
    count = count if 2 * count <= len(rows) else 0
    older, held_back = rows[: len(rows) - count], rows[len(rows) - count :]
    examined = {plain(row.message.text) for row in (*frozen, *held_back)}
    return Taught([row for row in older if plain(row.message.text) not in examined], held_back)


def _about(corpus: Path, taught: Taught, encoder: str, corpus_rows: int) -> dict[str, Any]:
    digest, fingerprint = hashlib.sha256(), encoder_sha256(encoder)
    for part in (corpus_hash(corpus), complaint.FORMAT, fingerprint, *taught.to_learn):
        digest.update(repr(part).encode())
    return {
        "version": f"complaint-{digest.hexdigest()[:12]}",
        "corpus_sha256": corpus_hash(corpus),
        "rows": corpus_rows + len(taught.to_learn),
        "corrections": len(taught.to_learn),
        "encoder": encoder,
        "encoder_sha256": fingerprint,
        "scikit-learn": library_version("scikit-learn"),
        "numpy": library_version("numpy"),
    }


def _learn(
    corpus_rows: Sequence[Row], taught: Sequence[Row], encoder: SentenceTransformer, about: dict[str, Any]
) -> Assessor:
    rows = [*corpus_rows, *taught]
    prepared: list[Prepared] = [prepare(row.message) for row in rows]
    vectors = encode(encoder, [one.sentence for one in prepared])
    held = [row.split == "calibration" for row in rows]
    model = ComplaintModel().fit(prepared, vectors, labels(rows), held)
    # Examples are shown to officers of every unit, who may not see each other's messages: the corpus only.
    shown = [(row.id, row.kind, row.message.text) for row in corpus_rows]
    return Assessor(model, about["version"], encoder, Examples.of(shown, vectors[: len(corpus_rows)]))


def _exam(
    name: str,
    rows: Sequence[Row],
    live: Assessor,
    candidate: Assessor,
    resamples: int,
    kinds_known: bool = True,
) -> Exam:
    if len(rows) < FEWEST_HELD_BACK:
        return Exam(name, len(rows), too_few=True)
    tried = Paired(rows, _judged(live, rows), _judged(candidate, rows), kinds_known)
    return Exam(name, len(rows), slices=paired.slices(tried, resamples))


def _judged(assessor: Assessor, rows: Sequence[Row]) -> list[Judgement]:
    batches = (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))
    return [one for batch in batches for one in assessor.assess([row.message for row in batch])]


def _store(candidate: Assessor, about: dict[str, Any], comparison: Comparison, folder: Path) -> None:
    """Appears as a whole or not at all: a version that is listed is complete."""
    assert candidate.examples is not None
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    complaint.save(candidate.model, unfinished, about)
    candidate.examples.save(unfinished / "examples.npz")
    live_model.write_json(unfinished / "comparison.json", comparison.as_json())
    unfinished.rename(folder)


def _encoder(assessor: Assessor) -> SentenceTransformer:
    assert assessor.encoder is not None
    return assessor.encoder

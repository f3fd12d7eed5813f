"""The complaint model learns, calibrates, and comes back from its folder as it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from classifier import complaint
from classifier.complaint import HEADS, ComplaintModel
from classifier.features import prepare
from classifier.message import Message
from classifier.train import Row, corpus_hash, labels, read_corpus, with_contexts_on_noise
from models.errors import SettingError
from models.vocabulary import Category, Kind

# One in six says the opposite of its label, as people do; certainty would hide every difference.
FLIPPED = np.random.default_rng(3).random(60) < 1 / 6
ROWS = [
    Row(
        id=f"{'act' if asks else 'noise'}-{number % 4}-{number}",
        message=Message(
            f"{'tolong pak ada maling' if asks != FLIPPED[number] else 'semangat pak keren'} {word}",
            channel="x",
        ),
        kind=Kind.REPORT if asks else Kind.PRAISE,
        category=Category.THEFT if asks else Category.NONE,
        urgency=(3 if number % 3 == 0 else 1) if asks else 0,
        about_officer=asks and number % 3 == 1,
        victim_sensitive=asks and number % 3 == 2,
        language="jv" if number % 3 else "id",
        split="train",
    )
    for number, word in enumerate(["pasar", "sekolah", "terminal", "kantor", "rumah", "kampung"] * 10)
    for asks in (True, False)
]
PREPARED = [prepare(row.message) for row in ROWS]
VECTORS = np.random.default_rng(1).normal(size=(len(ROWS), 12)).astype(np.float32)
HELD_BACK = list(np.random.default_rng(2).random(len(ROWS)) < 0.3)


def fitted(prevalence: float = 0.5) -> ComplaintModel:
    return ComplaintModel(prevalence=prevalence).fit(PREPARED, VECTORS, labels(ROWS), HELD_BACK)


@pytest.fixture(scope="module")
def model() -> ComplaintModel:
    return fitted()


def test_it_tells_a_report_from_praise(model: ComplaintModel) -> None:
    new = [prepare(Message("pak tolong ada maling di gang")), prepare(Message("keren pak semangat terus"))]
    asks, praises = model.predict(new, None)["actionable"][:, 1]
    assert asks > 0.7 > 0.3 > praises


def test_every_head_gives_probabilities_with_and_without_vectors(model: ComplaintModel) -> None:
    for vectors in (None, VECTORS):
        chances = model.predict(PREPARED, vectors)
        assert set(chances) == set(HEADS)
        for rows in chances.values():
            assert np.allclose(rows.sum(axis=1), 1, atol=1e-5)


def test_a_higher_prevalence_raises_every_probability(model: ComplaintModel) -> None:
    rare = fitted(prevalence=0.1)
    few, many = (one.predict(PREPARED, None)["actionable"][:, 1] for one in (rare, model))
    assert (few < many).all()


def test_it_comes_back_from_its_folder(model: ComplaintModel, tmp_path: Path) -> None:
    complaint.save(model, tmp_path, {"version": "test"})
    again, about = complaint.load(tmp_path)
    assert about == {"version": "test"}
    for name, rows in model.predict(PREPARED, VECTORS).items():
        assert np.allclose(rows, again.predict(PREPARED, VECTORS)[name], atol=0.01), name


def test_it_refuses_a_folder_of_another_format(model: ComplaintModel, tmp_path: Path) -> None:
    complaint.save(model, tmp_path, {"version": "test"})
    described = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps({**described, "format": 99}), encoding="utf-8")
    with pytest.raises(SettingError, match="format 99"):
        complaint.load(tmp_path)


def test_training_twice_gives_the_same_model(model: ComplaintModel) -> None:
    again = fitted()
    assert np.array_equal(again.heads_["full"]["kind"].weights, model.heads_["full"]["kind"].weights)
    assert again.heads_["full"]["kind"].scale == model.heads_["full"]["kind"].scale


def test_a_vector_that_knows_the_answer_is_heard() -> None:
    telling = VECTORS.copy()
    telling[:, 0] = [3.0 if row.kind == Kind.REPORT else -3.0 for row in ROWS]
    model = ComplaintModel(prevalence=0.5).fit(PREPARED, telling, labels(ROWS), HELD_BACK)
    chances = model.predict(PREPARED, telling)["actionable"][:, 1]
    assert [chance > 0.5 for chance in chances] == [row.kind == Kind.REPORT for row in ROWS]


def test_calibration_lowers_what_is_too_sure(model: ComplaintModel) -> None:
    """One row in six says the opposite of its label, so nothing may be called certain."""
    chances = model.predict(PREPARED, None)["actionable"]
    assert 0.75 < chances.max(axis=1).mean() < 0.95


def test_calibration_needs_rows_that_were_held_back() -> None:
    for none_or_all in (False, True):
        with pytest.raises(ValueError, match="held back"):
            ComplaintModel().fit(PREPARED, VECTORS, labels(ROWS), [none_or_all] * len(ROWS))


def test_a_context_says_nothing_about_whether_there_is_a_call() -> None:
    quoted = [
        Row(**{**row.__dict__, "message": Message(row.message.text, context="video tawuran")}) for row in ROWS
    ]
    mixed = [
        *(row for row in quoted if row.kind == Kind.REPORT),
        *(row for row in ROWS if row.kind == Kind.PRAISE),
    ]
    balanced = with_contexts_on_noise(mixed)
    with_context = [row.kind for row in balanced if row.message.context]
    assert with_context.count(Kind.PRAISE) == with_context.count(Kind.REPORT)


def test_a_bad_corpus_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"id": "a-1-1", "text": "halo"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"one\.jsonl, line 1"):
        read_corpus(tmp_path)


def test_the_corpus_reads_and_its_hash_follows_its_content(tmp_path: Path) -> None:
    rows = read_corpus()
    assert len({row.id for row in rows}) == len(rows)
    assert {row.split for row in rows} == {"train", "calibration", "test"}
    (tmp_path / "one.jsonl").write_text("", encoding="utf-8")
    empty = corpus_hash(tmp_path)
    (tmp_path / "one.jsonl").write_text(" ", encoding="utf-8")
    assert corpus_hash(tmp_path) != empty

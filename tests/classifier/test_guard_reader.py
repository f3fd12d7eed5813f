"""The second reader learns how replies sound that broke a rule, and shows the words that carried it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier import guard_reader
from models.guard import reader

REPLIES = [
    {"text": f"{start} {rest}", "ok": rule is None, "rule": rule}
    for start in ("Selamat pagi Kak,", "Baik Pak,", "Terima kasih Bu,", "Halo Mas,")
    for rest, rule in (
        ("laporan sudah kami terima dan teruskan", None),
        ("kabar berikutnya besok siang ya", None),
        ("petugas sedang menuju ke jalan itu", None),
        ("kami jamin motornya pasti kembali", "promise_of_outcome"),
        ("tukang parkir itu memang malingnya", "guilt_language"),
        ("silakan buka tautan ini", "link_on_x"),
    )
]


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> reader.Weights:
    """A reader taught the few replies above, in the place of the one that ships."""
    replies, target = tmp_path / "replies.jsonl", tmp_path / "weights.json"
    replies.write_text("\n".join(json.dumps(one) for one in REPLIES), encoding="utf-8")
    guard_reader.main([str(replies), "--target", str(target)])
    weights = reader.weights_in_use(target)
    monkeypatch.setattr(reader, "weights_in_use", lambda: weights)
    return weights


def test_it_names_the_rule_and_the_words(taught: reader.Weights) -> None:
    text = "Siap Uda, kami jamin dompetnya pasti kembali, sabar"
    found = reader.read(text)
    assert found is not None
    assert found.rule == "promise_of_outcome"
    assert text[found.start : found.end] in "kami jamin dompetnya pasti kembali"


def test_a_proper_reply_says_nothing(taught: reader.Weights) -> None:
    assert reader.read("Sore Uda, laporan sudah kami teruskan ya") is None


def test_a_rule_that_does_not_hold_here_is_passed_over(taught: reader.Weights) -> None:
    text = "Siap Uda, kami jamin dompetnya pasti kembali, sabar"
    assert reader.read(text, passed_over=("promise_of_outcome",)) is None


@pytest.mark.parametrize("text", ["", "pasti kembali", "🙏🙏 ... !!", "a b c d e f"])
def test_too_few_or_unknown_words_tell_nothing(taught: reader.Weights, text: str) -> None:
    assert reader.read(text) is None


def test_it_leaves_out_what_its_form_gives_away(taught: reader.Weights) -> None:
    assert set(taught.classes) == {reader.PROPER, "promise_of_outcome", "guilt_language"}
    assert taught.about["rows"] == len(REPLIES) - 4

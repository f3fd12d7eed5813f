"""What must not be missed, on messages written to mislead (`adversarial.jsonl`, apart from the corpus).

The floors are what the shipped model is known to reach (docs/model-card.md), a little below it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.assess import Assessor
from classifier.evaluate import evaluate_rows
from classifier.normalise import plain
from classifier.train import read_corpus
from models.settings import Settings

FOLDER = Path(__file__).parent
FLOORS = {
    "average_precision": 0.94,
    "emergency_recall": 0.8,
    "emergency_precision": 0.6,
    "about_officer_recall": 0.7,
    "noise_hidden": 0.55,
}


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    return evaluate_rows(read_corpus(FOLDER), Assessor.load(Settings()))


@pytest.mark.parametrize("figure", FLOORS)
def test_it_keeps_what_it_is_known_to_reach(figures: dict[str, float], figure: str) -> None:
    assert figures[figure] >= FLOORS[figure]


def test_it_hides_hardly_any_complaint(figures: dict[str, float]) -> None:
    assert figures["actionable_hidden"] <= 0.04


def test_none_of_it_stands_in_the_corpus() -> None:
    def said(folder: Path) -> set[str]:
        return {plain(row.message.text) for row in read_corpus(folder) if len(row.message.text.split()) > 6}

    assert not said(FOLDER) & said(FOLDER.parents[1] / "classifier" / "corpus")

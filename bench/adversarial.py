"""What the shipped model makes of messages written to mislead it (`tests/classifier/adversarial.jsonl`)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bench import machine
from classifier.assess import Assessor
from classifier.evaluate import evaluate_rows
from classifier.train import read_corpus
from models.settings import Settings

FOLDER = Path(__file__).parents[1] / "tests" / "classifier"


def run(argv: list[str]) -> dict[str, Any]:
    """Recall and precision of what must not be missed, rounded to three places."""
    parser = argparse.ArgumentParser(prog="python -m bench adversarial")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="JSONL files in the form of the corpus")
    chosen = parser.parse_args(argv)
    figures = evaluate_rows(read_corpus(chosen.folder), Assessor.load(Settings()))
    return {**{name: round(figure, 3) for name, figure in figures.items()}, "machine": machine.describe()}

"""How much ordinary Indonesian the shipped encoder understands: sentiment with a linear head.

The head is a logistic regression on the sentence vectors of the published train set; the figure is
macro-F1 on the published test set. Needs the folders of SmSA and NusaX (`--data`, holding `smsa`
and `nusax`). The encoder has seen none of it.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench import machine
from classifier.encoder import PREFIX, load_encoder
from classifier.normalise import gentle

LANGUAGES = ("indonesian", "javanese", "sundanese")


def run(argv: list[str]) -> dict[str, Any]:
    """Macro-F1 on SmSA and on three languages of NusaX."""
    parser = argparse.ArgumentParser(prog="python -m bench sentiment")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", default="", help="another encoder by name or folder")
    chosen = parser.parse_args(argv)
    encoder = load_encoder(chosen.encoder, threads=1)

    def score(train: list[tuple[str, str]], test: list[tuple[str, str]]) -> float:
        vectors = [encoder.encode([PREFIX + gentle(text) for text, _ in rows]) for rows in (train, test)]
        moods = [[mood for _, mood in rows] for rows in (train, test)]
        regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        strengths = {"logisticregression__C": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]}
        head = GridSearchCV(regression, strengths, scoring="f1_macro", cv=3).fit(vectors[0], moods[0])
        return round(float(f1_score(moods[1], head.predict(vectors[1]), average="macro")), 3)

    smsa = chosen.data / "smsa"
    figures: dict[str, Any] = {
        "smsa": score(_smsa(smsa / "train_preprocess.tsv"), _smsa(smsa / "test_preprocess.tsv"))
    }
    for language in LANGUAGES:
        folder = chosen.data / "nusax" / language
        figures[f"nusax_{language}"] = score(_nusax(folder / "train.csv"), _nusax(folder / "test.csv"))
    return {**figures, "machine": machine.describe()}


def _smsa(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 2]
    return [(row[0], row[1]) for row in rows]


def _nusax(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["label"]) for row in csv.DictReader(lines)]

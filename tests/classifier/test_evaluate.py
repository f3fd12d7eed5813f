"""The figures of an evaluation, on posts whose answer is known beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifier.assess import Assessor
from classifier.evaluate import (
    Scored,
    calibration_error,
    evaluate,
    evaluate_rows,
    figures,
    intervals,
    precision_at_recall,
)
from classifier.train import read_corpus
from models.errors import SettingError
from models.settings import Settings
from models.vocabulary import Verdict

HEADER = "id,text,is_complaint,agreed,source,stratum\n"


@pytest.fixture(scope="module")
def fast() -> Assessor:
    return Assessor.load(Settings(), fast=True)


def test_it_counts_each_slice_and_only_posts_from_x(fast: Assessor, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        HEADER + "1,tolong ditindak pak,1,1,x_polri_mentions,random\n"
        "2,selamat pagi pak,0,1,x_polri_mentions,random\n"
        "3,tolong pak,1,0,x_polri_mentions,mined\n"
        "4,semangat,0,1,x_polri_mentions,keyword\n"
        "5,jalan rusak,1,1,portal,random\n",
        encoding="utf-8",
    )
    slices = evaluate(path, fast)["slices"]
    assert [
        (slices[name]["n"], slices[name]["positives"]) for name in ("all", "agreed", "agreed_random")
    ] == [
        (4, 2),
        (3, 1),
        (2, 1),
    ]
    assert slices["agreed"]["average_precision"] == 1.0


def test_it_names_a_missing_column(fast: Assessor, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n1,halo\n", encoding="utf-8")
    with pytest.raises(SettingError, match="agreed"):
        evaluate(path, fast)


def test_precision_at_recall_counts_ties_together() -> None:
    truth = np.array([True, False, True, False])
    assert precision_at_recall(truth, np.array([0.9, 0.8, 0.7, 0.1]), 0.9) == pytest.approx(2 / 3)
    assert precision_at_recall(truth, np.array([0.5, 0.5, 0.5, 0.5]), 0.9) == 0.5


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    truth = np.array([True, True, False, False])
    assert calibration_error(truth, np.array([1.0, 1.0, 0.0, 0.0])) == 0
    assert calibration_error(truth, np.array([0.75, 0.75, 0.75, 0.75])) == pytest.approx(0.25)


def test_a_slice_of_one_class_has_no_precision() -> None:
    assert figures([Scored(True, True, True, 0.7, Verdict.ACTIONABLE)])["average_precision"] is None


def test_the_interval_holds_the_figure_and_narrows_with_more_posts() -> None:
    few = [
        Scored(number % 3 == 0, True, True, 0.8 if number % 4 else 0.1, Verdict.UNSURE)
        for number in range(24)
    ]
    widths = []
    for posts in (few, few * 10):
        low, high = intervals(posts)["intervals"]["average_precision"]
        figure = figures(posts)["average_precision"]
        assert figure is not None
        assert low <= figure <= high
        widths.append(high - low)
    assert widths[1] < widths[0]
    assert intervals([]) == {"intervals": {}}


def test_the_shipped_model_beats_chance_on_rows_it_never_saw(fast: Assessor) -> None:
    rows = [row for row in read_corpus() if row.split == "test"][::3]
    measured = evaluate_rows(rows, fast)
    assert measured["average_precision"] > 0.8
    assert measured["actionable_hidden"] < 0.15

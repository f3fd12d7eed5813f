"""Training and measuring on a small invented set of cascades."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.viral.cascades import Cascades, read_cascades
from classifier.viral.history import Series
from classifier.viral.model import MIDDLE, UNSEEN, SpreadModel
from classifier.viral.training import observe, train
from classifier.viral_evaluate import alerts, brier_skill, calibration_error, evaluate, folds

POSTS = 240


def write_cascades(folder: Path, seed: int = 3, name: str = "group") -> Path:
    """Half Weibo, half Twitter; every third post passes 500 shares."""
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(seed)
    sizes = np.where(np.arange(POSTS) % 3 == 0, rng.integers(600, 1000, POSTS), rng.integers(60, 450, POSTS))
    times = [np.sort(np.ceil(rng.exponential(20_000, size))) for size in sizes]
    posts = {
        "id": np.arange(POSTS) + 7,
        "ds": ["weibo_ced" if n % 2 else "twitter1516" for n in range(POSTS)],
        "t0": np.full(POSTS, 1.4e9) + np.arange(POSTS) * 997.0,
        "hour_utc": np.zeros(POSTS),
        "followers": sizes * 100.0,
        "verified": np.zeros(POSTS),
        "grp": [f"{name}-{n // 2}" for n in range(POSTS)],
    }
    events = {
        "id": np.repeat(posts["id"], sizes).astype(np.int32),
        "t": np.concatenate(times).astype(np.int32),
        "kind": np.zeros(int(sizes.sum()), dtype=np.int8),
    }
    pq.write_table(pa.table(posts), folder / "posts.parquet")
    pq.write_table(pa.table(events), folder / "events.parquet")
    return folder


@pytest.fixture(scope="module")
def cascades_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cascades(tmp_path_factory.mktemp("cascades"))


@pytest.fixture(scope="module")
def weights(cascades_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(cascades_dir, tmp_path_factory.mktemp("weights"), SpreadModel(folds=2, trees=5))


@pytest.fixture(scope="module")
def figures(cascades_dir: Path, weights: Path) -> dict[str, Any]:
    return evaluate(cascades_dir, folder=weights)


def test_it_reports_every_figure_of_both_platforms(figures: dict[str, Any]) -> None:
    assert set(figures) == {"weibo", "twitter"}
    at_one_hour = figures["weibo"]["3600"]
    wanted = {"n", "positives", "auc", "brier_skill", "ece", "median_ape", "coverage_80", "alerts"}
    assert wanted <= set(at_one_hour)
    assert set(at_one_hour["alerts"]) == {"5", "10", "20"}
    assert set(at_one_hour["alerts"]["10"]) == {"recall", "precision", "lead_hours"}
    assert {"brier_skill", "ece", "auc"} <= set(figures["twitter"]["hazard_21600"])


def test_it_judges_open_posts_only(figures: dict[str, Any]) -> None:
    assert figures["weibo"]["900"]["n"] == POSTS / 2
    assert figures["weibo"]["86400"]["n"] < POSTS / 2


def test_it_learns_who_spreads(figures: dict[str, Any]) -> None:
    assert figures["weibo"]["3600"]["auc"] > 0.8


def test_the_same_cascades_give_the_same_weights(cascades_dir: Path, weights: Path, tmp_path: Path) -> None:
    again = train(cascades_dir, tmp_path, SpreadModel(folds=2, trees=5))
    for name in ("forests.npz", "model.json", "version.json"):
        assert (again / name).read_bytes() == (weights / name).read_bytes()


def test_the_middle_of_the_size_is_nearest_in_proportion() -> None:
    # Six posts in ten reach 1,000 shares; saying so is nine times too much for the others.
    sizes = np.where(np.arange(500) % 10 < 4, 100.0, 1000.0)
    alike, used = np.zeros((500, 1)), np.ones(500, dtype=bool)
    middle = SpreadModel(trees=3)._quantile(alike, np.log1p(sizes), sizes, used, MIDDLE).score(alike)
    assert np.expm1(middle[0]) == pytest.approx(100)


def test_a_trained_post_is_judged_by_the_fold_that_did_not_see_it(
    cascades_dir: Path, weights: Path, tmp_path: Path
) -> None:
    model, cascades = SpreadModel.read(weights), read_cascades(cascades_dir)
    own = folds(cascades, model, weights)
    assert set(own) == {0, 1}
    assert all(len(set(own[np.array(cascades.groups) == group])) == 1 for group in set(cascades.groups))
    strangers = read_cascades(write_cascades(tmp_path, name="stranger"))
    assert set(folds(strangers, model, weights)) == {UNSEEN}


def test_features_know_nothing_of_later_readings(cascades_dir: Path) -> None:
    cascades = read_cascades(cascades_dir)
    ages = np.array([900.0, 3600.0, 21600.0])
    for age in ages:
        blinded = observe(_cut(cascades, age), np.array([age])).features
        assert np.array_equal(blinded, observe(cascades, np.array([age])).features, equal_nan=True)


def _cut(cascades: Cascades, age: float) -> Cascades:
    """The same posts with every later reading raised beyond all measure."""
    shares = cascades.posts.shares
    later = shares.keys % 1e9 > age
    raised = Series(shares.keys, np.where(later, 1e6, shares.counts), shares.last_age)
    return replace(cascades, posts=replace(cascades.posts, shares=raised))


def test_polls_see_counts_of_the_past_only(cascades_dir: Path) -> None:
    cascades = read_cascades(cascades_dir, poll_minutes=60)
    rows = np.arange(POSTS)
    assert np.isnan(cascades.posts.shares.known_at(rows, np.full(POSTS, 900.0))[0]).all()
    seen = cascades.posts.shares.known_at(rows, np.full(POSTS, 7000.0))[0]
    exact = cascades.events.known_at(rows, np.full(POSTS, 3600.0))[0]
    assert np.array_equal(seen, np.nan_to_num(exact))


def test_the_crossing_is_the_time_of_the_share_that_reaches_the_threshold(cascades_dir: Path) -> None:
    cascades = read_cascades(cascades_dir)
    rows = np.arange(POSTS)
    crossing = cascades.crossing(rows, np.full(POSTS, 500.0))
    assert np.array_equal(np.isfinite(crossing), cascades.size_week >= 500)
    crossed = np.flatnonzero(np.isfinite(crossing))
    assert (cascades.events.known_at(crossed, crossing[crossed])[0] >= 500).all()
    assert (cascades.events.known_at(crossed, crossing[crossed] - 1)[0] < 500).all()


def test_the_measures_are_what_their_names_say() -> None:
    happened = np.array([False, False, True, True])
    assert brier_skill(happened.astype(float), happened) == 1
    assert brier_skill(np.full(4, 0.5), happened) == 0
    assert calibration_error(np.full(40, 0.5), np.tile(happened, 10)) < 0.3
    wait = np.array([3600.0, np.inf, 7200.0, np.inf])
    caught = alerts(np.array([0.9, 0.8, 0.1, 0.0]), wait, 50)
    assert caught == {"recall": 0.5, "precision": 0.5, "lead_hours": 1.0}

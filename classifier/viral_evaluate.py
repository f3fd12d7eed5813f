"""Measures the forecasts on share cascades, as issue and model card report them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from classifier.viral.cascades import Cascades, read_cascades
from classifier.viral.history import Floats, Indices
from classifier.viral.model import HORIZONS, LOG_COUNT, UNSEEN, WEIGHTS, SpreadModel
from classifier.viral.training import Sight, group_mark, observe

THRESHOLD = 500.0
OBSERVED = (900, 1800, 3600, 10800, 21600, 43200, 86400)  # seconds after posting
BUDGETS = (5, 10, 20)  # per cent of the open posts that may raise an alert
HAZARD = 6  # hours
# Every hour of the first day, within which nine of ten viral posts cross.
HAZARD_AGES = np.arange(1, 25, dtype=np.float64) * 3600
BINS = 10
RESAMPLES = 500


def evaluate(
    cascades_dir: Path | str, poll_minutes: float = 15.0, folder: Path | str | None = None
) -> dict[str, Any]:
    """The figures of the weights in `folder` (None: those that ship) on posts.parquet and events.parquet.

    `result[platform][seconds]` judges, at that age, the posts still under 500 shares: does the post
    reach 500 within seven days (auc with its bootstrap interval and its gain over the count alone,
    brier_skill, ece), within the next six
    hours (hazard_brier_skill), how large does it get (median_ape, coverage_80), and what do alerts on
    the top 5, 10, 20 % catch and how many hours before (lead_hours, median).
    `result[platform]["hazard_21600"]` asks at every hour of the first day whether the post crosses
    within six hours. A post whose group was trained on is judged out of fold.
    """
    folder = WEIGHTS if folder is None else Path(folder)
    cascades, model = read_cascades(Path(cascades_dir), poll_minutes), SpreadModel.read(folder)
    fold = folds(cascades, model, folder)
    result: dict[str, Any] = {}
    for platform in ("weibo", "twitter"):
        mine = np.array([name == platform for name in cascades.platform])
        if not mine.any():
            continue
        result[platform] = {
            str(age): _at_age(cascades, model, fold, _open(cascades, mine, np.array([float(age)])), age)
            for age in OBSERVED
        }
        result[platform][f"hazard_{HAZARD * 3600}"] = _hazard(
            cascades, model, fold, _open(cascades, mine, HAZARD_AGES)
        )
    return result


def folds(cascades: Cascades, model: SpreadModel, folder: Path) -> Indices:
    """The fold each post must be judged by: its own where its group was trained on, else UNSEEN."""
    known = set(json.loads((folder / "version.json").read_text(encoding="utf-8"))["groups"])
    trained = np.array([group_mark(group) in known for group in cascades.groups])
    return np.where(trained, cascades.folds(model.folds), UNSEEN)


def brier_skill(p: Floats, happened: NDArray[np.bool_]) -> float | None:
    """One minus the squared error over that of always saying the base rate; None where nothing differs."""
    base = happened.mean()
    return None if base in (0, 1) else float(1 - np.mean((p - happened) ** 2) / (base * (1 - base)))


def calibration_error(p: Floats, happened: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equally many posts."""
    bins = np.array_split(np.argsort(p, kind="stable"), BINS)
    return float(sum(abs(p[b].mean() - happened[b].mean()) * len(b) for b in bins if len(b)) / len(p))


def auc(p: Floats, happened: NDArray[np.bool_]) -> float | None:
    """Area under the ROC curve; None where nothing differs."""
    yes, no = int(happened.sum()), int((~happened).sum())
    if not yes or not no:
        return None
    return float((rankdata(p)[happened].sum() - yes * (yes + 1) / 2) / (yes * no))


def alerts(p: Floats, wait: Floats, percent: int) -> dict[str, float | None]:
    """What alerting on the top `percent` catches. `wait`: seconds to the crossing, infinite for never."""
    chosen = np.argsort(-p, kind="stable")[: max(round(len(p) * percent / 100), 1)]
    caught = wait[chosen][np.isfinite(wait[chosen])]
    return {
        "recall": len(caught) / max(int(np.isfinite(wait).sum()), 1),
        "precision": len(caught) / len(chosen),
        "lead_hours": float(np.median(caught)) / 3600 if len(caught) else None,
    }


def _open(cascades: Cascades, mine: NDArray[np.bool_], ages: Floats) -> Sight:
    """The platform's posts at those ages that are truly under the threshold."""
    sight = observe(cascades, ages)
    waits = cascades.crossing(sight.rows, np.full(len(sight.rows), THRESHOLD)) - sight.now
    return sight.kept(mine[sight.rows] & (waits > 0))


def _judged(cascades: Cascades, model: SpreadModel, fold: Indices, sight: Sight) -> tuple[Floats, Floats]:
    thresholds = np.full(len(sight.rows), THRESHOLD)
    p = model.predict_proba(sight.features, thresholds, fold[sight.rows])
    return p, cascades.crossing(sight.rows, thresholds) - sight.now


def _at_age(cascades: Cascades, model: SpreadModel, fold: Indices, sight: Sight, age: int) -> dict[str, Any]:
    chances, wait = _judged(cascades, model, fold, sight)
    p, happened = chances[:, -1], np.isfinite(wait)
    sizes = model.predict_size(sight.features, fold[sight.rows])
    true = cascades.size_week[sight.rows]
    return {
        "n": len(p),
        "positives": int(happened.sum()),
        **_auc_figures(p, np.nan_to_num(sight.features[:, LOG_COUNT]), happened, age),
        "brier_skill": brier_skill(p, happened),
        "ece": calibration_error(p, happened),
        "hazard_brier_skill": brier_skill(chances[:, HORIZONS.index(HAZARD)], wait <= HAZARD * 3600),
        "median_ape": float(np.median(np.abs(sizes[:, 1] - true) / true)),
        "coverage_80": float(np.mean((sizes[:, 0] <= true) & (true <= sizes[:, 2]))),
        "alerts": {str(percent): alerts(p, wait, percent) for percent in BUDGETS},
    }


def _hazard(cascades: Cascades, model: SpreadModel, fold: Indices, sight: Sight) -> dict[str, float | None]:
    chances, wait = _judged(cascades, model, fold, sight)
    p, happened = chances[:, HORIZONS.index(HAZARD)], wait <= HAZARD * 3600
    return {
        "n": len(p),
        "positives": int(happened.sum()),
        "brier_skill": brier_skill(p, happened),
        "ece": calibration_error(p, happened),
        "auc": auc(p, happened),
    }


def _auc_figures(p: Floats, count: Floats, happened: NDArray[np.bool_], seed: int) -> dict[str, float | None]:
    """AUC with its 95 % interval, and its gain over ranking by the count alone on the same resampled posts."""
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(p), len(p))
        ours, plain = auc(p[drawn], happened[drawn]), auc(count[drawn], happened[drawn])
        if ours is not None and plain is not None:
            pairs.append((ours, ours - plain))
    limits = np.quantile(pairs, [0.025, 0.975], axis=0).ravel().tolist() if pairs else [None] * 4
    names = ("auc_low", "gain_low", "auc_high", "gain_high")
    return {
        "auc": auc(p, happened),
        "count_auc": auc(count, happened),
        **dict(zip(names, limits, strict=True)),
    }

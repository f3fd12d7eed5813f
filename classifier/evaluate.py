"""Measures the complaint model on labelled posts: `tanggap evaluate complaint FILE.csv --json`.

The file has at least the columns id, text, is_complaint, agreed, source and stratum; two annotators
labelled it, and `agreed` is 1 where both say the same. Only posts from X count (`source` starts
with "x_polri").
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

from classifier.assess import Assessor, Judgement, Message
from classifier.normalise import HANDLE
from classifier.train import SEED, Row
from models.errors import SettingError
from models.vocabulary import ACTIONABLE_KINDS, Urgency, Verdict

SOURCE = "x_polri"
COLUMNS = {"text", "is_complaint", "agreed", "source", "stratum"}
BINS = 10
BATCH = 256
RECALLS = (80, 90, 95)
RESAMPLES = 500


@dataclass(frozen=True)
class Scored:
    """One labelled post, the model's probability that it asks for action, and its verdict."""

    complaint: bool
    agreed: bool
    random: bool
    chance: float
    verdict: Verdict
    category: str = ""
    urgency: str = ""


def evaluate(path: Path, assessor: Assessor) -> dict[str, Any]:
    """Figures by slice: all posts, those both annotators agree on, and of these the randomly drawn ones.

    Raises SettingError when the file lacks a column or has no post from X.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if missing := COLUMNS - set(rows[0] if rows else ()):
        raise SettingError(f"{path} lacks the columns {', '.join(sorted(missing))}")
    rows = [row for row in rows if row["source"].startswith(SOURCE)]
    if not rows:
        raise SettingError(f"{path} has no row whose source starts with {SOURCE!r}")
    judgements = _judged(assessor, [_message(row) for row in rows])
    scored = [_scored(row, judgement) for row, judgement in zip(rows, judgements, strict=True)]
    agreed = [one for one in scored if one.agreed]
    slices = {"all": scored, "agreed": agreed, "agreed_random": [one for one in agreed if one.random]}
    return {
        "model_version": assessor.version,
        "degraded": assessor.degraded,
        "slices": {name: {**figures(chosen), **intervals(chosen)} for name, chosen in slices.items()},
        "by_category": _found(agreed, "category"),
        "by_urgency": _found(agreed, "urgency"),
    }


def _found(scored: Sequence[Scored], column: str) -> dict[str, dict[str, float | int]]:
    """For each label of the true complaints: how many, how many of them a case, unsure, hidden."""
    groups: dict[str, list[Scored]] = {}
    for one in scored:
        if one.complaint:
            groups.setdefault(getattr(one, column) or "-", []).append(one)
    return {
        name: {
            "n": len(group),
            **{str(verdict): sum(one.verdict == verdict for one in group) for verdict in Verdict},
        }
        for name, group in sorted(groups.items())
    }


def _message(row: Mapping[str, str]) -> Message:
    return Message(row["text"], others_mentioned=max(0, len(HANDLE.findall(row["text"])) - 1))


def _scored(row: Mapping[str, str], judgement: Judgement) -> Scored:
    return Scored(
        complaint=row["is_complaint"] == "1",
        agreed=row["agreed"] == "1",
        random=row["stratum"] == "random",
        chance=judgement.p_actionable,
        verdict=judgement.verdict,
        category=row.get("category") or "",
        urgency=row.get("urgency") or "",
    )


def _judged(assessor: Assessor, messages: Sequence[Message]) -> list[Judgement]:
    batches = (messages[at : at + BATCH] for at in range(0, len(messages), BATCH))
    return [judgement for batch in batches for judgement in assessor.assess(batch)]


def figures(scored: Sequence[Scored]) -> dict[str, float | int | None]:
    """n, positives, macro-F1 at one half, average precision, precision at three recalls, calibration error.

    The figures that need both classes are None in a slice that has one.
    """
    truth = np.array([one.complaint for one in scored], dtype=bool)
    chances = np.array([one.chance for one in scored])
    both = 0 < truth.sum() < len(truth)
    return {
        "n": len(truth),
        "positives": int(truth.sum()),
        "macro_f1": float(f1_score(truth, chances >= 0.5, average="macro")) if both else None,
        "average_precision": float(average_precision_score(truth, chances)) if both else None,
        **{
            f"precision_at_recall_{percent}": precision_at_recall(truth, chances, percent / 100)
            if both
            else None
            for percent in RECALLS
        },
        "ece": calibration_error(truth, chances) if both else None,
    }


def intervals(scored: Sequence[Scored]) -> dict[str, dict[str, list[float]]]:
    """The middle 95 % of each figure over posts drawn again with replacement; empty where one class is missing."""
    draw = np.random.default_rng(SEED)
    found: dict[str, list[float]] = {}
    for _ in range(RESAMPLES if scored else 0):
        again = figures([scored[at] for at in draw.integers(0, len(scored), len(scored))])
        for name, value in again.items():
            if name not in ("n", "positives") and value is not None:
                found.setdefault(name, []).append(value)
    middle = {name: np.quantile(values, [0.025, 0.975]) for name, values in found.items()}
    return {"intervals": {name: [round(float(end), 4) for end in ends] for name, ends in middle.items()}}


def precision_at_recall(truth: NDArray[np.bool_], chances: NDArray[np.float64], recall: float) -> float:
    """The best precision of any threshold that finds at least this share of the positives."""
    order = np.argsort(-chances, kind="stable")
    found = np.cumsum(truth[order])
    # A threshold takes every post of equal probability, so only the last of them is a real choice.
    last = np.append(np.diff(chances[order]) != 0, True)
    enough = last & (found >= recall * truth.sum())
    return float((found / np.arange(1, len(truth) + 1))[enough].max())


def calibration_error(truth: NDArray[np.bool_], chances: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [
        abs(truth[bins == number].mean() - chances[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    ]
    return float(sum(gaps))


def evaluate_rows(rows: Sequence[Row], assessor: Assessor) -> dict[str, float | int]:
    """How the model does on corpus rows kept out of training: what must not be missed, and at what price.

    `..._precision_at_recall_90` is what finding so many would cost, wherever the threshold stands.
    """
    judgements = _judged(assessor, [row.message for row in rows])
    truth = np.array([row.kind in ACTIONABLE_KINDS for row in rows])
    chances = np.array([judgement.p_actionable for judgement in judgements])
    emergency = np.array([row.urgency == Urgency.NOW for row in rows])
    urgent = np.array([judgement.urgency == Urgency.NOW for judgement in judgements])
    # Criticism of officers ends without action; only complaints about them are routed.
    officer = truth & np.array([row.about_officer for row in rows])
    routed = np.array([judgement.about_officer for judgement in judgements])
    flags = {
        "emergency": (emergency, np.array([judgement.p_emergency for judgement in judgements])),
        "about_officer": (officer, np.array([judgement.p_about_officer for judgement in judgements])),
    }
    hidden = np.array([judgement.verdict == Verdict.NOISE for judgement in judgements])
    unsure = np.array([judgement.verdict == Verdict.UNSURE for judgement in judgements])
    return {
        "n": len(rows),
        "macro_f1": float(f1_score(truth, chances >= 0.5, average="macro")),
        "average_precision": float(average_precision_score(truth, chances)),
        "actionable_hidden": float(hidden[truth].mean()),
        "noise_hidden": float(hidden[~truth].mean()),
        "unsure": float(unsure.mean()),
        "emergency_recall": float(urgent[emergency].mean()),
        "emergency_precision": float(emergency[urgent].mean()),
        "about_officer_recall": float(routed[officer].mean()),
        "about_officer_precision": float(officer[routed].mean()),
        **{
            f"{flag}_precision_at_recall_{percent}": precision_at_recall(*marked, percent / 100)
            for flag, marked in flags.items()
            for percent in (*RECALLS, 98)
        },
        "kind_accuracy": _share([row.kind == one.kind for row, one in zip(rows, judgements, strict=True)]),
        "category_accuracy": _share(
            [
                row.category == one.category
                for row, one in zip(rows, judgements, strict=True)
                if row.kind in ACTIONABLE_KINDS
            ]
        ),
    }


def _share(hits: Sequence[bool]) -> float:
    return float(np.mean(hits)) if hits else 0.0

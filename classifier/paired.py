"""Two models on the same messages: every figure with the interval of its difference, by paired bootstrap.

The messages are drawn again with replacement, many times; both models are measured on each draw, so
what is common to both, hard messages above all, drops out of the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from classifier.message import Judgement
from classifier.train import Row
from models.comparing import FEWEST, Measure, Slice
from models.vocabulary import ACTIONABLE_KINDS, Urgency, Verdict

RESAMPLES = 1000
SEED = 20
Flags = NDArray[np.bool_]
Draws = NDArray[np.int64]  # (draws, messages): places of the messages drawn
Figure = Callable[[Draws], NDArray[np.float64]]
# What a slice is measured by; the whole set also by what needs both classes or is rare.
IN_SLICES = ("right", "kept", "category_right", "emergency_found", "officer_found")


@dataclass(frozen=True)
class Paired:
    """Messages with their true labels, and what each model said of them."""

    rows: Sequence[Row]
    live: Sequence[Judgement]
    candidate: Sequence[Judgement]
    kinds_known: bool = True  # officers say whether something is a complaint, not of which kind

    def only(self, chosen: Flags) -> Paired:
        places = np.flatnonzero(chosen).tolist()
        rows = [self.rows[at] for at in places]
        live, candidate = ([judged[at] for at in places] for judged in (self.live, self.candidate))
        return Paired(rows, live, candidate, self.kinds_known)


def slices(paired: Paired, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[Slice, ...]:
    """The whole set, then by channel, kind, language, whether it is about an officer and an emergency."""
    found = [Slice("all", "", len(paired.rows), _measures(paired, resamples, seed, whole=True))]
    for by, value_of in _CUTS:
        values = np.array([value_of(row) for row in paired.rows])
        for value in np.unique(values):
            part = paired.only(values == value)
            few = len(part.rows) < FEWEST
            measures = () if few else _measures(part, resamples, seed, whole=False)
            found.append(Slice(by, str(value), len(part.rows), measures))
    return tuple(found)


_CUTS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("channel", lambda row: row.message.channel),
    ("kind", lambda row: row.kind.value),
    ("language", lambda row: row.language),
    ("about_officer", lambda row: "yes" if row.about_officer else "no"),
    ("emergency", lambda row: "yes" if row.urgency == Urgency.NOW else "no"),
)


def _measures(paired: Paired, resamples: int, seed: int, whole: bool) -> tuple[Measure, ...]:
    draws = np.random.default_rng(seed).integers(len(paired.rows), size=(resamples, len(paired.rows)))
    figures = zip(_figures(paired, paired.live), _figures(paired, paired.candidate), strict=True)
    measured = [
        _measure(name, live, candidate, draws)
        for (name, shown_by, live), (_, _, candidate) in figures
        if shown_by >= FEWEST and (whole or name in IN_SLICES)
    ]
    return tuple(one for one in measured if one is not None)


def _measure(name: str, live: Figure, candidate: Figure, draws: Draws) -> Measure | None:
    """None where a model gives nothing to measure, such as the precision of one that never warns."""
    everything = np.arange(draws.shape[1])[None, :]
    before, after = float(live(everything)[0]), float(candidate(everything)[0])
    if np.isnan(before) or np.isnan(after):
        return None
    # A draw without a single case of the kind says nothing about it.
    low, high = np.nanquantile(candidate(draws) - live(draws), (0.025, 0.975))
    # Rounded, so that the last bit of a sum is no gain.
    return Measure(name, *(round(float(one), 6) for one in (before, after, low, high)))


def _figures(paired: Paired, judged: Sequence[Judgement]) -> Iterator[tuple[str, int, Figure]]:
    """Each figure's name, how many messages can show it, and the figure of any draw."""
    rows, truth, everything = paired.rows, _truth(paired), np.ones(len(paired.rows), dtype=bool)
    chances = np.array([one.p_actionable for one in judged])
    emergency = np.array([row.urgency == Urgency.NOW for row in rows])
    # Criticism of officers ends without action; only complaints about them are routed.
    officer = truth & np.array([row.about_officer for row in rows])
    urgent = np.array([one.urgency == Urgency.NOW for one in judged])
    routed = np.array([one.about_officer for one in judged])
    kept = np.array([one.verdict != Verdict.NOISE for one in judged])
    category = np.array([row.category == one.category for row, one in zip(rows, judged, strict=True)])
    kind = np.array([row.kind == one.kind for row, one in zip(rows, judged, strict=True)])
    complaints, emergencies, officers = (int(one.sum()) for one in (truth, emergency, officer))
    both = min(complaints, len(rows) - complaints)
    yield "macro_f1", both, partial(_macro_f1, truth, chances)
    yield "average_precision", both, partial(_average_precision, truth, chances)
    yield "right", len(rows), partial(_share, (chances >= 0.5) == truth, everything)
    yield "kept", complaints, partial(_share, kept, truth)
    yield "noise_hidden", len(rows) - complaints, partial(_share, ~kept, ~truth)
    yield "category_right", complaints, partial(_share, category, truth)
    yield "kind_right", len(rows) if paired.kinds_known else 0, partial(_share, kind, everything)
    yield "emergency_found", emergencies, partial(_share, urgent, emergency)
    yield "emergency_precise", emergencies, partial(_share, emergency, urgent)
    yield "officer_found", officers, partial(_share, routed, officer)
    yield "officer_precise", officers, partial(_share, officer, routed)


def _share(hits: Flags, among: Flags, draws: Draws) -> NDArray[np.float64]:
    """The share of hits in each draw; not a number where a draw holds none to count among."""
    counted = among[draws].sum(axis=1)
    found = (hits & among)[draws].sum(axis=1)
    return np.asarray(np.divide(found, counted, out=np.full(len(draws), np.nan), where=counted > 0))


def _macro_f1(truth: Flags, chances: NDArray[np.float64], draws: Draws) -> NDArray[np.float64]:
    said = chances >= 0.5
    wrong = (said != truth)[draws].sum(axis=1)
    scores = [
        2 * both / np.maximum(2 * both + wrong, 1)
        for both in ((said & truth)[draws].sum(axis=1), (~said & ~truth)[draws].sum(axis=1))
    ]
    return np.asarray(np.mean(scores, axis=0))


def _average_precision(truth: Flags, chances: NDArray[np.float64], draws: Draws) -> NDArray[np.float64]:
    return np.array(
        [average_precision_score(truth[at], chances[at]) if truth[at].any() else np.nan for at in draws]
    )


def _truth(paired: Paired) -> Flags:
    return np.array([row.kind in ACTIONABLE_KINDS for row in paired.rows])

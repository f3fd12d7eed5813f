"""Fits the spread model on public cascades and saves it with its version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.viral.cascades import WEEK, Cascades, fold_of, read_cascades
from classifier.viral.features import Posts, matrix
from classifier.viral.history import Floats, Indices, Series
from classifier.viral.model import LOG_COUNT, WEIGHTS, SpreadModel

POLL_MINUTES = 15.0
AGES = 900.0 * np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 144, 192, 288])
YOUNG_AGES = np.array([300.0, 600.0])
THRESHOLDS = (250, 350, 500, 700, 900)


def train(cascades_dir: Path | str, folder: Path | str = WEIGHTS, model: SpreadModel | None = None) -> Path:
    """Trains on the cascades of a folder and saves forests.npz, model.json and version.json into `folder`.

    The same cascades, parameters of the `model` and library versions give the same files.
    """
    cascades, folder = read_cascades(Path(cascades_dir), POLL_MINUTES), Path(folder)
    model = SpreadModel() if model is None else model
    seen = _sights(Path(cascades_dir), cascades, np.random.default_rng(model.seed))
    parts = [seen.open_under(threshold) for threshold in THRESHOLDS]
    thresholds = np.repeat(np.array(THRESHOLDS, dtype=float), [len(part.rows) for part in parts])
    used = Sight.join(parts)
    model.fit(
        features=used.features,
        thresholds=thresholds,
        waits=cascades.crossing(used.rows, thresholds) - used.now,
        weeks=WEEK - used.now,
        sizes=cascades.size_week[used.rows],
        fold=cascades.folds(model.folds)[used.rows],
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder)
    _write_version(folder, cascades)
    return folder


@dataclass(frozen=True)
class Sight:
    """Posts (`rows`) as they looked at an age (`now`, seconds)."""

    rows: Indices
    now: Floats
    features: Floats

    @classmethod
    def join(cls, parts: list[Sight]) -> Sight:
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.now for part in parts]),
            np.concatenate([part.features for part in parts]),
        )

    def kept(self, chosen: NDArray[np.bool_]) -> Sight:
        return Sight(self.rows[chosen], self.now[chosen], self.features[chosen])

    def open_under(self, threshold: float) -> Sight:
        """Those whose last reading is under the threshold."""
        shares = np.expm1(np.nan_to_num(self.features[:, LOG_COUNT]))
        return self.kept(shares < threshold - 1e-6)


def observe(cascades: Cascades, ages: Floats = AGES) -> Sight:
    """Every post at every age."""
    size = len(cascades.groups)
    rows, now = np.tile(np.arange(size), len(ages)), np.repeat(ages, size)
    return Sight(rows, now, matrix(cascades.posts, rows, now))


def _sights(folder: Path, cascades: Cascades, rng: np.random.Generator) -> Sight:
    """Every post at every age, and a sample of what a service sees besides: other rhythms, first sights."""
    full = observe(cascades)
    young = observe(read_cascades(folder, 5.0), YOUNG_AGES)
    hourly = observe(read_cascades(folder, 60.0), AGES[AGES >= 3600])
    return Sight.join(
        [
            full,
            young,
            hourly.kept(rng.random(len(hourly.rows)) < 0.2),
            _glimpsed(cascades, full.kept(rng.random(len(full.rows)) < 0.2), read=True),
            _glimpsed(cascades, full.kept(rng.random(len(full.rows)) < 0.1), read=False),
        ]
    )


def _glimpsed(cascades: Cascades, sight: Sight, read: bool) -> Sight:
    """The same posts and ages, but with one reading only, or none."""
    posts, rows = cascades.posts, sight.rows
    size = np.arange(len(rows))
    shown = size[np.full(len(size), read)]
    alone = Posts(
        shares=Series.lay(
            shown, sight.now[shown], posts.shares.known_at(rows, sight.now)[0][shown], len(rows)
        ),
        replies=Series.lay(shown[:0], sight.now[:0], sight.now[:0], len(rows)),
        followers=posts.followers[rows],
        verified=posts.verified[rows],
        local_hour=posts.local_hour[rows],
        weibo=posts.weibo[rows],
    )
    return Sight(rows, sight.now, matrix(alone, size, sight.now))


def _write_version(folder: Path, cascades: Cascades) -> None:
    digest = hashlib.sha256()
    for name in ("forests.npz", "model.json"):
        digest.update((folder / name).read_bytes())
    version = {
        "version": f"viral-1-{digest.hexdigest()[:10]}",
        "trained_on": {name: cascades.platform.count(name) for name in sorted(set(cascades.platform))},
        "poll_minutes": POLL_MINUTES,
        # A post of one of these groups is judged by the fold that has not seen it.
        "groups": sorted({group_mark(group) for group in cascades.groups}),
    }
    (folder / "version.json").write_text(json.dumps(version) + "\n", encoding="utf-8")


def group_mark(group: str) -> int:
    """A short one-way mark of a group's name, enough to know it again."""
    return fold_of(group, 2**32)

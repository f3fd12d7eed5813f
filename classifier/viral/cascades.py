"""Public share cascades as a service would have polled them: readings up to now, the outcome apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from classifier.viral.features import Posts
from classifier.viral.history import FAR, Floats, Indices, Series

WEEK = 7 * 86400.0
WATCHED = 4 * 86400.0  # readings are laid out this far
PLATFORM_HOURS = {"weibo": 8.0, "twitter": -5.0}  # the clock most of the platform's public lives by


@dataclass(frozen=True)
class Cascades:
    """Posts with their polled readings, and the exact event times that only the outcome may use."""

    platform: list[str]
    groups: list[str]  # author or near-duplicate group; never split between folds
    posts: Posts
    events: Series  # exact share times; counts 1, 2, 3, ...
    starts: Indices
    sizes: Indices  # shares in the events
    size_week: Floats

    def crossing(self, rows: Indices, thresholds: Floats) -> Floats:
        """Age in seconds at which post `rows[i]` reaches `thresholds[i]` shares; infinite where never."""
        wanted = thresholds.astype(np.intp)
        reached = wanted <= self.sizes[rows]
        at = self.starts[rows] + np.where(reached, wanted, 0)
        return np.where(reached, self.events.keys[at] - rows * FAR, np.inf)

    def folds(self, count: int) -> Indices:
        """The fold of each post, from its group's name alone."""
        return np.array([fold_of(group, count) for group in self.groups], dtype=np.intp)


def fold_of(group: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % count


def read_cascades(folder: Path, poll_minutes: float = 15.0) -> Cascades:
    """The cascades of `folder` (posts.parquet, events.parquet), polled every `poll_minutes` from posting."""
    table = pq.read_table(folder / "posts.parquet")
    column = {name: table[name].to_pylist() for name in table.column_names}
    number = {post: row for row, post in enumerate(column["id"])}
    events = pq.read_table(folder / "events.parquet", columns=["id", "t", "kind"])
    ids, row_of = np.unique(events["id"].to_numpy(), return_inverse=True)
    rows = np.array([number.get(int(post), -1) for post in ids], dtype=np.intp)[row_of]
    ages = events["t"].to_numpy().astype(np.float64)
    kind = events["kind"].to_numpy()
    inside = (rows >= 0) & (ages <= WEEK) & (ages > 0)
    size = len(number)
    exact = [_exact(rows[inside & (kind == k)], ages[inside & (kind == k)], size) for k in (0, 1)]
    platform = ["weibo" if str(name).startswith("weibo") else "twitter" for name in column["ds"]]
    # Weibo's set carries no replies: unknown there, which is not the same as none.
    replied = np.array([name == "twitter" for name in platform])
    born = np.array([_hour(t0, hour) for t0, hour in zip(column["t0"], column["hour_utc"], strict=True)])
    starts = np.searchsorted(exact[0].keys, np.arange(size) * FAR, side="left")
    totals = np.diff(np.append(starts, len(exact[0].keys))) - 1
    return Cascades(
        platform=platform,
        groups=[str(group) for group in column["grp"]],
        posts=Posts(
            shares=_polled(exact[0], np.ones(size, dtype=bool), poll_minutes),
            replies=_polled(exact[1], replied, poll_minutes),
            followers=_floats(column["followers"]),
            verified=_floats(column["verified"]),
            local_hour=(born + np.array([PLATFORM_HOURS[name] for name in platform])) % 24,
            weibo=(~replied).astype(np.float64),
        ),
        events=exact[0],
        starts=starts,
        sizes=totals,
        size_week=totals.astype(np.float64),
    )


def _exact(rows: Indices, ages: Floats, size: int) -> Series:
    order = np.lexsort((ages, rows))
    rows, ages = rows[order], ages[order]
    first = np.searchsorted(rows, rows, side="left")
    place = np.arange(len(rows), dtype=np.float64) - first + 1
    return Series.lay(rows, ages, place, size)


def _polled(events: Series, shown: np.ndarray, minutes: float) -> Series:
    """What polls saw: the number of events so far at every multiple of `minutes`."""
    size = len(events.last_age)
    polls = np.arange(1, int(WATCHED // (minutes * 60)) + 1, dtype=np.float64) * minutes * 60
    rows = np.repeat(np.flatnonzero(shown), len(polls))
    ages = np.tile(polls, int(shown.sum()))
    at = np.searchsorted(events.keys, rows * FAR + ages, side="right") - 1
    return Series.lay(rows, ages, events.counts[at], size)


def _floats(values: list[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _hour(t0: float | None, hour: float | None) -> float:
    """Hour of posting in UTC, by the minute where the time of posting is given."""
    if t0 is not None:
        return t0 / 3600 % 24
    return np.nan if hour is None else hour + 0.5

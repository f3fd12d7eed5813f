"""What the schedule of readings costs and loses: replayed on share cascades against a reading every 5 minutes.

Every cascade is read as `models.remeasuring` asks, each time with a forecast from the readings so far (of
the fold that has not seen the post). A post raises an alert at the first reading at which its forecast
rises (`classifier.viral_risk.band` of 2 or more); lead time is what is left then until the threshold.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench import machine
from classifier.forecasting import ALERT_BAND
from classifier.viral.cascades import Cascades, read_cascades
from classifier.viral.features import Posts, matrix
from classifier.viral.history import Floats, Indices, Series
from classifier.viral.model import WEIGHTS, SpreadModel
from classifier.viral_evaluate import THRESHOLD, folds
from classifier.viral_risk import GROWTH, band, pace, spread
from models.remeasuring import SHORTEST, Outlook, wait

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "cascades"
UNTIL = timedelta(hours=72)
IDS_A_REQUEST = 100  # X
PRICE = 0.005  # US dollars for one post read on X
Waits = Callable[[timedelta, Outlook], timedelta | None]


@dataclass
class Watched:
    """What came of watching posts: when each was read how often, and when it raised an alert (infinite: never)."""

    readings: Indices
    alerts: Floats


def run(argv: list[str]) -> dict[str, Any]:
    """Keys: `<weibo|twitter>` with `posts`, `crossing` (posts that cross 500 shares within 72 h);
    `readings_per_post` (mean), `readings_per_crossing_post`, `readings_per_other_post`, each of the
    schedule, and `constant_readings_per_post`; `alerted` and `constant_alerted`: crossing posts that
    raised an alert before they crossed; `lead_hours`, `constant_lead_hours`: median lead of those both
    alerted; `lost_lead_minutes`: `median`, `mean`, `p90` of the constant's lead less the schedule's.
    `quiet_readings_per_post`: a post nobody shares. `requests_per_1000_posts`: full X requests.
    `skipped`: the reason, when the cascades are not there."""
    parser = argparse.ArgumentParser(prog="python -m bench remeasure")
    parser.add_argument("--cascades", type=Path, default=FOLDER)
    parser.add_argument("--posts", type=int, default=200, help="Cascades of each platform (0: all).")
    chosen = parser.parse_args(argv)
    if not (chosen.cascades / "posts.parquet").exists():
        return {"skipped": f"no cascades (posts.parquet, events.parquet) in {chosen.cascades.name}/"}
    cascades, model = read_cascades(chosen.cascades), SpreadModel.read(WEIGHTS)
    fold = folds(cascades, model, WEIGHTS)
    quiet = _quiet_readings()
    figures: dict[str, Any] = {
        "quiet_readings_per_post": quiet,
        "quiet_usd_per_1000_posts": round(quiet * 1000 * PRICE, 2),
    }
    for platform in ("weibo", "twitter"):
        mine = np.flatnonzero(np.array([name == platform for name in cascades.platform]))
        if chosen.posts:
            mine = np.sort(np.random.default_rng(11).permutation(mine)[: chosen.posts])
        if len(mine):
            figures[platform] = _platform(cascades, model, fold, mine)
    return {**figures, "machine": machine.describe(), "load_average": round(os.getloadavg()[0], 2)}


def _platform(cascades: Cascades, model: SpreadModel, fold: Indices, rows: Indices) -> dict[str, Any]:
    crossing = cascades.crossing(rows, np.full(len(rows), THRESHOLD))
    viral = crossing <= UNTIL.total_seconds()
    ours = _watch(
        cascades, model, fold, rows, lambda age, outlook: wait(age, outlook, UNTIL), crossing, False
    )
    # The constant schedule matters for posts that cross, and only until they do.
    constant = _watch(cascades, model, fold, rows[viral], _constant, crossing[viral], True)
    mine, theirs = crossing[viral] - ours.alerts[viral], crossing[viral] - constant.alerts
    both = (mine > 0) & (theirs > 0)
    lost = (theirs - mine)[both] / 60
    return {
        "posts": len(rows),
        "crossing": int(viral.sum()),
        "readings_per_post": round(float(ours.readings.mean()), 1),
        "readings_per_crossing_post": round(float(ours.readings[viral].mean()), 1),
        "readings_per_other_post": round(float(ours.readings[~viral].mean()), 1),
        "constant_readings_per_post": int(UNTIL / SHORTEST),
        "requests_per_1000_posts": round(float(ours.readings.mean()) * 1000 / IDS_A_REQUEST),
        "usd_per_1000_posts": round(float(ours.readings.mean()) * 1000 * PRICE, 2),
        "alerted": int((mine > 0).sum()),
        "constant_alerted": int((theirs > 0).sum()),
        "lead_hours": round(float(np.median(mine[both])) / 3600, 2),
        "constant_lead_hours": round(float(np.median(theirs[both])) / 3600, 2),
        "lost_lead_minutes": {
            "median": round(float(np.median(lost)), 1),
            "mean": round(float(lost.mean()), 1),
            "p90": round(float(np.quantile(lost, 0.9)), 1),
        },
    }


def _constant(age: timedelta, outlook: Outlook) -> timedelta | None:
    return SHORTEST if age + SHORTEST <= UNTIL else None


def _watch(
    cascades: Cascades,
    model: SpreadModel,
    fold: Indices,
    rows: Indices,
    waits: Waits,
    crossing: Floats,
    until_settled: bool,
) -> Watched:
    """Reads the posts `rows` on a schedule. `until_settled`: stop at the alert or the crossing."""
    readings, alerts = np.zeros(len(rows), dtype=np.intp), np.full(len(rows), np.inf)
    due = np.full(len(rows), SHORTEST.total_seconds())
    seen: list[tuple[Indices, Floats, Floats]] = []
    while (open_ := np.flatnonzero(np.isfinite(due))).size:
        counts = _true_counts(cascades, rows[open_], due[open_])
        seen.append((open_, due[open_], counts))
        readings[open_] += 1
        p, growth = _forecast(cascades, model, fold, rows, open_, due[open_], seen)
        for place, post in enumerate(open_.tolist()):
            chances, left = p[place], THRESHOLD - counts[place]
            if left > 0 and not np.isfinite(alerts[post]) and band(chances) >= ALERT_BAND:
                alerts[post] = due[post]
            if until_settled and (left <= 0 or np.isfinite(alerts[post])):
                due[post] = np.inf
                continue
            outlook = Outlook(float(chances[0]), float(chances[3]), float(growth[place]), float(left))
            planned = waits(timedelta(seconds=float(due[post])), outlook)
            due[post] = np.inf if planned is None else due[post] + planned.total_seconds()
    return Watched(readings, alerts)


def _true_counts(cascades: Cascades, rows: Indices, ages: Floats) -> Floats:
    return np.nan_to_num(cascades.events.known_at(rows, ages)[0])


def _forecast(
    cascades: Cascades,
    model: SpreadModel,
    fold: Indices,
    rows: Indices,
    open_: Indices,
    now: Floats,
    seen: list[tuple[Indices, Floats, Floats]],
) -> tuple[Floats, Floats]:
    """Chances (open posts x horizons) and growth an hour, from the readings made so far."""
    posts, ages, counts = (np.concatenate(part) for part in zip(*seen, strict=True))
    place = np.full(len(rows), -1, dtype=np.intp)
    place[open_] = np.arange(len(open_))
    kept = place[posts] >= 0
    every, known = rows[open_], cascades.posts
    view = Posts(
        shares=Series.lay(place[posts[kept]], ages[kept], counts[kept], len(open_)),
        replies=_replies(known.replies, every, now),
        followers=known.followers[every],
        verified=known.verified[every],
        local_hour=known.local_hour[every],
        weibo=known.weibo[every],
    )
    features = matrix(view, np.arange(len(open_)), now)
    shares = np.expm1(np.nan_to_num(features[:, 0]))
    target = np.full(len(open_), THRESHOLD)
    p, _ = spread(model, features, shares, target, np.ones(len(open_)), fold[every])
    return p, pace(np.expm1(features[:, GROWTH]), now)


def _replies(polled: Series, every: Indices, now: Floats) -> Series:
    """Replies as the last quarter-hour showed them."""
    count, age, _ = polled.known_at(every, now)
    shown = np.flatnonzero(~np.isnan(age))
    return Series.lay(shown, age[shown], count[shown], len(every))


def _quiet_readings() -> int:
    """Readings of a post without a share: most of a service's posts are nearly that."""
    calm, age, made = Outlook(0.0, 0.0, 0.0, THRESHOLD), SHORTEST, 1
    while (planned := wait(age, calm, UNTIL)) is not None:
        age, made = age + planned, made + 1
    return made

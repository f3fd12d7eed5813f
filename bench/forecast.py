"""How fast open posts are scored: ten thousand of them, read for hours to days, on one core."""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bench import machine
from classifier.viral_risk import PostHistory, Reading, ViralRisk
from models.vocabulary import Channel

BORN = datetime(2026, 3, 2, 5, tzinfo=UTC)
TIMES = 3


def run(argv: list[str]) -> dict[str, Any]:
    """Seconds of processor time and wall time for one look at all posts; the best of TIMES."""
    parser = argparse.ArgumentParser(prog="python -m bench forecast")
    parser.add_argument("--posts", type=int, default=10_000)
    chosen = parser.parse_args(argv)
    posts = _posts(chosen.posts)
    risk = ViralRisk.load()
    risk.forecast(posts[:100])
    with _one_core():
        cpu, wall = min(_seconds(risk, posts) for _ in range(TIMES))
    return {
        "posts": len(posts),
        "readings": sum(len(post.readings) for post in posts),
        "cpu_seconds": round(cpu, 3),
        "wall_seconds": round(wall, 3),
        "posts_per_second": round(len(posts) / cpu),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "machine": machine.describe(),
        "load_average": round(os.getloadavg()[0], 2),
    }


@contextmanager
def _one_core() -> Iterator[None]:
    """Keeps the measured work on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _seconds(risk: ViralRisk, posts: list[PostHistory]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    risk.forecast(posts)
    return time.process_time() - cpu, time.perf_counter() - wall


def _posts(count: int) -> list[PostHistory]:
    """Posts of all ages up to three days, read as the schedule reads them: some 40 readings each."""
    rng = np.random.default_rng(7)
    ages = np.concatenate(
        [np.arange(1, 13) * 300, 3600 + np.arange(1, 21) * 900, 21600 + np.arange(1, 67) * 3600]
    )
    found = []
    for _ in range(count):
        seen = ages[ages <= max(rng.uniform(0, 72) * 3600, 300)]
        counts = np.cumsum(rng.gamma(0.5, rng.uniform(0.1, 8), len(seen))).astype(int).tolist()
        readings = tuple(
            Reading(float(age), 3 * n, n, n // 4, None, None)
            for age, n in zip(seen.tolist(), counts, strict=True)
        )
        found.append(PostHistory(Channel.X, BORN, int(rng.integers(10, 100_000)), False, readings))
    return found

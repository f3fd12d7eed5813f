"""How fast messages are judged, in batches and one at a time, and what the assessor keeps in memory."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import psutil

from bench import machine
from classifier.assess import Assessor, Message
from classifier.train import read_corpus
from models.settings import Settings

BATCH = 64
SINGLES = 60


def run(argv: list[str]) -> dict[str, Any]:
    """Figures on one thread over messages of the corpus."""
    parser = argparse.ArgumentParser(prog="python -m bench classify")
    parser.add_argument("--messages", type=int, default=512)
    chosen = parser.parse_args(argv)
    messages = _messages(chosen.messages)
    assessor = Assessor.load(Settings())
    assessor.assess(messages[:BATCH])
    speed = _speed(assessor, messages)
    singles = [_seconds(assessor, [message]) for message in messages[:SINGLES]]
    resident = psutil.Process().memory_info().rss
    fast = Assessor.load(Settings(), fast=True)
    return {
        "texts_per_second": round(speed, 1),
        "single_p95_ms": round(float(np.percentile(singles, 95)) * 1000, 1),
        "degraded_texts_per_second": round(_speed(fast, messages), 1),
        "rss_mb": round(resident / 1e6, 1),
        "messages": len(messages),
        "degraded": assessor.degraded,
        "machine": machine.describe(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _messages(count: int) -> list[Message]:
    rows = [row.message for row in read_corpus()]
    step = max(1, len(rows) // count)
    return rows[::step][:count]


def _speed(assessor: Assessor, messages: Sequence[Message]) -> float:
    batches = [messages[at : at + BATCH] for at in range(0, len(messages), BATCH)]
    return len(messages) / sum(_seconds(assessor, batch) for batch in batches)


def _seconds(assessor: Assessor, messages: Sequence[Message]) -> float:
    start = time.perf_counter()
    assessor.assess(messages)
    return time.perf_counter() - start

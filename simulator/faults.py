"""Hostile moods of a platform, queued per channel and taken by the next request they fit."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

OPERATIONS = ("read", "write", "any")
FAULTS = (
    "rate_limited",  # 429 with the platform's real headers; detail: reset_in
    "monthly_cap",  # 429 that no window explains
    "revoked",  # 401
    "error_before",  # 5xx, nothing accepted
    "error_after",  # accepted, then 5xx
    "hang_before",  # no answer for `seconds`, nothing accepted
    "hang_after",  # accepted, no answer for `seconds`
    "late",  # 5xx now, accepted `seconds` later
    "lag",  # accepted and answered; reads do not show it for `seconds`
    "duplicate_text",  # 403
    "not_summoned",  # 403
    "blocked",  # 403
    "cut",  # connection closed without an answer; detail: accepted
    "garbage",  # 200 with a body that is no JSON (reads)
)


@dataclass(frozen=True)
class Fault:
    kind: str
    seconds: float = 30.0
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass
class _Queued:
    channel: str
    operation: str
    fault: Fault
    left: int | None
    probability: float
    skip: int


class Faults:
    """The queue of faults; every method may be called from any thread."""

    def __init__(self, seed: int = 0) -> None:
        self._queue: list[_Queued] = []
        self._lock = threading.Lock()
        self._dice = random.Random(seed)

    def add(
        self,
        channel: str,
        operation: str,
        fault: str,
        times: int | None = 1,
        probability: float = 1.0,
        seconds: float = 30.0,
        skip: int = 0,
        **detail: object,
    ) -> None:
        """Queues `fault` for `times` fitting requests (None: until cleared), after `skip` good ones.

        Raises ValueError for an unknown operation or fault.
        """
        if operation not in OPERATIONS:
            raise ValueError(f"operation {operation!r} is none of {', '.join(OPERATIONS)}")
        if fault not in FAULTS:
            raise ValueError(f"fault {fault!r} is none of {', '.join(FAULTS)}")
        with self._lock:
            self._queue.append(
                _Queued(channel, operation, Fault(fault, seconds, detail), times, probability, skip)
            )

    def take(self, channel: str, operation: str) -> Fault | None:
        """The first queued fault that fits, used up once; None when the platform is in a good mood."""
        with self._lock:
            for queued in self._queue:
                if queued.channel != channel or queued.operation not in (operation, "any"):
                    continue
                if queued.skip > 0:
                    queued.skip -= 1
                    continue
                if queued.probability < 1.0 and self._dice.random() >= queued.probability:
                    continue
                if queued.left is not None:
                    queued.left -= 1
                    if queued.left <= 0:
                        self._queue.remove(queued)
                return queued.fault
        return None

    def clear(self, channel: str | None = None) -> None:
        with self._lock:
            self._queue = [queued for queued in self._queue if channel and queued.channel != channel]

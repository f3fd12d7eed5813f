"""Fixed request windows, counted as the platforms count them."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from simulator.world import World


@dataclass(frozen=True)
class Window:
    """What one request leaves of its window; `reset` is a Unix time in whole seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool


class Windows:
    """Counts requests per name in windows of `seconds`; safe to use from any thread."""

    def __init__(self, world: World, seconds: int = 900) -> None:
        self._world = world
        self._seconds = seconds
        self._counts: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def count(self, name: str, limit: int) -> Window:
        """Counts one request; an exceeding request uses nothing up."""
        moment = self._world.now().timestamp()
        with self._lock:
            reset, used = self._counts.get(name, (0, 0))
            if moment >= reset:
                reset, used = math.ceil(moment) + self._seconds, 0
            if used >= limit and self._world.rate_limits:
                return Window(limit, 0, reset, exceeded=True)
            self._counts[name] = (reset, used + 1)
            return Window(limit, max(limit - used - 1, 0), reset, exceeded=False)

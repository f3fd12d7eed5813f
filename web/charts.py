"""Geometry of the viral chart: points for an SVG, made on the server, no script needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from web.shapes import Outlook, Reading

WIDTH, HEIGHT = 480, 112
LEFT, RIGHT, TOP, BOTTOM = 4, 4, 14, 18
PAST_SHARE = 0.4


@dataclass(frozen=True)
class Fan:
    """All in user units of a WIDTH x HEIGHT view box."""

    width: int
    height: int
    base: float  # y of the zero line
    now: float  # x of the present
    line: str  # points of the readings
    middle: str  # points of the middle forecast
    band: str  # path of the forecast's spread
    last: tuple[float, float] | None
    answered: float | None  # x of our answer
    top: float  # the largest value, at y = TOP
    span_before: int  # minutes shown before now
    span_after: int


def fan(readings: Sequence[Reading], outlook: Sequence[Outlook], answered_minute: float | None = None) -> Fan:
    """Readings up to now as a line, the forecast after it as a fan; both may be empty."""
    first = min((r.minute for r in readings), default=-60.0)
    final = max((o.minute for o in outlook), default=0.0)
    top = max([r.value for r in readings] + [o.high for o in outlook] + [1.0])
    across = WIDTH - LEFT - RIGHT
    down = HEIGHT - TOP - BOTTOM

    # Hours of readings before days of forecast would be a dot: the past keeps its share of the width.
    past = max(-first / max(final - first, 1.0), PAST_SHARE if final > 0 else 1.0)

    def x(minute: float) -> float:
        if minute <= 0:
            return round(LEFT + across * past * (minute - first) / max(-first, 1.0), 1)
        return round(LEFT + across * (past + (1 - past) * minute / max(final, 1.0)), 1)

    def y(value: float) -> float:
        return round(TOP + down * (1 - value / top), 1)

    last = (x(readings[-1].minute), y(readings[-1].value)) if readings else None
    return Fan(
        width=WIDTH,
        height=HEIGHT,
        base=y(0),
        now=x(min(0.0, final)),
        line=" ".join(f"{x(r.minute)},{y(r.value)}" for r in readings),
        middle=_points([(readings[-1].minute, readings[-1].value)] if readings else [], outlook, x, y),
        band=_spread(last, outlook, x, y),
        last=last,
        answered=x(answered_minute) if answered_minute is not None and answered_minute >= first else None,
        top=top,
        span_before=round(-first),
        span_after=round(final),
    )


def _points(
    start: Sequence[tuple[float, float]],
    outlook: Sequence[Outlook],
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> str:
    if not outlook:
        return ""
    return " ".join(f"{x(m)},{y(v)}" for m, v in [*start, *((o.minute, o.middle) for o in outlook)])


def _spread(
    last: tuple[float, float] | None,
    outlook: Sequence[Outlook],
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> str:
    if not outlook:
        return ""
    upper = [(x(o.minute), y(o.high)) for o in outlook]
    lower = [(x(o.minute), y(o.low)) for o in reversed(outlook)]
    corners = [*([last] if last else []), *upper, *lower]
    return "M" + " L".join(f"{a},{b}" for a, b in corners) + " Z"

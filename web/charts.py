"""Geometry of the charts: points for an SVG, made on the server, no script needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from web.shapes import Outlook, Reading

WIDTH, HEIGHT = 480, 112
# At the side of a page the drawing is made narrow, so that its words stay readable.
SIDE_WIDTH = 248
LEFT, RIGHT, TOP, BOTTOM = 4, 4, 14, 22
PAST_SHARE = 0.4


@dataclass(frozen=True)
class Fan:
    """All in user units of a `width` x `height` view box."""

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
    truth: str = ""  # points of what was read after now
    threshold: float | None = None  # y of the threshold
    part: str = ""  # points of what one post has of the whole


def fan(
    readings: Sequence[Reading],
    outlook: Sequence[Outlook],
    answered_minute: float | None = None,
    truth: Sequence[Reading] = (),
    threshold: float | None = None,
    width: int = WIDTH,
    part: Sequence[Reading] = (),
) -> Fan:
    """Readings up to now as a line, the forecast after it as a fan; both may be empty.

    `truth`: for a chart of the past, what was read after its "now". `part`: readings of one post, where
    the line is that of many together.
    """
    first = min((r.minute for r in (*readings, *part)), default=-60.0)
    final = max([o.minute for o in outlook] + [r.minute for r in truth], default=0.0)
    top = max([r.value for r in (*readings, *truth, *part)] + [o.high for o in outlook] + [threshold or 1.0])
    across = width - LEFT - RIGHT
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
        width=width,
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
        truth=" ".join(f"{x(r.minute)},{y(r.value)}" for r in [*readings[-1:], *truth]) if truth else "",
        threshold=y(threshold) if threshold is not None else None,
        part=" ".join(f"{x(r.minute)},{y(r.value)}" for r in part),
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


@dataclass(frozen=True)
class Weeks:
    """One figure by week with the band of the weeks before, all in user units of a WIDTH x HEIGHT view box."""

    width: int
    height: int
    base: float  # y of the lowest value shown
    lines: Sequence[str]  # points, one polyline for each stretch without a gap
    band: str  # path of the band
    outside: Sequence[tuple[float, float]]  # where a week leaves its band
    last: tuple[float, float] | None
    bottom: float  # the value at `base`
    top: float  # the value at y = TOP


def weeks(values: Sequence[float | None], bands: Sequence[tuple[float, float] | None]) -> Weeks:
    """Shares in 0 to 1, one a week, oldest first; None leaves a gap. The axis is cut to what is shown."""
    known = [one for one in values if one is not None] + [edge for band in bands if band for edge in band]
    bottom, top = max(0.0, min(known, default=0.0) - 0.02), min(1.0, max(known, default=1.0) + 0.02)
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(place: int, value: float) -> tuple[float, float]:
        x = LEFT + across * place / max(len(values) - 1, 1)
        return round(x, 1), round(TOP + down * (1 - (value - bottom) / (top - bottom)), 1)

    stretches: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(at(place, value))
    drawn = [stretch for stretch in stretches if stretch]
    upper = [at(place, band[1]) for place, band in enumerate(bands) if band]
    lower = [at(place, band[0]) for place, band in enumerate(bands) if band]
    corners = [*upper, *reversed(lower)] if len(upper) > 1 else []
    return Weeks(
        width=WIDTH,
        height=HEIGHT,
        base=float(TOP + down),
        lines=[" ".join(f"{x},{y}" for x, y in stretch) for stretch in drawn],
        band="M" + " L".join(f"{x},{y}" for x, y in corners) + " Z" if corners else "",
        outside=[
            at(place, value)
            for place, (value, band) in enumerate(zip(values, bands, strict=True))
            if value is not None and band and not band[0] <= value <= band[1]
        ],
        last=drawn[-1][-1] if drawn else None,
        bottom=bottom,
        top=top,
    )

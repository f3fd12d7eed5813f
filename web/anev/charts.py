"""Geometry of the charts of anev: bars over time, and the tile map of the Polda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.anev.report import Report
from models.anev.tally import Tally
from models.vocabulary import UnitKind
from web.anev.tile_grid import COLUMNS, placed

WIDTH, HEIGHT = 720, 180
TOP, BOTTOM = 18, 22
TILE, GAP = 50, 4
# The lowest share of each shade, 0 (palest) to 3.
SHADES = (0.0, 0.5, 0.7, 0.85)


@dataclass(frozen=True)
class Bar:
    """One step of time, in user units of a WIDTH x HEIGHT view box; `inner` is the part already answered."""

    x: float
    width: float
    y: float
    height: float
    inner_y: float
    inner_height: float
    label: str
    title: str


@dataclass(frozen=True)
class Tile:
    """One Polda; `shade` None where nothing was due yet."""

    x: int
    y: int
    label: str
    share: str
    shade: int | None
    title: str
    code: str


def bars(report: Report, labels: Sequence[str]) -> tuple[list[Bar], int]:
    """The bars of the trend, and the value at the top of the chart."""
    top = max([came for _, came, _ in report.trend] + [1])
    step = WIDTH / len(report.trend)
    every = -(-len(report.trend) // 12)  # at most twelve labels stand side by side
    down = HEIGHT - TOP - BOTTOM

    def rise(value: int) -> float:
        return round(down * value / top, 1)

    found = []
    for place, ((_, came, answered), label) in enumerate(zip(report.trend, labels, strict=True)):
        found.append(
            Bar(
                x=round(place * step + step * 0.15, 1),
                width=round(step * 0.7, 1),
                y=TOP + down - rise(came),
                height=rise(came),
                inner_y=TOP + down - rise(answered),
                inner_height=rise(answered),
                label=label if place % every == 0 else "",
                title=f"{label}: {came} / {answered}",
            )
        )
    return found, top


def tile_map(report: Report) -> tuple[list[Tile], int, int]:
    """The Polda below the unit with the share answered in time; empty with fewer than two. Width and height."""
    figures: dict[int, Tally] = {unit.id: one for unit, one in report.below}
    polda = [unit for unit, _ in report.below if unit.kind is UnitKind.POLDA]
    if len(polda) < 2:
        return [], 0, 0
    tiles = [
        Tile(
            x=one.column * (TILE + GAP),
            y=one.row * (TILE + GAP),
            label=one.label,
            share=_percent(figures[one.unit.id]),
            shade=_shade(figures[one.unit.id].in_time_share),
            title=one.unit.name,
            code=one.unit.code,
        )
        for one in placed(polda)
    ]
    return tiles, COLUMNS * (TILE + GAP), max(tile.y for tile in tiles) + TILE


def _percent(figures: Tally) -> str:
    share = figures.in_time_share
    return "–" if share is None else f"{round(100 * share)} %"


def _shade(share: float | None) -> int | None:
    return None if share is None else max(n for n, lowest in enumerate(SHADES) if share >= lowest)

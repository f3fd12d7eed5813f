"""What the service's own posts have taught: thresholds by level of unit and corrected probabilities.

<data_dir>/models/viral/<version>.json   one recalibration, never changed again
<data_dir>/models/viral/live             the version in use; without it the shipped weights stand alone
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit, logit

from classifier.viral.history import Floats
from classifier.viral.platforms import PLATFORMS, SAME
from classifier.viral.stated import STATED, Shift
from models.errors import SettingError
from models.settings import Settings

SHIPPED = "shipped"
EVERY_LEVEL = ""
LIVE = "live"


@dataclass(frozen=True)
class LocalPlatform:
    """One platform. `thresholds`: by kind of unit, EVERY_LEVEL for the others. `corrections`: slope and
    offset on the log-odds, one pair for each horizon. `measures`: what it was learnt from and gained.
    `shift`: how far words and similar posts move the log-odds; None where too little taught it."""

    thresholds: Mapping[str, int]
    corrections: tuple[tuple[float, float], ...]
    measures: Mapping[str, Any] = field(default_factory=dict)
    shift: Shift | None = None

    def threshold(self, level: str) -> int:
        return self.thresholds.get(level, self.thresholds[EVERY_LEVEL])

    def correct(self, p: Floats, stated: Floats | None = None) -> Floats:
        """Probabilities (rows x horizons) as often right as they say; certain ones stay what they are.

        `stated`: what is known of the posts besides their numbers (rows x STATED).
        """
        slopes, offsets = np.array(self.corrections).T
        odds = logit(np.clip(p, 1e-6, 1 - 1e-6)) * slopes + offsets
        if self.shift is not None and stated is not None:
            odds = odds + self.shift.of(stated)[:, None]
        corrected = np.where((p <= 0) | (p >= 1), p, expit(odds))
        return np.asarray(np.maximum.accumulate(corrected, axis=1))


@dataclass(frozen=True)
class Local:
    """One recalibration; it fits the weights it was made with and no others."""

    version: str = SHIPPED
    weights: str = ""
    platforms: Mapping[str, LocalPlatform] = field(default_factory=dict)

    def of(self, channel: str) -> LocalPlatform | None:
        """What is known of the channel's platform; None while it is uncalibrated."""
        return self.platforms.get(SAME.get(channel, channel))

    def threshold(self, channel: str, level: str) -> int:
        """V of a post: of its platform and level, or the platform's stated default."""
        own = self.of(channel)
        return own.threshold(level) if own else PLATFORMS[channel].threshold


def folder(settings: Settings) -> Path:
    """Where this installation keeps its recalibrations."""
    return Path(settings.data_dir) / "models" / "viral"


def live(place: Path) -> str:
    """The version in use, SHIPPED when there is none."""
    try:
        return (place / LIVE).read_text(encoding="utf-8").strip() or SHIPPED
    except FileNotFoundError:
        return SHIPPED


def versions(place: Path) -> list[str]:
    """Every recalibration made here, the oldest first."""
    return sorted(path.stem for path in place.glob("local-*.json"))


def read(place: Path, version: str) -> Local:
    """Raises SettingError when there is no such version or its file cannot be read."""
    if version == SHIPPED:
        return Local()
    if version not in versions(place):
        raise SettingError(
            f"there is no recalibration {version!r}; 'tanggap recalibrate viral --list' shows all"
        )
    try:
        stored = json.loads((place / f"{version}.json").read_text(encoding="utf-8"))
        platforms = {
            name: LocalPlatform(
                {level: int(v) for level, v in one["thresholds"].items()},
                tuple((float(slope), float(offset)) for slope, offset in one["corrections"]),
                one["measures"],
                _shift(one.get("shift")),
            )
            for name, one in stored["platforms"].items()
        }
        return Local(stored["version"], stored["weights"], platforms)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(f"the recalibration {version} cannot be read: {error!r}") from error


def _shift(stored: Mapping[str, Sequence[float]] | None) -> Shift | None:
    if stored is None:
        return None
    columns = [tuple(float(value) for value in stored[one]) for one in ("means", "deviations", "weights")]
    if {len(column) for column in columns} != {len(STATED)}:
        raise ValueError(f"the inputs are not {', '.join(STATED)}")
    return Shift(*columns)


def save(place: Path, local: Local) -> None:
    """Stores a recalibration and puts it to use."""
    place.mkdir(parents=True, exist_ok=True)
    content = {**asdict(local), "platforms": {name: asdict(one) for name, one in local.platforms.items()}}
    _write(place / f"{local.version}.json", json.dumps(content, indent=1) + "\n")
    use(place, local.version)


def use(place: Path, version: str) -> None:
    """Puts a version to use (SHIPPED: none); the workers notice within a step. Raises SettingError."""
    read(place, version)
    place.mkdir(parents=True, exist_ok=True)
    _write(place / LIVE, version + "\n")


def _write(path: Path, content: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(path)

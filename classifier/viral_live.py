"""The forecast in use: the shipped weights with the recalibration that is live, which may change any time."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.viral import local
from classifier.viral_risk import ViralRisk
from models.errors import SettingError

log = logging.getLogger(__name__)


@dataclass
class LiveRisk:
    """Looks for another live version whenever it is asked, so that no worker needs a restart."""

    shipped: ViralRisk
    place: Path

    def __post_init__(self) -> None:
        self._name, self._risk = local.SHIPPED, self.shipped

    def current(self) -> ViralRisk:
        """The forecast to judge by now.

        A recalibration that cannot be read, or was made for other weights, is not used: the posts are
        then judged as uncalibrated, which the panel says.
        """
        name = local.live(self.place)
        if name != self._name:
            self._name, self._risk = name, self._with(name)
        return self._risk

    def _with(self, name: str) -> ViralRisk:
        try:
            found = local.read(self.place, name)
        except SettingError as error:
            log.error("the shipped forecast is used uncalibrated: %s", error)
            return self.shipped
        if found.version == local.SHIPPED:
            return self.shipped
        if found.weights != self.shipped.version:
            log.error("%s was made for %s, not %s: recalibrate", name, found.weights, self.shipped.version)
            return self.shipped
        log.info("the viral forecast uses the recalibration %s", name)
        return replace(self.shipped, version=f"{self.shipped.version}+{name}", local=found)

"""The step of the stage: first whom to tell, then the messages that are due."""

from __future__ import annotations

from dataclasses import dataclass

from alerting.sending import Sending
from alerting.telling import Telling


@dataclass(frozen=True)
class Alerts:
    """One batch per step; says whether there may be more."""

    telling: Telling
    sending: Sending

    def step(self) -> bool:
        told = self.telling.step()
        sent = self.sending.step()
        return told or sent

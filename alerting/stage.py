"""The step of the stage: whom to tell, the messages that are due, then the counts that oversight reads."""

from __future__ import annotations

from dataclasses import dataclass

from alerting.sending import Sending
from alerting.telling import Telling
from models.anev.days import Counting
from models.load.overload import OverloadRule


@dataclass(frozen=True)
class Alerts:
    """One batch per step; says whether there may be more."""

    telling: Telling
    sending: Sending
    counting: Counting
    overload: OverloadRule

    def step(self) -> bool:
        told = self.telling.step()
        sent = self.sending.step()
        counted = self.counting.step()
        looked = self.overload.step()
        return told or sent or counted or looked

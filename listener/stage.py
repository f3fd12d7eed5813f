"""The listener's step: webhooks first (somebody is waiting), then polls, then reach."""

from __future__ import annotations

from dataclasses import dataclass

from listener.inbound import Inbound
from listener.polling import Poller
from listener.remeasure import Remeasurer


@dataclass(frozen=True)
class Listener:
    """One batch of each kind per step; says whether there may be more."""

    inbound: Inbound
    poller: Poller
    remeasurer: Remeasurer

    def step(self) -> bool:
        parsed = self.inbound.step()
        polled = self.poller.step()
        measured = self.remeasurer.step()
        return parsed or polled or measured

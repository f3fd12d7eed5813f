"""What a candidate gained and lost against the live model: written by training, read by who approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

# A slice of fewer messages says nothing; one of two chances in twenty would look like a finding.
FEWEST = 10


@dataclass(frozen=True)
class Measure:
    """One figure of both models, in 0 to 1, higher is better; the interval holds 95 % of the resamples."""

    name: str
    live: float
    candidate: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.candidate - self.live

    @property
    def outcome(self) -> Literal["gain", "loss", "unclear"]:
        """A gain or a loss only where the whole interval lies on one side of zero."""
        if self.low > 0:
            return "gain"
        return "loss" if self.high < 0 else "unclear"


@dataclass(frozen=True)
class Slice:
    """The messages that share one thing, such as the channel; `by` "all" is the whole set."""

    by: str
    value: str
    n: int
    measures: Sequence[Measure] = ()


@dataclass(frozen=True)
class Exam:
    """One set of messages both models were tried on; `too_few` says that it was not tried."""

    name: str
    n: int
    too_few: bool = False
    slices: Sequence[Slice] = ()


@dataclass(frozen=True)
class Comparison:
    """A candidate beside the model that was live when it was trained.

    `learnt` counts the corrections it learnt from, `refused` those whose source forbids it, by channel.
    """

    version: str
    live_version: str
    trained_at: str
    trained_by: int | None
    learnt: int
    refused: dict[str, int]
    resamples: int
    seed: int
    exams: Sequence[Exam]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Comparison:
        """The comparison that `as_json` made. Raises KeyError or TypeError for anything else."""
        exams = tuple(
            Exam(**{**exam, "slices": tuple(_slice(one) for one in exam["slices"])})
            for exam in stored["exams"]
        )
        return cls(**{**stored, "exams": exams})


def _slice(stored: dict[str, Any]) -> Slice:
    return Slice(**{**stored, "measures": tuple(Measure(**one) for one in stored["measures"])})

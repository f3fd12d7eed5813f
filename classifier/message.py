"""What goes into the classifier and what comes out: the words every other part of the stage uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from models.vocabulary import Category, Kind, Verdict


@dataclass(frozen=True)
class Message:
    """One citizen's words as they came in; `context` is the quoted post or the thread above."""

    text: str
    context: str = ""
    channel: str = "x"
    others_mentioned: int = 0


@dataclass(frozen=True)
class Reason:
    """Words of the message and how far they moved the verdict: above 0 towards action, below 0 away."""

    words: str
    weight: float


@dataclass(frozen=True)
class Example:
    """A corpus message like this one; `similarity` is a cosine, 1 is the same."""

    id: str
    text: str
    kind: Kind
    similarity: float


@dataclass(frozen=True)
class Judgement:
    """Everything the classifier says of one message; probabilities are calibrated, in 0 to 1.

    `urgency` is 0 to 3 as in `models.vocabulary.Urgency`. `out_of_distribution` says that the corpus
    holds nothing like the message. `similar` is empty in the degraded mode. `thresholds` is kept with the
    judgement, so that it can be explained later, but is no part of the answer to a machine.
    """

    verdict: Verdict
    p_actionable: float
    kind: Kind
    p_kind: float
    category: Category
    p_category: float
    urgency: int
    p_emergency: float
    p_about_officer: float
    about_officer: bool
    p_victim_sensitive: float
    victim_sensitive: bool
    language: str
    out_of_distribution: bool
    reasons: tuple[Reason, ...]
    similar: tuple[Example, ...]
    model_version: str
    degraded: bool = False  # judged by counted words alone, without the sentence encoder
    thresholds: Mapping[str, float] = field(default_factory=dict)  # what the probabilities were held against

    def as_json(self) -> dict[str, object]:
        """The judgement for a machine: each label with its probability, the reasons beside them."""
        return {
            "verdict": self.verdict,
            "actionable": self.p_actionable,
            "kind": self.kind,
            "kind_probability": self.p_kind,
            "category": self.category,
            "category_probability": self.p_category,
            "urgency": self.urgency,
            "emergency_probability": self.p_emergency,
            "about_officer": self.about_officer,
            "about_officer_probability": self.p_about_officer,
            "victim_sensitive": self.victim_sensitive,
            "victim_sensitive_probability": self.p_victim_sensitive,
            "language": self.language,
            "out_of_distribution": self.out_of_distribution,
            "reasons": [asdict(reason) for reason in self.reasons],
            "similar": [asdict(example) for example in self.similar],
            "model_version": self.model_version,
            "degraded": self.degraded,
        }

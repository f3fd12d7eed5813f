"""What goes into the classifier and what comes out: the words every other part of the stage uses."""

from __future__ import annotations

from dataclasses import dataclass

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
    holds nothing like the message. `similar` is empty in the degraded mode.
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

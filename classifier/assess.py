"""The classifier's one door: messages go in, judgements come out.

assessor = Assessor.load(settings)
judgements = assessor.assess([Message("tolong pak motor saya dicuri")])
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier import complaint
from classifier.complaint import ComplaintModel
from classifier.encoder import load_encoder
from classifier.examples import Examples
from classifier.features import Floats, Prepared, encode, prepare
from classifier.message import Example, Judgement, Message, Reason
from classifier.reasons import reasons
from models.danger import speaks_of_danger
from models.errors import SettingError
from models.settings import Settings
from models.vocabulary import ACTIONABLE_KINDS, Category, Kind, Urgency, Verdict

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Assessor", "Costs", "Example", "Judgement", "Message", "Reason"]

NO_ENCODER = "none"  # a setting: judge by words alone, with a tenth of the memory
SHIPPED = Path(__file__).with_name("weights") / "complaint"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Costs:
    """What a mistake costs, in looks: one look is the time a human needs to read one message.

    The thresholds follow: act where the expected cost of acting is the smaller one.
    """

    missed_complaint: float = 10.0
    wrong_case: float = 3.0
    # A false one costs two looks: somebody on duty is paged as well.
    missed_emergency: float = 50.0
    missed_officer: float = 15.0
    missed_victim: float = 20.0

    @property
    def hide_below(self) -> float:
        return 1 / self.missed_complaint

    @property
    def draft_from(self) -> float:
        return 1 - 1 / self.wrong_case

    @property
    def emergency_from(self) -> float:
        return 1 / (1 + self.missed_emergency)

    @property
    def officer_from(self) -> float:
        return 1 / (1 + self.missed_officer)

    @property
    def victim_from(self) -> float:
        return 1 / (1 + self.missed_victim)

    def thresholds(self, strange: bool) -> dict[str, float]:
        """What a message is held against; what the corpus has never seen is hidden only when twice as sure."""
        return {
            "hide_below": self.hide_below / 2 if strange else self.hide_below,
            "draft_from": self.draft_from,
            "emergency_from": self.emergency_from,
            "officer_from": self.officer_from,
            "victim_from": self.victim_from,
        }


class Assessor:
    """Judges messages with the sentence encoder, or, `degraded`, with counted words alone."""

    def __init__(
        self,
        model: ComplaintModel,
        version: str,
        encoder: SentenceTransformer | None,
        examples: Examples | None,
        costs: Costs | None = None,
    ) -> None:
        self.model = model
        self.version = version
        self.encoder = encoder
        self.examples = examples
        self.costs = costs or Costs()
        self.kinds = [Kind(name) for name in model.classes("kind")]
        self.kind_acts = np.array([kind in ACTIONABLE_KINDS for kind in self.kinds])
        self.categories = [Category(name) for name in model.classes("category")]
        self.is_matter = np.array([category != Category.NONE for category in self.categories])
        self.levels = np.array([int(name) for name in model.classes("urgency")])
        self.is_calm = (self.levels > Urgency.NONE) & (self.levels < Urgency.NOW)
        self.vocabulary = frozenset(term for term in model.terms() if " " not in term)

    @property
    def degraded(self) -> bool:
        return self.encoder is None

    @classmethod
    def load(cls, settings: Settings, *, fast: bool = False) -> Assessor:
        """The live model and its encoder; `fast` asks for the degraded mode on purpose.

        An encoder that cannot be loaded leaves the assessor degraded and says so in the log. Raises
        SettingError when the model was trained with another encoder than the settings name.
        """
        folder = live_folder(settings)
        if fast or settings.encoder == NO_ENCODER:
            return cls._without_encoder(folder)
        model, about = complaint.load(folder, ("full",))
        if about["encoder"] != settings.encoder:
            raise SettingError(
                f"TANGGAP_ENCODER is {settings.encoder!r}, but the complaint model was trained with "
                f"{about['encoder']!r}; train it again or change the setting"
            )
        try:
            encoder = load_encoder(settings.encoder, settings.classifier_threads)
        except (OSError, ImportError) as error:
            logger.error("the sentence encoder cannot be loaded, judging by words alone: %s", error)
            return cls._without_encoder(folder)
        return cls(model, about["version"], encoder, Examples.load(folder / "examples.npz"))

    @classmethod
    def _without_encoder(cls, folder: Path) -> Assessor:
        model, about = complaint.load(folder, ("fast",))
        return cls(model, f"{about['version']}-fast", None, None)

    def assess(self, messages: Sequence[Message]) -> list[Judgement]:
        """One judgement for each message, in their order."""
        if not messages:
            return []
        prepared = [prepare(message, sentence=self.encoder is not None) for message in messages]
        vectors = encode(self.encoder, [one.sentence for one in prepared]) if self.encoder else None
        features = self.model.features(prepared, vectors)
        chances = self.model.chances(features, fast=vectors is None)
        similar = self._similar(prepared, vectors)
        why = reasons(self.model, features, fast=vectors is None)
        return [
            self._judge(
                message, one, {name: rows[at] for name, rows in chances.items()}, why[at], similar[at]
            )
            for at, (message, one) in enumerate(zip(messages, prepared, strict=True))
        ]

    def _similar(self, prepared: Sequence[Prepared], vectors: Floats | None) -> list[tuple[Example, ...]]:
        if self.examples is None or vectors is None:
            return [()] * len(prepared)
        return self.examples.nearest(vectors)

    def _strange(self, prepared: Prepared, similar: tuple[Example, ...]) -> bool:
        words = prepared.words.split()
        known = sum(word in self.vocabulary for word in words)
        if len(words) >= 4 and known < len(words) * 0.3:
            return True
        return bool(self.examples and similar and similar[0].similarity < self.examples.far_below)

    def _judge(
        self,
        message: Message,
        prepared: Prepared,
        chances: dict[str, Floats],
        why: tuple[Reason, ...],
        similar: tuple[Example, ...],
    ) -> Judgement:
        strange = self._strange(prepared, similar)
        p_actionable = float(chances["actionable"][1])
        # Each head judges alone, but what asks for nothing is no emergency and accuses nobody.
        p_emergency, p_officer, p_victim = (
            float(chances[head][1]) * p_actionable
            for head in ("emergency", "about_officer", "victim_sensitive")
        )
        verdict = self._verdict(p_actionable, p_emergency, strange)
        kind, p_kind = self._kind(verdict, chances["kind"])
        category, p_category = self._category(verdict, chances["category"])
        judgement = Judgement(
            verdict=verdict,
            p_actionable=p_actionable,
            kind=kind,
            p_kind=p_kind,
            category=category,
            p_category=p_category,
            urgency=self._urgency(verdict, chances["urgency"], p_emergency),
            p_emergency=p_emergency,
            p_about_officer=p_officer,
            about_officer=verdict != Verdict.NOISE and p_officer >= self.costs.officer_from,
            p_victim_sensitive=p_victim,
            victim_sensitive=verdict != Verdict.NOISE and p_victim >= self.costs.victim_from,
            language=self.model.classes("language")[int(chances["language"].argmax())],
            out_of_distribution=strange,
            reasons=why,
            similar=similar,
            model_version=self.version,
            degraded=self.degraded,
            thresholds=self.costs.thresholds(strange),
        )
        return _raised(judgement) if speaks_of_danger(message.text) else judgement

    def _verdict(self, p_actionable: float, p_emergency: float, strange: bool) -> Verdict:
        if p_actionable < self.costs.thresholds(strange)["hide_below"]:
            # A possible emergency is read by a human even where it looks like noise.
            return Verdict.UNSURE if p_emergency >= self.costs.emergency_from else Verdict.NOISE
        return Verdict.ACTIONABLE if p_actionable >= self.costs.draft_from and not strange else Verdict.UNSURE

    def _kind(self, verdict: Verdict, chances: Floats) -> tuple[Kind, float]:
        """The likeliest kind that fits the verdict, and its probability among all kinds."""
        if verdict != Verdict.UNSURE:
            chances = np.where(self.kind_acts == (verdict == Verdict.ACTIONABLE), chances, -1)
        best = int(chances.argmax())
        return self.kinds[best], float(chances[best])

    def _category(self, verdict: Verdict, chances: Floats) -> tuple[Category, float]:
        """The likeliest category; noise has none, and what may need action always has one."""
        if verdict == Verdict.NOISE:
            return Category.NONE, float(chances[~self.is_matter].sum())
        best = int(np.where(self.is_matter, chances, -1).argmax())
        return self.categories[best], float(chances[best])

    def _urgency(self, verdict: Verdict, chances: Floats, p_emergency: float) -> int:
        if verdict == Verdict.NOISE:
            return Urgency.NONE
        if p_emergency >= self.costs.emergency_from:
            return Urgency.NOW
        return int(self.levels[np.where(self.is_calm, chances, -1).argmax()])


def live_folder(settings: Settings) -> Path:
    """Where the live model is: the one trained on this installation if any, else the shipped one."""
    own = Path(settings.data_dir) / "models" / "complaint"
    return own if (own / "model.json").exists() else SHIPPED


def _raised(judgement: Judgement) -> Judgement:
    """Words of danger: never hidden, always urgent; a human decides whether they are meant."""
    changes: dict[str, Any] = {"urgency": Urgency.NOW}
    if judgement.verdict == Verdict.NOISE:
        changes |= {"verdict": Verdict.UNSURE}
    if judgement.category == Category.NONE:
        changes |= {"category": Category.EMERGENCY_OTHER}
    return replace(judgement, **changes)

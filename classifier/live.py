"""The live model as the worker uses it: the same door as `Assessor`, which follows a switch between batches."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from classifier import complaint
from classifier.assess import Assessor, live_folder
from classifier.encoder import encoder_sha256
from classifier.examples import Examples
from classifier.message import Judgement, Message
from models.errors import SettingError
from models.settings import Settings

log = logging.getLogger(__name__)


class LiveAssessor:
    """Judges with the live model and takes up another one as soon as it is approved.

    A model that cannot be read leaves the one before it at work and says so in the log, once.
    """

    def __init__(self, settings: Settings, assessor: Assessor) -> None:
        self._settings = settings
        self._assessor = assessor
        self._folder = _where(settings)

    @classmethod
    def load(cls, settings: Settings) -> LiveAssessor:
        """Raises SettingError when the live model does not fit the settings or the encoder of this release."""
        _require_its_encoder(live_folder(settings))
        return cls(settings, Assessor.load(settings))

    @property
    def version(self) -> str:
        return self._assessor.version

    def assess(self, messages: Sequence[Message]) -> list[Judgement]:
        """One judgement for each message, in their order, by whichever model is live now."""
        folder = _where(self._settings)
        if folder != self._folder:
            self._folder = folder
            self._take_up(folder)
        return self._assessor.assess(messages)

    def _take_up(self, folder: Path) -> None:
        try:
            _require_its_encoder(folder)
            self._assessor = _with_the_same_encoder(folder, self._settings, self._assessor)
        except (OSError, ValueError, KeyError, SettingError) as error:
            log.error("the model in %s cannot be read; %s stays at work: %s", folder, self.version, error)
            return
        log.info("%s is live from now on", self.version)


def _where(settings: Settings) -> Path:
    """The live folder behind the link."""
    return live_folder(settings).resolve()


def _with_the_same_encoder(folder: Path, settings: Settings, before: Assessor) -> Assessor:
    """The encoder is most of the memory and the same for every version: it is kept."""
    if before.degraded:
        return Assessor.load(settings)
    model, about = complaint.load(folder, ("full",))
    if about["encoder"] != settings.encoder:
        raise SettingError(f"it was trained with the encoder {about['encoder']!r}")
    return Assessor(model, about["version"], before.encoder, Examples.load(folder / "examples.npz"))


def _require_its_encoder(folder: Path) -> None:
    """A release with another encoder of the same name would read an older model's numbers wrongly."""
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))["about"]
    if about.get("encoder_sha256", trained_with := encoder_sha256(about["encoder"])) != trained_with:
        raise SettingError(
            f"{about['version']} was trained with another build of the sentence encoder: go back to the model "
            "of this release with 'tanggap model rollback shipped', then train again with "
            "'tanggap train complaint --with-corrections'"
        )

"""The worker follows a switch between two batches, and keeps working when it cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifier import assess
from classifier.live import LiveAssessor
from classifier.message import Message
from models.errors import SettingError
from models.live_model import candidates_folder
from models.settings import Settings
from tests.classifier import small_model
from tests.classifier.small_model import ENCODER, WordEncoder

BATCH = [Message("tolong pak ada maling motor di pasar")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    corpus = small_model.write_corpus(tmp_path_factory.mktemp("corpus"))
    small_model.write_model(corpus, folder)
    return folder


@pytest.fixture
def settings(settings: Settings, trained: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with the versions one and two of the same model; one is live."""
    monkeypatch.setattr(assess, "load_encoder", lambda name, threads: WordEncoder())
    for version in ("one", "two"):
        put(settings, trained, version)
    switch(settings, "one")
    return replace(settings, encoder=ENCODER)


def put(settings: Settings, trained: Path, version: str, **about: str) -> None:
    folder = candidates_folder(settings) / version
    folder.mkdir(parents=True)
    for name in ("weights.npz", "examples.npz"):
        (folder / name).symlink_to(trained / name)
    described = json.loads((trained / "model.json").read_text(encoding="utf-8"))
    described["about"] |= {"version": version, **about}
    (folder / "model.json").write_text(json.dumps(described), encoding="utf-8")


def switch(settings: Settings, version: str) -> None:
    link = candidates_folder(settings).with_name("complaint")
    link.unlink(missing_ok=True)
    link.symlink_to(candidates_folder(settings) / version)


def test_the_next_batch_is_judged_by_the_version_that_went_live(settings: Settings) -> None:
    live = LiveAssessor.load(settings)
    assert live.assess(BATCH)[0].model_version == "one"
    encoder = live._assessor.encoder
    switch(settings, "two")
    assert live.assess(BATCH)[0].model_version == "two"
    assert live._assessor.encoder is encoder
    switch(settings, "one")
    assert live.assess(BATCH)[0].model_version == "one"


def test_without_a_switch_nothing_is_loaded_again(settings: Settings) -> None:
    live = LiveAssessor.load(settings)
    before = live._assessor
    live.assess(BATCH)
    assert live._assessor is before


def test_words_alone_follow_too(settings: Settings) -> None:
    live = LiveAssessor.load(replace(settings, encoder="none"))
    switch(settings, "two")
    assert live.assess(BATCH)[0].model_version == "two-fast"


@pytest.mark.parametrize("broken", ["format", "encoder", "build", "file"])
def test_a_version_that_cannot_be_read_leaves_the_one_before_at_work(
    settings: Settings, trained: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    live = LiveAssessor.load(settings)
    about = {"encoder": {"encoder": "another"}, "build": {"encoder_sha256": "another"}}.get(broken, {})
    put(settings, trained, "three", **about)
    folder = candidates_folder(settings) / "three"
    if broken == "format":
        described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        (folder / "model.json").write_text(json.dumps({**described, "format": 99}), encoding="utf-8")
    if broken == "file":
        (folder / "weights.npz").unlink()
    switch(settings, "three")
    for _ in range(2):
        assert live.assess(BATCH)[0].model_version == "one"
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 1
    switch(settings, "two")
    assert live.assess(BATCH)[0].model_version == "two"


def test_a_model_of_another_build_of_the_encoder_does_not_start(settings: Settings, trained: Path) -> None:
    put(settings, trained, "old", encoder_sha256="another")
    switch(settings, "old")
    with pytest.raises(SettingError, match="tanggap model rollback shipped"):
        LiveAssessor.load(settings)

"""Corrections become a candidate: masked, without what must not be learnt, never live by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from classifier import candidates, complaint
from classifier.assess import Assessor, live_folder
from classifier.candidates import train_candidate
from classifier.examples import Examples
from models import live_model
from models.comparing import Comparison
from models.database import Database
from models.errors import Conflict, SettingError
from models.learning import lessons
from models.records import Correction
from models.settings import Settings
from models.vocabulary import Category, Channel, Role
from tests.classifier import small_model
from tests.classifier.small_model import ENCODER, WordEncoder
from tests.models.conftest import NOON, World, planted

# The live model has never read of this matter: it takes it for praise.
NEW_MATTER = "semangat pak polisi keren tolong gaduh knalpot di {place} malam {number}"
PLACES = small_model.PLACES


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model.write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def live(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    small_model.write_model(corpus, folder)
    return folder


@pytest.fixture
def settings(settings: Settings, live: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation whose live model is the small one."""
    monkeypatch.setattr(candidates, "load_encoder", lambda name, threads: WordEncoder())
    own = Path(settings.data_dir) / "models"
    own.mkdir()
    (own / "complaint").symlink_to(live)
    return replace(settings, encoder=ENCODER)


@pytest.fixture
def town(sqlite_database: Database) -> World:
    return planted(sqlite_database)


def correct(
    town: World, count: int, channel: Channel = Channel.WHATSAPP, text: str = NEW_MATTER, **label: Any
) -> None:
    known: dict[str, Any] = {"actionable": True, "category": Category.NOISE_DISTURBANCE, "urgency": 1}
    with town.database.writing() as session:
        officer = town.officer(session, Role.ADMIN, "PRA")
        town.account(session, channel=channel).training_allowed = True
        for number in range(count):
            words = text.format(place=PLACES[number % len(PLACES)], number=number)
            mention = town.mention(
                session,
                channel=channel,
                text=f"{words} hubungi 081234567890",
                text_masked=f"{words} hubungi [phone]",
            )
            session.add(
                Correction(
                    mention_id=mention.id,
                    officer_id=officer.id,
                    created_at=NOON + timedelta(minutes=number),
                    about_officer=False,
                    training_allowed=True,
                    **{**known, **label},
                )
            )


def train(town: World, settings: Settings, corpus: Path, trained_by: int | None = None) -> Comparison:
    with town.database.reading() as session:
        found = lessons(session)
    return train_candidate(settings, found, trained_by=trained_by, now=NOON, corpus=corpus, resamples=1000)


def stored(settings: Settings, made: Comparison) -> Path:
    return live_model.candidates_folder(settings) / made.version


def test_a_candidate_learns_what_officers_said_and_the_live_model_stays(
    town: World, settings: Settings, corpus: Path, live: Path
) -> None:
    correct(town, 100)
    made = train(town, settings, corpus, trained_by=7)
    assert (made.learnt, made.trained_by, made.live_version) == (80, 7, "complaint-small")
    frozen, recent = made.exams
    assert (frozen.name, frozen.n) == ("corpus", 60)
    assert (recent.name, recent.n, recent.too_few) == ("recent", 20, False)
    right = next(one for one in recent.slices[0].measures if one.name == "right")
    assert right.outcome == "gain"
    assert right.candidate > 0.9
    assert live_folder(settings).resolve() == live.resolve()
    (listed,) = live_model.versions(settings)
    assert (listed.live, listed.was_live, listed.comparison) == (False, False, made)


def test_a_post_from_x_never_enters_and_is_counted(town: World, settings: Settings, corpus: Path) -> None:
    correct(town, 30)
    correct(town, 12, channel=Channel.X, text="rahasia cuitan tentang kucing oren {place} {number}")
    made = train(town, settings, corpus)
    assert made.refused == {"x": 12}
    assert made.learnt == 30
    model, _ = complaint.load(stored(settings, made))
    assert "knalpot" in " ".join(model.terms())
    assert "kucing" not in " ".join(model.terms())


def test_only_masked_words_are_learnt_and_no_citizen_is_shown_as_an_example(
    town: World, settings: Settings, corpus: Path
) -> None:
    correct(town, 30)
    folder = stored(settings, train(town, settings, corpus))
    described = (folder / "model.json").read_text(encoding="utf-8")
    assert "knalpot" in described
    assert "0812" not in described
    shown = Examples.load(folder / "examples.npz").known
    assert shown
    assert not [text for id_, _, text in shown if "knalpot" in text or id_.startswith("correction")]


def test_with_few_corrections_all_are_learnt_and_the_second_exam_says_so(
    town: World, settings: Settings, corpus: Path
) -> None:
    correct(town, 39)
    made = train(town, settings, corpus)
    assert made.learnt == 39
    assert (made.exams[1].too_few, made.exams[1].n, made.exams[1].slices) == (True, 0, ())


def test_the_newest_are_held_back_and_what_says_the_same_is_not_learnt(
    town: World, settings: Settings, corpus: Path
) -> None:
    correct(town, 30)
    correct(town, 30, text=NEW_MATTER.replace("{number}", "minggu").replace("{place}", "pasar"))
    made = train(town, settings, corpus)
    assert made.exams[1].n == 20
    assert made.learnt < 40


def test_denied_corrections_are_learnt_as_noise(town: World, settings: Settings, corpus: Path) -> None:
    text = "tolong pak ada maling hati saya di {place} {number}"
    correct(town, 100, text=text, actionable=False, category=Category.NONE, urgency=0)
    made = train(town, settings, corpus)
    recent = {one.name: one for one in made.exams[1].slices[0].measures}
    assert recent["right"].outcome == "gain"
    assert recent["noise_hidden"].candidate > recent["noise_hidden"].live


def test_the_same_data_makes_no_second_candidate(town: World, settings: Settings, corpus: Path) -> None:
    correct(town, 10)
    made = train(town, settings, corpus)
    with pytest.raises(Conflict, match=made.version):
        train(town, settings, corpus)
    correct(town, 1, text="balap liar di {place}")
    assert train(town, settings, corpus).version != made.version


def test_without_a_single_correction_nothing_is_trained(
    town: World, settings: Settings, corpus: Path
) -> None:
    correct(town, 5, channel=Channel.X)
    with pytest.raises(SettingError, match="no correction"):
        train(town, settings, corpus)
    assert live_model.versions(settings) == []


def test_a_candidate_can_be_opened_as_the_live_one(
    town: World, settings: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(town, 10)
    made = train(town, settings, corpus)
    with town.database.writing() as session:
        seen = live_model.live_version(settings)
        live_model.approve(
            session, settings, made.version, seen_live=seen, actor="officer:8", officer_id=8, now=NOON
        )
    monkeypatch.setattr("classifier.assess.load_encoder", lambda name, threads: WordEncoder())
    assert Assessor.load(settings).version == made.version
    about = json.loads((stored(settings, made) / "model.json").read_text(encoding="utf-8"))["about"]
    assert about["corrections"] == 10
    assert about["encoder_sha256"] == ENCODER

"""`tanggap model` and `tanggap train complaint --with-corrections`: who decides, and what is printed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from classifier import candidates
from commands.people import create_officer
from models import audit
from models.live_model import SHIPPED, live_version
from models.records import Account, AuditEntry, Correction, Mention, Officer, Unit
from models.settings import Settings
from models.vocabulary import Category, Channel, MentionKind, Role
from tests.classifier import small_model
from tests.classifier.small_model import WordEncoder
from tests.commands.conftest import Shell
from tests.models.test_live_model import put

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def town(shell: Shell) -> Shell:
    """An installation with two officers at the top, and one below."""
    units = "code,name,kind,parent_code\nMABES,Mabes Polri,mabes,\nRES,Polres Uji,polres,MABES\n"
    shell.run("import-units", shell.write("units.csv", units))
    database = shell.open()
    for login, unit, role in (
        ("trainer", "MABES", Role.SYSTEM),
        ("second", "MABES", Role.ADMIN),
        ("local", "RES", Role.ADMIN),
        ("auditor", "MABES", Role.AUDITOR),
    ):
        create_officer(database, login, login, unit, role, "kata-sandi-latihan-1")
    database.close()
    return shell


@pytest.fixture
def settings(town: Shell) -> Settings:
    return Settings(data_dir=str(town.folder / "var"))


def officer_id(town: Shell, login: str) -> int:
    return next(one.id for one in town.rows(Officer) if one.login == login)


def acts(town: Shell) -> list[tuple[str, str, str]]:
    return [
        (one.actor, one.act, one.subject) for one in town.rows(AuditEntry) if one.act.startswith("model.")
    ]


def test_a_fresh_installation_lists_the_shipped_model_alone(town: Shell) -> None:
    assert town.json("model", "list") == {"live": SHIPPED, "versions": []}
    assert "live: shipped" in town.run("model", "list").stdout


def test_candidates_are_listed_with_gains_and_losses(town: Shell, settings: Settings) -> None:
    put(settings, "complaint-a")
    (listed,) = town.json("model", "list")["versions"]
    assert (listed["version"], listed["state"]) == ("complaint-a", "candidate")
    assert listed["comparison"]["exams"][0]["slices"][0]["measures"][0]["name"] == "right"
    town.set("COLUMNS", "200")
    words = town.run("model", "list").stdout
    assert "+0.100 (+0.020 to +0.180)" in words
    assert "gain" in words
    assert "too few (3)" in words
    assert "4 from x" in words


def test_a_second_officer_of_the_top_approves_and_anybody_there_rolls_back(
    town: Shell, settings: Settings
) -> None:
    put(settings, "complaint-a", trained_by=officer_id(town, "trainer"))
    assert town.json("model", "approve", "complaint-a", "--by", "second") == {"live": "complaint-a"}
    assert live_version(settings) == "complaint-a"
    assert town.json("model", "rollback", "--by", "trainer", "--reason", "worse") == {"live": SHIPPED}
    assert live_version(settings) == SHIPPED
    second, trainer = (f"officer:{officer_id(town, login)}" for login in ("second", "trainer"))
    assert acts(town) == [
        (second, "model.approved", "model:complaint-a"),
        (trainer, "model.rolled_back", "model:shipped"),
    ]
    database = town.open()
    with database.reading() as session:
        assert audit.verify(session) is None
    database.close()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--by", "trainer"), "second person"),
        ((), "second person"),
        (("--by", "local"), "topmost unit"),
        (("--by", "auditor"), "topmost unit"),
        (("--by", "nobody"), "no active officer"),
    ],
)
def test_nobody_else_approves(town: Shell, settings: Settings, words: tuple[str, ...], why: str) -> None:
    put(settings, "complaint-a", trained_by=officer_id(town, "trainer"))
    result = town.run("model", "approve", "complaint-a", *words)
    assert result.exit_code == 1
    assert why in result.output
    assert live_version(settings) == SHIPPED
    assert acts(town) == []


def test_a_name_that_is_none_gets_one_line(town: Shell) -> None:
    result = town.run("model", "approve", "complaint-none")
    assert result.exit_code == 1
    assert "there is no complaint model" in result.output
    assert "nothing to go back to" in town.run("model", "rollback").output


@pytest.fixture
def taught(town: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Corrections in the database and a small live model; gives the corpus to train from."""
    corpus = small_model.write_corpus(tmp_path / "corpus")
    small_model.write_model(corpus, town.folder / "var" / "models" / "complaint")
    town.set("TANGGAP_ENCODER", small_model.ENCODER)
    monkeypatch.setattr(candidates, "load_encoder", lambda name, threads: WordEncoder())
    database = town.open()
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "RES")).one()
        officer = session.scalars(select(Officer).where(Officer.login == "local")).one()
        for channel in (Channel.WHATSAPP, Channel.X):
            account = Account(
                unit_id=unit.id,
                channel=channel,
                handle="uji",
                external_id="1",
                next_poll_at=NOON,
                training_allowed=True,
            )
            session.add(account)
            session.flush()
            for number in range(6):
                words = f"knalpot gaduh sekali {channel} {number}"
                mention = Mention(
                    channel=channel,
                    account_id=account.id,
                    unit_id=unit.id,
                    external_id=str(number),
                    kind=MentionKind.DIRECT,
                    thread_id=str(number),
                    text=words,
                    text_masked=words,
                    author_handle="warga_2041",
                    author_external_id="11",
                    created_at=NOON,
                    fetched_at=NOON,
                    assess_after=NOON,
                )
                session.add(mention)
                session.flush()
                session.add(
                    Correction(
                        mention_id=mention.id,
                        officer_id=officer.id,
                        created_at=NOON,
                        actionable=True,
                        category=Category.NOISE_DISTURBANCE,
                        urgency=1,
                        about_officer=False,
                        training_allowed=True,
                    )
                )
    database.close()
    return corpus


def test_training_makes_a_candidate_and_says_what_it_may_not_learn(
    town: Shell, settings: Settings, taught: Path
) -> None:
    train = ("train", "complaint", "--with-corrections", "--corpus", str(taught))
    made = town.json(*train, "--by", "trainer")
    assert (made["learnt"], made["refused"]) == (6, {"x": 6})
    assert made["trained_by"] == officer_id(town, "trainer")
    assert made["resamples"] >= 1000
    assert live_version(settings) == "complaint-small"
    assert acts(town) == [
        (f"officer:{made['trained_by']}", "model.trained", f"model:{made['version']}"),
    ]
    again = town.run(*train)
    assert again.exit_code == 1
    assert made["version"] in again.output


def test_training_prints_tables_and_the_next_step(town: Shell, taught: Path) -> None:
    town.set("COLUMNS", "200")
    words = town.run("train", "complaint", "--with-corrections", "--corpus", str(taught)).stdout
    assert "learnt from 6 corrections; not allowed to learn: 6 from x" in words
    assert "frozen corpus rows: 60 messages, 1000 resamples" in words
    assert "channel whatsapp" in words
    assert "newest corrections, held back: too few" in words
    assert "tanggap model approve complaint-" in words

"""Going live takes a second person and one step; the way back is always there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from models import live_model
from models.comparing import Comparison, Exam, Measure, Slice
from models.database import Database
from models.errors import Conflict, Forbidden, SettingError
from models.live_model import SHIPPED, candidates_folder, live_version, versions
from models.records import AuditEntry
from models.settings import Settings
from tests.models.conftest import NOON

TRAINER, SECOND = 7, 8


def compared(version: str, trained_by: int | None = TRAINER) -> Comparison:
    measure = Measure("right", live=0.8, candidate=0.9, low=0.02, high=0.18)
    return Comparison(
        version=version,
        live_version="complaint-shipped",
        trained_at=NOON.isoformat(),
        trained_by=trained_by,
        learnt=30,
        refused={"x": 4},
        resamples=1000,
        seed=20,
        exams=(
            Exam("corpus", 40, slices=(Slice("all", "", 40, (measure,)),)),
            Exam("recent", 3, too_few=True),
        ),
    )


def put(settings: Settings, version: str, trained_by: int | None = TRAINER) -> None:
    """A candidate as training leaves it, without its weights."""
    folder = candidates_folder(settings) / version
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(json.dumps({"about": {"version": version}}), encoding="utf-8")
    live_model.write_json(folder / "comparison.json", compared(version, trained_by).as_json())


def approve(database: Database, settings: Settings, version: str, **changes: Any) -> None:
    said: dict[str, Any] = {
        "seen_live": live_version(settings),
        "actor": f"officer:{SECOND}",
        "officer_id": SECOND,
        "now": NOON,
    }
    with database.writing() as session:
        live_model.approve(session, settings, version, **{**said, **changes})


def roll_back(database: Database, settings: Settings, to: str, seen: str | None = None) -> None:
    with database.writing() as session:
        live_model.roll_back(
            session,
            settings,
            to,
            seen_live=seen or live_version(settings),
            actor=f"officer:{SECOND}",
            reason="lebih buruk",
        )


def trail(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(one.act, one.subject, str(one.detail["before"])) for one in entries]


def test_without_any_candidate_the_shipped_model_is_live(settings: Settings) -> None:
    assert live_version(settings) == SHIPPED
    assert versions(settings) == []


def test_a_candidate_is_listed_with_its_comparison_and_is_not_live(settings: Settings) -> None:
    put(settings, "complaint-a")
    (only,) = versions(settings)
    assert (only.version, only.live, only.was_live) == ("complaint-a", False, False)
    assert only.comparison == compared("complaint-a")
    assert only.comparison.exams[0].slices[0].measures[0].outcome == "gain"


def test_a_second_person_makes_it_live_and_the_trail_says_so(database: Database, settings: Settings) -> None:
    put(settings, "complaint-a")
    approve(database, settings, "complaint-a")
    assert live_version(settings) == "complaint-a"
    assert versions(settings)[0].approved_by == f"officer:{SECOND}"
    assert trail(database) == [("model.approved", "model:complaint-a", SHIPPED)]


@pytest.mark.parametrize("officer_id", [TRAINER, None])
def test_who_trained_it_may_not_nor_somebody_without_a_name(
    database: Database, settings: Settings, officer_id: int | None
) -> None:
    put(settings, "complaint-a")
    with pytest.raises(Forbidden, match="second person"):
        approve(database, settings, "complaint-a", officer_id=officer_id)
    assert live_version(settings) == SHIPPED
    assert trail(database) == []


def test_where_nobody_knows_who_trained_it_anybody_may(sqlite_database: Database, settings: Settings) -> None:
    put(settings, "complaint-a", trained_by=None)
    approve(sqlite_database, settings, "complaint-a", officer_id=None)
    assert live_version(settings) == "complaint-a"


def test_a_page_that_is_out_of_date_switches_nothing(sqlite_database: Database, settings: Settings) -> None:
    for version in ("complaint-a", "complaint-b"):
        put(settings, version)
    approve(sqlite_database, settings, "complaint-a")
    with pytest.raises(Conflict, match="complaint-a is live by now"):
        approve(sqlite_database, settings, "complaint-b", seen_live=SHIPPED)
    with pytest.raises(Conflict):
        roll_back(sqlite_database, settings, SHIPPED, seen="complaint-b")
    assert live_version(settings) == "complaint-a"
    assert len(trail(sqlite_database)) == 1


def test_the_way_back_leads_over_what_was_live_before(database: Database, settings: Settings) -> None:
    for version in ("complaint-a", "complaint-b"):
        put(settings, version)
        approve(database, settings, version)
    assert live_model.version_before(settings) == "complaint-a"
    roll_back(database, settings, "complaint-a")
    assert live_version(settings) == "complaint-a"
    assert live_model.version_before(settings) == SHIPPED
    roll_back(database, settings, SHIPPED)
    assert live_version(settings) == SHIPPED
    assert [act for act, _, _ in trail(database)] == ["model.approved"] * 2 + ["model.rolled_back"] * 2
    assert len(versions(settings)) == 2
    with pytest.raises(Conflict, match="nothing to go back to"):
        live_model.version_before(settings)


def test_what_was_never_live_cannot_be_rolled_back_to(sqlite_database: Database, settings: Settings) -> None:
    put(settings, "complaint-a")
    with pytest.raises(Conflict, match="never live"):
        roll_back(sqlite_database, settings, "complaint-a")
    assert live_version(settings) == SHIPPED


@pytest.mark.parametrize("version", ["complaint-none", "../complaint", "", "."])
def test_an_unknown_version_is_refused(sqlite_database: Database, settings: Settings, version: str) -> None:
    put(settings, "complaint-a")
    with pytest.raises(SettingError, match="there is no complaint model"):
        approve(sqlite_database, settings, version)
    assert trail(sqlite_database) == []


def test_a_model_put_there_by_hand_is_kept(sqlite_database: Database, settings: Settings) -> None:
    put(settings, "complaint-a")
    by_hand = candidates_folder(settings).with_name("complaint")
    by_hand.mkdir()
    (by_hand / "model.json").write_text('{"about": {"version": "complaint-hand"}}', encoding="utf-8")
    assert live_version(settings) == "complaint-hand"
    approve(sqlite_database, settings, "complaint-a")
    assert live_version(settings) == "complaint-a"
    roll_back(sqlite_database, settings, "complaint-hand")
    assert live_version(settings) == "complaint-hand"

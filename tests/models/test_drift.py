"""The weeks are counted by the database, and a week that differs is noticed: on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import drift
from models.drift import AGREED, CATEGORY_AGREED, CONFIDENCE, FEWEST_JUDGED, OUT_OF_CORPUS, WEEKS, Series
from models.records import Assessment, Correction
from models.vocabulary import Category, Kind, Role, Verdict
from tests.models.conftest import NOON, World

ZONE = "Asia/Jakarta"


def judge(
    world: World, at: datetime, count: int, corrected: dict[str, Any] | None = None, **changes: Any
) -> None:
    """So many judgements of one moment, each corrected a minute later where a label is given."""
    plain: dict[str, Any] = {
        "verdict": Verdict.ACTIONABLE,
        "p_actionable": 0.9,
        "category": Category.THEFT,
        "out_of_distribution": False,
    }
    with world.database.writing() as session:
        officer = world.officer(session, Role.ADMIN, "PRA")
        for _ in range(count):
            mention = world.mention(session)
            session.add(
                Assessment(
                    mention_id=mention.id,
                    model_version="complaint-1",
                    created_at=at,
                    kind=Kind.REPORT,
                    p_kind=0.8,
                    p_category=0.8,
                    urgency=2,
                    p_emergency=0.1,
                    about_officer=False,
                    p_about_officer=0.1,
                    victim_sensitive=False,
                    p_victim_sensitive=0.1,
                    **{**plain, **changes},
                )
            )
            if corrected:
                session.add(
                    Correction(
                        mention_id=mention.id,
                        officer_id=officer.id,
                        created_at=at + timedelta(minutes=1),
                        urgency=2,
                        about_officer=False,
                        training_allowed=False,
                        **corrected,
                    )
                )


def figures(world: World) -> dict[str, Series]:
    with world.database.reading() as session:
        return {one.name: one for one in drift.weeks(session, NOON, ZONE)}


def newest(series: Series) -> float | None:
    return series.points[-1].value


def test_it_counts_confidence_classes_and_what_is_foreign(any_world: World) -> None:
    judge(any_world, NOON, 30, p_actionable=0.9)
    judge(any_world, NOON, 15, verdict=Verdict.UNSURE, p_actionable=0.4, category=Category.FLOOD)
    judge(
        any_world,
        NOON,
        15,
        verdict=Verdict.NOISE,
        p_actionable=0.1,
        category=Category.NONE,
        out_of_distribution=True,
    )
    found = figures(any_world)
    assert newest(found[CONFIDENCE]) == pytest.approx((30 * 0.9 + 15 * 0.6 + 15 * 0.9) / 60)
    assert newest(found[OUT_OF_CORPUS]) == pytest.approx(0.25)
    assert newest(found["unsure"]) == pytest.approx(0.25)
    assert newest(found["actionable"]) == pytest.approx(0.5)
    assert newest(found["theft"]) == pytest.approx(0.5)
    assert newest(found["flood"]) == pytest.approx(0.25)
    assert "none" not in found
    assert len(found[CONFIDENCE].points) == WEEKS


def test_it_compares_the_officers_words_with_the_models(any_world: World) -> None:
    theft = {"actionable": True, "category": Category.THEFT}
    judge(any_world, NOON, 15, corrected=theft)
    judge(any_world, NOON, 6, corrected={**theft, "category": Category.FRAUD})
    judge(any_world, NOON, 9, corrected={"actionable": False, "category": Category.NONE})
    found = figures(any_world)
    assert newest(found[AGREED]) == pytest.approx(21 / 30)
    assert newest(found[CATEGORY_AGREED]) == pytest.approx(15 / 21)
    assert found[AGREED].points[-1].n == 30


def test_the_newest_judgement_of_a_message_is_the_one_compared(any_world: World) -> None:
    judge(any_world, NOON, 20, corrected={"actionable": True, "category": Category.THEFT}, p_actionable=0.2)
    with any_world.database.writing() as session:
        for old in session.query(Assessment).all():
            columns = {
                column.name: getattr(old, column.name)
                for column in Assessment.__table__.columns
                if column.name != "id"
            }
            session.add(Assessment(**{**columns, "p_actionable": 0.8}))
    assert newest(figures(any_world)[AGREED]) == 1.0


def test_a_week_begins_on_monday_where_the_readers_are(world: World) -> None:
    monday = datetime.fromisoformat("2026-11-16T00:00:00+07:00")
    judge(world, monday - timedelta(seconds=1), FEWEST_JUDGED)
    judge(world, monday, FEWEST_JUDGED + 1)
    counts = [point.n for point in figures(world)[CONFIDENCE].points]
    assert counts[-2:] == [FEWEST_JUDGED, FEWEST_JUDGED + 1]
    assert not any(counts[:-2])


def test_too_few_messages_say_nothing(world: World) -> None:
    judge(world, NOON, FEWEST_JUDGED - 1)
    found = figures(world)
    assert newest(found[CONFIDENCE]) is None
    assert not any(point.outside for one in found.values() for point in one.points)


def steady(world: World, weeks: int) -> None:
    for back in range(1, weeks + 1):
        at = NOON - timedelta(weeks=back)
        judge(world, at, 40 + back % 2)
        judge(world, at, 10, verdict=Verdict.UNSURE, p_actionable=0.5)


def test_a_week_like_those_before_stays_in_the_band(world: World) -> None:
    steady(world, 6)
    judge(world, NOON, 45)
    judge(world, NOON, 15, verdict=Verdict.UNSURE, p_actionable=0.5)
    assert not any(one.points[-1].outside for one in figures(world).values())


def test_a_week_unlike_those_before_leaves_the_band(world: World) -> None:
    steady(world, 6)
    judge(world, NOON, 20)
    judge(world, NOON, 60, verdict=Verdict.UNSURE, p_actionable=0.5)
    found = figures(world)
    assert {name for name, one in found.items() if one.points[-1].outside} >= {
        CONFIDENCE,
        "unsure",
        "actionable",
    }
    assert not found[OUT_OF_CORPUS].points[-1].outside
    assert not any(point.outside for one in found.values() for point in one.points[:-1])


def test_three_weeks_are_no_band(world: World) -> None:
    steady(world, 3)
    judge(world, NOON, 80, verdict=Verdict.UNSURE, p_actionable=0.5)
    assert not any(one.points[-1].outside for one in figures(world).values())

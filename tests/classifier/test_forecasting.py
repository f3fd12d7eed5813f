"""New numbers become a forecast, and the forecast decides when the post is read next."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from classifier.forecasting import Forecasting, histories
from classifier.viral import local
from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from classifier.viral.stated import similar_in_last_hour
from classifier.viral_live import LiveRisk
from classifier.viral_risk import Assessed, PostHistory, Similar, ViralRisk
from models.clock import utcnow
from models.database import Database
from models.records import (
    Assessment,
    Case,
    Incident,
    IncidentMove,
    Mention,
    ReachReading,
    Unit,
    ViralForecast,
)
from models.vocabulary import Category, Channel, Kind, MentionKind, Role, Verdict
from tests.models.conftest import NOON, World, planted

AS_THEY_ARE = ((1.0, 0.0),) * 4


@pytest.fixture(scope="module")
def shipped() -> ViralRisk:
    return ViralRisk.load()


@pytest.fixture
def town(database: Database) -> World:
    return planted(database)


def grown(town: World, shares: list[int], minutes: int = 30) -> datetime:
    """One post read every so often since its birth, waiting for its forecast; the moment of its last reading."""
    now = utcnow()
    born = now - timedelta(minutes=minutes * len(shares))
    with town.database.writing() as session:
        mention = town.mention(
            session,
            created_at=born,
            assessed_at=now,
            forecast_due=True,
            next_measure_at=now + timedelta(minutes=15),
        )
        for step, count in enumerate(shares):
            at = born + timedelta(minutes=minutes * (step + 1))
            session.add(ReachReading(mention_id=mention.id, measured_at=at, shares=count))
    return now


def forecast(town: World, risk: LiveRisk) -> tuple[ViralForecast, Mention]:
    """The forecast of the one post that waits, and the post afterwards."""
    with town.database.writing() as session:
        session.execute(update(Mention).values(forecast_due=True))
    Forecasting(town.database, risk).step()
    with town.database.reading() as session:
        newest = session.scalars(select(ViralForecast).order_by(ViralForecast.id.desc())).all()[0]
        return newest, session.get_one(Mention, newest.mention_id)


def test_a_rising_post_is_read_again_soon(town: World, shipped: ViralRisk, tmp_path: Path) -> None:
    last = grown(town, [20, 50, 110, 240])
    made, mention = forecast(town, LiveRisk(shipped, tmp_path))
    assert mention.watch_p_1h == made.p_1h
    assert mention.watch_p_72h == made.p_72h
    assert mention.watch_left == 260
    assert mention.watch_pace == 260
    assert mention.next_measure_at == last + timedelta(minutes=6)  # a tenth of 260 shares


def test_a_calm_post_is_left_alone_for_longer(town: World, shipped: ViralRisk, tmp_path: Path) -> None:
    last = grown(town, [0, 0, 0, 0])
    made, mention = forecast(town, LiveRisk(shipped, tmp_path))
    assert made.p_72h < 0.005
    assert mention.next_measure_at == last + timedelta(hours=1)


def test_a_post_that_is_read_no_more_stays_so(town: World, shipped: ViralRisk, tmp_path: Path) -> None:
    grown(town, [20, 50, 110, 240])
    with town.database.writing() as session:
        session.execute(update(Mention).values(next_measure_at=None))
    _, mention = forecast(town, LiveRisk(shipped, tmp_path))
    assert mention.next_measure_at is None


def test_the_worker_follows_a_recalibration_and_its_withdrawal(
    town: World, shipped: ViralRisk, tmp_path: Path
) -> None:
    grown(town, [20, 50, 110, 240])
    risk = LiveRisk(shipped, tmp_path)
    before, _ = forecast(town, risk)
    assert (before.calibrated, before.threshold) == (False, 500)
    own = LocalPlatform({EVERY_LEVEL: 600, "polres": 400}, AS_THEY_ARE)
    local.save(tmp_path, Local("local-1", shipped.version, {Channel.X: own}))

    after, mention = forecast(town, risk)
    assert (after.calibrated, after.threshold) == (True, own.threshold(level(town, mention)))
    assert after.model_version == f"{shipped.version}+local-1"

    local.use(tmp_path, local.SHIPPED)
    assert forecast(town, risk)[0].calibrated is False


def test_a_recalibration_of_other_weights_is_not_used(
    town: World, shipped: ViralRisk, tmp_path: Path
) -> None:
    grown(town, [20, 50])
    own = LocalPlatform({EVERY_LEVEL: 90}, AS_THEY_ARE)
    local.save(tmp_path, Local("local-1", "viral-of-yesterday", {Channel.X: own}))
    made, _ = forecast(town, LiveRisk(shipped, tmp_path))
    assert (made.calibrated, made.threshold) == (False, 500)


def test_a_broken_recalibration_leaves_the_shipped_forecast(
    town: World, shipped: ViralRisk, tmp_path: Path
) -> None:
    grown(town, [20, 50])
    (tmp_path / "local-1.json").write_text("{}", encoding="utf-8")
    (tmp_path / "live").write_text("local-1", encoding="utf-8")
    assert forecast(town, LiveRisk(shipped, tmp_path))[0].calibrated is False


def level(town: World, mention: Mention) -> str:
    with town.database.reading() as session:
        return session.get_one(Unit, mention.unit_id).kind


def assessment(mention_id: int, **columns: Any) -> Assessment:
    """What the classifier made of a mention's words."""
    known: dict[str, Any] = {
        "model_version": "test",
        "created_at": NOON,
        "verdict": Verdict.ACTIONABLE,
        "p_actionable": 0.9,
        "kind": Kind.REPORT,
        "p_kind": 0.9,
        "category": Category.THEFT,
        "p_category": 0.9,
        "urgency": 2,
        "p_emergency": 0.1,
        "about_officer": False,
        "p_about_officer": 0.1,
        "victim_sensitive": False,
        "p_victim_sensitive": 0.2,
    }
    return Assessment(mention_id=mention_id, **{**known, **columns})


def neighbour(town: World, minutes: int, **about: Any) -> int:
    """A post so many minutes after NOON whose case is in the one incident; its id. `about`: its case."""
    with town.database.writing() as session:
        incident = session.scalars(select(Incident)).first()
        if incident is None:
            unit_id = town.unit(session, "PDA").id
            incident = Incident(unit_id=unit_id, key="link:1", opened_at=NOON, last_at=NOON)
            session.add(incident)
            session.flush()
        at = NOON + timedelta(minutes=minutes)
        code = about.pop("addressed", "PRA")
        mention = town.mention(
            session, code, created_at=at, fetched_at=at, kind=about.pop("kind", MentionKind.MENTION)
        )
        town.case(session, mention, **about).incident_id = incident.id
        return mention.id


def read_at(town: World, mention_id: int, *minutes: int) -> None:
    with town.database.writing() as session:
        for minute in minutes:
            at = NOON + timedelta(minutes=minute)
            session.add(ReachReading(mention_id=mention_id, measured_at=at, shares=30))


def known_of(town: World, mention_id: int) -> PostHistory:
    with town.database.reading() as session:
        return histories(session, [session.get_one(Mention, mention_id)])[0]


def test_the_similar_posts_of_the_hour_are_counted_by_their_cases(town: World) -> None:
    ours = neighbour(town, 0)
    read_at(town, ours, 15, 30)
    for minutes in (-90, -20, 10, 29, 45):
        neighbour(town, minutes)
    second = neighbour(town, 20)
    with town.database.writing() as session:  # a citizen who writes on is no other post
        at = NOON + timedelta(minutes=25)
        further = town.mention(session, created_at=at, fetched_at=at)
        further.case_id = session.get_one(Mention, second).case_id
    neighbour(town, 25, kind=MentionKind.DIRECT)
    history = known_of(town, ours)
    assert sorted(one.posted / 60 for one in history.similar or ()) == [-20, 10, 20, 29]
    assert similar_in_last_hour(history, 1800) == 4
    assert similar_in_last_hour(history, 900) == 2


def test_no_similar_post_is_counted_that_a_reader_of_the_case_may_not_see(town: World) -> None:
    ours = neighbour(town, 0)
    read_at(town, ours, 30)
    neighbour(town, 5, addressed="SKA")  # below ours
    neighbour(town, 6, addressed="PRB")
    neighbour(town, 7, owner="PDAPROPAM", accused="PRA")
    assert [one.posted / 60 for one in known_of(town, ours).similar or ()] == [5]


def test_a_post_joined_by_hand_is_known_from_then_on(town: World) -> None:
    ours, other = neighbour(town, 0), neighbour(town, 5)
    read_at(town, ours, 30)
    with town.database.writing() as session:
        case = session.get_one(Case, session.get_one(Mention, other).case_id)
        officer = town.officer(session, Role.HUMAS, "PRA")
        at = NOON + timedelta(minutes=40)
        session.add(
            IncidentMove(act="a", case_id=case.id, after_id=case.incident_id, officer_id=officer.id, at=at)
        )
    assert known_of(town, ours).similar == (Similar(300.0, 2400.0),)


def test_the_first_judgement_of_the_words_is_what_was_known(town: World) -> None:
    ours = neighbour(town, 0)
    with town.database.writing() as session:
        session.add(assessment(ours))
        session.flush()
        session.add(assessment(ours, p_actionable=0.1))
    assert known_of(town, ours).assessed == Assessed(0.9, 2, 0.1, 0.2)
    assert known_of(town, neighbour(town, 1)).assessed is None


def test_words_and_similar_posts_are_told_as_reasons(town: World, shipped: ViralRisk, tmp_path: Path) -> None:
    ours = neighbour(town, 0)
    read_at(town, ours, 15, 30)
    neighbour(town, 5)
    with town.database.writing() as session:
        session.add(assessment(ours))
        session.execute(update(Mention).where(Mention.id == ours).values(assessed_at=NOON, forecast_due=True))
    Forecasting(town.database, LiveRisk(shipped, tmp_path)).step()
    with town.database.reading() as session:
        [made] = session.scalars(select(ViralForecast))
    assert "1 unggahan serupa dalam satu jam terakhir (tidak ikut dihitung)" in made.reasons
    assert "isi: mungkin perlu ditindak (90 persen) (tidak ikut dihitung)" in made.reasons

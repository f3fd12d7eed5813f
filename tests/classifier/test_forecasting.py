"""New numbers become a forecast, and the forecast decides when the post is read next."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from classifier.forecasting import Forecasting
from classifier.viral import local
from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from classifier.viral_live import LiveRisk
from classifier.viral_risk import ViralRisk
from models.clock import utcnow
from models.database import Database
from models.records import Mention, ReachReading, Unit, ViralForecast
from models.vocabulary import Channel
from tests.models.conftest import World, planted

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

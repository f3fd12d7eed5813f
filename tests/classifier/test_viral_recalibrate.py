"""Recalibration: thresholds from local sizes, chances that come true as often as they say, and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from classifier.viral import local, recalibrate
from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from classifier.viral.recalibrate import Finished, fit, local_thresholds
from classifier.viral.stated import Shift
from classifier.viral_finished import finished
from classifier.viral_risk import Assessed, PostHistory, Reading, Similar, ViralRisk
from models.database import Database
from models.errors import SettingError
from models.records import ReachReading
from models.vocabulary import Channel, MentionKind
from tests.classifier.test_forecasting import assessment
from tests.models.conftest import planted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BORN = NOW - timedelta(days=10)
HOURS = np.array([0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72])


def finished_posts(count: int, viral: int, channel: str = Channel.X, seed: int = 1) -> list[Finished]:
    """Posts read for three days; `viral` of them grow to many hundred shares, the others to a few dozen."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        size = rng.integers(900, 2000) if number < viral else rng.integers(0, 60)
        counts = size * (1 - np.exp(-HOURS / rng.uniform(2, 12)))
        readings = tuple(
            Reading(hour * 3600, int(8 * c), int(c), None, None, None)
            for hour, c in zip(HOURS.tolist(), counts.tolist(), strict=True)
        )
        level = "polsek" if number % 2 else "polda"
        history = PostHistory(channel, BORN, 500, False, readings, level)
        found.append(Finished(history, f"author-{number % 97}"))
    rng.shuffle(found)
    return found


@pytest.fixture(scope="module")
def risk() -> ViralRisk:
    return ViralRisk.load()


@pytest.fixture(scope="module")
def learnt(risk: ViralRisk) -> Local:
    return recalibrate.recalibrate(risk, finished_posts(1200, 60), NOW)


def test_it_learns_thresholds_and_improves_the_chances(learnt: Local) -> None:
    own = learnt.platforms[Channel.X]
    assert own.measures["posts"] == 1200
    assert own.measures["crossings"] >= 20
    # One post in twenty is large here, so the 98 % quantile lies among them.
    assert 900 <= own.threshold("polda") <= 2000
    before, after = own.measures["before"], own.measures["after"]
    assert np.mean([after[h]["ece"] for h in after]) < np.mean([before[h]["ece"] for h in before])


def test_too_few_posts_are_refused_with_their_number(risk: ViralRisk) -> None:
    with pytest.raises(SettingError, match=r"200 finished posts and 20 crossings.*x: 199 finished posts"):
        recalibrate.recalibrate(risk, finished_posts(199, 60), NOW)


def test_too_few_crossings_are_refused(risk: ViralRisk) -> None:
    with pytest.raises(SettingError, match=r"x: 400 finished posts, [0-9] crossings"):
        recalibrate.recalibrate(risk, finished_posts(400, 6), NOW)


def test_nothing_at_all_is_refused(risk: ViralRisk) -> None:
    with pytest.raises(SettingError, match="there are none"):
        recalibrate.recalibrate(risk, [], NOW)


def test_a_platform_with_too_little_stays_uncalibrated(risk: ViralRisk, learnt: Local) -> None:
    few = finished_posts(30, 3, Channel.INSTAGRAM)
    made = recalibrate.recalibrate(risk, [*finished_posts(1200, 60), *few], NOW)
    assert set(made.platforms) == {Channel.X}
    there = replace(risk, local=made)
    x, instagram = there.forecast(
        [finished_posts(1, 0, channel)[0].history for channel in (Channel.X, Channel.INSTAGRAM)]
    )
    assert (x.calibrated, instagram.calibrated) == (True, False)
    assert instagram.threshold == 10_000


def test_posts_entered_by_hand_count_as_their_platforms(risk: ViralRisk) -> None:
    made = recalibrate.recalibrate(risk, finished_posts(1200, 60, Channel.MANUAL), NOW)
    assert replace(risk, local=made).forecast([finished_posts(1, 0)[0].history])[0].calibrated


def with_similar(posts: list[Finished], seed: int = 8) -> list[Finished]:
    """The same posts; those that grow large are copied soon after they were posted, most others never."""
    rng = np.random.default_rng(seed)
    found = []
    for post in posts:
        large = (post.history.readings[-1].shares or 0) >= 500
        copies = rng.poisson(4.0 if large else 0.2)
        similar = tuple(Similar(float(at), float(at)) for at in rng.uniform(0, 3600, copies))
        found.append(replace(post, history=replace(post.history, similar=similar)))
    return found


def test_similar_posts_move_the_chances_where_local_posts_have_taught_it(
    risk: ViralRisk, tmp_path: Path
) -> None:
    made = recalibrate.recalibrate(risk, with_similar(finished_posts(2000, 100)), NOW)
    own = made.platforms[Channel.X]
    assert own.measures["stated"]["similar"]["used"]
    # Nobody judged the words of these posts.
    assert "0 posts and 0 crossings" in own.measures["stated"]["words"]["why"]
    local.save(tmp_path, made)
    assert local.read(tmp_path, made.version).platforms[Channel.X].shift == own.shift

    [small] = [post.history for post in finished_posts(1, 0)]
    early = replace(small, readings=small.readings[:3])
    copied = replace(early, similar=tuple(Similar(100.0 * n, 100.0 * n) for n in range(6)))
    here = replace(risk, local=made)
    alone, among = here.forecast([replace(early, similar=()), copied])
    assert among.p_24h > alone.p_24h
    [unmoved, same] = risk.forecast([replace(early, similar=()), copied])
    assert unmoved.p_24h == same.p_24h


def test_a_stored_shift_with_other_inputs_cannot_be_read(tmp_path: Path) -> None:
    odd = LocalPlatform({EVERY_LEVEL: 500}, ((1.0, 0.0),) * 4, {}, Shift((0.0,), (1.0,), (1.0,)))
    with pytest.raises(SettingError, match="cannot be read"):
        local.save(tmp_path, Local("local-1", "viral-1", {Channel.X: odd}))


def test_a_threshold_is_the_quantile_of_its_level_or_the_stated_default() -> None:
    posts = [post.history for post in finished_posts(1200, 60)]
    found = local_thresholds(Channel.X, posts)
    sizes = [max(reading.shares or 0 for reading in post.readings) for post in posts]
    assert found[EVERY_LEVEL] == np.ceil(np.quantile(sizes, 0.98))
    polda = [size for size, post in zip(sizes, posts, strict=True) if post.level == "polda"]
    assert found["polda"] == np.ceil(np.quantile(polda, 0.98))
    some = [replace(post, level="mabes") for post in posts[:199]] + posts[199:]
    assert local_thresholds(Channel.X, some)["mabes"] == local_thresholds(Channel.X, some)[EVERY_LEVEL]
    assert local_thresholds(Channel.X, posts[:199])[EVERY_LEVEL] == 500


def test_a_threshold_is_never_smaller_than_the_model_knows() -> None:
    quiet = [post.history for post in finished_posts(400, 0)]
    assert (
        local_thresholds(Channel.X, [replace(post, readings=post.readings[:2]) for post in quiet])[
            EVERY_LEVEL
        ]
        == 50
    )
    assert (
        local_thresholds(Channel.INSTAGRAM, [replace(post, channel=Channel.INSTAGRAM) for post in quiet])[
            EVERY_LEVEL
        ]
        == 1000
    )


def test_the_fit_finds_the_line_that_was_drawn() -> None:
    rng = np.random.default_rng(4)
    p = rng.uniform(0.01, 0.6, (20_000, 4))
    came = rng.random(p.shape) < expit(0.5 * logit(p) - 1)
    for slope, offset in fit(p, came, np.ones(p.shape, dtype=bool)):
        assert slope == pytest.approx(0.5, abs=0.08)
        assert offset == pytest.approx(-1, abs=0.12)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(1e-3, 5), st.floats(-8, 8)), min_size=4, max_size=4),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
)
def test_a_correction_keeps_order_horizons_and_bounds(
    pairs: list[tuple[float, float]], one: list[float], other: list[float]
) -> None:
    platform = LocalPlatform({EVERY_LEVEL: 500}, tuple(pairs))
    low, high = np.sort([np.sort(one), np.sort(other)], axis=0)
    corrected = platform.correct(np.array([low, high]))
    assert ((corrected >= 0) & (corrected <= 1)).all()
    assert (np.diff(corrected, axis=1) >= 0).all()
    inside = (low > 0) & (high < 1)
    if inside.all():
        assert (corrected[1] >= corrected[0] - 1e-12).all()


def test_versions_are_kept_and_can_be_used_again(tmp_path: Path, learnt: Local) -> None:
    assert (local.live(tmp_path), local.versions(tmp_path)) == ("shipped", [])
    local.save(tmp_path, learnt)
    local.save(tmp_path, replace(learnt, version="local-9"))
    assert local.live(tmp_path) == "local-9"
    local.use(tmp_path, learnt.version)
    assert local.live(tmp_path) == learnt.version
    assert local.versions(tmp_path) == sorted([learnt.version, "local-9"])
    again = local.read(tmp_path, learnt.version)
    assert again.platforms[Channel.X] == learnt.platforms[Channel.X]
    with pytest.raises(SettingError, match="there is no recalibration"):
        local.use(tmp_path, "../elsewhere")


def test_only_posts_that_were_read_to_the_end_are_learnt_from(database: Database) -> None:
    town = planted(database)
    cases: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
        "good": ({}, (600, 30 * 3600)),
        "young": ({"created_at": NOW - timedelta(days=6)}, (600, 30 * 3600)),
        "late": ({}, (7200, 30 * 3600)),
        "short": ({}, (600, 7200)),
        "gone": ({"removed_at": NOW}, (600, 30 * 3600)),
        "private": ({"kind": MentionKind.DIRECT}, (600, 30 * 3600)),
        "unread": ({}, ()),
    }
    with database.writing() as session:
        for name, (columns, ages) in cases.items():
            mention = town.mention(session, **{"created_at": BORN, "author_external_id": name, **columns})
            for age in ages:
                at = mention.created_at + timedelta(seconds=age)
                session.add(ReachReading(mention_id=mention.id, measured_at=at, shares=3))
    with database.reading() as session:
        found = finished(session, NOW)
    assert [post.author for post in found] == ["x:good"]
    assert found[0].history.level


def test_judged_words_are_learnt_from_only_where_the_account_allows_it(database: Database) -> None:
    town = planted(database)
    with database.writing() as session:
        for channel, allowed in (
            (Channel.INSTAGRAM, True),
            (Channel.INSTAGRAM_PRIVATE, False),
            (Channel.X, True),
        ):
            town.account(session, channel=channel).training_allowed = allowed
            mention = town.mention(session, channel=channel, created_at=BORN, author_external_id=channel)
            session.add(assessment(mention.id))
            for age in (600, 30 * 3600):
                at = BORN + timedelta(seconds=age)
                session.add(ReachReading(mention_id=mention.id, measured_at=at, shares=3, likes=3))
    with database.reading() as session:
        found = {post.history.channel: post.history.assessed for post in finished(session, NOW)}
    assert found[Channel.X] is None
    assert found[Channel.INSTAGRAM_PRIVATE] is None
    assert found[Channel.INSTAGRAM] == Assessed(0.9, 2, 0.1, 0.2)

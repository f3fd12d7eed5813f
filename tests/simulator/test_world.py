from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from simulator.world import Growth, World


@pytest.fixture
def world() -> World:
    world = World(clock=lambda: datetime(2026, 11, 2, 8, tzinfo=UTC))
    world.register("x", "polres_contoh")
    return world


def test_ids_increase_in_the_order_of_speaking(world: World) -> None:
    said = [
        world.say(
            "x", "polres_contoh", f"nomor {number}", author="warga_1", quoted={"author": "b", "text": "c"}
        )
        for number in range(50)
    ]
    assert said == sorted(said, key=int)


def test_a_quoted_post_is_older_than_its_quotation(world: World) -> None:
    external_id = world.say("x", "polres_contoh", "lihat", author="a", quoted={"author": "b", "text": "c"})
    post = world.post("x", external_id)
    assert post is not None
    assert int(post.quoted or 0) < int(external_id)


def test_a_post_reaches_every_account_it_names(world: World) -> None:
    world.register("x", "polda_contoh")
    world.say("x", "polres_contoh", "halo", author="warga_1", also_mentions=["Polda_Contoh"])
    assert [post.text for post in world.addressed("x", "polda_contoh")] == ["halo"]


def test_a_deleted_post_cannot_be_read(world: World) -> None:
    external_id = world.say("x", "polres_contoh", "halo", author="warga_1")
    world.delete(external_id)
    assert world.addressed("x", "polres_contoh") == []
    with pytest.raises(KeyError):
        world.delete("1")


def test_engagement_grows_and_levels_off(world: World) -> None:
    external_id = world.say("x", "polres_contoh", "viral", author="a", growth={"peak_per_hour": 400})
    post = world.post("x", external_id)
    assert post is not None
    likes = []
    for _ in range(4):
        likes.append(world.metrics(post)["likes"])
        world.advance(8 * 3600)
    gains = [later - earlier for earlier, later in pairwise(likes)]
    assert likes[0] == 0
    assert gains == sorted(gains, reverse=True)
    assert all(gain > 0 for gain in gains)


def test_growth_halves_every_half_life() -> None:
    growth = Growth(peak_per_hour=100, half_life_hours=2)
    assert growth.likes_after(4) == pytest.approx(growth.likes_after(2) * 1.5)


def test_a_late_action_waits_for_its_time(world: World) -> None:
    world.after(30, lambda: world.accept("x", "polres_contoh", "", "terlambat"))
    world.advance(29)
    assert world.ledger == []
    world.advance(2)
    assert [posted.text for posted in world.ledger] == ["terlambat"]


def test_a_comment_goes_under_our_newest_medium(world: World) -> None:
    world.register("instagram", "polres_contoh")
    medium = world.publish("instagram", "polres_contoh", "Operasi zebra")
    external_id = world.say("instagram", "polres_contoh", "mantap", author="warga_1", kind="comment")
    comment = world.post("instagram", external_id)
    assert comment is not None
    assert comment.thread_id == medium


def test_the_last_word_of_the_public_opens_the_window(world: World) -> None:
    world.register("whatsapp", "polres_contoh")
    world.say("whatsapp", "polres_contoh", "halo pak", author="6281200002041", kind="direct")
    world.advance(3600)
    world.accept("whatsapp", "polres_contoh", "", "ya", thread_id="6281200002041")
    last = world.last_inbound("whatsapp", "polres_contoh", "6281200002041")
    assert last == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_faults_are_used_up_in_order(world: World) -> None:
    world.faults.add("x", "write", "cut", skip=1)
    world.faults.add("x", "any", "lag", times=2)
    kinds = [fault.kind if (fault := world.faults.take("x", "write")) else None for _ in range(4)]
    assert kinds == ["lag", "cut", "lag", None]
    assert world.faults.take("instagram", "write") is None


def test_an_unknown_fault_is_rejected(world: World) -> None:
    with pytest.raises(ValueError, match="none of"):
        world.faults.add("x", "write", "earthquake")
    with pytest.raises(ValueError, match="none of"):
        world.faults.add("x", "dance", "cut")


def test_faults_of_one_channel_can_be_cleared(world: World) -> None:
    world.faults.add("x", "read", "cut", times=None)
    world.faults.add("instagram", "read", "cut")
    world.faults.clear("x")
    assert world.faults.take("x", "read") is None
    assert world.faults.take("instagram", "read") is not None

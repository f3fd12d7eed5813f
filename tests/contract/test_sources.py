"""What every MentionSource promises, asked of each through its real library."""

from __future__ import annotations

import pytest

from listener.contracts import MentionSource
from models.errors import ChannelRefused, ChannelUnavailable
from models.vocabulary import Refusal
from tests.contract.rigs import Rig


@pytest.fixture
def source(rig: Rig) -> MentionSource:
    if rig.source is None:
        pytest.skip("mentions of this channel arrive by webhook")
    return rig.source


def texts(source: MentionSource, rig: Rig, cursor: str | None = None) -> list[str]:
    return [mention.text for mention in source.fetch(rig.account, cursor).mentions]


def test_it_reads_every_page_oldest_first(rig: Rig, source: MentionSource) -> None:
    said = [rig.say(f"laporan nomor {number}") for number in range(rig.many)]
    batch = source.fetch(rig.account, None)
    assert [mention.external_id for mention in batch.mentions] == said
    assert batch.complete
    assert batch.requests > 1


def test_it_starts_after_the_cursor(rig: Rig, source: MentionSource) -> None:
    rig.say("yang lama")
    cursor = source.fetch(rig.account, None).cursor
    rig.say("yang baru")
    assert "yang baru" in texts(source, rig, cursor)
    assert "yang lama" not in texts(source, rig, cursor)


def test_an_empty_batch_leaves_the_cursor_alone(rig: Rig, source: MentionSource) -> None:
    assert source.fetch(rig.account, None).mentions == ()
    rig.say("satu")
    cursor = source.fetch(rig.account, None).cursor
    empty = source.fetch(rig.account, cursor)
    assert empty.mentions == ()
    assert empty.cursor in (None, cursor)


def test_it_tells_who_spoke_and_when_by_the_platforms_clock(rig: Rig, source: MentionSource) -> None:
    external_id = rig.say("lampu merah mati", author="warga_88")
    (mention,) = source.fetch(rig.account, None).mentions
    post = rig.world.post(rig.channel.value, external_id)
    assert post is not None
    assert mention.author_handle == "warga_88"
    assert mention.author_external_id == post.author.external_id
    assert mention.thread_id == post.thread_id
    assert mention.created_at.utcoffset() is not None
    assert abs((mention.created_at - post.created_at).total_seconds()) < 1.0


def test_it_brings_the_post_a_mention_is_about(rig: Rig, source: MentionSource) -> None:
    if not rig.shows_context:
        pytest.skip("the platform shows no context")
    rig.say_with_context("tolong ditindak pak", "pencuri motor tertangkap kamera")
    (mention,) = source.fetch(rig.account, None).mentions
    assert [context.text for context in mention.context] == ["pencuri motor tertangkap kamera"]


def test_our_own_reply_is_no_mention(rig: Rig, source: MentionSource) -> None:
    if rig.sender is None:
        pytest.skip("nothing is sent on this channel")
    external_id = rig.say("ada tawuran")
    rig.sender.send(rig.account, rig.outgoing(external_id, "Terima kasih, laporan diterima"))
    assert texts(source, rig) == ["ada tawuran"]


def test_a_failure_on_a_later_page_loses_nothing(rig: Rig, source: MentionSource) -> None:
    said = [rig.say(f"laporan nomor {number}") for number in range(rig.many)]
    rig.fault("read", "error_before", skip=1)
    with pytest.raises(ChannelUnavailable):
        source.fetch(rig.account, None)
    assert [mention.external_id for mention in source.fetch(rig.account, None).mentions] == said


def test_a_used_up_window_says_when_to_come_back(rig: Rig, source: MentionSource) -> None:
    rig.fault("read", "rate_limited")
    with pytest.raises(ChannelUnavailable) as caught:
        source.fetch(rig.account, None)
    assert caught.value.retry_after > 0
    assert caught.value.budget == "window"


@pytest.mark.parametrize("fault", ["error_before", "cut", "hang_before", "garbage"])
def test_an_outage_is_unavailable_not_empty(rig: Rig, source: MentionSource, fault: str) -> None:
    rig.say("jangan sampai hilang")
    rig.fault("read", fault, seconds=10)
    with pytest.raises(ChannelUnavailable):
        source.fetch(rig.account, None)
    assert texts(source, rig) == ["jangan sampai hilang"]


def test_a_platform_that_is_down_is_unavailable(rig: Rig, source: MentionSource) -> None:
    rig.simulator.stop()
    with pytest.raises(ChannelUnavailable):
        source.fetch(rig.account, None)


def test_a_revoked_token_stops_the_account(rig: Rig, source: MentionSource) -> None:
    rig.registered.revoked = True
    with pytest.raises(ChannelRefused) as caught:
        source.fetch(rig.account, None)
    assert caught.value.stops_account


def test_a_missing_secret_says_what_to_do(rig: Rig, source: MentionSource) -> None:
    with pytest.raises(ChannelRefused, match="tanggap account login") as caught:
        source.fetch(rig.make_account({}), None)
    assert caught.value.code == Refusal.MISSING_CREDENTIAL
    assert caught.value.stops_account


def test_check_answers_our_handle(rig: Rig, source: MentionSource) -> None:
    assert source.check(rig.account) == rig.account.handle


def test_reach_is_read_again_as_it_grows(rig: Rig, source: MentionSource) -> None:
    if source.measure_batch == 0:
        pytest.skip("the platform tells no reach")
    external_id = rig.say("viralkan", growth={"peak_per_hour": 1000, "half_life_hours": 4})
    before = source.measure(rig.account, [external_id])[external_id]
    rig.world.advance(3600)
    after = source.measure(rig.account, [external_id])[external_id]
    assert before is not None
    assert after is not None
    assert (after.likes or 0) > (before.likes or 0) + 500


def test_a_deleted_post_measures_as_gone(rig: Rig, source: MentionSource) -> None:
    if source.measure_batch == 0:
        pytest.skip("the platform tells no reach")
    kept, deleted = rig.say("tetap ada"), rig.say("akan dihapus")
    rig.world.delete(deleted)
    reach = source.measure(rig.account, [kept, deleted])
    assert reach[kept] is not None
    assert reach[deleted] is None


def test_measuring_nothing_asks_nothing(rig: Rig, source: MentionSource) -> None:
    rig.simulator.stop()
    assert source.measure(rig.account, []) == {}

"""What is particular to Instagram's Graph API as a source; the rest is in tests/contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from listener.channels.instagram import InstagramParser
from listener.contracts import IncomingMention
from models.envelope import split_instagram
from models.errors import ChannelRefused, ChannelUnavailable
from models.vocabulary import MentionKind, Refusal
from simulator.instagram_notices import heard, wrote
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.instagram import InstagramRig


@pytest.fixture
def rig() -> Iterator[InstagramRig]:
    with InstagramRig() as rig:
        yield rig


def fetch(rig: InstagramRig, cursor: str | None = None) -> tuple[IncomingMention, ...]:
    return rig.source.fetch(rig.account, cursor).mentions


# --- the poll


def test_a_reply_comes_with_the_caption_and_the_comment_above_it(rig: InstagramRig) -> None:
    rig.world.publish("instagram", HANDLE, "Operasi Zebra dimulai")
    parent = rig.say("kapan mulainya?", author="warga_1")
    reply = rig.say("besok kata tetangga", author="warga_2", kind="reply", reply_to=parent)
    (_, mention) = fetch(rig)
    assert mention.external_id == reply
    assert mention.kind is MentionKind.REPLY
    assert mention.in_reply_to == parent
    assert [(above.text, above.author_handle) for above in mention.context] == [
        ("Operasi Zebra dimulai", HANDLE),
        ("kapan mulainya?", "warga_1"),
    ]


def test_a_new_reply_under_an_old_comment_is_found(rig: InstagramRig) -> None:
    parent = rig.say("kapan mulainya?")
    rig.say("komentar lebih baru")
    cursor = rig.source.fetch(rig.account, None).cursor
    reply = rig.say("masih ditunggu", author="warga_2", kind="reply", reply_to=parent)
    assert [mention.external_id for mention in fetch(rig, cursor)] == [reply]


def test_more_replies_than_one_page_are_all_read(rig: InstagramRig) -> None:
    parent = rig.say("setuju?")
    said = [rig.say(f"setuju {n}", author=f"warga_{n}", kind="reply", reply_to=parent) for n in range(120)]
    assert [mention.external_id for mention in fetch(rig)] == [parent, *said]


def test_two_comments_of_one_second_are_both_read_in_two_polls(rig: InstagramRig) -> None:
    moment = datetime.now(UTC).replace(microsecond=0)
    first = rig.say("satu", created_at=moment)
    batch = rig.source.fetch(rig.account, None)
    second = rig.say("dua", author="warga_5", created_at=moment)
    assert [mention.external_id for mention in batch.mentions] == [first]
    assert [mention.external_id for mention in fetch(rig, batch.cursor)] == [second]


def test_a_comment_that_reads_show_late_is_not_lost(rig: InstagramRig) -> None:
    late = rig.say("terlambat terlihat", visible_after=60, created_at=datetime.now(UTC))
    rig.say("langsung terlihat", author="warga_5", created_at=datetime.now(UTC) + timedelta(seconds=2))
    batch = rig.source.fetch(rig.account, None)
    rig.world.advance(61)
    assert [mention.text for mention in batch.mentions] == ["langsung terlihat"]
    assert [mention.external_id for mention in fetch(rig, batch.cursor)] == [late]


def test_a_deletion_beside_a_new_comment_hides_nothing(rig: InstagramRig) -> None:
    """The number of comments stays the same then."""
    gone = rig.say("akan dihapus")
    cursor = rig.source.fetch(rig.account, None).cursor
    rig.world.delete(gone)
    new = rig.say("pengganti", author="warga_5")
    assert [mention.external_id for mention in fetch(rig, cursor)] == [new]


def test_a_quiet_medium_costs_no_request(rig: InstagramRig) -> None:
    rig.say("kemarin", created_at=datetime.now(UTC) - timedelta(days=1))
    kept = json.loads(rig.source.fetch(rig.account, None).cursor or "")
    for mark in kept["media"].values():
        mark[2] = 0.0  # its numbers changed long ago
    quiet = rig.source.fetch(rig.account, json.dumps(kept))
    assert quiet.requests == 2  # the list of media and the tags
    assert quiet.mentions == ()


def test_a_poll_looks_a_week_back_and_no_further(rig: InstagramRig) -> None:
    rig.say("sebulan lalu", created_at=datetime.now(UTC) - timedelta(days=30))
    rig.say("kemarin", author="warga_5", created_at=datetime.now(UTC) - timedelta(days=1))
    assert [mention.text for mention in fetch(rig)] == ["kemarin"]


def test_a_tag_is_read_once_with_its_caption_and_picture(rig: InstagramRig) -> None:
    tag = rig.say("jalan berlubang @Polres_Contoh @dinas.pu", kind="tag", author="warga_3", base_likes=12)
    batch = rig.source.fetch(rig.account, None)
    (mention,) = batch.mentions
    assert (mention.external_id, mention.kind, mention.author_handle) == (tag, MentionKind.TAG, "warga_3")
    assert mention.mentioned_handles == ("polres_contoh", "dinas.pu")
    assert len(mention.media_urls) == 1
    assert mention.reach is not None
    assert mention.reach.likes == 12
    assert fetch(rig, batch.cursor) == ()


def test_tags_of_many_pages_are_all_read(rig: InstagramRig) -> None:
    said = [rig.say(f"tag {number}", kind="tag", author=f"warga_{number}") for number in range(120)]
    assert [mention.external_id for mention in fetch(rig)] == said


def test_a_list_that_cannot_be_read_is_an_outage(rig: InstagramRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.say("halo")
    monkeypatch.setattr("simulator.instagram._show_edge", lambda *_: {"data": {"0": "?"}})
    with pytest.raises(ChannelUnavailable, match="cannot be read"):
        fetch(rig)


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80002])
def test_every_rate_limit_of_meta_says_when_to_come_back(rig: InstagramRig, code: int) -> None:
    rig.fault("read", "rate_limited", code=code, reset_in=1200)
    with pytest.raises(ChannelUnavailable) as caught:
        fetch(rig)
    assert caught.value.retry_after == 1200
    assert caught.value.budget == "window"


def test_a_checkpoint_and_a_lost_permission_stop_the_account(rig: InstagramRig) -> None:
    for answer, code in (("checkpoint", Refusal.CHECKPOINT), ("forbidden", Refusal.REFUSED)):
        rig.fault("read", "revoked", answer=answer)
        with pytest.raises(ChannelRefused) as caught:
            fetch(rig)
        assert caught.value.code == code
        assert caught.value.stops_account


def test_an_unknown_token_stops_the_account(rig: InstagramRig) -> None:
    with pytest.raises(ChannelRefused) as caught:
        rig.source.check(rig.make_account({"access_token": "salah"}))
    assert caught.value.code == Refusal.REVOKED
    assert caught.value.stops_account


# --- reach


def test_a_tag_and_a_mention_are_measured_and_a_message_is_left_out(rig: InstagramRig) -> None:
    tag = rig.say("tolong", kind="tag", base_likes=3)
    caption = rig.say("tolong", kind="mention", base_likes=4)
    medium = rig.say("kecelakaan", kind="tag", author="saksi_9")
    comment = rig.say("min @polres_contoh", kind="mention", thread_id=medium, base_likes=5)
    reach = rig.source.measure(rig.account, [tag, caption, comment, "aWdfZAG1f"])
    assert {one: numbers and numbers.likes for one, numbers in reach.items()} == {
        tag: 3,
        caption: 4,
        comment: 5,
    }


def test_a_revoked_token_is_no_deletion(rig: InstagramRig) -> None:
    external_id = rig.say("halo")
    rig.registered.revoked = True
    with pytest.raises(ChannelRefused) as caught:
        rig.source.measure(rig.account, [external_id])
    assert caught.value.stops_account


# --- webhooks


def parsed(rig: InstagramRig, external_id: str, echo: bool = False) -> IncomingMention | None:
    """What the parser makes of the webhook that the stand-in would send about a post."""
    post = rig.world.post("instagram", external_id)
    assert post is not None
    ((account_id, section, content),) = (wrote if echo else heard)(rig.world, post)
    entry = {"id": account_id, "time": int(post.created_at.timestamp()), section: [content]}
    (part,) = split_instagram({"object": "instagram", "entry": [entry]})
    return InstagramParser().parse(rig.account, part.payload)


def test_a_comments_webhook_and_the_poll_tell_the_same(rig: InstagramRig) -> None:
    parent = rig.say("pak @humas tolong", author="warga_4")
    reply = rig.say("betul", author="warga_5", kind="reply", reply_to=parent)
    by_poll = {mention.external_id: mention for mention in fetch(rig)}
    for external_id in (parent, reply):
        by_webhook = parsed(rig, external_id)
        assert by_webhook is not None
        polled = replace(by_poll[external_id], permalink="", context=(), reach=None, raw={})
        assert replace(by_webhook, raw={}) == polled


def test_a_comment_is_completed_with_the_caption_above_it(rig: InstagramRig) -> None:
    rig.world.publish("instagram", HANDLE, "Operasi Zebra dimulai")
    mention = parsed(rig, rig.say("tolong ditindak"))
    assert mention is not None
    completed = rig.source.complete(rig.account, mention)
    assert [above.text for above in completed.context] == ["Operasi Zebra dimulai"]
    assert completed.text == mention.text
    assert completed.author_external_id == mention.author_external_id


def test_a_mention_in_a_caption_is_completed_with_its_words(rig: InstagramRig) -> None:
    external_id = rig.say("jambret di pasar @polres_contoh", kind="mention", author="warga_6")
    mention = parsed(rig, external_id)
    assert mention is not None
    assert (mention.text, mention.external_id, mention.thread_id) == ("", external_id, external_id)
    completed = rig.source.complete(rig.account, mention)
    assert completed.text == "jambret di pasar @polres_contoh"
    assert completed.author_handle == "warga_6"
    assert completed.kind is MentionKind.MENTION


def test_a_mention_in_a_comment_is_completed_with_the_medium_it_stands_under(rig: InstagramRig) -> None:
    medium = rig.say("motor saya hilang", kind="tag", author="saksi_77")
    external_id = rig.say("min @polres_contoh tolong", kind="mention", thread_id=medium, author="warga_7")
    mention = parsed(rig, external_id)
    assert mention is not None
    assert (mention.external_id, mention.thread_id, mention.in_reply_to) == (external_id, medium, medium)
    completed = rig.source.complete(rig.account, mention)
    assert completed.text == "min @polres_contoh tolong"
    assert completed.kind is MentionKind.MENTION
    assert completed.thread_id == medium
    assert [above.text for above in completed.context] == ["motor saya hilang"]


def test_a_mention_deleted_meanwhile_cannot_be_completed(rig: InstagramRig) -> None:
    external_id = rig.say("hapus", kind="mention")
    mention = parsed(rig, external_id)
    assert mention is not None
    rig.world.delete(external_id)
    with pytest.raises(ChannelRefused) as caught:
        rig.source.complete(rig.account, mention)
    assert caught.value.code == Refusal.DELETED


def test_a_direct_message_is_completed_with_its_writers_handle(rig: InstagramRig) -> None:
    external_id = rig.say("saya mau lapor", kind="direct", author="warga_8", followers=77)
    mention = parsed(rig, external_id)
    assert mention is not None
    assert mention.kind is MentionKind.DIRECT
    assert mention.thread_id == mention.author_external_id
    completed = rig.source.complete(rig.account, mention)
    assert (completed.author_handle, completed.author_followers) == ("warga_8", 77)
    assert completed.text == "saya mau lapor"


@pytest.mark.parametrize("fault", ["not_summoned", "revoked", "rate_limited", "error_before"])
def test_a_direct_message_never_waits_for_a_profile(rig: InstagramRig, fault: str) -> None:
    mention = parsed(rig, rig.say("tolong, ada penculikan", kind="direct"))
    assert mention is not None
    rig.fault("read", fault)
    assert rig.source.complete(rig.account, mention) == mention


def test_a_comment_is_kept_as_it_came_where_meta_shows_no_more(rig: InstagramRig) -> None:
    mention = parsed(rig, rig.say("tolong"))
    assert mention is not None
    rig.fault("read", "not_summoned")
    assert rig.source.complete(rig.account, mention) == mention


def test_a_comment_waits_for_its_caption_while_the_platform_is_down(rig: InstagramRig) -> None:
    mention = parsed(rig, rig.say("tolong"))
    assert mention is not None
    rig.fault("read", "error_before")
    with pytest.raises(ChannelUnavailable):
        rig.source.complete(rig.account, mention)


def test_a_comment_deleted_meanwhile_is_gone(rig: InstagramRig) -> None:
    external_id = rig.say("hapus")
    mention = parsed(rig, external_id)
    assert mention is not None
    rig.world.delete(external_id)
    with pytest.raises(ChannelRefused) as caught:
        rig.source.complete(rig.account, mention)
    assert caught.value.code == Refusal.DELETED


def test_our_own_words_coming_back_are_no_mention(rig: InstagramRig) -> None:
    comment, message = rig.say("halo"), rig.say("halo", kind="direct")
    rig.sender.send(rig.account, rig.outgoing(comment, "Terima kasih"))
    rig.sender.send(rig.account, rig.outgoing(message, "Terima kasih"))
    for posted in rig.ledger():
        assert parsed(rig, posted.external_id, echo=True) is None


def message(**content: Any) -> dict[str, object]:
    event: dict[str, object] = {
        "sender": {"id": "9001"},
        "recipient": {"id": "17841"},
        "timestamp": 1_760_000_000_500,
    }
    return {"messaging": {**event, **content}, "time": 1_760_000_000}


def test_a_messages_time_and_attachments_are_read(rig: InstagramRig) -> None:
    attachments = [{"type": "image", "payload": {"url": "https://lookaside.fbsbx.com/1"}}, {"type": "share"}]
    mention = InstagramParser().parse(
        rig.account, message(message={"mid": "m1", "attachments": attachments, "reply_to": {"mid": "m0"}})
    )
    assert mention is not None
    assert mention.media_urls == ("https://lookaside.fbsbx.com/1",)
    assert mention.in_reply_to == "m0"
    assert mention.created_at == datetime(2025, 10, 9, 8, 53, 20, 500_000, UTC)


@pytest.mark.parametrize(
    "payload",
    [
        message(read={"mid": "m0"}),
        message(reaction={"mid": "m0", "emoji": "❤"}),
        message(message={"mid": "m1", "is_deleted": True}),
        message(message={"mid": "m1", "text": "kami", "is_echo": True}),
        {"field": "story_insights", "value": {"media_id": "1"}, "time": 1},
        {"entry": {"standby": []}, "time": 1},
    ],
)
def test_what_is_not_the_publics_words_is_no_mention(rig: InstagramRig, payload: dict[str, object]) -> None:
    assert InstagramParser().parse(rig.account, payload) is None


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"field": "comments", "value": {"id": "1", "text": "x"}, "time": 1}, "without id, media or author"),
        ({"field": "comments", "value": None, "time": 1}, "no object"),
        (
            {
                "field": "comments",
                "value": {"id": "1", "media": {"id": "2"}, "from": {"id": "3"}},
                "time": None,
            },
            "time",
        ),
        ({"field": "mentions", "value": {"comment_id": "1"}, "time": 1}, "media_id"),
        (message(message={"text": "tanpa mid"}), "mid"),
        (message(message={"mid": "m1"}, timestamp="kemarin"), "time"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    rig: InstagramRig, payload: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        InstagramParser().parse(rig.account, payload)

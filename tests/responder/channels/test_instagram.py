"""What is particular to Instagram's Graph API as a sender; the rest is in tests/contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import MentionKind, Refusal
from responder.contracts import Outgoing
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.instagram import InstagramRig


@pytest.fixture
def rig() -> Iterator[InstagramRig]:
    with InstagramRig() as rig:
        yield rig


def mention_in_comment(rig: InstagramRig) -> str:
    medium = rig.say("motor saya hilang", kind="tag", author="saksi_77")
    return rig.say("min @polres_contoh tolong", kind="mention", thread_id=medium)


def private_reply(rig: InstagramRig, comment_id: str) -> Outgoing:
    return replace(rig.outgoing(comment_id), kind=MentionKind.DIRECT, recipient="")


# --- where a reply goes


def test_an_answer_to_a_reply_is_found_under_the_comment_above_it(rig: InstagramRig) -> None:
    parent = rig.say("kapan?")
    answered = rig.outgoing(rig.say("iya kapan?", author="warga_2", kind="reply", reply_to=parent))
    sent = rig.sender.send(rig.account, answered)
    assert rig.sender.find(rig.account, answered) == sent


def test_a_reply_is_found_among_many(rig: InstagramRig) -> None:
    parent = rig.say("ramai")
    for number in range(70):
        rig.say(f"ikut {number}", author=f"warga_{number}", kind="reply", reply_to=parent)
    sent = rig.sender.send(rig.account, rig.outgoing(parent))
    assert rig.sender.find(rig.account, rig.outgoing(parent)) == sent


def test_somebody_elses_equal_words_are_not_ours(rig: InstagramRig) -> None:
    parent = rig.say("halo")
    reply = rig.outgoing(parent)
    rig.say(reply.text, author="peniru_1", kind="reply", reply_to=parent)
    assert rig.sender.find(rig.account, reply) is None


def test_an_older_equal_reply_is_not_this_one(rig: InstagramRig) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.sender.send(rig.account, reply)
    later = replace(reply, since=datetime.now(UTC) + timedelta(hours=1))
    assert rig.sender.find(rig.account, later) is None


def test_a_mention_in_a_caption_is_answered_and_found(rig: InstagramRig) -> None:
    external_id = rig.say("jambret di pasar @polres_contoh", kind="mention")
    reply = rig.outgoing(external_id, "@warga_2041 laporan diterima, TGP-0002")
    sent = rig.sender.send(rig.account, reply)
    (posted,) = rig.ledger()
    assert (posted.in_reply_to, posted.external_id) == (external_id, sent.external_id)
    assert rig.sender.find(rig.account, reply) == sent


def test_a_mention_in_a_comment_is_answered_but_cannot_be_asked_about(rig: InstagramRig) -> None:
    external_id = mention_in_comment(rig)
    reply = rig.outgoing(external_id)
    rig.sender.send(rig.account, reply)
    assert [posted.in_reply_to for posted in rig.ledger()] == [external_id]
    with pytest.raises(ChannelRefused, match="nobody's answers"):
        rig.sender.find(rig.account, reply)


def test_a_tag_without_a_mention_cannot_be_answered(rig: InstagramRig) -> None:
    """Meta: commenting on photos in which you were tagged is not supported."""
    with pytest.raises(ChannelRefused):
        rig.sender.send(rig.account, rig.outgoing(rig.say("lihat ini", kind="tag")))
    assert rig.ledger() == []


# --- private messages


def test_a_direct_message_is_answered_in_its_conversation_and_found(rig: InstagramRig) -> None:
    external_id = rig.say("saya mau lapor", kind="direct")
    reply = rig.outgoing(external_id)
    sent = rig.sender.send(rig.account, reply)
    assert [(p.in_reply_to, p.external_id) for p in rig.ledger()] == [(external_id, sent.external_id)]
    assert rig.sender.find(rig.account, reply) == sent


def test_after_a_day_the_conversation_is_closed(rig: InstagramRig) -> None:
    reply = rig.outgoing(rig.say("saya mau lapor", kind="direct"))
    rig.world.advance(25 * 3600)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.WINDOW_CLOSED
    assert not caught.value.stops_account


def test_somebody_who_never_wrote_gets_no_message(rig: InstagramRig) -> None:
    reply = replace(rig.outgoing(rig.say("halo")), kind=MentionKind.DIRECT)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.DELETED


def test_a_private_reply_reaches_who_commented_and_is_found(rig: InstagramRig) -> None:
    comment = rig.say("anak saya dipukuli")
    reply = private_reply(rig, comment)
    sent = rig.sender.send(rig.account, reply)
    (posted,) = rig.ledger()
    made = rig.world.post("instagram", posted.external_id)
    assert made is not None
    assert made.kind == "direct"
    assert posted.in_reply_to == comment
    assert rig.sender.find(rig.account, reply) == sent


def test_a_second_private_reply_may_be_our_own_first_one(rig: InstagramRig) -> None:
    reply = private_reply(rig, rig.say("tolong"))
    rig.fault("write", "error_after")
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)
    with pytest.raises(OutcomeUnknown, match="already replied"):
        rig.sender.send(rig.account, reply)
    assert len(rig.ledger()) == 1
    assert rig.sender.find(rig.account, reply) is not None


def test_a_private_reply_comes_within_seven_days(rig: InstagramRig) -> None:
    old = rig.say("tolong", created_at=datetime.now(UTC) - timedelta(days=8))
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, private_reply(rig, old))
    assert caught.value.code == Refusal.WINDOW_CLOSED


# --- refusals

REFUSED = [
    ("not_summoned", Refusal.NOT_SUMMONED, False),
    ("blocked", Refusal.BLOCKED, False),
    ("revoked", Refusal.REVOKED, True),
]


@pytest.mark.parametrize(("fault", "code", "stops"), REFUSED)
def test_a_refusal_says_why(rig: InstagramRig, fault: str, code: Refusal, stops: bool) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", fault)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert (caught.value.code, caught.value.stops_account) == (code, stops)
    assert rig.ledger() == []


def test_who_blocked_us_gets_nothing(rig: InstagramRig) -> None:
    reply = rig.outgoing(rig.say("pergi", author="warga_9"))
    rig.world.opted_out.add(("instagram", "warga_9"))
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.BLOCKED


def test_a_duplicate_text_may_be_our_own(rig: InstagramRig) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", "duplicate_text")
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)


def test_a_rate_limit_names_its_end(rig: InstagramRig) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", "rate_limited", reset_in=1800)
    with pytest.raises(ChannelUnavailable) as caught:
        rig.sender.send(rig.account, reply)
    assert (caught.value.retry_after, caught.value.budget) == (1800, "window")


def test_an_answer_without_an_id_is_unknown(rig: InstagramRig, monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.graph_answers import json_response

    reply = rig.outgoing(rig.say("halo"))
    monkeypatch.setattr("simulator.instagram.answer_write", lambda *_: json_response({"success": True}))
    with pytest.raises(OutcomeUnknown, match="no id"):
        rig.sender.send(rig.account, reply)


def test_asking_about_a_deleted_comment_is_refused(rig: InstagramRig) -> None:
    comment = rig.say("halo")
    rig.world.delete(comment)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.find(rig.account, rig.outgoing(comment))
    assert caught.value.code == Refusal.DELETED


def test_the_token_never_stands_in_an_address(rig: InstagramRig, caplog: pytest.LogCaptureFixture) -> None:
    """httpx logs every address it asks."""
    with caplog.at_level("DEBUG", logger="httpx"):
        rig.sender.send(rig.account, rig.outgoing(rig.say("halo")))
        rig.source.fetch(rig.account, None)
    assert caplog.text
    assert rig.registered.token == f"token-{HANDLE}"
    assert rig.registered.token not in caplog.text

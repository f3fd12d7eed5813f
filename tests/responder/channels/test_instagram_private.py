"""What is particular to Instagram's private API as a sender; the rest is in tests/contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import MentionKind, Refusal
from responder.channels.instagram_private import InstagramPrivateSender
from tests.contract.rigs.instagram_private import InstagramPrivateRig


@pytest.fixture
def rig() -> Iterator[InstagramPrivateRig]:
    with InstagramPrivateRig() as rig:
        yield rig


# --- where a reply goes


def test_a_reply_hangs_under_the_comment_it_answers(rig: InstagramPrivateRig) -> None:
    comment = rig.say("jalan rusak")
    sent = rig.sender.send(rig.account, rig.outgoing(comment))
    assert [post.external_id for post in rig.world.replies_to("instagram_private", comment)] == [
        sent.external_id
    ]


def test_an_answer_to_a_reply_is_found_under_the_comment_above_it(rig: InstagramPrivateRig) -> None:
    parent = rig.say("kapan?")
    for number in range(30):
        rig.say(f"lain {number}", author=f"warga_{number}")
    answered = rig.outgoing(rig.say("iya kapan?", author="warga_2", kind="reply", reply_to=parent))
    assert rig.sender.find(rig.account, answered) is None
    sent = rig.sender.send(rig.account, answered)
    assert rig.sender.find(rig.account, answered) == sent


def test_among_too_many_comments_nobody_claims_to_know(rig: InstagramPrivateRig) -> None:
    parent = rig.say("kapan?")
    reply = rig.outgoing(rig.say("iya kapan?", author="warga_2", kind="reply", reply_to=parent))
    for number in range(120):
        rig.say(f"lain {number}", author=f"warga_{number}")
    with pytest.raises(ChannelRefused, match="too many comments"):
        rig.sender.find(rig.account, reply)


def test_a_tag_is_answered_with_a_comment_and_found(rig: InstagramPrivateRig) -> None:
    tag = rig.say("jalan berlubang", kind="tag")
    reply = rig.outgoing(tag)
    sent = rig.sender.send(rig.account, reply)
    assert [posted.in_reply_to for posted in rig.ledger()] == [tag]
    assert rig.sender.find(rig.account, reply) == sent


@pytest.mark.parametrize("text", ["Terima kasih, TGP-0003", "Pantau di https://lacak.example/TGP-0003"])
def test_a_direct_message_is_answered_in_its_conversation_and_found(
    rig: InstagramPrivateRig, text: str
) -> None:
    message = rig.say("saya mau lapor", kind="direct")
    reply = rig.outgoing(message, text)
    assert rig.sender.find(rig.account, reply) is None
    sent = rig.sender.send(rig.account, reply)
    assert [(p.in_reply_to, p.text) for p in rig.ledger()] == [(message, text)]
    assert rig.sender.find(rig.account, reply) == sent


def test_somebody_elses_equal_words_are_not_ours(rig: InstagramPrivateRig) -> None:
    parent = rig.say("halo")
    reply = rig.outgoing(parent)
    rig.say(reply.text, author="peniru_1", kind="reply", reply_to=parent)
    assert rig.sender.find(rig.account, reply) is None


def test_an_older_equal_reply_is_not_this_one(rig: InstagramPrivateRig) -> None:
    for external_id in (rig.say("halo"), rig.say("halo", kind="direct")):
        reply = rig.outgoing(external_id)
        rig.sender.send(rig.account, reply)
        later = replace(reply, since=datetime.now(UTC) + timedelta(hours=1))
        assert rig.sender.find(rig.account, later) is None


def test_a_mention_is_left_to_the_official_channel(rig: InstagramPrivateRig) -> None:
    reply = replace(rig.outgoing(rig.say("halo")), kind=MentionKind.MENTION)
    with pytest.raises(ChannelRefused, match="official API"):
        rig.sender.send(rig.account, reply)
    assert rig.ledger() == []


# --- refusals


def test_it_stays_off_until_somebody_takes_the_risk(rig: InstagramPrivateRig) -> None:
    sender = InstagramPrivateSender(replace(rig.settings(), instagram_private_enabled=False))
    with pytest.raises(ChannelRefused, match="TANGGAP_INSTAGRAM_PRIVATE_ENABLED"):
        sender.send(rig.account, rig.outgoing(rig.say("halo")))
    assert rig.ledger() == []


STOPPING = [
    ("revoked", Refusal.REVOKED),
    ("challenge_required", Refusal.CHECKPOINT),
    ("masked_challenge", Refusal.CHECKPOINT),
    ("suspended", Refusal.SUSPENDED),
    ("sentry_block", Refusal.BLOCKED),
]


@pytest.mark.parametrize(("answer", "code"), STOPPING)
def test_what_a_person_must_repair_stops_the_account(
    rig: InstagramPrivateRig, answer: str, code: Refusal
) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", "revoked", answer=answer)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == code
    assert caught.value.stops_account
    assert rig.ledger() == []


@pytest.mark.parametrize("answer", ["please_wait", "rate_limit_error", "rate_limited", "feedback_required"])
def test_a_warning_makes_it_rest(rig: InstagramPrivateRig, answer: str) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", "rate_limited", answer=answer)
    with pytest.raises(ChannelUnavailable) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.retry_after >= 900
    assert rig.ledger() == []


def test_a_request_timeout_is_not_sent_again(rig: InstagramPrivateRig) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.fault("write", "rate_limited", answer="timeout")
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)
    assert rig.ledger() == []


@pytest.mark.parametrize("kind", ["comment", "direct"])
def test_who_blocked_us_gets_nothing(rig: InstagramPrivateRig, kind: str) -> None:
    reply = rig.outgoing(rig.say("pergi", author="warga_9", kind=kind))
    rig.world.opted_out.add(("instagram_private", "warga_9"))
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.BLOCKED
    assert not caught.value.stops_account


def test_a_vanished_conversation_is_refused(rig: InstagramPrivateRig) -> None:
    message = rig.say("halo", kind="direct")
    rig.world.delete(message)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, rig.outgoing(message))
    assert caught.value.code == Refusal.DELETED


def test_a_deleted_medium_takes_its_comments_with_it(rig: InstagramPrivateRig) -> None:
    reply = rig.outgoing(rig.say("halo"))
    rig.world.delete(reply.thread_id)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.DELETED


def test_an_answer_in_another_shape_is_unknown(
    rig: InstagramPrivateRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.private_answers import ok

    reply = rig.outgoing(rig.say("halo"))
    monkeypatch.setattr("simulator.instagram_private.answer_write", lambda *_: ok({}))
    with pytest.raises(OutcomeUnknown, match="unknown shape"):
        rig.sender.send(rig.account, reply)

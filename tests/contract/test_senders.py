"""What every ReplySender promises, asked of each through its real library.

The ledger of the stand-in is the judge: it lists what was really posted.
"""

from __future__ import annotations

import random

import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal
from responder.contracts import ReplySender
from tests.contract.rigs import Rig

ACCEPTED = [("error_after", {}), ("hang_after", {"seconds": 10}), ("cut", {"accepted": True})]
NOT_ACCEPTED = [("error_before", {}), ("hang_before", {"seconds": 10}), ("cut", {})]


@pytest.fixture
def sender(rig: Rig) -> ReplySender:
    if rig.sender is None:
        pytest.skip("nothing is sent on this channel")
    return rig.sender


def test_a_reply_is_posted_exactly_once(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    sent = sender.send(rig.account, reply)
    assert [(posted.external_id, posted.text) for posted in rig.ledger()] == [(sent.external_id, reply.text)]


def test_a_sent_reply_can_be_read_back(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    reply = rig.outgoing(rig.say("jalan rusak"), "Halo & terima kasih, kode <TGP-0007> 🙏")
    sent = sender.send(rig.account, reply)
    found = sender.find(rig.account, reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_another_reply_is_not_taken_for_ours(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    first, second = rig.say("jalan rusak"), rig.say("lampu mati", author="warga_5")
    sender.send(rig.account, rig.outgoing(first, "Laporan diterima, kode TGP-0001"))
    assert sender.find(rig.account, rig.outgoing(first, "TGP-0001: kini diteruskan")) is None
    assert sender.find(rig.account, rig.outgoing(second, "Laporan diterima, kode TGP-0001")) is None


@pytest.mark.parametrize(("fault", "detail"), ACCEPTED)
def test_an_accepted_reply_without_an_answer_is_unknown_then_found(
    rig: Rig, sender: ReplySender, fault: str, detail: dict[str, object]
) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    rig.fault("write", fault, **detail)
    with pytest.raises(OutcomeUnknown):
        sender.send(rig.account, reply)
    (posted,) = rig.ledger()
    if not rig.can_ask:
        with pytest.raises(ChannelRefused):
            sender.find(rig.account, reply)
        return
    found = sender.find(rig.account, reply)
    assert found is not None
    assert found.external_id == posted.external_id


@pytest.mark.parametrize(("fault", "detail"), NOT_ACCEPTED)
def test_a_lost_reply_is_unknown_then_not_found(
    rig: Rig, sender: ReplySender, fault: str, detail: dict[str, object]
) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    rig.fault("write", fault, **detail)
    with pytest.raises(OutcomeUnknown):
        sender.send(rig.account, reply)
    assert rig.ledger() == []
    if rig.can_ask:
        assert sender.find(rig.account, reply) is None


def test_a_reply_accepted_late_is_found_once_it_is_there(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    reply = rig.outgoing(rig.say("ada begal"))
    rig.fault("write", "late", seconds=60)
    with pytest.raises(OutcomeUnknown):
        sender.send(rig.account, reply)
    assert sender.find(rig.account, reply) is None
    rig.world.advance(61)
    assert sender.find(rig.account, reply) is not None


def test_a_reply_that_reads_do_not_show_yet_is_found_later(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    reply = rig.outgoing(rig.say("ada begal"))
    rig.fault("write", "lag", seconds=60)
    sent = sender.send(rig.account, reply)
    assert sender.find(rig.account, reply) is None
    rig.world.advance(61)
    found = sender.find(rig.account, reply)
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_used_up_window_surely_posted_nothing(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    rig.fault("write", "rate_limited")
    with pytest.raises(ChannelUnavailable) as caught:
        sender.send(rig.account, reply)
    assert caught.value.retry_after > 0
    assert rig.ledger() == []


def test_a_platform_that_is_down_surely_posted_nothing(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    rig.simulator.stop()
    with pytest.raises(ChannelUnavailable):
        sender.send(rig.account, reply)


def test_a_platform_that_is_down_cannot_be_asked_now(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    reply = rig.outgoing(rig.say("ada begal"))
    rig.simulator.stop()
    with pytest.raises(ChannelUnavailable):
        sender.find(rig.account, reply)


def test_an_unreadable_answer_never_means_that_the_reply_is_missing(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    reply = rig.outgoing(rig.say("ada begal"))
    sender.send(rig.account, reply)
    rig.fault("read", "garbage")
    with pytest.raises(ChannelUnavailable):
        sender.find(rig.account, reply)


def test_a_deleted_post_is_refused_for_ever(rig: Rig, sender: ReplySender) -> None:
    if not rig.knows_deleted:
        pytest.skip("the platform answers deleted posts too")
    external_id = rig.say("ada begal")
    rig.world.delete(external_id)
    with pytest.raises(ChannelRefused) as caught:
        sender.send(rig.account, rig.outgoing(external_id))
    assert caught.value.code == Refusal.DELETED
    assert not caught.value.stops_account
    assert rig.ledger() == []


def test_a_revoked_token_stops_the_account(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    rig.registered.revoked = True
    with pytest.raises(ChannelRefused) as caught:
        sender.send(rig.account, reply)
    assert caught.value.stops_account
    assert rig.ledger() == []


def test_a_missing_secret_says_what_to_do(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("ada begal"))
    with pytest.raises(ChannelRefused, match="tanggap account login") as caught:
        sender.send(rig.make_account({}), reply)
    assert caught.value.code == Refusal.MISSING_CREDENTIAL
    assert caught.value.stops_account


def test_a_text_over_the_limit_is_not_even_tried(rig: Rig, sender: ReplySender) -> None:
    reply = rig.outgoing(rig.say("ada begal"), "x" * (sender.max_length + 1))
    with pytest.raises(ChannelRefused) as caught:
        sender.send(rig.account, reply)
    assert caught.value.code == Refusal.TOO_LONG
    assert rig.ledger() == []


def test_it_says_how_long_one_call_may_take(sender: ReplySender) -> None:
    assert 0 < sender.timeout < 60


STORMS = ["error_before", "error_after", "late", "lag", "rate_limited", "cut"]


def deliver(rig: Rig, sender: ReplySender, text: str, author: str) -> str:
    """The outbox protocol in short: ask before every further attempt, once what hangs has settled."""
    reply = rig.outgoing(rig.say("ada begal", author=author), text)
    for _ in range(20):
        try:
            return sender.send(rig.account, reply).external_id
        except ChannelUnavailable:
            rig.world.advance(901)
        except OutcomeUnknown:
            rig.world.advance(121)
            found = sender.find(rig.account, reply)
            if found is not None:
                return found.external_id
    raise AssertionError("twenty attempts did not post the reply")


def test_asking_first_posts_every_reply_once_in_any_storm(rig: Rig, sender: ReplySender) -> None:
    if not rig.can_ask:
        pytest.skip("the platform cannot be asked")
    # The platform must not hide a second post of ours by refusing it.
    rig.world.accept_duplicates = True
    dice = random.Random(2041)
    sent: list[str] = []
    for number in range(30):
        for _ in range(dice.randrange(3)):
            rig.fault("write", dice.choice(STORMS), seconds=60, accepted=dice.random() < 0.5)
        sent.append(deliver(rig, sender, f"Laporan diterima, kode TGP-{number:04d}", f"warga_{number}"))
        rig.world.faults.clear()
    rig.world.advance(121)
    assert [posted.external_id for posted in rig.ledger()] == sent

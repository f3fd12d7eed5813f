"""What is particular to X as a sender; the common promises are in tests/contract/test_senders.py."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import flask
import pytest
import requests

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal
from responder.channels.x import XSender, comparable
from responder.channels.x_client import never_connected
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.x import XRig


@pytest.fixture
def rig() -> Iterator[XRig]:
    with XRig() as rig:
        yield rig


def test_a_reply_answers_the_mention_itself(rig: XRig) -> None:
    external_id = rig.say("jalan rusak")
    sent = rig.sender.send(rig.account, rig.outgoing(external_id))
    (posted,) = rig.ledger()
    assert posted.in_reply_to == external_id
    assert sent.url == f"https://x.com/{HANDLE}/status/{posted.external_id}"


def test_one_send_is_one_request(rig: XRig) -> None:
    asked: list[str] = []
    rig.simulator.apps["x"].before_request(lambda: asked.append(flask.request.method))
    reply = rig.outgoing(rig.say("jalan rusak"))
    rig.fault("write", "error_before", times=None)
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)
    assert asked == ["POST"]


def test_a_redirect_is_not_followed_with_a_second_post(rig: XRig) -> None:
    asked: list[str] = []

    def redirect() -> flask.Response:
        asked.append(flask.request.path)
        return flask.Response(status=307, headers={"Location": "https://api.twitter.com/2/posts"})

    rig.simulator.apps["x"].before_request(redirect)
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, rig.outgoing(rig.say("jalan rusak")))
    assert asked == ["/2/tweets"]


def test_a_good_answer_without_an_id_is_unknown(rig: XRig) -> None:
    rig.simulator.apps["x"].before_request(lambda: flask.jsonify({"data": {}}))
    with pytest.raises(OutcomeUnknown, match="id"):
        rig.sender.send(rig.account, rig.outgoing(rig.say("jalan rusak")))


def test_a_good_answer_that_is_no_json_is_unknown(rig: XRig) -> None:
    rig.simulator.apps["x"].before_request(lambda: "selesai")
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, rig.outgoing(rig.say("jalan rusak")))


def test_a_duplicate_text_may_be_ours_and_is_looked_up(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    sent = rig.sender.send(rig.account, reply)
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)
    assert rig.sender.find(rig.account, reply) == sent
    assert len(rig.ledger()) == 1


def test_an_injected_duplicate_is_looked_up_and_not_found(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    rig.fault("write", "duplicate_text")
    with pytest.raises(OutcomeUnknown):
        rig.sender.send(rig.account, reply)
    assert rig.sender.find(rig.account, reply) is None


def test_who_did_not_call_us_is_refused_for_ever(rig: XRig) -> None:
    mention = rig.world.post("x", rig.say("lihat", quoted={"author": "saksi_77", "text": "begal"}))
    assert mention is not None
    reply = rig.outgoing(mention.external_id)
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, replace(reply, in_reply_to=mention.quoted or ""))
    assert caught.value.code == Refusal.NOT_SUMMONED
    assert not caught.value.stops_account


def test_who_blocked_us_is_refused_for_ever(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    rig.world.opted_out.add(("x", "warga_2041"))
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.BLOCKED


def test_a_monthly_cap_on_writing_is_no_window(rig: XRig) -> None:
    rig.fault("write", "monthly_cap")
    with pytest.raises(ChannelUnavailable) as caught:
        rig.sender.send(rig.account, rig.outgoing(rig.say("jalan rusak")))
    assert caught.value.budget == "monthly"


def test_emoji_weigh_two(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"), "a" * 279 + "🙏")
    with pytest.raises(ChannelRefused) as caught:
        rig.sender.send(rig.account, reply)
    assert caught.value.code == Refusal.TOO_LONG


def test_a_reply_is_found_behind_many_newer_posts(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    sent = rig.sender.send(rig.account, reply)
    for number in range(120):
        rig.world.publish("x", HANDLE, f"pengumuman {number}")
    assert rig.sender.find(rig.account, reply) == sent


def test_looking_stops_a_day_before_the_first_attempt(rig: XRig) -> None:
    external_id = rig.say("jalan rusak")
    for number in range(250):
        rig.world.publish("x", HANDLE, f"pengumuman {number}")
    asked: list[str] = []
    rig.simulator.apps["x"].before_request(lambda: asked.append(flask.request.path))
    reply = replace(rig.outgoing(external_id), since=datetime.now(UTC) + timedelta(hours=25))
    assert rig.sender.find(rig.account, reply) is None
    assert len(asked) == 1


def test_a_reply_with_a_link_is_found_although_x_shortens_it(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"), "Lapor di https://contoh.example/aduan?kode=1&a=2 ya")
    sent = rig.sender.send(rig.account, reply)
    assert rig.sender.find(rig.account, reply) == sent


def test_an_answer_without_a_listing_never_means_not_posted(rig: XRig) -> None:
    reply = rig.outgoing(rig.say("jalan rusak"))
    rig.sender.send(rig.account, reply)
    rig.simulator.stop()
    with XRig() as other:
        other.simulator.apps["x"].before_request(lambda: flask.jsonify({"errors": []}))
        with pytest.raises(ChannelUnavailable, match="listing"):
            other.sender.find(other.account, reply)


@pytest.mark.parametrize(
    "shown",
    ["@warga_2041 siap &amp; laksanakan", "@warga_2041 @polda siap &amp; laksanakan", "siap  & laksanakan "],
)
def test_what_x_adds_makes_no_other_text(shown: str) -> None:
    assert comparable(shown) == comparable("siap & laksanakan")


def test_a_different_text_stays_different() -> None:
    assert comparable("TGP-0001: kini diteruskan") != comparable("TGP-0002: kini diteruskan")
    assert comparable("@warga_1") != comparable("@warga_2")


def test_our_recent_posts_tell_strangers_from_replies(rig: XRig) -> None:
    start = rig.world.now() - timedelta(seconds=1)
    external_id = rig.say("jalan rusak")
    sent = rig.sender.send(rig.account, rig.outgoing(external_id))
    foreign = rig.world.publish("x", HANDLE, "beli followers murah")
    posts = rig.sender.recent_posts(rig.account, start)
    assert [(post.external_id, post.in_reply_to) for post in posts] == [
        (sent.external_id, external_id),
        (foreign, None),
    ]
    assert rig.sender.recent_posts(rig.account, start + timedelta(hours=1)) == ()


def test_a_refused_connection_sent_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(requests.ConnectionError) as caught:
        requests.post(address, timeout=2)
    assert never_connected(caught.value)


def test_a_connection_cut_in_the_middle_may_have_sent_something(rig: XRig) -> None:
    rig.fault("read", "cut")
    signed = {"Authorization": f'OAuth oauth_token="{rig.registered.token}"'}
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get(rig.simulator.urls["x"] + "/2/users/me", headers=signed, timeout=2)
    assert not never_connected(caught.value)


def test_the_timeout_is_the_settings(rig: XRig) -> None:
    assert XSender(replace(rig.settings(), x_timeout=3.5)).timeout == 3.5

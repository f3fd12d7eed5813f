"""What is particular to Instagram's private API as a source; the rest is in tests/contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from listener.channels.instagram_private import InstagramPrivateSource, sign_in
from listener.contracts import IncomingMention
from models.errors import ChannelRefused, ChannelUnavailable
from models.vocabulary import MentionKind, Refusal
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.instagram_private import InstagramPrivateRig

ROOT = Path(__file__).parents[3]


@pytest.fixture
def rig() -> Iterator[InstagramPrivateRig]:
    with InstagramPrivateRig() as rig:
        yield rig


def fetch(rig: InstagramPrivateRig, cursor: str | None = None) -> tuple[IncomingMention, ...]:
    return rig.source.fetch(rig.account, cursor).mentions


# --- what it reads


def test_a_reply_comes_with_the_caption_and_the_comment_above_it(rig: InstagramPrivateRig) -> None:
    rig.world.publish("instagram_private", HANDLE, "Operasi Zebra dimulai")
    parent = rig.say("kapan mulainya?", author="warga_1")
    reply = rig.say("besok @teman_baik", author="warga_2", kind="reply", reply_to=parent)
    (_, mention) = fetch(rig)
    assert (mention.external_id, mention.kind, mention.in_reply_to) == (reply, MentionKind.REPLY, parent)
    assert [above.text for above in mention.context] == ["Operasi Zebra dimulai", "kapan mulainya?"]
    assert mention.mentioned_handles == ("teman_baik",)


def test_more_replies_than_one_page_are_all_read(rig: InstagramPrivateRig) -> None:
    parent = rig.say("setuju?")
    said = [rig.say(f"setuju {n}", author=f"warga_{n}", kind="reply", reply_to=parent) for n in range(35)]
    assert [mention.external_id for mention in fetch(rig)] == [parent, *said]


def test_tags_of_many_pages_are_all_read_and_read_once(rig: InstagramPrivateRig) -> None:
    said = [rig.say(f"tag {number}", kind="tag", author=f"warga_{number}") for number in range(30)]
    batch = rig.source.fetch(rig.account, None)
    assert [mention.external_id for mention in batch.mentions] == said
    assert {mention.kind for mention in batch.mentions} == {MentionKind.TAG}
    assert len(batch.mentions[0].media_urls) == 1
    assert fetch(rig, batch.cursor) == ()


def test_direct_messages_and_requests_are_read_with_their_writers(rig: InstagramPrivateRig) -> None:
    rig.say("saya mau lapor", kind="direct", author="warga_1")
    rig.say("pesan permintaan", kind="direct", author="warga_2", pending=True)
    mentions = fetch(rig)
    assert [(m.text, m.author_handle, m.kind) for m in mentions] == [
        ("saya mau lapor", "warga_1", MentionKind.DIRECT),
        ("pesan permintaan", "warga_2", MentionKind.DIRECT),
    ]
    assert mentions[0].thread_id == mentions[0].author_external_id


def test_the_clock_of_a_message_is_the_platforms(rig: InstagramPrivateRig) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    rig.say("saya mau lapor", kind="direct", created_at=moment)
    (mention,) = fetch(rig)
    assert mention.created_at == moment


def test_a_long_conversation_is_read_in_full_and_once(rig: InstagramPrivateRig) -> None:
    said = [rig.say(f"pesan {number}", kind="direct") for number in range(45)]
    batch = rig.source.fetch(rig.account, None)
    assert [mention.external_id for mention in batch.mentions] == said
    new = rig.say("pesan terakhir", kind="direct")
    assert [mention.external_id for mention in fetch(rig, batch.cursor)] == [new]


def test_more_conversations_than_one_page_are_all_read(rig: InstagramPrivateRig) -> None:
    said = [rig.say("halo", kind="direct", author=f"warga_{number}") for number in range(50)]
    assert {mention.external_id for mention in fetch(rig)} == set(said)


def test_our_own_messages_are_no_mentions(rig: InstagramPrivateRig) -> None:
    external_id = rig.say("halo", kind="direct")
    rig.sender.send(rig.account, rig.outgoing(external_id, "Terima kasih"))
    assert [mention.text for mention in fetch(rig)] == ["halo"]


def test_a_poll_looks_a_week_back_and_no_further(rig: InstagramPrivateRig) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    for kind in ("comment", "tag", "direct"):
        rig.say("sebulan lalu", created_at=long_ago, kind=kind)
    assert fetch(rig) == ()


def test_a_quiet_medium_costs_no_request(rig: InstagramPrivateRig) -> None:
    rig.say("kemarin", created_at=datetime.now(UTC) - timedelta(days=1))
    kept = json.loads(rig.source.fetch(rig.account, None).cursor or "")
    for mark in kept["media"].values():
        mark[2] = 0.0  # its number changed long ago
    quiet = rig.source.fetch(rig.account, json.dumps(kept))
    assert quiet.requests == 4  # our media, the tags, two inboxes
    assert quiet.mentions == ()


# --- what the platform refuses

STOPPING = [
    ("revoked", Refusal.REVOKED),
    ("challenge_required", Refusal.CHECKPOINT),
    ("masked_challenge", Refusal.CHECKPOINT),
    ("two_factor_required", Refusal.CHECKPOINT),
    ("suspended", Refusal.SUSPENDED),
    ("sentry_block", Refusal.BLOCKED),
    ("needs_upgrade", Refusal.REFUSED),
]


@pytest.mark.parametrize(("answer", "code"), STOPPING)
def test_what_a_person_must_repair_stops_the_account(
    rig: InstagramPrivateRig, answer: str, code: Refusal
) -> None:
    rig.fault("read", "revoked", answer=answer)
    with pytest.raises(ChannelRefused, match="tanggap account login") as caught:
        fetch(rig)
    assert caught.value.code == code
    assert caught.value.stops_account


RESTING = [
    ("rate_limited", 1800),
    ("please_wait", 900),
    ("rate_limit_error", 1800),
    ("feedback_required", 86400),
]


@pytest.mark.parametrize(("answer", "seconds"), RESTING)
def test_a_warning_makes_it_rest(rig: InstagramPrivateRig, answer: str, seconds: float) -> None:
    rig.fault("read", "rate_limited", answer=answer)
    with pytest.raises(ChannelUnavailable) as caught:
        fetch(rig)
    assert caught.value.retry_after == seconds
    assert caught.value.budget == "window"


def test_a_refusal_in_the_feed_is_never_taken_for_an_empty_feed(rig: InstagramPrivateRig) -> None:
    """The library's own method for the feed answers a 429 with no media."""
    rig.say("jangan hilang")
    rig.fault("read", "rate_limited")
    with pytest.raises(ChannelUnavailable):
        fetch(rig)


def test_a_request_timeout_is_not_sent_again(rig: InstagramPrivateRig) -> None:
    """The library waits a minute and repeats a request that was answered 408."""
    rig.fault("read", "rate_limited", answer="timeout")
    with pytest.raises(ChannelUnavailable, match="ReadTimeout"):
        fetch(rig)


# --- the session


def test_it_stays_off_until_somebody_takes_the_risk(rig: InstagramPrivateRig) -> None:
    source = InstagramPrivateSource(replace(rig.settings(), instagram_private_enabled=False))
    with pytest.raises(ChannelRefused, match="TANGGAP_INSTAGRAM_PRIVATE_ENABLED"):
        source.fetch(rig.account, None)


@pytest.mark.parametrize(
    "session", ["bukan json", "[]", '{"authorization_data": {}}', '{"cookies": 5}', '{"uuids": [1]}']
)
def test_a_broken_session_stops_the_account(rig: InstagramPrivateRig, session: str) -> None:
    with pytest.raises(ChannelRefused, match="tanggap account login") as caught:
        rig.source.fetch(rig.make_account({"session_json": session}), None)
    assert caught.value.stops_account


def test_the_device_stays_the_same_between_polls(rig: InstagramPrivateRig) -> None:
    state = rig.source.fetch(rig.account, None).state
    assert state is not None
    again = replace(rig.account, state=state)
    assert rig.source.fetch(again, None).state is None


def test_a_new_sign_in_replaces_the_kept_session(rig: InstagramPrivateRig) -> None:
    state = rig.source.fetch(rig.account, None).state
    assert state is not None
    rig.registered.token = "sesi-baru"
    renewed = replace(rig.make_account(rig.credential()), state=state)
    assert rig.source.check(renewed) == HANDLE


def test_the_session_is_opened_alike_in_both_directions() -> None:
    """Listener and responder may not import each other, so the file stands twice."""
    here, there = (ROOT / stage / "channels" / "instagram_session.py" for stage in ("listener", "responder"))
    assert here.read_text(encoding="utf-8") == there.read_text(encoding="utf-8")


# --- signing in


def test_signing_in_by_hand_gives_a_session_that_reads(rig: InstagramPrivateRig) -> None:
    session = sign_in(rig.settings(), HANDLE, f"sandi-{HANDLE}")
    rig.say("halo")
    account = rig.make_account({"session_json": json.dumps(session)})
    assert [mention.text for mention in rig.source.fetch(account, None).mentions] == ["halo"]


def test_a_wrong_password_is_refused(rig: InstagramPrivateRig) -> None:
    with pytest.raises(ChannelRefused, match="password") as caught:
        sign_in(rig.settings(), HANDLE, "salah")
    assert caught.value.code == Refusal.REVOKED


def test_a_second_factor_is_asked_for_and_used(rig: InstagramPrivateRig) -> None:
    rig.simulator.apps["instagram_private"].config["TWO_FACTOR"] = {HANDLE: "123456"}
    with pytest.raises(ChannelRefused) as caught:
        sign_in(rig.settings(), HANDLE, f"sandi-{HANDLE}")
    assert caught.value.code == Refusal.CHECKPOINT
    session = sign_in(rig.settings(), HANDLE, f"sandi-{HANDLE}", "123456")
    assert rig.source.check(rig.make_account({"session_json": json.dumps(session)})) == HANDLE


def test_a_challenge_at_sign_in_never_waits_for_the_keyboard(rig: InstagramPrivateRig) -> None:
    rig.fault("write", "revoked", answer="challenge_required")
    with pytest.raises(ChannelRefused) as caught:
        sign_in(rig.settings(), HANDLE, f"sandi-{HANDLE}")
    assert caught.value.code == Refusal.CHECKPOINT


def test_signing_in_needs_the_private_api_switched_on(rig: InstagramPrivateRig) -> None:
    with pytest.raises(ChannelRefused, match="TANGGAP_INSTAGRAM_PRIVATE_ENABLED"):
        sign_in(replace(rig.settings(), instagram_private_enabled=False), HANDLE, "x")

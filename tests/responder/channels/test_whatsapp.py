"""Sending through the real pywa, over HTTP, against the stand-in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.settings import Settings
from models.vocabulary import Channel, MentionKind, Refusal
from responder.channels.whatsapp import WhatsAppSender
from responder.contracts import Outgoing
from simulator.server import Simulator
from simulator.whatsapp_messages import user_id
from simulator.world import World

PHONE = "62000000110"
PHONE_ID = "300000000000110"
TIMEOUT = 1.5  # long enough for a loaded machine to answer


@pytest.fixture
def world() -> World:
    world = World()
    world.register("whatsapp", PHONE, PHONE_ID)
    return world


@pytest.fixture
def simulator(world: World) -> Iterator[Simulator]:
    with Simulator(world) as simulator:
        yield simulator


@pytest.fixture
def sender(simulator: Simulator) -> WhatsAppSender:
    return WhatsAppSender(Settings(whatsapp_base_url=simulator.urls["whatsapp"], whatsapp_timeout=TIMEOUT))


@pytest.fixture
def account() -> ChannelAccount:
    return ChannelAccount(1, Channel.WHATSAPP, PHONE, PHONE_ID, {"access_token": f"token-{PHONE}"})


@pytest.fixture
def reply(world: World) -> Outgoing:
    wamid = world.say("whatsapp", PHONE, "pak tolong, motor saya hilang", author="warga_2041", kind="direct")
    return Outgoing(
        in_reply_to=wamid,
        kind=MentionKind.DIRECT,
        thread_id=world.author("whatsapp", "warga_2041").external_id,
        recipient=world.author("whatsapp", "warga_2041").external_id,
        recipient_handle="",
        text="Terima kasih, laporan diterima. Kode TGP-1.",
        key="reply-1",
        since=world.now(),
    )


def test_it_sends_once_and_the_key_goes_along(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    sent = sender.send(account, reply)
    (posted,) = world.ledger
    assert sent.external_id == posted.external_id
    assert (posted.account, posted.in_reply_to) == (PHONE, reply.in_reply_to)
    assert (posted.text, posted.key) == (reply.text, "reply-1")


def test_it_answers_someone_who_shows_no_number(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    recipient = user_id(world.author("whatsapp", "warga_2041"))
    sender.send(account, replace(reply, recipient=recipient))
    assert [posted.in_reply_to for posted in world.ledger] == [reply.in_reply_to]


def test_after_24_hours_the_window_is_closed(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    world.advance(timedelta(hours=24, minutes=1).total_seconds())
    with pytest.raises(ChannelRefused, match="24 hours") as refused:
        sender.send(account, reply)
    assert (refused.value.code, refused.value.stops_account) == (Refusal.WINDOW_CLOSED, False)
    assert world.ledger == []


def test_a_second_message_within_six_seconds_must_wait(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    sender.send(account, reply)
    with pytest.raises(ChannelUnavailable, match="131056") as unavailable:
        sender.send(account, replace(reply, key="reply-2"))
    assert unavailable.value.retry_after == 6.0
    world.advance(6)
    sender.send(account, replace(reply, key="reply-2"))
    assert [posted.key for posted in world.ledger] == ["reply-1", "reply-2"]


@pytest.mark.parametrize(
    ("code", "retry_after"), [(130429, 10.0), (80007, 420.0), (131048, 3600.0), (131056, 6.0)]
)
def test_a_used_up_budget_says_when_to_come_back(
    world: World,
    sender: WhatsAppSender,
    account: ChannelAccount,
    reply: Outgoing,
    code: int,
    retry_after: float,
) -> None:
    world.faults.add("whatsapp", "write", "rate_limited", code=code)
    with pytest.raises(ChannelUnavailable) as unavailable:
        sender.send(account, reply)
    assert (unavailable.value.retry_after, unavailable.value.budget) == (retry_after, "window")
    assert world.ledger == []


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("error_before", False),
        ("error_before", True),
        ("error_after", False),
        ("error_after", True),
        ("late", False),
        ("hang_before", False),
        ("hang_after", False),
    ],
)
def test_an_unclear_answer_is_an_unknown_outcome_and_never_repeated(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing, fault: str, html: bool
) -> None:
    world.faults.add("whatsapp", "write", fault, seconds=10.0, html=html)
    with pytest.raises(OutcomeUnknown):
        sender.send(account, reply)
    world.advance(10)
    assert len(world.ledger) == (0 if fault in ("error_before", "hang_before") else 1)
    assert world.faults.take("whatsapp", "write") is None


@pytest.mark.parametrize("accepted", [False, True])
def test_a_cut_connection_is_an_unknown_outcome(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing, accepted: bool
) -> None:
    world.faults.add("whatsapp", "write", "cut", accepted=accepted)
    with pytest.raises(OutcomeUnknown):
        sender.send(account, reply)
    assert len(world.ledger) == int(accepted)


def test_the_platforms_own_unknown_error_is_an_unknown_outcome(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    world.faults.add("whatsapp", "write", "error_before", code=131016)
    with pytest.raises(OutcomeUnknown, match="131016"):
        sender.send(account, reply)


def test_a_revoked_token_stops_the_account(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    world.register("whatsapp", PHONE).revoked = True
    with pytest.raises(ChannelRefused, match="190") as refused:
        sender.send(account, reply)
    assert (refused.value.code, refused.value.stops_account) == (Refusal.REVOKED, True)


def test_a_token_for_another_number_stops_the_account(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    world.register("whatsapp", "62000000201")
    foreign = replace(account, credential={"access_token": "token-62000000201"})
    with pytest.raises(ChannelRefused, match="permission") as refused:
        sender.send(foreign, reply)
    assert refused.value.stops_account


@pytest.mark.parametrize(
    ("code", "refusal", "stops"),
    [
        (131031, Refusal.SUSPENDED, True),
        (131026, Refusal.BLOCKED, False),
        (131009, Refusal.REFUSED, False),
    ],
)
def test_a_refusal_keeps_its_reason(
    world: World,
    sender: WhatsAppSender,
    account: ChannelAccount,
    reply: Outgoing,
    code: int,
    refusal: Refusal,
    stops: bool,
) -> None:
    world.faults.add("whatsapp", "write", "rate_limited", code=code)
    with pytest.raises(ChannelRefused, match=str(code)) as refused:
        sender.send(account, reply)
    assert (refused.value.code, refused.value.stops_account) == (refusal, stops)


def test_a_missing_token_says_which_command_stores_it(
    sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    with pytest.raises(ChannelRefused, match="tanggap account login whatsapp") as refused:
        sender.send(replace(account, credential={}), reply)
    assert refused.value.code == Refusal.MISSING_CREDENTIAL


@pytest.mark.parametrize("recipient", ["", "warga_2041", "628-12", "ID.abc", "id.12"])
def test_a_recipient_that_is_no_person_is_refused_before_any_call(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing, recipient: str
) -> None:
    with pytest.raises(ChannelRefused, match="recipient"):
        sender.send(account, replace(reply, recipient=recipient))
    assert world.ledger == []


def test_a_text_that_is_too_long_is_refused_before_any_call(
    world: World, sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    with pytest.raises(ChannelRefused, match="4096") as refused:
        sender.send(account, replace(reply, text="a" * 4097))
    assert refused.value.code == Refusal.TOO_LONG


def test_where_nobody_listens_nothing_was_sent(account: ChannelAccount, reply: Outgoing) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(ChannelUnavailable, match="reached"):
        WhatsAppSender(Settings(whatsapp_base_url=address, whatsapp_timeout=TIMEOUT)).send(account, reply)


def test_it_cannot_be_asked_what_was_sent(
    sender: WhatsAppSender, account: ChannelAccount, reply: Outgoing
) -> None:
    with pytest.raises(ChannelRefused, match="status webhook"):
        sender.find(account, reply)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        b'HTTP/1.1 400 Bad\r\nContent-Length: 16\r\n\r\n{"error": "odd"}',
        b"HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\n<html>",
        b'HTTP/1.1 400 Bad\r\nContent-Length: 13\r\n\r\n{"error": {}}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{",
        b"no http at all",
    ],
)
def test_an_answer_of_an_unknown_shape_is_an_unknown_outcome(
    account: ChannelAccount, reply: Outgoing, answer: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(OutcomeUnknown):
            WhatsAppSender(Settings(whatsapp_base_url=address, whatsapp_timeout=TIMEOUT)).send(account, reply)
        thread.join()

"""One step of the listener: webhooks, polls and reach, each a batch."""

from __future__ import annotations

from listener.stage import Listener
from models.vocabulary import Channel
from tests.listener.conftest import HANDLE, Room
from tests.listener.test_inbound import body, message


def test_one_step_takes_in_webhooks_and_polls(room: Room) -> None:
    room.say("lewat X")
    room.receive(Channel.WHATSAPP, body(message("wamid.1", "lewat WhatsApp")))

    more = Listener(room.inbound(), room.poller(), room.remeasurer()).step()

    assert sorted(room.texts()) == [f"@{HANDLE} lewat X", "lewat WhatsApp"]
    assert more is False


def test_a_full_batch_of_any_kind_asks_for_another_step(room: Room) -> None:
    tight = room.changed(poll_batch=1)

    assert Listener(tight.inbound(), tight.poller(), tight.remeasurer()).step() is True

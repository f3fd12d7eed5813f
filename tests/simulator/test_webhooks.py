"""Webhooks come signed, in batches, again and in any order, as from the platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from listener.channels.whatsapp import WhatsAppParser
from models.channel_account import ChannelAccount
from models.settings import Settings
from models.vocabulary import Channel, InboundKind
from simulator.webhooks import Webhooks
from simulator.whatsapp import create_app
from simulator.world import World
from tests.simulator.receiver import Receiver, listening

SECRET = "app secret"
PHONE, PHONE_ID = "62000000110", "300000000000110"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(SECRET) as receiver:
        yield receiver


@pytest.fixture
def world() -> World:
    world = World()
    world.register("whatsapp", PHONE, PHONE_ID)
    world.register("instagram", "polresta", "17840000000000020")
    return world


Make = Callable[..., Webhooks]


@pytest.fixture
def make(world: World, receiver: Receiver) -> Iterator[Make]:
    made: list[Webhooks] = []

    def webhooks(**options: Any) -> Webhooks:
        made.append(Webhooks(world, receiver.url, SECRET, **options))
        return made[-1]

    yield webhooks
    for one in made:
        one.stop()


def say(world: World, text: str = "halo", author: str = "warga_1", **words: Any) -> str:
    return world.say("whatsapp", PHONE, text, author=author, kind="direct", **words)


def test_several_messages_come_in_one_signed_body(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    ids = [say(world, author=f"warga_{place}") for place in range(3)]
    assert webhooks.step() == 1
    assert receiver.ids(InboundKind.MESSAGE) == ids
    assert len(receiver.bodies) == 1
    assert {part.account_external_id for part in receiver.parts} == {PHONE_ID}
    assert receiver.parts[0].payload["metadata"] == {
        "display_phone_number": PHONE,
        "phone_number_id": PHONE_ID,
    }


def test_a_large_batch_is_cut_into_bodies(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make(per_body=4)
    ids = [say(world) for _ in range(10)]
    assert webhooks.step() == 3
    assert receiver.ids(InboundKind.MESSAGE) == ids


def test_it_delivers_again_until_the_answer_is_200(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make(backoff=1.0)
    receiver.answers = [500, 503]
    wamid = say(world)
    assert webhooks.step() == 1
    assert webhooks.step() == 0
    world.advance(1)
    assert webhooks.step() == 1
    world.advance(2)
    assert webhooks.step() == 1
    world.advance(60)
    assert webhooks.step() == 0
    assert receiver.ids(InboundKind.MESSAGE) == [wamid]
    assert [delivery.attempt for delivery in webhooks.accepted] == [2]


def test_it_gives_up_after_its_last_attempt(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make(attempts=2, backoff=1.0)
    receiver.answers = [500, 500]
    say(world)
    webhooks.step()
    world.advance(1)
    webhooks.step()
    world.advance(60)
    assert webhooks.step() == 0
    assert (len(webhooks.given_up), receiver.parts) == (1, [])


def test_a_service_that_is_down_gets_it_later(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    webhooks.url, listening = "http://127.0.0.1:9", webhooks.url
    wamid = say(world)
    webhooks.step()
    webhooks.url = listening
    world.advance(1)
    webhooks.step()
    assert receiver.ids(InboundKind.MESSAGE) == [wamid]


def test_a_body_may_come_twice(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make(duplicate=0.5, seed=3)
    ids = []
    for _ in range(20):
        ids.append(say(world))
        webhooks.step()
    world.advance(2)
    webhooks.step()
    received = receiver.ids(InboundKind.MESSAGE)
    assert set(received) == set(ids)
    assert len(received) > len(ids)


def test_messages_may_come_in_any_order(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make(reorder=True)
    ids = [say(world) for _ in range(12)]
    webhooks.step()
    received = receiver.ids(InboundKind.MESSAGE)
    assert sorted(received) == sorted(ids)
    assert received != ids


def test_some_contacts_show_no_number(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    say(world, user_id_only=True)
    webhooks.step()
    (change,) = receiver.bodies[0]["entry"][0]["changes"]
    (message,), (contact,) = change["value"]["messages"], change["value"]["contacts"]
    assert "from" not in message
    assert "wa_id" not in contact
    assert message["from_user_id"] == contact["user_id"]


def test_the_share_of_hidden_numbers_is_the_same_people_each_time(
    world: World, receiver: Receiver, make: Make
) -> None:
    webhooks = make(user_id_only=0.5)
    for place in [*range(20), *range(20)]:
        say(world, author=f"warga_{place}")
    webhooks.step()
    webhooks.step()
    hidden = ["'from'" not in repr(part.payload["message"]) for part in receiver.parts]
    assert hidden[:20] == hidden[20:]
    assert 0 < sum(hidden[:20]) < 20


def statuses(receiver: Receiver) -> list[dict[str, Any]]:
    found = [part.payload["status"] for part in receiver.parts if part.kind is InboundKind.STATUS]
    return [status for status in found if isinstance(status, dict)]


def test_a_sent_message_is_told_sent_delivered_and_read_with_its_key(
    world: World, receiver: Receiver, make: Make
) -> None:
    webhooks = make()
    wamid = say(world)
    number = world.author("whatsapp", "warga_1").external_id
    posted = world.accept("whatsapp", PHONE, wamid, "diterima", key="reply-1", thread_id=number)
    webhooks.step()
    assert statuses(receiver) == []
    for seconds in (0.2, 0.5, 3.0):
        world.advance(seconds)
        webhooks.step()
    assert [status["status"] for status in statuses(receiver)] == ["sent", "delivered", "read"]
    assert {status["biz_opaque_callback_data"] for status in statuses(receiver)} == {"reply-1"}
    assert {status["id"] for status in statuses(receiver)} == {posted.external_id}
    assert {status["recipient_id"] for status in statuses(receiver)} == {number}


def test_a_message_to_someone_who_blocked_us_fails(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    wamid = say(world)
    world.opted_out.add(("whatsapp", "warga_1"))
    number = world.author("whatsapp", "warga_1").external_id
    world.accept("whatsapp", PHONE, wamid, "diterima", key="reply-1", thread_id=number)
    world.advance(10)
    webhooks.step()
    (failed,) = statuses(receiver)
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)
    assert failed["errors"][0]["title"] == "Message undeliverable"
    assert failed["biz_opaque_callback_data"] == "reply-1"


def test_a_message_that_is_hidden_is_told_nothing_about(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    number = world.author("whatsapp", "warga_1").external_id
    world.accept("whatsapp", PHONE, say(world), "diterima", thread_id=number, hidden=True)
    world.advance(10)
    webhooks.step()
    assert statuses(receiver) == []


def test_a_message_taken_back_before_it_was_told_is_not_told(
    world: World, receiver: Receiver, make: Make
) -> None:
    webhooks = make()
    world.delete(say(world))
    assert webhooks.step() == 0


@pytest.mark.parametrize(
    ("kind", "text", "type_"),
    [("image", "bukti", "image"), ("audio", "", "audio"), ("document", "surat", "document")],
)
def test_media_come_as_references(
    world: World, receiver: Receiver, make: Make, kind: str, text: str, type_: str
) -> None:
    webhooks = make()
    say(world, text, media=[kind])
    webhooks.step()
    message = receiver.parts[0].payload["message"]
    assert isinstance(message, dict)
    assert message["type"] == type_
    assert message[type_]["id"]
    assert message[type_].get("caption", "") == text


def test_any_type_of_message_can_be_said(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    say(world, "", type="location", location={"latitude": -6.2, "longitude": 106.8})
    webhooks.step()
    message = receiver.parts[0].payload["message"]
    assert isinstance(message, dict)
    assert message["location"] == {"latitude": -6.2, "longitude": 106.8}


def test_what_citizens_write_comes_through_sealed_split_and_parsed(
    world: World, receiver: Receiver, make: Make
) -> None:
    webhooks = make(user_id_only=0.3, duplicate=0.3, reorder=True)
    texts = {say(world, f"#SKM laporan {place}", author=f"warga_{place}"): place for place in range(40)}
    say(world, "", type="reaction", reaction={"emoji": "x"})
    for _ in range(4):
        webhooks.step()
        world.advance(2)
    account = ChannelAccount(1, Channel.WHATSAPP, PHONE, PHONE_ID, {})
    parser = WhatsAppParser(Settings())
    mentions = [parser.parse(account, part.payload) for part in receiver.parts]
    known = {mention.external_id: mention for mention in mentions if mention is not None}
    assert set(known) == set(texts)
    for external_id, place in texts.items():
        mention = known[external_id]
        assert mention.text == f"#SKM laporan {place}"
        assert mention.mentioned_handles == ("SKM",)
        number = world.author("whatsapp", f"warga_{place}").external_id
        assert mention.author_external_id in (number, f"ID.{int(number) * 7 + 13}")


def test_instagram_tells_comments_mentions_and_messages(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    comment = world.say("instagram", "polresta", "min tolong", author="warga_1", kind="comment")
    mention = world.say("instagram", "polresta", "@polresta begal", author="warga_2", kind="mention")
    direct = world.say("instagram", "polresta", "halo", author="warga_3", kind="direct")
    tag = world.say("instagram", "polresta", "foto", author="warga_4", kind="tag")
    webhooks.step()
    assert receiver.ids(InboundKind.COMMENT) == [comment]
    assert receiver.ids(InboundKind.MENTION) == [mention]
    assert receiver.ids(InboundKind.MESSAGE) == [direct]
    assert tag not in [part.external_id for part in receiver.parts]
    assert {part.account_external_id for part in receiver.parts} == {"17840000000000020"}


def test_our_own_words_come_back_as_echoes(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    comment = world.say("instagram", "polresta", "min tolong", author="warga_1", kind="comment")
    direct = world.say("instagram", "polresta", "halo", author="warga_3", kind="direct")
    answer = world.accept("instagram", "polresta", comment, "diterima", kind="comment")
    written = world.accept("instagram", "polresta", direct, "diterima", kind="direct")
    webhooks.step()
    assert answer.external_id in receiver.ids(InboundKind.COMMENT)
    echo = next(part for part in receiver.parts if part.external_id == written.external_id)
    messaging = echo.payload["messaging"]
    assert isinstance(messaging, dict)
    assert messaging["message"]["is_echo"] is True


def test_the_worker_delivers_without_being_asked(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    webhooks.start()
    wamid = say(world)
    webhooks.wait(bodies=1, seconds=10)
    assert receiver.ids(InboundKind.MESSAGE) == [wamid]


def test_an_accepted_message_may_be_told_failed_later(world: World, receiver: Receiver, make: Make) -> None:
    webhooks = make()
    wamid = say(world)
    world.faults.add("whatsapp", "write", "lag", seconds=30, failed_code=131047)
    answer = (
        create_app(world)
        .test_client()
        .post(
            f"/v23.0/{PHONE_ID}/messages",
            headers={"Authorization": f"Bearer token-{PHONE}"},
            json={
                "messaging_product": "whatsapp",
                "to": world.author("whatsapp", "warga_1").external_id,
                "text": {"body": "diterima"},
                "context": {"message_id": wamid},
                "biz_opaque_callback_data": "reply-1",
            },
        )
    )
    assert answer.status_code == 200
    webhooks.step()
    assert statuses(receiver) == []
    world.advance(31)
    webhooks.step()
    (failed,) = statuses(receiver)
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)

"""Stored webhook messages become mentions; what cannot be read is kept with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from listener import intake
from listener.contracts import IncomingMention
from listener.inbound import BATCH, TRIES
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.records import Account, Unit
from models.vocabulary import Channel, InboundKind, InboundState, MentionKind
from simulator import instagram_notices, whatsapp_messages
from tests.listener.conftest import INSTAGRAM, WHATSAPP, WHATSAPP_ID, Killed, Room

CITIZEN = "6281200045011"


def message(external_id: str, text: str = "halo", at: int = 1_760_000_000, **more: Any) -> dict[str, Any]:
    plain = {"id": external_id, "from": CITIZEN, "timestamp": str(at), "type": "text", "text": {"body": text}}
    return {**plain, **more}


def status(external_id: str, word: str) -> dict[str, Any]:
    return {"id": external_id, "status": word, "timestamp": "1760000000", "recipient_id": CITIZEN}


def body(*messages: Any, statuses: Any = (), account: str = WHATSAPP_ID) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": WHATSAPP, "phone_number_id": account},
        "contacts": [{"wa_id": CITIZEN}],
        "messages": list(messages),
        "statuses": list(statuses),
    }
    entry = {"id": "200000000000001", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def states(room: Room) -> dict[str, InboundState]:
    return {event.external_id: event.state for event in room.events()}


def reasons(room: Room) -> dict[str, str]:
    return {event.external_id: event.reason for event in room.events()}


def test_several_messages_and_statuses_in_any_order_are_each_one_mention(any_room: Room) -> None:
    late, early = message("wamid.2", "yang kedua", 1_760_000_060), message("wamid.1", "yang pertama")
    any_room.receive(
        Channel.WHATSAPP, body(late, early, statuses=[status("wamid.9", "read"), status("wamid.9", "sent")])
    )
    any_room.receive(Channel.WHATSAPP, body(early, statuses=[status("wamid.9", "sent")]))

    while any_room.inbound().step():
        pass
    any_room.inbound().step()

    assert sorted(any_room.texts()) == ["yang kedua", "yang pertama"]
    assert {mention.kind for mention in any_room.mentions()} == {MentionKind.DIRECT}
    kinds = [(event.kind, event.state) for event in any_room.events()]
    assert kinds.count((InboundKind.MESSAGE, InboundState.PARSED)) == 2
    assert kinds.count((InboundKind.STATUS, InboundState.PENDING)) == 2


def test_a_message_that_also_comes_again_after_parsing_is_no_second_mention(room: Room) -> None:
    for _ in range(2):
        room.receive(Channel.WHATSAPP, body(message("wamid.1")))
        room.inbound().step()

    assert len(room.mentions()) == 1


def test_the_sender_of_a_direct_message_is_not_measured(room: Room) -> None:
    room.receive(Channel.WHATSAPP, body(message("wamid.1", "nik saya 3171234567890123")))
    room.inbound().step()

    (mention,) = room.mentions()
    assert mention.next_measure_at is None
    assert mention.text_masked == "nik saya [nik]"


def test_a_message_for_an_unknown_account_is_kept_with_advice(room: Room) -> None:
    room.receive(Channel.WHATSAPP, body(message("wamid.1"), account="999"))
    room.inbound().step()

    assert states(room) == {"wamid.1": InboundState.DEAD}
    assert "999" in reasons(room)["wamid.1"]
    assert "tanggap import-accounts" in reasons(room)["wamid.1"]


def test_a_message_that_cannot_be_read_is_kept_with_its_reason_and_the_rest_goes_in(any_room: Room) -> None:
    odd = message("wamid.odd", timestamp="kemarin")
    any_room.receive(Channel.WHATSAPP, body(message("wamid.1"), odd, message("wamid.3")))
    any_room.inbound().step()

    assert states(any_room) == {
        "wamid.1": InboundState.PARSED,
        "wamid.odd": InboundState.DEAD,
        "wamid.3": InboundState.PARSED,
    }
    assert "kemarin" in reasons(any_room)["wamid.odd"]


class BreakingParser:
    """The real parser with a mistake of ours in it."""

    def __init__(self, real: Any, breaks_on: str) -> None:
        self.real, self.breaks_on = real, breaks_on

    def parse(self, account: ChannelAccount, payload: Mapping[str, Any]) -> IncomingMention | None:
        if payload["message"]["id"] == self.breaks_on:
            raise KeyError("no such part")
        found: IncomingMention | None = self.real.parse(account, payload)
        return found


def test_a_message_our_own_code_breaks_on_holds_up_nobody_and_ends_as_a_dead_letter(room: Room) -> None:
    inbound = room.inbound()
    breaking = BreakingParser(inbound.parsers[Channel.WHATSAPP], "wamid.1")
    inbound = replace(inbound, parsers={Channel.WHATSAPP: breaking})
    room.receive(Channel.WHATSAPP, body(message("wamid.1"), message("wamid.2")))

    inbound.step()
    assert states(room) == {"wamid.1": InboundState.PENDING, "wamid.2": InboundState.PARSED}
    for _ in range(TRIES):
        room.let_time_pass()
        inbound.step()

    assert states(room)["wamid.1"] is InboundState.DEAD
    assert "KeyError" in reasons(room)["wamid.1"]


def test_a_reaction_is_no_mention(room: Room) -> None:
    room.receive(Channel.WHATSAPP, body(message("wamid.1", type="reaction", reaction={"emoji": "👍"})))
    room.inbound().step()

    assert states(room) == {"wamid.1": InboundState.IGNORED}
    assert room.mentions() == []


def test_a_crash_before_the_commit_leaves_the_message_waiting(
    any_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_room.receive(Channel.WHATSAPP, body(message("wamid.1")))
    stored = intake.store

    def store_and_die(*given: Any) -> int:
        stored(*given)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(intake, "store", store_and_die)
        with pytest.raises(Killed):
            any_room.inbound().step()
    assert any_room.mentions() == []
    any_room.inbound().step()
    assert any_room.mentions() == [], "the dead worker's lease has not ended"

    any_room.let_time_pass()
    any_room.inbound().step()

    assert [mention.external_id for mention in any_room.mentions()] == ["wamid.1"]


def test_a_wrong_secret_key_leaves_messages_waiting(room: Room) -> None:
    wrong = room.changed(secret_key="another-secret-key-0123456789abcdef")
    wrong.receive(Channel.WHATSAPP, body(message("wamid.1")))
    wrong.inbound().step()
    assert states(room) == {"wamid.1": InboundState.PENDING}
    assert "TANGGAP_SECRET_KEY" in reasons(room)["wamid.1"]

    room.let_time_pass()
    room.inbound().step()
    assert (states(room), reasons(room)) == ({"wamid.1": InboundState.PARSED}, {"wamid.1": ""})


# --- Instagram: the webhook leaves words out


def hear(room: Room, external_id: str) -> None:
    """What Instagram would send about one post of its simulated world."""
    world = room.simulator.world
    post = world.post("instagram", external_id)
    assert post is not None
    for account_id, section, content in instagram_notices.heard(world, post):
        entry = {"id": account_id, "time": int(world.now().timestamp()), section: [content]}
        room.receive(Channel.INSTAGRAM, {"object": "instagram", "entry": [entry]})


def test_an_instagram_mention_is_completed_by_a_call(room: Room) -> None:
    external_id = room.simulator.world.say(
        "instagram", INSTAGRAM, f"@{INSTAGRAM} tolong jalan rusak", author="warga_7", kind="mention"
    )
    hear(room, external_id)
    room.inbound().step()

    (mention,) = room.mentions()
    assert mention.text == f"@{INSTAGRAM} tolong jalan rusak"
    assert mention.author_handle == "warga_7"
    assert mention.kind is MentionKind.MENTION


def test_a_platform_that_is_down_is_asked_again_later(room: Room) -> None:
    external_id = room.simulator.world.say("instagram", INSTAGRAM, "macet", author="warga_7", kind="mention")
    hear(room, external_id)
    room.simulator.world.faults.add("instagram", "read", "error_before", times=1)
    room.inbound().step()

    (event,) = room.events()
    assert event.state is InboundState.PENDING
    assert event.not_before > utcnow()
    assert event.reason
    assert room.mentions() == []

    room.let_time_pass()
    room.inbound().step()
    assert room.texts() == ["macet"]


def test_what_was_deleted_before_it_could_be_read_is_let_go(room: Room) -> None:
    external_id = room.simulator.world.say("instagram", INSTAGRAM, "macet", author="warga_7", kind="mention")
    hear(room, external_id)
    room.simulator.world.delete(external_id)
    room.inbound().step()

    assert states(room) == {external_id: InboundState.IGNORED}
    assert room.mentions() == []


# --- one central number for many units


@pytest.fixture
def central(room: Room) -> Room:
    with room.database.writing() as session:
        account = session.scalars(select(Account).where(Account.handle == WHATSAPP)).one()
        account.central = True
        account.unit_id = session.scalars(select(Unit.id).where(Unit.code == "PDA")).one()
    return room


def addressed(room: Room) -> list[str]:
    with room.database.reading() as session:
        return [session.get_one(Unit, mention.unit_id).code for mention in room.mentions()]


def tell(room: Room, number: int, text: str, sender: str = CITIZEN) -> None:
    sent_by: dict[str, Any] = {"from": sender}
    room.receive(Channel.WHATSAPP, body(message(f"wamid.{number}", text, **sent_by)))
    room.inbound().step()


def test_a_unit_code_on_a_central_number_decides(central: Room) -> None:
    tell(central, 1, "PRA motor saya hilang")
    tell(central, 2, "#prb jalan rusak", sender="6281200045099")

    assert addressed(central) == ["PRA", "PRB"]


def test_a_follow_up_without_a_code_goes_to_the_same_unit(central: Room) -> None:
    tell(central, 1, "PRA motor saya hilang")
    tell(central, 2, "warnanya merah pak")
    tell(central, 3, "TOLONG dibantu")

    assert addressed(central) == ["PRA", "PRA", "PRA"]


def test_a_new_code_moves_the_conversation_on(central: Room) -> None:
    tell(central, 1, "PRA motor saya hilang")
    tell(central, 2, "PRB ternyata di sana")
    tell(central, 3, "terima kasih")

    assert addressed(central) == ["PRA", "PRB", "PRB"]


def test_without_any_code_the_numbers_own_unit_gets_it(central: Room) -> None:
    tell(central, 1, "pak tolong")

    assert addressed(central) == ["PDA"]


def test_a_code_means_nothing_on_a_units_own_number(room: Room) -> None:
    tell(room, 1, "PRA motor saya hilang")

    assert addressed(room) == ["PRB"]


def test_the_simulators_own_messages_are_understood(room: Room) -> None:
    world = room.simulator.world
    external_id = world.say("whatsapp", WHATSAPP, "lapor pak", author=CITIZEN, kind="direct")
    post, account = world.post("whatsapp", external_id), world.account("whatsapp", WHATSAPP)
    assert post is not None
    assert account is not None
    room.receive(Channel.WHATSAPP, body(whatsapp_messages.message(post, account, False)))
    room.inbound().step()

    assert room.texts() == ["lapor pak"]


def test_a_burst_on_one_account_holds_up_no_other(any_room: Room) -> None:
    any_room.receive(Channel.WHATSAPP, body(*(message(f"wamid.{n}") for n in range(BATCH))))
    any_room.receive(Channel.WHATSAPP, body(message("wamid.other"), account="nobody-we-know"))

    assert any_room.inbound().step()

    assert states(any_room)["wamid.other"] is InboundState.DEAD
    assert list(states(any_room).values()).count(InboundState.PENDING) == 1

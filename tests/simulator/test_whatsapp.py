"""The stand-in for the WhatsApp Cloud API answers as the platform does."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator.whatsapp import create_app
from simulator.whatsapp_messages import media_id, user_id
from simulator.world import World

PHONE, PHONE_ID = "62000000110", "300000000000110"
TOKEN = {"Authorization": f"Bearer token-{PHONE}"}


@pytest.fixture
def world() -> World:
    world = World()
    world.register("whatsapp", PHONE, PHONE_ID)
    world.say("whatsapp", PHONE, "halo pak", author="warga_1", kind="direct")
    return world


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_app(world).test_client()


def body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": world.author("whatsapp", "warga_1").external_id,
        "type": "text",
        "text": {"body": "Terima kasih"},
        "context": {"message_id": "wamid.X"},
        "biz_opaque_callback_data": "key-1",
    } | changes


def post(client: FlaskClient, content: Any, phone_id: str = PHONE_ID) -> Any:
    return client.post(f"/v23.0/{phone_id}/messages", json=content, headers=TOKEN)


def test_it_accepts_a_message_with_its_context_and_tracker(world: World, client: FlaskClient) -> None:
    answer = post(client, body(world))
    (posted,) = world.ledger
    assert answer.status_code == 200
    assert answer.json["messages"] == [{"id": posted.external_id}]
    number = world.author("whatsapp", "warga_1").external_id
    assert answer.json["contacts"] == [{"input": number, "wa_id": number}]
    assert (posted.in_reply_to, posted.text, posted.key) == ("wamid.X", "Terima kasih", "key-1")


def test_a_user_id_is_answered_with_a_user_id(world: World, client: FlaskClient) -> None:
    identity = user_id(world.author("whatsapp", "warga_1"))
    content = body(world, recipient=identity)
    del content["to"]
    assert post(client, content).json["contacts"] == [{"input": identity, "user_id": identity}]
    assert post(client, content | {"recipient": "ID.5"}).json["error"]["code"] == 131009


def test_the_window_is_24_hours_from_the_last_word_of_the_citizen(world: World, client: FlaskClient) -> None:
    world.advance(24 * 3600 - 1)
    assert post(client, body(world)).status_code == 200
    world.advance(10)
    refused = post(client, body(world))
    assert (refused.status_code, refused.json["error"]["code"]) == (400, 131047)
    assert refused.json["error"]["error_data"]["messaging_product"] == "whatsapp"
    world.say("whatsapp", PHONE, "masih ada?", author="warga_1", kind="direct")
    assert post(client, body(world)).status_code == 200


def test_outside_the_window_a_template_still_goes(world: World, client: FlaskClient) -> None:
    world.advance(25 * 3600)
    template = {
        "name": "tindak_lanjut",
        "language": {"code": "id"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "TGP-1"}]}],
    }
    assert post(client, body(world, type="template", template=template)).status_code == 200
    assert world.ledger[0].text == "template:tindak_lanjut|TGP-1"


def test_a_number_that_never_wrote_to_us_gets_no_free_text(world: World, client: FlaskClient) -> None:
    assert post(client, body(world, to="628999")).json["error"]["code"] == 131047


def test_one_message_in_six_seconds_to_one_person(world: World, client: FlaskClient) -> None:
    world.say("whatsapp", PHONE, "halo", author="warga_2", kind="direct")
    other = world.author("whatsapp", "warga_2").external_id
    assert post(client, body(world)).status_code == 200
    assert post(client, body(world)).json["error"]["code"] == 131056
    assert post(client, body(world, to=other)).status_code == 200
    world.advance(6)
    assert post(client, body(world)).status_code == 200


def test_one_number_sends_eighty_messages_a_second(world: World, client: FlaskClient) -> None:
    still = world.now()
    world.now = lambda: still  # type: ignore[method-assign]
    for place in range(81):
        world.say("whatsapp", PHONE, "halo", author=f"banyak_{place}", kind="direct")
    answers = [
        post(client, body(world, to=world.author("whatsapp", f"banyak_{place}").external_id)).status_code
        for place in range(81)
    ]
    assert answers == [200] * 80 + [429]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"messaging_product": "sms"}, 131008),
        ({"to": ""}, 131008),
        ({"to": "abc"}, 131009),
        ({"text": {}}, 131008),
        ({"text": {"body": "a" * 4097}}, 131009),
        ({"biz_opaque_callback_data": "a" * 513}, 131009),
        ({"type": "poll"}, 131051),
    ],
)
def test_a_wrong_request_is_named(
    world: World, client: FlaskClient, changes: dict[str, Any], code: int
) -> None:
    assert post(client, body(world, **changes)).json["error"]["code"] == code
    assert post(client, None).json["error"]["code"] == 131008
    assert world.ledger == []


def test_only_the_right_token_opens_a_number(world: World, client: FlaskClient) -> None:
    world.register("whatsapp", "62000000201", "300000000000201")
    assert post(client, body(world), "300000000000201").json["error"]["code"] == 10
    assert post(client, body(world), "42").json["error"]["code"] == 100
    bare = client.post(f"/v23.0/{PHONE_ID}/messages", json=body(world))
    assert (bare.status_code, bare.json["error"]["code"]) == (401, 190)  # type: ignore[index]
    world.register("whatsapp", PHONE).revoked = True
    assert post(client, body(world)).json["error"]["code"] == 190
    assert world.ledger == []


def test_a_used_up_business_account_says_when_it_recovers(world: World, client: FlaskClient) -> None:
    world.faults.add("whatsapp", "write", "rate_limited", code=80007)
    answer = post(client, body(world))
    assert answer.json["error"]["code"] == 80007
    assert "estimated_time_to_regain_access" in answer.headers["X-Business-Use-Case-Usage"]


def test_an_error_after_accepting_leaves_the_message_sent(world: World, client: FlaskClient) -> None:
    world.faults.add("whatsapp", "write", "error_after")
    assert post(client, body(world)).status_code == 500
    assert [posted.key for posted in world.ledger] == ["key-1"]


def test_a_late_acceptance_comes_after_the_error(world: World, client: FlaskClient) -> None:
    world.faults.add("whatsapp", "write", "late", seconds=5)
    assert post(client, body(world)).status_code == 500
    assert world.ledger == []
    world.advance(5)
    assert [posted.key for posted in world.ledger] == ["key-1"]


def test_it_says_who_we_are(client: FlaskClient) -> None:
    answer = client.get(f"/v23.0/{PHONE_ID}", headers=TOKEN)
    assert answer.json is not None
    assert (answer.json["id"], answer.json["display_phone_number"]) == (PHONE_ID, "+62 000-000110")


def test_media_are_read_in_two_steps(world: World, client: FlaskClient) -> None:
    wamid = world.say("whatsapp", PHONE, "bukti", author="warga_1", kind="direct", media=["image"])
    post_with_medium = world.post("whatsapp", wamid)
    assert post_with_medium is not None
    described = client.get(f"/v23.0/{media_id(post_with_medium)}", headers=TOKEN).json
    assert described is not None
    assert described["mime_type"] == "image/png"
    content = client.get(described["url"], headers=TOKEN)
    assert content.data.startswith(b"\x89PNG")
    assert len(content.data) == described["file_size"]
    assert client.get(described["url"]).status_code == 401

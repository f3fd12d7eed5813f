"""Opening Meta's webhook bodies."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.envelope import content_id, signature_matches, split_instagram, split_whatsapp
from models.vocabulary import Channel, InboundKind

SECRET = "a webhook secret"


def whatsapp(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"object": "whatsapp_business_account", "entry": [{"id": "waba-1", "changes": list(changes)}]}


def messages(messages: list[Any], statuses: list[Any] | None = None, **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "628110000001", "phone_number_id": "1001"}
    known = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    if messages:
        known["messages"] = messages
    if statuses:
        known["statuses"] = statuses
    return {"field": "messages", "value": known}


def text(wamid: str, sender: str = "628120000001") -> dict[str, Any]:
    return {"id": wamid, "from": sender, "timestamp": "1760000000", "type": "text", "text": {"body": "halo"}}


def signed(raw: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def test_it_gives_one_part_per_message_and_per_status() -> None:
    status = {"id": "wamid.C", "status": "delivered", "recipient_id": "628120000001", "timestamp": "1"}
    parts = split_whatsapp(whatsapp(messages([text("wamid.A"), text("wamid.B")], [status])))
    assert [(part.kind, part.external_id) for part in parts] == [
        (InboundKind.MESSAGE, "wamid.A"),
        (InboundKind.MESSAGE, "wamid.B"),
        (InboundKind.STATUS, "wamid.C:delivered"),
    ]
    assert {part.account_external_id for part in parts} == {"1001"}
    assert {part.channel for part in parts} == {Channel.WHATSAPP}
    assert parts[2].payload["status"] == status


def test_it_reads_every_entry_and_every_change() -> None:
    body = whatsapp(messages([text("wamid.A")]), messages([text("wamid.B")]))
    body["entry"] += whatsapp(messages([text("wamid.C")]))["entry"]
    assert [part.external_id for part in split_whatsapp(body)] == ["wamid.A", "wamid.B", "wamid.C"]


def test_each_message_carries_only_its_own_contact() -> None:
    contacts = [{"wa_id": "628120000001"}, {"user_id": "ID.77"}]
    by_user_id = {**text("wamid.B", ""), "from_user_id": "ID.77"}
    first, second = split_whatsapp(whatsapp(messages([text("wamid.A"), by_user_id], contacts=contacts)))
    assert first.payload["contacts"] == [{"wa_id": "628120000001"}]
    assert second.payload["contacts"] == [{"user_id": "ID.77"}]


def test_it_keeps_all_contacts_where_it_cannot_tell_whose_the_message_is() -> None:
    contacts = [{"wa_id": "1"}, {"wa_id": "2"}]
    (part,) = split_whatsapp(whatsapp(messages([text("wamid.A", "3")], contacts=contacts)))
    assert part.payload["contacts"] == contacts


def test_a_message_without_an_id_does_not_stop_its_neighbours() -> None:
    nameless = {key: value for key, value in text("").items() if key != "id"}
    parts = split_whatsapp(whatsapp(messages([nameless, text("wamid.B")])))
    assert [part.external_id for part in parts] == [content_id(nameless), "wamid.B"]
    assert parts[0].kind is InboundKind.MESSAGE


@pytest.mark.parametrize("field", ["account_update", "message_template_status_update", "smb_message_echoes"])
def test_an_unknown_change_is_kept_under_its_content(field: str) -> None:
    body = whatsapp({"field": field, "value": {"event": "SOMETHING"}})
    (part,) = split_whatsapp(body)
    assert (part.kind, part.account_external_id) == (InboundKind.OTHER, "waba-1")
    assert split_whatsapp(body) == [part]


def test_errors_beside_messages_are_kept_too() -> None:
    parts = split_whatsapp(whatsapp(messages([text("wamid.A")], errors=[{"code": 130429}])))
    assert [part.kind for part in parts] == [InboundKind.MESSAGE, InboundKind.OTHER]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "body is list"),
        ({}, "about None"),
        ({"object": "page", "entry": []}, "about 'page'"),
        ({"object": "whatsapp_business_account"}, "entry is NoneType"),
        ({"object": "whatsapp_business_account", "entry": []}, "no entry"),
        ({"object": "whatsapp_business_account", "entry": ["x"]}, "element of entry is str"),
        (
            {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages"}]}]},
            "value of a",
        ),
        (whatsapp({"field": "messages", "value": {"messages": {}}}), "messages is dict"),
    ],
)
def test_a_body_of_an_unknown_shape_is_refused_with_its_reason(body: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        split_whatsapp(body)


def instagram(**entry: Any) -> dict[str, Any]:
    return {"object": "instagram", "entry": [{"id": "17841", "time": 1760000000, **entry}]}


def test_it_splits_instagram_comments_mentions_and_messages() -> None:
    comment = {"field": "comments", "value": {"id": "c1", "text": "min"}}
    mention = {"field": "mentions", "value": {"media_id": "m1", "comment_id": "c2"}}
    caption = {"field": "mentions", "value": {"media_id": "m2"}}
    direct = {
        "sender": {"id": "9"},
        "recipient": {"id": "17841"},
        "message": {"mid": "mid.1", "text": "halo"},
    }
    seen = {"sender": {"id": "9"}, "read": {"mid": "mid.0"}}
    parts = split_instagram(instagram(changes=[comment, mention, caption], messaging=[direct, seen]))
    assert [(part.kind, part.external_id) for part in parts] == [
        (InboundKind.COMMENT, "c1"),
        (InboundKind.MENTION, "c2"),
        (InboundKind.MENTION, "m2"),
        (InboundKind.MESSAGE, "mid.1"),
        (InboundKind.OTHER, content_id(seen)),
    ]
    assert parts[0].payload == {"field": "comments", "value": comment["value"], "time": 1760000000}
    assert parts[3].payload == {"messaging": direct, "time": 1760000000}
    assert {part.account_external_id for part in parts} == {"17841"}


def test_it_reads_a_change_written_into_the_entry_itself() -> None:
    (part,) = split_instagram(instagram(field="comments", value={"id": "c1", "text": "min"}))
    assert (part.kind, part.external_id) == (InboundKind.COMMENT, "c1")


def test_an_instagram_entry_with_nothing_known_is_kept() -> None:
    (part,) = split_instagram(instagram(standby=[{"sender": {"id": "9"}}]))
    assert part.kind is InboundKind.OTHER


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_either_split_or_refused(value: Any) -> None:
    for body in (value, whatsapp(messages([], value=value)), whatsapp({"field": "messages", "value": value})):
        with contextlib.suppress(ValueError):
            assert split_whatsapp(body)
    for entry in ({"changes": value}, {"messaging": value}, {"field": "x", "value": value}):
        with contextlib.suppress(ValueError):
            assert split_instagram(instagram(**entry))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True))
def test_no_message_is_lost_however_the_body_is_cut(numbers: list[int]) -> None:
    body = whatsapp(
        *(messages([text(f"wamid.{number}") for number in numbers[i : i + 3]]) for i in range(0, 12, 3))
    )
    kept = [part.external_id for part in split_whatsapp(body) if part.kind is InboundKind.MESSAGE]
    assert kept == [f"wamid.{number}" for number in numbers]


def test_the_signature_of_the_raw_bytes_matches() -> None:
    raw = json.dumps(whatsapp(messages([text("wamid.A")]))).encode()
    assert signature_matches(SECRET, raw, signed(raw))


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_a_signature_fits_only_the_body_it_was_made_for(raw: bytes, other: bytes) -> None:
    assert signature_matches(SECRET, other, signed(raw)) == (raw == other)


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=abc", "sha256=é", signed(b"{}")[7:]])
def test_a_wrong_header_never_matches(header: str | None) -> None:
    assert not signature_matches(SECRET, b"{}", header)


def test_without_a_secret_nothing_matches() -> None:
    assert not signature_matches("", b"{}", signed(b"{}", ""))

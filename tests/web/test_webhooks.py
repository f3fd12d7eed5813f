"""What Meta sends us."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.database import Database
from models.records import AuditEntry, InboundBody, InboundEvent
from models.vocabulary import InboundKind, InboundState
from tests.web.conftest import Browser
from web import webhooks


@pytest.fixture(autouse=True)
def _nobody_was_wrong_before() -> None:
    webhooks._wrong.clear()


def _whatsapp(*messages: dict[str, object], **more: object) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62811", "phone_number_id": "ext-whatsapp"},
        "contacts": [{"wa_id": "62812", "profile": {"name": "warga"}}],
        "messages": list(messages),
        **more,
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    return json.dumps(body).encode()


def _message(name: str) -> dict[str, object]:
    return {"from": "62812", "id": name, "timestamp": "1763800000", "type": "text", "text": {"body": "halo"}}


def _send(
    visitor: Browser, raw: bytes, secret: str = "meta-secret", channel: str = "whatsapp"
) -> TestResponse:
    signature = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return visitor.client.post(
        f"/webhooks/{channel}",
        data=raw,
        headers={"X-Hub-Signature-256": signature, "Content-Type": "application/json"},
    )


def _events(database: Database) -> list[tuple[str, InboundKind, InboundState]]:
    with database.reading() as session:
        return [
            (e.external_id, e.kind, e.state)
            for e in session.scalars(select(InboundEvent).order_by(InboundEvent.id))
        ]


def _bodies(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(InboundBody)) or 0


def test_it_answers_the_registration_with_the_challenge_only_for_our_token(visitor: Browser) -> None:
    asked = "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=abc&hub.verify_token="
    answer = visitor.get(asked + "verify-me")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "abc", "text/plain")
    assert visitor.get(asked + "guess").status_code == 403
    assert visitor.get("/webhooks/telegram?hub.mode=subscribe").status_code == 404


def test_it_stores_the_raw_body_and_one_row_per_part(visitor: Browser, database: Database) -> None:
    status = {"id": "wamid.9", "status": "delivered", "timestamp": "1763800000", "recipient_id": "62812"}
    raw = _whatsapp(_message("wamid.1"), _message("wamid.2"), statuses=[status])
    assert _send(visitor, raw).status_code == 200
    assert _events(database) == [
        ("wamid.1", InboundKind.MESSAGE, InboundState.PENDING),
        ("wamid.2", InboundKind.MESSAGE, InboundState.PENDING),
        ("wamid.9:delivered", InboundKind.STATUS, InboundState.PENDING),
    ]
    with database.reading() as session:
        assert session.scalars(select(InboundBody.raw)).one() == raw


def test_a_redelivery_changes_nothing(visitor: Browser, database: Database) -> None:
    for body in (
        _whatsapp(_message("wamid.1")),
        _whatsapp(_message("wamid.1")),
        _whatsapp(_message("wamid.1"), _message("wamid.2")),
    ):
        assert _send(visitor, body).status_code == 200
    assert [name for name, *_ in _events(database)] == ["wamid.1", "wamid.2"]
    assert _bodies(database) == 2


def test_a_wrong_signature_is_refused_and_nothing_is_stored(visitor: Browser, database: Database) -> None:
    raw = _whatsapp(_message("wamid.1"))
    assert _send(visitor, raw, secret="guess").status_code == 401
    assert visitor.client.post("/webhooks/whatsapp", data=raw).status_code == 401
    assert _bodies(database) == 0
    assert _events(database) == []


def test_whoever_keeps_sending_wrong_signatures_is_no_longer_read(visitor: Browser) -> None:
    for _ in range(webhooks.WRONG_AT_MOST):
        assert _send(visitor, b"{}", secret="guess").status_code == 401
    assert _send(visitor, b"{}", secret="guess").status_code == 429


@pytest.mark.parametrize(
    "raw", [b"not json", b'{"object": "page", "entry": []}', b"[]", b"\xff\xfe", b"[" * 100_000]
)
def test_a_signed_body_that_cannot_be_read_is_a_dead_letter(
    visitor: Browser, database: Database, raw: bytes
) -> None:
    assert _send(visitor, raw).status_code == 200
    with database.reading() as session:
        event = session.scalars(select(InboundEvent)).one()
        assert event.state is InboundState.DEAD
        assert event.reason
        assert session.get_one(InboundBody, event.body_id).raw == raw


def test_a_body_over_the_limit_is_refused(visitor: Browser, database: Database) -> None:
    assert _send(visitor, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert _bodies(database) == 0


def test_it_takes_text_no_database_can_hold(visitor: Browser, database: Database) -> None:
    message = _message("wamid.1") | {"text": {"body": "halo\x00 \ud83d"}}
    assert _send(visitor, _whatsapp(message)).status_code == 200
    with database.reading() as session:
        payload = session.scalars(select(InboundEvent.payload)).one()
    assert payload["message"]["text"]["body"] == "halo ?"  # type: ignore[index]


def test_one_instagram_post_may_mention_two_of_our_accounts(visitor: Browser, database: Database) -> None:
    change = {"field": "mentions", "value": {"media_id": "m-1"}}
    entries = [{"id": account, "time": 1763800000, "changes": [change]} for account in ("ig-1", "ig-2")]
    raw = json.dumps({"object": "instagram", "entry": entries}).encode()
    assert _send(visitor, raw, channel="instagram").status_code == 200
    assert [name for name, *_ in _events(database)] == ["ig-1:m-1", "ig-2:m-1"]


def test_the_list_of_dead_letters_is_the_system_admins(
    visitor: Browser, sign_in: Callable[[str], Browser], database: Database
) -> None:
    _send(visitor, b"not json")
    assert "isinya bukan JSON" in sign_in("system").page("/kiriman-tak-terbaca")
    for login in ("admin", "auditor", "stranger", "posko"):
        assert sign_in(login).get("/kiriman-tak-terbaca").status_code == 403


def test_a_dead_letter_can_be_read_again(
    visitor: Browser, sign_in: Callable[[str], Browser], database: Database
) -> None:
    _send(visitor, _whatsapp(_message("wamid.1")))
    with database.writing() as session:
        event = session.scalars(select(InboundEvent)).one()
        event.state, event.reason = InboundState.DEAD, "no account"
        event_id = event.id
    system = sign_in("system")
    assert system.post(f"/kiriman-tak-terbaca/{event_id}/coba-lagi").status_code == 302
    assert _events(database) == [("wamid.1", InboundKind.MESSAGE, InboundState.PENDING)]
    assert system.post(f"/kiriman-tak-terbaca/{event_id}/coba-lagi").status_code == 409
    assert sign_in("admin").post(f"/kiriman-tak-terbaca/{event_id}/coba-lagi").status_code == 403
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.act)).all() == ["inbound.retried"]


def test_an_unreadable_body_stays_with_its_reason_when_it_is_read_again(
    visitor: Browser, sign_in: Callable[[str], Browser], database: Database
) -> None:
    _send(visitor, b"not json")
    with database.reading() as session:
        event_id = session.scalars(select(InboundEvent.id)).one()
    sign_in("system").post(f"/kiriman-tak-terbaca/{event_id}/coba-lagi")
    assert [state for *_, state in _events(database)] == [InboundState.DEAD]

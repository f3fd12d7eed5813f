"""Real senders over HTTP on loopback: what arrives, what is tried again, what is given up, what survives a kill."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from alerting import wording
from models import alert_addresses
from models.clock import utcnow
from models.records import AlertAddress, AlertDelivery, Case, SealedKey
from models.vocabulary import AlertKind, AlertRoute, DeliveryState, Role
from tests.alerting.conftest import Watchroom
from tests.alerting.services import signer


def push_of(room: Watchroom, alert: int) -> AlertDelivery:
    return next(one for one in room.deliveries(alert) if one.route is AlertRoute.PUSH)


def test_a_push_is_encrypted_signed_and_says_no_citizens_word(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    device = any_room.browser(officer)
    alert = any_room.alarm()
    any_room.step()
    (received,) = any_room.service.received
    content = device.read(received)
    (code,) = any_room.ask(select(Case.code))
    assert content["title"] == f"Darurat: {code}"
    assert content["body"].startswith("Polres PRA\n")
    assert content["url"].startswith("https://tanggap.example.go.id/peringatan/tautan/")
    assert content["tag"] == received.headers["topic"] == f"alert-{alert}"
    assert "motor" not in str(content)
    assert "warga" not in str(content)
    assert (received.headers["urgency"], received.headers["ttl"]) == ("high", "14400")
    key, claims = signer(received)
    (kept,) = any_room.ask(select(SealedKey))
    assert key == kept.public
    assert claims["aud"] == any_room.service.url
    assert claims["sub"] == "https://tanggap.example.go.id"
    row = push_of(any_room, alert)
    assert (row.state, row.attempts) == (DeliveryState.SENT, 1)
    assert row.sent_at is not None


def test_a_webhook_gets_code_kind_unit_and_link_in_the_officers_language(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.change(officer, locale="en")
    any_room.webhook("own", officer_id=officer)
    any_room.webhook("desk", unit="PRA")
    any_room.alarm(kind=AlertKind.VIRAL)
    any_room.step()
    (code,) = any_room.ask(select(Case.code))
    said = {
        one.path: content
        for one, content in zip(any_room.service.received, any_room.service.accepted, strict=True)
    }
    assert said["/own"]["title"] == f"May go viral: {code}"
    assert said["/desk"]["title"] == f"Berisiko viral: {code}"
    for content in said.values():
        assert "/peringatan/tautan/" in content["message"]
        assert "Polres PRA" in content["message"]
        assert "motor" not in str(content)


@pytest.mark.parametrize("status", [404, 410])
def test_an_expired_subscription_is_taken_off_the_list(any_room: Watchroom, status: int) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    any_room.service.answers = [(status, {})]
    alert = any_room.alarm()
    any_room.step()
    assert any_room.ask(select(AlertAddress)) == []
    row = push_of(any_room, alert)
    assert (row.state, row.address_id) == (DeliveryState.FAILED, None)
    assert "ended" in row.reason


def test_an_outage_is_waited_out_with_growing_pauses(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    any_room.service.answers = [(503, {}), (429, {"Retry-After": "90"}), (500, {})]
    alert = any_room.alarm()
    any_room.step()
    pauses = []
    for _ in range(3):
        row = push_of(any_room, alert)
        assert row.state is DeliveryState.WAITING
        pauses.append((row.due_at - utcnow()).total_seconds())
        any_room.later(minutes=2)
    assert 10 < pauses[0] <= 15
    assert 85 < pauses[1] <= 90
    assert 55 < pauses[2] <= 60
    row = push_of(any_room, alert)
    assert (row.state, row.attempts) == (DeliveryState.SENT, 4)


def test_after_ten_tries_it_is_given_up_with_the_reason(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    address = room.webhook("broken", officer_id=officer)
    room.service.taken = 500
    alert = room.alarm()
    room.step()
    for _ in range(12):
        room.later(minutes=11)
    row = room.deliveries(alert)[-1]
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 10)
    assert "error=500" in row.reason
    (kept,) = room.ask(select(AlertAddress).where(AlertAddress.id == address))
    assert kept.last_error == row.reason


def test_a_refusal_is_not_repeated(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    room.browser(officer)
    room.service.answers = [(403, {})]
    alert = room.alarm()
    room.step()
    room.later(minutes=60)
    assert push_of(room, alert).state is DeliveryState.FAILED
    assert len(room.service.received) == 1
    assert len(room.ask(select(AlertAddress))) == 1


def test_a_push_service_that_sends_us_elsewhere_is_not_followed(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    room.browser(officer)
    room.service.answers = [(307, {"Location": f"{room.service.url}/elsewhere"})]
    alert = room.alarm()
    room.step()
    assert push_of(room, alert).state is DeliveryState.FAILED
    assert [one.path for one in room.service.received] == [f"/push/{officer}"]


def test_a_worker_killed_after_the_claim_leaves_it_to_the_next(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    alert = any_room.alarm()
    any_room.stage.telling.step()
    # Claimed and committed, and then nothing: what kill -9 leaves behind.
    assert len(any_room.stage.sending._claim(utcnow())) == 1
    any_room.step()
    assert any_room.service.received == []
    any_room.later(minutes=1)
    assert len(any_room.service.received) == 1
    assert push_of(any_room, alert).state is DeliveryState.SENT


def test_killed_between_the_call_and_its_record_it_is_sent_again_under_the_same_tag(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    room.browser(officer)
    alert = room.alarm()
    room.step()
    with room.database.writing() as session:
        # The record of the call was lost with the worker.
        session.execute(
            update(AlertDelivery)
            .where(AlertDelivery.route == AlertRoute.PUSH)
            .values(state=DeliveryState.WAITING)
        )
    room.later(minutes=1)
    assert [one.headers["topic"] for one in room.service.received] == [f"alert-{alert}"] * 2


def test_several_workers_send_each_delivery_once(any_room: Watchroom) -> None:
    for _ in range(12):
        any_room.browser(any_room.officer(Role.HUMAS, "PRA"))
    any_room.alarm()
    with ThreadPoolExecutor(4) as workers:
        for _ in range(2):
            list(workers.map(lambda _: any_room.stage.step(), range(4)))
    assert len(any_room.service.received) == 12
    assert len({one.path for one in any_room.service.received}) == 12


def test_an_address_removed_meanwhile_is_not_called(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    alert = any_room.alarm()
    any_room.stage.telling.step()
    with any_room.database.writing() as session:
        session.execute(delete(AlertAddress))
    any_room.step()
    row = push_of(any_room, alert)
    assert (row.state, row.reason) == (DeliveryState.DROPPED, "the address was removed")
    assert any_room.service.received == []


def test_a_push_address_outside_the_known_services_is_never_called(room: Watchroom) -> None:
    allowed = room.settings
    for endpoint in (
        "http://169.254.169.254/latest",
        "https://push.example.org/x",
        "https://127.0.0.1.example.org/x",
        "http://fcm.googleapis.com/x",
        "https://[::1",
    ):
        assert not alert_addresses.push_host_allowed(endpoint, allowed), endpoint
    from models.settings import Settings

    for endpoint in ("https://fcm.googleapis.com/x", "https://updates.push.services.mozilla.com/wpush/v2/x"):
        assert alert_addresses.push_host_allowed(endpoint, Settings()), endpoint


def test_a_browser_belongs_to_who_subscribed_it_last(any_room: Watchroom) -> None:
    first, second = any_room.officer(Role.HUMAS, "PRA"), any_room.officer(Role.ADMIN, "PRA")
    device = any_room.browser(first)
    with any_room.database.writing() as session:
        alert_addresses.keep(
            session,
            any_room.settings,
            route=AlertRoute.PUSH,
            content=device.subscription(),
            label="Chromium",
            now=utcnow(),
            officer_id=second,
        )
    assert any_room.ask(select(AlertAddress.officer_id)) == [second]


def test_addresses_lie_sealed_in_the_database(room: Watchroom) -> None:
    room.webhook("secret-path", officer_id=room.officer(Role.HUMAS, "PRA"))
    room.browser(room.officer(Role.HUMAS, "PRA"))
    for row in room.ask(select(AlertAddress)):
        assert "secret-path" not in row.sealed + row.key + row.label
        assert "127.0.0.1" not in row.sealed + row.key + row.label
    room.alarm()
    room.step()
    (key,) = room.ask(select(SealedKey))
    assert key.public not in key.sealed


def test_a_test_message_goes_out_like_any_other(room: Watchroom) -> None:
    address = room.webhook("desk", unit="PRA")
    with room.database.writing() as session:
        session.add(
            AlertDelivery(
                key="test:1",
                address_id=address,
                route=AlertRoute.MESSAGE,
                due_at=utcnow(),
                created_at=utcnow(),
            )
        )
    room.step()
    assert room.service.accepted[0]["title"] == "Uji peringatan Tanggap"
    assert room.deliveries()[0].state is DeliveryState.SENT


def test_only_mail_telegram_and_webhooks_are_taken() -> None:
    kinds = alert_addresses.message_kind
    assert kinds("mailtos://user:secret@mail.example.go.id") == "e-mail"
    assert kinds("tgram://123456789:abcdef/42") == "Telegram"
    assert kinds("jsons://hooks.example.go.id/x") == "webhook"
    for url in (
        "syslog://",
        "file:///etc/passwd",
        "dbus://",
        "http://127.0.0.1/",
        "",
        "json://",
        "json://[::1",
    ):
        assert kinds(url) is None, url


def test_every_kind_of_alert_has_its_words() -> None:
    for words in wording.KINDS.values():
        assert set(words) == set(AlertKind)


def test_a_link_is_nobody_elses() -> None:
    token = alert_addresses.link_token("key", 12)
    assert alert_addresses.linked_delivery("key", token) == 12
    for forged in (token.replace("12-", "13-"), "12-", "", "x", token[:-1] + "é", "9" * 40 + "-a"):
        assert alert_addresses.linked_delivery("key", forged) is None, forged
    assert alert_addresses.linked_delivery("another", token) is None

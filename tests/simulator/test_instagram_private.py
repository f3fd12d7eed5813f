"""The private stand-in on the wire; what instagrapi makes of it is tested with the adapters."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator.instagram_private import create_app
from simulator.world import World

HANDLE = "polres_contoh"
CHANNEL = "instagram_private"


@pytest.fixture
def world() -> World:
    world = World()
    world.register(CHANNEL, HANDLE, external_id="17841")
    return world


@pytest.fixture
def app(world: World) -> FlaskClient:
    return signed_in(create_app(world).test_client())


def signed_in(client: FlaskClient, session: str = f"token-{HANDLE}") -> FlaskClient:
    packed = base64.b64encode(json.dumps({"ds_user_id": "17841", "sessionid": session}).encode()).decode()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer IGT:2:{packed}"
    return client


def comment_on(app: FlaskClient, medium: str, text: str, answered: str = "") -> Any:
    body = json.dumps({"comment_text": text, "replied_to_comment_id": answered, "idempotence_token": "k1"})
    return app.post(f"/api/v1/media/{medium}_17841/comment/", data={"signed_body": f"SIGNATURE.{body}"})


def say(world: World, text: str = "halo", author: str = "warga_1", kind: str = "comment", **more: Any) -> str:
    return world.say(CHANNEL, HANDLE, text, author=author, kind=kind, **more)


def medium_of(world: World, comment_id: str) -> str:
    post = world.post(CHANNEL, comment_id)
    assert post is not None
    return post.thread_id


@pytest.mark.parametrize("header", ["", "Bearer IGT:2:!!!", "Bearer IGT:2:e30=", "Bearer lain"])
def test_without_a_session_one_must_sign_in(world: World, header: str) -> None:
    client = create_app(world).test_client()
    refused = client.get("/api/v1/accounts/current_user/", headers={"Authorization": header})
    assert (refused.status_code, refused.get_json()["message"]) == (403, "login_required")


def test_a_session_may_stand_in_a_cookie(world: World) -> None:
    client = create_app(world).test_client()
    client.set_cookie("sessionid", f"token-{HANDLE}")
    user = client.get("/api/v1/accounts/current_user/").get_json()["user"]
    assert (user["username"], user["pk"]) == (HANDLE, 17841)


def test_comments_are_paged_by_an_opaque_cursor(app: FlaskClient, world: World) -> None:
    said = [say(world, f"komentar {number}") for number in range(45)]
    seen: list[str] = []
    query: dict[str, str] = {}
    while True:
        body = app.get(f"/api/v1/media/{medium_of(world, said[0])}_17841/comments/", query_string=query)
        page = body.get_json()
        seen += [row["pk"] for row in page["comments"]]
        if not page["has_more_headload_comments"]:
            assert "next_min_id" not in page
            break
        query = {"min_id": page["next_min_id"]}
    assert seen == said[::-1]
    assert page["comment_count"] == 45


def test_a_comment_is_in_the_ledger_with_its_key(app: FlaskClient, world: World) -> None:
    said = say(world)
    made = comment_on(app, medium_of(world, said), "Terima kasih", said).get_json()["comment"]
    assert [(p.in_reply_to, p.text, p.key, p.external_id) for p in world.ledger] == [
        (said, "Terima kasih", "k1", made["pk"])
    ]
    assert made["parent_comment_id"] == said


def test_what_was_deleted_cannot_be_answered(app: FlaskClient, world: World) -> None:
    said = say(world)
    world.delete(said)
    refused = comment_on(app, medium_of(world, said), "x", said)
    assert (refused.status_code, refused.get_json()["status"]) == (400, "fail")
    assert "deleted" in refused.get_json()["message"]
    assert world.ledger == []


def test_too_many_comments_in_an_hour_wake_suspicion(world: World) -> None:
    app = signed_in(create_app(world, comments_per_hour=2).test_client())
    said = say(world)
    answers = [comment_on(app, medium_of(world, said), f"balasan {n}", said) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 400]
    assert answers[2].get_json()["message"] == "feedback_required"
    world.advance(3601)
    assert comment_on(app, medium_of(world, said), "lagi", said).status_code == 200
    assert len(world.ledger) == 3


def test_strangers_stand_among_the_requests_until_we_answer(app: FlaskClient, world: World) -> None:
    say(world, "permisi", kind="direct", pending=True)
    person = world.author(CHANNEL, "warga_1").external_id

    def threads(box: str) -> list[str]:
        inbox = app.get(f"/api/v1/direct_v2/{box}/").get_json()["inbox"]
        return [thread["thread_id"] for thread in inbox["threads"]]

    assert (threads("inbox"), threads("pending_inbox")) == ([], [person])
    form = {"thread_ids": json.dumps([int(person)]), "text": "Silakan", "client_context": "k2"}
    sent = app.post("/api/v1/direct_v2/threads/broadcast/text/", data=form).get_json()["payload"]
    assert sent["is_sent_by_viewer"]
    assert (threads("inbox"), threads("pending_inbox")) == ([person], [])


FAULTS = [
    ("rate_limited", "rate_limited", 429, "Too many requests"),
    ("rate_limited", "please_wait", 401, "Please wait a few minutes before you try again."),
    ("monthly_cap", "monthly_cap", 400, "feedback_required"),
    ("revoked", "revoked", 403, "login_required"),
    ("revoked", "challenge_required", 400, "challenge_required"),
    ("error_before", "error", 500, ""),
]


@pytest.mark.parametrize(("fault", "answer", "status", "message"), FAULTS)
def test_an_injected_fault_speaks_the_apps_language(
    app: FlaskClient, world: World, fault: str, answer: str, status: int, message: str
) -> None:
    world.faults.add(CHANNEL, "read", fault, answer=answer)
    refused = app.get("/api/v1/accounts/current_user/")
    assert (refused.status_code, refused.get_json()["message"]) == (status, message)
    assert app.get("/api/v1/accounts/current_user/").status_code == 200


def test_a_users_profile_is_shown_by_id(app: FlaskClient, world: World) -> None:
    person = world.author(CHANNEL, "warga_1", verified=True).external_id
    user = app.get(f"/api/v1/users/{person}/info/").get_json()["user"]
    assert (user["username"], user["is_verified"]) == ("warga_1", True)
    assert app.get("/api/v1/users/404/info/").status_code == 404

"""The Graph stand-in on the wire: paging, headers, codes. What clients make of it is tested with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.instagram import create_app
from simulator.server import Simulator
from simulator.world import World

HANDLE = "polres_contoh"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(only=("instagram",)) as simulator:
        yield simulator


@pytest.fixture
def world(simulator: Simulator) -> World:
    simulator.world.register("instagram", HANDLE, external_id="17841")
    return simulator.world


@pytest.fixture
def graph(simulator: Simulator, world: World) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"{simulator.urls['instagram']}/v23.0",
        headers={"Authorization": f"Bearer token-{HANDLE}"},
    ) as client:
        yield client


def error(response: httpx.Response) -> tuple[int, int, int | None]:
    body = response.json()["error"]
    assert body["type"] == "OAuthException"
    assert body["message"]
    return response.status_code, body["code"], body.get("error_subcode")


def comment(world: World, text: str = "halo", author: str = "warga_1", **more: Any) -> str:
    return world.say("instagram", HANDLE, text, author=author, kind="comment", **more)


def medium_of(world: World, comment_id: str) -> str:
    post = world.post("instagram", comment_id)
    assert post is not None
    return post.thread_id


def test_the_token_may_stand_in_the_header_or_the_address(graph: httpx.Client) -> None:
    assert graph.get("/me", params={"fields": "username"}).json() == {"id": "17841", "username": HANDLE}
    bare = httpx.get(f"{graph.base_url}me", params={"fields": "username", "access_token": f"token-{HANDLE}"})
    assert bare.json()["username"] == HANDLE


def test_without_a_good_token_nothing_is_shown(graph: httpx.Client, world: World) -> None:
    assert error(httpx.get(f"{graph.base_url}me")) == (400, 2500, None)
    assert error(graph.get("/me", headers={"Authorization": "Bearer salah"})) == (400, 190, None)
    account = world.account("instagram", HANDLE)
    assert account is not None
    account.revoked = True
    assert error(graph.get("/me")) == (400, 190, 458)


def test_comments_come_newest_first_page_by_page(graph: httpx.Client, world: World) -> None:
    said = [comment(world, f"komentar {number}") for number in range(60)]
    seen: list[str] = []
    params = {"fields": "id", "limit": "25"}
    while True:
        body = graph.get(f"/{medium_of(world, said[0])}/comments", params=params).json()
        seen += [row["id"] for row in body["data"]]
        if "next" not in body["paging"]:
            break
        params["after"] = body["paging"]["cursors"]["after"]
    assert seen == said[::-1]


def test_a_new_comment_does_not_shift_the_pages(graph: httpx.Client, world: World) -> None:
    said = [comment(world, f"komentar {number}") for number in range(4)]
    address = f"/{medium_of(world, said[0])}/comments"
    first = graph.get(address, params={"limit": "2"}).json()
    comment(world, "baru saja")
    after = first["paging"]["cursors"]["after"]
    second = graph.get(address, params={"limit": "2", "after": after}).json()
    assert [row["id"] for row in second["data"]] == [said[1], said[0]]


def test_replies_of_replies_hang_under_the_top_comment(graph: httpx.Client, world: World) -> None:
    top = comment(world)
    first = world.say("instagram", HANDLE, "a", author="warga_2", kind="reply", reply_to=top)
    second = world.say("instagram", HANDLE, "b", author="warga_3", kind="reply", reply_to=first)
    body = graph.get(f"/{top}", params={"fields": "text,replies{text,parent_id}"}).json()
    assert body["replies"]["data"] == [
        {"id": first, "text": "a", "parent_id": top},
        {"id": second, "text": "b", "parent_id": top},
    ]


def test_likes_and_comment_counts_grow(graph: httpx.Client, world: World) -> None:
    said = comment(world, growth={"peak_per_hour": 600, "half_life_hours": 2})
    before = graph.get(f"/{said}", params={"fields": "like_count"}).json()["like_count"]
    world.advance(3600)
    assert graph.get(f"/{said}", params={"fields": "like_count"}).json()["like_count"] > before + 300
    medium = graph.get(f"/{medium_of(world, said)}", params={"fields": "comments_count"})
    comment(world)
    again = graph.get(f"/{medium_of(world, said)}", params={"fields": "comments_count"})
    assert again.json()["comments_count"] == medium.json()["comments_count"] + 1


def test_usage_headers_come_with_every_answer(graph: httpx.Client) -> None:
    response = graph.get("/me")
    assert json.loads(response.headers["X-App-Usage"])["call_count"] == 0
    ((share,),) = json.loads(response.headers["X-Business-Use-Case-Usage"]).values()
    assert share["type"] == "instagram"
    assert share["estimated_time_to_regain_access"] == 0


def test_too_many_calls_in_an_hour_are_refused_until_it_is_over() -> None:
    world = World()
    world.register("instagram", HANDLE)
    client = create_app(world, calls_per_hour=2).test_client()
    headers = {"Authorization": f"Bearer token-{HANDLE}"}
    assert [client.get("/v23.0/me", headers=headers).status_code for _ in range(3)] == [200, 200, 400]
    refused = client.get("/v23.0/me", headers=headers)
    assert refused.get_json()["error"]["code"] == 80002
    ((share,),) = json.loads(refused.headers["X-Business-Use-Case-Usage"]).values()
    assert share["estimated_time_to_regain_access"] == 60
    world.advance(3601)
    assert client.get("/v23.0/me", headers=headers).status_code == 200


def test_what_is_gone_somebody_elses_or_unknown_looks_the_same(graph: httpx.Client, world: World) -> None:
    world.register("instagram", "polsek_lain")
    theirs = world.say("instagram", "polsek_lain", "halo", author="warga_1", kind="comment")
    gone = comment(world)
    world.delete(gone)
    for node in (theirs, gone, "404"):
        assert error(graph.get(f"/{node}")) == (400, 100, 33)
        assert error(graph.post(f"/{node}/replies", data={"message": "x"})) == (400, 100, 33)
    assert world.ledger == []


def test_one_missing_id_spoils_an_answer_about_many(graph: httpx.Client, world: World) -> None:
    kept, gone = comment(world), comment(world)
    assert set(graph.get("/", params={"ids": f"{kept},{gone}"}).json()) == {kept, gone}
    world.delete(gone)
    assert error(graph.get("/", params={"ids": f"{kept},{gone}"})) == (400, 100, 33)


def test_an_unknown_field_or_a_broken_list_is_refused(graph: httpx.Client, world: World) -> None:
    said = comment(world)
    assert error(graph.get(f"/{said}", params={"fields": "shares"})) == (400, 100, None)
    assert error(graph.get(f"/{said}", params={"fields": "id,"})) == (400, 2500, None)


def test_a_mention_is_shown_by_its_own_edge_only(graph: httpx.Client, world: World) -> None:
    caption = world.say("instagram", HANDLE, "begal @polres_contoh", author="warga_1", kind="mention")
    asked = {"fields": f"mentioned_media.media_id({caption}){{caption,username}}"}
    assert graph.get("/17841", params=asked).json()["mentioned_media"] == {
        "id": caption,
        "caption": "begal @polres_contoh",
        "username": "warga_1",
    }
    assert error(graph.get(f"/{caption}")) == (400, 100, 33)
    wrong = {"fields": f"mentioned_comment.comment_id({caption}){{text}}"}
    assert error(graph.get("/17841", params=wrong)) == (400, 100, 33)


def test_a_reply_is_in_the_ledger_once_and_can_be_read(graph: httpx.Client, world: World) -> None:
    said = comment(world)
    made = graph.post(f"/{said}/replies", json={"message": "Terima kasih"}).json()["id"]
    assert [(p.in_reply_to, p.text, p.external_id) for p in world.ledger] == [(said, "Terima kasih", made)]
    rows = graph.get(f"/{said}/replies", params={"fields": "text,username"}).json()["data"]
    assert rows == [{"id": made, "text": "Terima kasih", "username": HANDLE}]


@pytest.mark.parametrize("message", ["", "x" * 2201])
def test_an_empty_or_too_long_comment_is_refused(graph: httpx.Client, world: World, message: str) -> None:
    assert error(graph.post(f"/{comment(world)}/replies", data={"message": message})) == (400, 100, None)
    assert world.ledger == []


def test_a_message_over_a_thousand_bytes_is_refused(graph: httpx.Client, world: World) -> None:
    world.say("instagram", HANDLE, "halo", author="warga_1", kind="direct")
    person = world.author("instagram", "warga_1").external_id
    body = {"recipient": {"id": person}, "message": {"text": "é" * 501}}
    assert error(graph.post("/17841/messages", json=body)) == (400, 100, None)
    body["message"]["text"] = "é" * 500
    assert graph.post("/17841/messages", json=body).json()["recipient_id"] == person


def test_a_human_agent_has_seven_days(graph: httpx.Client, world: World) -> None:
    world.say("instagram", HANDLE, "halo", author="warga_1", kind="direct")
    person = world.author("instagram", "warga_1").external_id
    world.advance(2 * 86400)
    body: dict[str, Any] = {"recipient": {"id": person}, "message": {"text": "Maaf terlambat"}}
    assert error(graph.post("/17841/messages", json=body)) == (403, 10, 2534022)
    tagged = {**body, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert graph.post("/17841/messages", json=tagged).status_code == 200
    world.advance(6 * 86400)
    assert error(graph.post("/17841/messages", json=tagged)) == (403, 10, 2534022)


FAULTS = [
    ("rate_limited", (403, 4, None)),
    ("monthly_cap", (400, 613, None)),
    ("revoked", (400, 190, 463)),
    ("error_before", (500, 2, None)),
    ("duplicate_text", (400, 506, None)),
    ("not_summoned", (403, 200, None)),
    ("blocked", (400, 551, 1545041)),
]


@pytest.mark.parametrize(("fault", "expected"), FAULTS)
def test_an_injected_fault_speaks_metas_language(
    graph: httpx.Client, world: World, fault: str, expected: tuple[int, int, int | None]
) -> None:
    said = comment(world)
    world.faults.add("instagram", "write", fault)
    assert error(graph.post(f"/{said}/replies", data={"message": "x"})) == expected
    assert world.ledger == []
    assert graph.post(f"/{said}/replies", data={"message": "x"}).status_code == 200


def test_a_rate_limit_tells_the_minutes_left(graph: httpx.Client, world: World) -> None:
    world.faults.add("instagram", "read", "rate_limited", reset_in=90)
    response = graph.get("/me")
    assert "X-Regain" not in response.headers
    ((share,),) = json.loads(response.headers["X-Business-Use-Case-Usage"]).values()
    assert (share["call_count"], share["estimated_time_to_regain_access"]) == (100, 2)


def test_a_late_acceptance_is_read_once_its_time_has_come(graph: httpx.Client, world: World) -> None:
    said = comment(world)
    world.faults.add("instagram", "write", "late", seconds=60)
    assert graph.post(f"/{said}/replies", data={"message": "Terima kasih"}).status_code == 500
    assert world.ledger == []
    world.advance(61)
    assert [posted.text for posted in world.ledger] == ["Terima kasih"]


def test_a_deleted_comment_takes_its_replies_along_and_is_not_counted(
    graph: httpx.Client, world: World
) -> None:
    top = comment(world)
    comment(world, "ikut", author="warga_2", reply_to=top)
    kept = comment(world, "lain", author="warga_3")
    medium = medium_of(world, top)
    world.delete(top)
    shown = graph.get(f"/{medium}", params={"fields": "comments_count,comments{id,replies{id}}"}).json()
    assert shown["comments_count"] == 1
    assert [row["id"] for row in shown["comments"]["data"]] == [kept]

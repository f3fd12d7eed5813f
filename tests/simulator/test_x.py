"""The X stand-in on the wire: bodies and headers as X sends them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from simulator.server import Simulator
from simulator.world import World

SIGNED = {"Authorization": 'OAuth oauth_consumer_key="app", oauth_token="token-polres_contoh"'}
FULL = {
    "expansions": "author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
    "tweet.fields": "created_at,public_metrics,referenced_tweets,entities,note_tweet,attachments",
    "user.fields": "public_metrics,verified",
    "media.fields": "url,preview_image_url",
}


class Wire:
    """One signed caller."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.world: World = simulator.world
        self.account = self.world.register("x", "polres_contoh")
        self.session = requests.Session()
        self.session.headers.update(SIGNED)

    def get(self, path: str, **params: object) -> requests.Response:
        return self.session.get(self.simulator.urls["x"] + path, params=params, timeout=5)  # type: ignore[arg-type]

    def mentions(self, **params: object) -> requests.Response:
        return self.get(f"/2/users/{self.account.external_id}/mentions", **params)

    def timeline(self, **params: object) -> requests.Response:
        return self.get(f"/2/users/{self.account.external_id}/tweets", **params)

    def reply(self, parent: str, text: str) -> requests.Response:
        body = {"text": text, "reply": {"in_reply_to_tweet_id": parent}}
        return self.session.post(self.simulator.urls["x"] + "/2/tweets", json=body, timeout=5)

    def say(self, text: str = "@polres_contoh halo", **keywords: object) -> str:
        return self.world.say("x", "polres_contoh", text, author="warga_1", **keywords)  # type: ignore[arg-type]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Simulator(only=("x",)) as simulator:
        wire = Wire(simulator)
        yield wire
        wire.session.close()


def test_mentions_come_newest_first_in_pages(wire: Wire) -> None:
    said = [wire.say() for _ in range(12)]
    first = wire.mentions(max_results=5).json()
    wire.say("yang datang di tengah membaca")
    second = wire.mentions(max_results=5, pagination_token=first["meta"]["next_token"]).json()
    third = wire.mentions(max_results=5, pagination_token=second["meta"]["next_token"]).json()
    ids = [post["id"] for page in (first, second, third) for post in page["data"]]
    assert ids == said[::-1]
    assert first["meta"]["newest_id"] == said[-1]
    assert "next_token" not in third["meta"]


def test_since_id_is_exclusive(wire: Wire) -> None:
    said = [wire.say() for _ in range(3)]
    answer = wire.mentions(since_id=said[1]).json()
    assert [post["id"] for post in answer["data"]] == [said[2]]
    assert wire.mentions(since_id=said[2]).json() == {"meta": {"result_count": 0}}


def test_only_the_newest_800_mentions_are_listed(wire: Wire) -> None:
    said = [wire.say() for _ in range(810)]
    listed: list[str] = []
    token = None
    while True:
        page = wire.mentions(max_results=100, **({"pagination_token": token} if token else {})).json()
        listed += [post["id"] for post in page["data"]]
        token = page["meta"].get("next_token")
        if token is None:
            break
    assert listed == said[:9:-1]


def test_fields_come_only_when_asked_for(wire: Wire) -> None:
    wire.say()
    (post,) = wire.mentions().json()["data"]
    assert set(post) == {"id", "text", "edit_history_tweet_ids"}


def test_expansions_bring_author_media_and_the_quoted_post(wire: Wire) -> None:
    wire.say(followers=900, quoted={"author": "saksi", "text": "ada begal", "media": ["video"]})
    answer = wire.mentions(**FULL).json()
    (quoted,) = answer["includes"]["tweets"]
    assert quoted["text"] == "ada begal"
    assert answer["includes"]["media"][0]["preview_image_url"].startswith("https://")
    followers = {user["username"]: user["public_metrics"] for user in answer["includes"]["users"]}
    assert followers["warga_1"]["followers_count"] == 900
    assert "saksi" in followers


def test_a_long_post_is_cut_and_told_in_full_in_its_note(wire: Wire) -> None:
    wire.say("@polres_contoh " + "panjang " * 60)
    (post,) = wire.mentions(**FULL).json()["data"]
    assert len(post["text"]) == 280
    assert len(post["note_tweet"]["text"]) > 400


def test_the_newer_spelling_changes_every_word(wire: Wire) -> None:
    wire.simulator.apps["x"].config["X_SPEC"] = "post"
    wire.say(quoted={"author": "saksi", "text": "ada begal"})
    newer = {
        "expansions": "referenced_posts.id",
        "post.fields": "public_metrics,referenced_posts",
    }
    answer = wire.mentions(**newer).json()
    assert answer["data"][0]["referenced_posts"][0]["type"] == "quoted"
    assert "repost_count" in answer["data"][0]["public_metrics"]
    assert answer["includes"]["posts"][0]["text"] == "ada begal"
    assert wire.mentions(**FULL).status_code == 400


def test_a_lookup_names_deleted_and_protected_posts(wire: Wire) -> None:
    kept, deleted = wire.say(), wire.say()
    hidden = wire.world.say("x", "polres_contoh", "rahasia", author="warga_gembok")
    wire.world.author("x", "warga_gembok").protected = True
    wire.world.delete(deleted)
    answer = wire.get("/2/tweets", ids=f"{kept},{deleted},{hidden}").json()
    assert [post["id"] for post in answer["data"]] == [kept]
    types = {error["resource_id"]: error["type"].rsplit("/", 1)[1] for error in answer["errors"]}
    assert types == {deleted: "resource-not-found", hidden: "not-authorized-for-resource"}


def test_a_lookup_takes_100_ids_at_most(wire: Wire) -> None:
    assert wire.get("/2/tweets", ids=",".join(map(str, range(1, 102)))).status_code == 400


def test_a_protected_authors_mention_is_not_listed(wire: Wire) -> None:
    wire.say()
    wire.world.author("x", "warga_1").protected = True
    assert wire.mentions().json()["meta"]["result_count"] == 0


def test_a_window_is_told_in_headers_and_ends(wire: Wire) -> None:
    wire.simulator.apps["x"].config["X_LIMITS"]["mentions"] = 2
    left = [wire.mentions().headers["x-rate-limit-remaining"] for _ in range(2)]
    refused = wire.mentions()
    assert left == ["1", "0"]
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-limit"] == "2"
    assert "Retry-After" not in refused.headers
    wire.world.advance(int(refused.headers["x-rate-limit-reset"]) - wire.world.now().timestamp() + 1)
    assert wire.mentions().status_code == 200


def test_windows_can_be_switched_off_for_a_fast_replay(wire: Wire) -> None:
    wire.simulator.apps["x"].config["X_LIMITS"]["mentions"] = 1
    wire.world.rate_limits = False
    assert [wire.mentions().status_code for _ in range(3)] == [200, 200, 200]


def test_the_whole_app_has_a_window_too(wire: Wire) -> None:
    wire.simulator.apps["x"].config["X_LIMITS"]["mentions_app"] = 1
    wire.world.register("x", "polda_contoh", token="another")
    assert wire.mentions().status_code == 200
    other = {"Authorization": 'OAuth oauth_token="another"'}
    address = f"{wire.simulator.urls['x']}/2/users/{wire.account.external_id}/mentions"
    assert requests.get(address, headers=other, timeout=5).status_code == 429


def test_a_monthly_cap_leaves_the_window_open(wire: Wire) -> None:
    wire.world.faults.add("x", "read", "monthly_cap")
    refused = wire.mentions()
    assert refused.status_code == 429
    assert refused.json()["title"] == "UsageCapExceeded"
    assert int(refused.headers["x-rate-limit-remaining"]) > 0


def test_only_a_valid_token_opens_anything(wire: Wire) -> None:
    address = f"{wire.simulator.urls['x']}/2/users/me"
    assert requests.get(address, timeout=5).status_code == 401
    assert wire.get("/2/users/me").json()["data"]["username"] == "polres_contoh"
    wire.account.revoked = True
    assert wire.get("/2/users/me").status_code == 401


def test_a_reply_shows_the_handle_it_answers_and_escapes_signs(wire: Wire) -> None:
    parent = wire.say()
    created = wire.reply(parent, "siap & laksanakan")
    assert created.status_code == 201
    fields = {"tweet.fields": "referenced_tweets"}
    (own,) = wire.timeline(since_id=parent, **fields).json()["data"]
    assert own["text"] == "@warga_1 siap &amp; laksanakan"
    assert own["referenced_tweets"] == [{"type": "replied_to", "id": parent}]
    assert [posted.text for posted in wire.world.ledger] == ["siap & laksanakan"]


def test_the_same_text_twice_is_forbidden(wire: Wire) -> None:
    assert wire.reply(wire.say(), "siap").status_code == 201
    refused = wire.reply(wire.say(), "siap")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    assert len(wire.world.ledger) == 1


def test_the_same_text_is_taken_again_where_asked(wire: Wire) -> None:
    wire.world.accept_duplicates = True
    parent = wire.say()
    assert [wire.reply(parent, "siap").status_code for _ in range(2)] == [201, 201]


def test_a_late_acceptance_meets_the_same_rules(wire: Wire) -> None:
    parent = wire.say()
    wire.world.faults.add("x", "write", "late", seconds=60)
    assert wire.reply(parent, "siap").status_code == 503
    assert wire.reply(parent, "siap").status_code == 201
    wire.world.advance(61)
    assert len(wire.world.ledger) == 1


def test_nobody_is_answered_who_did_not_call(wire: Wire) -> None:
    mention = wire.say(quoted={"author": "saksi", "text": "ada begal"})
    post = wire.world.post("x", mention)
    assert post is not None
    refused = wire.reply(post.quoted or "", "siap")
    assert refused.status_code == 403
    assert "have not been mentioned" in refused.json()["detail"]


def test_who_blocked_us_cannot_be_answered(wire: Wire) -> None:
    parent = wire.say()
    wire.world.opted_out.add(("x", "warga_1"))
    assert "blocked" in wire.reply(parent, "siap").json()["detail"]


def test_a_deleted_post_cannot_be_answered(wire: Wire) -> None:
    parent = wire.say()
    wire.world.delete(parent)
    assert "deleted or not visible" in wire.reply(parent, "siap").json()["detail"]


def test_a_deleted_reply_leaves_the_timeline(wire: Wire) -> None:
    external_id = wire.reply(wire.say(), "siap").json()["data"]["id"]
    address = f"{wire.simulator.urls['x']}/2/tweets/{external_id}"
    assert wire.session.delete(address, timeout=5).json() == {"data": {"deleted": True}}
    assert wire.timeline().json()["meta"]["result_count"] == 0


def test_there_is_no_search(wire: Wire) -> None:
    assert wire.get("/2/tweets/search/recent", query="@polres_contoh").status_code == 404

"""What is particular to X as a source; the common promises are in tests/contract/test_sources.py."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import flask
import pytest

import listener
from listener.channels.x import XSource
from listener.channels.x_posts import read_listing, read_page
from models.errors import ChannelRefused, ChannelUnavailable
from models.vocabulary import MentionKind, Refusal
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.x import XRig


@pytest.fixture
def rig() -> Iterator[XRig]:
    with XRig() as rig:
        yield rig


def answer(*posts: dict[str, object], **more: object) -> dict[str, object]:
    return {"data": list(posts), "meta": {"result_count": len(posts)}, **more}


def test_a_long_post_is_read_in_full_with_all_its_handles(rig: XRig) -> None:
    text = f"@{HANDLE} " + "cerita panjang " * 30 + "@Polda_Contoh"
    rig.say(text)
    (mention,) = rig.source.fetch(rig.account, None).mentions
    assert mention.text == text
    assert mention.mentioned_handles == (HANDLE, "polda_contoh")


def test_escaped_signs_are_read_as_they_were_written(rig: XRig) -> None:
    rig.say("polisi & warga <3")
    assert rig.source.fetch(rig.account, None).mentions[0].text == "polisi & warga <3"


def test_the_authors_public_numbers_come_at_first_sight(rig: XRig) -> None:
    rig.say("halo", author="akun_besar", followers=250_000, verified=True, base_likes=120)
    (mention,) = rig.source.fetch(rig.account, None).mentions
    assert mention.author_followers == 250_000
    assert mention.author_verified is True
    assert mention.reach is not None
    assert mention.reach.likes == 120
    assert mention.reach.views is not None
    assert mention.permalink == f"https://x.com/akun_besar/status/{mention.external_id}"


def test_media_links_come_with_the_mention_and_with_what_it_quotes(rig: XRig) -> None:
    rig.say("lihat", media=["image"], quoted={"author": "saksi_77", "text": "begal", "media": ["video"]})
    (mention,) = rig.source.fetch(rig.account, None).mentions
    assert len(mention.media_urls) == 1
    assert len(mention.context[0].media_urls) == 1
    assert mention.context[0].relation == "quoted"
    assert mention.context[0].author_handle == "saksi_77"


def test_an_answer_to_our_post_is_a_reply_in_its_thread(rig: XRig) -> None:
    ours = rig.world.publish("x", HANDLE, "Operasi zebra dimulai", media=())
    external_id = rig.say("di mana saja pak", reply_to=ours, kind="reply")
    (mention,) = rig.source.fetch(rig.account, None).mentions
    assert mention.external_id == external_id
    assert mention.kind == MentionKind.REPLY
    assert mention.in_reply_to == ours
    assert mention.thread_id == ours
    assert [(context.relation, context.text) for context in mention.context] == [
        ("replied_to", "Operasi zebra dimulai")
    ]


def test_a_deleted_quoted_post_leaves_the_mention_without_context(rig: XRig) -> None:
    mention_id = rig.say("tolong ditindak", quoted={"author": "saksi_77", "text": "begal"})
    post = rig.world.post("x", mention_id)
    assert post is not None
    rig.world.delete(post.quoted or "")
    (mention,) = rig.source.fetch(rig.account, None).mentions
    assert mention.context == ()


def test_the_horizon_of_800_is_told_as_a_gap(rig: XRig) -> None:
    for _ in range(801):
        rig.say("ramai sekali")
    batch = rig.source.fetch(rig.account, None)
    assert len(batch.mentions) == 800
    assert not batch.complete
    assert "800" in batch.gap_reason
    assert batch.requests == 8


def test_the_cursor_is_the_newest_id(rig: XRig) -> None:
    said = [rig.say("satu"), rig.say("dua")]
    assert rig.source.fetch(rig.account, None).cursor == said[1]


def test_billed_reads_count_included_posts(rig: XRig) -> None:
    rig.say("satu", quoted={"author": "saksi_77", "text": "begal"})
    rig.say("dua")
    assert rig.source.fetch(rig.account, None).reads == 3


def test_our_own_post_that_names_us_moves_the_cursor_only(rig: XRig) -> None:
    own = rig.say(f"@{HANDLE} catatan sendiri", author=HANDLE)
    batch = rig.source.fetch(rig.account, None)
    assert batch.mentions == ()
    assert batch.cursor == own


def test_a_window_comes_back_when_x_says(rig: XRig) -> None:
    rig.fault("read", "rate_limited", reset_in=300)
    with pytest.raises(ChannelUnavailable) as caught:
        rig.source.fetch(rig.account, None)
    assert 200 < caught.value.retry_after <= 302


def test_a_monthly_cap_is_no_window(rig: XRig) -> None:
    rig.fault("read", "monthly_cap")
    with pytest.raises(ChannelUnavailable) as caught:
        rig.source.fetch(rig.account, None)
    assert caught.value.budget == "monthly"
    assert caught.value.retry_after > 3600


def test_a_revoked_token_is_named_so(rig: XRig) -> None:
    rig.fault("read", "revoked")
    with pytest.raises(ChannelRefused) as caught:
        rig.source.check(rig.account)
    assert caught.value.code == Refusal.REVOKED


def test_a_hundred_posts_are_measured_in_one_request(rig: XRig) -> None:
    said = [rig.say(f"nomor {number}") for number in range(100)]
    asked: list[str] = []
    rig.simulator.apps["x"].before_request(lambda: asked.append(flask.request.path))
    assert set(rig.source.measure(rig.account, said)) == set(said)
    assert asked == ["/2/tweets"]


def test_a_protected_authors_post_measures_as_gone(rig: XRig) -> None:
    external_id = rig.say("halo", author="warga_gembok")
    rig.world.author("x", "warga_gembok").protected = True
    assert rig.source.measure(rig.account, [external_id]) == {external_id: None}


def test_an_answer_of_errors_alone_is_not_quiet(rig: XRig) -> None:
    stranger = replace(rig.account, external_id="1400000000000000001")
    with pytest.raises(ChannelRefused):
        rig.source.fetch(stranger, None)
    suspended = {"errors": [{"detail": "User has been suspended: [1].", "title": "Forbidden"}]}
    with pytest.raises(ChannelUnavailable, match="suspended"):
        read_listing(suspended)


def test_a_listing_that_lost_posts_on_the_way_is_not_taken() -> None:
    with pytest.raises(ChannelUnavailable, match="without a listing"):
        read_listing({"data": [{"id": "20", "text": "a"}], "meta": {"result_count": 2}})


def test_both_spellings_read_alike() -> None:
    older = answer(
        {
            "id": "30",
            "text": "potongan…",
            "note_tweet": {"text": "lengkap"},
            "public_metrics": {"retweet_count": 4, "like_count": 9},
            "referenced_tweets": [{"type": "quoted", "id": "20"}],
        },
        includes={"tweets": [{"id": "20", "text": "begal"}]},
    )
    newer = answer(
        {
            "id": "30",
            "text": "potongan…",
            "note_post": {"text": "lengkap"},
            "public_metrics": {"repost_count": 4, "like_count": 9},
            "referenced_posts": [{"type": "quoted", "id": "20"}],
        },
        includes={"posts": [{"id": "20", "text": "begal"}]},
    )
    first, second = read_page(older), read_page(newer)
    for page in (first, second):
        (post,) = page.posts
        assert post.text == "lengkap"
        assert post.references == (("quoted", "20"),)
        assert post.reach is not None
        assert (post.reach.shares, post.reach.likes) == (4, 9)
        assert page.included["20"].text == "begal"


def test_a_post_with_withheld_fields_is_still_a_mention() -> None:
    page = read_page(answer({"id": "2124496436778237952"}))
    (post,) = page.posts
    assert post.text == ""
    assert post.created_at.isoformat(timespec="milliseconds") == "2026-11-22T13:33:16.420+00:00"
    assert post.reach is None


def test_a_post_without_an_id_cannot_be_stored() -> None:
    with pytest.raises(ChannelUnavailable, match="no id"):
        read_page(answer({"text": "tanpa nomor"}))


def test_fields_of_the_wrong_type_are_not_believed() -> None:
    page = read_page(
        answer(
            {
                "id": "30",
                "text": None,
                "public_metrics": "banyak",
                "entities": {"mentions": 3},
            },
            includes={"users": "semua", "media": [{"media_key": "3_1"}]},
            errors="tidak ada",
        )
    )
    (post,) = page.posts
    assert (post.text, post.reach, post.media_keys, post.mentioned_handles) == ("", None, (), ())
    assert page.users == {}
    assert page.media == {}


def test_it_reads_our_own_mention_timeline_and_named_posts_and_nothing_else(rig: XRig) -> None:
    asked: list[tuple[str, frozenset[str]]] = []
    rig.simulator.apps["x"].before_request(
        lambda: asked.append((flask.request.path, frozenset(flask.request.args)))
    )
    said = [rig.say(f"nomor {number}") for number in range(150)]
    rig.source.fetch(rig.account, None)
    rig.source.measure(rig.account, said[:50])
    rig.source.check(rig.account)
    mentions = f"/2/users/{rig.registered.external_id}/mentions"
    assert {path for path, _ in asked} == {mentions, "/2/tweets", "/2/users/me"}
    assert not any("query" in names for _, names in asked)


def test_no_search_exists_in_the_listener() -> None:
    """By law and platform policy only what is addressed to our own accounts is read."""
    root = Path(listener.__path__[0])
    forbidden = ("search", "/stream", "trends", "hashtag", "/places", "geocode", "keyword")
    found = [
        f"{path.name}:{node.lineno} {word}"
        for path in sorted(root.rglob("*.py"))
        for node, word in _words(ast.parse(path.read_text(encoding="utf-8")))
        if any(bad in word.lower() for bad in forbidden)
    ]
    assert found == []


def _words(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.alias, str]]:
    """Every attribute that is used and every text that is no docstring."""
    docstrings = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for statement in node.body[:1]
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        # A regular expression's own `re.search` looks into text that we already hold.
        regular = isinstance(node, ast.Attribute) and node.attr == "search" and _is_pattern(node.value)
        if isinstance(node, ast.Attribute) and not regular:
            yield node, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node, node.value


def _is_pattern(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and (value.id == "re" or value.id.lstrip("_").isupper())


def test_the_search_for_searches_would_find_one() -> None:
    words = [word for _, word in _words(ast.parse("client.search_recent_tweets(query='polisi')"))]
    assert "search_recent_tweets" in words


@pytest.mark.parametrize("spec", ["tweet", "post"])
def test_the_settings_spelling_is_what_x_is_asked_in(rig: XRig, spec: str) -> None:
    rig.simulator.apps["x"].config["X_SPEC"] = spec
    rig.say("halo", quoted={"author": "saksi_77", "text": "begal"})
    source = XSource(replace(rig.settings(), x_spec=spec))
    assert source.fetch(rig.account, None).mentions[0].context[0].text == "begal"

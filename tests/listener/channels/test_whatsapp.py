"""Reading WhatsApp messages and asking who we are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.channels.whatsapp import WhatsAppParser, WhatsAppSource
from listener.contracts import Batch, IncomingMention
from models.channel_account import ChannelAccount
from models.errors import ChannelRefused, ChannelUnavailable
from models.settings import Settings
from models.vocabulary import Channel, MentionKind, Refusal
from simulator.server import Simulator
from simulator.world import World

PHONE = "62000000110"
PHONE_ID = "300000000000110"
ACCOUNT = ChannelAccount(1, Channel.WHATSAPP, PHONE, PHONE_ID, {"access_token": f"token-{PHONE}"})
PARSER = WhatsAppParser(Settings())


def payload(type: str = "text", content: Any = None, **message: Any) -> dict[str, Any]:
    known = {"id": "wamid.1", "from": "628120004501", "from_user_id": "ID.77", "timestamp": "1760000000"}
    return {
        "message": {**known, "type": type, type: {"body": "halo"} if content is None else content, **message},
        "contacts": [{"profile": {"name": "nama profil"}, "wa_id": "628120004501", "user_id": "ID.77"}],
        "metadata": {"display_phone_number": f"+{PHONE}", "phone_number_id": PHONE_ID},
    }


def parsed(type: str = "text", content: Any = None, **message: Any) -> IncomingMention:
    mention = PARSER.parse(ACCOUNT, payload(type, content, **message))
    assert mention is not None
    return mention


def test_it_reads_a_text() -> None:
    mention = parsed(content={"body": "pak motor saya hilang"})
    assert (mention.external_id, mention.kind) == ("wamid.1", MentionKind.DIRECT)
    assert mention.text == "pak motor saya hilang"
    assert mention.created_at == datetime.fromtimestamp(1760000000, UTC)
    assert mention.thread_id == mention.author_external_id == "628120004501"
    assert (mention.in_reply_to, mention.media_urls, mention.mentioned_handles) == (None, (), ())


def test_the_profile_name_is_not_kept_and_the_number_is_masked() -> None:
    mention = parsed()
    assert mention.author_handle == "6281•••501"
    assert "nama profil" not in repr(mention)
    assert "628120004501" not in repr(mention.raw)


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_it_reads_a_caption_and_keeps_a_reference_to_the_medium(kind: str) -> None:
    mention = parsed(kind, {"id": "999", "caption": "ini buktinya", "mime_type": "a/b"})
    assert (mention.text, mention.media_urls) == ("ini buktinya", ("whatsapp-media:999",))


@pytest.mark.parametrize("kind", ["audio", "voice", "sticker", "image"])
def test_a_medium_without_a_caption_comes_in_without_words(kind: str) -> None:
    mention = parsed(kind, {"id": "999"})
    assert (mention.text, mention.media_urls) == ("", ("whatsapp-media:999",))


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("location", {"latitude": -6.2, "longitude": 106.8}, "Lokasi: (-6.2, 106.8)"),
        (
            "location",
            {"latitude": -6.2, "longitude": 106.8, "name": "Pasar", "address": "Jl. Baru"},
            "Lokasi: Pasar, Jl. Baru (-6.2, 106.8)",
        ),
        ("button", {"text": "Lapor", "payload": "x"}, "Lapor"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": "Ya"}}, "Ya"),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "1", "title": "SIM", "description": "perpanjang"}},
            "SIM: perpanjang",
        ),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent"}}, "Sent"),
        ("contacts", [{"name": {"formatted_name": "x"}}], "(kontak dibagikan)"),
        ("unsupported", {}, "(pesan tidak didukung)"),
    ],
)
def test_it_puts_everything_a_citizen_can_send_into_words(kind: str, content: Any, text: str) -> None:
    assert parsed(kind, content).text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#SKM ada begal", ("SKM",)),
        ("  #skm", ("SKM",)),
        ("POLSEK-SKM: jalan macet", ("SKM",)),
        ("polres-adr tolong", ("ADR",)),
        ("Polresta_ADR tolong", ("ADR",)),
        ("polsek mana yang buka?", ()),
        ("lapor #SKM", ()),
        ("SKM pak tolong", ("SKM",)),
        ("SKM", ("SKM",)),
        ("Skm macet", ()),
        ("p", ()),
        ("Assalamualaikum SKM", ()),
        ("#", ()),
    ],
)
def test_a_leading_unit_code_says_which_unit_is_meant(text: str, code: tuple[str, ...]) -> None:
    mention = parsed(content={"body": text})
    assert (mention.mentioned_handles, mention.text) == (code, text)


def test_a_code_may_lead_a_caption() -> None:
    assert parsed("image", {"id": "9", "caption": "#PGD pungli"}).mentioned_handles == ("PGD",)


def test_someone_without_a_number_is_known_by_user_id() -> None:
    hidden = payload()
    del hidden["message"]["from"]
    hidden["contacts"] = [{"profile": {"username": "x"}, "user_id": "ID.77"}]
    mention = PARSER.parse(ACCOUNT, hidden)
    assert mention is not None
    assert mention.author_external_id == mention.thread_id == "ID.77"
    assert mention.author_handle == "•••.77"


def test_the_only_contact_names_the_sender_where_the_message_does_not() -> None:
    bare = payload()
    del bare["message"]["from"], bare["message"]["from_user_id"]
    mention = PARSER.parse(ACCOUNT, bare)
    assert mention is not None
    assert mention.author_external_id == "628120004501"
    bare["contacts"].append({"wa_id": "628120004502"})
    with pytest.raises(ValueError, match="names no sender"):
        PARSER.parse(ACCOUNT, bare)


def test_an_answer_names_the_message_it_answers() -> None:
    mention = parsed(context={"from": PHONE, "id": "wamid.0", "forwarded": True})
    assert mention.in_reply_to == "wamid.0"
    assert mention.raw["forwarded"] is True


def test_an_edited_message_comes_in_anew_and_names_the_old_one() -> None:
    edit = {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "#SKM begal"}}}
    mention = parsed("edit", edit)
    assert (mention.external_id, mention.in_reply_to, mention.text) == ("wamid.1", "wamid.0", "#SKM begal")
    assert mention.mentioned_handles == ("SKM",)


@pytest.mark.parametrize("kind", ["reaction", "system", "request_welcome", "revoke"])
def test_what_is_not_the_publics_words_gives_nothing(kind: str) -> None:
    assert PARSER.parse(ACCOUNT, payload(kind, {"emoji": "x"})) is None


def test_our_own_echo_gives_nothing() -> None:
    assert PARSER.parse(ACCOUNT, payload(**{"from": PHONE})) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "no id"),
        ({"type": None}, "no type"),
        ({"type": "hologram"}, "unknown type 'hologram'"),
        ({"timestamp": "kemarin"}, "timestamp 'kemarin'"),
        ({"timestamp": "9" * 30}, "timestamp"),
        ({"from": None, "from_user_id": None, "contacts": []}, "names no sender"),
    ],
)
def test_what_cannot_be_read_says_why(change: dict[str, Any], reason: str) -> None:
    broken = payload()
    broken["contacts"] = change.pop("contacts", broken["contacts"])
    broken["message"] |= change
    with pytest.raises(ValueError, match=reason):
        PARSER.parse(ACCOUNT, broken)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(["text", "image", "location", "interactive", "button", "edit", "contacts", "reaction"]),
    json_values,
    json_values,
    json_values,
)
def test_any_shape_is_read_or_refused_and_nothing_worse(
    kind: str, content: Any, context: Any, contacts: Any
) -> None:
    odd = payload(kind, content, context=context)
    for broken in (odd, {**odd, "contacts": contacts}, {**odd, "metadata": content}, {"message": content}):
        with contextlib.suppress(ValueError):
            PARSER.parse(ACCOUNT, broken)


@pytest.fixture
def world() -> World:
    world = World()
    world.register("whatsapp", PHONE, PHONE_ID)
    return world


@pytest.fixture
def source(world: World) -> Iterator[WhatsAppSource]:
    with Simulator(world) as simulator:
        yield WhatsAppSource(Settings(whatsapp_base_url=simulator.urls["whatsapp"], whatsapp_timeout=1.5))


def test_polling_finds_nothing_and_moves_nothing(world: World, source: WhatsAppSource) -> None:
    world.say("whatsapp", PHONE, "halo", author="warga_1", kind="direct")
    assert source.fetch(ACCOUNT, "c") == Batch(mentions=(), cursor="c", requests=0)
    assert (source.measure(ACCOUNT, ["wamid.1"]), source.measure_batch) == ({}, 0)


def test_the_platform_says_which_number_we_are(source: WhatsAppSource) -> None:
    assert source.check(ACCOUNT) == PHONE


@pytest.mark.parametrize("fault", ["rate_limited", "error_before", "hang_before", "cut", "garbage"])
def test_a_check_that_failed_may_be_repeated(world: World, source: WhatsAppSource, fault: str) -> None:
    world.faults.add("whatsapp", "read", fault, seconds=10.0)
    with pytest.raises(ChannelUnavailable) as unavailable:
        source.check(ACCOUNT)
    assert unavailable.value.budget == ("window" if fault == "rate_limited" else None)
    assert source.check(ACCOUNT) == PHONE


def test_a_revoked_token_stops_the_account(world: World, source: WhatsAppSource) -> None:
    world.register("whatsapp", PHONE).revoked = True
    with pytest.raises(ChannelRefused, match="access token") as refused:
        source.check(ACCOUNT)
    assert (refused.value.code, refused.value.stops_account) == (Refusal.REVOKED, True)


def test_an_unknown_number_stops_the_account(source: WhatsAppSource) -> None:
    stranger = ChannelAccount(1, Channel.WHATSAPP, PHONE, "42", {"access_token": f"token-{PHONE}"})
    with pytest.raises(ChannelRefused, match="does not exist"):
        source.check(stranger)

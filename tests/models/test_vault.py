"""Sealing, hashing, and codes that people read aloud."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import vault
from models.errors import SettingError

KEY = "a-secret-key-for-tests-0123456789"
OTHER_KEY = "another-key-for-tests-0123456789ab"


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=4))
def test_what_is_sealed_opens_again(content: dict[str, object]) -> None:
    assert vault.unseal(KEY, vault.seal(KEY, content)) == content


def test_a_sealed_text_shows_nothing_and_differs_every_time() -> None:
    sealed = vault.seal(KEY, {"access_token": "rahasia-sekali"})
    assert "rahasia" not in sealed
    assert sealed != vault.seal(KEY, {"access_token": "rahasia-sekali"})


def test_another_key_opens_nothing_and_is_told() -> None:
    with pytest.raises(SettingError, match="TANGGAP_SECRET_KEY"):
        vault.unseal(OTHER_KEY, vault.seal(KEY, {"a": 1}))


def test_nothing_is_sealed_without_a_key() -> None:
    with pytest.raises(SettingError, match="tanggap init"):
        vault.seal("", {"a": 1})


def test_nothing_sealed_opens_to_nothing() -> None:
    assert vault.unseal(KEY, "") == {}


def test_a_keyed_hash_hangs_on_key_purpose_and_value() -> None:
    hashes = {
        vault.keyed_hash(key, purpose, value)
        for key in (KEY, OTHER_KEY)
        for purpose in ("pin", "author")
        for value in ("1", "2")
    }
    assert len(hashes) == 8
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes)
    assert vault.keyed_hash(KEY, "pin", "1") == vault.keyed_hash(KEY, "pin", "1")


def test_codes_and_pins_use_no_signs_that_look_alike() -> None:
    for _ in range(200):
        assert re.fullmatch(r"TG-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", vault.new_ticket_code())
        assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{6}", vault.new_pin())
    assert not set("01OILU") & set(vault.TICKET_ALPHABET)


def test_codes_do_not_repeat() -> None:
    assert len({vault.new_ticket_code() for _ in range(2000)}) == 2000

"""Informal Indonesian becomes countable words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.normalise import emoji_words, gentle, official_handles, plain, slang


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tlg dong pak yg ini gmn", "tolong dong pak yang ini bagaimana"),
        ("TOLOOOONG pak", "tolong pak"),
        ("t0l0ng p4k p0l1si", "tolong pak polisi"),
        ("anak2 balapan", "anak-anak balapan"),
        ("wkwkwkwk kocak", "tertawa kocak"),
        ("@DivHumas_Polri @warga_2041 nih", "akunpolisi akun ini"),
        ("lihat https://t.co/abc ya", "lihat tautan ya"),
        ("#PercumaLapor", "tagar percuma lapor"),
        ("hub [phone] ya", "hub dataphone ya"),
        ("kenapa???!!", "kenapa ?"),
        ("diam!!!", "diam !"),
        ("1234567 orang", "angka orang"),
        ("covid19 km21", "covid19 km21"),
    ],
)
def test_it_spells_words_out(text: str, expected: str) -> None:
    assert plain(text).replace("hubungi", "hub") == expected


def test_emoji_become_indonesian_words() -> None:
    assert "wajah" in emoji_words("😭")
    assert plain("😭") == emoji_words("😭").strip()


def test_the_encoder_reads_no_handles_and_no_links() -> None:
    assert gentle("@warga_2041 Tlg cek https://t.co/abc paaaak") == "tolong cek pak"


def test_it_knows_an_official_handle() -> None:
    assert official_handles("@DivHumas_Polri @polres_sleman @warga_2041") == 2


def test_no_spelling_in_the_list_leads_to_another_spelling_in_it() -> None:
    chained = {
        spelling for spelling, words in slang().items() if words in slang() and slang()[words] != words
    }
    assert not chained


@given(st.text(max_size=200))
def test_any_text_can_be_normalised(text: str) -> None:
    assert isinstance(plain(text), str)
    assert isinstance(gentle(text), str)

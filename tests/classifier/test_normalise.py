"""Informal Indonesian becomes countable words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import prepare, terms
from classifier.message import Message
from classifier.normalise import emoji_words, gentle, official_handles, opening_handles, plain, slang


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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@user @DivHumas_Polri tolong dicek pak", "tolong dicek pak"),
        (".@polres_sleman: gmn ini", "gimana ini"),
        ("gimana ini @DivHumas_Polri @CCICPolri @user", "gimana ini @polisi @akun"),
        ("@user", ""),
    ],
)
def test_the_encoder_reads_no_opening_handles_and_a_role_for_the_others(text: str, sentence: str) -> None:
    assert gentle(text).replace("bagaimana", "gimana") == sentence


def test_the_opening_ends_with_the_first_word() -> None:
    assert opening_handles("@user @DivHumas_Polri pak @user") == "@user @DivHumas_Polri "
    assert opening_handles("pak @user") == ""


def test_beginnings_stand_for_the_family_of_a_word() -> None:
    assert list(terms("pak ditangkap")) == ["pak", "ditangkap", "pak ditangkap", "dita-"]
    shared = set(terms("ditangkep")) & set(terms("ditangkap"))
    assert shared == {"dita-"}


def test_a_call_to_the_police_differs_from_an_answer_to_it() -> None:
    answer, call = (
        prepare(Message(text)).signs for text in ("@DivHumas_Polri bagus", "bagus @DivHumas_Polri")
    )
    assert [one - other for one, other in zip(answer, call, strict=True) if one != other] == [1, -1]


def test_judging_by_words_alone_needs_no_sentence() -> None:
    quoting = Message("usut pak", context="video tawuran")
    assert prepare(quoting, sentence=False).sentence == ""
    assert prepare(quoting).sentence == "usut pak [ video tawuran ]"

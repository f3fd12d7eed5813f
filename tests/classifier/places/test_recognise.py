"""Which words of a text are its place, and which only look like one."""

from __future__ import annotations

import pytest

from classifier.places import lists
from classifier.places.gazetteer import gazetteer
from classifier.places.recognise import place_of
from classifier.places.spans import one_letter_off


def deepest(text: str, context: str = "") -> str:
    place = place_of(text, context)
    return place.district or place.regency or place.province


@pytest.mark.parametrize(
    "text",
    [
        "soto Lamongan enak",
        "rendang Padang paling juara",
        "Persib Bandung menang",
        "bika Ambon titipan hilang",
        "orang Padang pintar dagang",
        "kopi Toraja langganan",
        "batik Pekalongan tertinggal",
        "pecel lele Lamongan",
        "plat Bogor ugal-ugalan",
        "jalan Surabaya macet",
        "pak Bima galak",
        "Bali United menang",
        "nama saya Rembang Wijaya",
        "tol Jakarta Cikampek macet",
        "nasib malang menimpa saya",
        "di serang orang tak dikenal",
        "bandar narkoba di gang sebelah",
        "jangan kayak di Jakarta",
    ],
)
def test_a_misleading_word_routes_nowhere(text: str) -> None:
    assert deepest(text) == ""


@pytest.mark.parametrize("name", ["Mulyorejo", "Kebon Jeruk", "Sukamaju", "Wonosari"])
def test_an_ambiguous_name_waits_for_a_second_word(name: str) -> None:
    assert deepest(f"banjir di {name}") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("banjir di Mulyorejo Surabaya", "Mulyorejo"),
        ("banjir di kebonjeruk jakbar", "Kebon Jeruk"),
        ("banjir di Wonosari Gunungkidul", "Wonosari"),
        ("istri hilang dari Wates Kulon Progo", "Wates"),
        ("jalan Surabaya di Malang rawan", "Kota Malang"),
        ("Polres Malang tolong", "Kabupaten Malang"),
        ("Polresta Malang Kota tolong", "Kota Malang"),
        ("Polres Metro Bekasi Kota", "Kota Bekasi"),
        ("Polres Metro Bekasi", "Kabupaten Bekasi"),
        ("saya orang Surabaya, motor hilang di Sidoarjo", "Kabupaten Sidoarjo"),
        ("Lembang Bandung macet", "Lembang"),
        ("begal di sby", "Kota Surabaya"),
        ("di surabya banyak begal", "Kota Surabaya"),
        ("polsek cengkarng lambat", "Cengkareng"),
        ("di Bogor dan Depok banyak matel", "Jawa Barat"),
        ("kelurahan Lenteng Agung", "Jagakarsa"),
    ],
)
def test_words_around_a_name_decide(text: str, expected: str) -> None:
    assert deepest(text) == expected


def test_what_is_quoted_answers_only_where_the_text_does_not() -> None:
    quoted = "pengeroyokan di Banyumanik Semarang"
    assert deepest("tolong usut pak", quoted) == "Banyumanik"
    assert deepest("di Tebet juga pak", quoted) == "Tebet"
    assert place_of("tolong usut pak", quoted).confidence < place_of(quoted).confidence


def test_a_handle_is_the_last_thing_asked() -> None:
    assert deepest("@polsektebet tolong patroli") == "Tebet"
    assert deepest("@polsektebet tawuran di Cengkareng") == "Cengkareng"


def test_every_alias_stands_for_an_official_name() -> None:
    official = set(gazetteer().official.values())
    for value in lists.pairs("aliases.txt").values():
        assert all(part in official for part in value.split("/"))


@pytest.mark.parametrize(
    ("written", "off"),
    [("surabya", True), ("surabayya", True), ("surabaja", True), ("suarbaya", True), ("surabaya", False)],
)
def test_one_letter_off_is_a_slip_of_the_hand(written: str, off: bool) -> None:
    assert one_letter_off(written, "surabaya") is off

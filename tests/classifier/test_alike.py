"""Which texts, links and media count as the same: pairs written for it, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import alike

COPIES = (
    # a copy, letter by letter
    (
        "Pungutan liar di gerbang tol Kaligawe makin berani, sopir truk dimintai uang setiap lewat",
        "Pungutan liar di gerbang tol Kaligawe makin berani, sopir truk dimintai uang setiap lewat",
    ),
    # other accounts called, another hashtag
    (
        "@polres_a balap liar tiap malam di ring road utara bikin warga takut keluar rumah #tertibkan",
        "@polda_b @humas_c balap liar tiap malam di ring road utara bikin warga takut keluar rumah #viral",
    ),
    # a link put behind it
    (
        "Tawuran pelajar pecah lagi depan stasiun Manggarai, dua anak luka kena sabetan",
        "Tawuran pelajar pecah lagi depan stasiun Manggarai, dua anak luka kena sabetan https://t.co/abcd",
    ),
    # typing errors
    (
        "sabung ayam di belakang pasar Ciruas buka terang terangan tiap sabtu sore kenapa dibiarkan",
        "sabung ayam di blakang pasar Ciruas buka terang terangan tiap sabtu sore knp dibiarkan",
    ),
    # capitals and signs
    (
        "JUDI SLOT di warnet Mekar jaya masih buka, anak sekolah ikut main sampai subuh!!!",
        "judi slot di warnet mekar jaya masih buka anak sekolah ikut main sampai subuh",
    ),
    # stretched letters and everyday spelling
    (
        "tolooong pohon beringin tumbang nutup jalan Kartini, motor nggak bisa lewat sama sekali",
        "tolong pohon beringin tumbang nutup jalan Kartini, motor gak bisa lewat sama sekali",
    ),
    # one word more
    (
        "Galian tanah ilegal di bukit Cadas sudah makan jalan desa, truknya lewat siang malam",
        "Galian tanah ilegal di bukit Cadas sudah makan jalan desa, truknya lewat siang malam terus",
    ),
    # emoji
    (
        "banjir di underpass Kemayoran setinggi dada orang dewasa, mobil terjebak belum dievakuasi 😭",
        "banjir di underpass Kemayoran setinggi dada orang dewasa, mobil terjebak belum dievakuasi",
    ),
    # the same masked account number
    (
        "awas penipu lelang emas pakai rekening BCA 1234567890 korbannya sudah belasan ibu rumah tangga",
        "awas penipu lelang emas pakai rekening BCA 1234567890 korbannya sudah belasan ibu rumah tangga pak",
    ),
    # a copy with greeting and plea
    (
        "Lampu penerangan jalan Ahmad Yani mati tiga pekan, begal beraksi dua kali pekan ini",
        "Assalamualaikum min, Lampu penerangan jalan Ahmad Yani mati tiga pekan, begal beraksi dua kali pekan ini",
    ),
    # regional language, copied
    (
        "Pak tulung niku wonten tiyang mendem ngamuk teng prapatan Kleco nggawa arit",
        "pak tulung niku wonten tiyang mendem ngamuk teng prapatan Kleco nggawa arit nggih",
    ),
    # a place misspelt
    (
        "ada geng motor kumpul bawa samurai di Cileungsi sejak jam sepuluh, warga tidak berani pulang",
        "ada geng motor kumpul bawa samurai di Cilengsi sejak jam sepuluh, warga tidak berani pulang",
    ),
)

NOT_COPIES = (
    # bare calls: the same words, no event
    ("tolong ditindak pak", "tolong ditindak pak"),
    ("mohon segera diproses pak polisi", "mohon segera diproses pak polisi"),
    (
        "pak tolong segera ditindak ini sudah sangat meresahkan warga",
        "pak tolong segera ditindak ini sudah sangat meresahkan warga",
    ),
    (
        "tolong dong pak polisi segera tangkap pelakunya biar viral",
        "tolong dong pak polisi segera tangkap pelakunya biar viral",
    ),
    ("min cek dm", "min cek dm"),
    (
        "up up up min biar cepat direspon sama bapak kapolda",
        "up up up min biar cepat direspon sama bapak kapolda",
    ),
    ("🙏🙏🙏", "🙏🙏🙏"),
    ("kapan ditangkap pak?", "kapan ditangkap pak?"),
    # one form of words, two places
    (
        "ada kecelakaan motor di simpang lima korban tergeletak butuh ambulans segera",
        "ada kecelakaan motor di simpang empat korban tergeletak butuh ambulans segera",
    ),
    (
        "pak motor saya hilang di pasar senen waktu belanja, kunci masih saya pegang",
        "pak motor saya hilang di pasar minggu waktu belanja, kunci masih saya pegang",
    ),
    (
        "macet total arah jalan Sudirman karena galian kabel tidak ada petugas yang mengatur",
        "macet total arah jalan Gatot karena galian kabel tidak ada petugas yang mengatur",
    ),
    (
        "parkir liar di Tebet makan badan jalan, bus tidak bisa lewat dari pagi",
        "parkir liar di Cawang makan badan jalan, bus tidak bisa lewat dari pagi",
    ),
    # the mask covers two streets
    (
        "rumah di Jl. Kenanga No. 5 jadi tempat pesta sabu tiap malam tetangga sudah resah sekali",
        "rumah di Jl. Flamboyan No. 9 jadi tempat pesta sabu tiap malam tetangga sudah resah sekali",
    ),
    # two plates
    (
        "mobil pelat B 1234 XYZ menabrak gerobak bakso lalu kabur, penjualnya patah kaki",
        "mobil pelat D 4321 ABC menabrak gerobak bakso lalu kabur, penjualnya patah kaki",
    ),
    # two accounts
    (
        "tertipu beli tiket konser transfer ke rekening BCA 1234567890 lalu nomor diblokir penjual",
        "tertipu beli tiket konser transfer ke rekening BCA 9876543210 lalu nomor diblokir penjual",
    ),
    # two hours, told as numbers
    (
        "tawuran pelajar depan terminal lama tadi jam 15 pedagang kocar kacir lapaknya rusak",
        "tawuran pelajar depan terminal lama tadi jam 21 pedagang kocar kacir lapaknya rusak",
    ),
    # one matter, other words: for meaning, not for copies
    (
        "Balap liar tiap malam minggu di ring road, suaranya sampai ke kamar bayi kami",
        "Anak muda kebut kebutan sepanjang lingkar utara sabtu malam, bising bukan main",
    ),
    # one place, two matters
    (
        "copet beraksi di pasar Johar, dompet ibu saya raib dengan isinya semua",
        "kebakaran di pasar Johar, tiga lapak kain habis terbakar sebelum subuh",
    ),
    # half the words
    (
        "jambret di jembatan Ampera merampas tas turis lalu lompat ke perahu yang sudah menunggu",
        "jambret di jembatan Ampera",
    ),
    # a complaint and its opposite
    (
        "terima kasih polisi lalu lintas sudah mengatur macet di pertigaan Dago dengan sabar sekali",
        "pertigaan Dago macet dua jam, pos polisi lalu lintas kosong, pengendara saling serobot",
    ),
)

SAME_LINKS = (
    (
        "https://www.kompas.com/read/2024/banjir?utm_source=x&page=2",
        "http://kompas.com/read/2024/banjir/?page=2",
    ),
    ("https://youtu.be/dQw4w9Wg?si=aaa", "https://www.youtube.com/watch?v=dQw4w9Wg&t=30s"),
    ("https://m.youtube.com/shorts/dQw4w9Wg", "https://youtube.com/watch?v=dQw4w9Wg"),
    ("https://x.com/warga_1/status/1790000?s=20", "https://twitter.com/i/web/status/1790000"),
    ("https://www.instagram.com/reel/Cxyz_1/?igsh=zz", "https://instagram.com/warga.melati/p/Cxyz_1/"),
    (
        "https://www.tiktok.com/@warga.a/video/7301?is_from=x",
        "tiktok dulu https://tiktok.com/@warga.a/video/7301?_r=1.",
    ),
    ("(https://detik.com/a/1)", "https://detik.com/a/1#komentar"),
)
OTHER_LINKS = (
    ("https://kompas.com/read/1", "https://kompas.com/read/2"),
    ("https://berita.id/baca?id=1", "https://berita.id/baca?id=2"),
    ("https://x.com/warga_1/status/1", "https://x.com/warga_1/status/2"),
    ("https://polri.go.id/sim", "https://polri.go.id/sim"),
    ("https://kompas.com", "https://kompas.com/"),
    ("https://wa.me/62811", "https://wa.me/62811"),
    ("https://maps.app.goo.gl/abc", "https://maps.app.goo.gl/abc"),
)


@pytest.mark.parametrize(("one", "other"), COPIES)
def test_a_copy_is_known_and_meets_its_original_in_the_index(one: str, other: str) -> None:
    left, right = alike.read(one), alike.read(other)
    assert alike.same_words(left, right)
    assert set(alike.bands(left)) & set(alike.bands(right))


@pytest.mark.parametrize(("one", "other"), NOT_COPIES)
def test_other_events_and_bare_calls_are_not_copies(one: str, other: str) -> None:
    assert not alike.same_words(alike.read(one), alike.read(other))
    assert not alike.same_words(alike.read(other), alike.read(one))


@pytest.mark.parametrize(("one", "other"), SAME_LINKS)
def test_one_link_in_two_spellings_is_one_key(one: str, other: str) -> None:
    assert alike.addresses(one) == alike.addresses(other)
    assert len(alike.addresses(one)) == 1


@pytest.mark.parametrize(("one", "other"), OTHER_LINKS)
def test_other_links_and_links_to_no_event_tie_nothing(one: str, other: str) -> None:
    assert not set(alike.addresses(one)) & set(alike.addresses(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "https://pbs.twimg.com/media/Gabc123.jpg?name=large",
            "https://pbs.twimg.com/media/Gabc123?format=png",
            True,
        ),
        (
            "https://video.twimg.com/ext_tw_video/178/pu/vid/720/x.mp4?tag=12",
            "https://pbs.twimg.com/ext_tw_video_thumb/178/pu/img/y.jpg",
            True,
        ),
        (
            "https://scontent.cdninstagram.com/v/t51/449_n.jpg?stp=a&oh=1",
            "https://scontent-sin.cdninstagram.com/v/t51/449_n.jpg?oh=2",
            True,
        ),
        ("https://pbs.twimg.com/media/Gabc123.jpg", "https://pbs.twimg.com/media/Gzzz999.jpg", False),
        ("whatsapp-media:123", "whatsapp-media:123", False),
    ],
)
def test_a_medium_is_known_by_the_platforms_id(one: str, other: str, same: bool) -> None:
    assert bool(set(alike.media([one])) & set(alike.media([other]))) is same


def test_there_are_enough_pairs() -> None:
    assert len(COPIES) + len(NOT_COPIES) + len(SAME_LINKS) + len(OTHER_LINKS) >= 40


def test_keys_hold_no_word_of_the_text() -> None:
    words = alike.read("sabung ayam di belakang pasar ciruas buka terang terangan tiap sabtu")
    for key in [
        *alike.bands(words),
        *alike.addresses("https://kompas.com/read/rahasia"),
        alike.place_key("pasar ciruas", 1),
    ]:
        assert len(key) <= 60
        assert not any(word in key for word in ("sabung", "ciruas", "rahasia"))


some_text = st.text(st.sampled_from("abcdefghijklmnop 123.,!?@#/😭\n"), max_size=200)


@settings(max_examples=60, deadline=None)
@given(some_text, some_text)
def test_likeness_has_no_order_and_stays_between_none_and_all(one: str, other: str) -> None:
    left, right = alike.read(one), alike.read(other)
    assert 0.0 <= alike.likeness(left, right) == alike.likeness(right, left) <= 1.0
    assert alike.same_words(left, right) == alike.same_words(right, left)


@settings(max_examples=60, deadline=None)
@given(some_text)
def test_a_text_with_enough_to_say_is_its_own_copy(text: str) -> None:
    words = alike.read(text)
    assert alike.same_words(words, words) == words.enough
    assert alike.bands(words) == alike.bands(alike.read(text))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["tolong", "pak", "mohon", "ditindak", "segera", "dong", "viral", "up", "ini"]),
        max_size=30,
    )
)
def test_a_call_of_any_length_ties_nothing(words: list[str]) -> None:
    read = alike.read(" ".join(words))
    assert not alike.same_words(read, read)

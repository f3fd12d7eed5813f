"""The outgoing-text guard over real-looking replies: good ones pass, bad ones are named by their rule."""

from __future__ import annotations

import pytest

from models import guard
from models.guard import rules as guard_rules
from models.vocabulary import Channel

GOOD = [
    "Terima kasih atas laporannya. Sudah kami terima di Polres Sleman dengan kode TG-7K3M-9Q2X.",
    "Laporan sudah diteruskan ke fungsi Reskrim. Kabar berikutnya paling lambat 25 Nov 2026 pukul 14.05 WIB.",
    "Mohon tidak menulis data pribadi di kolom komentar.",
    "Silakan kirim lokasi lewat pesan pribadi ya.",
    "Bila ada bahaya sekarang, segera telepon 110 (gratis, 24 jam).",
    "Layanan SAPA 129 juga siap membantu.",
    "Petugas Polsek Kebayoran Baru mengecek ke lapangan.",
    "Perkara ini sedang ditangani; kami tidak dapat menyampaikan rincian penyidikan.",
    "Kewenangan jalan rusak ada pada dinas pekerjaan umum; pesan ini sudah kami sampaikan ke sana.",
    "Untuk perpanjangan SIM, layanan buka Senin-Sabtu pukul 08.00-14.00.",
    "Biaya penerbitan SIM C baru Rp100.000 sesuai PP 76/2020.",
    "Antrean pelayanan SKCK sekarang sekitar 40 menit.",
    "Arus di Jl. Sudirman arah utara padat; petugas sudah di lokasi.",
    "Kecelakaan di KM 57 sudah ditangani, lajur kanan dapat dilalui.",
    "Terima kasih sudah mengingatkan. Kami perbaiki.",
    "Mohon maaf atas ketidaknyamanannya.",
    "Laporan tentang petugas ditangani Propam, bukan oleh satuan yang diadukan.",
    "Kami memahami kekhawatiran ini dan akan menindaklanjuti.",
    "Anak yang terpisah dari keluarganya sudah bertemu orang tuanya. Terima kasih atas bantuannya.",
    "Patroli malam di kawasan itu kami tambah mulai pekan ini.",
    "Penyelidikan masih berjalan; perkembangannya kami sampaikan lewat SP2HP kepada pelapor.",
    "Dugaan pungli ini kami teruskan ke Bidpropam untuk diperiksa.",
    "Barang yang ditemukan dapat diambil dengan membawa bukti kepemilikan.",
    "Pohon tumbang di depan pasar sudah disingkirkan pukul 16.20 WITA.",
    "Balap liar di jalan lingkar sudah dibubarkan petugas.",
    "Terima kasih atas apresiasinya, salam sehat.",
    "Silakan datang ke SPKT terdekat untuk membuat laporan polisi, petugas siap membantu.",
    "Kehilangan dapat dilaporkan ke polsek terdekat dengan membawa identitas.",
    "Nomor tiket TG-2345-6789, mohon disimpan.",
    "Ikuti tahapannya dengan PIN B2345C.",
    "Perkembangan TG-AB23-4567: sekarang petugas Polres Badung mengecek ke lapangan.",
    "Laporan ini belum dapat kami tindak lanjuti karena keterangannya belum cukup; mohon balas lewat pesan pribadi.",
    "Jangan mentransfer uang kepada pihak yang mengaku petugas.",
    "Waspada penipuan yang mengatasnamakan polisi.",
    "Kami pastikan setiap laporan dibaca petugas.",
    "Hati-hati di jalan, utamakan keselamatan.",
    "Kami sudah berkoordinasi dengan Polres B untuk wilayah perbatasan.",
    "Pelayanan tanggal 24-11-2026 pindah ke kantor cabang.",
]
BAD = [
    ("threat", "Kalau masih menyebar berita ini, Anda akan kami tuntut."),
    ("threat", "Hati-hati, bisa dipidana."),
    ("threat", "Awas macam-macam sama polisi."),
    ("threat", "Jangan macam-macam ya."),
    ("threat", "Siap-siap berhadapan dengan hukum."),
    ("threat", "Besok Anda akan kami jemput."),
    ("threat", "Anda dapat dijemput paksa."),
    ("summons", "Harap menghadap ke ruang Reskrim besok."),
    ("summons", "Datang ke polres untuk klarifikasi."),
    ("summons", "Silakan datang ke kantor mempertanggungjawabkan cuitan Anda."),
    ("summons", "Anda harus bertanggung jawab atas unggahan ini."),
    ("location_request", "Kirim lokasi Anda di sini."),
    ("location_request", "Sebutkan alamat rumahnya di kolom komentar."),
    ("location_request", "Posisi Anda ada di mana sekarang?"),
    ("location_request", "Share lokasi dong kak."),
    ("guilt_language", "Yang bersangkutan terbukti melakukan pencurian."),
    ("guilt_language", "Pelaku memang bersalah."),
    ("guilt_language", "Dia jelas penipu."),
    ("case_secret", "Hasil visum menunjukkan luka di kepala."),
    ("case_secret", "Malam ini akan kami gerebek."),
    ("case_secret", "Identitas pelapor sudah kami catat di sini."),
    ("case_secret", "Saksi kunci sudah kami periksa."),
    ("child_identity", "Korban anak bernama M dari desa itu."),
    ("child_identity", "Siswi yang bersekolah di SD itu sudah divisum."),
    ("victim_identity", "Korban adalah saudari R."),
    ("victim_identity", "Korban bernama R, warga setempat."),
    ("insult", "Dasar goblok."),
    ("insult", "Komentar kampungan begini tidak perlu dijawab."),
    ("insult", "Kamu buzzer bayaran ya."),
    ("political", "Dukung paslon nomor satu."),
    ("political", "Jangan lupa coblos nomor urut dua."),
    ("promise_of_outcome", "Pelaku pasti tertangkap."),
    ("promise_of_outcome", "Motornya dijamin kembali."),
    ("promise_of_outcome", "Kami jamin selesai besok."),
    ("personal_data", "NIK 3171234567890123 sudah kami cek."),
    ("personal_data", "Silakan hubungi Aiptu di 081234567890."),
    ("personal_data", "Kendaraan B 1234 XYZ sudah kami tilang."),
    ("personal_data", "Rekening BCA 1234567890 milik terlapor."),
    ("personal_data", "Kirim ke contoh.warga@gmail.com ya."),
    ("personal_data", "Rumahnya di Jl. Kenanga Raya No. 12 RT 03 RW 04."),
    ("link_on_x", "Cek di https://polri.go.id"),
    ("link_on_x", "Lihat www.contoh.com ya."),
    ("link_on_x", "Daftar di sim.polri.go.id dulu."),
    ("link_on_x", "Chat wa.me/62000000901"),
    ("link_on_x", "Videonya di youtu.be/abc"),
    ("link_on_x", "Isi formulir linktr.ee/contoh"),
    ("too_long", "panjang " * 40),
    ("empty", "  \n "),
]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(GOOD) + len(BAD) >= 60
    assert {rule for rule, _ in BAD} >= {*guard_rules.CODES, "link_on_x"}


@pytest.mark.parametrize("text", GOOD)
def test_a_proper_reply_passes_on_every_channel(text: str) -> None:
    assert [finding for channel in Channel for finding in guard.findings(text, channel)] == []


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_a_reply_that_must_not_go_out_is_named_by_its_rule(rule: str, text: str) -> None:
    found = guard.findings(text, Channel.X)
    assert rule in [finding.rule for finding in found]
    assert all(finding.phrase in text for finding in found if finding.rule not in ("too_long", "empty"))


def test_a_rule_does_not_hang_on_capitals() -> None:
    assert guard.first_finding("DASAR GOBLOK", Channel.WHATSAPP) == guard.Finding("insult", "GOBLOK")


def test_a_link_is_a_matter_of_x_alone() -> None:
    text = "Pantau tahapannya di http://127.0.0.1:8600/lacak/TG-7K3M-9Q2X, PIN B2345C."
    assert guard.findings(text, Channel.WHATSAPP) == []
    assert [finding.rule for finding in guard.findings(text, Channel.X)] == ["link_on_x"]


def test_an_intranet_address_is_no_account_number() -> None:
    assert guard.findings("Lihat https://192.168.100.200/lacak/TG-7K3M-9Q2X", Channel.WHATSAPP) == []


@pytest.mark.parametrize("channel", list(Channel))
def test_each_channel_has_its_own_length(channel: Channel) -> None:
    limit = guard.LENGTH_LIMITS[channel]
    assert guard.first_finding("a" * limit, channel) is None
    finding = guard.first_finding("a" * (limit + 1), channel)
    assert finding == guard.Finding("too_long", f"{limit + 1} > {limit}")


def test_x_weighs_its_characters() -> None:
    assert guard.first_finding("語" * 140, Channel.X) is None
    assert guard.first_finding("語" * 141, Channel.X) is not None
    assert guard.text_length("語" * 141, Channel.WHATSAPP) == 141


def test_every_broken_rule_is_listed() -> None:
    rules = [one.rule for one in guard.findings("Goblok, cek https://contoh.com", Channel.X)]
    assert rules == ["insult", "link_on_x"]

"""The reasons that workers write into the records, as sentences for the panel.

A worker's reason is technical English, the same in the log, the record and a question to the platform's
support. Here it becomes what an officer needs: what happened and what he should do. A reason nobody has
foreseen, such as the words of a platform itself, is shown as it is and named as technical.
"""

from __future__ import annotations

import re

from flask_babel import LazyString, gettext, lazy_gettext

from web.words import RULE_WORDS, masked_words

_ = lazy_gettext

# The first line that is found in the reason counts; groups of the pattern fill the sentence's gaps.
_SENTENCES: tuple[tuple[re.Pattern[str], LazyString], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^all sending is paused", _("semua pengiriman dijeda")),
        (r"^sending is paused for (?P<what>.+)", _("pengiriman %(what)s dijeda")),
        (r"^account (?P<what>@\S+) is switched off", _("akun %(what)s dimatikan")),
        (
            r"^account (?P<what>@\S+) is stopped",
            _("akun %(what)s terhenti; perbaiki sambungannya di halaman akun"),
        ),
        (r"^(?P<what>\d+) replies an hour are reached", _("batas %(what)s balasan per jam tercapai")),
        (
            r"^(?P<what>\d+) replies a minute of the whole platform",
            _("batas %(what)s balasan per menit untuk seluruh platform tercapai"),
        ),
        (
            r"^(?P<what>\d+) replies a day of the whole app",
            _("batas %(what)s balasan per hari untuk seluruh aplikasi tercapai"),
        ),
        (
            r"^the account rests (?P<what>[\d.]+) seconds",
            _("jeda %(what)s detik antara dua balasan satu akun"),
        ),
        (
            r"^WhatsApp takes one message in (?P<what>\d+) seconds",
            _("WhatsApp: jeda %(what)s detik per warga"),
        ),
        (
            r"^the month's budget of (?P<what>[\d.e+]+) dollars",
            _("anggaran balasan bulan ini, %(what)s dolar, sudah habis; ubah pada pengaturan"),
        ),
        (
            r"^the post neither names nor quotes (?P<what>@\S+)",
            _("sebutan ini tidak menyebut atau mengutip %(what)s; X hanya menerima balasan bila disebut"),
        ),
        (r"^the author is one of our own accounts", _("penulisnya salah satu akun kita sendiri")),
        (
            r"^the text is nearly what (?P<what>@\S+) posted",
            _("teks hampir sama dengan yang baru dikirim %(what)s; pilih ragam lain"),
        ),
        (
            r"^the worker stopped while sending",
            _("layanan terhenti saat mengirim; platform akan ditanya dulu"),
        ),
        (
            r"^not on the platform after (?P<what>\d+) attempts",
            _("tidak ada di platform setelah %(what)s kali dicoba"),
        ),
        (r"^not on the platform: one more attempt", _("belum ada di platform; dicoba sekali lagi")),
        (r"^posted by hand", _("dikirim sendiri oleh petugas")),
        (r"^the author removed the post", _("penulis menghapus sebutannya")),
        (
            r"^the seven days for a private reply",
            _("tujuh hari untuk balasan pribadi ke komentar ini sudah lewat"),
        ),
        (r"^the 24-hour window", _("jendela 24 jam untuk menjawab pesan ini sudah tertutup")),
        (r"^this citizen asked for no more replies", _("warga ini minta tidak dibalas lagi")),
        (r"^approval expired", _("persetujuan sudah lewat waktu")),
        (r"window is used up", _("batas permintaan platform tercapai; dicoba lagi saat dibuka")),
        (r"monthly cap", _("jatah bulanan kontrak platform habis; hubungi pengelola kontrak")),
        (r"already posted", _("platform menjawab teks ini sudah ada; sedang diperiksa")),
        (
            r"posting; the reply may be posted|answered \d+; the reply may be posted|took the reply but"
            r"|WhatsApp gave no answer|WhatsApp's answer cannot be read",
            _("jawaban platform tidak jelas; balasan mungkin sudah terkirim dan sedang diperiksa"),
        ),
        (
            r"no longer accepts the account's token|LoginRequired|ClientUnauthorized|BadPassword|BadCredentials"
            r"|ReloginAttemptExceeded|code 190",
            _("platform tidak lagi menerima akun ini; masuk ulang dengan `tanggap account login`"),
        ),
        (
            r"ChallengeError|CaptchaChallenge|TwoFactorRequired|temporarily locked|checkpoint",
            _("platform meminta pemilik akun membuktikan dirinya; buka aplikasinya, lalu masuk ulang"),
        ),
        (
            r"suspended|has stopped the account",
            _("akun ditangguhkan oleh platform; ajukan banding di platform itu"),
        ),
        (
            r"saved session of (?P<what>@\S+)",
            _("sesi tersimpan %(what)s tidak terpakai; masuk ulang dengan `tanggap account login`"),
        ),
        (
            r"account (?P<what>@\S+) has no .*: store it with",
            _("kunci masuk %(what)s belum disimpan; pakai `tanggap account login`"),
        ),
        (r"\. To do: ", _("Instagram meminta tindakan pemilik akun; buka aplikasinya, lalu masuk ulang")),
        (r"has no approval_ref", _("izin platform belum dicatat pada berkas akun; catat lalu impor lagi")),
        (
            r"private Instagram API is off|official API only",
            _("API privat Instagram dimatikan; pemakaiannya berisiko akun ditangguhkan"),
        ),
        (
            r"PleaseWait|RateLimit|Throttled|FeedbackRequired",
            _("Instagram meminta akun ini beristirahat; dicoba lagi nanti"),
        ),
        (r"SentryBlock|ProxyAddressIsBlocked", _("Instagram menolak jaringan ini")),
        (
            r"(?:longer than|takes|X takes) (?P<what>\d+)",
            _("teks lebih panjang daripada %(what)s tanda yang diterima platform"),
        ),
        (r"cannot be asked what was sent", _("WhatsApp tidak dapat ditanya; kabar pengiriman belum datang")),
        (
            r"shows nobody's answers|too many comments to say|newest \d+ posts only",
            _("platform tidak memperlihatkan balasan ini; lihat sendiri di sana"),
        ),
        (r"neither a phone number nor a user id", _("penerima bukan nomor atau akun WhatsApp")),
        (
            r"refused the request|^X refused|does not know what was asked for",
            _("platform menolak permintaan ini"),
        ),
        (
            r"(?:cannot|could not) be reached|did not answer|X answered 5\d\d|could not be read|without JSON"
            r"|WhatsApp answered \d+|without saying why",
            _("platform tidak dapat dihubungi; dicoba lagi dengan sendirinya"),
        ),
        (
            r"cannot be read|no JSON object|without a listing|does not end|has no id|who we are",
            _("jawaban platform tidak terbaca; dicoba lagi dengan sendirinya"),
        ),
        # What came in and could not be read.
        (r"^no JSON", _("isinya bukan JSON")),
        (r"unknown type (?P<what>\S+)", _("jenis pesan %(what)s belum dikenal")),
        (
            r"without (?:id|media_id|mid|'id')|has no (?:id|type)|names no sender|is no object|no list of objects",
            _("bagian yang wajib tidak ada dalam kiriman"),
        ),
        (r"no number of seconds", _("waktunya tidak terbaca")),
        (
            r"^no (?P<what>\S+) account with id",
            _("akun %(what)s penerimanya belum terdaftar; impor akunnya, lalu baca lagi"),
        ),
        (
            r"^could not be taken in after (?P<what>\d+) tries",
            _("gagal disimpan setelah %(what)s kali dicoba"),
        ),
    )
)


_GUARDED = re.compile(r"^the text breaks the rule (?P<rule>\w+): “(?P<phrase>.*)”$", re.S)


def in_words(reason: str) -> str:
    """The reason as a sentence in the reader's language; empty for an empty one."""
    if guarded := _GUARDED.search(reason):
        words = str(RULE_WORDS.get(guarded["rule"], guarded["rule"]))
        return f"{words}: “{masked_words(guarded['phrase'])}”" if guarded["phrase"] else words
    for pattern, words in _SENTENCES:
        if found := pattern.search(reason):
            return str(words % found.groupdict()) if found.groupdict() else str(words)
    return str(gettext("keterangan teknis: %(reason)s", reason=reason)) if reason else ""

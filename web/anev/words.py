"""Plain words for the scale of anev and the parts of its formula."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

from models.anev.score import Grade
from models.vocabulary import AlertRoute, ClaimMatter, Deadline
from web.words import CLOCK_WORDS

_ = lazy_gettext

GRADE_WORDS: dict[Grade, LazyString] = {
    Grade.OUTSTANDING: _("istimewa"),
    Grade.VERY_GOOD: _("sangat baik"),
    Grade.GOOD: _("baik"),
    Grade.FAIR: _("cukup"),
    Grade.POOR: _("kurang"),
}
PART_WORDS: dict[str, LazyString] = {
    "in_time": _("dijawab tepat waktu atau dimaafkan komando di atasnya, dari yang dijawab atau lewat batas"),
    "speed": _("cepatnya jawaban pertama: penuh sampai 15 menit, nol mulai 48 jam"),
    "settled": _("tidak terbuka lewat batas, dari yang diterima"),
    "followed": _("ditindaklanjuti petugas, dari yang diterima"),
    "upheld": _("pernyataan satuan yang disahkan komando di atasnya, dari yang diputus"),
    "channels": _("kanal wajib yang berfungsi: X, Instagram, WhatsApp"),
}

DEADLINE_WORDS: dict[Deadline, LazyString] = {
    Deadline.FIRST_ANSWER: _("jawaban pertama"),
    Deadline.NEWS: _("kabar berikut"),
    Deadline.SILENCE_24: _("24 jam tanpa jawaban"),
    Deadline.SILENCE_48: _("48 jam tanpa jawaban"),
    Deadline.SILENCE_72: _("72 jam tanpa jawaban"),
    **{Deadline(kind.value): word for kind, word in CLOCK_WORDS.items() if kind.value in set(Deadline)},
    Deadline.DATA_REQUEST: _("permintaan data pribadi"),
}
# On what each clock rests.
BASIS_WORDS: dict[Deadline, LazyString] = {
    Deadline.FIRST_ANSWER: _("batas waktu satuan"),
    Deadline.NEWS: _("janji kepada warga"),
    Deadline.SILENCE_24: _("tanda diam pimpinan"),
    Deadline.SILENCE_48: _("tanda diam pimpinan"),
    Deadline.SILENCE_72: _("tanda diam pimpinan"),
    Deadline.DUMAS_LETTER: _("Perpol 2/2024, 20 hari kerja"),
    Deadline.DUMAS_RESULT: _("Perpol 2/2024, 20 + 40 hari kerja"),
    Deadline.LAPOR_VERIFY: _("SP4N-LAPOR!, 3 hari kerja"),
    Deadline.LAPOR_ACT: _("SP4N-LAPOR!, 5 hari kerja"),
    Deadline.SERVICE_RESULT: _("standar pelayanan, 5 / 14 / 60 hari kerja"),
    Deadline.DATA_REQUEST: _("UU 27/2022, 3 x 24 jam"),
}
MATTER_WORDS: dict[ClaimMatter, LazyString] = {
    ClaimMatter.DONE: _("selesai"),
    ClaimMatter.CLOSED: _("pengaduan ditutup selesai"),
    ClaimMatter.EXCUSE: _("keterlambatan bukan kesalahan satuan"),
    ClaimMatter.CHANNEL: _("akun resmi satuan"),
}
ROUTE_WORDS: dict[AlertRoute, LazyString] = {
    AlertRoute.PANEL: _("di panel"),
    AlertRoute.PUSH: _("notifikasi"),
    AlertRoute.MESSAGE: _("pesan"),
}

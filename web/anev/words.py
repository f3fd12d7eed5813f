"""Plain words for the scale of anev and the parts of its formula."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

from models.anev.score import Grade

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

"""Plain words for every choice the records know: Indonesian, translated when shown.

`register(app)` gives the tables to the templates in lower case (`category_words[mention.category]`);
a plain string from the database finds its word too, because the choices are string enums.
"""

from __future__ import annotations

import re

from flask import Flask
from flask_babel import LazyString, lazy_gettext

from models.vocabulary import (
    AlertKind,
    BulkOutcome,
    Category,
    CategoryGroup,
    Channel,
    ClockKind,
    EventKind,
    GapKind,
    Health,
    Kind,
    Law,
    MentionKind,
    PassingOn,
    Refusal,
    ReplyKind,
    ReplyState,
    Role,
    Stage,
    UnitKind,
    Urgency,
    Verdict,
)

_ = lazy_gettext

URGENCY_WORDS: dict[int, LazyString] = {
    Urgency.NONE: _("tanpa urgensi"),
    Urgency.LOG: _("catat dan teruskan"),
    Urgency.TODAY: _("tindak lanjut hari ini"),
    Urgency.NOW: _("bertindak sekarang"),
}
VIRAL_WORDS: dict[int, LazyString] = {
    0: _("tenang"),
    1: _("perlu dipantau"),
    2: _("mulai naik"),
    3: _("berisiko viral"),
}
CHANNEL_WORDS: dict[Channel, LazyString] = {
    Channel.X: _("X"),
    Channel.INSTAGRAM: _("Instagram"),
    Channel.INSTAGRAM_PRIVATE: _("Instagram (API privat)"),
    Channel.WHATSAPP: _("WhatsApp"),
    Channel.MANUAL: _("manual"),
}
CATEGORY_WORDS: dict[Category, LazyString] = {
    Category.SLOW_CASE_HANDLING: _("penanganan perkara lambat"),
    Category.POOR_SERVICE: _("pelayanan buruk"),
    Category.PUNGLI: _("pungutan liar"),
    Category.ABUSE_OF_AUTHORITY: _("penyalahgunaan wewenang"),
    Category.NEUTRALITY: _("netralitas"),
    Category.THEFT: _("pencurian"),
    Category.ROBBERY: _("perampasan"),
    Category.ASSAULT: _("penganiayaan"),
    Category.FRAUD: _("penipuan"),
    Category.ONLINE_FRAUD: _("penipuan daring"),
    Category.DRUGS: _("narkoba"),
    Category.GAMBLING: _("perjudian"),
    Category.CRIME_OTHER: _("kejahatan lain"),
    Category.DOMESTIC_VIOLENCE: _("kekerasan rumah tangga"),
    Category.SEXUAL_VIOLENCE: _("kekerasan seksual"),
    Category.CHILD: _("anak"),
    Category.TRAFFIC: _("lalu lintas"),
    Category.CONGESTION: _("kemacetan"),
    Category.ACCIDENT: _("kecelakaan"),
    Category.VEHICLE_PAPERS: _("SIM, STNK, tilang"),
    Category.ILLEGAL_RACING: _("balap liar"),
    Category.ILLEGAL_PARKING: _("parkir liar"),
    Category.PUBLIC_ORDER: _("ketertiban umum"),
    Category.THUGS: _("premanisme"),
    Category.NOISE_DISTURBANCE: _("kebisingan"),
    Category.FALLEN_TREE: _("pohon tumbang"),
    Category.FLOOD: _("banjir"),
    Category.MISSING_PERSON: _("orang hilang"),
    Category.LOST_GOODS: _("barang hilang"),
    Category.ILLEGAL_MINING: _("tambang liar"),
    Category.ENVIRONMENT: _("lingkungan"),
    Category.SERVICE_QUESTION: _("pertanyaan layanan"),
    Category.EMERGENCY_OTHER: _("darurat"),
    Category.UNSPECIFIED: _("pokok belum jelas"),
    Category.NONE: _("bukan aduan"),
}
CATEGORY_GROUP_WORDS: dict[CategoryGroup, LazyString] = {
    CategoryGroup.OFFICER: _("Tentang petugas"),
    CategoryGroup.CRIME: _("Kejahatan"),
    CategoryGroup.VICTIM: _("Perempuan dan anak"),
    CategoryGroup.TRAFFIC: _("Lalu lintas"),
    CategoryGroup.ORDER: _("Ketertiban dan lingkungan"),
    CategoryGroup.SERVICE: _("Pelayanan"),
    CategoryGroup.EMERGENCY: _("Darurat"),
    CategoryGroup.OTHER: _("Lainnya"),
}
KIND_WORDS: dict[Kind, LazyString] = {
    Kind.REPORT: _("laporan"),
    Kind.CALL_TO_ACTION: _("minta ditindak"),
    Kind.PROGRESS_REQUEST: _("tanya perkembangan"),
    Kind.SERVICE_QUESTION: _("pertanyaan layanan"),
    Kind.CRITICISM: _("kritik"),
    Kind.PRAISE: _("apresiasi"),
    Kind.PR: _("kegiatan satuan"),
    Kind.POLITICS: _("politik"),
    Kind.JOKE: _("candaan"),
    Kind.CHAT: _("obrolan"),
    Kind.PROMO: _("promosi"),
    Kind.NEWS: _("berita"),
}
MEASURE_WORDS: dict[str, LazyString] = {
    "macro_f1": _("macro-F1 aduan dan bukan"),
    "average_precision": _("presisi rata-rata"),
    "right": _("aduan atau bukan dinilai benar"),
    "kept": _("aduan tidak disisihkan"),
    "noise_hidden": _("bukan aduan disisihkan"),
    "category_right": _("kategori benar"),
    "kind_right": _("jenis benar"),
    "emergency_found": _("darurat ditemukan"),
    "emergency_precise": _("yang disebut darurat memang darurat"),
    "officer_found": _("tentang petugas ditemukan"),
    "officer_precise": _("yang disebut tentang petugas memang begitu"),
}
SLICE_WORDS: dict[str, LazyString] = {
    "channel": _("kanal"),
    "kind": _("jenis"),
    "language": _("bahasa"),
    "about_officer": _("tentang petugas"),
    "emergency": _("darurat"),
}
DRIFT_WORDS: dict[str, LazyString] = {
    "confidence": _("keyakinan rata-rata"),
    "out_of_corpus": _("bagian yang asing bagi model"),
    "agreed": _("sepakat dengan petugas: aduan atau bukan"),
    "category_agreed": _("sepakat dengan petugas: kategori"),
}
VERDICT_WORDS: dict[Verdict, LazyString] = {
    Verdict.ACTIONABLE: _("perlu ditangani"),
    Verdict.UNSURE: _("belum pasti"),
    Verdict.NOISE: _("bukan aduan"),
}
MENTION_KIND_WORDS: dict[MentionKind, LazyString] = {
    MentionKind.MENTION: _("sebutan"),
    MentionKind.REPLY: _("balasan warga"),
    MentionKind.COMMENT: _("komentar"),
    MentionKind.TAG: _("tanda"),
    MentionKind.DIRECT: _("pesan"),
}
STAGE_WORDS: dict[Stage, LazyString] = {
    Stage.RECEIVED: _("Diterima"),
    Stage.FORWARDED: _("Diteruskan"),
    Stage.IN_PROGRESS: _("Sedang ditangani"),
    Stage.FIELD_CHECK: _("Dicek ke lapangan"),
    Stage.NEED_DETAILS: _("Menunggu keterangan Anda"),
    Stage.DONE: _("Selesai"),
    Stage.NOT_OURS: _("Bukan kewenangan Polri"),
    Stage.CLOSED_NO_ACTION: _("Ditutup tanpa tindakan"),
}
PASSING_ON_WORDS: dict[PassingOn, LazyString] = {
    PassingOn.NEVER: _("tidak diteruskan"),
    PassingOn.SUGGESTED: _("disarankan, petugas yang memilih"),
    PassingOn.AUTOMATIC: _("diteruskan sendiri"),
}
REPLY_KIND_WORDS: dict[ReplyKind, LazyString] = {
    ReplyKind.ACKNOWLEDGEMENT: _("tanda terima"),
    ReplyKind.WAITING: _("tanda terima saat kewalahan"),
    ReplyKind.EMERGENCY_CARD: _("kartu darurat 110"),
    ReplyKind.PROGRESS: _("kabar perkembangan"),
    ReplyKind.ANSWER: _("jawaban"),
    ReplyKind.DETAILS: _("permintaan keterangan, pribadi"),
}
REPLY_STATE_WORDS: dict[ReplyState, LazyString] = {
    ReplyState.DRAFT: _("rancangan"),
    ReplyState.AWAITING_APPROVAL: _("menunggu persetujuan"),
    ReplyState.APPROVED: _("disetujui, menunggu giliran kirim"),
    ReplyState.SENDING: _("mengirim"),
    ReplyState.SENT: _("terkirim"),
    ReplyState.CONFIRMED: _("terkirim dan terbaca kembali di platform"),
    ReplyState.REJECTED: _("ditolak"),
    ReplyState.EXPIRED: _("kedaluwarsa, belum terkirim"),
    ReplyState.CANCELLED: _("dibatalkan, tidak terkirim"),
    ReplyState.FAILED: _("gagal"),
    ReplyState.UNKNOWN: _("belum pasti: sedang diperiksa ke platform"),
    ReplyState.NEEDS_HUMAN: _("belum pasti: periksa sendiri di platform"),
    ReplyState.SHADOWED: _("Mode bayangan: tidak dikirim"),
}
# Why a reply was left out of a bulk approval.
BULK_OUTCOME_WORDS: dict[BulkOutcome, LazyString] = {
    BulkOutcome.WAITING: _("belum diputuskan"),
    BulkOutcome.RELEASED: _("disetujui"),
    BulkOutcome.CHANGED: _("teksnya berubah sejak pratinjau"),
    BulkOutcome.CASE_MOVED: _("pengaduannya berubah sejak pratinjau"),
    BulkOutcome.DECIDED: _("sudah diputuskan petugas lain"),
    BulkOutcome.RISKY: _("berisiko: dibaca sendiri"),
    BulkOutcome.OTHER_CLASS: _("kini kelompok lain"),
    BulkOutcome.TEMPLATE_RETIRED: _("teks bakunya tidak dipakai lagi"),
    BulkOutcome.GUARD: _("melanggar aturan keluar"),
    BulkOutcome.POLICY: _("tidak boleh dikirim"),
    BulkOutcome.NOT_YOURS: _("di luar wewenang yang melepas"),
}
# What a row of the inbox says of the newest reply; nothing where the row is simply open.
ROW_STATE_WORDS: dict[ReplyState, LazyString] = {
    ReplyState.APPROVED: _("segera dikirim"),
    ReplyState.SENDING: _("mengirim"),
    ReplyState.UNKNOWN: _("belum pasti"),
    ReplyState.NEEDS_HUMAN: _("periksa di platform"),
    ReplyState.FAILED: _("gagal terkirim"),
    ReplyState.EXPIRED: _("kedaluwarsa"),
    ReplyState.SHADOWED: _("bayangan, tidak dikirim"),
}
REFUSAL_WORDS: dict[Refusal, LazyString] = {
    Refusal.REFUSED: _("platform menolak"),
    Refusal.NOT_SUMMONED: _("penulis tidak menyebut akun kita"),
    Refusal.DELETED: _("penulis menghapus sebutan"),
    Refusal.BLOCKED: _("penulis memblokir akun kita"),
    Refusal.WINDOW_CLOSED: _("jendela 24 jam sudah tertutup"),
    Refusal.TOO_LONG: _("teks terlalu panjang"),
    Refusal.REVOKED: _("izin akun dicabut"),
    Refusal.CHECKPOINT: _("platform meminta verifikasi akun"),
    Refusal.SUSPENDED: _("akun ditangguhkan"),
    Refusal.MISSING_CREDENTIAL: _("kunci akun belum diisi"),
    Refusal.OPTED_OUT: _("penulis tidak ingin dibalas"),
    Refusal.GUARD: _("teks melanggar aturan keluar"),
    Refusal.DUPLICATE: _("teks sama dengan balasan lain"),
    Refusal.OWN_ACCOUNT: _("penulisnya akun kita sendiri"),
    Refusal.TOO_ALIKE: _("teks terlalu mirip dengan satuan lain"),
}
# What the outgoing-text guard finds, by its rules.
RULE_WORDS: dict[str, LazyString] = {
    "threat": _("Ada ancaman"),
    "summons": _("Ada panggilan kepada warga"),
    "location_request": _("Meminta lokasi warga di ruang publik"),
    "guilt_language": _("Menyatakan seseorang bersalah"),
    "case_secret": _("Membuka isi perkara"),
    "child_identity": _("Membuka identitas anak"),
    "victim_identity": _("Membuka identitas korban"),
    "insult": _("Ada kata yang merendahkan"),
    "political": _("Ada pernyataan politik"),
    "promise_of_outcome": _("Menjanjikan hasil"),
    "personal_data": _("Ada data pribadi"),
    "link_on_x": _("Ada tautan; X menolaknya"),
    "too_long": _("Terlalu panjang"),
    "empty": _("Teksnya kosong"),
}
ROLE_WORDS: dict[Role, LazyString] = {
    Role.ADMIN: _("admin satuan"),
    Role.APPROVER: _("penyetuju"),
    Role.HEAD: _("kepala satuan"),
    Role.HUMAS: _("Humas"),
    Role.POSKO: _("Posko Presisi"),
    Role.PROPAM: _("Propam"),
    Role.AUDITOR: _("auditor"),
    Role.SYSTEM: _("admin sistem"),
}
HEALTH_WORDS: dict[Health, LazyString] = {
    Health.UNKNOWN: _("belum diperiksa"),
    Health.OK: _("terhubung"),
    Health.LIMITED: _("dibatasi platform"),
    Health.FAILING: _("gagal, dicoba lagi"),
    Health.STOPPED: _("berhenti, perlu diperbaiki"),
}
UNIT_KIND_WORDS: dict[UnitKind, LazyString] = {
    UnitKind.MABES: _("Mabes"),
    UnitKind.POLDA: _("Polda"),
    UnitKind.POLRES: _("Polres"),
    UnitKind.POLSEK: _("Polsek"),
    UnitKind.FUNCTION: _("fungsi"),
}
EVENT_WORDS: dict[EventKind, LazyString] = {
    EventKind.OPENED: _("Pengaduan dibuka"),
    EventKind.MENTION_ATTACHED: _("Sebutan lain digabungkan"),
    EventKind.ASSESSED: _("Dinilai"),
    EventKind.LABEL_CORRECTED: _("Label dikoreksi"),
    EventKind.DRAFTED: _("Rancangan balasan dibuat"),
    EventKind.EDITED: _("Rancangan diubah"),
    EventKind.APPROVED: _("Balasan disetujui"),
    EventKind.REJECTED: _("Balasan ditolak"),
    EventKind.CANCELLED: _("Pengiriman dibatalkan"),
    EventKind.SENDING: _("Balasan dikirim ke platform"),
    EventKind.SENT: _("Balasan terkirim"),
    EventKind.CONFIRMED: _("Balasan terbaca kembali di platform"),
    EventKind.SEND_FAILED: _("Pengiriman gagal"),
    EventKind.POSTPONED: _("Pengiriman ditunda"),
    EventKind.HELD_BACK: _("Ditahan aturan keluar"),
    EventKind.OUTCOME_UNKNOWN: _("Hasil pengiriman belum pasti"),
    EventKind.NEEDS_HUMAN: _("Perlu diperiksa petugas"),
    EventKind.STAGE_CHANGED: _("Tahap berubah"),
    EventKind.NOTE: _("Catatan"),
    EventKind.HANDED_OVER: _("Diteruskan ke satuan lain"),
    EventKind.CLAIMED: _("Diambil"),
    EventKind.CLOSED: _("Ditutup"),
    EventKind.REOPENED: _("Dibuka kembali"),
    EventKind.DEADLINE_MOVED: _("Batas waktu berubah"),
    EventKind.ESCALATED: _("Eskalasi"),
    EventKind.REACH_GREW: _("Jangkauan naik"),
    EventKind.CITIZEN_ANSWERED: _("Warga membalas"),
    EventKind.MENTION_REMOVED: _("Sebutan dihapus penulis"),
    EventKind.ALERT_TOLD: _("Petugas diberi tahu"),
    EventKind.ALERT_ESCALATED: _("Peringatan naik"),
    EventKind.ALERT_SEEN: _("Peringatan dilihat"),
    EventKind.MERGED: _("Digabungkan dengan pengaduan lain"),
    EventKind.PARTED: _("Dipisahkan lagi"),
    EventKind.INCIDENT_JOINED: _("Digabungkan ke satu peristiwa"),
    EventKind.INCIDENT_LEFT: _("Dikeluarkan dari peristiwa"),
    EventKind.LAW_CLOCK_PASSED: _("Batas menurut aturan terlewati"),
    EventKind.DONE_CLAIMED: _("Dinyatakan selesai, menunggu verifikasi"),
    EventKind.DONE_REFUSED: _("Verifikasi selesai ditolak"),
    EventKind.SATISFACTION: _("Warga menilai penanganan"),
    EventKind.SHADOWED: _("Mode bayangan: tidak dikirim"),
    EventKind.CLAIM_RAISED: _("Dinyatakan satuan, menunggu komando di atasnya"),
    EventKind.CLAIM_UPHELD: _("Disahkan komando di atasnya"),
    EventKind.CLAIM_REFUSED: _("Ditolak komando di atasnya"),
}
LAW_WORDS: dict[Law, LazyString] = {
    Law.NONE: _("tanpa aturan khusus"),
    Law.DUMAS: _("Dumas (Perpol 2/2024)"),
    Law.LAPOR: _("SP4N-LAPOR!"),
    Law.SERVICE: _("standar pelayanan publik"),
}
CLOCK_WORDS: dict[ClockKind, LazyString] = {
    ClockKind.DUMAS_LETTER: _("Dumas: surat kepada pelapor"),
    ClockKind.DUMAS_RESULT: _("Dumas: hasil"),
    ClockKind.LAPOR_VERIFY: _("LAPOR!: verifikasi"),
    ClockKind.LAPOR_ACT: _("LAPOR!: tindak lanjut"),
    ClockKind.LAPOR_SILENCE: _("LAPOR!: ditutup bila warga diam"),
    ClockKind.SERVICE_RESULT: _("Standar pelayanan: hasil"),
}
GAP_WORDS: dict[GapKind, LazyString] = {
    GapKind.HORIZON: _("lebih banyak daripada yang diperlihatkan platform"),
    GapKind.OUTAGE: _("platform tidak menjawab"),
    GapKind.REVOKED: _("izin akun dicabut"),
    GapKind.LIMITED: _("dibatasi platform"),
}
ALERT_WORDS: dict[AlertKind, LazyString] = {
    AlertKind.VIRAL: _("Berisiko viral"),
    AlertKind.EMERGENCY: _("Darurat"),
    AlertKind.SLA_BREACH: _("Lewat batas"),
    AlertKind.ACCOUNT_STOPPED: _("Akun berhenti"),
    AlertKind.STUCK_REPLY: _("Balasan tersangkut"),
    AlertKind.APPROVER_SILENT: _("Penyetuju diam"),
    AlertKind.FOREIGN_POST: _("Unggahan asing di akun kita"),
    AlertKind.RECOVERY_EXHAUSTED: _("Pekerjaan berhenti dicoba"),
    AlertKind.WATCH_DEAD: _("Pemantauan mati"),
    AlertKind.ACCESS_ENDS: _("Izin akses akun segera berakhir"),
    AlertKind.ACCOUNT_DORMANT: _("Akun tidur"),
    AlertKind.OVERLOAD: _("Kewalahan"),
}

MASK_WORDS: dict[str, LazyString] = {
    "nik": _("NIK"),
    "phone": _("telepon"),
    "plate": _("plat"),
    "bank_account": _("rekening"),
    "email": _("surel"),
    "address": _("alamat"),
    "name_of_private_person": _("nama"),
    "passport": _("paspor"),
    "sim_number": _("nomor SIM"),
}
_MASK = re.compile(r"\[(" + "|".join(MASK_WORDS) + r")\]")


def masked_words(text: str) -> str:
    """A masked text with its marks in the reader's language: "[phone]" becomes "[telepon]"."""
    return _MASK.sub(lambda found: f"[{MASK_WORDS[found.group(1)]}]", text)


DATA_REQUEST_WORDS: dict[str, LazyString] = {
    "access": _("salinan data"),
    "erase": _("penghapusan data"),
}


def at_name(handle: str) -> str:
    """A handle as people write it: "@PoldaTirta"; a phone number, of which "…233" may be left, has no such mark."""
    if not handle or handle.startswith("…"):
        return handle
    return f"+{handle.lstrip('+')}" if handle.lstrip("+").isdigit() else f"@{handle}"


def capital(words: object) -> str:
    """Words that open a line with their first letter large and the rest as it stands: "SIM" stays "SIM"."""
    text = str(words)
    return text[:1].upper() + text[1:]


class Spoken(dict[object, str]):
    """A table whose words are translated once when they are looked up: a page looks up many."""

    def __getitem__(self, key: object) -> str:
        return str(super().__getitem__(key))


def register(app: Flask) -> None:
    """Makes the tables known to the templates, their words already in the reader's language."""
    tables = {name.lower(): Spoken(table) for name, table in globals().items() if name.endswith("_WORDS")}
    app.jinja_env.globals.update(tables)
    app.jinja_env.filters.update(at_name=at_name, capital=capital)

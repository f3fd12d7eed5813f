"""Who must not be recognised: children and victims."""

from __future__ import annotations

from models.guard.rule import Rule, rule
from models.guard.words import (
    AT_SCHOOL,
    CHILD,
    HARMED,
    INITIALS,
    JOB,
    KIN,
    LIVES,
    NAME,
    NAMED,
    NOT_SO,
    PARENT,
    PUPIL,
    SCHOOL,
    VICTIM,
    gap,
)

_RIGHTS = (
    r"\b(?:dapat\s+(?:melapor|menghubungi|didampingi|meminta)|bisa\s+(?:melapor|menghubungi|menyampaikan|dilakukan)|berhak|bila|jika|apabila|kalau\s+(?:ada|anda|kakak)|tersedia|sil[ah]+kan\s+(?:me)?(?:lapor|hubungi|kirim|lanjut|sampai|tulis|kontak|telepon)\w*"
    r"|kerahasiaan\w*|rahasia\w*|merahasiakan|lindungi|dilindungi|melindungi|perlindungan|jangan|jgn|tidak\s+(?:disebar\w*|diunggah|menyebar\w*|membagi\w*|dapat|kami|akan|boleh|mengungkap)|hindari|setiap|para)\b"
)
_CAMPAIGN = (
    r"\b(?:kegiatan|penyuluhan|sosialisasi|patroli|pulang\s+sekolah|jam\s+masuk|apel|upacara|mpls|edukasi|menyapa|imbauan|diimbau|mengimbau|kunjungan|lomba|program|sahabat\s+anak"
    r"|zebra\s+cross|penyeberangan|menyeberang\w*|police\s+goes|binluh|seminar|ujian|rekrutmen|penerimaan|pendaftaran|arus|lalu\s+lintas\s+di|macet|kemacetan|persyaratan|syarat|beasiswa)\b"
)

IDENTITY: tuple[Rule, ...] = (
    # --- children: UU 11/2012 art. 19 protects a child as victim, witness or offender ---
    rule(
        "child_identity",
        "A child's name, initials or parents' names may not be told.",
        rf"(?:{CHILD}|{PUPIL}){gap(45)}{NAMED}\s*:?\s*{INITIALS}",
        rf"(?:{CHILD}|{PUPIL}){gap(40)}(?:{NAMED})\s+{NAME}",
        rf"(?:{CHILD}|{PUPIL}){gap(45)}(?:inisial|berinisial|bernama|namanya|jenenge|arane|namina|ngaranna|namonyo|goarna)",
        rf"(?:inisial|berinisial|bernama){gap(12)}\(?\d{{1,2}}\)?\s*(?:th|thn|tahun|taun)?{gap(25)}(?:{CHILD}|{PUPIL})",
        unless=_RIGHTS,
    ),
    rule(
        "child_identity",
        "A school or a class leads to one child.",
        rf"(?:{PUPIL}|{CHILD}){gap(30)}{SCHOOL}{gap(6)}(?:\w+)?",
        rf"{AT_SCHOOL}{gap(12)}{SCHOOL}(?:\s+\w+)?",
        unless=_CAMPAIGN + "|" + _RIGHTS,
    ),
    rule(
        "child_identity",
        "Whose child it is, and what the parents do, names the child as well.",
        r"(?:anak|putra|putri|cucu|keponakan|ponakan|anak\s+(?:kandung|tiri|angkat|asuh|didik|bungsu|sulung)|budak|dakdanak|boruna|anana|pianak|lare)(?:nya|na|e|ne|nyo|ta)?\s+(?:kandung\s+|tiri\s+|angkat\s+)?(?:itu\s+)?(?:dari\s+|seorang\s+)?"
        r"(?:pak|bu|ibu\s+(?-i:[A-Z])|bapak\s+(?-i:[A-Z])|haji|ustaz|ketua|kepala|kades|lurah|camat|pemilik|penjual|pedagang|guru|tukang|anggota|terlapor|pelaku|tersangka|pengusaha|juragan|penjaga|tetangga|kyai|kiai|rt|rw|pejabat)(?:\s+\w+)?",
        rf"{PARENT}{gap(12)}(?:{JOB}|{LIVES}|{NAMED})",
        rf"(?:{CHILD}|{PUPIL}){gap(30)}(?:tinggal\s+(?:di|serumah)|rumahnya|beralamat|alamatnya|omahe|imahna|umahe|jabuna|warga\s+(?:desa|kampung|gang|dusun|rt|kelurahan|kompleks|perum\w*|jalan|jl))",
        unless=r"\b(?:hindari|jauhkan|lindungi|melindungi|diimbau|imbau|mengawasi|pengawasan|memastikan|hilang)\b",
    ),
    rule(
        "child_identity",
        "A child's face is its identity.",
        rf"(?:foto|wajah|muka|potret|gambar|video|rupa)(?:nya)?{gap(12)}(?:{CHILD}|{PUPIL})",
        unless=NOT_SO + r"|\b(?:mohon|hapus|dihapus|hilang|laporkan|bila|jika|buram\w*|sensor)\b",
    ),
    # --- victims ---
    rule(
        "victim_identity",
        "A victim's name, initials or account may not be told.",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}(?:{NAMED}\s*:?\s*(?:{INITIALS}|sdri?\b|{NAME})|akun\s+\w+(?:nya)?|{INITIALS}\s*,?\s*\(?\d\d)",
        rf"(?:nama|inisial|identitas){gap(3)}{VICTIM}{gap(5)}(?:adalah|yaitu|ialah|inisial|berinisial|bernama|{INITIALS})",
        rf"(?:{VICTIM}|{HARMED})\b[^!?\n]{{0,60}}?\bnamanya\s+(?:(?:ny|nyonya|sdri?|ibu|bapak|pak|bu|mbak|mas|saudari|saudara)\s+)?(?:{INITIALS}|{NAME})",
        rf"{VICTIM}\s+(?:adalah\s+|yaitu\s+|ialah\s+|itu\s+|atas\s+nama\s+)?(?:ibu|bu|bapak|pak|sdri?|saudari|saudara|mbak|mas|ny|nyonya|nona|tuan)\s+(?:{INITIALS}|{NAME})",
        rf"{VICTIM}\s+(?:adalah|yaitu|ialah|bernama)\s+(?:saudari|saudara|sdri?|ibu|bapak|seorang)",
        rf"(?:ny|nyonya|nona|sdri?|saudari|saudara|ibu|bu|mbak|mas|pak|bapak)\s+{INITIALS}{gap(4)}(?:{HARMED}|{VICTIM})",
        rf"{VICTIM}\s*\(?\s*{INITIALS}",
        rf"{VICTIM}{gap(25)}(?:bernama|berinisial)",
        unless=_RIGHTS,
    ),
    rule(
        "victim_identity",
        "Work, home or family leads to the victim.",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}(?:{JOB}|{KIN})(?!\s+(?:korban|yang\s+mendampingi))",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}{LIVES}\s+(?:\w+\s+)?(?:di|neng|ing|ring|ti|ka|desa|kampung|dusun|gang|gg|komplek\w*|perum\w*|jalan|jl|rt|lorong|kost?|wadon|lanang|awewe|dekat|blok|jorong|nagari|banjar|huta|lembang|kompleks|(?-i:[A-Z]\w+))",
        rf"(?:{VICTIM}|{HARMED})\b[^!?\n]{{0,60}}\.\s+(?:beliau|ia|dia|dirinya|almarhumah?|orangnya|rumahnya|kerjanya|tinggalnya)\s+(?:adalah\s+|itu\s+|seorang\s+)?(?:{KIN}|{JOB}|{LIVES})",
        unless=_RIGHTS
        + r"|\bkorban\s+(?:jiwa|banjir|gempa|kebakaran|bencana|luka)\b|\b(?:keluarga\s+korban\s+(?:kecelakaan|kebakaran)|kehilangan|pendampingan|psikolog|tim\s+pendamping|lpsk|petugas\s+(?:mendampingi|menemani))\b",
    ),
)

"""What a police account must never say: a hard block on outgoing text, each naming rule and phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.masking import mask
from models.vocabulary import Channel
from models.weighted_length import weighted_length

LENGTH_LIMITS = {
    Channel.X: 280,
    Channel.INSTAGRAM: 1000,
    Channel.INSTAGRAM_PRIVATE: 1000,
    Channel.WHATSAPP: 4096,
    Channel.MANUAL: 4096,
}

# X turns a bare host name into a link and bills it as one; these are the endings people write here.
_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+"
    r"|\b[a-z0-9-]+\.(?:com|id|net|org|info|me|ly|co|be|ee|gl|gg|io|cc|tv|app|xyz|biz|link|site|shop|online)(?:/\S*)?\b",
    re.I,
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (
            "threat",
            r"\b(?:akan|bisa|dapat) (?:kami |anda )?(?:di)?(?:tuntut|penjara|pidana(?:kan)?|jemput paksa|tangkap)\b"
            r"|\b(?:jangan|awas) macam-macam\b|\bakan kami jemput\b|\bberhadapan dengan hukum\b",
        ),
        (
            "summons",
            r"\b(?:segera |harap |wajib |silakan )?menghadap ke\b|\bdatang(?:lah)? ke (?:polsek|polres|polda|kantor) "
            r"(?:untuk )?(?:mempertanggungjawabkan|klarifikasi|diperiksa)\b|\bkami panggil\b|\bbertanggung ?jawab atas (?:ucapan|unggahan|cuitan|komentar)",
        ),
        (
            "location_request",
            r"\b(?:kirim(?:kan)?|share|bagikan|sebutkan|tulis(?:kan)?) (?:lokasi|alamat|shareloc|share ?loc|titik)\b(?!.*\b(?:dm|pribadi|privat)\b)"
            r"|\b(?:anda|kamu|posisi anda|posisi kamu) (?:ada|berada) di ?mana\b|\balamat (?:rumah )?(?:anda|kamu)\b.*\?",
        ),
        (
            "guilt_language",
            r"\bterbukti (?:bersalah|melakukan|mencuri|korupsi|membunuh|menipu)\b"
            r"|\b(?:dia|ia|mereka|yang bersangkutan|pelaku|tersangka) (?:memang |sudah pasti |jelas )?(?:bersalah|penjahat|pencuri|pembunuh|penipu)\b",
        ),
        (
            "case_secret",
            r"\b(?:hasil (?:bap|visum|autopsi)|isi bap|barang bukti berupa|saksi kunci|identitas (?:saksi|pelapor|informan)|akan kami gerebek|rencana penggerebekan)\b",
        ),
        (
            "child_identity",
            r"\b(?:anak|korban anak|siswa|siswi|balita)\b[^.]{0,40}\b(?:bernama|inisial|yang bersekolah di|alamatnya|orang tuanya bernama)\b",
        ),
        (
            "victim_identity",
            r"\bkorban (?:bernama|adalah (?:saudari|saudara|sdri?|ibu|bapak) )|\bidentitas korban (?:adalah|yaitu)\b",
        ),
        (
            "insult",
            r"\b(?:bodoh|goblok|tolol|bego|dungu|kampungan|bacot|anjing|bangsat|kurang ajar|sampah masyarakat|otak (?:udang|kosong)|buzzer bayaran)\b",
        ),
        (
            "political",
            r"\b(?:pilih|dukung|coblos) (?:paslon|partai|calon|nomor urut|capres|caleg)\b|\bantek\b|\bkubu (?:sebelah|oposisi)\b",
        ),
        (
            "promise_of_outcome",
            r"\b(?:pasti|dijamin|kami jamin|janji) (?:akan )?(?:(?:di|ter)?tangkap|selesai|kembali|dihukum|dipecat|ketemu|ditemukan)\b"
            r"|\bpelaku (?:pasti|dijamin) (?:akan )?(?:ter|di)",
        ),
    )
)


@dataclass(frozen=True)
class Finding:
    """One broken rule and the words that break it."""

    rule: str
    phrase: str


def findings(text: str, channel: Channel) -> list[Finding]:
    """Every rule the text breaks on this channel; empty when it may go out."""
    found = [Finding(rule, match.group(0)) for rule, pattern in _RULES if (match := pattern.search(text))]
    found += [Finding("personal_data", text[span.start : span.end]) for span in mask(text).spans]
    if channel is Channel.X and (link := _LINK.search(text)):
        found.append(Finding("link_on_x", link.group(0)))
    if text_length(text, channel) > LENGTH_LIMITS[channel]:
        found.append(Finding("too_long", f"{text_length(text, channel)} > {LENGTH_LIMITS[channel]}"))
    if not text.strip():
        found.append(Finding("empty", ""))
    return found


def first_finding(text: str, channel: Channel) -> Finding | None:
    """The first broken rule, or None."""
    return next(iter(findings(text, channel)), None)


def text_length(text: str, channel: Channel) -> int:
    """The length the platform counts: X weighs its characters."""
    return weighted_length(text) if channel is Channel.X else len(text)

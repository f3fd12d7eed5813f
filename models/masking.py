"""Hides what identifies a private person before a text is indexed, embedded, logged or shown in an alert.

Pure functions over regular expressions; no model and no look-up outside this file. Numbers are
hidden generously: an unknown long number is worth less than a leaked one. Names are hidden only
where the sentence says that a name follows, since a guess would hide places and offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SpanType = Literal[
    "nik",
    "phone",
    "plate",
    "bank_account",
    "email",
    "address",
    "name_of_private_person",
    "passport",
    "sim_number",
]


@dataclass(frozen=True)
class Span:
    """One hidden stretch of the original text: characters `start` up to, not including, `end`."""

    start: int
    end: int
    type: SpanType


@dataclass(frozen=True)
class Masked:
    """A text with every hidden stretch replaced by its type in brackets, and where they were."""

    text: str
    spans: tuple[Span, ...]


# What people put between digits: blanks, dots, dashes, invisible joiners, the parts of keycap emoji.
_GAP = r"[\s.\-–—_/()*|·•\u200b-\u200f\u2060\ufe0f\u20e3]{0,3}"
_END = r"(?!\d)"
_START = r"(?<!\d)"
_DIGIT_WORD = r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan)"

# The Indonesian registration areas; anything else before digits is a word, a unit or a rank.
_AREA = r"(?:A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNPRSTW]|E[ABD]|K[BHTU]|P[ABGSTY]|[ABDEFGHKLMNPRSTWZ])"
# Short words and units that follow a number in ordinary sentences ("B 12 DI", "D 30 HARI").
_NOT_A_SERIES = frozenset(
    [
        "ada",
        "ade",
        "ajh",
        "aja",
        "an",
        "apa",
        "bgt",
        "bln",
        "bsk",
        "cm",
        "cuma",
        "dan",
        "dgn",
        "di",
        "dia",
        "dr",
        "dri",
        "dulu",
        "gan",
        "gk",
        "hal",
        "hr",
        "ini",
        "itu",
        "jam",
        "jd",
        "jg",
        "jgn",
        "jln",
        "jt",
        "juta",
        "kak",
        "kali",
        "kg",
        "ke",
        "kg",
        "km",
        "kmrn",
        "kok",
        "ku",
        "la",
        "lagi",
        "lah",
        "lbh",
        "lg",
        "lu",
        "mah",
        "mau",
        "mb",
        "menit",
        "min",
        "mm",
        "mnt",
        "nih",
        "org",
        "pak",
        "pas",
        "pcs",
        "pm",
        "rb",
        "ribu",
        "rp",
        "rt",
        "rw",
        "s",
        "sama",
        "sd",
        "sdh",
        "si",
        "smp",
        "sy",
        "th",
        "thn",
        "tp",
        "tgl",
        "udh",
        "unit",
        "utk",
        "wib",
        "wit",
        "wita",
        "ya",
        "yg",
    ]
)
_NOT_A_NAME = frozenset(
    [
        "allah",
        "bangsa",
        "demokrasi",
        "hukum",
        "indonesia",
        "instansi",
        "institusi",
        "jabatan",
        "kapolri",
        "keadilan",
        "keluarga",
        "kemanusiaan",
        "kepolisian",
        "korban",
        "masyarakat",
        "negara",
        "oknum",
        "pelaku",
        "perusahaan",
        "pihak",
        "pimpinan",
        "pol",
        "pold",
        "poli",
        "polr",
        "pols",
        "pribadi",
        "pt",
        "cv",
        "rakyat",
        "saya",
        "sendiri",
        "siapa",
        "tuhan",
        "umum",
        "undang",
        "warga",
        "yayasan",
    ]
)
_NAME_WORD = r"(?:[A-Z][a-z'’]+|[A-Z]\.)"
_NAME = rf"{_NAME_WORD}(?:[ \t]+(?:(?:bin|binti)[ \t]+)?{_NAME_WORD}){{0,3}}"
_WHOSE = (
    r"(?:saya|sy|aku|gue|gw|ane|korban|pelaku|terlapor|pelapor|penipu(?:nya)?|anak(?:[ \t]+saya)?|suami|istri|adik|"
    r"kakak|ibu|bapak|orang(?:nya)?|pemilik)"
)


def _digits(count: str, digit: str = r"\d") -> str:
    """A pattern of `count` digits ("16", "9,13") with anything people put between them."""
    low, _, high = count.partition(",")
    spread = f"{int(low) - 1}" + (f",{int(high) - 1}" if high else "")
    return rf"{digit}(?:{_GAP}{digit}){{{spread}}}"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_MOBILE = rf"(?:6{_GAP}2{_GAP}|[0oO]{_GAP})8{_GAP}"
_HOUSE = r"(?:no|nomor)\b[ \t]*[.:]?[ \t]*\d+[a-z]?\b"
_BANK = (
    r"(?:no\.?[ \t]?rek|norek|rek|rekening|bca|bri|bni|btn|bsi|mandiri|cimb|danamon|permata|seabank|jago|dana|ovo|"
    r"gopay|shopeepay|virtual account|va)"
)

# Dates, times, links to posts, amounts of money and our own ticket codes are no secrets, but look
# like the numbers below: they are set aside first.
_HARMLESS = (
    re.compile(r"\bTG-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}\b"),
    re.compile(r"\bPIN:? [2-9A-HJKMNP-TV-Z]{6}\b"),
    re.compile(r"https?://\d{1,3}(?:\.\d{1,3}){3}\b"),
    _pattern(rf"{_START}(?:[0-3]?\d[-/.][01]?\d[-/.](?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)(?![-./]?\d)"),
    _pattern(rf"{_START}(?:19|20)\d\d(?:[ \t]?[-/][ \t]?(?:19|20)\d\d)+(?![-./]?\d)"),
    _pattern(rf"{_START}[0-2]?\d[.:][0-5]\d[ \t]?[-–][ \t]?[0-2]?\d[.:][0-5]\d{_END}"),
    _pattern(r"/status(?:es)?/\d+"),
    _pattern(r"\brp\.?[ \t]*\d[\d.,]*(?:[ \t]?(?:rb|ribu|jt|juta|m|miliar|milyar))?"),
    _pattern(rf"{_START}[1-9]\d{{0,2}}(?:\.000)+(?:,\d\d|,-)?{_END}"),
)

# In this order: what a rule has hidden, the later ones no longer see. Group "hide", where named, is hidden.
_RULES: tuple[tuple[SpanType, re.Pattern[str]], ...] = (
    ("email", _pattern(r"(?<![\w.])[\w.+%-]+@[a-z0-9][\w-]*(?:\.[a-z0-9][\w-]*)+")),
    (
        "email",
        _pattern(
            r"[\w.+%-]+[ \t]*(?:@|[(\[]at[)\]]|\bat\b)[ \t]*(?:gmail|yahoo|ymail|hotmail|outlook|icloud|rocketmail)"
            r"(?:[ \t]*(?:\.|[(\[]dot[)\]]|\bdot\b|\btitik\b)[ \t]*(?:com?|id|net))*"
        ),
    ),
    ("sim_number", _pattern(rf"\bsim\b[^\d\n]{{0,24}}?(?P<hide>{_START}{_digits('12,14')}{_END})")),
    ("nik", _pattern(rf"{_START}\d{{16}}{_END}")),
    ("nik", _pattern(rf"{_START}{_digits('16')}{_END}")),
    ("phone", _pattern(rf"(?<!\w)(?:\+{_GAP})?{_MOBILE}{_digits('7,12', '[0-9oO]')}(?!\w)")),
    ("phone", _pattern(rf"{_START}(?:\+{_GAP})?{_MOBILE}{_digits('7,12')}{_END}")),
    ("phone", _pattern(rf"\b(?:{_DIGIT_WORD}[\s,.\-]*){{8,}}{_DIGIT_WORD}\b")),
    ("bank_account", _pattern(rf"\b{_BANK}\b[^\d\n]{{0,30}}?(?P<hide>{_START}{_digits('8,18')}{_END})")),
    ("phone", _pattern(rf"{_START}(?:\(0\d{{2,3}}\)|0[2-9]\d{{1,2}})(?:[ \t\-.]?\d{{3,4}}){{2}}{_END}")),
    ("phone", _pattern(rf"(?<![\w+])\+\d{{1,3}}[\s\-]?\d(?:[\s\-]?\d){{6,11}}{_END}")),
    ("bank_account", _pattern(rf"{_START}\d{{9,}}{_END}")),
    ("bank_account", _pattern(rf"{_START}\d+(?:[-.]\d+){{1,5}}{_END}")),
    (
        "passport",
        _pattern(rf"\bpas+por(?:t|nya)?\b[^\d\n]{{0,24}}?(?P<hide>\b[a-z]{{1,2}}[ \t]?\d{{6,7}}){_END}"),
    ),
    ("passport", re.compile(r"\b[A-Z]\d{7}\b")),
    (
        "plate",
        _pattern(
            r"\b(?:plat|nopol|nomor polisi|no\.?[ \t]?pol)\b\W{0,4}(?:[a-z]+\W{1,3}){0,3}?"
            rf"(?P<hide>\b{_AREA}[ \t.\-]{{0,2}}\d{{1,4}}(?:[ \t.\-]{{0,2}}[a-z]{{1,3}})?)\b"
        ),
    ),
    (
        "plate",
        _pattern(rf"(?<![@#\w/]){_AREA}[ \t.\-]{{0,2}}\d{{3,4}}[ \t.\-]{{0,2}}(?P<series>[a-z]{{1,3}})\b"),
    ),
    ("plate", re.compile(rf"(?<![@#\w/]){_AREA} \d{{1,2}} (?P<series>[A-Z]{{1,3}})\b")),
    (
        "address",
        _pattern(
            r"\b(?:jl|jln|jalan|gang|gg)\b\.?[ \t]+(?:[\w.'’/-]+[ \t]+){1,6}?(?:no|nomor|nmr)\b"
            r"[ \t]*[.:]?[ \t]*\d+[a-z]?\b"
            r"(?:[ \t,./-]*rt[ \t.:]*\d+[ \t,./-]*(?:rw[ \t.:]*\d+)?)?"
        ),
    ),
    ("address", _pattern(rf"\bblok[ \t]+[a-z]{{1,2}}[ \t.\-]?\d*[ \t,./-]*{_HOUSE}")),
    ("address", _pattern(r"\brt[ \t.:]*\d{1,3}[ \t,./-]*rw[ \t.:]*\d{1,3}\b")),
    ("address", _pattern(rf"\brumah(?:[ \t]+(?:saya|sy|korban|pelaku|terlapor))?[ \t]+{_HOUSE}")),
    (
        "name_of_private_person",
        re.compile(
            rf"\b(?i:nama(?:[ \t]+lengkap)?(?:[ \t]+{_WHOSE})?(?:[ \t]+(?:adalah|ialah|yaitu))?|namanya|bernama|"
            rf"atas[ \t]+nama|a\.n\.?|a/n)[ \t]*[:=]?[ \t]*(?P<name>{_NAME})"
        ),
    ),
    (
        "name_of_private_person",
        _pattern(
            rf"\bnama(?:[ \t]+lengkap)?(?:[ \t]+{_WHOSE})?[ \t]*[:=][ \t]*"
            r"(?P<name>[a-z'’.]+(?:[ \t]+[a-z'’.]+){0,3})"
        ),
    ),
)


def mask(text: str) -> Masked:
    """The text without what identifies a private person; spans point into the original text, in order."""
    spans = sorted(_spans(text), key=lambda span: span.start)
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.type}]"]
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(spans))


def _spans(text: str) -> Iterator[Span]:
    for pattern in _HARMLESS:
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)
    for type_, pattern in _RULES:
        hidden = [span for match in pattern.finditer(text) if (span := _span(type_, match))]
        for span in hidden:
            text = text[: span.start] + "\0" * (span.end - span.start) + text[span.end :]
        yield from hidden


def _span(type_: SpanType, match: re.Match[str]) -> Span | None:
    """The stretch a match hides, or None when the match is an ordinary phrase after all."""
    groups = match.groupdict()
    if groups.get("series") and groups["series"].lower() in _NOT_A_SERIES:
        return None
    if name := groups.get("name"):
        if _NOT_A_NAME & {name.split()[0].lower(), name.split()[0].lower()[:4]}:
            return None
        return Span(*match.span("name"), type_)
    if type_ == "bank_account" and sum(letter.isdigit() for letter in match.group()) < 8:
        return None
    return Span(*(match.span("hide") if "hide" in groups else match.span()), type_)

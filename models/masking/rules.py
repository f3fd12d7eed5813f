"""The patterns of `models.masking`: what is set aside first, then one rule after another.

A rule names what a text must hold for its pattern to have any chance: so many digits, and one of some
words. `mask` leaves out every rule whose needs a text does not meet; the result is the same without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from models.masking.words import BANKS, COUNTED, DIGIT_WORDS, PLACES, PROVIDERS, ZERO_OR_EIGHT

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


# Stands for the sign in front of a handle where words are looked for: a mention is no e-mail address.
HANDLE = "\1"


@dataclass(frozen=True)
class Rule:
    """Hides what `pattern` finds (its group "hide" or "name", where there is one) as `type`.

    Without a type, what it finds is set aside: left as it is, and unseen by later rules. Any match
    holds at least `digits` digits and, unless there are none, one of `words` in small letters.
    """

    type: SpanType | None
    pattern: re.Pattern[str]
    digits: int = 0
    words: tuple[str, ...] = ()


def _one_of(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _roots(*words: str) -> tuple[str, ...]:
    """The words without those that hold another of them: who finds no "perum" finds no "perumahan"."""
    return tuple(word for word in words if not any(other in word for other in words if other != word))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# What people put between digits: blanks, dots, dashes, invisible joiners, the parts of keycap emoji.
_SIGNS = r"\s.\-‐-—_/()*|·•\u200b-\u200f\u202a-\u202e\u2060\ufe0f\u20e3"
_GAP = rf"[{_SIGNS}]{{0,3}}"
# Behind a start that only a mobile number has, whatever else people use.
_WIDE = rf"[{_SIGNS}\[\],=~'’:➖]{{0,3}}"
# A second mobile number behind a stroke, a comma or a line break is not the rest of the first.
_WIDE_IN_ONE = rf"{_WIDE}(?!(?<=[/,|\n])08\d\d|(?<=[/,|] )08\d\d)"
_START, _END = r"(?<!\d)", r"(?!\d)"


def _digits(low: int, high: int, gap: str = _GAP) -> str:
    """A pattern of `low` to `high` digits with anything people put between them."""
    return rf"\d(?:{gap}\d){{{low - 1},{high - 1}}}"


# From a cue to its number, on the same line or the next.
_NEAR = r"[^\d\n]{0,30}\n{0,2}"
_DIGIT_WORD = _one_of(DIGIT_WORDS)
_FIGURE = rf"(?:{_DIGIT_WORD}|\d)[\s,.\-]{{0,3}}"
_MOBILE = rf"(?:\+{_WIDE})?(?:6{_WIDE}2{_WIDE}(?:0{_WIDE})?|0{_WIDE})8{_WIDE}"
_NOT_MOBILE = r"(?!(?:0|62)[\s.\-]?8)"
# Sixteen digits that are a whole mobile number and the start of the next.
_NOT_TWO_MOBILES = r"(?!(?:0|62)8(?:\d\d[\s.\-]|\d{8,11}(?!\d)))"
_ACCOUNTS = ("rek", "akun", "bank", "atm", "kartu", "debit", "kredit", "transfer", "trf", "tf", *BANKS)
_DOT = r"[ \t]{0,2}(?:[.,]|[(\[{](?:\.|dot|titik)[)\]}]|\bdot\b|\btitik\b|[ \t])[ \t]{0,2}"
_LOCAL = r"(?<![\w.+%-])[\w.+%-]++"
_AT = r"(?:@|[(\[{](?:at|@)[)\]}])"

# The Indonesian registration areas; anything else before digits is a word, a unit or a rank.
_AREA = r"(?:A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNPRSTW]|E[ABD]|K[BHTU]|P[ABGSTY]|[ABDEFGHKLMNPRSTWZ])"
_VEHICLE = (
    r"\b(?:plat|pelat|nopol|nomor polisi|no\.? ?pol|kendaraan|mobil|motor|stnk)(?:nya|na|e)?\b\W{0,4}"
    r"(?:[a-z]+\W{1,3}){0,3}?"
)
_VEHICLES = (
    "plat",
    "pelat",
    "nopol",
    "no pol",
    "no.pol",
    "no. pol",
    "nomor polisi",
    "kendaraan",
    "mobil",
    "motor",
    "stnk",
)
_PLATE_GAP = r"[\s.\-‐-—_*|/]{0,2}"

# Parts of an address. Only a house, a block or an RT makes a street private.
_SPELLED = rf"{_DIGIT_WORD}(?:[ \t](?:belas|puluh(?:[ \t]{_DIGIT_WORD})?))?\b"
_NUMBER = r"(?:\d{1,4}(?:[ \t]?[a-z]\b)?)"
_NO = r"\b(?:no|nomor|nomer|nmr|nmer)[ \t]*[.:]?[ \t]*"
_HOUSE = rf"(?:{_NO}|#[ \t]*){_NUMBER}(?:[ \t]*[-/][ \t]*\d+)?"
_RW = rf"\brw[ \t.:]*{_NUMBER}"
_RT = rf"\brt[ \t.:]*{_NUMBER}(?:[ \t,./-]*{_RW}|[ \t]*/[ \t]*\d{{1,3}}\b)?"
_BLOCK = (
    r"\b(?:blok|blk)[ \t.:]*(?:[a-z]{1,2}[ \t./-]*\d{1,3}[a-z]?|\d{1,3}|"
    rf"[a-z]{{1,2}}(?=[ \t,]*{_NO}))\b(?:[ \t]*/[ \t]*\d+)?"
)
_FLOOR = r"\b(?:lantai|lt|unit|tower|kamar|gg|gang|kav)\b[ \t.:]*(?:\d{1,4}|[a-z])\b"
_DISTRICT = (
    r"\b(?:kel|kelurahan|ds|desa|dsn|dusun|kec|kecamatan|kab|kabupaten|kode ?pos)\b[ \t.:]*\w+"
    r"(?-i:[ \t][A-Z]\w+)?"
)
_TAIL = rf"(?:[\s,./-]{{0,4}}(?:{_HOUSE}|{_RT}|{_RW}|{_BLOCK}|{_FLOOR}|{_DISTRICT}))*"
_PLACE = rf"\b{_one_of(PLACES)}\b\.?"
_WORD = r"[^\W\d][\w.'’/-]*,?"
# Blanks between words are required: words that could be split anywhere would be tried in every way.
_PLACE_NAME = rf"(?:[ \t]*{_WORD}(?:[ \t]+(?:{_WORD}|\d+)){{0,5}}?|[ \t]+\d+(?:[ \t]+{_WORD}){{0,3}}?)?"
_LANES = ("jl", "jln", "gg", "gang", "lorong", "lrg")
_NO_KM = r"(?!km\b)[^\W\d][\w.'’]*"
_COUNTED = rf"(?:{_one_of(COUNTED)})\b"

# Capitals and dots, so that titles count as parts of the name.
_NAME_WORD = r"(?:[A-Z][\w'’]*\.?)"
_NAME = rf"{_NAME_WORD}(?:,?[ \t]*(?:(?:bin|binti)[ \t]+)?{_NAME_WORD}){{0,5}}"
_SMALL_NAME = r"[a-z'’.]+(?:[ \t]+[a-z'’.]+){0,3}"
_WHOSE = (
    r"(?:saya|sy|aku|ku|gue|gw|ane|abdi|ambo|beta|kulo|(?:terduga[ \t]+)?"
    r"(?:korban|pelaku|terlapor|pelapor|penipu|suami|istri|anak|adik|kakak|ibu|bapak|ayah|orang|pemilik)(?:nya)?)"
)
_NAMED = r"\b(?:nama|nami|jeneng|namo|ngaran)(?:ku)?(?:[ \t]+(?:lengkap|asli))?"
_WHOSE_NAME = rf"{_NAMED}(?:[ \t]{{0,3}}{_WHOSE}){{0,2}}(?:[ \t]+kandung)?(?:[ \t]+(?:adalah|ialah|yaitu))?"
_NAMES = ("nam", "jeneng", "ngaran")
_ON_BEHALF = r"\b(?:atas[ \t]*nama|a[./]n\b\.?|bernama|namanya)"
_PARTIES = ("saudar", "sdr", "korban", "pelaku", "terlapor", "tersangka", "pemilik rek", "pelapor")
_PARTY = r"\b(?:(?i:saudar[ai]|sdri?\.?)|korban|pelaku|terlapor|tersangka|pelapor|pemilik rek(?:ening)?)"

# Dates, times, links to posts, coordinates, amounts of money and our own ticket codes are no secrets,
# but look like the numbers below: they are set aside first.
_CODE = "[2-9A-HJKMNP-TV-Z]"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"{_START}(?:[0-3]?\d[-/.][01]?\d[-/.]{_YEAR}|{_YEAR}-[01]\d-[0-3]\d)(?![-./]?\d)"
_CLOCK = r"[0-2]?\d[.:][0-5]\d"
_LATITUDE = rf"{_START}-?\d\d?\.\d{{3,9}}°?[ \t]*[ns]?"
_MAGNITUDE = r"(?:[ \t]?(?:rb|ribu|jt|juta|m|miliar|milyar))?"
_HARMLESS = (
    Rule(
        None,
        re.compile(rf"\bTG-{_CODE}{{4}}-{_CODE}{{4}}\b|\bPIN:? {_CODE}{{6}}\b"),
        words=("tg-", "pin ", "pin:"),
    ),
    Rule(None, re.compile(r"https?://\d{1,3}(?:\.\d{1,3}){3}\b"), digits=4, words=("http",)),
    Rule(None, _pattern(_DATE), digits=6, words=("19", "20")),
    Rule(
        None,
        _pattern(rf"{_START}{_YEAR}(?:(?:[ \t]?[-/][ \t]?| ){_YEAR})+(?![-./]?\d)"),
        digits=8,
        words=("19", "20"),
    ),
    Rule(None, _pattern(rf"{_START}{_CLOCK}[ \t]?[-–][ \t]?{_CLOCK}{_END}"), digits=6),
    Rule(None, _pattern(rf"{_LATITUDE}[, \t]+[se]?[ \t]*-?1?\d\d\.\d{{3,9}}{_END}"), digits=9),
    Rule(None, _pattern(r"/status(?:es)?/\d+"), digits=1, words=("/status",)),
    Rule(None, _pattern(rf"\brp\.?[ \t]*\d[\d.,]*{_MAGNITUDE}"), digits=1, words=("rp",)),
    Rule(None, _pattern(rf"{_START}[1-9]\d{{0,2}}(?:\.000)+(?:,\d\d|,-)?{_END}"), digits=4, words=(".000",)),
)

# In this order: what a rule has hidden, the later ones no longer see.
RULES: tuple[Rule, ...] = (
    *_HARMLESS,
    Rule("email", _pattern(rf"{_LOCAL}@[a-z0-9][\w-]*(?:\.[a-z0-9][\w-]*)+(?:,com\b)?"), words=("@",)),
    Rule(
        "email",
        _pattern(
            rf"{_LOCAL}[ \t]*(?:{_AT}|\b[ae]t\b)[ \t]*{_one_of(PROVIDERS)}\b(?:{_DOT}(?:com?|kom|id|net|me)\b)*"
        ),
        words=("mail", "yahoo", "outlook", "icloud", "proton"),
    ),
    Rule(
        "email",
        _pattern(
            rf"{_LOCAL}[ \t]?(?:@ [\w-]+\.|[(\[{{]at[)\]}}][ \t]?[\w-]+{_DOT})"
            rf"(?:com?|id|net|org|ac|go|or)\b(?:{_DOT}(?:com?|id|net)\b)*"
        ),
        words=("at]", "at)", "at}", "@ ", f"{HANDLE} "),
    ),
    Rule(
        "nik",
        _pattern(rf"(?:nik|ktp|kk)\w{{0,4}}{_NEAR}(?P<hide>{_START}{_digits(16, 16)}{_END})"),
        digits=16,
        words=("nik", "ktp", "kk"),
    ),
    Rule(
        "bank_account",
        _pattern(rf"\b(?:va|virtual account|briva)\b{_NEAR}(?P<hide>{_START}{_digits(10, 20)}{_END})"),
        digits=10,
        words=("va", "virtual"),
    ),
    Rule("nik", _pattern(rf"{_START}\d{{16}}{_END}"), digits=16),
    Rule("nik", _pattern(rf"{_START}(?<!\d[\s.\-/]){_NOT_TWO_MOBILES}{_digits(16, 16)}{_END}"), digits=16),
    Rule(
        "sim_number",
        _pattern(
            rf"\b(?:sim|mengemudi)(?:ne|nya|ku)?\b(?:[ \t]+[a-d](?:[12]|i{{1,2}})?\b)?{_NEAR}"
            rf"(?P<hide>{_START}{_NOT_MOBILE}{_digits(12, 14)}{_END})"
        ),
        digits=12,
        words=("sim", "mengemudi"),
    ),
    Rule(
        "phone", _pattern(rf"{_START}{_MOBILE}{_digits(7, 12, _WIDE_IN_ONE)}{_END}"), digits=9, words=("8",)
    ),
    Rule("phone", _pattern(rf"(?<!\w)(?P<spoken>(?:{_FIGURE}){{8,}})"), words=ZERO_OR_EIGHT),
    Rule(
        "bank_account",
        _pattern(
            rf"(?<![a-z])(?:no\.?[ \t]?)?{_one_of(_ACCOUNTS)}{_NEAR}(?P<hide>{_START}{_digits(8, 20)}{_END})"
        ),
        digits=8,
        words=_roots(*_ACCOUNTS),
    ),
    Rule(
        "phone",
        _pattern(rf"{_START}\(?0[2-9]\d{{1,2}}\)?[ \t\-./]{{0,3}}\d(?:[ \t\-.]?\d){{4,7}}{_END}"),
        digits=8,
        words=("0",),
    ),
    Rule(
        "phone",
        _pattern(rf"(?<![\w+])\+\d{{1,3}}[\s\-(.]{{0,2}}\d(?:[\s\-().]{{0,2}}\d){{6,11}}{_END}"),
        digits=8,
        words=("+",),
    ),
    Rule("bank_account", _pattern(rf"{_START}\d{{9,}}{_END}"), digits=9),
    Rule(
        "bank_account",
        _pattern(rf"{_START}(?P<figures>\d+(?:[-.]\d+){{1,5}}){_END}"),
        digits=8,
        words=("-", "."),
    ),
    Rule(
        "bank_account",
        _pattern(rf"{_START}(?=(?:\d ?){{10}})\d{{2,5}}(?: \d{{2,5}}){{2,4}}{_END}"),
        digits=10,
    ),
    Rule(
        "passport",
        _pattern(
            rf"\bpas+p?ort?(?:nya|ku)?\b{_NEAR}(?P<hide>(?<![a-z])[a-z]{{1,2}}[ \t.\-]?\d(?:[ \t.\-]?\d){{5,6}}){_END}"
        ),
        digits=6,
        words=("por",),
    ),
    Rule("passport", re.compile(r"\b[A-Z]\d{7}\b"), digits=7),
    Rule(
        "plate",
        _pattern(
            rf"{_VEHICLE}(?P<hide>\b{_AREA}{_PLATE_GAP}\d(?:[ \t]?\d){{0,3}}"
            rf"(?:{_PLATE_GAP}(?P<series>[a-z]{{1,3}}))?)\b"
        ),
        digits=1,
        words=_VEHICLES,
    ),
    Rule(
        "plate",
        _pattern(rf"(?<![@#\w/]){_AREA}{_PLATE_GAP}\d{{3,4}}{_PLATE_GAP}(?P<series>[a-z]{{1,3}})\b"),
        digits=3,
    ),
    Rule("plate", re.compile(rf"(?<![@#\w/]){_AREA} \d{{1,2}} (?P<series>[A-Z]{{1,3}})\b"), digits=1),
    Rule(
        "address",
        _pattern(
            rf"{_PLACE}{_PLACE_NAME}[\s,.]{{0,3}}(?:{_HOUSE}|{_RT}|{_BLOCK}|{_FLOOR}(?=.{{0,3}}{_NO})){_TAIL}"
        ),
        digits=1,
        words=_roots(*PLACES),
    ),
    Rule(
        "address",
        _pattern(
            rf"\b(?:perum\w*|komplek\w*|cluster|griya)(?:[ \t]+[^\W\d]+){{1,3}}[ \t]+[a-z]{{1,2}}-?\d{{1,3}}\b"
            rf"(?:/\d+)?{_TAIL}"
        ),
        digits=1,
        words=("perum", "komplek", "cluster", "griya"),
    ),
    Rule(
        "address",
        _pattern(
            rf"\b(?:{_one_of(_LANES)}|(?:di|alamat)[ \t]+jalan)\b\.?[ \t]*{_NO_KM}(?:[ \t]+{_NO_KM}){{0,3}}?[ \t]+"
            rf"(?:[ivx]{{1,4}}[ \t]*/[ \t]*)?\d{{1,3}}[a-z]?\b(?![.,:]?\d|[ \t]*{_COUNTED}){_TAIL}"
        ),
        digits=1,
        words=_roots(*_LANES, "jalan"),
    ),
    Rule(
        "address",
        _pattern(
            rf"(?:{_HOUSE}|\bkav\b[ \t.]*{_NUMBER})[ \t,]+(?:{_BLOCK}|(?:{_PLACE}|blok)[ \t]*[\w'’]+)"
            rf"(?:[ \t]+{_PLACE}(?:[ \t]+[\w'’]+){{1,2}})?"
        ),
        digits=1,
        words=("no", "nm", "#", "kav"),
    ),
    Rule(
        "address",
        _pattern(rf"\b{_one_of(_LANES)}\b\.?(?:[ \t]+[^\W\d]+){{1,3}}? {_NO}{_SPELLED}"),
        words=(" no", " nm"),
    ),
    Rule(
        "address",
        _pattern(rf"{_BLOCK}(?:(?<=/\d)|(?<=/\d\d)|[\s,./-]{{0,4}}(?:{_HOUSE}|{_FLOOR})){_TAIL}"),
        digits=1,
        words=("bl",),
    ),
    Rule(
        "address",
        _pattern(rf"\brt[ \t.:]*\d{{1,3}}[ \t,./-]*(?:{_RW}|/[ \t]*\d{{1,3}}\b){_TAIL}"),
        digits=2,
        words=("rt",),
    ),
    Rule(
        "address",
        _pattern(rf"\btower[ \t]+\w+(?:[ \t,]*{_FLOOR}|[ \t,]*{_HOUSE})+"),
        digits=1,
        words=("tower",),
    ),
    Rule(
        "address",
        _pattern(rf"\brumah(?:[ \t]+(?:saya|sy|korban|pelaku|terlapor))?[ \t]+{_HOUSE}"),
        digits=1,
        words=("rumah",),
    ),
    Rule(
        "name_of_private_person",
        re.compile(rf"(?i:{_WHOSE_NAME}|{_ON_BEHALF})[ \t]{{0,3}}[:=]?[ \t]{{0,3}}(?P<name>{_NAME})"),
        words=(*_NAMES, "a.n", "a/n"),
    ),
    Rule(
        "name_of_private_person",
        re.compile(rf"(?:^|(?<=[ \n(]))(?:an|An|AN)[.: ][ \t]*(?P<name>{_NAME})"),
        words=(" an ", " an.", " an:", "\nan", "(an"),
    ),
    Rule(
        "name_of_private_person",
        re.compile(rf"{_PARTY}[ \t]+(?P<party>[A-Z][a-z'’]+(?:[ \t]+[A-Z][a-z'’]+){{0,3}})"),
        words=_PARTIES,
    ),
    Rule(
        "name_of_private_person",
        re.compile(
            r"\b[Ss]aya[ \t]+(?P<party>[A-Z][a-z'’]+(?:[ \t]+[A-Z][a-z'’]+){0,3})"
            r"(?=,|[ \t]+(?:dari|dr|warga|umur)\b)"
        ),
        words=("saya",),
    ),
    Rule(
        "name_of_private_person",
        _pattern(
            rf"(?:{_NAMED}(?:(?:[ \t]{{0,3}}{_WHOSE}){{1,2}}|(?=[ \t]{{0,3}}[:=]))|"
            r"\b(?:atas[ \t]*nama|a[./]n\b\.?|bernama))[ \t]{0,3}[:=]?[ \t]{0,3}"
            rf"(?P<small>{_SMALL_NAME})"
        ),
        words=(*_NAMES, "a.n", "a/n"),
    ),
)

# What may match a text of so many digits, the last for more.
RULES_FOR_DIGITS = tuple(tuple(rule for rule in RULES if rule.digits <= digits) for digits in range(17))

"""What the words before a name make of it: a place, a kind of unit, a road, a dish, a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from classifier.places import lists

KINDS = lists.kinds("cues.txt")
_CUES = frozenset[str]().union(*KINDS.values())
_WORD = re.compile(r"[@#]?\w+(?:['’]\w+)*")
_END = re.compile(r"[.!?;:|\n\r\"“”()>]")
_ABBREVIATION = frozenset(
    {"kec", "kab", "kel", "ds", "jl", "jln", "prov", "prop", "kep", "gg", "kota", "dr", "st"}
)
_HANDLE = re.compile(
    r"^(?:humas|info|sat|satlantas|lantas|reskrim|propam|spkt|official|multimedia|siber|tmc)?_?"
    r"(polsek|polrestabes|polresta|polrestro|polresmetro|polres|restro|polda|polsekta)_?(.{3,})$"
)


class Marker(StrEnum):
    """What the word before a name says the name is."""

    NONE = ""
    DISTRICT = "district"
    STATION = "station"
    REGENCY = "regency"
    CITY = "city"
    VILLAGE = "village"
    PROVINCE = "province"


class Role(StrEnum):
    """How much a name counts as the place of the matter."""

    EVENT = "event"
    PLACE = "place"
    HEADING = "heading"
    PLAIN = "plain"
    AWAY = "away"
    HANDLE = "handle"
    BLOCKED = "blocked"
    LINE = "line"


@dataclass(frozen=True)
class Token:
    """One word; `joined` is False where a sentence or a quotation ends before it."""

    word: str
    gap: str
    joined: bool
    from_handle: bool = False


@dataclass(frozen=True)
class Cue:
    role: Role
    marker: Marker = Marker.NONE
    marker_word: str = ""
    crossing: bool = False


def tokens_of(text: str) -> list[Token]:
    """The words of a text; a unit's handle is read as its two words, a hashtag as a word."""
    found: list[Token] = []
    end = 0
    short = lists.pairs("short.txt")
    for match in _WORD.finditer(text):
        gap, raw, end = text[end : match.start()], match.group().lower(), match.end()
        before = found[-1].word if found else ""
        stops = bool(_END.search(gap)) and not (gap.strip() == "." and before in _ABBREVIATION)
        if raw.startswith("@"):
            found += _handle(raw[1:], gap)
            continue
        word = raw.lstrip("#")
        found.append(Token(short.get(word, word), gap, not stops))
    return found


def _handle(handle: str, gap: str) -> list[Token]:
    match = _HANDLE.match(handle)
    if match is None:
        return [Token("@", gap, False, from_handle=True)]
    unit, name = match.groups()
    # "polresmetro" and what follows "metro" are one kind of unit in a handle.
    name = re.sub(r"^metro_?(?=.)", "", name) if unit != "polda" else name
    parts = [part for part in name.split("_") if part] or [name]
    return [
        Token(unit, gap, False, True),
        *(Token(part, "", True, True) for part in parts),
        Token("@", "", False, True),
    ]


def cue(tokens: Sequence[Token], start: int, floor: int = -1) -> Cue:
    """What the words left of the name that begins at `start` say about it; those before `floor` are a name."""
    left = start - 1
    while left >= 0 and tokens[left + 1].joined and tokens[left].word in KINDS["filler"]:
        if left == 0 or not tokens[left].joined or not is_marker(tokens[left - 1].word):
            break
        left -= 1
    if left < 0 or not tokens[left + 1].joined:
        return Cue(Role.HEADING)
    if "," in tokens[left + 1].gap or start == floor:
        return Cue(Role.PLAIN)
    word = tokens[left].word
    if _unlike(tokens, left):
        return Cue(Role.BLOCKED)
    for marker in (one for one in Marker if one):
        if word in KINDS[marker]:
            if tokens[left].from_handle:
                return Cue(Role.HANDLE, marker, word)
            away = left > 0 and tokens[left - 1].word in {"keluaran", "asal"}
            return Cue(Role.AWAY if away else _role_of_place(tokens, left), marker, word)
    if _is_goods(tokens, left):
        return Cue(Role.BLOCKED)
    if word in KINDS["place"]:
        return Cue(_role_of_place(tokens, left), crossing=word in KINDS["crossing"])
    if word in KINDS["away"]:
        told = left > 0 and tokens[left - 1].word in KINDS["report"] and word in {"dari", "dr"}
        return Cue(Role.PLAIN if told else Role.AWAY)
    if word in KINDS["line"] or (word in KINDS["road"] and left and tokens[left - 1].word in KINDS["line"]):
        return Cue(Role.LINE)
    if word == "raya" and left and tokens[left - 1].word in KINDS["road"]:
        return Cue(Role.BLOCKED)
    if word in KINDS["report"] and left and tokens[left - 1].word in {"nama", "namaku", "bernama"}:
        return Cue(Role.BLOCKED)
    blocking = ("road", "plate", "title", "people", "medium", "club")
    if any(word in KINDS[kind] for kind in blocking):
        return Cue(Role.BLOCKED)
    return Cue(Role.PLAIN)


def is_marker(word: str) -> bool:
    """Whether the word says which kind of region or unit follows."""
    return any(word in KINDS[marker] for marker in Marker if marker)


def is_cue(word: str) -> bool:
    """Whether the word is in any list: then it is no name by itself."""
    return word in _CUES


def _unlike(tokens: Sequence[Token], left: int) -> bool:
    """ "kayak di X", "bukan di X": X is what the matter is compared with."""
    for at in range(left, max(left - 3, -1), -1):
        if tokens[at].word in KINDS["turn"]:
            return False
        if tokens[at].word in KINDS["unlike"]:
            return True
        if not tokens[at].joined:
            return False
    return False


def _role_of_place(tokens: Sequence[Token], left: int) -> Role:
    if _was_once(tokens, left) or (left and tokens[left - 1].word in KINDS["origin"]):
        return Role.AWAY
    happened = any(token.word in KINDS["happened"] for token in tokens[max(left - 2, 0) : left + 1])
    return Role.EVENT if happened else Role.PLACE


def _was_once(tokens: Sequence[Token], left: int) -> bool:
    near = [token.word for token in tokens[max(left - 3, 0) : left]]
    return any(word in KINDS["once"] for word in near) and not any(word in KINDS["turn"] for word in near)


def _is_goods(tokens: Sequence[Token], left: int) -> bool:
    """ "pecel lele Lamongan": a dish or a craft with at most one word between, unless it was stolen."""
    for at in range(left, max(left - 2, -1), -1):
        word = tokens[at].word
        if word in KINDS["place"] or word in KINDS["away"]:
            return False
        if word in KINDS["goods"]:
            before = [token.word for token in tokens[max(at - 2, 0) : at]]
            return not any(one in KINDS["stolen"] for one in before)
        if not tokens[at].joined or "," in tokens[at].gap:
            return False
    return False

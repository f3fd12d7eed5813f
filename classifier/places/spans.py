"""Finding names of regions in a text: longest first, with what the words before them make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.places import lists
from classifier.places.cues import KINDS, Cue, Marker, Role, Token, cue, is_cue
from classifier.places.gazetteer import DISTRICT, PROVINCE, REGENCY, Gazetteer

LONGEST = 5  # words in a name
# A polresta is a city's save these; a polres of a name that a city shares is the regency's.
REGENCY_POLRESTA = frozenset({"bandung", "tangerang", "cirebon", "magelang", "mojokerto", "banjar"})
CITY_STATIONS = frozenset({"polresta", "polrestabes", "kapolresta", "kapolrestabes"})


LEVELS = {
    Marker.DISTRICT: DISTRICT,
    Marker.STATION: REGENCY,
    Marker.REGENCY: REGENCY,
    Marker.CITY: REGENCY,
    Marker.PROVINCE: PROVINCE,
}


@dataclass(frozen=True)
class Span:
    """A name at tokens [start, end). `codes` is all it may mean, `alone` what it means with no other word."""

    start: int
    end: int
    key: str
    role: Role
    marker: Marker
    codes: tuple[str, ...]
    alone: tuple[str, ...] = ()
    common: bool = False  # an ordinary word: another name must stand right beside it
    village: bool = False
    near: tuple[str, ...] = ()
    misspelt: bool = False


def find(tokens: Sequence[Token], book: Gazetteer) -> list[Span]:
    """The names in a text, left to right, not overlapping; blocked ones are left out."""
    found: list[Span] = []
    taken: Span | None = None
    line_end = floor = -1
    at = 0
    while at < len(tokens):
        here = cue(tokens, at, floor)
        span = _longest(tokens, at, here, book) or _misspelt(tokens, at, here, book)
        if span is None:
            at += 1
            continue
        if here.role is Role.LINE or line_end == at:
            line_end = at = floor = span.end
            continue
        if here.role is Role.PLAIN and taken is not None and _listed(tokens, taken, span):
            span = replace(span, role=taken.role)
        taken = span
        if span.role is not Role.BLOCKED and not _followed_by_a_club(tokens, span):
            found.append(span)
        else:
            taken = None
        at = floor = span.end
    return found


def _windows(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """(end, key) of the runs of words from `start` inside one clause, longest first."""
    end = start + 1
    while end < len(tokens) and end - start < LONGEST and tokens[end].joined and "," not in tokens[end].gap:
        end += 1
    for stop in range(end, start, -1):
        yield stop, "".join(token.word.replace("'", "").replace("_", "") for token in tokens[start:stop])


def _longest(tokens: Sequence[Token], start: int, here: Cue, book: Gazetteer) -> Span | None:
    if _leads_to_a_name(tokens, start, book):
        return None
    for end, key in _windows(tokens, start):
        ordinary = is_cue(key) or key in lists.words("frequent.txt")
        if end - start == 1 and ordinary and here.marker not in (Marker.CITY, Marker.REGENCY):
            continue
        if len(key) < 3 or (
            end - start > 1
            and here.marker is not Marker.VILLAGE
            and not _may_join(tokens[start:end], key, book)
        ):
            continue
        span = None
        if key in book.regions and here.marker is not Marker.VILLAGE:
            span = _region(tokens, start, end, key, here, book)
        elif key in book.villages and not (
            end - start > 1
            and (
                _names_a_regency(tokens[start].word, here, book) or _cuts_a_regency(tokens, start, end, book)
            )
        ):
            span = _village(start, end, key, tokens[start].word, here, book)
        if span is not None:
            return span
    return None


def _may_join(words: Sequence[Token], key: str, book: Gazetteer) -> bool:
    """Whether these words are one name: short ones only where the official name is written in them too."""
    if key in book.spaced:
        return True
    if key in book.regions:
        return all(len(token.word) > 3 for token in words) or key[-1] in "i123"
    return all(len(token.word) > 3 and token.word not in lists.words("frequent.txt") for token in words)


def _names_a_regency(word: str, here: Cue, book: Gazetteer) -> bool:
    return here.marker is not Marker.VILLAGE and any(
        len(code) < DISTRICT for code in book.regions.get(word, ())
    )


def _cuts_a_regency(tokens: Sequence[Token], start: int, end: int, book: Gazetteer) -> bool:
    """Whether the last words begin a longer name: "Wates Kulon" in "Wates, Kulon Progo" written without a comma."""
    return any(
        len(code) < DISTRICT
        for middle in range(start + 1, end)
        for stop, key in _windows(tokens, middle)
        if stop > end
        for code in book.regions.get(key, ())
    )


def _leads_to_a_name(tokens: Sequence[Token], start: int, book: Gazetteer) -> bool:
    """ "kota" of "Kota Batu", "metro" of "Polres Metro Bekasi": the name comes after it."""
    word = tokens[start].word
    if len(word) < 4 and word in KINDS["place"]:
        return True
    if start + 1 == len(tokens) or not tokens[start + 1].joined:
        return False
    named = any(
        len(code) < DISTRICT
        for end, key in _windows(tokens, start + 1)
        for code in book.regions.get(key, ())
        if not (end == start + 2 and is_cue(key))
    )
    marks = word in KINDS["city"] | KINDS["regency"] | KINDS["station"] | KINDS["district"]
    units = KINDS["station"] | KINDS["district"]
    fills = word in KINDS["filler"] and start > 0 and tokens[start - 1].word in units
    return named and (marks or fills)


def _region(
    tokens: Sequence[Token], start: int, end: int, key: str, here: Cue, book: Gazetteer
) -> Span | None:
    named = book.regions[key]
    codes = [*named, *(code for code in book.districts_with(key) if code not in named)]
    city = _city_follows(tokens, end, book)
    if (
        key.endswith("kota")
        and end - start > 1
        and here.marker is not Marker.DISTRICT
        and _is_twin(book.regions.get(key[:-4], ()), book)
    ):
        return None  # "Sorong Kota" is a district too, but people mean the city beside the regency.
    ordinary = key in lists.words("common.txt") and all(len(code) == DISTRICT for code in named)
    common = here.marker is not Marker.DISTRICT and ordinary
    return Span(
        start=start,
        end=end + city,
        key=key,
        role=here.role,
        marker=here.marker,
        codes=tuple(_of_marker(named, here.marker) or codes),
        alone=() if common else _alone(key, _called(tokens, end, here), named, city, book),
        common=common,
        near=book.near.get(key, ()),
    )


def _called(tokens: Sequence[Token], end: int, here: Cue) -> Cue:
    """ "Padang, ...": a name and a comma at the start say where, as "di Padang" does."""
    headed = here.role is Role.HEADING and end < len(tokens) and re.search(r"[,:;-]", tokens[end].gap)
    return Cue(Role.PLACE) if headed else here


def _city_follows(tokens: Sequence[Token], end: int, book: Gazetteer) -> bool:
    """ "Malang kota": the city; "Kupang Kota Lama" is another name."""
    if end == len(tokens) or not tokens[end].joined or tokens[end].word not in {"kota", "ko"}:
        return False
    after = tokens[end + 1].word if end + 1 < len(tokens) and tokens[end + 1].joined else ""
    return not after or tokens[end].word + after not in book.regions


def _is_twin(codes: Sequence[str], book: Gazetteer) -> bool:
    return len({book.is_city(code) for code in codes if len(code) == REGENCY}) == 2


def _of_marker(codes: Sequence[str], marker: Marker) -> list[str]:
    level = LEVELS.get(marker)
    return [code for code in codes if len(code) == level]


def _alone(key: str, here: Cue, named: Sequence[str], city: bool, book: Gazetteer) -> tuple[str, ...]:
    """What the name means with no other word beside it: one code, or nothing where it could be several."""
    provinces = [code for code in named if len(code) == PROVINCE]
    regencies = [code for code in named if len(code) == REGENCY]
    districts = [code for code in named if len(code) == DISTRICT]
    if here.marker is Marker.DISTRICT and districts:
        return _only(districts)
    if here.marker is Marker.PROVINCE and provinces:
        return tuple(provinces[:1])
    if here.marker in LEVELS and regencies:
        return _twin(key, here, regencies, city, book)
    ordinary = lists.kinds("marked_only.txt")
    sure = city or here.marker in LEVELS
    if key in ordinary["marked"] and not sure:
        return ()
    if key in ordinary["locative"] and not sure and here.role not in (Role.EVENT, Role.PLACE):
        return ()
    if provinces and not city:
        return tuple(provinces[:1])
    if not sure and len({code[:REGENCY] for code in districts} - set(regencies)) > 2:
        return ()  # "Karanganyar": a regency, and a district of five others
    if city and regencies and not any(book.is_city(code) for code in regencies):
        return _only(districts) or _only(regencies)
    if regencies:
        return _twin(key, here, regencies, city, book)
    if here.crossing:
        return ()  # "simpang Limun" is a crossing of that name in any town
    return _well_known(key, districts, book)


def _only(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(codes) if len(codes) == 1 else ()


def _twin(key: str, here: Cue, regencies: Sequence[str], city: bool, book: Gazetteer) -> tuple[str, ...]:
    """Of a city and a regency of one name: the city, unless the unit's kind says otherwise."""
    cities = [code for code in regencies if book.is_city(code)]
    others = [code for code in regencies if not book.is_city(code)]
    if here.marker is Marker.STATION and not city:
        as_city = here.marker_word == "polrestabes" or (
            here.marker_word in CITY_STATIONS and key not in REGENCY_POLRESTA
        )
        if {code[:2] for code in cities} != {code[:2] for code in others} and cities and others:
            return ()
        return _only(cities if cities and (as_city or not others) else others)
    if here.marker is Marker.REGENCY:
        return _only(others or cities)
    if len({code[:2] for code in regencies}) > 1 and not city and here.marker is not Marker.CITY:
        return ()
    return _only(cities or others)


def _well_known(key: str, districts: Sequence[str], book: Gazetteer) -> tuple[str, ...]:
    """A bare district's name counts where no other regency has a district, and hardly a village, of it."""
    if districts and key in lists.words("well_known.txt"):
        return tuple(districts[:1])
    if len({code[:REGENCY] for code in districts}) != 1 or len(key) < 4:
        return ()
    regency = districts[0][:REGENCY]
    elsewhere = {code[:REGENCY] for code in book.districts_with(key) if code[:REGENCY] != regency}
    return _only(districts) if len(elsewhere) < 2 else ()


def _village(start: int, end: int, key: str, first: str, here: Cue, book: Gazetteer) -> Span | None:
    codes = _of_kind(book, key, here.marker_word)
    marked = here.marker is Marker.VILLAGE
    ordinary = key in lists.words("common.txt")
    if not marked and (len(key) < 5 or here.marker):
        return None
    sure = len(codes) == 1 and (marked or (here.role is Role.PLACE and end - start > 1 and len(key) > 7))
    sure = sure and (marked or not is_cue(first))
    return Span(
        start=start,
        end=end,
        key=key,
        role=here.role,
        marker=here.marker,
        codes=codes,
        alone=codes if sure and not ordinary else (),
        common=ordinary and not marked,
        village=True,
    )


def _of_kind(book: Gazetteer, key: str, word: str) -> tuple[str, ...]:
    """The districts with a village of this name; a "kelurahan" is sought among the towns' first."""
    towns = book.districts_with(key, towns=True) if word.startswith("kel") else ()
    return towns or book.districts_with(key)


def _misspelt(tokens: Sequence[Token], start: int, here: Cue, book: Gazetteer) -> Span | None:
    """A name with one letter wrong, where a word before it says that a name must follow, or a long one."""
    if here.role is Role.BLOCKED:
        return None
    for end, written in _windows(tokens, start):
        if end - start > 2 or len(written) < 6 or not written.isalpha():
            continue
        ordinary = lists.words("not_misspelt.txt") | lists.words("common.txt")
        if end - start == 1 and written in ordinary:
            continue
        if any(
            len(token.word) < 4 or token.word in lists.words("frequent.txt") for token in tokens[start:end]
        ):
            continue
        if here.marker not in LEVELS and len(written) < 7:
            continue
        if here.marker not in LEVELS and end - start > 1:
            continue
        wanted = LEVELS.get(here.marker, REGENCY)
        keys = [key for key in book.fuzzy.get((wanted, written[0]), ()) if one_letter_off(written, key)]
        if len(keys) == 1:
            span = _region(tokens, start, end, keys[0], here, book)
            return replace(span, misspelt=True) if span else None
    return None


def one_letter_off(written: str, key: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped with its neighbour."""
    if abs(len(written) - len(key)) > 1 or written == key:
        return False
    at = 0
    while at < min(len(written), len(key)) and written[at] == key[at]:
        at += 1
    one, two = written[at:], key[at:]
    swapped = len(one) > 1 and len(two) > 1 and one[0] == two[1] and one[1] == two[0] and one[2:] == two[2:]
    return one[1:] == two or one == two[1:] or one[1:] == two[1:] or swapped


def _listed(tokens: Sequence[Token], before: Span, span: Span) -> bool:
    """ "di X dan Y", "X vs Y": the second is as much a place as the first."""
    between = [token.word for token in tokens[before.end : span.start]]
    return len(between) == 1 and between[0] in KINDS["and"]


def _followed_by_a_club(tokens: Sequence[Token], span: Span) -> bool:
    return span.end < len(tokens) and tokens[span.end].joined and tokens[span.end].word in KINDS["after"]

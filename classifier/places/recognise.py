"""The region a text speaks of: names support each other, one name alone must be beyond doubt, else nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.places import cues, lists, spans
from classifier.places.cues import Role
from classifier.places.gazetteer import DISTRICT, PROVINCE, REGENCY, Gazetteer, gazetteer, key_of
from classifier.places.spans import Span

WEIGHTS = {
    Role.EVENT: 4.0,
    Role.PLACE: 3.0,
    Role.HEADING: 2.5,
    Role.PLAIN: 2.0,
    Role.AWAY: 0.5,
    Role.HANDLE: 0.6,
}
VILLAGE = 0.3  # of the weight: villages share their names with half the country
MARKED_VILLAGE = 0.8
VAGUE = 0.7
CLEAR_LEAD = 0.9  # between the best region and another that has nothing to do with it
FROM_CONTEXT = 0.8


@dataclass(frozen=True)
class Place:
    """Official names, empty where unsure; `code` is the deepest one's; `words` is what it was read from."""

    province: str = ""
    regency: str = ""
    district: str = ""
    confidence: float = 0.0
    code: str = ""
    words: str = ""


@dataclass(frozen=True)
class _Reading:
    code: str
    span: Span
    score: float
    backed: bool


def place_of(text: str, context: str = "") -> Place:
    """Where the matter of a text is; what it quotes is asked where its own words do not say."""
    book = gazetteer()
    own = cues.tokens_of(text)
    found = spans.find(own, book)
    spoken = [span for span in found if span.role is not Role.HANDLE]
    for tokens, names, trust in (
        (own, spoken, 1.0),
        (quoted := cues.tokens_of(context), spans.find(quoted, book), FROM_CONTEXT),
        (own, found, 1.0),
    ):
        place = _decide(tokens, names, trust, book)
        if place.code:
            return place
    return Place()


def _decide(tokens: Sequence[cues.Token], names: Sequence[Span], trust: float, book: Gazetteer) -> Place:
    readings = [reading for span in names for reading in _readings(span, names, book)]
    best = max(readings, key=lambda one: (one.score, len(one.code)), default=None)
    if best is None:
        return Place()
    others = [
        one for one in readings if not _related(one.code, best.code) and not _allows(one.span, best.code)
    ]
    rival = max(others, key=lambda one: one.score, default=None)
    code = best.code
    if rival is not None and best.score - rival.score < CLEAR_LEAD:
        code = _common(code, rival.code)
    if not code:
        return Place()
    if len(code) == REGENCY and code == best.code:
        around = [*tokens[: best.span.start], *tokens[best.span.end :]]
        code = _misspelt_district(around, code, book) or code
    sure = _confidence(best, rival is not None) * trust
    words = " ".join(token.word for token in tokens[best.span.start : best.span.end])
    named = {
        len(code[:level]): book.official[code[:level]]
        for level in (PROVINCE, REGENCY, DISTRICT)
        if len(code) >= level
    }
    return Place(
        province=named.get(PROVINCE, ""),
        regency=named.get(REGENCY, ""),
        district=named.get(DISTRICT, ""),
        confidence=round(sure, 2),
        code=code,
        words=words,
    )


def _misspelt_district(tokens: Sequence[cues.Token], regency: str, book: Gazetteer) -> str:
    """A word one letter away from one district of the regency that is surely meant."""
    ordinary = lists.words("not_misspelt.txt") | lists.words("common.txt")
    written = {token.word for token in tokens if len(token.word) >= 7 and token.word not in ordinary}
    found = [
        code
        for code in book.districts_of(regency)
        for word in written
        if spans.one_letter_off(word, key_of(book.official[code]))
    ]
    return found[0] if len(found) == 1 else ""


def _readings(span: Span, names: Sequence[Span], book: Gazetteer) -> list[_Reading]:
    """What one name can mean here: alone where that is beyond doubt, else where another name says so too."""
    found: list[_Reading] = []
    for code in span.codes:
        backing = sum(_backing(span, code, other) for other in names if other is not span)
        alone = code in span.alone
        if not (alone and span.role is not Role.AWAY) and not backing:
            continue
        named = span.village or code in book.regions[span.key]
        prior = 1.0 if alone else 0.95 if named else 0.7
        found.append(_Reading(code, span, _weight(span) * prior + backing, backing > 0))
    best = max((one.score for one in found), default=0.0)
    top = [one for one in found if best - one.score < 0.05]
    if len(top) < 2:
        return top
    shared = top[0].code
    for one in top[1:]:
        shared = _common(shared, one.code)
    return [_Reading(shared, span, best, True)] if len(shared) >= REGENCY else []


def _weight(span: Span) -> float:
    if not span.village:
        # A word that stands anywhere and happens to be a district's name says less than a regency's.
        vague = span.role is Role.PLAIN and all(len(code) == DISTRICT for code in span.codes)
        return WEIGHTS[span.role] * (VAGUE if vague else 1.0)
    return WEIGHTS[span.role] * (MARKED_VILLAGE if span.marker else VILLAGE)


def _backing(span: Span, code: str, other: Span) -> float:
    """How much another name says that this one means `code`: it names a region above it, or one inside it."""
    loose = span.village and not span.marker
    if (span.common or loose) and len(min(other.codes, key=len)) == PROVINCE:
        return 0.0  # half the villages of the country have a namesake in any province
    if span.common and not _beside(span, other):
        return 0.0
    weight = _weight(other)
    if any(code.startswith(one + ".") for one in (*other.codes, *other.near) if len(one) < len(code)):
        return weight
    if any(one.startswith(code + ".") or one == code for one in other.alone):
        return weight
    if other.village and not span.village and not other.common and code in other.codes:
        return weight
    return 0.0


def _beside(span: Span, other: Span) -> bool:
    return -1 <= other.start - span.end <= 1 or -1 <= span.start - other.end <= 1


def _related(one: str, two: str) -> bool:
    return one == two or one.startswith(two + ".") or two.startswith(one + ".")


def _allows(span: Span, code: str) -> bool:
    """Whether the name can also mean a region around `code`: then it is no rival of it."""
    return any(_related(one, code) for one in (*span.codes, *span.near))


def _common(one: str, two: str) -> str:
    shared = ""
    for level in (PROVINCE, REGENCY, DISTRICT):
        if len(one) >= level and one[:level] == two[:level]:
            shared = one[:level]
    return shared


def _confidence(best: _Reading, contested: bool) -> float:
    sure = {
        Role.EVENT: 0.88,
        Role.PLACE: 0.85,
        Role.HEADING: 0.8,
        Role.PLAIN: 0.7,
        Role.AWAY: 0.5,
        Role.HANDLE: 0.55,
    }[best.span.role]
    sure += 0.08 if best.span.marker else 0.0
    sure += 0.07 if best.backed else 0.0
    sure -= 0.2 if best.span.misspelt else 0.0
    sure -= 0.15 if contested else 0.0
    return min(sure, 0.98)

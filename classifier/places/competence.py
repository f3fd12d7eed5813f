"""Which police function a text is for, told from its words; the classifier's own judgement goes before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache

from classifier.places import lists
from models.vocabulary import CATEGORY_GROUPS, Category, CategoryGroup


class Competence(StrEnum):
    """As units carry it (`Unit.competence`), with `crime` for those that may investigate."""

    GENERAL = "general"
    TRAFFIC = "traffic"
    PPA = "ppa"
    PROPAM = "propam"
    CRIME = "crime"
    CYBER = "cyber"
    NONE = "none"


_OF_GROUP = {
    CategoryGroup.OFFICER: Competence.PROPAM,
    CategoryGroup.CRIME: Competence.CRIME,
    CategoryGroup.VICTIM: Competence.PPA,
    CategoryGroup.TRAFFIC: Competence.TRAFFIC,
}
_WORD = re.compile(r"\w+")


def of_category(category: Category, about_officer: bool) -> Competence:
    """The function a judged matter belongs to."""
    if about_officer:
        return Competence.PROPAM
    if category is Category.NONE:
        return Competence.NONE
    if category is Category.ONLINE_FRAUD:
        return Competence.CYBER
    return _OF_GROUP.get(CATEGORY_GROUPS[category], Competence.GENERAL)


def competence_of(text: str, placed: bool = False) -> Competence:
    """The function a text asks for, by its words; `none` where it asks for nothing and names no place."""
    words = _WORD.findall(text.lower())

    def has(kind: str) -> bool:
        return any(_matcher(kind)(word) for word in words)

    accuses = has("police") and has("misdeed")
    if has("ppa") or (has("family") and has("violence")):
        return Competence.PPA
    if has("propam") or accuses:
        return Competence.PROPAM
    for competence in (Competence.CYBER, Competence.CRIME):
        if has(competence):
            return competence
    if has("vehicle") and has("gone"):
        return Competence.CRIME
    if has("thanks") and not has("asks"):
        return Competence.NONE
    if has("traffic"):
        return Competence.TRAFFIC
    return Competence.GENERAL if has("asks") or has("order") or placed else Competence.NONE


@cache
def _matcher(kind: str) -> Callable[[str], bool]:
    listed = lists.kinds("competence.txt")[kind]
    whole = frozenset(word for word in listed if not word.endswith("*"))
    starts = tuple(word[:-1] for word in listed if word.endswith("*"))
    return lambda word: word in whole or (bool(starts) and word.startswith(starts))

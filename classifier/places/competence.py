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
# Somebody who means to end his own life needs help, not detectives.
_SELF_HARM = re.compile(r"\bbunuh\s+diri\w*|\bmengakhiri\s+hidup\w*")


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
    words = _WORD.findall(_SELF_HARM.sub("putusasa", text.lower()))

    def has(kind: str) -> bool:
        return any(_matcher(kind)(word) for word in words)

    accuses = has("police") and has("misdeed")
    if has("ppa") or (has("family") and has("violence")):
        return Competence.PPA
    if has("propam") or accuses:
        return Competence.PROPAM
    # A word of the net alone may stand for any form or fair; with a deceit it is a matter of the net.
    if has("cyber") or (has("net") and has("deceit")):
        return Competence.CYBER
    if has("crime"):
        return Competence.CRIME
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
    # "dijambret" is said of the same deed as "jambret".
    return lambda word: word in whole or word.startswith(starts) or word.removeprefix("di").startswith(starts)

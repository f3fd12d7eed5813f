"""Turns informal Indonesian into plain words that a model can count.

Masking (`models.masking`) comes before anything here; this module only changes spelling.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import emoji

LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.co|wa\.me|bit\.ly)/\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@\w+")
_OFFICIAL = re.compile(
    r"pol(?:ri|da|res|sek|airud)|humas|propam|kapol|reskrim|lantas|tmc|brimob|korlantas|spripim|siber",
    re.IGNORECASE,
)
# The handles a reply begins with: whom it answers. A handle after the first word is a call to somebody.
_OPENING = re.compile(r"\s*(?:[.,]?\s*@\w+[\s:,]*)+")
_SAME_AGAIN = re.compile(r"(@\w+)(?: \1)+")
_HASHTAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_STRETCH = re.compile(r"([^\W\d])\1{2,}")
_PAIR_AT_END = re.compile(r"([aiueo])\1\b")
_WORD = re.compile(r"[\w/]+(?:-\w+)*", re.UNICODE)
_REDUPLICATED = re.compile(r"^([^\W\d]{2,})2$")
_MASK = re.compile(
    r"\[(nik|phone|plate|bank_account|email|address|name_of_private_person|passport|sim_number)\]"
)
_LONG_NUMBER = re.compile(r"\d{5,}")
_LAUGH = re.compile(r"\b(?:[wk]*(?:wk){2,}[wk]*|(?:h[aei]){2,}h?|x(?:ixi)+x?i?)\b")
_LEET = str.maketrans("013457", "oieast")
_LEET_WORD = re.compile(r"(?<![\w.,-])(?=\w*[013457])[^\W\d_]+(?:[013457]+[^\W\d_]+)+(?![\w.,-])")


@cache
def slang() -> dict[str, str]:
    """Everyday spelling -> dictionary words."""
    lines = Path(__file__).with_name("slang.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def official_handles(text: str) -> int:
    """How many handles in the text look like those of a police account."""
    return sum(1 for handle in HANDLE.findall(text) if _OFFICIAL.search(handle)) if "@" in text else 0


def opening_handles(text: str) -> str:
    """The part before the first word of a reply: the handles it begins with, or nothing."""
    opening = _OPENING.match(text)
    return opening.group() if opening else ""


def plain(text: str) -> str:
    """Lower-case dictionary words for counting: emoji, handles, links and masks become words."""
    text = LINK.sub(" tautan ", text)
    text = HANDLE.sub(lambda match: " akunpolisi " if _OFFICIAL.search(match.group()) else " akun ", text)
    text = _HASHTAG.sub(lambda match: " tagar " + _HUMP.sub(" ", match.group(1)), text)
    text = _MASK.sub(lambda match: f" data{match.group(1).replace('_', '')} ", emoji_words(text)).lower()
    text = _LAUGH.sub("tertawa", _unleet(_LONG_NUMBER.sub("angka", text)))
    return " ".join(_spell(word) for word in _tokens(unstretch(text)))


def gentle(text: str) -> str:
    """The text for the sentence encoder: without links and the handles it begins with, slang spelt out.

    Later handles stay as "@polisi" or "@akun": calling the police in mid-sentence means something.
    """
    text = LINK.sub(" ", text)
    text = HANDLE.sub(_role, text[len(opening_handles(text)) :])
    text = unstretch(_HASHTAG.sub(lambda match: _HUMP.sub(" ", match.group(1)), text))
    known = slang()
    words = _WORD.sub(lambda match: known.get(match.group().lower(), match.group()), text)
    return _SAME_AGAIN.sub(r"\1", " ".join(words.split()))


def _role(handle: re.Match[str]) -> str:
    return " @polisi " if _OFFICIAL.search(handle.group()) else " @akun "


def emoji_words(text: str) -> str:
    """Emoji as Indonesian words: a crying face becomes "wajah menangis"."""
    if text.isascii():
        return text
    worded = emoji.demojize(text, language="id", delimiters=(" ", " "))
    return worded if worded == text else worded.replace("_", " ")


def unstretch(text: str) -> str:
    """ "tolooong" becomes "tolong": a letter three or more times in a row is one letter."""
    return _STRETCH.sub(r"\1", text)


def _unleet(text: str) -> str:
    return _LEET_WORD.sub(lambda match: match.group().translate(_LEET), text)


def _tokens(text: str) -> list[str]:
    # Question and exclamation marks tell a question from an order; other signs say little.
    return re.findall(r"[^\W_]+(?:[-/'][^\W_]+)*|[?!]+", text)


@lru_cache(maxsize=50_000)
def _spell(word: str) -> str:
    if word[0] in "?!":
        return "?" if "?" in word else "!"
    known = slang()
    if word in known:
        return known[word]
    if match := _REDUPLICATED.match(word):
        stem = known.get(match.group(1), match.group(1))
        return f"{stem}-{stem}"
    shorter = _PAIR_AT_END.sub(r"\1", word)
    return known.get(shorter, word)

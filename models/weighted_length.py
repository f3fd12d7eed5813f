"""How long X thinks a text is.

The published counting rules (twitter-text, version 3): Latin letters and most punctuation weigh
one, everything else two, an emoji sequence two, and a link 23 whatever its length. The library
that implements them for Python, `twitter-text-parser`, cannot be imported where setuptools no
longer brings `pkg_resources`, so the rules are written out here.
"""

from __future__ import annotations

import re
import unicodedata

import emoji

LINK_WEIGHT = 23
EMOJI_WEIGHT = 2
# Code points that weigh one; all others weigh two.
_LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
# Names without a scheme are links too when they end in a real top-level domain. Only those that
# citizens here write are known: a rare one missed is refused by X, never posted in part.
_TOP_LEVEL = "com|net|org|id|info|gov|edu|co|me|ly|gl|io|app|xyz|tv|site|online|link|page|dev|asia|biz"
_LINK = re.compile(
    rf"https?://[^\s<>\"]+|(?<![\w@.#-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{_TOP_LEVEL})\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)


def weighted_length(text: str) -> int:
    """The weighted length of `text`; X takes 280 in a reply, the handle it begins with not counted."""
    normal = unicodedata.normalize("NFC", text)
    links = _LINK.findall(normal)
    without_links = _LINK.sub("", normal)
    sequences = emoji.emoji_list(without_links)
    covered = {at for found in sequences for at in range(found["match_start"], found["match_end"])}
    letters = sum(
        1 if _is_light(ord(letter)) else 2 for at, letter in enumerate(without_links) if at not in covered
    )
    return letters + EMOJI_WEIGHT * len(sequences) + LINK_WEIGHT * len(links)


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT_RANGES)

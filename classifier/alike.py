"""What two messages may share: a post, a link, a medium, their words, a place. Pure.

Every trait becomes a key for an index, so that a message is compared with the few that share one.
Texts are compared masked and in plain words; what was masked is compared by itself, since two
addresses behind one mark are two places.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasketch import MinHash

from classifier.alike_words import BARE, GENERIC_PLACES, NAMES_LIKE_TIMES, NO_EVENT_HOSTS, PLACE_CUES
from classifier.normalise import HANDLE, plain
from models.masking import mask

PERMUTATIONS, ROWS = 64, 4  # sixteen bands of four: likeness 0.7 shares a band in 99 of 100 pairs, 0.3 in 12
NEAR = 0.7
LEAST_WORDS = 6  # fewer say too little: "tolong ditindak pak" is no event
LEAST_TELLING = 4
MISSPELT = 0.85
SHINGLE = 4

_HASHTAG = re.compile(r"#\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.co|bit\.ly|youtu\.be)/\S+", re.IGNORECASE)
_SIGNS = re.compile(r"[?!]+")
_STAND_INS = re.compile(r"tautan|akun|akunpolisi|tagar|data[a-z]+")
_X_POST = re.compile(
    r"^(?:mobile\.)?(?:x|twitter)\.com/(?:i/(?:web/)?|\w+/)status(?:es)?/(\d+)", re.IGNORECASE
)
_INSTAGRAM_POST = re.compile(r"^instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv)/([\w-]+)", re.IGNORECASE)
_VIDEO = re.compile(
    r"^(?:(?:m\.)?youtube\.com/(?:shorts/|live/|embed/)|youtu\.be/|tiktok\.com/@[\w.]+/video/"
    r"|facebook\.com/(?:reel/|[\w.]+/videos/))([\w-]+)",
    re.IGNORECASE,
)
_X_MEDIUM = re.compile(
    r"twimg\.com/(?:media|(?:ext_tw|amplify)_video(?:_thumb)?|tweet_video(?:_thumb)?)/([\w-]+)", re.IGNORECASE
)
_INSTAGRAM_MEDIUM = re.compile(
    r"(?:cdninstagram\.com|fbcdn\.net)/\S*?/([\w-]+)\.(?:jpe?g|mp4|webp|heic)", re.I
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igsh\w*|ref\w*|si|s|t|feature|share\w*|mibextid|_\w")


@dataclass(frozen=True)
class Words:
    """A text as it is compared: `telling` are the words that say what happened, in order."""

    plain: tuple[str, ...]
    telling: tuple[str, ...]
    numbers: frozenset[str]
    places: frozenset[str]  # "pasar senen": what kind of place and its name
    spots: frozenset[str]  # words after "di", "ke", "daerah": where, without knowing what it is
    hidden: frozenset[tuple[str, str]]  # (kind, keyed value) of what the mask covers

    @property
    def enough(self) -> bool:
        """Whether these words alone may tie two messages."""
        return len(self.plain) >= LEAST_WORDS and len(set(self.telling)) >= LEAST_TELLING


def read(text: str) -> Words:
    """The words of a raw text; what identifies a person is masked before anything is compared."""
    masked = mask(text)
    bare = _HASHTAG.sub(" ", HANDLE.sub(" ", _ADDRESS.sub(" ", masked.text)))
    words = [word for word in plain(bare).split() if not _SIGNS.fullmatch(word)]
    words = [word for word in words if not _STAND_INS.fullmatch(word)]
    # Places are read before masking: a masked street is still one street and no other.
    raw = plain(_HASHTAG.sub(" ", HANDLE.sub(" ", _ADDRESS.sub(" ", text)))).split()
    return Words(
        plain=tuple(words),
        telling=tuple(word for word in words if word not in BARE and len(word) > 1),
        numbers=frozenset(word for word in words if any(map(str.isdigit, word))),
        places=frozenset(_places(raw)),
        spots=frozenset(_spots(raw)),
        hidden=frozenset(
            (span.type, digest("".join(text[span.start : span.end].lower().split()))) for span in masked.spans
        ),
    )


def likeness(one: Words, other: Words) -> float:
    """How much of the two texts is the same, 0 to 1: Jaccard of runs of four letters."""
    left, right = _shingles(one), _shingles(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def same_words(one: Words, other: Words) -> bool:
    """Whether one text is a copy of the other: nearly the same words, and nothing that tells two events apart."""
    return one.enough and other.enough and likeness(one, other) >= NEAR and not contradict(one, other)


def contradict(one: Words, other: Words) -> bool:
    """Whether the texts name different places, numbers or masked things: a form of words, used twice."""
    kinds = {kind for kind, _ in one.hidden} & {kind for kind, _ in other.hidden}
    ours = {pair for pair in one.hidden if pair[0] in kinds}
    theirs = {pair for pair in other.hidden if pair[0] in kinds}
    return (
        _apart(one.places, other.places)
        or _apart(one.spots, other.spots)
        or bool(one.numbers and other.numbers and not one.numbers & other.numbers)
        or bool(kinds and not ours & theirs)
    )


def bands(words: Words) -> list[str]:
    """Keys that near-identical texts share: bands of a MinHash signature."""
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32")
    sketch.update_batch([shingle.encode() for shingle in _shingles(words)])
    return [
        f"band:{start // ROWS}:{digest(sketch.hashvalues[start : start + ROWS].tobytes().hex())}"
        for start in range(0, PERMUTATIONS, ROWS)
    ]


def addresses(text: str) -> list[str]:
    """The links in a text as keys, each once."""
    found = [_address_key(match.group().rstrip(".,;:!?)\"'”’")) for match in _ADDRESS.finditer(text)]
    return list(dict.fromkeys(key for key in found if key))


def media(urls: Iterable[str]) -> list[str]:
    """The media of a post as keys: by the platform's own id, else by the address without its signature."""
    return list(dict.fromkeys(key for url in urls if (key := _medium_key(url))))


def post_key(channel: str, external_id: str) -> str:
    """The key of a post on a platform; both APIs of Instagram number posts alike."""
    platform = channel.removesuffix("_private")
    return f"post:{digest(f'{platform}:{external_id}')}"


def place_key(place: str, hour: int) -> str:
    """The key of a place in one hour since the epoch."""
    return f"place:{digest(f'{place}@{hour}')}"


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _address_key(address: str) -> str:
    """The key of a link, or nothing where it leads to no event: a home page, a map, an office's own page."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.rstrip("/")
    if any(host == one or host.endswith(f".{one}") for one in NO_EVENT_HOSTS):
        return ""
    whole = host + path
    if match := _X_POST.match(whole):
        return post_key("x", match.group(1))
    if match := _INSTAGRAM_POST.match(whole):
        return f"link:{digest(f'instagram:{match.group(1)}')}"
    if match := _VIDEO.match(whole):
        return f"link:{digest(f'video:{match.group(1)}')}"
    query = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name.lower())]
    if host == "youtube.com" and (video := dict(query).get("v")):
        return f"link:{digest(f'video:{video}')}"
    if not host or not (path or query):
        return ""
    return f"link:{digest(f'{whole}?{urlencode(sorted(query))}')}"


def _medium_key(url: str) -> str:
    for pattern in (_X_MEDIUM, _INSTAGRAM_MEDIUM):
        if match := pattern.search(url):
            return f"media:{digest(match.group(1))}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or len(parts.path) < 2:
        return ""
    return f"media:{digest(f'{parts.hostname}{parts.path}')}"


def _shingles(words: Words) -> frozenset[str]:
    line = " ".join(words.plain)
    return frozenset(line[at : at + SHINGLE] for at in range(max(1, len(line) - SHINGLE + 1)))


def _places(words: Sequence[str]) -> Iterable[str]:
    for at, cue in enumerate(words):
        if cue in PLACE_CUES:
            name = next((word for word in words[at + 1 : at + 3] if word != "raya"), "")
            if _names_a_place(name) or (cue, name) in NAMES_LIKE_TIMES:
                yield f"{cue} {name}"


def _spots(words: Sequence[str]) -> Iterable[str]:
    for before, word in itertools.pairwise(words):
        if (
            before in ("di", "ke", "daerah", "wilayah", "kawasan")
            and word not in PLACE_CUES
            and _names_a_place(word)
        ):
            yield word


def _names_a_place(word: str) -> bool:
    return len(word) > 2 and word not in BARE and word not in GENERIC_PLACES and word[0] not in "?!"


def _apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both name something and nothing of it agrees, misspellings aside."""
    return bool(ours and theirs) and not any(
        SequenceMatcher(None, one.split()[-1], other.split()[-1]).ratio() >= MISSPELT
        for one in ours
        for other in theirs
    )

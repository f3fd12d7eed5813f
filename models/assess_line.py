"""The line for assessment: whoever sends many messages waits behind himself, not others behind him.

Each message gets a moment when it is stored, and the earliest is assessed first. Where nothing waits that
is the moment it came. What waits already of the same author or in the same words puts it five seconds
later for each, what waits in the same conversation one second, what waits on the same account a fifth. So
of a flood of any size at most one message for each five seconds since it began goes before one that has
nothing to do with it, and none waits for ever: new ones are never placed before now. Words of danger go an
hour ahead, among themselves by the same rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.danger import speaks_of_danger

SAME = timedelta(seconds=5)
SAME_CONVERSATION = timedelta(seconds=1)
SAME_ACCOUNT = timedelta(seconds=0.2)
DANGER_LEAD = timedelta(hours=1)
# So many are looked at; whoever has more waiting is no worse off for them.
MOST = 500
_NOT_WORDS = re.compile(r"@\w+|https?://\S+|[^\w]+")


@dataclass(frozen=True)
class Waiting:
    """What of a message decides its place."""

    author: str
    conversation: str
    words: str  # masked


@dataclass
class Line:
    """The messages of one account that nobody has assessed yet."""

    _authors: Counter[str] = field(default_factory=Counter)
    _words: Counter[str] = field(default_factory=Counter)
    _conversations: Counter[str] = field(default_factory=Counter)
    _length: int = 0

    @classmethod
    def of(cls, waiting: Iterable[Waiting]) -> Line:
        line = cls()
        for one in waiting:
            line._add(one)
        return line

    def join(self, one: Waiting, now: datetime) -> datetime:
        """The moment that is the message's place in the line; it waits there from now on."""
        same = max(self._authors[one.author], self._words[_plain(one.words)])
        behind = (
            SAME * same
            + SAME_CONVERSATION * self._conversations[one.conversation]
            + SAME_ACCOUNT * self._length
        )
        self._add(one)
        return now + behind - (DANGER_LEAD if speaks_of_danger(one.words) else timedelta())

    def _add(self, one: Waiting) -> None:
        self._authors[one.author] += bool(one.author)
        self._words[_plain(one.words)] += 1
        self._conversations[one.conversation] += 1
        self._length += 1


def _plain(words: str) -> str:
    return _NOT_WORDS.sub(" ", words).strip().lower()

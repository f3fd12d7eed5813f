"""What the Instagram poll remembers between two calls.

A timestamp alone would lose comments: Meta's times have whole seconds, a count may rise before
the comment can be read, and a late comment may carry an early time. So the cursor keeps, for each
medium with comments, the numbers that betray a change, the newest time read, and the ids read
within `OVERLAP` of it. A medium is read again when its numbers changed and for `OVERLAP` after;
what was read before is skipped by its id, and the database's UNIQUE absorbs what slips through.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(minutes=10)
LOOK_BACK = timedelta(days=7)


@dataclass
class Mark:
    """What is known of one medium: its numbers, when they last changed, and what was read."""

    count: int = 0
    top: str = ""
    changed: float = 0.0
    newest: float = 0.0
    seen: list[str] = field(default_factory=list)

    def is_quiet(self, count: int, top: str, now: datetime) -> bool:
        """Whether the medium surely has nothing new."""
        same = (self.count, self.top) == (count, top)
        return same and now.timestamp() - self.changed > OVERLAP.total_seconds()

    def floor(self, now: datetime) -> datetime:
        """Comments before this were read already, or are too old for a poll to fetch."""
        oldest = now - LOOK_BACK
        return max(oldest, datetime.fromtimestamp(self.newest, UTC) - OVERLAP) if self.newest else oldest

    def after(self, count: int, top: str, read: dict[str, datetime], now: datetime) -> Mark:
        """The mark after a reading that saw the ids `read`."""
        changed = self.changed if (self.count, self.top) == (count, top) else now.timestamp()
        newest = max([self.newest, *(moment.timestamp() for moment in read.values())])
        since = newest - OVERLAP.total_seconds()
        fresh = sorted(one for one, moment in read.items() if moment.timestamp() >= since)
        return Mark(count, top, round(changed, 3), newest, fresh)


@dataclass
class Bookmark:
    """The whole cursor: marks by medium id, and the tags seen within `LOOK_BACK` with their times."""

    media: dict[str, Mark] = field(default_factory=dict)
    tags: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None) -> Bookmark:
        if not cursor:
            return cls()
        kept = json.loads(cursor)
        return cls({medium: Mark(*values) for medium, values in kept["media"].items()}, dict(kept["tags"]))

    def write(self) -> str | None:
        """The cursor to store; None while there is nothing to remember."""
        if not self.media and not self.tags:
            return None
        media = {
            medium: [mark.count, mark.top, mark.changed, mark.newest, mark.seen]
            for medium, mark in self.media.items()
        }
        return json.dumps({"media": media, "tags": self.tags}, separators=(",", ":"), sort_keys=True)

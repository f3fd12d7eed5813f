"""The plain shapes the page components are filled with. Views make them from records; no database here.

Times are aware UTC, seconds are whole seconds, texts are already masked for the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from models.records import DutyShift
from models.vocabulary import Channel, EventKind, Refusal, ReplyKind, ReplyState, Stage


@dataclass(frozen=True)
class SavedView:
    """One line of the rail. `key` names it in live updates; `count` None shows none."""

    key: str
    label: str
    href: str
    icon: str
    count: int | None = None
    urgent: bool = False
    phone: bool = False  # also in the bottom bar on a phone (four at most)


@dataclass(frozen=True)
class UnitNode:
    """A unit in the switcher; `open_count` is what it and the units below owe."""

    name: str
    href: str
    open_count: int | None = None
    children: Sequence[UnitNode] = ()


@dataclass(frozen=True)
class Frame:
    """Everything around the page. The app gives it to every panel template as `frame`."""

    officer: str
    role: str
    unit: str
    views: Sequence[SavedView]
    current: str = ""  # key of the view the page belongs to
    unit_path: Sequence[UnitNode] = ()  # from the officer's top unit down to the chosen one, chosen last
    units_below: Sequence[UnitNode] = ()
    unit_search_href: str = ""
    preferences_href: str = ""
    sign_out_href: str = ""
    events_href: str = ""  # server-sent events; empty: no live updates
    simulated: bool = False


@dataclass(frozen=True)
class Clock:
    """A deadline. `met` stops it: True kept, False missed."""

    label: str
    left: int
    total: int
    deadline: datetime
    met: bool | None = None

    @property
    def tone(self) -> Literal["calm", "warn", "late", "met"]:
        """What the bar says: late once passed, warn in the last quarter."""
        if self.met is not None:
            return "met" if self.met else "late"
        if self.left < 0:
            return "late"
        return "warn" if self.left * 4 <= self.total else "calm"

    @property
    def used(self) -> int:
        """Seconds of the time allowed that are gone, between 0 and `total`."""
        return min(self.total, max(0, self.total - self.left))


@dataclass(frozen=True)
class InboxRow:
    case_id: int
    href: str
    words: str  # first line of the citizen's words
    category: str
    channel: Channel
    account: str
    urgency: int
    clock: Clock | None = None
    viral_band: int = 0
    viral_percent: int | None = None
    assignee: str = ""
    state: str = ""  # a short word where it is not simply open: "belum pasti", "menunggu persetujuan"
    mentions: int = 1
    unread: bool = False
    current: bool = False
    rank: float = 0.0  # higher stands higher; live updates insert by it


@dataclass(frozen=True)
class Post:
    """One message of a conversation, oldest first; ours carry `state` and the hold."""

    id: str
    author: str  # as he is named: "@warga_2041", "…233"
    text: str
    at: datetime
    role: Literal["citizen", "context", "ours"] = "citizen"
    relation: str = ""  # why a context post is here: "quoted" or "replied_to"
    marks: Sequence[tuple[int, int]] = ()  # stretches of `text` the model went by, as start and end
    href: str = ""
    media: Sequence[str] = ()
    likes: int | None = None
    shares: int | None = None
    views: int | None = None
    removed: bool = False
    reply: ReplyStatus | None = None


@dataclass(frozen=True)
class ReplyStatus:
    """The true state of one of our replies."""

    reply_id: int
    state: ReplyState
    kind: ReplyKind = ReplyKind.ACKNOWLEDGEMENT
    at: datetime | None = None  # when it was sent, or will be tried again
    hold_left: int | None = None  # seconds in which it can still be undone
    undo_href: str = ""
    refusal: Refusal | None = None
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """A reply to decide on. `text_hash` is what an approval binds; `request_id` makes a double click one."""

    reply_id: int
    text: str
    text_hash: str
    request_id: str
    account: str
    channel: Channel
    length: int
    max_length: int
    approve_href: str
    edit_href: str
    reject_href: str
    weighted: bool = False  # X counts characters by weight
    template: str = ""
    warnings: Sequence[str] = ()
    blocked: bool = False
    second_person: bool = False  # someone else must release it
    may_approve: bool = True
    may_edit: bool = True
    error: str = ""
    check_href: str = ""  # checks the text while it is typed
    vary_href: str = ""  # another standard text
    by_hand_href: str = ""  # no API posts on this channel: copied, posted by hand, then marked so


@dataclass(frozen=True)
class HistoryLine:
    kind: EventKind
    at: datetime
    who: str = ""
    text: str = ""


@dataclass(frozen=True)
class StageStep:
    """One step of the public line; `state` says where it stands."""

    stage: Stage
    state: Literal["done", "now", "next"]
    at: datetime | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of the side panel."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Similar:
    href: str  # empty: an example the model knows, no case
    words: str
    note: str


@dataclass(frozen=True)
class Question:
    """A reply of which only a person can say what became of it, or what shall."""

    reply_id: int
    kind: ReplyKind
    state: ReplyState
    words: str
    by_hand_href: str = ""
    reopen_href: str = ""
    text: str = ""  # what he may have posted himself in its place, to be put right


@dataclass(frozen=True)
class DutyLine:
    """One shift: who, where, from when to when; `starts` and `ends` as a form's fields hold them."""

    shift: DutyShift
    officer: str
    unit: str
    hours: str
    now: bool
    starts: str
    ends: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One drop-down above a list."""

    name: str
    label: str
    choices: Sequence[Choice]
    value: str = ""


@dataclass(frozen=True)
class Pages:
    """Neighbours of the page shown; an empty address hides its link."""

    first: int
    last: int
    total: int | None
    newer_href: str = ""
    older_href: str = ""


@dataclass(frozen=True)
class Tile:
    """One of the unit view's numbers. `trend` is a short comparison in words."""

    label: str
    value: str
    href: str
    note: str = ""
    tone: Literal["", "danger", "warn", "good"] = ""


@dataclass(frozen=True)
class Horizon:
    """The chance that a post crosses the viral threshold within `hours`."""

    hours: int
    percent: int
    band: int


@dataclass(frozen=True)
class Reading:
    """Reach at one moment, in minutes from now (the past is negative)."""

    minute: float
    value: float


@dataclass(frozen=True)
class Outlook:
    """The forecast at one moment ahead, in minutes from now."""

    minute: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class ViralCard:
    incident_id: int
    href: str
    title: str
    words: str
    channel: Channel
    account: str
    unit: str
    band: int
    horizons: Sequence[Horizon]
    readings: Sequence[Reading]
    outlook: Sequence[Outlook]
    left: int | None = None  # seconds until the first answer is due; None once answered
    answered_minute: float | None = None
    growth: str = ""  # growth since our answer, in words
    reach: int = 0
    mentions: int = 1
    state: str = ""
    rank: float = 0.0
    reasons: Sequence[str] = ()
    calibrated: bool = True  # False: the chances put posts in order, but are not frequencies yet
    replay_href: str = ""


@dataclass(frozen=True)
class Cell:
    """A table cell with more than plain text."""

    text: str
    href: str = ""
    tone: Literal["", "danger", "warn", "good", "viral", "quiet"] = ""
    code: bool = False
    number: bool = False


@dataclass(frozen=True)
class Column:
    label: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    cells: Sequence[str | Cell] = field(default_factory=tuple)
    href: str = ""

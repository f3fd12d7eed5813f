"""Which cases a list shows: a saved view, filters and a place to go on from, all of it in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from flask import abort, request
from flask_babel import LazyString, lazy_gettext
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models import scope
from models.records import Case, Mention, Officer, Reply, Unit
from models.vocabulary import Category, Channel, ReplyState, Urgency
from web.panel import chosen_unit

_ = lazy_gettext
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class View:
    """One saved view: what stands in it at a moment, and in which order."""

    key: str
    label: LazyString
    icon: str
    holds: Callable[[datetime], ColumnElement[bool]]
    nothing: LazyString  # what an empty list says
    closed: bool = False
    urgent: bool = False
    phone: bool = False

    @property
    def order(self) -> ColumnElement[Any]:
        return Case.closed_at.expression if self.closed else Case.attention_at.expression


def _second_approval_waits() -> ColumnElement[bool]:
    return (
        select(Reply.id)
        .where(
            Reply.case_id == Case.id,
            Reply.state == ReplyState.AWAITING_APPROVAL,
            Reply.second_approval_needed,
        )
        .exists()
    )


APPROVAL = "approval"
_unanswered = Case.first_answered_at.is_(None)
VIEWS = (
    View(
        "reply",
        _("Perlu dijawab"),
        "inbox",
        lambda now: and_(_unanswered, ~Case.needs_triage),
        _("Sebutan baru muncul di sini sendiri, yang paling mendesak di atas."),
        phone=True,
    ),
    View(
        "triage",
        _("Perlu dipastikan"),
        "question",
        lambda now: Case.needs_triage.is_(True),
        _("Yang diragukan model muncul di sini, agar Anda yang memutuskan."),
        phone=True,
    ),
    View(
        "emergency",
        _("Darurat"),
        "alarm",
        lambda now: and_(_unanswered, Case.urgency == Urgency.NOW),
        _("Laporan darurat muncul di sini sendiri, dengan batas waktu lima menit."),
        urgent=True,
        phone=True,
    ),
    View(
        APPROVAL,
        _("Menunggu persetujuan"),
        "people",
        lambda now: _second_approval_waits(),
        _("Balasan berisiko tinggi menunggu orang kedua di sini."),
    ),
    View(
        "late",
        _("Lewat batas"),
        "clock",
        lambda now: and_(_unanswered, Case.due_at < now),
        _("Yang lewat batas jawaban pertama muncul di sini."),
        urgent=True,
    ),
    View(
        "viral",
        _("Viral"),
        "viral",
        lambda now: Case.viral_band >= 1,
        _("Yang mulai menyebar muncul di sini."),
    ),
    View(
        "answered",
        _("Sudah dijawab"),
        "check",
        lambda now: Case.first_answered_at.is_not(None),
        _("Setelah dijawab, pengaduan menunggu kabar berikutnya di sini."),
    ),
    View(
        "closed",
        _("Selesai"),
        "checks",
        lambda now: Case.closed_at.is_not(None),
        _("Pengaduan yang selesai tersimpan di sini."),
        closed=True,
    ),
)
BY_KEY = {view.key: view for view in VIEWS}


@dataclass(frozen=True)
class Place:
    """Where a page begins: after (or before) the case with this moment and id."""

    moment: datetime
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        microseconds = (self.moment - EPOCH) // timedelta(microseconds=1)
        return f"{'b' if self.backwards else 'a'}.{microseconds}.{self.id}"


@dataclass(frozen=True)
class Listing:
    """A list as the address asks for it."""

    view: View
    unit: Unit | None = None
    channel: Channel | None = None
    category: Category | None = None
    assignee: Literal["", "me", "none"] = ""
    q: str = ""
    place: Place | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments of the address, without the place."""
        named = {
            "view": self.view.key,
            "unit": self.unit.code if self.unit else "",
            "channel": self.channel or "",
            "category": self.category or "",
            "assignee": self.assignee,
            "q": self.q,
        }
        return {name: str(value) for name, value in named.items() if value}

    def conditions(self, who: Officer, now: datetime) -> list[ColumnElement[bool]]:
        """What a case must fulfil to stand in this list for this officer, the place left out."""
        found = [scope.case_visible(who), self.view.holds(now)]
        if not self.view.closed:
            found.append(Case.closed_at.is_(None))
        if self.unit is not None:
            found.append(Case.unit_id.in_(scope.subtree_ids(self.unit.path)))
        if self.channel is not None:
            found.append(Case.channel == self.channel)
        if self.category is not None:
            found.append(Case.category == self.category)
        if self.assignee == "me":
            found.append(Case.assigned_to_id == who.id)
        if self.assignee == "none":
            found.append(Case.assigned_to_id.is_(None))
        if self.q:
            found.append(_says(self.q))
        return found

    def beyond(self) -> list[ColumnElement[bool]]:
        """The condition of the place: rows that come after it in reading direction."""
        if self.place is None:
            return []
        order, moment = self.view.order, self.place.moment
        if self.place.backwards != self.view.closed:
            return [order <= moment, or_(order < moment, Case.id < self.place.id)]
        return [order >= moment, or_(order > moment, Case.id > self.place.id)]


def _says(q: str) -> ColumnElement[bool]:
    """Cases whose ticket code or masked words hold the search words."""
    pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    in_words = (
        select(Mention.id)
        .where(Mention.case_id == Case.id, Mention.text_masked.ilike(pattern, escape="\\"))
        .exists()
    )
    return or_(Case.code == q.upper(), Case.subject.ilike(pattern, escape="\\"), in_words)


def asked_for(session: Session) -> Listing:
    """The listing of this request; 400 for a word no list knows."""
    args = request.args
    view = BY_KEY.get(args.get("view") or "reply")
    assignee = args.get("assignee", "")
    try:
        channel = Channel(args["channel"]) if args.get("channel") else None
        category = Category(args["category"]) if args.get("category") else None
        place = read_place(args["place"]) if args.get("place") else None
    except (ValueError, OverflowError):
        abort(400)
    if view is None or assignee not in ("", "me", "none"):
        abort(400)
    q = " ".join(args.get("q", "").split())[:200]
    return Listing(view, chosen_unit(session), channel, category, assignee, q, place)  # type: ignore[arg-type]


def read_place(word: str) -> Place:
    """The place written as `str(place)`. Raises ValueError for anything else."""
    direction, microseconds, case_id = word.split(".")
    return Place(EPOCH + timedelta(microseconds=int(microseconds)), int(case_id), direction == "b")

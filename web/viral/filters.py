"""What the viral watch and the wall are narrowed to: unit, channel, category and words, all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request
from flask_babel import gettext
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from models import scope
from models.records import Case, Unit
from models.vocabulary import Category, Channel
from web import frame
from web.panel import chosen_unit, officer
from web.shapes import Choice, Filter
from web.words import CATEGORY_WORDS, CHANNEL_WORDS

LONGEST_WORDS = 100


@dataclass(frozen=True)
class Narrowed:
    """What the address asks for; None and "" where it asks for everything."""

    unit: Unit | None
    channel: Channel | None
    category: Category | None
    q: str

    def conditions(self) -> list[ColumnElement[bool]]:
        """The cases the officer may see of what was asked for."""
        found: list[ColumnElement[bool]] = [scope.case_visible(officer())]
        if self.unit is not None:
            found.append(Case.unit_id.in_(scope.subtree_ids(self.unit.path)))
        if self.channel is not None:
            found.append(Case.channel == self.channel)
        if self.category is not None:
            found.append(Case.category == self.category)
        if self.q:
            found.append(Case.subject.icontains(self.q, autoescape=True) | (Case.code == self.q.upper()))
        return found

    @property
    def asked(self) -> Mapping[str, str]:
        """The arguments of an address that asks for the same."""
        known = {
            "unit": self.unit.code if self.unit else "",
            "channel": self.channel or "",
            "category": self.category or "",
            "q": self.q,
        }
        return {name: str(value) for name, value in known.items() if value}

    @property
    def words(self) -> Sequence[str]:
        """What was asked for, in words; for a screen without controls."""
        words = [
            self.unit.name if self.unit else "",
            str(CHANNEL_WORDS[self.channel]) if self.channel else "",
            str(CATEGORY_WORDS[self.category]) if self.category else "",
            f"“{self.q}”" if self.q else "",
        ]
        return [one for one in words if one]


def narrowed(session: Session) -> Narrowed:
    """Read from the address: 400 for an unknown channel or category, 404 for a unit that is not one's own."""
    unit = chosen_unit(session)
    try:
        channel = Channel(request.args["channel"]) if request.args.get("channel") else None
        category = Category(request.args["category"]) if request.args.get("category") else None
    except ValueError:
        abort(400)
    return Narrowed(unit, channel, category, request.args.get("q", "").strip()[:LONGEST_WORDS])


def filters(session: Session, asked: Narrowed) -> list[Filter]:
    """The drop-downs: units from one's own down to those below the chosen one, channels, categories."""
    chosen = asked.unit or officer().unit
    line = [one for one in frame.line(session, officer(), chosen) if one.id != officer().unit_id]
    units = [*line, *frame.below(session, chosen)]
    return [
        Filter(
            "unit",
            gettext("Satuan"),
            [Choice(one.code, one.name) for one in units],
            asked.unit.code if asked.unit else "",
        ),
        Filter(
            "channel",
            gettext("Kanal"),
            [Choice(channel, str(word)) for channel, word in CHANNEL_WORDS.items()],
            asked.channel or "",
        ),
        Filter(
            "category",
            gettext("Kategori"),
            [Choice(category, str(word)) for category, word in CATEGORY_WORDS.items()],
            asked.category or "",
        ),
    ]

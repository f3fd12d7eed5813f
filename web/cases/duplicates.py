"""What the side of a case says of duplicates: the case it goes on in, those in it, and likely ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import merging, scope
from models.records import Case, Officer
from web.rows import first_line


@dataclass(frozen=True)
class Offer:
    """As far as the officer sees the other cases; `into` is None where he may not see it."""

    into: Case | None
    merged: bool
    members: Sequence[tuple[Case, str]]
    likely: Sequence[tuple[Case, str]]


def of_case(session: Session, case: Case, who: Officer) -> Offer:
    """What can be done about duplicates of this case."""
    into = (
        scope.find_case(session, who, merging.going_on(session, case).code) if case.merged_into_id else None
    )
    likely = () if case.closed_at else merging.suggestions(session, case, scope.case_visible(who))
    return Offer(
        into,
        case.merged_into_id is not None,
        [(one, first_line(one.subject)) for one in merging.members(session, case)],
        [(one, first_line(one.subject)) for one in likely],
    )

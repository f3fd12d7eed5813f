"""How many cases stand in each saved view: one pass over the open cases an officer may see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope
from models.records import Case, Officer, Unit
from web.listing import VIEWS


def view_counts(session: Session, who: Officer, unit: Unit | None, now: datetime) -> dict[str, int]:
    """Key of a saved view -> how many stand in it; closed ones are not counted."""
    counted = [view for view in VIEWS if not view.closed]
    conditions = [scope.case_visible(who), Case.closed_at.is_(None)]
    if unit is not None:
        conditions.append(Case.unit_id.in_(scope.subtree_ids(unit.path)))
    totals = session.execute(
        select(*(func.count().filter(view.holds(now)) for view in counted)).where(*conditions)
    ).one()
    return {view.key: int(total) for view, total in zip(counted, totals, strict=True)}

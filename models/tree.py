"""Putting units into the command tree."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.records import Unit
from models.scope import path_range
from models.vocabulary import UnitKind


def add_unit(
    session: Session, *, code: str, name: str, kind: UnitKind, parent: Unit | None, **facts: object
) -> Unit:
    """A new unit under `parent`, with its path. `facts` are further columns of `Unit`."""
    unit = Unit(code=code, name=name, kind=kind, parent_id=parent.id if parent else None, **facts)
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.flush()
    return unit


def move_unit(session: Session, unit: Unit, parent: Unit) -> None:
    """Hangs a unit and everything below it under another parent."""
    if parent.path.startswith(unit.path):
        raise ValueError(f"{unit.code} cannot hang below itself")
    old, new = unit.path, f"{parent.path}{unit.id}/"
    unit.parent_id = parent.id
    for below in session.scalars(select(Unit).where(path_range(Unit.path, old))):
        below.path = new + below.path.removeprefix(old)
    session.flush()


def ancestors(session: Session, unit: Unit) -> Sequence[Unit]:
    """The units above, from the root down to the unit itself."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    return session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)).all()


def nearest_function(session: Session, unit: Unit, competence: str) -> Unit | None:
    """The nearest function unit ("propam", "ppa", ...) at this unit or above it; deepest first."""
    ids = [row.id for row in ancestors(session, unit)]
    found = session.scalars(
        select(Unit).where(Unit.parent_id.in_(ids), Unit.competence == competence, Unit.active)
    ).all()
    return max(found, key=lambda one: (one.path.count("/"), one.path), default=None)


def named_like(q: str) -> ColumnElement[bool]:
    """Units with these words in their name or code."""
    return or_(Unit.name.icontains(q, autoescape=True), Unit.code.icontains(q, autoescape=True))

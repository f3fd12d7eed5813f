"""What an officer may see and do: conditions for queries, never filters after them.

A unit's subtree is a range of paths ("/1/4/" up to "/1/40", the byte after the slash), so the
database answers from an index and the tree is never loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.errors import Forbidden
from models.records import Account, Alert, Case, Mention, Officer, Unit
from models.steering import Unindexed
from models.vocabulary import Role

# What each role may do; a page or an act asks for one of these words.
GRANTS: dict[str, frozenset[Role]] = {
    "see_cases": frozenset(
        {Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.PROPAM, Role.AUDITOR}
    ),
    "work_cases": frozenset({Role.ADMIN, Role.APPROVER, Role.HUMAS, Role.PROPAM}),
    "approve": frozenset({Role.ADMIN, Role.APPROVER, Role.HUMAS, Role.PROPAM}),
    "approve_second": frozenset({Role.APPROVER, Role.HEAD, Role.PROPAM}),
    "hand_over": frozenset({Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.PROPAM}),
    "see_viral": frozenset({Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO}),
    "see_unit": frozenset(
        {Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.SYSTEM, Role.AUDITOR}
    ),
    "see_spending": frozenset({Role.HEAD, Role.POSKO}),
    "export_anev": frozenset({Role.HEAD, Role.HUMAS, Role.POSKO, Role.AUDITOR}),
    "see_league": frozenset({Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.AUDITOR}),
    "verify_done": frozenset({Role.APPROVER, Role.HEAD, Role.POSKO}),
    # What goes up: stated by a unit, decided by a head or Posko above it.
    "state_upward": frozenset({Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.PROPAM}),
    "verify_upward": frozenset({Role.HEAD, Role.POSKO}),
    "see_breaches": frozenset(
        {Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.PROPAM, Role.AUDITOR}
    ),
    "reveal": frozenset({Role.ADMIN, Role.APPROVER, Role.PROPAM}),
    "acknowledge": frozenset(
        {Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.PROPAM, Role.SYSTEM}
    ),
    "kill_switch": frozenset({Role.HEAD, Role.HUMAS, Role.POSKO, Role.SYSTEM}),
    "roster": frozenset({Role.ADMIN, Role.HEAD}),
    "capacity": frozenset({Role.ADMIN, Role.HEAD, Role.POSKO}),
    "see_audit": frozenset({Role.AUDITOR}),
    "data_requests": frozenset({Role.AUDITOR, Role.SYSTEM}),
    "settings": frozenset({Role.SYSTEM}),
    "models": frozenset({Role.ADMIN, Role.SYSTEM}),
}


def may(officer: Officer, grant: str) -> bool:
    """Whether the officer's role allows the act, wherever it is."""
    return officer.role in GRANTS[grant]


def may_switch_models(officer: Officer) -> bool:
    """One model judges for the whole country, so only officers of the topmost unit decide on it."""
    return may(officer, "models") and officer.unit.parent_id is None


def require(officer: Officer, grant: str) -> None:
    """Raises Forbidden unless the officer's role allows the act."""
    if not may(officer, grant):
        roles = ", ".join(sorted(GRANTS[grant]))
        raise Forbidden(f"role {officer.role} may not do this ({grant}); these may: {roles}")


def path_range(column: Any, path: str) -> ColumnElement[bool]:
    """True for the unit with this path and all below it."""
    return and_(column >= path, column < path[:-1] + "0")


def subtree_ids(path: str) -> Select[int]:
    """The ids of a unit and all units below it, as a subquery."""
    return select(Unit.id).where(path_range(Unit.path, path))


def case_visible(officer: Officer) -> ColumnElement[bool]:
    """The cases an officer may see: his subtree's, less those about officers that are Propam's.

    A case about an officer is worked on by Propam and seen by the units above the accused one;
    nobody inside the accused unit sees it, whatever his role, save Propam itself.
    """
    if not may(officer, "see_cases"):
        return Case.id < 0
    # From the top of the tree nearly every case is inside: the order of the list decides, not the unit.
    unit_id = Case.unit_id.expression if officer.unit.parent_id else Unindexed(Case.unit_id.expression)
    inside = unit_id.in_(subtree_ids(officer.unit.path))
    if officer.role is Role.PROPAM:
        return and_(inside, Case.about_officer)
    accused = aliased(Unit)
    own_unit_accused = (
        select(accused.id)
        .where(accused.id == Case.accused_unit_id, _is_ancestor_or_self(accused.path, officer.unit.path))
        .exists()
    )
    return and_(inside, or_(Case.accused_unit_id.is_(None), ~own_unit_accused))


def once_held(officer: Officer, unit_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """What concerns a unit of the officer's subtree, on a query with `Case` joined from outside.

    `unit_id` is the unit that had the case when it happened; by now it may be with others. What he may
    not see while it is with him, he may not learn of afterwards either.
    """
    mine = unit_id.in_(subtree_ids(officer.unit.path))
    seen = case_visible(officer)
    if officer.role is Role.PROPAM or not may(officer, "see_cases"):
        return and_(mine, seen)
    handed_on = and_(Case.accused_unit_id.is_(None), Case.about_officer.is_(False))
    return and_(mine, or_(Case.id.is_(None), seen, handed_on))


def stands_above(officer: Officer, unit: Unit) -> bool:
    """Whether the officer's unit is a command above this one; no unit stands above itself."""
    return unit.id != officer.unit_id and unit.path.startswith(officer.unit.path)


def _is_ancestor_or_self(path_column: Any, path: str) -> ColumnElement[bool]:
    """True where the unit of `path_column` is the unit at `path` or one above it."""
    ids = path.strip("/").split("/")
    prefixes = ["/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
    ancestors: ColumnElement[bool] = path_column.in_(prefixes)
    return ancestors


@dataclass(frozen=True)
class Placed:
    """Where a case is, as far as that decides who sees it."""

    path: str  # of the unit it belongs to
    accused_unit_id: int | None
    about_officer: bool


def shown_to_all_who_see(one: Placed, other: Placed) -> bool:
    """Whether everybody who sees the one case sees the other too, whatever his role and unit.

    For what is written down once for all readers of a case: it must count nothing that one of them may not see.
    """
    below = other.path.startswith(one.path)
    as_accused = other.accused_unit_id is None or other.accused_unit_id == one.accused_unit_id
    return below and as_accused and (other.about_officer or not one.about_officer)


def mention_visible(officer: Officer) -> ColumnElement[bool]:
    """The mentions an officer may see: his subtree's, and where a case was opened only with the case."""
    if not may(officer, "see_cases"):
        return Mention.id < 0
    # Asked row by row, so that a page of fifty does not first list every case there is.
    of_a_visible_case = (
        select(Case.id).where(Case.id == Mention.case_id, case_visible(officer)).correlate(Mention).exists()
    )
    without_case = and_(Mention.case_id.is_(None), Mention.unit_id.in_(subtree_ids(officer.unit.path)))
    return or_(without_case, of_a_visible_case)


def account_visible(officer: Officer) -> ColumnElement[bool]:
    """The accounts of an officer's subtree."""
    return Account.unit_id.in_(subtree_ids(officer.unit.path))


def alert_visible(officer: Officer) -> ColumnElement[bool]:
    """The alerts of an officer's subtree; one about a case only where he may see the case."""
    of_a_visible_case = (
        select(Case.id).where(Case.id == Alert.case_id, case_visible(officer)).correlate(Alert).exists()
    )
    return and_(
        Alert.unit_id.in_(subtree_ids(officer.unit.path)), or_(Alert.case_id.is_(None), of_a_visible_case)
    )


def find_case(session: Session, officer: Officer, code: str) -> Case | None:
    """The case with this code, or None when there is none or the officer may not see it: no difference shows."""
    return session.scalars(select(Case).where(Case.code == code, case_visible(officer))).one_or_none()

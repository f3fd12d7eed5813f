"""Shadow mode: everything runs up to policy and guard, and nothing is posted.

Asked in the transaction that claims a reply, where the kill switch is asked too: what was approved
before it was switched on is not posted either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.errors import Conflict, Forbidden
from models.records import Account, Officer, Reply, ShadowMode, Unit
from models.tree import ancestors
from models.upsert import insert_new

EVERYTHING = "everything"
# Who may switch it on and ask for its end; the end itself takes one of either grant, and another person.
TURNS, ENDS = "settings", "approve_second"


def unit_target(unit_id: int) -> str:
    """The target of a unit and all below it."""
    return f"unit:{unit_id}"


def unit_id(target: str) -> int | None:
    """The unit of a target; None for everything."""
    return None if target == EVERYTHING else int(target.removeprefix("unit:"))


def still_on(session: Session) -> Sequence[ShadowMode]:
    """Where it is on now, oldest first."""
    open_ones = select(ShadowMode).where(ShadowMode.ended_at.is_(None)).order_by(ShadowMode.id)
    return session.scalars(open_ones).all()


def covering(session: Session, unit: Unit, at: datetime | None = None) -> ShadowMode | None:
    """What keeps this unit from posting now, or kept it at a moment; None where nothing does."""
    line = [EVERYTHING, *(unit_target(one.id) for one in ancestors(session, unit))]
    runs = ShadowMode.ended_at.is_(None)
    if at is None:
        then: ColumnElement[bool] = runs
    else:
        then = and_(ShadowMode.began_at <= at, or_(runs, ShadowMode.ended_at >= at))
    found = select(ShadowMode).where(then, ShadowMode.target.in_(line)).order_by(ShadowMode.id)
    return session.scalars(found.limit(1)).first()


def keeps_back(session: Session, reply: Reply) -> bool:
    """Whether this reply must not be posted: its unit or the unit of its account is in shadow mode."""
    account_unit_id = session.get_one(Account, reply.account_id).unit_id
    return any(
        covering(session, session.get_one(Unit, unit_id)) is not None
        for unit_id in {reply.unit_id, account_unit_id}
    )


def begin(session: Session, target: str, reason: str, officer_id: int, now: datetime) -> int:
    """Switches it on; one person is enough, since less is said. Conflict where it is on already."""
    row = {"target": target, "reason": reason, "began_at": now, "began_by_id": officer_id, "end_reason": ""}
    begun = insert_new(session, ShadowMode, row)
    if begun is None:
        raise Conflict(f"shadow mode is on for {target} already")
    return begun


def ask_end(session: Session, mode: ShadowMode, reason: str, officer_id: int, now: datetime) -> None:
    """Asks for the end; it stays on until another person agrees."""
    _still_on(mode)
    if mode.end_asked_by_id is not None:
        raise Conflict("its end was asked for already")
    mode.end_reason, mode.end_asked_by_id, mode.end_asked_at = reason, officer_id, now


def take_back(mode: ShadowMode) -> None:
    """It stays on: nobody asks for its end any more."""
    _still_on(mode)
    if mode.end_asked_by_id is None:
        raise Conflict("nobody asks for its end")
    mode.end_reason, mode.end_asked_by_id, mode.end_asked_at = "", None, None


def end(session: Session, mode: ShadowMode, who: Officer, now: datetime) -> None:
    """From now on replies are posted. Forbidden for whoever asked for it."""
    _still_on(mode)
    if mode.end_asked_by_id is None:
        raise Conflict("one person asks for its end first, with a reason")
    if mode.end_asked_by_id == who.id:
        raise Forbidden("somebody else than who asked for it ends shadow mode")
    mode.ended_at, mode.ended_by_id = now, who.id


def _still_on(mode: ShadowMode) -> None:
    if mode.ended_at is not None:
        raise Conflict("shadow mode has ended by now")

"""Closing a case as done takes two: one says so, another in another role confirms it or says why not.

What the unit has closed then goes up the tree: `models.upward`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import casework, scope, upward
from models.errors import Conflict, Forbidden
from models.records import Case, Claim, Officer
from models.vocabulary import ClaimMatter, EventKind, Stage


def open_claim(session: Session, case: Case) -> Claim | None:
    """The claim that waits for a decision; one that the case has overtaken waits for none."""
    if case.closed_at is not None:
        return None
    return session.scalars(
        select(Claim)
        .where(Claim.case_id == case.id, Claim.matter == ClaimMatter.DONE, Claim.decided_at.is_(None))
        .order_by(Claim.id.desc())
        .limit(1)
    ).first()


def claim(session: Session, case: Case, who: Officer, evidence: str, tell: bool, now: datetime) -> Claim:
    """The officer says that the case is done; its stage stays what it is until somebody has confirmed."""
    if case.closed_at is not None or open_claim(session, case) is not None:
        raise Conflict(f"case {case.code} is closed or waits for its verification already")
    one = Claim(
        matter=ClaimMatter.DONE,
        unit_id=case.unit_id,
        case_id=case.id,
        claimed_by_id=who.id,
        claimed_at=now,
        evidence=evidence,
        tell=tell,
    )
    session.add(one)
    casework.add_event(session, case, EventKind.DONE_CLAIMED, now, officer_id=who.id, reason=evidence)
    return one


def confirm(session: Session, case: Case, who: Officer, now: datetime) -> Claim:
    """Closes the case as done. Forbidden for whoever claimed it and for his role."""
    one = _decide(session, case, who, True, "", now)
    casework.change_stage(session, case, Stage.DONE, now, who.id)
    upward.closed(session, case, who, one.evidence, now)
    return one


def refuse(session: Session, case: Case, who: Officer, reason: str, now: datetime) -> Claim:
    """The case goes on in the stage it was in; `reason` says what is missing."""
    one = _decide(session, case, who, False, reason, now)
    casework.add_event(session, case, EventKind.DONE_REFUSED, now, officer_id=who.id, reason=reason)
    case.attention_at = min(case.attention_at, now)
    return one


def withdraw(session: Session, case: Case, now: datetime) -> None:
    """The case moves to another stage: nothing is left to confirm."""
    waiting = open_claim(session, case)
    if waiting is not None:
        waiting.decided_at = now


def may_decide(who: Officer, claim: Claim) -> bool:
    """Whether this officer may confirm or refuse: nobody his own, and not in the claimant's role."""
    return (
        scope.may(who, "verify_done")
        and who.id != claim.claimed_by_id
        and who.role is not claim.claimed_by.role
    )


def _decide(session: Session, case: Case, who: Officer, confirmed: bool, reason: str, now: datetime) -> Claim:
    one = open_claim(session, case)
    if one is None:
        raise Conflict(f"case {case.code} waits for no verification by now")
    if not may_decide(who, one):
        raise Forbidden("what is done is confirmed by somebody else, in another role")
    upward.decided(session, one, who, confirmed, reason, now)
    return one

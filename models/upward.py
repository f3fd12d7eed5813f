"""What a unit states in its evaluation goes up the tree, to be confirmed or refused by a command above it.

    closed   a case is closed as done; the unit itself has verified it
    excuse   a clock was missed through no fault of the unit
    channel  an account of the unit is its official one

Nobody decides about his own unit: it takes the head or Posko of a unit above that of whoever stated
it. Both answers carry what they rest on. What is refused goes back to the unit and stays counted:
`models.anev.score` says how.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from models import alerts, casework, scope
from models.errors import Conflict, Forbidden
from models.records import Account, Breach, Case, Claim, Officer, Unit
from models.vocabulary import WAITS_FOR_ANSWER, ClaimMatter, Deadline, EventKind, Stage

# The alerts about a claim that nobody decides on: "claim-silent:<claim>:<turn>".
SILENT_KEY = "claim-silent:"
UPWARD = (ClaimMatter.CLOSED, ClaimMatter.EXCUSE, ClaimMatter.CHANNEL)


def closed(session: Session, case: Case, who: Officer, evidence: str, now: datetime) -> Claim | None:
    """The officer vouches for a case his unit closed; None where he stands above it, or nobody above him."""
    unit = session.get_one(Unit, case.unit_id)
    if scope.stands_above(who, unit) or who.unit.parent_id is None:
        return None
    for older in session.scalars(_open().where(Claim.case_id == case.id, Claim.matter == ClaimMatter.CLOSED)):
        older.decided_at = now  # overtaken: the case was opened again meanwhile
    return _state(session, ClaimMatter.CLOSED, unit.id, who, evidence, now, case=case)


def excuse(session: Session, breach: Breach, who: Officer, evidence: str, now: datetime) -> Claim:
    """The officer states why a missed clock was not his unit's fault."""
    waits = session.scalar(_open().where(Claim.breach_id == breach.id).limit(1)) is not None
    if waits or breach.excused_at is not None:
        raise Conflict("this missed clock is excused, or waits for a decision already")
    case = session.get_one(Case, breach.case_id) if breach.case_id else None
    return _state(
        session, ClaimMatter.EXCUSE, breach.unit_id, who, evidence, now, case=case, breach_id=breach.id
    )


def channel(session: Session, account: Account, who: Officer, evidence: str, now: datetime) -> Claim:
    """The officer states that an account is the official one of its unit."""
    if session.scalar(_open().where(Claim.account_id == account.id).limit(1)) is not None:
        raise Conflict(f"account {account.handle} waits for a decision already")
    return _state(session, ClaimMatter.CHANNEL, account.unit_id, who, evidence, now, account_id=account.id)


def waits_for(who: Officer) -> ColumnElement[bool]:
    """The claims that this officer may decide now, on a query of `Claim` with `Case` joined from outside."""
    by, home = aliased(Officer), aliased(Unit)
    below = (
        select(by.id)
        .join(home, home.id == by.unit_id)
        .where(
            by.id == Claim.claimed_by_id,
            scope.path_range(home.path, who.unit.path),
            home.id != who.unit_id,
        )
    )
    stands = or_(Claim.matter != ClaimMatter.CLOSED, Case.closed_at.is_not(None))
    return and_(Claim.matter.in_(UPWARD), Claim.decided_at.is_(None), stands, below.exists(), visible(who))


def visible(who: Officer) -> ColumnElement[bool]:
    """The upward claims of the officer's subtree whose case, if any, he may know of."""
    return and_(Claim.matter.in_(UPWARD), scope.once_held(who, Claim.unit_id))


def undecided() -> ColumnElement[bool]:
    """The claims that wait for somebody, on a query of `Claim` with `Case` joined from outside.

    One that its case has overtaken waits for nobody: a done case is closed, a closed one open again.
    """
    stands = or_(
        Claim.matter.in_((ClaimMatter.EXCUSE, ClaimMatter.CHANNEL)),
        (Claim.matter == ClaimMatter.DONE) & Case.closed_at.is_(None),
        (Claim.matter == ClaimMatter.CLOSED) & Case.closed_at.is_not(None),
    )
    return and_(Claim.decided_at.is_(None), stands)


def may_decide(who: Officer, claim: Claim) -> bool:
    """Whether this officer may confirm or refuse: head or Posko of a unit above the claimant's."""
    return scope.may(who, "verify_upward") and scope.stands_above(who, claim.claimed_by.unit)


def confirm(session: Session, claim: Claim, who: Officer, evidence: str, now: datetime) -> None:
    """The claim holds. `evidence` is what the command above has looked at, a link or words."""
    case = _decide(session, claim, who, True, evidence, now)
    if claim.matter is ClaimMatter.CHANNEL:
        session.get_one(Account, claim.account_id).verified = True
    if claim.matter is ClaimMatter.EXCUSE:
        _excused(session, session.get_one(Breach, claim.breach_id), case, now)


def refuse(session: Session, claim: Claim, who: Officer, reason: str, now: datetime) -> None:
    """The claim goes back to its unit: a closed case is open again, an account unverified, a clock missed."""
    case = _decide(session, claim, who, False, reason, now)
    if claim.matter is ClaimMatter.CHANNEL:
        session.get_one(Account, claim.account_id).verified = False
    if claim.matter is ClaimMatter.CLOSED and case is not None:
        casework.change_stage(session, case, Stage.IN_PROGRESS, now, who.id)
        case.attention_at = min(case.attention_at, now)


def decided(
    session: Session, claim: Claim, who: Officer, confirmed: bool, reason: str, now: datetime
) -> None:
    """Writes down who decided a claim, and on what; nobody is reminded of it any more."""
    claim.decided_by_id, claim.decided_at = who.id, now
    claim.confirmed, claim.reason = confirmed, reason
    alerts.acknowledge_all(session, f"{SILENT_KEY}{claim.id}:", who.id, now)


def _state(
    session: Session,
    matter: ClaimMatter,
    unit_id: int,
    who: Officer,
    evidence: str,
    now: datetime,
    case: Case | None = None,
    **about: int,
) -> Claim:
    if who.unit.parent_id is None:
        raise Forbidden("nobody stands above this unit to confirm what it states")
    one = Claim(
        matter=matter,
        unit_id=unit_id,
        case_id=case.id if case else None,
        claimed_by_id=who.id,
        claimed_at=now,
        evidence=evidence,
        **about,
    )
    session.add(one)
    session.flush()
    if case is not None:
        casework.add_event(
            session, case, EventKind.CLAIM_RAISED, now, officer_id=who.id, matter=matter, reason=evidence
        )
    return one


def _decide(
    session: Session, claim: Claim, who: Officer, confirmed: bool, reason: str, now: datetime
) -> Case | None:
    case = session.get_one(Case, claim.case_id) if claim.case_id else None
    reopened = claim.matter is ClaimMatter.CLOSED and case is not None and case.closed_at is None
    if claim.decided_at is not None or reopened:
        raise Conflict(f"claim {claim.id} waits for no decision by now")
    if not may_decide(who, claim):
        raise Forbidden("a head or Posko above the unit decides; nobody about his own unit")
    decided(session, claim, who, confirmed, reason, now)
    if case is not None:
        what = EventKind.CLAIM_UPHELD if confirmed else EventKind.CLAIM_REFUSED
        casework.add_event(
            session, case, what, now, officer_id=who.id, matter=claim.matter, reason=claim.reason
        )
    return case


def _excused(session: Session, breach: Breach, case: Case | None, now: datetime) -> None:
    """An excused first answer excuses the marks that measured the same wait."""
    breach.excused_at = now
    if case is not None and breach.deadline is Deadline.FIRST_ANSWER:
        case.excused = True
        same = select(Breach).where(Breach.case_id == case.id, Breach.deadline.in_(WAITS_FOR_ANSWER))
        for one in session.scalars(same):
            one.excused_at = one.excused_at or now


def _open() -> Select[Claim]:
    return select(Claim).where(Claim.decided_at.is_(None))

"""On the page of a case: somebody says that it is done, and who may confirm it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from models import verification
from models.records import Case, Officer
from web.times import ago
from web.words import ROLE_WORDS


@dataclass(frozen=True)
class Box:
    """A claim on the page of its case; without `may_decide` it only says that somebody decides."""

    by: str
    ago: str
    evidence: str
    may_decide: bool
    confirm_href: str
    refuse_href: str


def box(session: Session, case: Case, who: Officer) -> Box | None:
    """The claim that waits on this case, as this officer sees it."""
    one = verification.open_claim(session, case)
    if one is None:
        return None
    return Box(
        f"{one.claimed_by.name}, {ROLE_WORDS[one.claimed_by.role]}",
        ago(one.claimed_at),
        one.evidence,
        verification.may_decide(who, one),
        url_for("verification.confirm", code=case.code),
        url_for("verification.refuse", code=case.code),
    )

"""The unit that a case's words point to, in words, for the officer who may hand it over."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session

from models import scope
from models.records import Case, Officer, RouteSuggestion, Unit

# What a matter is about, by the police function it needs; the others need no word.
COMPETENCE_WORDS = {
    "traffic": lazy_gettext("urusan lalu lintas"),
    "ppa": lazy_gettext("perempuan atau anak sebagai korban"),
    "propam": lazy_gettext("tentang petugas"),
    "cyber": lazy_gettext("kejahatan siber"),
    "crime": lazy_gettext("dugaan tindak pidana"),
}


@dataclass(frozen=True)
class Suggestion:
    """Where the case could go, why, and how sure that is in per cent."""

    unit: str
    code: str
    reason: str
    percent: int


def of_case(session: Session, case: Case, who: Officer) -> Suggestion | None:
    """The suggestion as long as it is one: open, not followed yet, and the officer may hand over."""
    if case.closed_at is not None or not scope.may(who, "hand_over"):
        return None
    row = session.get(RouteSuggestion, case.id)
    if row is None or row.unit_id == case.unit_id:
        return None
    unit = session.get_one(Unit, row.unit_id)
    if not unit.active or _is_accused(session, case, unit):
        return None
    return Suggestion(unit.name, unit.code, _reason(row), round(100 * row.confidence))


def _reason(row: RouteSuggestion) -> str:
    reasons = []
    if row.region:
        reasons.append(gettext("warga menyebut %(region)s", region=row.region))
    if row.competence in COMPETENCE_WORDS:
        reasons.append(str(COMPETENCE_WORDS[row.competence]))
    if row.above:
        reasons.append(gettext("satuan di bawahnya tidak menyidik"))
    return ", ".join(reasons)


def _is_accused(session: Session, case: Case, unit: Unit) -> bool:
    """The label may have been corrected since: the accused unit is never offered."""
    if case.accused_unit_id is None:
        return False
    return unit.path.startswith(session.get_one(Unit, case.accused_unit_id).path)

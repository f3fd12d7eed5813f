"""Which times and which law hold for a case: the most specific policy, else the standard."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import sla
from models.records import SlaPolicy, Unit
from models.vocabulary import CATEGORY_GROUPS, Category, CategoryGroup, Law

# Complaints about the police's own service are Dumas as well, whoever they name.
DUMAS_CATEGORIES = frozenset({Category.SLOW_CASE_HANDLING, Category.POOR_SERVICE})


@dataclass(frozen=True)
class Profile:
    """The times a case is measured by; `first_answer_minutes` None means the standard of its urgency."""

    law: Law
    first_answer_minutes: int | None = None
    next_news_hours: int = sla.NEXT_NEWS_HOURS
    waits_for_citizen: bool = False


def of(
    session: Session, unit: Unit, category: Category, urgency: int, about_officer: bool = False
) -> Profile:
    """The profile by the most specific policy: nearest unit, then category, group, urgency."""
    line = [int(part) for part in unit.path.strip("/").split("/")]
    policies = session.scalars(
        select(SlaPolicy).where(
            SlaPolicy.unit_id.is_(None) | SlaPolicy.unit_id.in_(line),
            SlaPolicy.category.is_(None) | (SlaPolicy.category == category),
            SlaPolicy.group.is_(None) | (SlaPolicy.group == CATEGORY_GROUPS[category]),
            SlaPolicy.urgency.is_(None) | (SlaPolicy.urgency == urgency),
        )
    ).all()
    law = standard_law(category, about_officer)
    if not policies:
        return Profile(law)

    def specificity(policy: SlaPolicy) -> tuple[int, bool, bool, bool]:
        depth = line.index(policy.unit_id) if policy.unit_id in line else -1
        return depth, policy.category is not None, policy.group is not None, policy.urgency is not None

    best = max(policies, key=specificity)
    return Profile(best.law or law, best.first_answer_minutes, best.next_news_hours, best.waits_for_citizen)


def standard_law(category: Category, about_officer: bool) -> Law:
    """The law of a matter for which no policy names one."""
    ours = about_officer or CATEGORY_GROUPS[category] is CategoryGroup.OFFICER
    return Law.DUMAS if ours or category in DUMAS_CATEGORIES else Law.NONE

"""When somebody must have looked: deadlines and the order of the inbox. No input, no output.

Mark hours are those of the field: 24 h amber, 48 h red, 72 h to the parent unit and Posko.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.vocabulary import Urgency

ESCALATION_HOURS = (24, 48, 72)
FIRST_ANSWER_MINUTES = {Urgency.NOW: 5, Urgency.TODAY: 240, Urgency.LOG: 1440, Urgency.NONE: 1440}
# A case that is about to spread is answered before it does: minutes left, by viral band.
VIRAL_MINUTES = {3: 30, 2: 90}
NEXT_NEWS_HOURS = 72
# UU 27/2022: a citizen's request about his data is answered within 3 x 24 hours, holidays or not.
DATA_REQUEST_HOURS = 72
ANSWERED_REST = timedelta(hours=72)
# What repeats a matter that already has its places in the inbox stands behind all that is due in three days.
CROWD_REST = timedelta(hours=72)
EMERGENCY_LEAD = timedelta(days=3650)
EMERGENCY_CROWD_REST = timedelta(days=30)


def first_answer_due(platform_time: datetime, urgency: int, minutes: int | None = None) -> datetime:
    """The deadline of the first answer, counted from when the citizen spoke by the platform's clock."""
    return platform_time + timedelta(
        minutes=minutes if minutes is not None else FIRST_ANSWER_MINUTES[urgency]
    )


def first_news_due(opened_at: datetime, hours: int = NEXT_NEWS_HOURS) -> datetime:
    """When the citizen hears again after the first answer, which says so."""
    return opened_at + timedelta(hours=hours)


def data_request_due(received_at: datetime) -> datetime:
    """When a citizen's request about his own data is answered at the latest."""
    return received_at + timedelta(hours=DATA_REQUEST_HOURS)


def viral_due(due_at: datetime, band: int, seen_at: datetime) -> datetime:
    """The deadline after a viral forecast of `band` at `seen_at`: only ever moved forward."""
    minutes = VIRAL_MINUTES.get(band)
    return due_at if minutes is None else min(due_at, seen_at + timedelta(minutes=minutes))


def attention_at(
    due_at: datetime, urgency: int, answered: bool, next_news_at: datetime | None, crowded: bool = False
) -> datetime:
    """When somebody must look at the latest; the inbox is ordered by it, earliest first.

    An unanswered emergency stands before everything; an answered case waits for its next news. One
    that is `crowded` (`models.fair_share`) stands behind the others of its kind.
    """
    if answered:
        return next_news_at or due_at + ANSWERED_REST
    if urgency == Urgency.NOW:
        return due_at - EMERGENCY_LEAD + (EMERGENCY_CROWD_REST if crowded else timedelta())
    return due_at + (CROWD_REST if crowded else timedelta())


def escalation_level(opened_at: datetime, now: datetime) -> int:
    """How many of the 24 / 48 / 72 h marks an unanswered case has passed."""
    return sum(now - opened_at >= timedelta(hours=hours) for hours in ESCALATION_HOURS)

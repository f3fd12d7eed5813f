"""Raising what a person must see now, once per matter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.records import Alert
from models.upsert import insert_new
from models.vocabulary import AlertKind


def raise_once(
    session: Session,
    *,
    key: str,
    kind: AlertKind,
    unit_id: int,
    words: str,
    now: datetime,
    case_id: int | None = None,
) -> Alert | None:
    """A new alert, or None when this matter (`key`) was raised before."""
    alert_id = insert_new(
        session,
        Alert,
        {
            "key": key,
            "kind": kind,
            "unit_id": unit_id,
            "case_id": case_id,
            "words": words,
            "raised_at": now,
        },
    )
    return session.get_one(Alert, alert_id) if alert_id is not None else None


def acknowledge(session: Session, alert: Alert, officer_id: int, now: datetime) -> None:
    """Notes that an officer has seen it; the first one counts."""
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id = now, officer_id

"""Raising what a person must see now, once per matter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import Alert
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
    if session.scalar(select(Alert.id).where(Alert.key == key)) is not None:
        return None
    alert = Alert(key=key, kind=kind, unit_id=unit_id, case_id=case_id, words=words, raised_at=now)
    session.add(alert)
    session.flush()
    return alert


def acknowledge(session: Session, alert: Alert, officer_id: int, now: datetime) -> None:
    """Notes that an officer has seen it; the first one counts."""
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by_id = now, officer_id

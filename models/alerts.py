"""Raising what a person must see now, once per matter, and noting who saw it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import audit
from models.casework import add_event
from models.records import Alert, AlertDelivery, Case, CaseEvent
from models.upsert import insert_new
from models.vocabulary import AlertKind, DeliveryState, EventKind, Urgency


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
    """A new alert, or None when this matter (`key`) was raised before.

    It commits with what caused it. The stage `alerting` finds it untold, whatever happens in between.
    """
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


def emergency(session: Session, case: Case, now: datetime, key: str = "") -> None:
    """Somebody is in danger: pages whoever is on duty where the case is, once per case and `key`."""
    raise_once(
        session,
        key=f"emergency:{case.id}{key}",
        kind=AlertKind.EMERGENCY,
        unit_id=case.unit_id,
        case_id=case.id,
        words=f"{case.code}: {case.subject}",
        now=now,
    )


def emergency_moved(session: Session, case: Case, now: datetime, officer_id: int) -> None:
    """After a hand-over: whoever is on duty at the new unit is paged, and the old page has been seen.

    The officer who handed it over has looked at it; nobody at the old unit can act on it any more.
    """
    if case.urgency != Urgency.NOW or case.closed_at is not None:
        return
    unseen = select(Alert).where(
        Alert.case_id == case.id, Alert.kind == AlertKind.EMERGENCY, Alert.acknowledged_at.is_(None)
    )
    for alert in session.scalars(unseen.with_for_update()).all():
        if acknowledge(session, alert, officer_id, now):
            actor = f"officer:{officer_id}"
            audit.record(
                session, actor, "alert.acknowledged", f"alert:{alert.id}", alert.unit_id, by="hand_over"
            )
    moves = select(func.max(CaseEvent.id)).where(
        CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.HANDED_OVER
    )
    emergency(session, case, now, key=f":{session.scalar(moves)}")


def acknowledge_all(session: Session, key_prefix: str, officer_id: int, now: datetime) -> None:
    """What these alerts asked for has been done by this officer: their climb ends."""
    unseen = select(Alert).where(Alert.key.startswith(key_prefix), Alert.acknowledged_at.is_(None))
    for alert in session.scalars(unseen.with_for_update()).all():
        acknowledge(session, alert, officer_id, now)


def acknowledge(session: Session, alert: Alert, officer_id: int, now: datetime) -> bool:
    """Notes that an officer has seen it; the first one counts. True when this was the first.

    The climb ends, and what was still to be sent about it is not sent any more.
    """
    if alert.acknowledged_at is not None:
        return False
    alert.acknowledged_at, alert.acknowledged_by_id = now, officer_id
    alert.escalate_at = None
    session.execute(
        update(AlertDelivery)
        .where(AlertDelivery.alert_id == alert.id, AlertDelivery.state == DeliveryState.WAITING)
        .values(state=DeliveryState.DROPPED, reason="seen")
    )
    if alert.case_id is not None:
        case = session.scalars(select(Case).where(Case.id == alert.case_id)).one()
        add_event(session, case, EventKind.ALERT_SEEN, now, officer_id=officer_id, alert=alert.kind)
    return True

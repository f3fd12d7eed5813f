"""Telling that a stage has fallen silent: whoever is still alive looks at the others' heartbeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alerts
from models.records import Alert, AlertDelivery, Heartbeat, Unit
from models.vocabulary import AlertKind, DeliveryState

STAGES = ("listener", "classifier", "responder", "alerts")


def silent(session: Session, now: datetime, after: timedelta) -> dict[str, datetime]:
    """The stages without a sign of life on any worker for longer than `after`, and their last sign.

    A stage that has never run is none of these: it was not started.
    """
    youngest: dict[str, datetime] = {}
    for name, at in session.execute(select(Heartbeat.name, Heartbeat.at)):
        stage = name.rpartition(":")[2]
        youngest[stage] = max(at, youngest.get(stage, at))
    return {stage: youngest[stage] for stage in STAGES if stage in youngest and now - youngest[stage] > after}


def raise_silence(session: Session, now: datetime, after: timedelta) -> Sequence[Alert]:
    """One alert per silent stage and outage, at the topmost unit; the new ones are returned."""
    root = session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
    if root is None:
        return []
    raised = [
        alerts.raise_once(
            session,
            key=f"watch-dead:{stage}:{last.isoformat()}",
            kind=AlertKind.WATCH_DEAD,
            unit_id=root.id,
            words=stage,
            now=now,
        )
        for stage, last in silent(session, now, after).items()
    ]
    return [one for one in raised if one is not None]


def waiting(session: Session, now: datetime) -> bool:
    """Whether an alert waits to be told, to climb or to be sent."""
    untold = select(Alert.id).where(Alert.told_at.is_(None)).limit(1)
    climbing = select(Alert.id).where(Alert.escalate_at <= now, Alert.acknowledged_at.is_(None)).limit(1)
    due = (
        select(AlertDelivery.id)
        .where(AlertDelivery.state == DeliveryState.WAITING, AlertDelivery.due_at <= now)
        .limit(1)
    )
    return any(session.scalar(one) is not None for one in (untold, climbing, due))

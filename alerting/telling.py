"""Fanning an alert out to those who must see it, and on to the next in line while nobody looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import audit, on_call
from models.casework import add_event
from models.clock import utcnow
from models.database import Database
from models.on_call import Told
from models.records import Alert, AlertAddress, AlertDelivery, Case, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import PRESSING_ALERTS, AlertRoute, DeliveryState, EventKind

BATCH = 50
# What does not press ends with the parent unit; an emergency climbs on to the top.
HEAD, PARENT = 1, 2


@dataclass(frozen=True)
class Telling:
    """Writes the deliveries; sends nothing itself."""

    database: Database
    settings: Settings
    worker: str

    def step(self) -> bool:
        """Fans out one batch and lets one batch climb; True when there may be more."""
        now = utcnow()
        untold = self._ids(Alert.told_at.is_(None))
        unseen = self._ids(Alert.escalate_at <= now, Alert.acknowledged_at.is_(None))
        for alert_id in untold:
            with self.database.writing() as session:
                self._tell(session, alert_id, now)
        for alert_id in unseen:
            with self.database.writing() as session:
                self._climb(session, alert_id, now)
        return BATCH in (len(untold), len(unseen))

    def _ids(self, *conditions: ColumnElement[bool]) -> Sequence[int]:
        with self.database.reading() as session:
            return session.scalars(select(Alert.id).where(*conditions).order_by(Alert.id).limit(BATCH)).all()

    def _tell(self, session: Session, alert_id: int, now: datetime) -> None:
        alert = session.scalars(
            select(Alert).where(Alert.id == alert_id, Alert.told_at.is_(None)).with_for_update()
        ).one_or_none()
        if alert is None:
            return
        alert.told_at = now
        if alert.acknowledged_at is not None:
            return
        unit = session.get_one(Unit, alert.unit_id)
        told = on_call.nearest(session, alert, unit, now)
        # Where nobody may see it the unit's own desk may still be allowed to.
        self._deliver(session, alert, told or Told(unit, [], False), EventKind.ALERT_TOLD, now)

    def _climb(self, session: Session, alert_id: int, now: datetime) -> None:
        alert = session.scalars(
            select(Alert)
            .where(Alert.id == alert_id, Alert.escalate_at <= now, Alert.acknowledged_at.is_(None))
            .with_for_update()
        ).one_or_none()
        if alert is None:
            return
        heard = session.scalars(
            select(AlertDelivery.officer_id).where(
                AlertDelivery.alert_id == alert.id, AlertDelivery.officer_id.is_not(None)
            )
        )
        told = on_call.next_step(session, alert, {one for one in heard if one is not None}, now)
        if told is None or (alert.level >= PARENT and alert.kind not in PRESSING_ALERTS):
            alert.escalate_at = None
            return
        at_home = alert.level == 0 and told.unit.id == (alert.told_unit_id or alert.unit_id)
        alert.level = HEAD if at_home else max(alert.level, HEAD) + 1
        self._deliver(session, alert, told, EventKind.ALERT_ESCALATED, now)

    def _deliver(self, session: Session, alert: Alert, told: Told, what: EventKind, now: datetime) -> None:
        """One delivery per person on the panel, and one per address; then the clock of the next step."""
        starts: list[datetime] = []
        for officer in told.officers:
            pressing = alert.kind in PRESSING_ALERTS
            start = now if pressing else on_call.quiet_end(officer, now) or now
            starts.append(start)
            _add(session, alert, f"officer:{officer.id}", AlertRoute.PANEL, now, now, officer_id=officer.id)
            for address in _addresses(session, AlertAddress.officer_id == officer.id):
                key = f"address:{address.id}"
                _add(session, alert, key, address.route, start, now, officer.id, address.id)
        for address in _desks(session, alert, told):
            _add(session, alert, f"address:{address.id}", address.route, now, now, None, address.id)
        alert.told_unit_id = told.unit.id
        alert.escalate_at = min(starts, default=now) + timedelta(minutes=self.settings.alert_escalate_minutes)
        if alert.case_id is not None:
            add_event(
                session,
                session.get_one(Case, alert.case_id),
                what,
                now,
                alert=alert.kind,
                to=told.unit.code,
                officers=len(told.officers),
                on_duty=told.on_duty,
                level=alert.level,
            )
        audit.record(
            session,
            f"worker:{self.worker}",
            "alert.escalated" if what is EventKind.ALERT_ESCALATED else "alert.told",
            f"alert:{alert.id}",
            told.unit.id,
            kind=alert.kind,
            level=alert.level,
            officers=[one.id for one in told.officers],
            on_duty=told.on_duty,
        )


def _add(
    session: Session,
    alert: Alert,
    to: str,
    route: AlertRoute,
    due_at: datetime,
    now: datetime,
    officer_id: int | None = None,
    address_id: int | None = None,
) -> None:
    # The panel shows what is committed: there it has arrived with this transaction.
    shown = route is AlertRoute.PANEL
    insert_new(
        session,
        AlertDelivery,
        {
            "key": f"alert:{alert.id}:{to}",
            "alert_id": alert.id,
            "officer_id": officer_id,
            "address_id": address_id,
            "route": route,
            "level": alert.level,
            "state": DeliveryState.SENT if shown else DeliveryState.WAITING,
            "due_at": due_at,
            "created_at": now,
            "sent_at": now if shown else None,
        },
    )


def _addresses(session: Session, whose: ColumnElement[bool]) -> Sequence[AlertAddress]:
    return session.scalars(select(AlertAddress).where(whose).order_by(AlertAddress.id)).all()


def _desks(session: Session, alert: Alert, told: Told) -> list[AlertAddress]:
    """The addresses of the alert's own unit and of the unit told, as far as a whole desk may read it."""
    own = AlertAddress.unit_id == alert.unit_id
    found = _addresses(session, or_(own, AlertAddress.unit_id == told.unit.id))
    return [
        one
        for one in found
        if one.unit_id is not None
        and on_call.desk_may_see(session, session.get_one(Unit, one.unit_id), alert)
    ]

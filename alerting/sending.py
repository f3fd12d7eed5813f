"""Sending what is due: claim (commit), call once, record (commit). Killed in between, it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from alerting import wording
from alerting.contracts import AddressGone, AlertSender, Message
from models import alert_addresses, on_call, vault
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelRefused, ChannelUnavailable
from models.records import Alert, AlertAddress, AlertDelivery, Case, Officer, Unit
from models.settings import Settings
from models.vocabulary import AlertRoute, DeliveryState

BATCH = 16
SIDE_BY_SIDE = 8
MOST_TRIES = 10
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 600.0


@dataclass(frozen=True)
class Parcel:
    """One message with everything its sender needs."""

    route: AlertRoute
    address: dict[str, object]
    message: Message


@dataclass(frozen=True)
class Sending:
    """Sends one batch of deliveries side by side."""

    database: Database
    settings: Settings
    senders: Mapping[AlertRoute, AlertSender]
    threads: Executor

    def step(self) -> bool:
        """Sends one batch; True when there may be more."""
        claimed = self._claim(utcnow())
        list(self.threads.map(self.send, claimed))
        return len(claimed) == BATCH

    def _claim(self, now: datetime) -> list[int]:
        """Takes what is due. The new `due_at` gives it back should this worker die."""
        with self.database.writing() as session:
            rows = session.scalars(
                select(AlertDelivery)
                .where(AlertDelivery.state == DeliveryState.WAITING, AlertDelivery.due_at <= now)
                .order_by(AlertDelivery.due_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                # Two rounds of calls, each of which may take its whole time to connect and to be read.
                row.due_at = now + timedelta(seconds=10 + 4 * self.settings.alert_timeout)
                row.attempts += 1
            return [row.id for row in rows]

    def send(self, delivery_id: int) -> None:
        """One try of one claimed delivery."""
        with self.database.writing() as session:
            parcel = self._pack(session, session.get_one(AlertDelivery, delivery_id))
        if parcel is None:
            return
        try:
            self.senders[parcel.route].send(parcel.address, parcel.message)
        except AddressGone as error:
            self._record(delivery_id, DeliveryState.FAILED, error.reason, gone=True)
        except ChannelRefused as error:
            self._record(delivery_id, DeliveryState.FAILED, error.reason)
        except ChannelUnavailable as error:
            self._record(delivery_id, DeliveryState.WAITING, error.reason, error.retry_after)
        else:
            self._record(delivery_id, DeliveryState.SENT)

    def _pack(self, session: Session, row: AlertDelivery) -> Parcel | None:
        """What is to be sent; None where nothing is any more, with the reason on the row."""
        address = session.get(AlertAddress, row.address_id) if row.address_id else None
        alert = session.get(Alert, row.alert_id) if row.alert_id else None
        officer = _officer(session, row.officer_id)
        if row.state is not DeliveryState.WAITING:
            return None
        if why := _needless(session, row, alert, address, officer):
            row.state, row.reason = DeliveryState.DROPPED, why
            return None
        assert address is not None
        locale = officer.locale if officer is not None and officer.locale in wording.KINDS else "id"
        return Parcel(
            row.route,
            vault.unseal(self.settings.secret_key, address.sealed),
            self._message(session, row, alert, locale),
        )

    def _message(self, session: Session, row: AlertDelivery, alert: Alert | None, locale: str) -> Message:
        panel = self.settings.public_url.rstrip("/")
        if alert is None:
            return wording.trial(f"{panel}/peringatan/", row.id, locale)
        code = session.get_one(Case, alert.case_id).code if alert.case_id is not None else ""
        token = alert_addresses.link_token(self.settings.secret_key, row.id)
        return wording.alert(
            alert.kind,
            code,
            session.get_one(Unit, alert.unit_id).name,
            f"{panel}/peringatan/tautan/{token}",
            alert_id=alert.id,
            level=row.level,
            locale=locale,
        )

    def _record(
        self, delivery_id: int, state: DeliveryState, reason: str = "", wait: float = 0.0, gone: bool = False
    ) -> None:
        now = utcnow()
        with self.database.writing() as session:
            row = session.get_one(AlertDelivery, delivery_id, with_for_update=True)
            address = session.get(AlertAddress, row.address_id) if row.address_id else None
            if address is not None:
                address.last_error = reason
                if state is DeliveryState.SENT:
                    address.last_sent_at = now
                if gone:
                    session.delete(address)
            if row.state is not DeliveryState.WAITING:
                return  # seen while it was under way
            row.state, row.reason = state, reason
            if state is DeliveryState.SENT:
                row.sent_at = now
            elif state is DeliveryState.WAITING:
                if row.attempts >= MOST_TRIES:
                    row.state = DeliveryState.FAILED
                pause = min(FIRST_PAUSE * 2.0 ** (row.attempts - 1), LONGEST_PAUSE)
                row.due_at = now + timedelta(seconds=max(pause, min(wait, LONGEST_PAUSE)))


def _needless(
    session: Session,
    row: AlertDelivery,
    alert: Alert | None,
    address: AlertAddress | None,
    officer: Officer | None,
) -> str:
    """Why nothing is to be sent any more; empty when it is. Asked at the moment of sending:
    the case may have been handed over, the officer retired, since the delivery was written."""
    if address is None:
        return "the address was removed"
    if row.attempts > MOST_TRIES:
        return "it was interrupted too often"
    if alert is None:
        return ""
    if alert.acknowledged_at is not None:
        return "seen"
    if officer is not None and not on_call.may_see(session, officer, alert):
        return "no longer his to see"
    if address.unit_id is not None:
        unit = session.get_one(Unit, address.unit_id)
        return "" if on_call.desk_may_see(session, unit, alert) else "no longer the unit's to see"
    return ""


def _officer(session: Session, officer_id: int | None) -> Officer | None:
    if officer_id is None:
        return None
    return session.get(Officer, officer_id, options=[joinedload(Officer.unit)])

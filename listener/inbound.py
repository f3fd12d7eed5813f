"""Turning stored webhook messages into mentions; what cannot be read is kept with its reason."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from listener import intake
from listener.contracts import WebhookParser
from models import accounts
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelRefused
from models.records import Account, InboundEvent
from models.settings import Settings
from models.vocabulary import Channel, InboundKind, InboundState

log = logging.getLogger(__name__)

BATCH = 100
FROM_THE_PUBLIC = (InboundKind.MESSAGE, InboundKind.COMMENT, InboundKind.MENTION)


@dataclass(frozen=True)
class Inbound:
    """Parses what the web process stored."""

    database: Database
    settings: Settings
    parsers: Mapping[Channel, WebhookParser]

    def step(self) -> bool:
        """Parses one batch; True when there may be more."""
        now = utcnow()
        with self.database.writing() as session:
            waiting = session.scalars(
                select(InboundEvent)
                .where(
                    InboundEvent.state == InboundState.PENDING,
                    InboundEvent.kind.in_(FROM_THE_PUBLIC),
                    InboundEvent.not_before <= now,
                )
                .order_by(InboundEvent.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for event in waiting:
                self._parse(session, event, now)
            return len(waiting) == BATCH

    def _parse(self, session: Session, event: InboundEvent, now: datetime) -> None:
        account = session.scalars(
            select(Account).where(
                Account.channel == event.channel, Account.external_id == event.account_external_id
            )
        ).one_or_none()
        if account is None:
            event.state = InboundState.DEAD
            event.reason = (
                f"no {event.channel} account with id {event.account_external_id}: import it with "
                "'tanggap import-accounts', then retry the message from the dead-letter list"
            )
            return
        try:
            mention = self.parsers[event.channel].parse(
                accounts.opened(account, self.settings), event.payload
            )
        except (ValueError, ChannelRefused) as error:
            event.state, event.reason = InboundState.DEAD, str(error)
            log.warning("a %s message could not be read: %s", event.channel, error)
            return
        if mention is None:
            event.state, event.reason = InboundState.IGNORED, "not the public's words"
            return
        measure_for = timedelta(hours=self.settings.remeasure_hours)
        intake.store(session, account, [mention], now, measure_for)
        event.state = InboundState.PARSED

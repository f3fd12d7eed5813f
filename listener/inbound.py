"""Turning stored webhook messages into mentions; what cannot be read is kept with its reason."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from listener import intake
from listener.contracts import IncomingMention, MentionCompleter, WebhookParser
from models import accounts
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelRefused, ChannelUnavailable, SettingError
from models.records import Account, InboundEvent
from models.settings import Settings
from models.vocabulary import Channel, InboundKind, InboundState, Refusal

log = logging.getLogger(__name__)

BATCH = 100
TRIES = 5
FROM_THE_PUBLIC = (InboundKind.MESSAGE, InboundKind.COMMENT, InboundKind.MENTION)


@dataclass(frozen=True)
class Inbound:
    """Parses what the web process stored. Some platforms leave words out of their webhooks:
    those are asked for first, outside any transaction."""

    database: Database
    settings: Settings
    parsers: Mapping[Channel, WebhookParser]
    completers: Mapping[Channel, MentionCompleter]

    def step(self) -> bool:
        """Parses one batch; True when there may be more."""
        waiting = self._claim(utcnow())
        for event in waiting:
            try:
                self._take(event)
            except Exception as error:
                # One message that breaks our own code must not hold up those behind it.
                log.exception("a %s message could not be taken in", event.channel)
                self._broke(event, error)
        return len(waiting) == BATCH

    def _claim(self, now: datetime) -> Sequence[InboundEvent]:
        """The oldest of each account in turn: a burst on one account holds up no other."""
        account = (InboundEvent.channel, InboundEvent.account_external_id)
        turn = func.row_number().over(partition_by=account, order_by=InboundEvent.id).label("turn")
        due = (
            select(InboundEvent.id, turn)
            .where(
                InboundEvent.state == InboundState.PENDING,
                InboundEvent.kind.in_(FROM_THE_PUBLIC),
                InboundEvent.not_before <= now,
            )
            .subquery()
        )
        with self.database.writing() as session:
            waiting = session.scalars(
                select(InboundEvent)
                .join(due, due.c.id == InboundEvent.id)
                .order_by(due.c.turn, InboundEvent.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True, of=InboundEvent)
            ).all()
            for event in waiting:
                event.not_before = now + timedelta(seconds=self.settings.lease_seconds)
                event.attempts += 1
            return waiting

    def _take(self, event: InboundEvent) -> None:
        account = self._account(event)
        if account is None:
            self._settle(
                event,
                InboundState.DEAD,
                f"no {event.channel} account with id {event.account_external_id}: import it with "
                "'tanggap import-accounts', then retry this message from the dead-letter list",
            )
            return
        try:
            view = accounts.opened(account, self.settings)
            mention = self._read(view, event)
        except ValueError as error:
            self._settle(event, InboundState.DEAD, str(error))
        except ChannelUnavailable as error:
            self._later(event, error.reason, error.retry_after)
        except SettingError as error:
            self._later(event, str(error), self.settings.lease_seconds)
        except ChannelRefused as error:
            gone = error.code == Refusal.DELETED
            self._settle(event, InboundState.IGNORED if gone else InboundState.DEAD, error.reason)
        else:
            self._store(event, account.id, mention)

    def _read(self, view: ChannelAccount, event: InboundEvent) -> IncomingMention | None:
        mention = self.parsers[event.channel].parse(view, event.payload)
        completer = self.completers.get(event.channel)
        return completer.complete(view, mention) if mention is not None and completer is not None else mention

    def _store(self, event: InboundEvent, account_id: int, mention: IncomingMention | None) -> None:
        """The mention and the event's new state commit together."""
        now = utcnow()
        with self.database.writing() as session:
            row = session.get_one(InboundEvent, event.id)
            if mention is None:
                row.state, row.reason = InboundState.IGNORED, "not the public's words"
                return
            account = session.get_one(Account, account_id, with_for_update=True)
            measure_for = timedelta(hours=self.settings.remeasure_hours)
            intake.store(session, account, [mention], now, measure_for, self.settings.secret_key)
            row.state, row.reason = InboundState.PARSED, ""

    def _account(self, event: InboundEvent) -> Account | None:
        with self.database.reading() as session:
            return session.scalars(
                select(Account).where(
                    Account.channel == event.channel, Account.external_id == event.account_external_id
                )
            ).one_or_none()

    def _settle(self, event: InboundEvent, state: InboundState, reason: str) -> None:
        with self.database.writing() as session:
            row = session.get_one(InboundEvent, event.id)
            row.state, row.reason = state, reason
        log.warning("a %s message is %s: %s", event.channel, state, reason)

    def _broke(self, event: InboundEvent, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if event.attempts >= TRIES:
            self._settle(event, InboundState.DEAD, f"could not be taken in after {TRIES} tries: {reason}")
        else:
            self._later(event, reason, self.settings.lease_seconds)

    def _later(self, event: InboundEvent, reason: str, seconds: float) -> None:
        with self.database.writing() as session:
            row = session.get_one(InboundEvent, event.id)
            row.not_before, row.reason = utcnow() + timedelta(seconds=seconds), reason

"""Opening an account's secrets for an adapter, and keeping its health honest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import alerts, audit, two_persons, vault
from models.channel_account import ChannelAccount
from models.errors import ChannelRefused
from models.records import Account, AuditEntry, Officer
from models.settings import Settings
from models.vocabulary import AlertKind, Channel, Health, Refusal

# Police are a restricted customer on these platforms: live use needs the platform's written consent.
NEEDS_APPROVAL = frozenset({Channel.X, Channel.INSTAGRAM, Channel.INSTAGRAM_PRIVATE, Channel.WHATSAPP})

CONNECT_ASKED, CONNECTED, DISCONNECTED = (
    "account.connection_asked",
    "account.approval_recorded",
    "account.approval_withdrawn",
)


def connect(
    session: Session, account: Account, reference: str, who: Officer, now: datetime, valid_for: timedelta
) -> bool:
    """Records the platform's consent, with which a live connector starts, once two officers name the same one.

    False where this was the first of the two; his word lapses after `valid_for`. An empty `reference` takes
    the consent back, for which one is enough. Raises Conflict where the first one asks again.
    """
    actor, target, unit_id = f"officer:{who.id}", f"account:{account.id}", account.unit_id
    before = account.approval_ref
    if reference:
        first = asked_to_connect(session, account, now, valid_for)
        same = first is not None and first.detail["reference"] == reference
        if not two_persons.is_second(first if same else None, who):
            audit.record(session, actor, CONNECT_ASKED, target, unit_id, reference=reference)
            return False
    account.approval_ref = reference
    act = CONNECTED if reference else DISCONNECTED
    audit.record(session, actor, act, target, unit_id, before=before, after=reference)
    return True


def asked_to_connect(
    session: Session, account: Account, now: datetime, valid_for: timedelta
) -> AuditEntry | None:
    """Who has named a consent for this account and waits for a second officer."""
    ended = (CONNECTED, DISCONNECTED)
    return two_persons.asked_before(session, f"account:{account.id}", CONNECT_ASKED, ended, now, valid_for)


def opened(account: Account, settings: Settings) -> ChannelAccount:
    """The account as an adapter sees it, with its secrets opened.

    Raises ChannelRefused (stops the account) when a live connector has no recorded approval.
    """
    if account.channel in NEEDS_APPROVAL and not account.approval_ref and not settings.simulated_platforms:
        raise ChannelRefused(
            f"{account.channel} account @{account.handle} has no approval_ref: record the platform's consent "
            "in the accounts file and import it again",
            code=Refusal.MISSING_CREDENTIAL,
            stops_account=True,
        )
    if account.channel is Channel.INSTAGRAM_PRIVATE and not settings.instagram_private_enabled:
        raise ChannelRefused(
            f"the private Instagram API is off, so @{account.handle} rests: set "
            "TANGGAP_INSTAGRAM_PRIVATE_ENABLED=1 only if you accept that accounts have been suspended for it",
            code=Refusal.MISSING_CREDENTIAL,
            stops_account=True,
        )
    credential = vault.unseal(settings.secret_key, account.credential_sealed)
    return ChannelAccount(
        id=account.id,
        channel=account.channel,
        handle=account.handle,
        external_id=account.external_id,
        credential={name: str(value) for name, value in credential.items()},
        state=vault.unseal(settings.secret_key, account.adapter_state_sealed),
    )


def keep_state(account: Account, state: Mapping[str, object], settings: Settings) -> None:
    """Seals what the adapter asked to keep until its next call."""
    account.adapter_state_sealed = vault.seal(settings.secret_key, state)


def set_health(session: Session, account: Account, health: Health, reason: str, now: datetime) -> None:
    """Records how the account is; a stop is raised as an alert, once per stop."""
    if account.health is not health:
        account.health_since = now
    account.health, account.health_reason = health, reason
    if health is Health.STOPPED:
        since = account.health_since or now
        alerts.raise_once(
            session,
            key=f"account-stopped:{account.id}:{since.isoformat()}",
            kind=AlertKind.ACCOUNT_STOPPED,
            unit_id=account.unit_id,
            words=f"{account.channel} @{account.handle}: {reason}",
            now=now,
        )

"""Addresses of alerts: which are allowed, how they are kept, and the link that leads back from a message."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import vault
from models.records import AlertAddress
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import AlertRoute

# Only these of Apprise's many kinds: others would run programs or write files on our machine.
MESSAGE_KINDS = {
    "mailto": "e-mail",
    "mailtos": "e-mail",
    "tgram": "Telegram",
    "json": "webhook",
    "jsons": "webhook",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LINK_PURPOSE = "alert-link"
LINK_LENGTH = 32  # hex digits: 128 bits


def message_kind(url: str) -> str | None:
    """ "e-mail", "Telegram" or "webhook"; None for an address of any other kind or without a target."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return MESSAGE_KINDS.get(parts.scheme.lower()) if parts.netloc else None


def push_host_allowed(endpoint: str, settings: Settings) -> bool:
    """Whether a browser's push address is at a push service we know: our server calls nobody else."""
    try:
        parts = urlsplit(endpoint)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    known = [name.strip().lower() for name in settings.push_hosts.split(",") if name.strip()]
    if not any(host == name or host.endswith(f".{name.lstrip('.')}") for name in known):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def keep(
    session: Session,
    settings: Settings,
    *,
    route: AlertRoute,
    content: Mapping[str, object],
    label: str,
    now: datetime,
    officer_id: int | None = None,
    unit_id: int | None = None,
) -> int | None:
    """Keeps an address for an officer or a unit, sealed; None when this owner has it already.

    A browser belongs to who subscribed it last: at a shared desk nobody reads another's alerts.
    """
    browser = route is AlertRoute.PUSH
    owner = "" if browser else f"officer:{officer_id}" if officer_id else f"unit:{unit_id}"
    plain = str(content.get("endpoint") or content.get("url"))
    key = vault.keyed_hash(settings.secret_key, "alert-address", json.dumps([owner, plain]))
    if browser:
        session.execute(
            delete(AlertAddress).where(AlertAddress.key == key, AlertAddress.officer_id != officer_id)
        )
    return insert_new(
        session,
        AlertAddress,
        {
            "officer_id": officer_id,
            "unit_id": unit_id,
            "route": route,
            "label": label[:120],
            "sealed": vault.seal(settings.secret_key, content),
            "key": key,
            "created_at": now,
        },
    )


def link_token(secret_key: str, delivery_id: int) -> str:
    """What stands in the link of one message; nobody makes another's."""
    return f"{delivery_id}-{_mac(secret_key, delivery_id)}"


def linked_delivery(secret_key: str, token: str) -> int | None:
    """The delivery a link belongs to; None for a link we did not make."""
    number, _, mac = token.partition("-")
    if not number.isdigit() or len(number) > 18:
        return None
    return int(number) if hmac.compare_digest(mac.encode(), _mac(secret_key, int(number)).encode()) else None


def _mac(secret_key: str, delivery_id: int) -> str:
    return vault.keyed_hash(secret_key, LINK_PURPOSE, str(delivery_id))[:LINK_LENGTH]

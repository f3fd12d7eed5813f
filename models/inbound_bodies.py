"""Keeping what a webhook brought: the raw body and one row per part of it, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models.envelope import EnvelopePart, split_instagram, split_whatsapp
from models.records import InboundBody, InboundEvent
from models.upsert import insert_new
from models.vocabulary import Channel, InboundKind, InboundState

SPLITTERS: dict[Channel, Callable[[object], list[EnvelopePart]]] = {
    Channel.WHATSAPP: split_whatsapp,
    Channel.INSTAGRAM: split_instagram,
}
UNREAD = "body:"  # begins the external id of a body that could not be split


def keep(session: Session, channel: Channel, raw: bytes, now: datetime) -> int:
    """Stores a signed body with its parts; how many of them were new.

    A body that cannot be read becomes one dead letter with the reason. A body that brings
    nothing new (a redelivery) leaves no row.
    """
    body = InboundBody(channel=channel, raw=raw, received_at=now)
    session.add(body)
    session.flush()
    try:
        new = add_parts(session, body, _parts(channel, raw), now)
    except ValueError as error:
        new = _add_dead(session, body, str(error), now)
    if not new:
        session.delete(body)
    return new


def split_again(session: Session, dead: InboundEvent, now: datetime) -> int:
    """Reads once more a body that could not be read; raises ValueError with the reason when it still cannot."""
    body = session.get_one(InboundBody, dead.body_id)
    new = add_parts(session, body, _parts(body.channel, body.raw), now)
    dead.state, dead.reason = InboundState.IGNORED, "read at a later try"
    return new


def _parts(channel: Channel, raw: bytes) -> Sequence[EnvelopePart]:
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    return SPLITTERS[channel](content)


def add_parts(session: Session, body: InboundBody, parts: Sequence[EnvelopePart], now: datetime) -> int:
    """One row per part that is not there yet; how many those were."""
    return sum(
        _insert(
            session,
            body,
            part.kind,
            _name(part),
            now,
            account_external_id=part.account_external_id[:100],
            payload=_storable(dict(part.payload)),
            # Nobody waits for the other kinds; they are kept only to be looked at.
            state=InboundState.IGNORED if part.kind is InboundKind.OTHER else InboundState.PENDING,
        )
        for part in parts
    )


def _name(part: EnvelopePart) -> str:
    """One post may mention two accounts of ours: on Instagram a part is named together with its account."""
    name = part.external_id
    if part.channel is Channel.INSTAGRAM:
        name = f"{part.account_external_id}:{name}"
    return str(_storable(name))[:300]


def _add_dead(session: Session, body: InboundBody, reason: str, now: datetime) -> int:
    name = UNREAD + hashlib.sha256(body.raw).hexdigest()
    return _insert(
        session,
        body,
        InboundKind.OTHER,
        name,
        now,
        account_external_id="",
        payload={},
        state=InboundState.DEAD,
        reason=reason[:500],
    )


def _insert(
    session: Session, body: InboundBody, kind: InboundKind, name: str, now: datetime, **columns: object
) -> int:
    values = {
        "body_id": body.id,
        "channel": body.channel,
        "kind": kind,
        "external_id": name,
        "reason": "",
        "attempts": 0,
        "received_at": now,
        "not_before": now,
        **columns,
    }
    return insert_new(session, InboundEvent, values) is not None


def _storable(value: object) -> object:
    """Without what no database takes as text: NUL characters and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {str(_storable(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(inner) for inner in value]
    return value

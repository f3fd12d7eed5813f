"""Keeping what a webhook brought: the raw body and one row per part of it, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.envelope import EnvelopePart, split_instagram, split_whatsapp
from models.erasure import erased_name
from models.records import InboundBody, InboundEvent
from models.upsert import insert_new
from models.vocabulary import Channel, InboundKind, InboundState

SPLITTERS: dict[Channel, Callable[[object], list[EnvelopePart]]] = {
    Channel.WHATSAPP: split_whatsapp,
    Channel.INSTAGRAM: split_instagram,
}
UNREAD = "body:"  # begins the external id of a body that could not be split


def keep(session: Session, channel: Channel, raw: bytes, now: datetime, secret_key: str) -> int:
    """Stores a signed body with its parts; how many of them were new.

    A body that cannot be read becomes one dead letter with the reason. A body that brings
    nothing new (a redelivery) leaves no row, and one that brings back what was erased keeps no raw words.
    """
    body = InboundBody(channel=channel, raw=raw, received_at=now)
    session.add(body)
    session.flush()
    try:
        new = add_parts(session, body, _standing(session, body, _parts(channel, raw), secret_key), now)
    except ValueError as error:
        new = _add_dead(session, body, str(error), now)
    if not new:
        session.delete(body)
    return new


def split_again(session: Session, dead: InboundEvent, now: datetime, secret_key: str) -> int:
    """Reads once more a body that could not be read; raises ValueError with the reason when it still cannot."""
    body = session.get_one(InboundBody, dead.body_id)
    new = add_parts(session, body, _standing(session, body, _parts(body.channel, body.raw), secret_key), now)
    dead.state, dead.reason = InboundState.IGNORED, "read at a later try"
    return new


def _parts(channel: Channel, raw: bytes) -> Sequence[EnvelopePart]:
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    return SPLITTERS[channel](content)


def _standing(
    session: Session, body: InboundBody, parts: Sequence[EnvelopePart], secret_key: str
) -> list[EnvelopePart]:
    """The parts that were not erased on their author's request; where one was, the raw body goes."""
    names = {erased_name(secret_key, _name(part)): part for part in parts}
    known = select(InboundEvent.external_id).where(
        InboundEvent.channel == body.channel, InboundEvent.external_id.in_(names)
    )
    erased = set(session.scalars(known))
    if erased:
        body.raw = b""
    return [part for part in parts if erased_name(secret_key, _name(part)) not in erased]


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

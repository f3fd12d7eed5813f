"""The key pair with which this installation signs its pushes (VAPID, RFC 8292), made once and sealed."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from models import vault
from models.clock import utcnow
from models.records import SealedKey
from models.upsert import ensure_row

NAME = "vapid"


def ensure(session: Session, secret_key: str) -> SealedKey:
    """The pair of this installation; the first caller makes it, of several at once one wins."""
    found = session.get(SealedKey, NAME)
    if found is not None:
        return found
    pair = ec.generate_private_key(ec.SECP256R1())
    point = pair.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    number = pair.private_numbers().private_value.to_bytes(32, "big")
    ensure_row(
        session,
        SealedKey,
        {
            "name": NAME,
            "public": _text(point),
            "sealed": vault.seal(secret_key, {"private": _text(number)}),
            "created_at": utcnow(),
        },
    )
    return session.get_one(SealedKey, NAME)


def private(key: SealedKey, secret_key: str) -> str:
    """The private number, 32 bytes as base64url text."""
    return str(vault.unseal(secret_key, key.sealed)["private"])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

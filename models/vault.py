"""Sealing what must not lie open in the database, and hashing what need not be read back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from models.errors import SettingError

# Letters and digits that nobody confuses when reading them aloud or copying them by hand.
TICKET_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(rf"\bTG[-\s]?([{TICKET_ALPHABET}]{{4}})[-\s]?([{TICKET_ALPHABET}]{{4}})\b", re.IGNORECASE)


def _fernet(secret_key: str) -> Fernet:
    if not secret_key:
        raise SettingError("TANGGAP_SECRET_KEY is not set: run 'tanggap init', which writes one into .env")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"tanggap:vault:" + secret_key.encode()).digest()))


def seal(secret_key: str, content: Mapping[str, object]) -> str:
    """`content` as sealed text; only the same secret key opens it."""
    return _fernet(secret_key).encrypt(json.dumps(content).encode()).decode()


def unseal(secret_key: str, sealed: str) -> dict[str, object]:
    """What was sealed; an empty mapping for an empty text. Raises SettingError for another key."""
    if not sealed:
        return {}
    try:
        content = json.loads(_fernet(secret_key).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise SettingError(
            "stored credentials cannot be opened: TANGGAP_SECRET_KEY is not the key they were sealed with"
        ) from error
    assert isinstance(content, dict)
    return content


def keyed_hash(secret_key: str, purpose: str, value: str) -> str:
    """A hash of `value` that cannot be guessed without the key: 64 hex digits."""
    return hmac.new(secret_key.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def new_ticket_code() -> str:
    """A ticket code such as TG-7K3M-9Q2X: 30^8 of them, so guessing finds nobody's case."""
    letters = "".join(secrets.choice(TICKET_ALPHABET) for _ in range(8))
    return f"TG-{letters[:4]}-{letters[4:]}"


def hide_ticket_codes(text: str) -> str:
    """The text without the codes it names: what is left is the same for every citizen who got it."""
    return _CODE.sub("TG-…", text)


def ticket_codes(text: str) -> list[str]:
    """The ticket codes that a text names, as they are kept, however they were typed."""
    return [f"TG-{first}-{second}".upper() for first, second in _CODE.findall(text)]


def new_pin() -> str:
    """The six signs that open the private part of a tracking page."""
    return "".join(secrets.choice(TICKET_ALPHABET) for _ in range(6))

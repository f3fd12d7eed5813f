"""Passwords of officers: argon2id, the same work for a login that does not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher as PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a password. Raises ValueError when it is too short to be one."""
    if len(password) < SHORTEST:
        raise ValueError(f"a password has at least {SHORTEST} characters")
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; None (nobody of that name) takes just as long and is False."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's and should be made anew."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's password")

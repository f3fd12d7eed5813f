"""The word lists beside this file, read as they are written: `#` starts a comment line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words")


def _lines(name: str) -> Iterator[str]:
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def words(name: str) -> frozenset[str]:
    """Every word of a plain list."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def kinds(name: str) -> dict[str, frozenset[str]]:
    """A list of lines "kind: word word"; a kind may take several lines."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines(name):
        kind, _, rest = line.partition(":")
        found[kind] = found.get(kind, frozenset()) | frozenset(rest.split())
    return found


@cache
def pairs(name: str) -> dict[str, str]:
    """A list of lines "short = long"."""
    return {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in _lines(name))}

"""Reads the Graph API's `fields` parameter: `id,media{caption},replies.limit(50){id,text}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_ARGUMENT = re.compile(r"\.([a-z_]+)\(([^()]*)\)")


@dataclass(frozen=True)
class GraphField:
    """One wanted field, with its arguments and, for an object or an edge, the fields inside."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[GraphField, ...] = ()


def parse_fields(text: str) -> tuple[GraphField, ...]:
    """The fields of one `fields` parameter. Raises ValueError where the text breaks the syntax."""
    if not text.strip():
        return ()
    found, rest = _list(text.replace(" ", ""))
    if rest:
        raise ValueError(f"unexpected {rest[:20]!r}")
    return found


def _list(text: str) -> tuple[tuple[GraphField, ...], str]:
    found: list[GraphField] = []
    while True:
        one, text = _field(text)
        found.append(one)
        if not text.startswith(","):
            return tuple(found), text
        text = text[1:]


def _field(text: str) -> tuple[GraphField, str]:
    name = _NAME.match(text)
    if name is None:
        raise ValueError(f"expected a field name at {text[:20]!r}")
    text = text[name.end() :]
    arguments: dict[str, str] = {}
    while argument := _ARGUMENT.match(text):
        arguments[argument[1]] = argument[2]
        text = text[argument.end() :]
    inside: tuple[GraphField, ...] = ()
    if text.startswith("{"):
        inside, text = _list(text[1:])
        if not text.startswith("}"):
            raise ValueError(f"expected '}}' at {text[:20]!r}")
        text = text[1:]
    return GraphField(name[0], arguments, inside), text

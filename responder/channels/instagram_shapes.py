"""The rows of the Graph API as the writing side reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from models.errors import ChannelUnavailable

Row = Mapping[str, object]


def author_of(row: Row) -> str:
    """The id of who wrote a row, else his handle."""
    author = as_object(row.get("from"))
    return str(author.get("id") or row.get("username") or author.get("username") or "").lower()


def written_at(row: Row) -> datetime:
    """When a row was written (aware UTC). Raises ChannelUnavailable for a time that cannot be read."""
    value = str(row.get("timestamp") or row.get("created_time"))
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
    except ValueError as error:
        raise ChannelUnavailable(f"Instagram answered with a time that cannot be read: {value!r}") from error


def as_object(value: object) -> Row:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_rows(value: object) -> list[Row]:
    """The objects of a JSON list. Raises ChannelUnavailable for anything else, so that nothing is skipped."""
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return list(value)
    raise ChannelUnavailable("Instagram answered with a list that cannot be read")

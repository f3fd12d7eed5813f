"""Inserting a row unless it is there already, on both databases."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.records import Base


def insert_new(session: Session, record: type[Base], columns: Mapping[str, object]) -> int | None:
    """The id of the new row, or None when a unique constraint says that it exists."""
    table = record.__table__
    assert isinstance(table, Table)
    found: int | None = session.scalar(_insert(session, record, columns).returning(table.c.id))
    return found


def ensure_row(session: Session, record: type[Base], columns: Mapping[str, object]) -> None:
    """Inserts the row unless its key is taken, also by a transaction running at the same time."""
    session.execute(_insert(session, record, columns))


def _insert(
    session: Session, record: type[Base], columns: Mapping[str, object]
) -> postgresql.Insert | sqlite.Insert:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return (
        insert(record)
        .values({name: without_nul(value) for name, value in columns.items()})
        .on_conflict_do_nothing()
    )


def without_nul(value: object) -> object:
    """The same value without NUL signs, at any depth: PostgreSQL's text and JSON cannot hold them."""
    if isinstance(value, str):
        # An enum's member has no NUL and must stay one.
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, Mapping):
        return {without_nul(name): without_nul(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(one) for one in value]
    return value

"""Many rows at once, by each database's own fast way; tables, types and defaults are those of `models.records`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Table, text

from models.database import Database
from models.records import Base

# For the one connection that fills; the measured ones are opened afterwards, as the service opens them.
SQLITE = ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-500000", "PRAGMA foreign_keys=OFF")
# Made-up rows fit each other: the triggers of the foreign keys would only be waited for.
POSTGRESQL = ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'")
Row = Mapping[str, object]


@contextmanager
def filling(
    database: Database, *records: type[Base]
) -> Iterator[Callable[[type[Base], Sequence[Row]], None]]:
    """Gives a function that adds rows of a record, all naming the same columns; the others get their defaults.

    The records' indexes are made anew at the end, which is faster than letting them grow.
    """
    indexes = [index for record in records for index in _table(record).indexes]
    with database.engine.connect() as connection:
        # Before any transaction begins: within one SQLite would not hear of foreign keys.
        cursor = connection.connection.cursor()
        for word in SQLITE if database.is_sqlite else POSTGRESQL:
            cursor.execute(word)
        connection.connection.commit()
        with connection.begin():
            for index in indexes:
                index.drop(connection)
        yield lambda record, rows: _add(connection, _table(record), rows)
        with connection.begin():
            for index in indexes:
                index.create(connection)
    database.engine.dispose()


def settle(database: Database) -> None:
    """What autovacuum does of itself in a running service."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _table(record: type[Base]) -> Table:
    return Base.metadata.tables[record.__tablename__]


def _add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    columns = [one for one in table.c if one.name in rows[0] or one.default is not None]
    values = [_values(connection, column, rows) for column in columns]
    with connection.begin():
        _send(connection, columns, zip(*values, strict=True))


def _values(connection: Connection, column: Column[Any], rows: Sequence[Row]) -> list[object]:
    """The column's value in each row, in the form that the driver takes."""
    bind = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    values = [row[column.name] for row in rows] if column.name in rows[0] else [_default(column)] * len(rows)
    return [bind(value) for value in values] if bind else values


def _default(column: Column[Any]) -> object:
    made: Any = column.default
    return made.arg if made.is_scalar else made.arg(None)


def _send(connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[tuple[object, ...]]) -> None:
    names = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    table = columns[0].table.name
    # Drivers read an iterator and have a COPY, of which the types of DBAPI do not know.
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)

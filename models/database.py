"""Opening the database: the same code on SQLite (one machine) and PostgreSQL (several).

Work is done inside `reading()` or `writing()`. On SQLite a writing transaction begins IMMEDIATE:
it waits for the writer before it instead of failing half-way, and what it selected cannot change
before it commits. On PostgreSQL rows are claimed with FOR UPDATE SKIP LOCKED, which SQLite's
dialect leaves out because it needs none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from models.errors import SettingError

if TYPE_CHECKING:  # a process on SQLite never loads it
    import psycopg

BUSY_TIMEOUT_MS = 30_000


class Database:
    """One engine and the two kinds of session on it."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(self.url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = create_engine(
                self.url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True
            )
            event.listen(self.engine, "connect", _prepare_postgresql)
        self._writer: Engine = self.engine.execution_options(tanggap_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; whatever it changed is thrown away, what it loaded stays readable."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction commits at the end of the block, or rolls back whole on an error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()

    def assert_durable(self) -> None:
        """Raises SettingError when a committed row could be lost in a power cut."""
        with self.engine.connect() as connection:
            for name, wanted, got in durability(connection):
                if got not in wanted:
                    raise SettingError(
                        f"the database runs with {name}={got}, which can lose committed rows; set it to {wanted[0]}"
                    )


def durability(connection: Connection) -> list[tuple[str, tuple[str, ...], str]]:
    """(setting, accepted values, value found) for every setting a commit's survival hangs on."""
    if connection.dialect.name == "sqlite":
        asked = [("journal_mode", ("wal",)), ("synchronous", ("2", "3"))]
        return [(n, w, str(connection.execute(text(f"PRAGMA {n}")).scalar())) for n, w in asked]
    asked = [("fsync", ("on",)), ("synchronous_commit", ("on", "remote_apply", "remote_write", "local"))]
    return [(n, w, str(connection.execute(text(f"SHOW {n}")).scalar())) for n, w in asked]


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not guessed by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "cache_size=-20000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: psycopg.Connection[Any], record: Any) -> None:
    # The planner overrates the cost of counting over units: compiling the question took longer than answering.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tanggap_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

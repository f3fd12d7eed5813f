"""Two kinds of session on two databases, and commits that survive a power cut."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from models.database import Database
from models.errors import SettingError
from models.records import Switch

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def switch(name: str, reason: str = "") -> Switch:
    return Switch(name=name, reason=reason, changed_at=NOON, changed_by="cli")


def reason(database: Database, name: str) -> str | None:
    with database.reading() as session:
        return session.scalar(select(Switch.reason).where(Switch.name == name))


def test_a_writing_session_commits_at_its_end(database: Database) -> None:
    with database.writing() as session:
        session.add(switch("satu", "ada"))
    assert reason(database, "satu") == "ada"


def test_postgresql_compiles_no_question(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no such setting")
    with database.reading() as session:
        assert session.scalar(text("SHOW jit")) == "off"


def test_an_error_takes_the_whole_transaction_back(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(switch("satu"))
            session.flush()
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        fail()
    assert reason(database, "satu") is None


def test_a_reading_session_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(switch("satu", "lama"))
    with database.reading() as session:
        row = session.get_one(Switch, "satu")
        row.reason = "baru"
        session.flush()
    assert reason(database, "satu") == "lama"


def test_what_a_session_loaded_stays_readable_afterwards(database: Database) -> None:
    with database.writing() as session:
        row = switch("satu", "ada")
        session.add(row)
    with database.reading() as session:
        again = session.get_one(Switch, "satu")
    assert (row.reason, again.reason, again.changed_at) == ("ada", "ada", NOON)


def test_times_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.writing() as session:
        session.add(Switch(name="satu", changed_at=datetime(2026, 1, 1), changed_by="cli"))
    assert reason(database, "satu") is None


def test_writers_that_read_first_do_not_deadlock_and_lose_no_update(database: Database) -> None:
    """On SQLite a transaction that begins by reading and then writes would fail half-way."""
    with database.writing() as session:
        session.add(switch("hitung", "0"))

    def add(_: int) -> None:
        for _ in range(10):
            with database.writing() as session:
                row = session.scalars(select(Switch).where(Switch.name == "hitung").with_for_update()).one()
                row.reason = str(int(row.reason) + 1)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(add, range(4)))
    assert reason(database, "hitung") == "40"


def test_readers_are_not_held_up_by_a_writer(database: Database) -> None:
    with database.writing() as session:
        session.add(switch("satu", "lama"))
    with database.writing() as session:
        session.get_one(Switch, "satu").reason = "baru"
        session.flush()
        seen: list[str | None] = []
        reader = threading.Thread(target=lambda: seen.append(reason(database, "satu")))
        reader.start()
        reader.join(timeout=20)
        assert seen == ["lama"]


def test_a_fresh_database_is_durable(empty_database: Database) -> None:
    empty_database.assert_durable()


def test_settings_under_which_a_commit_could_be_lost_are_refused(database: Database) -> None:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA journal_mode=DELETE")
        else:
            name = database.url.database
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
            connection.commit()
    database.close()
    again = Database(database.url.render_as_string(hide_password=False))
    if again.is_sqlite:
        # Every connection of ours sets it right again, so a broken one is made by hand.
        with again.engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA synchronous=OFF")
    with pytest.raises(SettingError, match=r"synchronous.*can lose committed rows"):
        again.assert_durable()
    again.close()


def test_sqlite_guards_its_references(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000

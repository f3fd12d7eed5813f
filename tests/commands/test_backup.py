"""`tanggap backup` and `restore`, on both databases, while others write."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, func, select

from commands import backup
from models import audit
from models.database import Database
from models.records import AuditEntry
from tests.commands.conftest import Shell
from tests.conftest import SECRET_KEY


@pytest.fixture
def kept(bare: Shell, database: Database) -> Shell:
    """An installation on each database in turn, with three acts on record."""
    url = database.url.render_as_string(hide_password=False)
    bare.set("TANGGAP_DATABASE_URL", url)
    bare.set("TANGGAP_SECRET_KEY", SECRET_KEY)
    bare.url = url
    record(database, 3)
    return bare


def record(database: Database, count: int) -> None:
    for number in range(count):
        with database.writing() as session:
            audit.record(session, "cli", "note", f"note:{number}", words="kata " * 200)


def count(shell: Shell) -> int:
    database = shell.open()
    with database.reading() as session:
        assert audit.verify(session) is None
        found = session.scalar(select(func.count()).select_from(AuditEntry))
    database.close()
    return found or 0


@contextmanager
def busy(database: Database) -> Iterator[None]:
    """Somebody writes without a pause."""
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            record(database, 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def test_a_backup_brings_back_what_was_there(kept: Shell, database: Database) -> None:
    answer = kept.json("backup", "salinan")
    record(database, 4)
    assert count(kept) == 7
    database.close()

    assert kept.run("restore", "salinan", "--yes").exit_code == 0

    assert answer["file"] == "salinan"
    assert answer["bytes"] == (kept.folder / "salinan").stat().st_size
    assert count(kept) == 3
    record(database, 1)
    assert count(kept) == 4


def test_a_backup_taken_while_others_write_is_of_one_moment(
    kept: Shell, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One page a step: a copy that began again whenever somebody writes would never end.
    monkeypatch.setattr(backup, "PAGES_A_STEP", 1)
    with busy(database):
        assert kept.run("backup", "salinan").exit_code == 0
    with database.writing() as session:
        session.execute(delete(AuditEntry))
    database.close()
    kept.run("restore", "salinan", "--yes")

    assert count(kept) >= 3


def test_a_backup_can_be_read_by_its_owner_only_and_says_what_it_lacks(kept: Shell) -> None:
    result = kept.run("backup", "salinan")
    assert stat.S_IMODE((kept.folder / "salinan").stat().st_mode) == 0o600
    assert "secret key" in result.stdout


def test_without_a_name_it_lies_in_the_data_folder(shell: Shell) -> None:
    answer = shell.json("backup")
    assert answer["file"].startswith("var/backup-")
    assert answer["file"].endswith(".sqlite3")


def test_an_existing_file_is_not_written_over(shell: Shell) -> None:
    shell.write("salinan", "penting")
    result = shell.run("backup", "salinan")

    assert result.exit_code == 1
    assert "another name" in result.stderr
    assert (shell.folder / "salinan").read_text() == "penting"


def test_a_restore_asks_first(shell: Shell) -> None:
    shell.run("backup", "salinan")
    result = shell.run("restore", "salinan", input="n\n")

    assert result.exit_code == 1
    assert "Is the service stopped?" in result.output


def test_a_file_that_is_no_backup_replaces_nothing(kept: Shell) -> None:
    kept.write("surat.txt", "bukan cadangan " * 100)
    result = kept.run("restore", "surat.txt", "--yes")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert count(kept) == 3


def test_a_database_of_somebody_else_replaces_nothing(shell: Shell) -> None:
    other = Database(f"sqlite:///{shell.folder / 'lain.sqlite3'}")
    with other.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE catatan (kata TEXT)")
    other.close()
    result = shell.run("restore", "lain.sqlite3", "--yes")

    assert result.exit_code == 1
    assert "not a sound backup of Tanggap" in result.stderr
    assert count(shell) == 0


def test_missing_tools_of_postgresql_are_named(
    kept: Shell, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(kept.folder))
    result = kept.run("backup", "salinan")

    assert result.exit_code == (0 if database.is_sqlite else 1)
    assert database.is_sqlite or "pg_dump is not installed" in result.stderr

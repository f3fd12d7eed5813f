"""`tanggap backup` and `tanggap restore`: a copy of the whole database while the service runs."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from commands import opening
from models.clock import utcnow
from models.database import Database
from models.errors import TanggapError

PAGES_A_STEP = 2000
KEY_REMINDER = (
    "the secret key in .env is not part of it: keep that apart, sealed credentials open with no other"
)


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@opening.json_option
def backup(file: Path | None, as_json: bool) -> None:
    """Write a consistent copy of the database to FILE (default: the data folder)."""
    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors():
        suffix = "sqlite3" if database.is_sqlite else "pgdump"
        target = file or Path(settings.data_dir) / f"backup-{utcnow():%Y%m%dT%H%M%SZ}.{suffix}"
        if target.exists():
            raise TanggapError(f"{target} exists; give another name")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        if database.is_sqlite:
            copy_sqlite(Path(str(database.url.database)), target, quiet=as_json)
        else:
            _postgres(["pg_dump", "--format=custom", f"--file={target}", _libpq(database)])
    size = target.stat().st_size
    words = f"{target} written ({size / 1e6:.1f} MB); {KEY_REMINDER}"
    opening.answer({"file": str(target), "bytes": size}, as_json, words)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before the present database is replaced.")
@opening.json_option
def restore(file: Path, yes: bool, as_json: bool) -> None:
    """Put a backup in the place of the present database. Stop the service first."""
    settings = opening.settings()
    if not yes:
        click.confirm("The present database will be replaced. Is the service stopped?", abort=True)
    with opening.database(settings, migrated=False) as database, opening.plain_errors():
        if database.is_sqlite:
            check_sqlite(file)
            database.close()
            copy_sqlite(file, Path(str(database.url.database)), quiet=as_json)
        else:
            _postgres(
                [
                    "pg_restore",
                    "--clean",
                    "--if-exists",
                    "--no-owner",
                    f"--dbname={_libpq(database)}",
                    str(file),
                ]
            )
    opening.answer(
        {"restored": str(file)}, as_json, f"{file} is in place; run 'tanggap init', then 'tanggap doctor'"
    )


def copy_sqlite(source: Path, target: Path, quiet: bool) -> None:
    """Copies page by page through SQLite itself, so that writers need not stop.

    The copy is of one moment: an open reading transaction keeps SQLite from beginning again whenever
    somebody writes.
    """
    with (
        closing(sqlite3.connect(source)) as read,
        closing(sqlite3.connect(target)) as write,
        Progress(console=Console(stderr=True, quiet=quiet), transient=True) as progress,
    ):
        task = progress.add_task("copying")
        read.isolation_level = None
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_master").fetchone()
        read.backup(
            write,
            pages=PAGES_A_STEP,
            sleep=0,
            progress=lambda _, left, total: progress.update(task, total=total, completed=total - left),
        )
        write.execute("PRAGMA journal_mode=WAL")


def check_sqlite(file: Path) -> None:
    """Raises TanggapError unless the file is a whole SQLite database of ours."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA quick_check").fetchone()[0]
            ours = opened.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'audit_entries'"
            ).fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise TanggapError(f"{file} is no SQLite database: {error}") from error
    if sound != "ok" or not ours:
        raise TanggapError(f"{file} is not a sound backup of Tanggap: {sound}")


def _libpq(database: Database) -> str:
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _postgres(command: list[str]) -> None:
    """Runs one of PostgreSQL's own tools; its words are ours when it fails."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise TanggapError(
            f"{command[0]} is not installed: it comes with PostgreSQL's client programs"
        ) from error
    except subprocess.CalledProcessError as error:
        raise TanggapError(f"{command[0]} failed: {error.stderr.strip()}") from error

"""What every command begins with: settings, the database, and words when something is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from commands.serve import CANNOT_START
from models.errors import TanggapError
from models.settings import Settings, load_settings

if TYPE_CHECKING:
    from models.database import Database


class CannotStart(click.ClickException):
    """Something the operator must change first; a supervisor does not try again."""

    exit_code = CANNOT_START


def settings() -> Settings:
    """The settings, or a plain message that says which one is wrong."""
    try:
        return load_settings()
    except TanggapError as error:
        raise CannotStart(str(error)) from error


@contextmanager
def database(chosen: Settings, migrated: bool = True) -> Iterator[Database]:
    """The open database; refuses one that is behind the code."""
    # Imported here: the processes that only watch over others need none of it in their memory.
    from models.database import Database
    from models.revisions import revisions

    opened = Database(chosen.database_url)
    try:
        if migrated:
            current, newest = revisions(opened)
            if current != newest:
                raise CannotStart(
                    f"the database is at revision {current or 'none'}, the code needs {newest}: run 'tanggap init'"
                )
        yield opened
    finally:
        opened.close()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns our own errors into one line without a traceback."""
    try:
        yield
    except TanggapError as error:
        raise click.ClickException(str(error)) from error


def answer(content: dict[str, Any], as_json: bool, words: str) -> None:
    """Prints one JSON object for a machine, or words for a person."""
    click.echo(json.dumps(content, ensure_ascii=False, default=str) if as_json else words)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for a machine.")

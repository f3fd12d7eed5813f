"""Whether a database has the shape this release expects.

Reads what Alembic wrote without Alembic, which is larger than the rest of a page: the web process asks
for it at every health check and never changes a shape (`models.migrate` does).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from models.database import Database

_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)


def revisions(database: Database) -> tuple[str | None, str]:
    """(revision of the database or None, newest revision of the code)."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None, newest()
        return connection.scalar(text("SELECT version_num FROM alembic_version")), newest()


@cache
def newest() -> str:
    """The revision of the last migration: their files are numbered in order."""
    last = max((Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
    found = _REVISION.search(last.read_text(encoding="utf-8"))
    assert found is not None, f"{last.name} names no revision"
    return found.group(1)

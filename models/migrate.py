"""Bringing a database to the newest shape, and back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from models import jobs
from models.database import Database
from models.records import Base


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Creates or upgrades our tables and the job engine's."""
    with database.engine.execution_options(tanggap_writes=True).begin() as connection:
        command.upgrade(_config(connection), revision)
    jobs.prepare(database)


def downgrade(database: Database, revision: str = "base") -> None:
    """Takes our tables back to an earlier shape ("base": none at all)."""
    with database.engine.execution_options(tanggap_writes=True).begin() as connection:
        command.downgrade(_config(connection), revision)


def differences(database: Database) -> list[object]:
    """What the records say and the migrated database lacks; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": False, "include_object": _only_ours},
        )
        return list(compare_metadata(context, Base.metadata))


def _only_ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return not (kind == "table" and reflected and name not in Base.metadata.tables)

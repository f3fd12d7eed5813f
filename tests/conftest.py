"""One small world for every test: two Polda, their units, an officer of each role, and one stranger."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import postgres
from models import migrate
from models.database import Database
from models.settings import Settings
from sqlalchemy import create_engine, text

SECRET_KEY = "a-secret-key-for-tests-0123456789"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if postgres.find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, on each backend in turn."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'tanggap.sqlite3'}")
    else:
        server = request.getfixturevalue("postgres_url")
        name = f"test_{next(_numbers)}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        database = Database(server.rsplit("/", 1)[0] + f"/{name}")
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """A migrated database, on each backend in turn."""
    migrate.upgrade(empty_database)
    return empty_database


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for tests in which the backend makes no difference."""
    database = Database(f"sqlite:///{tmp_path / 'tanggap.sqlite3'}")
    migrate.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(secret_key=SECRET_KEY, data_dir=str(tmp_path), simulated_platforms=True)

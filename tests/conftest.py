"""One small world for every test: two Polda, their units, an officer of each role, and one stranger."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from xdist.remote import Producer
from xdist.scheduler import Scheduling

from bench import postgres
from models import migrate
from models.database import Database
from models.settings import Settings
from tests.scheduling import ByFile

SECRET_KEY = "a-secret-key-for-tests-0123456789"
_numbers = itertools.count(1)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: browsers, demos and killed workers are mostly waited for."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Asked by xdist, whatever its --dist says."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if postgres.find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster(in_memory=True) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("migrated") / "tanggap.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    database = _create_on_server(postgres_url, "template1")
    migrate.upgrade(database)
    database.close()
    return str(database.url.database)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, on each backend in turn."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'tanggap.sqlite3'}")
    else:
        database = _create_on_server(request.getfixturevalue("postgres_url"), "template1")
    yield database
    _give_up(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database, on each backend in turn."""
    if request.param == "sqlite":
        database = copied_file(request.getfixturevalue("migrated_file"), tmp_path / "tanggap.sqlite3")
    else:
        template = request.getfixturevalue("migrated_template")
        database = _create_on_server(request.getfixturevalue("postgres_url"), template)
    yield database
    _give_up(database)


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for tests in which the backend makes no difference."""
    database = copied_file(migrated_file, tmp_path / "tanggap.sqlite3")
    yield database
    database.close()


def copied_file(migrated: Path, target: Path) -> Database:
    """A database file of a test's own, which no power cut threatens: its commits wait for no disk."""
    database = Database(f"sqlite:///{shutil.copy(migrated, target)}")
    event.listen(
        database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
    )
    return database


def _create_on_server(server: str, template: str) -> Database:
    name = f"test_{next(_numbers)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return Database(server.rsplit("/", 1)[0] + f"/{name}")


def _give_up(database: Database) -> None:
    """Closes it; one on a server is dropped, since the server keeps all of a run's databases in memory."""
    database.close()
    if not database.is_sqlite:
        admin = create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {database.url.database} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(secret_key=SECRET_KEY, data_dir=str(tmp_path), simulated_platforms=True)

"""A panel over the small world, and browsers that are signed in to it."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import migrate
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import Case, WebSession
from models.settings import Settings
from tests.conftest import SECRET_KEY, copied_file
from tests.web import world as small_world
from tests.web.world import World, find_case
from web import create_app
from web.panel import Panel
from web.sessions import COOKIE, token_hash

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class _Compiled(BytecodeCache):
    """Templates compiled once for all the apps of a run: each test builds its own."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.found:
            bucket.bytecode_from_string(self.found[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.found[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


# A Wednesday morning in all three time zones.
MOMENT = datetime(2026, 11, 18, 3, 15, tzinfo=UTC)


@dataclass
class Browser:
    """A client that carries the form token of the page it opened, as a browser does."""

    client: FlaskClient
    _token: str = field(default="")

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def page(self, path: str) -> str:
        """The text of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def post(self, path: str, **fields: object) -> TestResponse:
        if not self._token:
            found = TOKEN.search(self.get("/satuan-kerja/cari?q=").text)
            self._token = html.unescape(found.group(1)) if found else ""
        return self.client.post(path, data={"csrf_token": self._token, **fields})


@pytest.fixture(scope="package", autouse=True)
def _still() -> Iterator[None]:
    """What tests share is made at one moment, which stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _running(_still: None) -> Iterator[None]:
    """Every test begins at the same moment, far from the turn of a minute, a day or a month."""
    with time_machine.travel(MOMENT + timedelta(seconds=5)):
        yield


@pytest.fixture(scope="package")
def world_file(_still: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The world in a database file, built once; every test gets its own copy."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.writing() as session:
        built = small_world.build(session, Settings(secret_key=SECRET_KEY))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path, built


@pytest.fixture
def world(world_file: tuple[Path, World]) -> World:
    return world_file[1]


@pytest.fixture
def database(world_file: tuple[Path, World], tmp_path: Path) -> Iterator[Database]:
    database = copied_file(world_file[0], tmp_path / "panel.sqlite3")
    yield database
    database.close()


@pytest.fixture
def queue(database: Database) -> Iterator[JobQueue]:
    queue = JobQueue(database)
    yield queue
    queue.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        secret_key=SECRET_KEY,
        data_dir=str(tmp_path),
        meta_app_secret="meta-secret",
        meta_verify_token="verify-me",
    )


@pytest.fixture
def app(settings: Settings, database: Database, queue: JobQueue) -> Panel:
    app = create_app(settings, database, queue)
    app.testing = True
    app.jinja_env.bytecode_cache = _COMPILED
    return app


@pytest.fixture
def visitor(app: Panel) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def sign_in(app: Panel, database: Database, world: World) -> Callable[[str], Browser]:
    """A browser with a session of its own for the officer of this login."""

    def signed_in(login: str) -> Browser:
        token, now = secrets.token_urlsafe(32), utcnow()
        with database.writing() as session:
            session.add(
                WebSession(
                    token_hash=token_hash(token),
                    officer_id=world.officers[login],
                    content={},
                    created_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        return Browser(client)

    return signed_in


@pytest.fixture
def admin(sign_in: Callable[[str], Browser]) -> Browser:
    """The social-media admin of the Polres."""
    return sign_in("admin")


@pytest.fixture
def looked_up(database: Database) -> Iterator[Session]:
    """A session for looking at what a request left behind. Each look is fresh."""
    with database.reading() as session:
        yield session


@pytest.fixture
def case_of(database: Database, world: World) -> Callable[[str], Case]:
    """The case of the world with this name, as it is now."""

    def look(name: str) -> Case:
        with database.reading() as session:
            return find_case(session, world.cases[name])

    return look

"""The panel's main path on PostgreSQL: what the two databases could answer differently."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from models import audit, migrate
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import Reply, WebSession
from models.settings import Settings
from models.vocabulary import ReplyState
from tests.web import world as small_world
from tests.web.conftest import Browser
from tests.web.test_replies import form, path_of
from tests.web.test_webhooks import _message, _send, _whatsapp
from tests.web.world import World
from web import create_app
from web.broadcast import Broadcaster
from web.sessions import COOKIE, token_hash


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    name = f"panel_{secrets.token_hex(4)}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    database = Database(postgres_url.rsplit("/", 1)[0] + f"/{name}")
    migrate.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def world(database: Database, settings: Settings) -> World:
    with database.writing() as session:
        return small_world.build(session, settings)


@pytest.fixture
def browsers(database: Database, settings: Settings, world: World) -> Iterator[dict[str, Browser]]:
    queue = JobQueue(database)
    app = create_app(settings, database, queue)
    app.testing = True
    signed_in = {"visitor": Browser(app.test_client())}
    for login, officer_id in world.officers.items():
        token, now = secrets.token_urlsafe(32), utcnow()
        with database.writing() as session:
            row = WebSession(token_hash=token_hash(token), officer_id=officer_id, content={}, created_at=now)
            row.expires_at = now + timedelta(hours=1)
            session.add(row)
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        signed_in[login] = Browser(client)
    yield signed_in
    queue.close()


def test_the_main_path_works_on_postgresql(
    browsers: dict[str, Browser], database: Database, world: World
) -> None:
    admin, posko = browsers["admin"], browsers["posko"]
    for query in (
        "",
        "?view=approval",
        "?view=closed",
        "?q=banjir",
        "?unit=SEK-MLU",
        "?view=late&category=theft",
    ):
        assert admin.get("/" + query).status_code == 200, query
        assert posko.get("/" + query).status_code == 200, query
    assert "begal bawa parang" in posko.page("/")
    assert "petugas di loket" not in admin.page("/")
    broadcaster = Broadcaster(database)
    seen = broadcaster._look(None)
    fields = form(admin, world, "waiting") | {"text": "Kami terima dan kami teruskan."}
    for _ in range(2):
        assert admin.post(path_of(world, "waiting", "setujui"), **fields).status_code == 302
    with broadcaster.listening() as subscription:
        broadcaster._look(seen)
        assert len(subscription.take()[0]) == 1
    assert admin.post(path_of(world, "waiting", "batal")).status_code == 302
    label = {"version": "theft.2.False", "category": "pungli", "urgency": "3", "verdict": "actionable"}
    assert admin.post(f"/kasus/{world.cases['late']}/label", about_officer="1", **label).status_code == 302
    assert admin.get(f"/kasus/{world.cases['late']}").status_code == 404
    assert browsers["propam"].get(f"/kasus/{world.cases['late']}").status_code == 200
    with database.reading() as session:
        assert session.get_one(Reply, world.replies["waiting"]).state is ReplyState.AWAITING_APPROVAL
        assert audit.verify(session) is None


def test_webhooks_are_stored_on_postgresql(browsers: dict[str, Browser]) -> None:
    message = _message("wamid.1") | {"text": {"body": "halo\x00 \ud83d"}}
    for _ in range(2):
        assert _send(browsers["visitor"], _whatsapp(message)).status_code == 200
    assert _send(browsers["visitor"], b"not json").status_code == 200
    assert "isinya bukan JSON" in browsers["system"].page("/kiriman-tak-terbaca")

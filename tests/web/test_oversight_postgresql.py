"""The oversight pages on PostgreSQL: their counting queries are the ones a second database may refuse."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from models import migrate
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import WebSession
from models.settings import Settings
from tests.web import world as small_world
from tests.web.conftest import Browser
from tests.web.oversight import forecast
from tests.web.world import World
from web import create_app
from web.sessions import COOKIE, token_hash

PAGES = {
    "posko": (
        *(
            "/viral/",
            "/viral/dinding",
            "/satuan/",
            "/satuan/?list=late",
            "/satuan/?list=today",
            *("/anev/?period=month", "/anev/?period=day", "/anev/laporan.xlsx", "/anev/liga/?kind=polres"),
            *(
                "/anev/pelanggaran/?state=late&q=melati",
                "/anev/pelanggaran/?clock=dumas_letter&state=waiting",
            ),
            *(
                "/anev/pelanggaran/daftar.xlsx",
                "/verifikasi/berjenjang/",
                "/verifikasi/berjenjang/?list=stated",
            ),
        ),
        *(
            "/cakupan/",
            "/cakupan/?state=quiet&kind=polres&q=melati",
            "/sebutan/?q=pohon",
            "/peringatan/",
            "/saklar/",
        ),
    ),
    "approver": ("/persetujuan/", "/persetujuan/?which=all", "/pengaturan/balasan-baku/1"),
    "auditor": ("/audit/?q=case.", "/audit/akses", "/audit/permintaan", "/audit/csv"),
    "system": (
        *(
            "/metrics",
            "/pengaturan/satuan/?q=melati",
            "/pengaturan/akun/?q=melati",
            "/pengaturan/petugas/?q=a",
        ),
        *("/pengaturan/balasan-baku/?kind=progress&q=kabar", "/pengaturan/batas-waktu/"),
        "/model/",
    ),
}


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    name = f"oversight_{secrets.token_hex(4)}"
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
        built = small_world.build(session, settings)
        now = utcnow()
        for login in PAGES:
            session.add(
                WebSession(
                    token_hash=token_hash(login),
                    officer_id=built.officers[login],
                    content={},
                    created_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )
    forecast(database, built.mentions["viral"], built.cases["viral"], 0.7)
    return built


def test_every_oversight_page_answers(database: Database, world: World, settings: Settings) -> None:
    queue = JobQueue(database)
    app = create_app(settings, database, queue)
    app.testing = True
    for login, paths in PAGES.items():
        client = app.test_client()
        client.set_cookie(COOKIE, login)
        for path in paths:
            assert Browser(client).get(path).status_code == 200, path
    visitor = Browser(app.test_client())
    assert world.cases["waiting"] in visitor.page(f"/lacak/{world.cases['waiting']}")
    assert visitor.get("/lacak/TG-2222-2222").status_code == 404
    assert "Polres Kota Melati" in visitor.page("/transparansi/RES-MLT")
    queue.close()

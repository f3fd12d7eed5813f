"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import audit, passwords
from models.database import Database
from models.records import AuditEntry, Officer, SignInAttempt, WebSession
from tests.web.conftest import TOKEN, Browser
from tests.web.world import PASSWORD, World
from web.sessions import COOKIE, token_hash


def _try(visitor: Browser, name: str, password: str, next_page: str = "") -> TestResponse:
    token = TOKEN.search(visitor.page("/masuk"))
    assert token is not None
    fields = {"csrf_token": token.group(1), "name": name, "password": password, "next": next_page}
    return visitor.client.post("/masuk", data=fields)


def test_it_signs_an_officer_in_and_out(visitor: Browser) -> None:
    assert visitor.get("/").location == "/masuk?next=/"
    assert _try(visitor, "admin", PASSWORD).location == "/"
    assert visitor.get("/").status_code == 200
    assert visitor.post("/keluar").location == "/masuk"
    assert visitor.get("/").status_code == 302


def test_it_takes_the_officer_back_to_the_page_he_wanted_but_never_to_another_site(visitor: Browser) -> None:
    assert _try(visitor, "admin", PASSWORD, "/?view=late").location == "/?view=late"
    assert _try(visitor, "admin", PASSWORD, "https://example.org/").location == "/"
    assert _try(visitor, "admin", PASSWORD, "//example.org/").location == "/"
    assert _try(visitor, "admin", PASSWORD, "/\\example.org").location == "/"


def test_it_says_the_same_for_a_wrong_password_and_an_unknown_login(visitor: Browser) -> None:
    wrong, unknown = _try(visitor, "admin", "keliru-keliru"), _try(visitor, "nobody", "keliru-keliru")
    assert wrong.status_code == unknown.status_code == 401
    words = "Nama pengguna atau kata sandi keliru."
    assert words in wrong.text
    assert words in unknown.text


def test_it_hashes_as_much_for_an_unknown_login(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str | None] = []

    def matches(password_hash: str | None, password: str) -> bool:
        verified.append(password_hash)
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    _try(visitor, "nobody", "keliru-keliru")
    assert verified == [None]
    monkeypatch.undo()
    assert passwords.matches(None, "nobody's password") is False


def test_it_does_not_let_a_retired_officer_in(visitor: Browser, database: Database, world: World) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers["admin"]).active = False
    assert _try(visitor, "admin", PASSWORD).status_code == 401


def test_it_slows_down_whoever_guesses(visitor: Browser, database: Database) -> None:
    for _ in range(5):
        assert _try(visitor, "admin", "keliru-keliru").status_code == 401
    answer = _try(visitor, "admin", PASSWORD)
    assert answer.status_code == 429
    assert "Terlalu banyak percobaan" in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 5


def test_it_slows_down_an_address_that_tries_many_names(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda password_hash, password: False)
    for number in range(30):
        assert _try(visitor, f"nobody-{number}", "keliru-keliru").status_code == 401
    assert _try(visitor, "admin", PASSWORD).status_code == 429


def test_it_audits_success_and_failure(visitor: Browser, database: Database, world: World) -> None:
    _try(visitor, "admin", "keliru-keliru")
    _try(visitor, "admin", PASSWORD)
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(entry.act, entry.actor) for entry in entries] == [
            ("session.refused", "visitor"),
            ("session.started", f"officer:{world.officers['admin']}"),
        ]
        assert audit.verify(session) is None


def test_it_gives_a_new_token_at_sign_in_and_keeps_only_hashes(visitor: Browser, database: Database) -> None:
    visitor.page("/masuk")
    before = visitor.client.get_cookie(COOKIE)
    _try(visitor, "admin", PASSWORD)
    after = visitor.client.get_cookie(COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with database.reading() as session:
        hashes = session.scalars(select(WebSession.token_hash)).all()
    assert hashes == [token_hash(after.value)]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Browser) -> None:
    cookie = visitor.get("/masuk").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_it_makes_an_old_hash_anew(visitor: Browser, database: Database, world: World) -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        session.get_one(Officer, world.officers["admin"]).password_hash = weak
    _try(visitor, "admin", PASSWORD)
    with database.reading() as session:
        kept = session.get_one(Officer, world.officers["admin"]).password_hash
    assert kept != weak
    assert not passwords.outdated(kept)


def test_an_expired_session_is_no_session(sign_in: Callable[[str], Browser], database: Database) -> None:
    browser = sign_in("admin")
    with database.writing() as session:
        for row in session.scalars(select(WebSession)):
            row.expires_at = row.created_at
    assert browser.get("/").status_code == 302


def test_it_keeps_language_theme_and_time_zone_of_the_officer(
    admin: Browser, database: Database, world: World
) -> None:
    assert admin.post("/pilihan", locale="en", next="/?view=late").location == "/?view=late"
    admin.post("/pilihan", timezone="Asia/Jayapura")
    admin.post("/pilihan", theme="dark")
    text = admin.page("/satuan-kerja/cari?q=")
    assert 'lang="en"' in text
    assert 'data-theme="dark"' in text
    with database.reading() as session:
        officer = session.get_one(Officer, world.officers["admin"])
        assert (officer.locale, officer.timezone) == ("en", "Asia/Jayapura")
    assert admin.post("/pilihan", locale="xx").status_code == 400

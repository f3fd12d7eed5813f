"""Who may see and do what, tried on every address of the panel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from models.database import Database
from models.records import AuditEntry, CaseEvent
from tests.web.conftest import Browser
from tests.web.test_look import Tags
from tests.web.world import OFFICERS, World
from web import PUBLIC
from web.panel import Panel

# For everybody who is signed in, whatever his role.
FOR_ALL = {
    "sign_in.leave",
    "preferences.choose",
    "inbox.show",
    "units.search",
    "alerts.show",
    "settings.show",
}


def _rules(app: Panel, method: str) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]
    return [rule for rule in rules if rule.endpoint != "static" and rule.endpoint.split(".")[0] not in PUBLIC]


def _address(rule: Rule, world: World, case: str = "waiting") -> str:
    """An address of this rule with things of the world in it."""
    named: dict[str, object] = {"code": world.cases[case], "reply_id": world.replies.get(case, 0)}
    values = {name: named.get(name, 1) for name in rule.arguments}
    return str(rule.build(values)[1])  # type: ignore[index]


def test_a_visitor_is_sent_to_the_sign_in_page_from_everywhere(
    app: Panel, visitor: Browser, world: World
) -> None:
    for rule in _rules(app, "GET"):
        assert visitor.get(_address(rule, world)).location.startswith("/masuk"), rule.endpoint
    for rule in _rules(app, "POST"):
        assert visitor.client.post(_address(rule, world)).location.startswith("/masuk"), rule.endpoint


def test_every_page_and_act_is_refused_to_some_role(
    app: Panel, sign_in: Callable[[str], Browser], world: World
) -> None:
    browsers = [sign_in(login) for login in ("system", "auditor", "admin", "propam")]
    for rule in _rules(app, "GET"):
        if rule.endpoint not in FOR_ALL:
            assert 403 in {one.get(_address(rule, world)).status_code for one in browsers}, rule.endpoint
    for rule in _rules(app, "POST"):
        if rule.endpoint not in FOR_ALL:
            assert 403 in {one.post(_address(rule, world)).status_code for one in browsers}, rule.endpoint


def test_no_act_is_done_without_the_forms_token(
    app: Panel, sign_in: Callable[[str], Browser], world: World
) -> None:
    for login in ("admin", "system", "head", "auditor"):
        browser = sign_in(login)
        for rule in _rules(app, "POST"):
            assert browser.client.post(_address(rule, world)).status_code == 400, rule.endpoint


@pytest.mark.parametrize(
    ("login", "case"), [("stranger", "waiting"), ("accused", "officer"), ("accused", "waiting")]
)
def test_a_foreign_case_is_not_there_on_any_address(
    app: Panel, database: Database, sign_in: Callable[[str], Browser], world: World, login: str, case: str
) -> None:
    browser = sign_in(login)
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(CaseEvent))
    for rule in _rules(app, "GET"):
        if "code" in rule.arguments:
            answer = browser.get(_address(rule, world, case) + "?stage=in_progress")
            assert answer.status_code in (403, 404), rule.endpoint
    fields = {
        "reason": "x",
        "text": "x",
        "note": "x",
        "stage": "in_progress",
        "category": "theft",
        "urgency": "1",
        "request_id": f"{world.replies[case]}-x",
        "unit": "MABES",
    }
    for rule in _rules(app, "POST"):
        if "code" in rule.arguments:
            assert browser.post(_address(rule, world, case), **fields).status_code in (403, 404), (
                rule.endpoint
            )
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == before
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


@pytest.mark.parametrize(
    ("login", "case"), [("stranger", "waiting"), ("accused", "officer"), ("admin", "foreign")]
)
def test_no_list_shows_a_foreign_case(
    app: Panel, sign_in: Callable[[str], Browser], world: World, login: str, case: str
) -> None:
    browser = sign_in(login)
    for rule in _rules(app, "GET"):
        if rule.arguments or rule.endpoint == "live.stream":
            continue
        for query in ("", "?q=a", "?view=reply&q=a", "?view=approval", "?view=triage"):
            answer = browser.get(rule.rule + query)
            assert world.cases[case] not in answer.text, rule.endpoint + query


def test_the_accused_unit_does_not_see_a_complaint_about_its_officers(
    sign_in: Callable[[str], Browser], world: World
) -> None:
    words = "petugas di loket minta uang rokok"
    for login, sees in {
        "propam": True,
        "humas": True,
        "posko": True,
        "admin": False,
        "accused": False,
    }.items():
        assert (words in sign_in(login).page("/?view=reply")) is sees, login
        assert sign_in(login).get(f"/kasus/{world.cases['officer']}").status_code == (200 if sees else 404), (
            login
        )


def test_every_answer_carries_the_strict_content_policy(
    app: Panel, sign_in: Callable[[str], Browser], world: World
) -> None:
    browser = sign_in("admin")
    for rule in _rules(app, "GET"):
        if rule.endpoint == "live.stream":
            continue
        answer = browser.get(_address(rule, world))
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store", rule.endpoint
        for tag, attributes in Tags(answer.text).seen:
            assert "style" not in attributes, f"{rule.endpoint}: {tag}"
            assert tag != "script" or attributes.get("src"), rule.endpoint


@pytest.mark.parametrize("login", OFFICERS)
def test_everybody_has_a_first_page(sign_in: Callable[[str], Browser], login: str) -> None:
    answer = sign_in(login).client.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert f"Petugas {login}" in answer.text


def test_a_missing_page_says_what_to_do_inside_the_frame(
    sign_in: Callable[[str], Browser], visitor: Browser
) -> None:
    answer = sign_in("admin").get("/nowhere")
    assert answer.status_code == 404
    assert 'id="columns"' in answer.text
    assert "Halaman ini tidak ada" in answer.text
    assert "Halaman ini tidak ada" in visitor.get("/nowhere").text


def test_a_broken_page_shows_a_code_and_nothing_of_the_inside(
    app: Panel, sign_in: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("a secret of the inside")

    app.testing = False
    monkeypatch.setitem(app.view_functions, "units.search", broken)
    answer = sign_in("admin").get("/satuan-kerja/cari")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Kode kejadian" in answer.text


def test_the_address_of_the_caller_is_taken_from_as_many_proxies_as_are_set(
    app: Panel, database: Database
) -> None:
    from dataclasses import replace

    from web import create_app

    proxied = create_app(replace(app.settings, trusted_proxies=1), database, app.queue)
    seen: list[str | None] = []
    proxied.before_request(lambda: seen.append(__import__("flask").request.remote_addr))
    proxied.test_client().get("/masuk", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert seen == ["198.51.100.7"]


def test_the_web_process_never_imports_a_model_or_a_platform() -> None:
    code = (
        "import sys, web; from web import create_app; "
        "heavy = {'torch', 'sklearn', 'tweepy', 'instagrapi', 'pywa', 'sentence_transformers', 'transformers', "
        "'listener', 'classifier', 'responder', 'simulator'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_sign_that_no_database_holds_is_refused(
    sign_in: Callable[[str], Browser], visitor: Browser
) -> None:
    assert sign_in("admin").get("/?q=motor%00").status_code == 400
    assert visitor.get("/lacak?code=TG%00").status_code == 400

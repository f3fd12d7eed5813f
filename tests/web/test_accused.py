"""A complaint about officers leaves no trace in their own unit: not a page, a search, a count or an export.

Two towns are the same but for one complaint: in one it was made, worked on by Propam, alerted about, merged
into an incident and counted; in the other nobody ever wrote it. Whatever an officer of the accused unit opens
must be the same in both, and whatever he tries to do to it must be answered like something that never was.
"""

from __future__ import annotations

import io
import re
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from models import alerts, audit, casework, incidents, on_call, push_keys, scope
from models.anev import days
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.records import (
    AccessLog,
    Alert,
    CaseEvent,
    DataRequest,
    Escalation,
    Incident,
    Mention,
    Officer,
    ReachReading,
    RouteSuggestion,
    Unit,
    WebSession,
)
from models.settings import Settings
from models.tree import add_unit
from models.vocabulary import AlertKind, EventKind, Role, Stage, UnitKind
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.world import World, find_case
from web import create_app, live
from web.listing import asked_for
from web.panel import Panel
from web.sessions import COOKIE, token_hash

NEVER = 10**9
NO_CODE = "TG-2222-2222"
WORDS = ("uang rokok", "post-officer")
# Every role in the accused unit itself, and the head of a unit below it.
INSIDERS = {
    **{
        f"{role}-there": (role, "SEK-MLU")
        # The auditor looks before the others have exported anything: the trail shows when they did.
        for role in sorted(Role, key=lambda one: one is not Role.AUDITOR)
    },
    "head-below": (Role.HEAD, "POS-MLU"),
}
Ids = Mapping[str, object]
# The citizen's own pages, and what machines read: the first two have tests of their own below.
OPEN_TO_ALL = {"tracking", "citizen", "sign_in", "webhooks", "installed", "look"}
# What differs from request to request, whoever asks.
PASSING = re.compile(
    r'name="csrf_token" value="[^"]*"|name="csrf-token" content="[^"]*"|X-CSRFToken[^}]*'
    r'|name="request_id" value="[^"]*"|\bsince=\d+|data-left="[^"]*"|<progress[^>]*>'
)
SEARCHES = {
    "inbox.show": ("q=uang+rokok", "view=reply&q=uang", "view=approval", "view=triage", "view=closed"),
    "mentions.show": ("q=uang", "verdict=actionable&q=rokok"),
    "approvals.show": ("which=all", "which=second"),
    "units.search": ("q=",),
    "audit.show": ("q=case",),
}
FORM = {
    "reason": "x",
    "text": "x",
    "note": "x",
    "stage": "in_progress",
    "category": "theft",
    "urgency": "1",
    "unit": "MABES",
    "code": "TG-2222-2222",
}


@dataclass(frozen=True)
class Town:
    """One installation, and a browser for each officer of the accused unit."""

    app: Panel
    browsers: dict[str, Browser]


@dataclass(frozen=True)
class Towns:
    """The town with the complaint, the same town without it, and what of the complaint has an id."""

    told: Town
    silent: Town
    ids: Ids


@pytest.fixture(scope="module")
def towns(world_file: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    folder, world = tmp_path_factory.mktemp("accused"), world_file[1]
    told, silent = folder / "told.sqlite3", folder / "silent.sqlite3"
    shutil.copy(world_file[0], told)
    database = Database(f"sqlite:///{told}")
    with database.writing() as session:
        tokens = _inhabit(session, world)
        push_keys.ensure(session, SECRET_KEY)
        days.rebuild(session)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(told, silent)
    with database.writing() as session:
        ids = _work_on_it(session, world)
    database.close()
    _never_written(silent, ids)
    with ExitStack() as open_:
        yield Towns(_town(told, tokens, open_), _town(silent, tokens, open_), ids)


def _inhabit(session: Session, world: World) -> dict[str, str]:
    """A unit below the accused one, an officer of each role, what he may see; the tokens of their browsers."""
    above, now = session.get_one(Unit, world.units["SEK-MLU"]), utcnow()
    below = add_unit(session, code="POS-MLU", name="Pos Melati Utara", kind=UnitKind.FUNCTION, parent=above)
    tokens = {}
    for login, (role, unit) in INSIDERS.items():
        officer = Officer(
            login=login,
            name=f"Petugas {login}",
            password_hash="",
            role=role,
            unit_id=below.id if unit == "POS-MLU" else above.id,
            created_at=now,
        )
        session.add(officer)
        session.flush()
        tokens[login] = secrets.token_urlsafe(32)
        session.add(
            WebSession(
                token_hash=token_hash(tokens[login]),
                officer_id=officer.id,
                content={},
                created_at=now,
                expires_at=now + timedelta(hours=2),
            )
        )
    seen = find_case(session, world.cases["sector"])
    incidents.begin(session, seen, "hand:1", "tawuran", now)
    return tokens


def _work_on_it(session: Session, world: World) -> Ids:
    """All that can happen to a case happens to this one; the ids by the names the addresses have for them."""
    case, now = find_case(session, world.cases["officer"]), utcnow()
    seen = find_case(session, world.cases["sector"])
    propam = session.get_one(Officer, world.officers["propam"])
    casework.add_event(session, case, EventKind.NOTE, now, officer_id=propam.id, note="soal uang rokok")
    casework.change_stage(session, case, Stage.FIELD_CHECK, now, propam.id)
    incident = session.get_one(Incident, seen.incident_id)
    incidents.put_in(session, case, incident, now, why="hand")
    session.add(Escalation(case_id=case.id, level=1, to_unit_id=case.unit_id, at=now))
    session.add(AccessLog(officer_id=propam.id, case_id=case.id, at=now, page="case"))
    request = DataRequest(kind="access", case_id=case.id, received_at=now, due_at=now + timedelta(days=3))
    session.add(request)
    session.add(
        RouteSuggestion(
            case_id=case.id, unit_id=world.units["SEK-MLU"], region="Melati", confidence=0.9, created_at=now
        )
    )
    raised = [
        alerts.raise_once(
            session,
            key=f"accused:{number}",
            kind=kind,
            unit_id=unit_id,
            case_id=case.id,
            words=f"{case.code}: uang rokok",
            now=now,
        )
        for number, (kind, unit_id) in enumerate(
            ((AlertKind.VIRAL, case.unit_id), (AlertKind.APPROVER_SILENT, world.units["SEK-MLU"]))
        )
    ]
    mention = session.get_one(Mention, world.mentions["officer"])
    mention.viral_band = case.viral_band = 3
    session.add(ReachReading(mention_id=mention.id, measured_at=now, likes=9_731, shares=8_421))
    audit.record(session, f"officer:{propam.id}", "case.noted", f"case:{case.id}", case.unit_id)
    days.rebuild(session)
    session.flush()
    assert raised[1] is not None
    return {
        "code": case.code,
        "case_id": case.id,
        "reply_id": world.replies["officer"],
        "mention_id": mention.id,
        "alert_id": raised[1].id,
        "request_id": request.id,
    }


def _never_written(path: Path, ids: Ids) -> None:
    """Takes the complaint out of a copy, as if nobody had made it."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            for column in ("case_id", "mention_id", "reply_id"):
                if column in columns:
                    connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (ids[column],))
        connection.execute("DELETE FROM replies WHERE id = ?", (ids["reply_id"],))
        connection.execute("DELETE FROM mentions WHERE id = ?", (ids["mention_id"],))
        connection.execute("DELETE FROM cases WHERE id = ?", (ids["case_id"],))
        connection.commit()


def _town(path: Path, tokens: dict[str, str], open_: ExitStack) -> Town:
    database = Database(f"sqlite:///{path}")
    queue = JobQueue(database)
    open_.callback(database.close)
    open_.callback(queue.close)
    app = create_app(Settings(secret_key=SECRET_KEY, data_dir=str(path.parent)), database, queue)
    app.testing = True
    browsers = {}
    for login, token in tokens.items():
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        browsers[login] = Browser(client)
    return Town(app, browsers)


def _rules(town: Town, method: str) -> list[Rule]:
    rules = [rule for rule in town.app.url_map.iter_rules() if method in (rule.methods or set())]
    visited = [rule for rule in rules if rule.endpoint not in ("static", "live.stream")]
    # Exports are acts, and the trail shows when they were done: it is read before.
    return sorted(visited, key=lambda rule: (rule.endpoint != "audit.show", rule.endpoint != "audit.export"))


def _address(rule: Rule, ids: Ids) -> str:
    """The address with the complaint's own ids; what has none of it (a unit, an account) is the first one."""
    others = {"unit": "SEK-MLU", "name": "x", "token": "x", "act": "x", "day": "2026-01-01"}
    built = rule.build({name: ids.get(name, others.get(name, 1)) for name in rule.arguments})
    assert built is not None
    return str(built[1])


def _shown(answer: TestResponse) -> str:
    """What an answer shows, without what differs from request to request."""
    body = answer.data
    if (answer.mimetype or "").endswith("sheet"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = [book.read(name) for name in sorted(book.namelist()) if "docProps" not in name]
            body = b"".join(parts)
    if answer.mimetype == "application/pdf":
        body = re.sub(rb"/CreationDate \([^)]*\)|/ID \[[^]]*\]", b"", body)
    return PASSING.sub("", f"{answer.status_code} {body.decode('utf-8', 'replace')}")


def _same(towns: Towns, login: str, path: str) -> str:
    """The page, which must be the same in both towns; read again where a minute has passed in between."""
    for _ in range(3):
        told, silent = (_shown(town.browsers[login].get(path)) for town in (towns.told, towns.silent))
        if told == silent:
            break
    assert told == silent, f"{login} {path}"
    return told


@pytest.mark.parametrize("login", INSIDERS)
def test_no_page_search_count_or_export_tells_the_accused_unit(towns: Towns, login: str) -> None:
    for rule in _rules(towns.told, "GET"):
        if rule.endpoint.split(".")[0] in OPEN_TO_ALL:
            continue
        path = _address(rule, towns.ids)
        for query in ("", *SEARCHES.get(rule.endpoint, ())):
            shown = _same(towns, login, f"{path}?{query}" if query else path)
            if not rule.arguments and "q=" not in query:
                assert str(towns.ids["code"]) not in shown, path
                assert not [words for words in WORDS if words in shown], path


@pytest.mark.parametrize("login", ["admin-there", "approver-there", "propam-there", "head-below"])
def test_no_act_on_it_is_answered_otherwise_than_on_what_never_was(towns: Towns, login: str) -> None:
    browser, told, tried = towns.told.browsers[login], {*towns.ids}, 0
    before = _events(towns.told)
    nothing = {name: NO_CODE if name == "code" else NEVER for name in towns.ids}
    for rule in _rules(towns.told, "POST"):
        if rule.endpoint.split(".")[0] in OPEN_TO_ALL or not rule.arguments & told:
            continue
        shown = [
            _shown(browser.post(path := _address(rule, ids), **FORM, request_id=f"{ids['reply_id']}-x"))
            .replace(path, "")
            .replace(str(ids["code"]), "")
            for ids in (towns.ids, nothing)
        ]
        assert shown[0] == shown[1], f"{login} {rule.endpoint}"
        assert shown[0][:3] in ("403", "404"), f"{login} {rule.endpoint}"
        tried += 1
    assert tried > 25
    assert _events(towns.told) == before


def test_those_who_may_see_it_do_see_it(towns: Towns, world: World) -> None:
    """Else the tests above would hold for a complaint nobody can find."""
    with towns.told.app.database.reading() as session:
        propam = session.get_one(Officer, world.officers["propam"])
        assert scope.find_case(session, propam, str(towns.ids["code"])) is not None
    with towns.silent.app.database.reading() as session:
        propam = session.get_one(Officer, world.officers["propam"])
        assert scope.find_case(session, propam, str(towns.ids["code"])) is None


@pytest.mark.parametrize("login", ["admin-there", "head-there", "propam-there", "head-below"])
def test_no_live_update_tells_the_accused_unit(towns: Towns, login: str) -> None:
    """Neither that something happened to it, nor a row, nor a number, also while catching up."""
    app = towns.told.app
    with app.test_request_context("/?view=reply"), app.database.reading() as session:
        g.officer = session.scalars(
            select(Officer).where(Officer.login == login).options(joinedload(Officer.unit))
        ).one()
        stream = live.Told(asked_for(session), None, set(), None)
        list(stream.changed_counts(session, g.officer, 0))
        case_id = int(str(towns.ids["case_id"]))
        assert list(stream.events(session, g.officer, {case_id}, 1, catching_up=True)) == []


def test_the_public_page_counts_it_nowhere(towns: Towns) -> None:
    for unit in ("SEK-MLU", "RES-MLT", "PROPAM-NT", "DA-NT", "MABES"):
        pages = [
            _shown(town.app.test_client().get(f"/transparansi/{unit}")) for town in (towns.told, towns.silent)
        ]
        assert pages[0] == pages[1], unit


def test_no_alert_about_it_reaches_anybody_of_the_accused_unit(towns: Towns) -> None:
    """Nor an address that its whole desk reads."""
    with towns.told.app.database.reading() as session:
        raised = session.scalars(select(Alert).where(Alert.case_id == towns.ids["case_id"])).all()
        there = session.scalars(select(Officer).where(Officer.login.in_(INSIDERS))).all()
        units = session.scalars(select(Unit).where(Unit.code.in_(("SEK-MLU", "POS-MLU")))).all()
        assert len(raised) == 2
        assert len(there) == len(INSIDERS)
        assert not [one for one in raised for who in there if on_call.may_see(session, who, one)]
        assert not [one for one in raised for unit in units if on_call.desk_may_see(session, unit, one)]


def _events(town: Town) -> int:
    with town.app.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CaseEvent)) or 0

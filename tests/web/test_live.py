"""Live updates: what a stream tells, and to whom."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest
from sqlalchemy import func, select

from models import alerts, casework
from models.casework import Matter
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, CaseEvent, Unit, WebSession
from models.settings import Settings
from models.vocabulary import AlertKind, Category, EventKind
from tests.web.conftest import Browser
from tests.web.world import World, add_mention, find_case
from web import broadcast, live
from web.broadcast import Broadcaster
from web.panel import Panel


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(broadcast, "POLL_SECONDS", 0.02)


class Stream:
    """An open stream, read by a thread of its own as a server would, piece by piece."""

    def __init__(self, browser: Browser, path: str, **headers: str) -> None:
        self._pieces: Queue[str | None] = Queue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(browser, path, headers))
        self._thread.start()

    def _read(self, browser: Browser, path: str, headers: dict[str, str]) -> None:
        answer = browser.client.get(path, headers=headers)
        for piece in answer.response:
            self._pieces.put(piece.decode() if isinstance(piece, bytes) else piece)
            if self._closed.is_set():
                break
        answer.close()
        self._pieces.put(None)

    def next(self) -> str | None:
        """The next piece; None at the end of the stream."""
        return self._pieces.get(timeout=10)

    def until(self, wanted: str) -> str:
        """Everything up to the first piece with these words."""
        seen = ""
        while wanted not in seen:
            assert seen.count(": \n\n") < 200, (
                f"{wanted!r} did not come: {seen.replace(': ', '').strip()[-300:]}"
            )
            piece = self.next()
            assert piece is not None, f"the stream ended before {wanted!r}: {seen[-300:]}"
            seen += piece
        return seen

    def quiet(self, beats: int = 6) -> str:
        """What comes while this many heartbeats pass."""
        seen = ""
        while seen.count(": \n\n") < beats:
            seen += self.next() or ""
        return seen.replace(": \n\n", "")

    def close(self) -> None:
        self._closed.set()
        self._thread.join(timeout=10)


@pytest.fixture
def opened(app: Panel) -> Iterator[Callable[..., Stream]]:
    streams: list[Stream] = []

    def open_stream(browser: Browser, path: str = "/live?view=reply", **headers: str) -> Stream:
        streams.append(Stream(browser, path, **headers))
        streams[-1].until("retry")
        return streams[-1]

    yield open_stream
    for stream in streams:
        stream.close()
    assert app.broadcaster.open_count == 0


def _new_case(
    database: Database, settings: Settings, world: World, account: str = "x", urgency: int = 2
) -> int:
    with database.writing() as session:
        row = session.get_one(Account, world.accounts[account])
        unit = session.get_one(Unit, row.unit_id)
        mention = add_mention(session, row, "jembatan putus di desa sebelah", utcnow())
        return casework.open_case(
            session, mention, Matter(Category.FLOOD, urgency), unit, None, settings.secret_key, utcnow()
        ).id


def test_a_new_case_appears_in_an_open_inbox(
    admin: Browser, opened: Callable[..., Stream], database: Database, settings: Settings, world: World
) -> None:
    stream = opened(admin)
    stream.quiet(2)
    case_id = _new_case(database, settings, world)
    seen = stream.until("event: counts")
    assert "event: row" in seen
    assert f'id="case-{case_id}"' in seen
    assert "jembatan putus" in seen
    assert '"reply": 8' in seen


def test_nothing_is_said_of_a_case_the_officer_may_not_see(
    sign_in: Callable[[str], Browser],
    opened: Callable[..., Stream],
    database: Database,
    settings: Settings,
    world: World,
) -> None:
    stranger, accused = opened(sign_in("stranger")), opened(sign_in("accused"))
    for stream in (stranger, accused):
        stream.quiet(2)
    case_id = _new_case(database, settings, world)
    with database.writing() as session:
        case = find_case(session, world.cases["officer"])
        casework.add_event(session, case, EventKind.NOTE, utcnow(), text="rahasia")
    for stream in (stranger, accused):
        seen = stream.quiet()
        assert f"case-{case_id}" not in seen
        assert "row" not in seen


def test_a_case_that_left_the_view_goes_from_the_list(
    admin: Browser, opened: Callable[..., Stream], database: Database, world: World
) -> None:
    stream = opened(admin)
    stream.quiet(2)
    with database.writing() as session:
        case = find_case(session, world.cases["waiting"])
        casework.mark_answered(session, case, utcnow())
        casework.add_event(session, case, EventKind.SENT, utcnow())
        case_id = case.id
    assert f'<li id="case-{case_id}" data-gone>' in stream.until("event: row\n")


def test_a_case_handed_to_a_foreign_unit_goes_only_from_lists_that_showed_it(
    sign_in: Callable[[str], Browser], opened: Callable[..., Stream], database: Database, world: World
) -> None:
    ours, theirs = opened(sign_in("admin")), opened(sign_in("accused"))
    for stream in (ours, theirs):
        stream.quiet(2)
    with database.writing() as session:
        case = find_case(session, world.cases["waiting"])
        casework.hand_over(
            session, case, session.get_one(Unit, world.units["RES-KLP"]), utcnow(), None, "wilayah"
        )
        case_id = case.id
    assert f'<li id="case-{case_id}" data-gone>' in ours.until("event: row\n")
    assert "event: row" not in theirs.quiet()


def test_an_open_case_hears_of_itself(
    admin: Browser, opened: Callable[..., Stream], database: Database, world: World
) -> None:
    stream = opened(admin, f"/live?view=reply&case={world.cases['waiting']}")
    stream.quiet(2)
    with database.writing() as session:
        case = find_case(session, world.cases["waiting"])
        casework.add_event(session, case, EventKind.NOTE, utcnow(), text="catatan")
        case_id = case.id
    assert f"event: case-{case_id}" in stream.until(f"event: case-{case_id}")


def test_a_broken_connection_goes_on_where_it_was(
    admin: Browser, opened: Callable[..., Stream], database: Database, settings: Settings, world: World
) -> None:
    with database.reading() as session:
        newest = session.scalar(select(func.max(CaseEvent.id)))
    case_id = _new_case(database, settings, world)
    seen = opened(admin, "/live?view=reply", **{"Last-Event-ID": str(newest)}).until("event: row\n")
    assert f'id="case-{case_id}"' in seen
    last = re.findall(r"^id: (\d+)$", seen, flags=re.MULTILINE)[-1]
    assert int(last) > int(newest or 0)
    assert "event: row" not in opened(admin, "/live?view=reply", **{"Last-Event-ID": last}).quiet()


def test_a_new_row_below_a_full_page_stays_on_the_next_page(
    admin: Browser, opened: Callable[..., Stream], database: Database, settings: Settings, world: World
) -> None:
    page = admin.page("/?view=reply")
    assert "until=" not in page
    with database.reading() as session:
        first = find_case(session, world.cases["emergency"])
        microseconds = int(first.attention_at.timestamp() * 1_000_000)
    stream = opened(admin, f"/live?view=reply&until=a.{microseconds}.{first.id}")
    stream.quiet(2)
    case_id = _new_case(database, settings, world)
    assert f'id="case-{case_id}"' not in stream.until("event: counts")


def test_the_stream_ends_when_the_officer_signs_out(
    admin: Browser, opened: Callable[..., Stream], database: Database
) -> None:
    stream = opened(admin)
    with database.writing() as session:
        for row in session.scalars(select(WebSession)):
            session.delete(row)
    while stream.next() is not None:
        pass


def test_as_many_streams_are_open_as_there_are_threads_for(
    admin: Browser, opened: Callable[..., Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "most_streams", lambda threads: 1)
    opened(admin)
    assert admin.get("/live?view=reply").status_code == 503


def test_only_officers_with_cases_listen(sign_in: Callable[[str], Browser]) -> None:
    assert sign_in("system").get("/live?view=reply").status_code == 403


def test_a_transaction_that_commits_late_below_a_later_id_is_told(database: Database, world: World) -> None:
    broadcaster = Broadcaster(database)
    seen = broadcaster._look(None)
    with database.writing() as session:
        case = session.scalars(select(Case).limit(1)).one()
        late, early = max(seen) + 1, max(seen) + 2
        facts = {
            "case_id": case.id,
            "unit_id": case.unit_id,
            "kind": EventKind.NOTE,
            "at": utcnow(),
            "detail": {},
        }
        session.add(CaseEvent(id=early, **facts))
    seen = broadcaster._look(seen)
    with broadcaster.listening() as subscription:
        with database.writing() as session:
            session.add(CaseEvent(id=late, **facts))
        broadcaster._look(seen)
        assert subscription.take()[0] == {case.id}


def test_an_alert_about_no_case_reaches_an_open_page_too(
    admin: Browser, opened: Callable[..., Stream], database: Database, world: World
) -> None:
    stream = opened(admin)
    stream.quiet(2)
    with database.writing() as session:
        alerts.raise_once(
            session,
            key="account-stopped:1",
            kind=AlertKind.ACCOUNT_STOPPED,
            unit_id=world.units["RES-MLT"],
            words="x @polres_melati: token",
            now=utcnow(),
        )
    stream.until('"alerts": 1')

"""The platforms' allowances: per account and for the whole app, never overdrawn by a claim."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from listener import budget
from models.clock import utcnow
from models.database import Database
from models.records import Account, RateWindow, Unit
from models.settings import Settings
from models.tree import add_unit
from models.vocabulary import Channel, UnitKind
from tests.listener.conftest import HANDLE, OTHER, Room

NOON = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)
QUARTER = datetime(2026, 11, 22, 12, 15, tzinfo=UTC)


def x_accounts(database: Database, count: int) -> list[int]:
    with database.writing() as session:
        unit = add_unit(session, code="PRA", name="Polres Uji", kind=UnitKind.POLRES, parent=None)
        rows = [
            Account(
                unit_id=unit.id, channel=Channel.X, handle=f"akun_{n}", external_id=str(n), next_poll_at=NOON
            )
            for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def ask(database: Database, settings: Settings, account_id: int, now: datetime) -> datetime | None:
    with database.writing() as session:
        return budget.wait_until(session, session.get_one(Account, account_id), settings, now)


def test_a_window_is_the_quarter_of_an_hour(sqlite_database: Database) -> None:
    assert budget.window_start(NOON) == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert budget.window_start(QUARTER) == QUARTER


def test_an_account_waits_for_the_next_window_when_its_own_is_used_up(
    sqlite_database: Database, settings: Settings
) -> None:
    one, other = x_accounts(sqlite_database, 2)
    small = replace(settings, x_account_requests_15min=2)

    answers = [ask(sqlite_database, small, one, NOON) for _ in range(3)]

    assert answers == [None, None, QUARTER]
    assert ask(sqlite_database, small, other, NOON) is None
    assert ask(sqlite_database, small, one, QUARTER) is None


def test_the_whole_app_shares_one_allowance(sqlite_database: Database, settings: Settings) -> None:
    ids = x_accounts(sqlite_database, 4)
    small = replace(settings, x_app_requests_15min=3)

    answers = [ask(sqlite_database, small, account_id, NOON) for account_id in ids]

    assert answers == [None, None, None, QUARTER]


def test_an_allowance_is_spread_over_its_window(sqlite_database: Database, settings: Settings) -> None:
    (one,) = x_accounts(sqlite_database, 1)
    wide = replace(settings, x_app_requests_15min=90, x_account_requests_15min=900)
    start = budget.window_start(NOON)

    asked = [
        (second, ask(sqlite_database, wide, one, start + timedelta(seconds=second))) for second in range(900)
    ]

    granted = [second for second, opens in asked if opens is None]
    assert len(granted) == 90
    assert granted[:30] == list(range(30))
    assert max(later - sooner for sooner, later in pairwise(granted[30:])) <= 16
    assert all(opens == QUARTER for second, opens in asked if second > granted[-1])


def test_it_says_when_the_next_request_may_be_made(sqlite_database: Database, settings: Settings) -> None:
    (one,) = x_accounts(sqlite_database, 1)
    wide = replace(settings, x_app_requests_15min=90, x_account_requests_15min=900)
    start = budget.window_start(NOON)
    for _ in range(30):
        assert ask(sqlite_database, wide, one, start) is None

    opens = ask(sqlite_database, wide, one, start)

    assert opens is not None
    assert start < opens < QUARTER
    assert ask(sqlite_database, wide, one, opens - timedelta(microseconds=1)) == opens
    assert ask(sqlite_database, wide, one, opens) is None


def test_a_refused_request_uses_nothing_up(sqlite_database: Database, settings: Settings) -> None:
    (one,) = x_accounts(sqlite_database, 1)
    small = replace(settings, x_app_requests_15min=1)
    for _ in range(3):
        ask(sqlite_database, small, one, NOON)

    with sqlite_database.reading() as session:
        assert {row.scope: row.used for row in session.scalars(select(RateWindow))} == {
            "x:app": 1,
            f"x:account:{one}": 1,
        }


def test_further_pages_are_counted_too(sqlite_database: Database, settings: Settings) -> None:
    (one,) = x_accounts(sqlite_database, 1)
    small = replace(settings, x_account_requests_15min=8)
    assert ask(sqlite_database, small, one, NOON) is None
    with sqlite_database.writing() as session:
        budget.spend(session, session.get_one(Account, one), small, 7, NOON)

    assert ask(sqlite_database, small, one, NOON) == QUARTER


def test_channels_fed_by_webhook_draw_on_no_allowance(sqlite_database: Database, settings: Settings) -> None:
    (one,) = x_accounts(sqlite_database, 1)
    none_left = replace(settings, x_app_requests_15min=0)
    with sqlite_database.writing() as session:
        session.get_one(Account, one).channel = Channel.INSTAGRAM

    assert ask(sqlite_database, none_left, one, NOON) is None


def test_workers_at_once_never_overdraw(database: Database, settings: Settings) -> None:
    ids = x_accounts(database, 12)
    small = replace(settings, x_app_requests_15min=5)
    with ThreadPoolExecutor(6) as workers:
        answers = list(workers.map(lambda one: ask(database, small, one, NOON), ids))

    assert answers.count(None) == 5
    assert answers.count(QUARTER) == 7


def test_a_claim_leaves_accounts_beyond_the_allowance_for_the_next_window(room: Room) -> None:
    tight = room.changed(x_app_requests_15min=1)
    now = utcnow()

    claimed = tight.poller().claim(now)

    polled = [room.account(handle) for handle in (HANDLE, OTHER)]
    waiting = [row for row in polled if row.id not in claimed]
    assert len(waiting) == 1
    assert waiting[0].next_poll_at == budget.window_start(now) + budget.WINDOW
    assert waiting[0].lease_until is None


@pytest.mark.parametrize("posts", [0, 250])
def test_a_poll_is_charged_for_every_page_it_read(room: Room, posts: int) -> None:
    for number in range(posts):
        room.say(f"laporan {number}")
    room.poller().claim(utcnow())
    row = room.poll()

    with room.database.reading() as session:
        window = session.get_one(RateWindow, f"x:account:{row.id}")
        assert window.used == max(1, -(-posts // 100))
        assert session.scalars(select(Unit)).first() is not None

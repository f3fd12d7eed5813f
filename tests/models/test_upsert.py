"""Inserting a row unless it is there already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from models.database import Database
from models.records import Alert, OptOut, RateWindow
from models.upsert import ensure_row, insert_new, without_nul
from tests.models.conftest import NOON, World

ROW = {"channel": "x", "author_hash": "a" * 64, "created_at": NOON}


def test_a_new_row_gives_its_id_and_a_known_one_none(database: Database) -> None:
    with database.writing() as session:
        first = insert_new(session, OptOut, ROW)
        assert insert_new(session, OptOut, ROW) is None
        other = insert_new(session, OptOut, {**ROW, "channel": "whatsapp"})
    assert first is not None
    assert other is not None
    assert other > first


def test_the_transaction_goes_on_after_a_known_row(database: Database) -> None:
    with database.writing() as session:
        insert_new(session, OptOut, ROW)
    with database.writing() as session:
        insert_new(session, OptOut, ROW)
        insert_new(session, OptOut, {**ROW, "author_hash": "b" * 64})
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OptOut)) == 2


def test_of_many_at_once_one_inserts(database: Database) -> None:
    def insert(_: int) -> int | None:
        with database.writing() as session:
            ensure_row(session, RateWindow, {"scope": "x:app", "window_start": NOON, "used": 0})
            return insert_new(session, OptOut, ROW)

    with ThreadPoolExecutor(6) as workers:
        ids = list(workers.map(insert, range(6)))
    assert len([one for one in ids if one is not None]) == 1


def test_an_existing_row_is_left_as_it_is(database: Database) -> None:
    with database.writing() as session:
        session.add(RateWindow(scope="x:app", window_start=NOON, used=7))
    with database.writing() as session:
        ensure_row(session, RateWindow, {"scope": "x:app", "window_start": NOON, "used": 0})
        assert session.get_one(RateWindow, "x:app").used == 7


def test_defaults_of_the_record_are_filled_in(world: World) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        row = {"key": "k", "kind": "viral", "unit_id": unit.id, "words": "…", "raised_at": NOON}
        alert_id = insert_new(session, Alert, row)
        assert session.get_one(Alert, alert_id).acknowledged_at is None


def test_signs_that_postgresql_cannot_hold_are_left_out(database: Database) -> None:
    with database.writing() as session:
        insert_new(session, OptOut, {**ROW, "author_hash": "a\x00b"})
    with database.reading() as session:
        assert session.scalar(select(OptOut.author_hash)) == "ab"


def test_nul_is_left_out_at_any_depth() -> None:
    assert without_nul({"a\x00": ["b\x00", ("c", 1, None)]}) == {"a": ["b", ["c", 1, None]]}

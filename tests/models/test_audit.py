"""The audit chain: whatever is done to it afterwards shows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models import audit
from models.database import Database
from models.records import AuditEntry, AuditHead

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
DETAILS = st.dictionaries(
    WORDS.filter(lambda word: word not in ("session", "actor", "act", "subject", "unit_id")),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats() | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=5,
    ),
    max_size=3,
)


class Undone(Exception):
    """Takes a test's changes back."""


@contextmanager
def passing(database: Database) -> Iterator[Session]:
    """A writing session whose work is thrown away."""
    with suppress(Undone), database.writing() as session:
        yield session
        raise Undone


def record_some(session: Session, count: int = 5) -> None:
    for number in range(count):
        audit.record(session, "officer:1", "case.opened", f"case:{number}", detail=f"nomor {number}")


@pytest.fixture
def chain(database: Database) -> Database:
    """Five acts on record."""
    with database.writing() as session:
        record_some(session)
    return database


def broken(database: Database) -> audit.BrokenChain | None:
    with database.reading() as session:
        return audit.verify(session)


def test_an_untouched_chain_holds(chain: Database) -> None:
    assert broken(chain) is None
    with chain.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.id for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous_hash == audit.GENESIS
    assert entries[1].previous_hash == entries[0].hash


def test_an_empty_chain_holds(sqlite_database: Database) -> None:
    assert broken(sqlite_database) is None


def test_a_changed_entry_is_found(chain: Database) -> None:
    changes: list[dict[str, object]] = [
        {"actor": "officer:2"},
        {"act": "case.closed"},
        {"subject": "case:99"},
        {"detail": {"detail": "lain"}},
        {"hash": "0" * 64},
        {"previous_hash": "1" * 64},
    ]
    for change in changes:
        with passing(chain) as session:
            session.execute(update(AuditEntry).where(AuditEntry.id == 3).values(**change))
            found = audit.verify(session)
            assert found is not None, change
            assert found.entry_id == 3, change


def test_a_changed_time_is_found(chain: Database) -> None:
    with chain.writing() as session:
        session.get_one(AuditEntry, 2).at += timedelta(seconds=1)

    found = broken(chain)
    assert found is not None
    assert found.entry_id == 2


def test_a_removed_entry_is_found(chain: Database) -> None:
    with chain.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 2))

    found = broken(chain)
    assert found is not None
    assert found.reason == "entry 2 is missing"


@pytest.mark.parametrize("kept", [0, 3])
def test_a_chain_cut_short_is_found(chain: Database, kept: int) -> None:
    with chain.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id > kept))

    found = broken(chain)
    assert found is not None
    assert found.entry_id == kept + 1
    assert "missing" in found.reason


def forged(previous: AuditEntry, entry_id: int) -> AuditEntry:
    """An entry whose own hash is right: put in by somebody who knows how the chain is made."""
    digest = audit.entry_hash(previous.hash, previous.at, "officer:9", "case.closed", "case:1", None, {})
    return AuditEntry(
        id=entry_id,
        at=previous.at,
        actor="officer:9",
        act="case.closed",
        subject="case:1",
        detail={},
        previous_hash=previous.hash,
        hash=digest,
    )


def test_an_entry_put_in_the_place_of_another_is_found(chain: Database) -> None:
    with chain.writing() as session:
        entry = forged(session.get_one(AuditEntry, 2), 3)
        session.execute(delete(AuditEntry).where(AuditEntry.id == 3))
        session.add(entry)

    found = broken(chain)
    assert found is not None
    assert found.entry_id == 4


def test_an_entry_put_behind_the_last_is_found(chain: Database) -> None:
    with chain.writing() as session:
        session.add(forged(session.get_one(AuditEntry, 5), 6))

    found = broken(chain)
    assert found is not None
    assert found.entry_id == 6


def test_a_head_moved_back_is_found(chain: Database) -> None:
    with chain.writing() as session:
        session.execute(delete(AuditHead))

    assert broken(chain) is not None


@QUICK
@given(detail=DETAILS)
def test_any_detail_is_kept_so_that_the_chain_holds(chain: Database, detail: dict[str, Any]) -> None:
    with passing(chain) as session:
        audit.record(session, "officer:1", "setting.changed", "settings:1", **detail)
        session.expire_all()
        assert audit.verify(session) is None


@QUICK
@given(place=st.integers(1, 5), forge=st.sampled_from(["actor", "act", "subject"]), word=WORDS)
def test_any_other_word_anywhere_breaks_the_chain_there(
    chain: Database, place: int, forge: str, word: str
) -> None:
    with passing(chain) as session:
        before = getattr(session.get_one(AuditEntry, place), forge)
        session.execute(update(AuditEntry).where(AuditEntry.id == place).values(**{forge: word}))
        session.expire_all()
        found = audit.verify(session)
        assert (found is None) == (word == before)
        assert found is None or found.entry_id == place


def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_hole(chain: Database) -> None:
    with passing(chain) as session:
        record_some(session, 2)
    with chain.writing() as session:
        record_some(session, 1)

    assert broken(chain) is None
    with chain.reading() as session:
        assert session.scalar(select(func.max(AuditEntry.id))) == 6


def test_many_writers_at_once_keep_one_unbroken_chain_that_can_be_verified_meanwhile(
    database: Database,
) -> None:
    done = threading.Event()
    seen: list[audit.BrokenChain | None] = []

    def watch() -> None:
        while not done.is_set():
            seen.append(broken(database))

    def write(_: int) -> None:
        for _ in range(6):
            with database.writing() as session:
                record_some(session, 2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run_all(write, 5)
    finally:
        done.set()
        watcher.join()

    assert broken(database) is None
    assert [found for found in seen if found is not None] == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 60


def run_all(work: Callable[[int], None], workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))

"""The gap ledger: "quiet or broken?" has one answer per account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from listener import gaps
from models.vocabulary import GapKind
from tests.listener.conftest import HANDLE, OTHER, Room

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_one_trouble_is_one_gap_however_often_it_is_met(room: Room) -> None:
    account = room.account()
    with room.database.writing() as session:
        for hour in range(3):
            gaps.note(session, account, GapKind.OUTAGE, "503", NOON + timedelta(hours=hour))

    (gap,) = room.gaps()
    assert gap.started_at == NOON


def test_troubles_of_two_kinds_are_two_gaps(room: Room) -> None:
    with room.database.writing() as session:
        gaps.note(session, room.account(), GapKind.OUTAGE, "503", NOON)
        gaps.note(session, room.account(), GapKind.LIMITED, "429", NOON)

    assert [gap.kind for gap in room.gaps()] == [GapKind.OUTAGE, GapKind.LIMITED]


def test_a_gap_is_closed_for_its_own_account_only(room: Room) -> None:
    with room.database.writing() as session:
        gaps.note(session, room.account(HANDLE), GapKind.OUTAGE, "503", NOON)
        gaps.note(session, room.account(OTHER), GapKind.OUTAGE, "503", NOON)
    with room.database.writing() as session:
        gaps.close(session, room.account(HANDLE), NOON + timedelta(hours=1), 4, True)

    closed, still_open = room.gaps()
    assert (closed.ended_at, closed.recovered, closed.complete) == (NOON + timedelta(hours=1), 4, True)
    assert still_open.ended_at is None


def test_a_new_trouble_after_a_recovery_is_a_new_gap(room: Room) -> None:
    with room.database.writing() as session:
        gaps.note(session, room.account(), GapKind.OUTAGE, "503", NOON)
        gaps.close(session, room.account(), NOON, 0, True)
        gaps.note(session, room.account(), GapKind.OUTAGE, "503", NOON + timedelta(hours=2))

    assert [gap.ended_at for gap in room.gaps()] == [NOON, None]

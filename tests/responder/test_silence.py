"""A reply that needs a second person and gets none is told to the unit above, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import breaches, upward, verification
from models.database import Database
from models.records import Alert, Breach, BulkApproval, Case, Claim, ReplyTemplate, Unit
from models.settings import Settings
from models.vocabulary import AlertKind, CategoryGroup, ReplyKind, ReplyState, Role
from responder.silence import SilentApprovers
from tests.models.conftest import NOON, World, planted

LATE = NOON + timedelta(hours=3)


@pytest.fixture
def world(database: Database) -> World:
    """The command tree, on each database in turn."""
    return planted(database)


def look(world: World, settings: Settings) -> list[Alert]:
    SilentApprovers(world.database, settings).look(LATE)
    with world.database.reading() as session:
        return list(session.scalars(select(Alert)))


def test_the_unit_above_is_told_once(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        world.reply(session, second_approval_needed=True)
        parent = world.unit(session, "PDA").id
    first, again = look(world, settings), look(world, settings)

    assert [(one.kind, one.unit_id) for one in first] == [(AlertKind.APPROVER_SILENT, parent)]
    assert len(again) == 1


def test_nobody_is_told_of_what_needs_nobody_or_is_decided_or_is_still_fresh(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        world.reply(session)
        world.reply(session, second_approval_needed=True, state=ReplyState.APPROVED)
        world.reply(session, second_approval_needed=True, created_at=LATE - timedelta(hours=1))
        closed = world.reply(session, second_approval_needed=True)
        session.get_one(Case, closed.case_id).closed_at = NOON

    assert look(world, settings) == []


def test_how_long_is_a_setting(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        world.reply(session, second_approval_needed=True)

    assert look(world, replace(settings, approver_silence_hours=4)) == []


def test_replies_prepared_together_that_nobody_releases_are_told_once(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        template = ReplyTemplate(reply_kind=ReplyKind.ACKNOWLEDGEMENT, text="diterima")
        session.add(template)
        session.flush()
        by = world.officer(session, Role.HUMAS, "PRA")
        for age in (timedelta(hours=3), timedelta(hours=1), timedelta(days=30)):
            session.add(
                BulkApproval(
                    unit_id=unit.id,
                    template_id=template.id,
                    group=CategoryGroup.ORDER,
                    seen_event_id=0,
                    prepared_by_id=by.id,
                    prepared_at=LATE - age,
                )
            )
        parent = unit.parent_id
    for _ in range(2):
        SilentApprovers(world.database, settings).look_at_bulks(LATE)

    with world.database.reading() as session:
        raised = session.scalars(select(Alert)).all()
    assert [(one.kind, one.unit_id) for one in raised] == [(AlertKind.APPROVER_SILENT, parent)]


def remind(world: World, settings: Settings, hours: float) -> list[tuple[str, str]]:
    """(unit, turn) of every reminder there is this long after noon."""
    SilentApprovers(world.database, settings).look_at_claims(NOON + timedelta(hours=hours))
    with world.database.reading() as session:
        rows = session.execute(
            select(Unit.code, Alert.key).join(Unit, Unit.id == Alert.unit_id).order_by(Alert.id)
        ).all()
    return [(code, key.rpartition(":")[2]) for code, key in rows]


def stated(world: World, matter: str) -> int:
    """A claim of PRA that nobody has decided on, made at noon."""
    with world.database.writing() as session:
        who = world.officer(session, Role.ADMIN, "PRA")
        case = world.case(session)
        if matter == "done":
            return verification.claim(session, case, who, "jalan sudah bersih", True, NOON).id
        breaches.first_answer(session, case, NOON)
        breach = session.scalars(select(Breach)).one()
        claim = upward.excuse(session, breach, who, "platform tidak menjawab", NOON)
        session.flush()
        return claim.id


@pytest.mark.parametrize(
    ("matter", "units"), [("done", ["PRA", "PDA", "MABES"]), ("excuse", ["PDA", "MABES", "MABES"])]
)
def test_a_claim_nobody_decides_on_is_reminded_of_and_climbs(
    world: World, settings: Settings, matter: str, units: list[str]
) -> None:
    stated(world, matter)
    expected: list[tuple[str, str]] = []
    assert remind(world, settings, 23.9) == expected
    for turn, unit in enumerate(units, start=1):
        expected.append((unit, str(turn)))
        for _ in range(2):
            assert remind(world, settings, 24 * turn + 0.1) == expected
    assert remind(world, settings, 2400) == expected


def test_a_decided_claim_reminds_nobody_and_what_was_told_has_been_seen(
    world: World, settings: Settings
) -> None:
    number = stated(world, "excuse")
    assert len(remind(world, settings, 25)) == 1
    with world.database.writing() as session:
        above = world.officer(session, Role.HEAD, "PDA")
        upward.refuse(session, session.get_one(Claim, number), above, "tidak ada gangguan", LATE)
        alert = session.scalars(select(Alert)).one()
        assert (alert.acknowledged_by_id, alert.escalate_at) == (above.id, None)
    assert len(remind(world, settings, 2400)) == 1


def test_a_case_that_was_closed_otherwise_needs_no_second_look(world: World, settings: Settings) -> None:
    number = stated(world, "done")
    with world.database.writing() as session:
        claim = session.get_one(Claim, number)
        assert claim.case_id is not None
        session.get_one(Case, claim.case_id).closed_at = LATE
    assert remind(world, settings, 2400) == []


def test_the_running_worker_looks_at_claims_too(world: World, settings: Settings) -> None:
    stated(world, "done")
    SilentApprovers(world.database, replace(settings, claim_silence_hours=0.0)).step()
    with world.database.reading() as session:
        assert session.scalars(select(Alert.kind)).first() is AlertKind.APPROVER_SILENT

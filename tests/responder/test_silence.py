"""A reply that needs a second person and gets none is told to the unit above, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.database import Database
from models.records import Alert, BulkApproval, Case, ReplyTemplate
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

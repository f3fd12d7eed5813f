"""A reply that needs a second person and gets none is told to the unit above, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.database import Database
from models.records import Alert, Case
from models.settings import Settings
from models.vocabulary import AlertKind, ReplyState
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

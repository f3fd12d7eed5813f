"""Two persons, asked where the row changes: no page and no command can let one do it alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import outbox
from models.errors import Forbidden
from models.records import Reply
from models.vocabulary import ReplyKind, ReplyState, Role
from tests.models.conftest import NOON, World


def approve(session: Session, reply: Reply, officer_id: int | None) -> None:
    outbox.approve(
        session,
        reply,
        seen_hash=outbox.text_hash(reply.text),
        request_id=f"r-{reply.id}",
        officer_id=officer_id,
        now=NOON,
        hold=timedelta(),
        valid_for=timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("role", "released"), [(Role.ADMIN, False), (Role.HUMAS, False), (Role.APPROVER, True), (Role.HEAD, True)]
)
def test_a_risky_reply_is_approved_by_a_second_person_only(world: World, role: Role, released: bool) -> None:
    with world.database.writing() as session:
        reply, officer = (
            world.reply(session, second_approval_needed=True),
            world.officer(session, role, "PRA"),
        )
        if released:
            approve(session, reply, officer.id)
        else:
            with pytest.raises(Forbidden):
                approve(session, reply, officer.id)
        assert (reply.state is ReplyState.APPROVED) is released


def test_nobody_approves_his_own_words(world: World) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, second_approval_needed=True)
        writer, other = (world.officer(session, Role.APPROVER, "PRA") for _ in range(2))
        outbox.edit(session, reply, "Kami cek malam ini.", NOON, writer.id)
        with pytest.raises(Forbidden):
            approve(session, reply, writer.id)
        with pytest.raises(Forbidden):
            outbox.posted_by_hand(session, reply, "1", NOON, writer.id)
        approve(session, reply, other.id)


def test_without_an_officer_only_the_emergency_card_goes_out(world: World) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, second_approval_needed=True)
        with pytest.raises(Forbidden):
            approve(session, reply, None)
        reply.kind = ReplyKind.EMERGENCY_CARD
        approve(session, reply, None)


def test_one_person_releases_the_emergency_card_but_not_his_own_words_in_it(world: World) -> None:
    with world.database.writing() as session:
        card = world.reply(session)
        card.kind, card.case.about_officer = ReplyKind.EMERGENCY_CARD, True
        writer, other = (world.officer(session, Role.APPROVER, "PRA") for _ in range(2))
        outbox.edit(session, card, "Segera hubungi 110, petugas menuju lokasi.", NOON, writer.id)
        with pytest.raises(Forbidden):
            approve(session, card, writer.id)
        approve(session, card, other.id)


def test_a_harmless_reply_needs_one_person(world: World) -> None:
    with world.database.writing() as session:
        approve(session, world.reply(session), world.officer(session, Role.ADMIN, "PRA").id)

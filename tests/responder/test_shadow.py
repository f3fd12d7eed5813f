"""Shadow mode, through the real X adapter, on both databases: all of the way, save the last step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models import outbox, shadow
from models.clock import utcnow
from models.database import Database
from models.errors import Conflict, Forbidden
from models.records import AuditEntry, CaseEvent, Mention, Officer, Reply, ShadowMode, ShadowPost, Unit
from models.vocabulary import Channel, EventKind, Refusal, ReplyState, Role
from responder.contracts import Outgoing, SentReply
from tests.responder.conftest import Desk


class NeverCalled:
    """A sender that nothing may reach."""

    timeout = 0.5
    max_length = 280

    def send(self, account: object, reply: Outgoing) -> SentReply:
        raise AssertionError("a reply left the machine")

    def find(self, account: object, reply: Outgoing) -> SentReply | None:
        raise AssertionError("the platform was asked")


def officer(database: Database, login: str) -> int:
    with database.writing() as session:
        root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        one = Officer(
            login=login,
            name=login,
            password_hash="x",
            role=Role.SYSTEM,
            unit_id=root.id,
            created_at=utcnow(),
        )
        session.add(one)
        session.flush()
        return one.id


def switch_on(desk: Desk, code: str = "", since: datetime | None = None) -> int:
    """Shadow mode for a unit and all below it, or for everything."""
    by = officer(desk.database, f"system-{code or 'all'}")
    with desk.database.writing() as session:
        target = shadow.EVERYTHING
        if code:
            target = shadow.unit_target(session.scalars(select(Unit.id).where(Unit.code == code)).one())
        return shadow.begin(session, target, "uji coba sebelum dipakai", by, since or utcnow())


def in_the_dark(desk: Desk) -> Desk:
    """The same desk, where any call to the platform fails the test."""
    return replace(desk, delivery=replace(desk.delivery, senders={Channel.X: NeverCalled()}))


@pytest.mark.parametrize("code", ["", "MABES", "PDA", "PRA"])
def test_nothing_is_posted_for_the_unit_and_those_below_it(desk: Desk, code: str) -> None:
    reply_id = in_the_dark(desk).approved()
    switch_on(desk, code)

    kept = in_the_dark(desk).deliver(reply_id)

    assert kept.state is ReplyState.SHADOWED
    assert (kept.sends, kept.first_attempt_at, kept.sent_at, kept.due_at) == (0, None, None, None)
    assert desk.ledger == []
    with desk.database.reading() as session:
        (post,) = session.scalars(select(ShadowPost)).all()
        acts = list(session.scalars(select(AuditEntry.act)))
        kinds = list(session.scalars(select(CaseEvent.kind).where(CaseEvent.reply_id == reply_id)))
    assert (post.reply_id, post.text) == (reply_id, kept.text)
    assert [act for act in acts if act.startswith("reply.")] == ["reply.shadowed"]
    assert kinds == [EventKind.DRAFTED, EventKind.APPROVED, EventKind.SHADOWED]


def test_another_units_shadow_keeps_nothing_back(desk: Desk) -> None:
    switch_on(desk, "PRB")
    assert desk.deliver(desk.approved()).state is ReplyState.SENT


def test_a_citizen_who_was_not_answered_counts_as_not_answered(desk: Desk) -> None:
    switch_on(desk)
    reply_id = desk.approved()
    before = desk.case(reply_id)
    desk.deliver(reply_id)

    after = desk.case(reply_id)
    assert after.first_answered_at is None
    assert (after.due_at, after.attention_at) == (before.due_at, before.attention_at)


def test_policy_and_guard_are_asked_first(desk: Desk) -> None:
    switch_on(desk)
    removed = desk.approved()
    broken = desk.complaint("pak lampu jalan mati")
    with desk.database.writing() as session:
        session.execute(update(Mention).values(removed_at=utcnow()))
    with desk.database.writing() as session:
        mention = session.get_one(Reply, broken).mention
        mention.removed_at = None
        session.get_one(Reply, broken).text = "Pelakunya jelas bersalah, pasti kami hukum."
    desk.approve(broken)

    assert desk.deliver(removed).refusal is Refusal.DELETED
    assert desk.deliver(broken).refusal is Refusal.GUARD
    with desk.database.reading() as session:
        assert session.scalars(select(ShadowPost)).all() == []


def test_a_shadow_over_the_account_counts_though_the_case_went_elsewhere(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        elsewhere = session.scalars(select(Unit.id).where(Unit.code == "PRB")).one()
        session.execute(update(Reply).values(unit_id=elsewhere))
    switch_on(desk, "PRA")

    assert in_the_dark(desk).deliver(reply_id).state is ReplyState.SHADOWED


def test_a_worker_that_died_before_its_call_posts_nothing_once_shadow_mode_is_on(desk: Desk) -> None:
    """Claimed, killed, then switched on: the platform is asked, and what is not there stays unsent."""
    reply_id = desk.approved()
    with desk.database.writing() as session:
        assert outbox.claim(session, reply_id, utcnow(), timedelta()) is not None
    switch_on(desk)

    assert desk.later(reply_id).state is ReplyState.UNKNOWN
    assert desk.later(reply_id).state is ReplyState.APPROVED, "surely not there"
    assert in_the_dark(desk).later(reply_id).state is ReplyState.SHADOWED
    assert desk.ledger == []


def test_what_was_posted_before_the_worker_died_is_not_called_a_shadow(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_after")
    assert desk.deliver(reply_id).state is ReplyState.UNKNOWN
    switch_on(desk)

    assert desk.later(reply_id).state is ReplyState.SENT
    assert desk.case(reply_id).first_answered_at is not None


def test_a_repeated_job_keeps_the_text_once(desk: Desk) -> None:
    switch_on(desk)
    reply_id = desk.approved()
    for _ in range(3):
        in_the_dark(desk).deliver(reply_id)

    with desk.database.reading() as session:
        assert len(session.scalars(select(ShadowPost)).all()) == 1


def test_afterwards_it_can_be_put_before_an_officer_again(desk: Desk) -> None:
    mode_id, second = switch_on(desk), officer(desk.database, "second")
    reply_id = desk.approved()
    desk.deliver(reply_id)
    with desk.database.writing() as session:
        mode = session.get_one(ShadowMode, mode_id)
        shadow.ask_end(session, mode, "uji coba selesai", mode.began_by_id, utcnow())
        shadow.end(session, mode, session.get_one(Officer, second), utcnow())
        outbox.reopen(session, session.get_one(Reply, reply_id), utcnow(), second)
        session.get_one(Reply, reply_id).request_id = None
    desk.approve(reply_id)

    assert desk.deliver(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


def test_ending_it_takes_two(desk: Desk) -> None:
    mode_id, second = switch_on(desk), officer(desk.database, "second")
    with desk.database.writing() as session:
        mode = session.get_one(ShadowMode, mode_id)
        asker = session.get_one(Officer, mode.began_by_id)
        with pytest.raises(Conflict, match="asks for its end first"):
            shadow.end(session, mode, session.get_one(Officer, second), utcnow())
        shadow.ask_end(session, mode, "uji coba selesai", asker.id, utcnow())
        with pytest.raises(Forbidden, match="somebody else"):
            shadow.end(session, mode, asker, utcnow())
        assert mode.ended_at is None
        shadow.take_back(mode)
        with pytest.raises(Conflict):
            shadow.take_back(mode)


def test_it_is_on_once_however_many_switch_it_on(desk: Desk) -> None:
    switch_on(desk, "PDA")
    by = officer(desk.database, "second")
    with desk.database.writing() as session:
        target = shadow.still_on(session)[0].target
        with pytest.raises(Conflict, match="already"):
            shadow.begin(session, target, "sekali lagi", by, utcnow())

"""The outbox protocol, step by step, through the real X adapter, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import kill_switch, outbox, vault
from models.clock import utcnow
from models.errors import Conflict, Forbidden
from models.policy import KILL_SWITCH
from models.records import (
    Account,
    Alert,
    AuditEntry,
    CaseEvent,
    Mention,
    Officer,
    OptOut,
    Reply,
    Switch,
    Unit,
)
from models.vocabulary import Channel, EventKind, Health, Refusal, ReplyState, Role
from responder.contracts import Outgoing, SentReply
from responder.delivery import MAX_SENDS, Delivery
from tests.responder.conftest import HANDLE, Desk


def test_an_approved_reply_is_posted_once_and_read_back(desk: Desk) -> None:
    reply_id = desk.approved()

    assert desk.deliver(reply_id).state is ReplyState.SENT
    assert desk.later(reply_id).state is ReplyState.CONFIRMED
    assert [posted.text for posted in desk.ledger] == [desk.reply(reply_id).text]
    assert desk.case(reply_id).first_answered_at is not None


def test_nothing_goes_out_that_nobody_approved(desk: Desk) -> None:
    reply_id = desk.complaint()

    desk.delivery.deliver(reply_id)

    assert desk.reply(reply_id).state is ReplyState.AWAITING_APPROVAL
    assert desk.ledger == []


def test_a_repeated_job_posts_nothing_more(desk: Desk) -> None:
    reply_id = desk.approved()
    for _ in range(4):
        desk.deliver(reply_id)

    assert len(desk.ledger) == 1


def test_two_workers_at_once_post_once(desk: Desk) -> None:
    reply_id = desk.approved()
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(desk.delivery.deliver, [reply_id] * 4))

    assert len(desk.ledger) == 1
    assert desk.reply(reply_id).state is ReplyState.SENT


def test_a_full_window_postpones_and_does_not_count_as_an_attempt(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "rate_limited")

    waiting = desk.deliver(reply_id)

    assert waiting.state is ReplyState.APPROVED
    assert waiting.sends == 0
    assert waiting.due_at is not None
    assert waiting.due_at > utcnow()
    assert desk.later(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


@pytest.mark.parametrize("fault", ["error_after", "hang_after", "cut"])
def test_what_may_have_been_posted_is_looked_up_before_anything_else(desk: Desk, fault: str) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", fault, seconds=5)

    uncertain = desk.deliver(reply_id)

    assert uncertain.state is ReplyState.UNKNOWN
    assert desk.later(reply_id).state in (ReplyState.SENT, ReplyState.APPROVED)
    desk.later(reply_id)
    assert len(desk.ledger) == 1


def test_what_surely_was_not_posted_gets_one_more_attempt(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_before")

    assert desk.deliver(reply_id).state is ReplyState.UNKNOWN
    assert desk.ledger == []
    assert desk.later(reply_id).state is ReplyState.APPROVED
    assert desk.later(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


def test_an_uncertain_reply_rests_for_the_settle_window(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_before")
    before = utcnow()

    uncertain = desk.deliver(reply_id)

    assert uncertain.due_at is not None
    assert uncertain.due_at >= before + timedelta(seconds=desk.settings.settle_seconds)
    assert desk.deliver(reply_id).state is ReplyState.UNKNOWN


def test_a_platform_that_cannot_be_asked_now_is_asked_again(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_after")
    desk.deliver(reply_id)
    desk.simulator.world.faults.add("x", "read", "error_before")

    assert desk.later(reply_id).state is ReplyState.UNKNOWN
    assert desk.later(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


def test_a_human_looks_after_too_many_attempts(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_before", times=MAX_SENDS)
    for _ in range(MAX_SENDS):
        assert desk.later(reply_id).state is ReplyState.UNKNOWN
        state = desk.later(reply_id).state

    assert state is ReplyState.NEEDS_HUMAN
    assert desk.ledger == []


class Killed(BaseException):
    """Stands for SIGKILL: nothing after the call is done."""


class DyingSender:
    """The real sender in a worker that dies the moment the platform has accepted."""

    max_length, timeout = 280, 0.5

    def __init__(self, real: object) -> None:
        self.real = real

    def send(self, account: object, reply: Outgoing) -> SentReply:
        self.real.send(account, reply)  # type: ignore[attr-defined]
        raise Killed

    def find(self, account: object, reply: Outgoing) -> SentReply | None:
        return self.real.find(account, reply)  # type: ignore[attr-defined]


def test_a_worker_killed_after_the_platform_accepted_leaves_one_reply(desk: Desk) -> None:
    reply_id = desk.approved()
    dying = replace(desk.delivery, senders={Channel.X: DyingSender(desk.delivery.senders[Channel.X])})
    with pytest.raises(Killed):
        dying.deliver(reply_id)
    assert desk.reply(reply_id).state is ReplyState.SENDING

    assert desk.deliver(reply_id).state is ReplyState.SENDING  # its time is not up: another may be at it
    assert desk.later(reply_id).state is ReplyState.UNKNOWN
    assert desk.later(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


def test_a_deleted_mention_ends_with_its_reason(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.reading() as session:
        external_id = session.get_one(Mention, session.get_one(Reply, reply_id).mention_id).external_id
    desk.simulator.world.delete(external_id)

    failed = desk.deliver(reply_id)

    assert failed.state is ReplyState.FAILED
    assert failed.refusal in (Refusal.DELETED, Refusal.NOT_SUMMONED)
    assert failed.state_reason


def test_a_revoked_token_stops_the_account_and_keeps_the_reply(desk: Desk) -> None:
    reply_id = desk.approved()
    account = desk.simulator.world.account("x", HANDLE)
    assert account is not None
    account.revoked = True

    assert desk.deliver(reply_id).state is ReplyState.APPROVED
    with desk.database.writing() as session:
        row = session.scalars(select(Account).where(Account.handle == HANDLE)).one()
        assert row.health is Health.STOPPED
        assert session.scalars(select(Alert)).one().key.startswith("account-stopped")
        row.health = Health.OK
    account.revoked = False
    assert desk.later(reply_id).state is ReplyState.SENT


def test_a_missing_credential_says_what_to_do(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.execute(update(Account).values(credential_sealed=""))
    reply_id = desk.approved()

    waiting = desk.deliver(reply_id)

    assert waiting.state is ReplyState.APPROVED
    assert "tanggap account login" in waiting.state_reason


def test_a_live_account_without_the_platforms_consent_stays_silent(desk: Desk) -> None:
    reply_id = desk.approved()
    live = Delivery(
        desk.database, replace(desk.settings, simulated_platforms=False), desk.delivery.senders, "w"
    )

    live.deliver(reply_id)

    assert "approval_ref" in desk.reply(reply_id).state_reason
    assert desk.ledger == []


def test_the_kill_switch_holds_everything_and_releases_it(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        session.add(Switch(name=KILL_SWITCH, on=True, changed_at=utcnow(), changed_by="test"))

    assert desk.deliver(reply_id).state is ReplyState.APPROVED
    assert desk.ledger == []
    with desk.database.writing() as session:
        session.get_one(Switch, KILL_SWITCH).on = False
    assert desk.later(reply_id).state is ReplyState.SENT


@pytest.mark.parametrize("code", ["MABES", "PDA", "PRA"])
def test_a_paused_unit_holds_its_replies_and_those_below_it(desk: Desk, code: str) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        session.execute(update(Unit).where(Unit.code == code).values(sends_paused=True))

    assert desk.deliver(reply_id).state is ReplyState.APPROVED
    assert code in desk.reply(reply_id).state_reason


def officers(desk: Desk) -> list[Officer]:
    """Two who may let everything go on."""
    with desk.database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "MABES")).one()
        two = [
            Officer(login=f"posko-{n}", name="Posko", password_hash="", role=Role.POSKO, created_at=utcnow())
            for n in range(2)
        ]
        for one in two:
            one.unit = unit
        session.add_all(two)
        session.flush()
        return two


def turn(desk: Desk, who: list[Officer], target: str, stop: bool) -> None:
    with desk.database.writing() as session:
        if stop:
            kill_switch.stop(session, target, who[0], "latihan", utcnow())
        else:
            for one in who:
                kill_switch.release(session, target, one, "selesai", utcnow(), timedelta(hours=1))


def test_a_release_wakes_what_the_kill_switch_held_and_each_goes_out_once(desk: Desk) -> None:
    who, held, resting = officers(desk), desk.approved(), desk.complaint()
    turn(desk, who, kill_switch.EVERYTHING, stop=True)
    assert desk.deliver(held).state is ReplyState.APPROVED
    desk.approve(resting)
    until = utcnow() + timedelta(hours=1)  # still to be undone
    with desk.database.writing() as session:
        session.get_one(Reply, resting).due_at = until
    turn(desk, who, kill_switch.EVERYTHING, stop=False)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(desk.delivery.deliver, [held] * 4))
    assert desk.reply(held).state is ReplyState.SENT
    assert len(desk.ledger) == 1
    assert desk.deliver(resting).due_at == until


def test_what_another_stop_still_holds_stays_held(desk: Desk) -> None:
    who, reply_id = officers(desk), desk.approved()
    unit = f"unit:{desk.case(reply_id).unit_id}"
    turn(desk, who, kill_switch.EVERYTHING, stop=True)
    turn(desk, who, unit, stop=True)
    assert desk.deliver(reply_id).state_reason == "all sending is paused"
    turn(desk, who, kill_switch.EVERYTHING, stop=False)
    assert "PRA" in desk.deliver(reply_id).state_reason
    turn(desk, who, unit, stop=False)
    assert desk.deliver(reply_id).state is ReplyState.SENT


def test_another_units_pause_holds_nothing(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        session.execute(update(Unit).where(Unit.code == "PRB").values(sends_paused=True))

    assert desk.deliver(reply_id).state is ReplyState.SENT


def test_the_cap_of_an_account_holds_the_next_reply(desk: Desk) -> None:
    capped = replace(desk.delivery, settings=replace(desk.settings, replies_per_hour=1))
    first, second = desk.approved(), desk.approved()
    capped.deliver(first)
    capped.deliver(second)

    assert len(desk.ledger) == 1
    assert desk.reply(second).state is ReplyState.APPROVED
    assert "an hour" in desk.reply(second).state_reason


def test_a_citizen_who_opted_out_is_left_alone(desk: Desk) -> None:
    reply_id = desk.approved()
    hashed = vault.keyed_hash(desk.settings.secret_key, "author", "11")
    with desk.database.writing() as session:
        session.add(OptOut(channel=Channel.X, author_hash=hashed, created_at=utcnow()))

    assert desk.deliver(reply_id).refusal is Refusal.OPTED_OUT
    assert desk.ledger == []


def test_the_guard_blocks_at_the_last_moment_too(desk: Desk) -> None:
    reply_id = desk.complaint()
    with desk.database.writing() as session:
        session.get_one(Reply, reply_id).text = "Kami jamin pelaku pasti tertangkap, lihat https://contoh.id"
    desk.approve(reply_id)

    failed = desk.deliver(reply_id)

    assert failed.refusal is Refusal.GUARD
    assert desk.ledger == []


def test_a_text_changed_after_the_approval_is_refused(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        session.get_one(Reply, reply_id).text = "Teks lain."

    with pytest.raises(Forbidden, match="not the text that was approved"):
        desk.delivery.deliver(reply_id)
    assert desk.ledger == []


def test_an_old_approval_expires_and_the_reply_waits_for_another(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        session.get_one(Reply, reply_id).expires_at = utcnow() - timedelta(seconds=1)

    expired = desk.deliver(reply_id)
    assert (expired.state, expired.state_reason) == (ReplyState.AWAITING_APPROVAL, "approval expired")
    assert (expired.approved_hash, expired.approved_by_id, expired.due_at) == ("", None, None)
    desk.delivery.deliver(reply_id)
    assert desk.ledger == []

    desk.approve(reply_id)
    assert desk.deliver(reply_id).state is ReplyState.SENT
    assert len(desk.ledger) == 1


def test_every_step_is_in_the_history_and_the_audit_trail(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.deliver(reply_id)

    with desk.database.reading() as session:
        kinds = list(session.scalars(select(CaseEvent.kind).where(CaseEvent.reply_id == reply_id)))
        acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"reply:{reply_id}")))
    assert kinds == [EventKind.DRAFTED, EventKind.APPROVED, EventKind.SENDING, EventKind.SENT]
    assert acts == ["reply.sending", "reply.sent"]


def test_approving_twice_with_one_click_counts_once(desk: Desk) -> None:
    reply_id = desk.approved()
    desk.approve(reply_id)

    with desk.database.reading() as session:
        approved = session.scalars(select(CaseEvent.id).where(CaseEvent.kind == EventKind.APPROVED)).all()
    assert len(approved) == 1


def test_an_undone_approval_sends_nothing_and_cannot_be_undone_once_sent(desk: Desk) -> None:
    reply_id = desk.approved()
    with desk.database.writing() as session:
        outbox.undo(session, session.get_one(Reply, reply_id), utcnow(), None)
    desk.delivery.deliver(reply_id)
    assert desk.ledger == []

    desk.approve(reply_id)
    desk.deliver(reply_id)
    with pytest.raises(Conflict), desk.database.writing() as session:
        outbox.undo(session, session.get_one(Reply, reply_id), utcnow(), None)

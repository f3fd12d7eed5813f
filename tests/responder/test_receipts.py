"""WhatsApp's status reports: before or after the answer, repeated, unknown, or not to be read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.clock import utcnow
from models.database import Database
from models.records import CaseEvent, InboundBody, InboundEvent, Reply
from models.vocabulary import Channel, EventKind, InboundKind, InboundState, MentionKind, Refusal, ReplyState
from responder.receipts import GIVE_UP, Receipts, read_report
from tests.models.conftest import World, planted

WAMID = "wamid.KITA"
FAILURE = {"code": 131026, "title": "Message undeliverable"}
UNCERTAIN = (ReplyState.UNKNOWN, ReplyState.NEEDS_HUMAN)
_numbers = itertools.count(1)


class Counter:
    """The place where reports come in, with one reply of ours."""

    def __init__(self, database: Database) -> None:
        self.world: World = planted(database)
        self.database = database

    def reply(self, state: ReplyState, external_id: str | None = None) -> Reply:
        with self.database.writing() as session:
            mention = self.world.mention(session, channel=Channel.WHATSAPP, kind=MentionKind.DIRECT)
            case = self.world.case(session, mention)
            return self.world.reply(session, case, state=state, external_id=external_id, attempt=1, sends=1)

    def report(self, word: object, *, id: str = WAMID, tracker: str = "", **more: Any) -> int:
        """Stores one status as the web process does; returns the event's id."""
        status = {"id": id, "status": word, "timestamp": "1760000000", "recipient_id": "628120", **more}
        if tracker:
            status["biz_opaque_callback_data"] = tracker
        return self.store({"status": status, "contacts": [], "metadata": {}})

    def store(self, payload: dict[str, object]) -> int:
        now = utcnow()
        with self.database.writing() as session:
            body = InboundBody(channel=Channel.WHATSAPP, raw=b"{}", received_at=now)
            session.add(body)
            session.flush()
            event = InboundEvent(
                body_id=body.id,
                channel=Channel.WHATSAPP,
                kind=InboundKind.STATUS,
                account_external_id="300",
                external_id=f"status-{next(_numbers)}",
                payload=payload,
                received_at=now,
                not_before=now,
            )
            session.add(event)
            session.flush()
            return event.id

    def hear(self) -> None:
        """One step with everything due."""
        with self.database.writing() as session:
            session.execute(update(InboundEvent).values(not_before=utcnow()))
        Receipts(self.database).step()

    def event(self, event_id: int) -> InboundEvent:
        with self.database.reading() as session:
            return session.get_one(InboundEvent, event_id)

    def again(self, reply: Reply) -> Reply:
        with self.database.reading() as session:
            return session.get_one(Reply, reply.id)

    def history(self) -> list[EventKind]:
        with self.database.reading() as session:
            return list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)))


@pytest.fixture
def counter(sqlite_database: Database) -> Counter:
    return Counter(sqlite_database)


@pytest.fixture
def any_counter(database: Database) -> Counter:
    return Counter(database)


# --- an ordinary delivery


def test_a_sent_reply_that_is_delivered_is_confirmed(any_counter: Counter) -> None:
    reply = any_counter.reply(ReplyState.SENT, WAMID)
    for word in ("sent", "delivered", "read"):
        any_counter.report(word)
    any_counter.hear()

    after = any_counter.again(reply)
    assert after.state is ReplyState.CONFIRMED
    assert after.confirmed_at is not None
    assert any_counter.history().count(EventKind.CONFIRMED) == 1


def test_accepted_alone_is_not_delivered(counter: Counter) -> None:
    reply = counter.reply(ReplyState.SENT, WAMID)
    counter.report("sent")
    counter.hear()

    assert counter.again(reply).state is ReplyState.SENT


def test_reports_in_the_wrong_order_and_again_change_nothing_more(counter: Counter) -> None:
    reply = counter.reply(ReplyState.SENT, WAMID)
    events = [counter.report(word) for word in ("read", "delivered", "sent", "delivered", "failed")]
    counter.hear()
    counter.hear()

    assert counter.again(reply).state is ReplyState.CONFIRMED
    assert {counter.event(one).state for one in events} == {InboundState.PARSED}
    assert counter.history().count(EventKind.CONFIRMED) == 1


def test_a_sent_reply_may_still_fail(counter: Counter) -> None:
    reply = counter.reply(ReplyState.SENT, WAMID)
    counter.report("failed", errors=[FAILURE])
    counter.hear()

    after = counter.again(reply)
    assert (after.state, after.refusal) == (ReplyState.FAILED, Refusal.REFUSED)
    assert after.state_reason == "Message undeliverable"


@pytest.mark.parametrize("code", [131047, "131047"])
def test_a_closed_window_is_named_as_such(counter: Counter, code: object) -> None:
    reply = counter.reply(ReplyState.SENT, WAMID)
    counter.report("failed", errors=[{"code": code, "message": "Re-engagement message"}])
    counter.hear()

    assert counter.again(reply).refusal is Refusal.WINDOW_CLOSED


# --- before the answer, or instead of it


def test_a_report_that_comes_while_the_call_is_under_way_waits_for_its_answer(any_counter: Counter) -> None:
    reply = any_counter.reply(ReplyState.SENDING)
    event = any_counter.report("delivered", tracker=reply.key)
    any_counter.hear()
    waiting = any_counter.event(event)
    assert waiting.state is InboundState.PENDING
    assert waiting.not_before > utcnow()
    assert any_counter.again(reply).state is ReplyState.SENDING

    with any_counter.database.writing() as session:
        session.execute(update(Reply).values(state=ReplyState.SENT, external_id=WAMID))
    any_counter.hear()

    assert any_counter.again(reply).state is ReplyState.CONFIRMED


@pytest.mark.parametrize("state", UNCERTAIN)
def test_the_tracker_proves_that_an_uncertain_reply_went_out(counter: Counter, state: ReplyState) -> None:
    reply = counter.reply(state)
    counter.report("sent", tracker=reply.key)
    counter.hear()

    after = counter.again(reply)
    assert (after.state, after.external_id) == (ReplyState.SENT, WAMID)
    counter.report("delivered")
    counter.hear()
    assert counter.again(reply).state is ReplyState.CONFIRMED


@pytest.mark.parametrize("state", UNCERTAIN)
def test_a_delivery_settles_an_uncertain_reply_in_one_go(any_counter: Counter, state: ReplyState) -> None:
    reply = any_counter.reply(state)
    any_counter.report("delivered", tracker=reply.key)
    any_counter.hear()

    assert any_counter.again(reply).state is ReplyState.CONFIRMED


@pytest.mark.parametrize("state", UNCERTAIN)
def test_a_failure_settles_an_uncertain_reply_too(counter: Counter, state: ReplyState) -> None:
    reply = counter.reply(state)
    event = counter.report("failed", tracker=reply.key, errors=[FAILURE])
    counter.hear()

    assert counter.again(reply).state is ReplyState.FAILED
    assert counter.event(event).state is InboundState.PARSED


@pytest.mark.parametrize("state", [ReplyState.FAILED, ReplyState.CONFIRMED, ReplyState.AWAITING_APPROVAL])
def test_a_settled_reply_is_moved_by_no_late_report(counter: Counter, state: ReplyState) -> None:
    reply = counter.reply(state, WAMID)
    events = [counter.report(word, errors=[FAILURE]) for word in ("failed", "delivered")]
    counter.hear()

    assert counter.again(reply).state is state
    assert {counter.event(one).state for one in events} == {InboundState.PARSED}


# --- about nobody's message


def test_a_report_about_no_message_of_ours_is_let_go_after_a_day(counter: Counter) -> None:
    event = counter.report("sent", id="wamid.ASING")
    counter.hear()
    assert counter.event(event).state is InboundState.PENDING
    with counter.database.writing() as session:
        session.execute(update(InboundEvent).values(received_at=utcnow() - GIVE_UP - timedelta(minutes=1)))
    counter.hear()

    ignored = counter.event(event)
    assert (ignored.state, ignored.reason) == (InboundState.IGNORED, "about no message of ours")


def test_an_empty_tracker_matches_no_reply(counter: Counter) -> None:
    reply = counter.reply(ReplyState.UNKNOWN)
    counter.report("delivered", id="wamid.ASING", tracker="")
    counter.hear()

    assert counter.again(reply).state is ReplyState.UNKNOWN


# --- not to be read


@pytest.mark.parametrize(
    "spoil",
    [
        lambda status: status.pop("id"),
        lambda status: status.pop("status"),
        lambda status: status.update(errors=["tidak terkirim"]),
        lambda status: status.update(errors={"code": 1}),
        lambda status: status.update(errors="tidak terkirim"),
    ],
    ids=["no id", "no status", "errors are words", "errors are an object", "errors are a word"],
)
def test_a_report_that_cannot_be_read_is_dead_and_the_next_goes_in(
    counter: Counter, spoil: Callable[[dict[str, Any]], object]
) -> None:
    reply = counter.reply(ReplyState.SENT, WAMID)
    status: dict[str, Any] = {"id": WAMID, "status": "failed"}
    spoil(status)
    odd = counter.store({"status": status})
    counter.report("delivered")
    counter.hear()

    assert counter.event(odd).state is InboundState.DEAD
    assert counter.event(odd).reason
    assert counter.again(reply).state is ReplyState.CONFIRMED


def test_a_payload_that_is_no_status_at_all_is_dead(counter: Counter) -> None:
    event = counter.store({"status": "delivered"})
    counter.hear()

    assert counter.event(event).state is InboundState.DEAD


def test_an_error_may_lack_its_code_and_words() -> None:
    report = read_report({"status": {"id": WAMID, "status": "failed", "errors": [{}]}})
    assert (report.error_code, report.error_words, report.tracker) == (None, "", "")

"""The watch over our own timeline: a post of somebody else raises one alert, ours raise none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import shadow
from models.clock import utcnow
from models.records import Account, Alert, AuditEntry, HandPost, Officer, Reply, TimelineLook
from models.vocabulary import AlertKind, Channel, Health, ReplyState, Role
from responder import judging
from responder.channels.x import XSender
from responder.timeline import EVERY, TimelineWatch
from tests.responder.conftest import HANDLE, Desk

OTHER = "polres_uji_dua"


@pytest.fixture
def watch(desk: Desk) -> TimelineWatch:
    """A watch that began an hour ago."""
    with desk.database.writing() as session:
        session.execute(update(Account).values(health=Health.OK))
    patient = replace(desk.settings, x_timeout=5.0)
    began = utcnow() - timedelta(hours=1)
    return TimelineWatch(desk.database, patient, {Channel.X: XSender(patient)}, began)


def look(watch: TimelineWatch) -> None:
    """Looks at every account that is due, as if a quarter of an hour had passed."""
    for account_id in watch._next_look:
        watch._next_look[account_id] -= EVERY
    while watch.step():
        pass


def alerts(desk: Desk) -> list[Alert]:
    with desk.database.reading() as session:
        return list(session.scalars(select(Alert).order_by(Alert.id)))


def test_a_post_that_did_not_come_from_here_raises_one_alert(desk: Desk, watch: TimelineWatch) -> None:
    foreign = desk.simulator.world.publish("x", HANDLE, "akun ini kami ambil alih")
    look(watch)
    look(watch)

    (alert,) = alerts(desk)
    assert alert.kind is AlertKind.FOREIGN_POST
    assert HANDLE in alert.words
    assert foreign in alert.words


def test_our_own_replies_raise_none(desk: Desk, watch: TimelineWatch) -> None:
    reply_id = desk.approved()
    desk.deliver(reply_id)
    assert len(desk.ledger) == 1
    look(watch)

    assert alerts(desk) == []


def test_a_foreign_post_beside_our_own_is_told_apart(desk: Desk, watch: TimelineWatch) -> None:
    desk.deliver(desk.approved())
    foreign = desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    look(watch)

    assert [foreign in alert.words for alert in alerts(desk)] == [True]


def test_nothing_is_said_while_a_reply_of_ours_is_uncertain(desk: Desk, watch: TimelineWatch) -> None:
    reply_id = desk.approved()
    desk.simulator.world.faults.add("x", "write", "error_after")
    assert desk.deliver(reply_id).state is ReplyState.UNKNOWN
    look(watch)
    assert alerts(desk) == []

    desk.later(reply_id)
    with desk.database.writing() as session:
        state = session.scalars(select(Reply.state)).one()
    assert state is ReplyState.SENT
    foreign = desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    look(watch)
    assert [foreign in alert.words for alert in alerts(desk)] == [True], "and ours is known by now"


def test_each_account_is_looked_at_once_in_a_quarter_of_an_hour(desk: Desk, watch: TimelineWatch) -> None:
    assert watch.step() is True
    assert watch.step() is False
    desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    assert watch.step() is False
    assert alerts(desk) == []


def test_a_timeline_that_cannot_be_read_stops_nothing(desk: Desk, watch: TimelineWatch) -> None:
    desk.simulator.world.faults.add("x", "read", "error_before", times=1)
    moment = utcnow() - timedelta(minutes=40)
    desk.simulator.world.publish("x", HANDLE, "bukan dari kami", created_at=moment)
    desk.simulator.world.publish("x", OTHER, "bukan dari kami juga", created_at=moment)
    look(watch)

    assert len(alerts(desk)) == 1, "the other account was looked at"
    look(watch)
    assert len(alerts(desk)) == 2, "and the one that failed is looked at from where it was"


def test_an_uncertain_reply_does_not_keep_the_watch_asking(desk: Desk, watch: TimelineWatch) -> None:
    desk.simulator.world.faults.add("x", "write", "error_before")
    desk.deliver(desk.approved())

    assert [watch.step() for _ in range(4)] == [True, False, False, False]


def test_a_reply_that_waits_for_a_human_does_not_blind_the_watch(desk: Desk, watch: TimelineWatch) -> None:
    desk.approved()
    with desk.database.writing() as session:
        session.execute(update(Reply).values(state=ReplyState.NEEDS_HUMAN))
    desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    look(watch)

    assert len(alerts(desk)) == 1


def test_a_stopped_account_is_not_asked(desk: Desk, watch: TimelineWatch) -> None:
    desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    with desk.database.writing() as session:
        session.execute(update(Account).values(health=Health.STOPPED))
    look(watch)

    assert alerts(desk) == []


def answer_by_hand(desk: Desk, in_reply_to: str, text: str) -> str:
    """Somebody signed in to our account on the platform answers a citizen there."""
    foreign = desk.simulator.world.publish("x", HANDLE, text)
    post = desk.simulator.world.post("x", foreign)
    assert post is not None
    post.reply_to = in_reply_to
    return foreign


def test_an_answer_by_hand_is_kept_beside_the_case_and_in_shadow_mode_no_alarm(
    desk: Desk, watch: TimelineWatch
) -> None:
    reply_id = desk.complaint()
    with desk.database.writing() as session:
        mention = session.get_one(Reply, reply_id).mention
        mention_id, post_id = mention.id, mention.external_id
        officer = Officer(
            login="system", name="system", password_hash="x", role=Role.SYSTEM, unit_id=1, created_at=utcnow()
        )
        session.add(officer)
        session.flush()
        shadow.begin(session, shadow.EVERYTHING, "uji coba", officer.id, utcnow() - timedelta(hours=1))
    by_hand = answer_by_hand(desk, post_id, "Pak, hubungi kami di 081234567890 ya")
    stray = desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    look(watch)
    look(watch)

    with desk.database.reading() as session:
        (kept,) = session.scalars(select(HandPost)).all()
    assert (kept.external_id, kept.mention_id) == (by_hand, mention_id)
    assert "081234567890" not in kept.text_masked
    assert [stray in alert.words for alert in alerts(desk)] == [True], "and what answers nobody still alarms"


def test_without_shadow_mode_an_answer_by_hand_alarms_and_is_kept_too(
    desk: Desk, watch: TimelineWatch
) -> None:
    reply_id = desk.complaint()
    with desk.database.reading() as session:
        post_id = session.get_one(Reply, reply_id).mention.external_id
    by_hand = answer_by_hand(desk, post_id, "kami cek ya")
    look(watch)

    assert [by_hand in alert.words for alert in alerts(desk)] == [True]
    with desk.database.reading() as session:
        assert session.scalars(select(HandPost.external_id)).all() == [by_hand]


def test_what_was_posted_while_the_service_was_down_is_found_afterwards(
    desk: Desk, watch: TimelineWatch
) -> None:
    look(watch)
    with desk.database.writing() as session:
        session.execute(update(TimelineLook).values(judged_until=utcnow() - timedelta(hours=9)))
    foreign = desk.simulator.world.publish(
        "x", HANDLE, "bukan dari kami", created_at=utcnow() - timedelta(hours=8)
    )
    again = TimelineWatch(desk.database, watch.settings, watch.readers)
    while again.step():
        pass

    assert [foreign in alert.words for alert in alerts(desk)] == [True], (
        "at once, and from where it had ended"
    )


def test_a_reply_of_ours_that_somebody_deleted_raises_an_alarm(
    desk: Desk, watch: TimelineWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Replies of the last minutes are not counted: clocks differ. Here there is one clock.
    monkeypatch.setattr(judging, "CLOCK_MARGIN", timedelta())
    reply_id = desk.approved()
    desk.deliver(reply_id)
    kept = desk.approved()
    desk.deliver(kept)
    with desk.database.writing() as session:
        session.execute(update(Reply).values(state=ReplyState.CONFIRMED))
    gone = desk.reply(reply_id).external_id
    assert gone is not None
    watch.started_at = utcnow() - timedelta(hours=7)
    look(watch)
    assert alerts(desk) == [], "both are there"

    desk.simulator.world.delete(gone)
    with desk.database.writing() as session:
        session.execute(update(TimelineLook).values(counted_at=utcnow() - timedelta(hours=7)))
    look(watch)
    assert [gone in alert.words for alert in alerts(desk)] == [True]


def test_by_policy_a_foreign_post_stops_the_account(desk: Desk, watch: TimelineWatch) -> None:
    desk.simulator.world.publish("x", HANDLE, "bukan dari kami")
    look(watch)
    with desk.database.reading() as session:
        assert not session.scalars(select(Account.sends_paused).where(Account.handle == HANDLE)).one()

    watch.settings = replace(watch.settings, foreign_post_stops_account=True)
    desk.simulator.world.publish("x", HANDLE, "lagi-lagi bukan dari kami")
    look(watch)
    with desk.database.reading() as session:
        assert session.scalars(select(Account.sends_paused).where(Account.handle == HANDLE)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "sends.paused")).one()
    assert entry.actor == "policy:foreign_post_stops_account"

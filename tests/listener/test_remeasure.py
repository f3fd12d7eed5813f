"""Reading reach again: a hundred posts a call, within the allowance, until the post is old or gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select, update

from listener import budget, intake
from listener.contracts import Batch, IncomingMention, Reach
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.records import Account, CaseEvent, Mention, RateWindow, ReachCost, ReachReading
from models.vocabulary import Channel, EventKind, Health, MentionKind
from tests.conftest import SECRET_KEY
from tests.listener.conftest import HANDLE, OTHER, WHATSAPP, Room


class Watched:
    """The real source; notes how many ids each call asked for."""

    def __init__(self, room: Room) -> None:
        self.real = room.sources[Channel.X]
        self.calls: list[int] = []

    measure_batch = 100

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        return self.real.fetch(account, cursor)

    def measure(self, account: ChannelAccount, external_ids: Sequence[str]) -> Mapping[str, Reach | None]:
        self.calls.append(len(external_ids))
        return self.real.measure(account, external_ids)

    def check(self, account: ChannelAccount) -> str:
        return self.real.check(account)


def measure(room: Room) -> list[int]:
    """One step with everything due; the sizes of the platform calls it made."""
    room.let_time_pass()
    watched = Watched(room)
    room.remeasurer({Channel.X: watched}).step()
    return watched.calls


def readings(room: Room, external_id: str) -> list[int | None]:
    with room.database.reading() as session:
        return list(
            session.scalars(
                select(ReachReading.likes)
                .join(Mention, Mention.id == ReachReading.mention_id)
                .where(Mention.external_id == external_id)
                .order_by(ReachReading.id)
            )
        )


def said(room: Room, count: int, handle: str = HANDLE) -> list[str]:
    ids = [room.say(f"laporan {number}", handle=handle) for number in range(count)]
    room.poll(handle)
    return ids


def test_a_growing_post_gets_another_reading(any_room: Room) -> None:
    external_id = any_room.say(base_likes=10, growth={"peak_per_hour": 600.0})
    any_room.poll()
    any_room.simulator.world.advance(3600)

    assert measure(any_room) == [1]

    first, second = readings(any_room, external_id)
    assert first is not None
    assert second is not None
    assert second > first
    (mention,) = any_room.mentions()
    assert mention.forecast_due is True


def test_the_next_reading_follows_the_age_of_the_post(room: Room) -> None:
    said(room, 1)
    for hours, minutes in ((0, 5), (2, 15), (20, 60)):
        with room.database.writing() as session:
            session.execute(update(Mention).values(created_at=utcnow() - timedelta(hours=hours)))
        measure(room)
        with room.database.reading() as session:
            measured = session.scalars(select(func.max(ReachReading.measured_at))).one()
        (mention,) = room.mentions()
        assert mention.next_measure_at is not None
        wait = mention.next_measure_at - measured
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)


def test_an_old_post_is_read_one_last_time(room: Room) -> None:
    said(room, 1)
    with room.database.writing() as session:
        session.execute(update(Mention).values(created_at=utcnow() - timedelta(hours=73)))

    assert measure(room) == [1]
    assert measure(room) == []


def test_x_is_asked_for_a_hundred_posts_at_a_time(room: Room) -> None:
    said(room, 230)

    assert measure(room) == [100, 100, 30]


def test_accounts_are_asked_apart_from_each_other(room: Room) -> None:
    said(room, 2)
    said(room, 3, OTHER)

    assert sorted(measure(room)) == [2, 3]


def test_a_deleted_post_is_marked_and_its_case_says_so(any_room: Room) -> None:
    gone, there = said(any_room, 2)
    case_id = any_room.open_case(gone)
    any_room.simulator.world.delete(gone)

    measure(any_room)

    removed, kept = any_room.mentions()
    assert removed.removed_at is not None
    assert removed.next_measure_at is None
    assert kept.removed_at is None
    assert len(readings(any_room, there)) == 2
    with any_room.database.reading() as session:
        event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.MENTION_REMOVED)).one()
        assert (event.case_id, event.mention_id) == (case_id, removed.id)
    assert measure(any_room) == [1]


def test_a_used_up_allowance_ends_the_reading_until_its_next_turn(room: Room) -> None:
    said(room, 150)
    with room.database.reading() as session:
        used = session.scalars(select(RateWindow.used).where(RateWindow.scope.startswith("x:account"))).one()
    tight = room.changed(x_account_requests_15min=used + 1)

    assert measure(tight) == [100]
    assert measure(tight) == []
    assert measure(room) == [100, 50]


def test_an_outage_loses_no_turn_and_stops_no_other_account(room: Room) -> None:
    said(room, 1)
    said(room, 1, OTHER)
    room.fault("error_before", times=1)

    assert measure(room) == [1, 1]

    assert sum(len(readings(room, mention.external_id)) for mention in room.mentions()) == 3
    assert all(mention.next_measure_at is not None for mention in room.mentions())
    assert measure(room) == [1, 1]


def test_a_stopped_account_is_not_asked(room: Room) -> None:
    said(room, 1)
    room.change(health=Health.STOPPED)

    assert measure(room) == []


def test_a_channel_that_tells_no_numbers_holds_up_nobody(room: Room) -> None:
    by_hand = IncomingMention(
        external_id="manual-1",
        kind=MentionKind.MENTION,
        text="dari berkas",
        created_at=utcnow(),
        author_handle="warga_1",
        author_external_id="warga_1",
        thread_id="manual-1",
        reach=Reach(likes=3),
    )
    room.change(WHATSAPP, channel=Channel.MANUAL)
    with room.database.writing() as session:
        account = session.scalars(select(Account).where(Account.handle == WHATSAPP)).one()
        intake.store(session, account, [by_hand], utcnow(), timedelta(hours=72), SECRET_KEY)
    said(room, 1)

    assert measure(room) == [1]


def expect(room: Room, **numbers: float) -> None:
    """The newest forecast of every mention."""
    calm = {"watch_p_1h": 0.0, "watch_p_72h": 0.001, "watch_pace": 0.0, "watch_left": 500.0}
    with room.database.writing() as session:
        session.execute(update(Mention).values(**{**calm, **numbers}))


def next_wait(room: Room) -> timedelta:
    """From the last reading to the next."""
    with room.database.reading() as session:
        measured = session.scalars(select(func.max(ReachReading.measured_at))).one()
    (mention,) = room.mentions()
    assert mention.next_measure_at is not None
    return mention.next_measure_at - measured


def test_a_calm_post_waits_longer_and_a_dangerous_one_does_not(any_room: Room) -> None:
    said(any_room, 1)
    with any_room.database.writing() as session:
        session.execute(update(Mention).values(created_at=utcnow() - timedelta(hours=7)))
    expect(any_room)
    measure(any_room)
    assert timedelta(hours=5) < next_wait(any_room) <= timedelta(hours=6)
    expect(any_room, watch_p_1h=0.3, watch_p_72h=0.9)
    measure(any_room)
    assert timedelta(minutes=4) < next_wait(any_room) <= timedelta(minutes=5)


def test_posts_without_room_in_the_allowance_are_read_when_it_opens(room: Room) -> None:
    said(room, 150)
    with room.database.writing() as session:
        session.execute(update(Mention).values(created_at=utcnow() - timedelta(hours=20)))
    with room.database.reading() as session:
        used = session.scalars(select(RateWindow.used).where(RateWindow.scope.startswith("x:account"))).one()

    assert measure(room.changed(x_account_requests_15min=used + 1)) == [100]

    waiting = [m.next_measure_at for m in room.mentions() if m.next_measure_at is not None]
    opens = budget.window_start(utcnow()) + budget.WINDOW
    assert sum(at <= opens for at in waiting) == 50


def test_the_dangerous_posts_are_read_first(room: Room) -> None:
    ids = said(room, 150)
    with room.database.writing() as session:
        session.execute(update(Mention).where(Mention.external_id == ids[-1]).values(viral_band=3))
    with room.database.reading() as session:
        used = session.scalars(select(RateWindow.used).where(RateWindow.scope.startswith("x:account"))).one()

    measure(room.changed(x_account_requests_15min=used + 1))

    assert len(readings(room, ids[-1])) == 2


def test_readings_leave_a_part_of_the_allowance_to_polling(room: Room) -> None:
    said(room, 1)
    with room.database.writing() as session:
        session.execute(update(RateWindow).where(RateWindow.scope.startswith("x:account")).values(used=8))

    assert measure(room.changed(x_account_requests_15min=10)) == []
    assert measure(room.changed(x_account_requests_15min=11)) == [1]


def test_what_reading_costs_is_counted_by_account_and_day(any_room: Room) -> None:
    said(any_room, 120)
    with any_room.database.reading() as session:
        billed = session.scalars(select(Account.reads_billed).where(Account.handle == HANDLE)).one()

    assert measure(any_room) == [100, 20]
    measure(any_room)

    with any_room.database.reading() as session:
        costs = session.scalars(select(ReachCost)).all()
        assert sum(cost.requests for cost in costs) == 4
        assert sum(cost.readings for cost in costs) == 240
        account = session.scalars(select(Account).where(Account.handle == HANDLE)).one()
        assert account.reads_billed == billed + 240
        ledger = select(RateWindow.used).where(RateWindow.scope.startswith("reads:x:"))
        assert sum(session.scalars(ledger)) == billed + 240
        assert {cost.account_id for cost in costs} == {account.id}

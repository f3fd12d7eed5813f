"""Polling through the real X adapter: nothing lost, nothing twice, and every account's row says how it is."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from listener import gaps
from listener.contracts import Batch
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.records import Account, ReachReading, Unit
from models.vocabulary import AlertKind, Channel, GapKind, Health
from tests.listener.conftest import HANDLE, INSTAGRAM, OTHER, WHATSAPP, Killed, Room


def test_a_poll_stores_the_mentions_their_numbers_the_cursor_and_the_health(any_room: Room) -> None:
    any_room.say("motor saya hilang", followers=77, base_likes=12)
    newest = any_room.say("dompet saya hilang, hubungi 081234567890")

    row = any_room.poll()

    first, second = any_room.mentions()
    assert (row.cursor, row.health, row.failures) == (newest, Health.OK, 0)
    assert row.last_ok_at is not None
    assert row.lease_until is None
    assert first.author_followers == 77
    assert second.text_masked == f"@{HANDLE} dompet saya hilang, hubungi [phone]"
    with any_room.database.reading() as session:
        readings = session.scalars(select(ReachReading).order_by(ReachReading.mention_id)).all()
        assert session.get_one(Unit, first.unit_id).code == "PRA"
    assert readings[0].likes == 12
    assert row.last_mention_at == second.created_at


def test_a_crash_between_fetch_and_commit_loses_nothing_and_repeats_nothing(
    any_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [any_room.say(f"laporan {number}") for number in range(3)]

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(gaps, "close", die)
        with pytest.raises(Killed):
            any_room.poll()
    assert any_room.mentions() == []
    assert any_room.account().cursor is None

    any_room.poll()
    any_room.poll()

    assert [mention.external_id for mention in any_room.mentions()] == ids


def test_a_second_poll_stores_only_what_is_new(room: Room) -> None:
    room.say("satu")
    room.poll()
    room.say("dua")
    room.poll()

    assert room.texts() == [f"@{HANDLE} satu", f"@{HANDLE} dua"]


def test_a_lost_cursor_stores_nothing_twice(room: Room) -> None:
    room.say("satu")
    room.poll()
    room.change(cursor=None)
    room.poll()

    assert room.texts() == [f"@{HANDLE} satu"]


def test_one_post_to_two_of_our_accounts_is_a_mention_of_each(room: Room) -> None:
    room.say("tolong", also_mentions=[OTHER])
    room.poll()
    room.poll(OTHER)

    assert len({mention.account_id for mention in room.mentions()}) == 2


def test_our_own_posts_and_those_of_our_other_accounts_never_become_mentions(room: Room) -> None:
    room.say("kami sendiri", author=HANDLE)
    room.say("satuan lain", author=OTHER)
    room.say("warga", author="warga_1")
    room.poll()

    assert room.texts() == [f"@{HANDLE} warga"]


def test_an_outage_opens_a_gap_and_recovery_closes_it_with_what_came_back(any_room: Room) -> None:
    any_room.poll()
    well = any_room.account().last_ok_at
    any_room.fault("error_before", times=2)
    any_room.say("selama gangguan")

    assert any_room.poll().health is Health.FAILING
    assert any_room.poll().failures == 2
    (gap,) = any_room.gaps()
    assert (gap.kind, gap.started_at, gap.ended_at) == (GapKind.OUTAGE, well, None)

    row = any_room.poll()

    (gap,) = any_room.gaps()
    assert (row.health, row.health_reason, row.failures) == (Health.OK, "", 0)
    assert gap.ended_at == row.last_polled_at
    assert (gap.recovered, gap.complete) == (1, True)


def test_an_outage_is_asked_again_soon_and_then_ever_more_slowly_up_to_a_minute(room: Room) -> None:
    room.fault("error_before", times=4)
    waits = []
    for _ in range(4):
        row = room.poll()
        assert row.last_polled_at is not None
        waits.append((row.next_poll_at - row.last_polled_at).total_seconds())

    assert waits == [15.0, 30.0, 60.0, 60.0]


def test_the_horizon_of_800_writes_a_gap_that_was_not_recovered(room: Room) -> None:
    for number in range(803):
        room.say(f"laporan {number}")
    row = room.poll()

    (gap,) = room.gaps()
    assert len(room.mentions()) == 800
    assert row.health is Health.OK
    assert (gap.kind, gap.complete) == (GapKind.HORIZON, False)
    assert gap.ended_at is not None
    assert "800" in gap.reason


def test_a_used_up_window_waits_for_its_end(room: Room) -> None:
    room.fault("rate_limited", reset_in=300)
    row = room.poll()

    assert row.health is Health.LIMITED
    assert row.last_polled_at is not None
    wait = (row.next_poll_at - row.last_polled_at).total_seconds()
    assert 298 < wait < 303
    assert [gap.kind for gap in room.gaps()] == [GapKind.LIMITED]


def test_a_used_up_monthly_cap_is_not_asked_again_every_window(room: Room) -> None:
    room.fault("monthly_cap")
    row = room.poll()

    assert row.health is Health.LIMITED
    assert row.last_polled_at is not None
    assert row.next_poll_at - row.last_polled_at == timedelta(hours=6)
    assert "month" in row.health_reason.lower()


def test_a_revoked_token_stops_that_account_and_no_other(any_room: Room) -> None:
    registered = any_room.simulator.world.account("x", HANDLE)
    assert registered is not None
    registered.revoked = True
    any_room.say("tidak terbaca")
    any_room.say("terbaca", handle=OTHER)

    any_room.poller().step()
    any_room.let_time_pass()
    any_room.poller().step()

    assert any_room.account().health is Health.STOPPED
    assert any_room.account(OTHER).health is Health.OK
    assert any_room.texts() == [f"@{OTHER} terbaca"]
    (alert,) = any_room.alerts()
    assert alert.kind is AlertKind.ACCOUNT_STOPPED
    assert HANDLE in alert.words
    assert GapKind.REVOKED in [gap.kind for gap in any_room.gaps()]


def test_a_missing_credential_stops_the_account_and_names_the_command(room: Room) -> None:
    room.change(credential_sealed="")

    row = room.poll()

    assert row.health is Health.STOPPED
    assert f"tanggap account login x {HANDLE}" in row.health_reason


def test_a_live_connector_without_a_recorded_consent_is_not_polled(room: Room) -> None:
    live = room.changed(simulated_platforms=False)
    live.say("tidak dibaca")

    row = live.poll()

    assert row.health is Health.STOPPED
    assert "approval_ref" in row.health_reason
    assert live.mentions() == []


def test_a_wrong_secret_key_is_told_and_stops_no_account(room: Room) -> None:
    wrong = room.changed(secret_key="another-secret-key-0123456789abcdef")

    row = wrong.poll()

    assert row.health is Health.FAILING
    assert "TANGGAP_SECRET_KEY" in row.health_reason
    assert room.alerts() == []
    assert room.poll().health is Health.OK


def test_a_busy_account_is_polled_more_often_but_not_below_the_shortest_time(room: Room) -> None:
    room.change(poll_seconds=100.0)
    paces = []
    for number in range(4):
        room.say(f"laporan {number}")
        paces.append(room.poll().poll_seconds)

    assert paces == [50.0, 25.0, room.settings.poll_seconds_min, room.settings.poll_seconds_min]


def test_a_quiet_account_is_polled_less_often_but_not_beyond_the_longest_time(room: Room) -> None:
    room.change(poll_seconds=300.0)

    row = room.poll()

    assert row.poll_seconds == 450.0
    assert row.last_polled_at is not None
    assert row.next_poll_at - row.last_polled_at == timedelta(seconds=450)
    assert [room.poll().poll_seconds for _ in range(2)] == [room.settings.poll_seconds_max] * 2


class CountingSource:
    """Stands between the poller and the platform and notes whom it asks about."""

    measure_batch = 0

    def __init__(self) -> None:
        self.asked: list[int] = []

    def fetch(self, account: ChannelAccount, cursor: str | None) -> Batch:
        self.asked.append(account.id)
        return Batch(mentions=(), cursor=cursor)

    def measure(self, account: ChannelAccount, external_ids: object) -> Mapping[str, None]:
        return {}

    def check(self, account: ChannelAccount) -> str:
        return account.handle


def test_workers_at_once_never_poll_one_account_twice(any_room: Room) -> None:
    counting = CountingSource()
    with any_room.database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "PRA")).one()
        for number in range(40):
            session.add(
                Account(
                    unit_id=unit.id,
                    channel=Channel.X,
                    handle=f"akun_{number}",
                    external_id=str(number),
                    next_poll_at=utcnow(),
                )
            )
    small = replace(any_room.settings, poll_batch=7)

    def work(name: str) -> None:
        with ThreadPoolExecutor(2) as threads:
            poller = replace(
                any_room.poller(name),
                settings=small,
                sources=dict.fromkeys(Channel, counting),
                threads=threads,
            )
            while poller.step():
                pass

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, ["worker-1", "worker-2", "worker-3"]))

    assert len(counting.asked) == len(set(counting.asked))
    assert len(counting.asked) >= 42


def test_a_dead_workers_accounts_come_back_when_its_lease_ends(any_room: Room) -> None:
    now = utcnow()
    claimed = any_room.poller("worker-dead").claim(now)
    assert any_room.account().id in claimed

    other = any_room.poller("worker-alive")
    almost = now + timedelta(seconds=any_room.settings.lease_seconds - 1)
    assert other.claim(almost) == []
    assert sorted(other.claim(almost + timedelta(seconds=2))) == sorted(claimed)


def test_a_restarted_worker_gives_back_its_own_claims_only(room: Room) -> None:
    poller = room.poller("worker-1")
    claimed = poller.claim(utcnow())
    room.poller("worker-2").release()
    assert poller.claim(utcnow()) == []

    poller.release()

    assert sorted(poller.claim(utcnow())) == sorted(claimed)


def test_switched_off_stopped_and_manual_accounts_are_left_alone(room: Room) -> None:
    room.change(HANDLE, enabled=False)
    room.change(OTHER, health=Health.STOPPED)
    room.change(INSTAGRAM, channel=Channel.MANUAL)

    assert room.poller().claim(utcnow()) == [room.account(WHATSAPP).id]


def test_an_account_fed_by_webhook_is_only_asked_whether_it_works(room: Room) -> None:
    assert room.poll(WHATSAPP).health is Health.OK
    registered = room.simulator.world.account("whatsapp", WHATSAPP)
    assert registered is not None
    registered.revoked = True

    assert room.poll(WHATSAPP).health is Health.STOPPED
    assert room.mentions() == []


def test_a_step_says_whether_there_may_be_more(room: Room) -> None:
    assert room.changed(poll_batch=2).poller().step() is True
    assert room.changed(poll_batch=50).poller().step() is False


def test_a_repaired_account_closes_its_gap_with_what_was_recovered(room: Room) -> None:
    registered = room.simulator.world.account("x", HANDLE)
    assert registered is not None
    registered.revoked = True
    room.say("selama dicabut")
    room.poll()
    registered.revoked = False
    with room.database.writing() as session:
        session.execute(update(Account).values(health=Health.UNKNOWN))

    room.poll()

    (gap,) = room.gaps()
    assert (gap.kind, gap.recovered, gap.complete) == (GapKind.REVOKED, 1, True)
    assert gap.ended_at is not None

"""What arrived is stored once, masked, with its numbers, and never as an echo of our own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from listener import intake
from listener.contracts import IncomingMention, QuotedPost, Reach
from models import outbox
from models.clock import utcnow
from models.records import Account, Case, Mention, ReachReading
from models.vocabulary import MentionKind, ReplyKind
from tests.conftest import SECRET_KEY
from tests.listener.conftest import HANDLE, Room

THREE_DAYS = timedelta(hours=72)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
INCOMING = IncomingMention(
    external_id="1001",
    kind=MentionKind.MENTION,
    text="tolong cek, nomor saya 081234567890",
    created_at=NOW - timedelta(minutes=10),
    author_handle="warga_1",
    author_external_id="11",
    thread_id="1001",
    media_urls=("https://pbs.twimg.com/media/1.jpg",),
    context=(QuotedPost("900", "begal di flyover", "saksi_77", NOW - timedelta(hours=1), relation="quoted"),),
    mentioned_handles=(HANDLE,),
    reach=Reach(likes=5, views=100),
)


def store(room: Room, *incoming: IncomingMention, now: datetime = NOW) -> int:
    with room.database.writing() as session:
        account = session.scalars(select(Account).where(Account.handle == HANDLE)).one()
        return intake.store(session, account, incoming, now, THREE_DAYS, SECRET_KEY)


def test_it_keeps_the_words_masked_and_with_what_they_point_at(any_room: Room) -> None:
    assert store(any_room, INCOMING) == 1

    (mention,) = any_room.mentions()
    assert mention.text == INCOMING.text
    assert mention.text_masked == "tolong cek, nomor saya [phone]"
    assert mention.media == ["https://pbs.twimg.com/media/1.jpg"]
    assert mention.context[0]["text"] == "begal di flyover"
    assert mention.context[0]["created_at"] == "2026-11-22T11:00:00+00:00"
    assert (mention.created_at, mention.fetched_at) == (INCOMING.created_at, NOW)
    assert mention.assessed_at is None
    assert mention.forecast_due is True
    assert mention.next_measure_at == NOW + timedelta(minutes=5)


def test_it_skips_a_mention_it_already_has_also_inside_one_batch(any_room: Room) -> None:
    assert store(any_room, INCOMING, INCOMING) == 1
    assert store(any_room, INCOMING, replace(INCOMING, external_id="1002")) == 1
    assert len(any_room.mentions()) == 2


def test_a_reply_of_ours_that_comes_back_is_recognised_by_the_ledger(room: Room) -> None:
    store(room, INCOMING)
    case_id = room.open_case("1001")
    with room.database.writing() as session:
        mention = session.scalars(select(Mention)).one()
        case = session.get_one(Case, case_id)
        reply = outbox.draft(session, case, mention, ReplyKind.ACKNOWLEDGEMENT, "diterima", utcnow())
        assert reply is not None
        reply.external_id = "2001"

    echo = replace(INCOMING, external_id="2001", author_external_id="not-told")
    assert store(room, echo) == 0
    assert len(room.mentions()) == 1


def test_a_message_without_public_numbers_is_not_measured(room: Room) -> None:
    store(room, replace(INCOMING, kind=MentionKind.DIRECT))
    store(room, replace(INCOMING, external_id="1002", reach=None))

    assert [mention.next_measure_at for mention in room.mentions()] == [None, None]
    assert [mention.forecast_due for mention in room.mentions()] == [False, False]


def test_the_first_reading_is_kept_as_the_platform_told_it(room: Room) -> None:
    store(room, INCOMING)
    with room.database.reading() as session:
        (reading,) = session.scalars(select(ReachReading)).all()
    assert (reading.likes, reading.views, reading.shares) == (5, 100, None)
    assert reading.measured_at == NOW


def test_nothing_is_stored_of_nothing(room: Room) -> None:
    assert store(room) == 0

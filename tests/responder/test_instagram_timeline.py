"""The watch over our own Instagram account: the real adapter, over HTTP, against the simulated platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from models import vault
from models.clock import utcnow
from models.database import Database
from models.records import Alert, AuditEntry, HandPost, Reply, TimelineLook
from models.vocabulary import AlertKind, Channel, Health, MentionKind, ReplyKind, ReplyState
from responder import judging
from responder.timeline import COUNT_EVERY, EVERY, TimelineWatch
from tests.conftest import SECRET_KEY
from tests.contract.rigs.base import HANDLE
from tests.contract.rigs.instagram import InstagramRig
from tests.models.conftest import World, planted

PLATFORM = "instagram"


@dataclass
class Desk:
    """Our account with one photo, the watch over it, and every path that was asked for."""

    rig: InstagramRig
    world: World
    watch: TimelineWatch
    medium: str
    asked: list[str] = field(default_factory=list)

    def look(self) -> None:
        """A quarter of an hour has passed."""
        for account_id in self.watch._next_look:
            self.watch._next_look[account_id] -= EVERY
        self.asked.clear()
        self.watch.step()

    def answered(self, comment: str) -> str:
        """We answer a comment through the ledger; the id of our reply."""
        text = "Diterima, kode TGP-0001"
        sent = self.rig.sender.send(self.rig.account, self.rig.outgoing(comment, text))
        with self.world.database.writing() as session:
            mention = self.world.mention(
                session,
                channel=Channel.INSTAGRAM,
                kind=MentionKind.COMMENT,
                external_id=comment,
                thread_id=self.medium,
            )
            case = self.world.case(session, mention)
            session.add(
                Reply(
                    mention_id=mention.id,
                    case_id=case.id,
                    account_id=mention.account_id,
                    unit_id=case.unit_id,
                    channel=Channel.INSTAGRAM,
                    kind=ReplyKind.ANSWER,
                    text=text,
                    key=sent.external_id,
                    state=ReplyState.CONFIRMED,
                    created_at=utcnow(),
                    sent_at=utcnow(),
                    external_id=sent.external_id,
                )
            )
        return sent.external_id

    def foreign(self, comment: str, text: str = "klik tautan ini") -> str:
        """Somebody who holds our account answers there by himself."""
        made = self.rig.world.accept(PLATFORM, HANDLE, comment, text, kind="comment", thread_id=self.medium)
        return made.external_id

    def alerts(self) -> list[str]:
        with self.world.database.reading() as session:
            return list(
                session.scalars(
                    select(Alert.words).where(Alert.kind == AlertKind.FOREIGN_POST).order_by(Alert.id)
                )
            )

    def notes(self) -> list[tuple[str, str]]:
        """What the audit trail holds of published and withdrawn media."""
        with self.world.database.reading() as session:
            rows = session.execute(
                select(AuditEntry.act, AuditEntry.subject)
                .where(AuditEntry.act.startswith("timeline."))
                .order_by(AuditEntry.id)
            )
            return [(act, subject.removeprefix("instagram-post:")) for act, subject in rows]

    def count_again(self) -> None:
        """Our replies of a day are to be counted at the next look."""
        with self.world.database.writing() as session:
            session.execute(update(TimelineLook).values(counted_at=utcnow() - COUNT_EVERY))


@pytest.fixture
def desk(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # Replies of the last minutes are not counted: clocks differ. Here there is one clock.
    monkeypatch.setattr(judging, "CLOCK_MARGIN", timedelta())
    world = planted(sqlite_database)
    with InstagramRig() as rig:
        with sqlite_database.writing() as session:
            account = world.account(session, "PRA", Channel.INSTAGRAM)
            account.handle, account.external_id = HANDLE, rig.registered.external_id
            account.credential_sealed = vault.seal(SECRET_KEY, rig.credential())
            account.health = Health.OK
        medium = rig.world.publish(PLATFORM, HANDLE, "Patroli", created_at=utcnow() - timedelta(days=3))
        settings = replace(rig.settings(), secret_key=SECRET_KEY)
        readers = {Channel.INSTAGRAM: rig.sender}
        began = utcnow() - timedelta(hours=1)
        desk = Desk(rig, world, TimelineWatch(sqlite_database, settings, readers, began), medium)
        rig.sender._client.event_hooks = {"request": [lambda one: _noted(desk, one)]}
        yield desk


def _noted(desk: Desk, request: httpx.Request) -> None:
    desk.asked.append(request.url.path.removeprefix("/v23.0"))


def test_a_reply_that_did_not_come_from_here_raises_one_alarm_and_ours_none(desk: Desk) -> None:
    comment = desk.rig.say("kapan SIM keliling?")
    desk.answered(comment)
    foreign = desk.foreign(comment)
    desk.look()
    desk.look()

    (words,) = desk.alerts()
    assert f"@{HANDLE}" in words
    assert foreign in words


def test_a_foreign_reply_under_many_others_is_found(desk: Desk) -> None:
    old = desk.rig.say("pertama")
    for number in range(55):
        desk.rig.say(f"ikut {number}", author="warga_7", kind="reply", reply_to=old)
        desk.rig.say(f"halo {number}", author="warga_8")
    foreign = desk.foreign(old)
    desk.look()

    assert [foreign in words for words in desk.alerts()] == [True]
    assert desk.asked.count(f"/{desk.medium}/comments") == 2, "two pages"


def test_only_media_where_something_happened_are_read(desk: Desk) -> None:
    desk.rig.say("halo")
    busy = desk.rig.world.publish(PLATFORM, HANDLE, "Bakti", created_at=utcnow() - timedelta(days=2))
    listing = f"/{desk.rig.account.external_id}/media"
    desk.look()
    assert desk.asked == [listing, f"/{desk.medium}/comments"]

    desk.look()
    assert desk.asked == [listing], "nothing new anywhere"

    desk.rig.say("mantap", thread_id=busy)
    desk.look()
    assert desk.asked == [listing, f"/{busy}/comments"]


def test_a_photo_of_our_own_is_noted_once_and_alarms_nobody(desk: Desk) -> None:
    fresh = desk.rig.world.publish(PLATFORM, HANDLE, "Apel pagi")
    caption = desk.rig.world.accept(
        PLATFORM, HANDLE, fresh, "#polri", kind="comment", thread_id=fresh
    ).external_id
    desk.look()
    desk.look()

    assert sorted(desk.notes()) == sorted([("timeline.published", fresh), ("timeline.published", caption)])
    assert desk.alerts() == []


def test_where_the_policy_says_so_a_photo_alarms(desk: Desk) -> None:
    desk.watch.settings = replace(desk.watch.settings, instagram_own_media="alarm")
    fresh = desk.rig.world.publish(PLATFORM, HANDLE, "Investasi kripto")
    desk.look()
    assert [fresh in words for words in desk.alerts()] == [True]

    desk.rig.world.delete(fresh)
    desk.look()
    assert [fresh in words for words in desk.alerts()] == [True, True], "and so does its withdrawal"
    assert desk.notes() == []


def test_a_withdrawn_photo_is_noted(desk: Desk) -> None:
    desk.look()
    desk.rig.world.delete(desk.medium)
    desk.look()
    desk.look()

    assert desk.notes() == [("timeline.withdrawn", desk.medium)]


def test_a_reply_of_ours_that_vanished_alarms_but_not_one_that_went_with_the_citizens_comment(
    desk: Desk,
) -> None:
    asked, withdrawn = desk.rig.say("tolong"), desk.rig.say("tidak jadi")
    gone, taken_along = desk.answered(asked), desk.answered(withdrawn)
    desk.look()
    desk.count_again()
    desk.look()
    assert desk.alerts() == [], "both are there"

    desk.rig.world.delete(gone)
    desk.rig.world.delete(withdrawn)
    desk.rig.world.delete(taken_along)
    desk.count_again()
    desk.look()
    (words,) = desk.alerts()
    assert gone in words


def test_a_direct_message_is_not_looked_for_on_the_timeline(desk: Desk) -> None:
    comment = desk.rig.say("tolong")
    desk.answered(comment)
    with desk.world.database.writing() as session:
        session.execute(update(Reply).values(kind=ReplyKind.DETAILS, external_id="aWdf1"))
    desk.look()
    desk.count_again()
    desk.look()

    assert [words for words in desk.alerts() if "aWdf1" in words] == []


@pytest.mark.parametrize("fault", ["error_before", "cut"])
def test_a_look_that_fails_is_made_again_from_where_it_was(desk: Desk, fault: str) -> None:
    desk.look()
    comment = desk.rig.say("halo")
    foreign = desk.foreign(comment)
    desk.rig.fault("read", fault, times=1)
    desk.look()
    assert desk.alerts() == []

    desk.look()
    assert [foreign in words for words in desk.alerts()] == [True]


def test_a_revoked_token_stops_nothing_and_judges_nothing(desk: Desk) -> None:
    desk.foreign(desk.rig.say("halo"))
    desk.rig.registered.revoked = True
    desk.look()

    assert desk.alerts() == []
    with desk.world.database.reading() as session:
        assert session.scalars(select(TimelineLook)).all() == []


def test_without_shadow_mode_an_answer_by_hand_alarms_and_is_kept_beside_the_case(desk: Desk) -> None:
    comment = desk.rig.say("tolong")
    desk.answered(comment)
    by_hand = desk.foreign(comment, "kami cek ya, hubungi 081234567890")
    desk.look()

    assert [by_hand in words for words in desk.alerts()] == [True]
    with desk.world.database.reading() as session:
        (kept,) = session.scalars(select(HandPost)).all()
    assert kept.external_id == by_hand
    assert "081234567890" not in kept.text_masked


def test_media_that_fell_off_the_list_were_not_withdrawn(desk: Desk) -> None:
    desk.rig.world.publish(PLATFORM, HANDLE, "Bakti", created_at=utcnow() - timedelta(days=2))
    desk.look()
    before: datetime = utcnow() - timedelta(days=1)
    for number in range(55):
        moment = before + timedelta(minutes=number)
        desk.rig.world.publish(PLATFORM, HANDLE, f"kegiatan {number}", created_at=moment)
    desk.look()

    assert [note for note in desk.notes() if note[0] == "timeline.withdrawn"] == []

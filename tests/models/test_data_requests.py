"""Seeing and erasing what is kept about one contact."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from listener import intake
from listener.contracts import IncomingMention
from models import audit, casework, data_requests, erasure, inbound_bodies, satisfaction, sla, vault
from models.errors import Conflict, Forbidden
from models.records import (
    Alert,
    AuditEntry,
    Base,
    Case,
    CaseEvent,
    ContactDetail,
    DataRequest,
    HandPost,
    InboundBody,
    InboundEvent,
    Mention,
    Reply,
    Satisfaction,
    ShadowPost,
)
from models.settings import Settings
from models.vocabulary import (
    AlertKind,
    Channel,
    EventKind,
    InboundKind,
    MentionKind,
    ReplyState,
    Role,
    Stage,
)
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

HANDLE, AUTHOR, PHONE, POST = "warga_9077", "author-9077", "081299988877", "post-9077"
WORDS = ("kacamata", HANDLE, AUTHOR, PHONE, POST, "jendela")


def leave_traces(world: World, session: Session) -> DataRequest:
    """A contact whose words, handle and number lie in every table that may hold them."""
    mention = world.mention(
        session,
        external_id=POST,
        thread_id=f"thread-{AUTHOR}",
        text=f"kacamata saya hilang, telp {PHONE}",
        text_masked="kacamata saya hilang, telp [phone]",
        author_handle=HANDLE,
        author_external_id=AUTHOR,
        permalink=f"https://x.example/{HANDLE}/status/{POST}",
    )
    case = world.case(session, mention)
    casework.citizen_adds(session, case, "hilang di dekat jendela", NOON)
    casework.add_event(session, case, EventKind.NOTE, NOON, text=f"sudah ditelepon {PHONE}")
    reply = world.reply(session, case, text=f"@{HANDLE} laporan kacamata diterima")
    session.add_all(
        [
            ShadowPost(reply_id=reply.id, case_id=case.id, text=reply.text, at=NOON),
            HandPost(
                account_id=mention.account_id,
                mention_id=mention.id,
                external_id="by-hand-1",
                text_masked=f"@{HANDLE} kacamata sudah kami catat",
                url=f"https://x.example/status/{POST}",
                posted_at=NOON,
            ),
        ]
    )
    alert = Alert(
        key="a",
        kind=AlertKind.EMERGENCY,
        unit_id=case.unit_id,
        case_id=case.id,
        words="kacamata",
        raised_at=NOON,
    )
    sealed = vault.seal(SECRET_KEY, {"phone": PHONE})
    session.add_all([alert, ContactDetail(case_id=case.id, sealed=sealed, at=NOON)])
    body = InboundBody(channel=Channel.X, raw=f"{HANDLE} {AUTHOR} kacamata".encode(), received_at=NOON)
    session.add(body)
    session.flush()
    session.add(
        InboundEvent(
            body_id=body.id,
            channel=Channel.X,
            kind=InboundKind.MENTION,
            account_external_id="ours",
            external_id=POST,
            payload={"from": AUTHOR, "text": "kacamata"},
            received_at=NOON,
            not_before=NOON,
        )
    )
    world.mention(
        session,
        text=f"@{HANDLE} saya lihat di pasar",
        text_masked=f"@{HANDLE} saya lihat di pasar",
        author_external_id="other",
        mentioned_handles=[HANDLE],
        context=[{"author_handle": HANDLE, "text": "kacamata saya hilang", "external_id": POST}],
    )
    casework.change_stage(session, case, Stage.DONE, NOON, None)
    satisfaction.give(session, case, 4, "kacamata ketemu", NOON)
    wanted = DataRequest(kind="erase", case_id=case.id, received_at=NOON, due_at=sla.data_request_due(NOON))
    session.add(wanted)
    session.flush()
    audit.record(session, "citizen", "data_request.received", f"data_request:{wanted.id}", case.unit_id)
    return wanted


def everything(session: Session) -> Iterator[tuple[str, str]]:
    """Every text, JSON and binary value of every table."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column in table.columns:
                value = row[column.name]
                if isinstance(value, bytes):
                    yield f"{table.name}.{column.name}", value.decode(errors="replace")
                elif isinstance(value, (str, dict, list)):
                    yield f"{table.name}.{column.name}", json.dumps(value, default=str, ensure_ascii=False)


def traces(session: Session) -> set[str]:
    session.flush()
    return {
        f"{place}: {word}" for place, text in everything(session) for word in WORDS if word in text.lower()
    }


@pytest.fixture
def settings() -> Settings:
    return Settings(secret_key=SECRET_KEY)


def test_nothing_of_the_contact_is_left_in_any_table(any_world: World, settings: Settings) -> None:
    world = any_world
    with world.database.writing() as session:
        wanted = leave_traces(world, session)
        assert len(traces(session)) > 20
        first, second = (world.officer(session, Role.AUDITOR, "MABES") for _ in range(2))
        data_requests.prepare(session, wanted, first, NOON)
        counts = data_requests.confirm(session, wanted, second, settings, NOON)
        assert counts == {"messages": 1, "cases": 1}
    with world.database.writing() as session:
        assert traces(session) == set()
        assert audit.verify(session) is None
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[-2:] == ["data_request.prepared", "data_request.erased"]


def test_what_is_counted_stays(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        wanted = leave_traces(world, session)
        before = counted(session)
        first, second = (world.officer(session, Role.AUDITOR, "MABES") for _ in range(2))
        data_requests.prepare(session, wanted, first, NOON)
        data_requests.confirm(session, wanted, second, settings, NOON)
        session.flush()
        session.expire_all()
        assert counted(session) == before
        assert session.scalars(select(Satisfaction.score)).all() == [4]
        assert set(session.scalars(select(Reply.state))) == {ReplyState.CANCELLED}


def counted(session: Session) -> list[object]:
    rows = select(
        Case.id, Case.category, Case.stage, Case.opened_at, Case.due_at, Case.closed_at, Case.unit_id
    )
    return [
        session.execute(rows).all(),
        session.scalar(select(func.count(Mention.id))),
        session.scalar(select(func.count(CaseEvent.id))),
    ]


def test_polling_does_not_bring_it_back(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        wanted = leave_traces(world, session)
        first, second = (world.officer(session, Role.AUDITOR, "MABES") for _ in range(2))
        data_requests.prepare(session, wanted, first, NOON)
        data_requests.confirm(session, wanted, second, settings, NOON)
        account = world.account(session)
        again, new = (
            IncomingMention(
                external_id=number,
                kind=MentionKind.MENTION,
                thread_id="t",
                in_reply_to=None,
                permalink="",
                text="kacamata saya hilang",
                author_handle=HANDLE,
                author_external_id=AUTHOR,
                created_at=NOON,
            )
            for number in (POST, "post-9078")
        )
        assert intake.store(session, account, [again, new], NOON, sla.ANSWERED_REST, SECRET_KEY) == 1
        kept = session.scalars(select(Mention.external_id).where(Mention.author_external_id == AUTHOR)).all()
        assert kept == ["post-9078"]


def whatsapp(*names: str) -> bytes:
    messages = [
        {
            "id": name,
            "from": "62-9077",
            "timestamp": "1",
            "type": "text",
            "text": {"body": f"kacamata {name}"},
        }
        for name in names
    ]
    value = {"metadata": {"phone_number_id": "1"}, "contacts": [], "messages": messages}
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}).encode()


def test_a_body_delivered_again_after_an_erasure_keeps_no_words(world: World) -> None:
    with world.database.writing() as session:
        assert inbound_bodies.keep(session, Channel.WHATSAPP, whatsapp("wamid.1"), NOON, SECRET_KEY) == 1
        event = session.scalars(select(InboundEvent)).one()
        event.external_id, event.payload = erasure.erased_name(SECRET_KEY, event.external_id), {}
        session.get_one(InboundBody, event.body_id).raw = b""
    with world.database.writing() as session:
        assert inbound_bodies.keep(session, Channel.WHATSAPP, whatsapp("wamid.1"), NOON, SECRET_KEY) == 0
        assert session.scalars(select(InboundBody.raw)).all() == [b""]
        both = whatsapp("wamid.1", "wamid.2")
        assert inbound_bodies.keep(session, Channel.WHATSAPP, both, NOON, SECRET_KEY) == 1
        assert session.scalars(select(InboundBody.raw)).all() == [b"", b""], "not beside a new one either"
        assert {one.payload.get("id") for one in session.scalars(select(InboundEvent))} <= {None, "wamid.2"}


def test_what_is_left_of_an_erased_message_cannot_be_guessed_from_its_id() -> None:
    ours, theirs = (erasure.tombstone_key(key, Channel.X, 1, POST) for key in (SECRET_KEY, "another" * 6))
    assert ours != theirs


def test_two_officers_are_needed(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        wanted = leave_traces(world, session)
        first, second = (world.officer(session, Role.AUDITOR, "MABES") for _ in range(2))
        with pytest.raises(Conflict):
            data_requests.confirm(session, wanted, second, settings, NOON)
        data_requests.prepare(session, wanted, first, NOON)
        with pytest.raises(Conflict):
            data_requests.prepare(session, wanted, second, NOON)
        with pytest.raises(Forbidden):
            data_requests.confirm(session, wanted, first, settings, NOON)
        assert traces(session)


def test_the_export_holds_all_of_it_and_changes_nothing(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        wanted = leave_traces(world, session)
        wanted.kind = "access"
        first, second = (world.officer(session, Role.AUDITOR, "MABES") for _ in range(2))
        data_requests.prepare(session, wanted, first, NOON)
        before = traces(session)
        text = json.dumps(data_requests.confirm(session, wanted, second, settings, NOON))
        for word in WORDS:
            assert word in text
        assert traces(session) == before
        assert wanted.answered_at == NOON

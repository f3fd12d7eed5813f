"""Which way there is to a citizen, and to which case his answer belongs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import casework, drafting, merging, outbox, policy, private_way, vault, wording
from models.policy import Block
from models.records import Case, Mention, Reply
from models.settings import Settings
from models.vocabulary import Category, Channel, MentionKind, Refusal, ReplyKind, ReplyState, Role, Stage
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

SETTINGS = Settings(secret_key=SECRET_KEY)
LATER = NOON + timedelta(hours=2)
COMMENT: dict[str, Any] = {"channel": Channel.INSTAGRAM, "kind": MentionKind.COMMENT, "thread_id": "media-1"}
MESSAGE: dict[str, Any] = {"channel": Channel.INSTAGRAM, "kind": MentionKind.DIRECT, "thread_id": "11"}
HOTLINE: dict[str, Any] = {"channel": Channel.WHATSAPP, "kind": MentionKind.DIRECT, "thread_id": "11"}
# One of each way in which the public reaches us: the columns of its mention.
WAYS = {
    "x": {"channel": Channel.X, "thread_id": "talk-1"},
    "instagram comment": COMMENT,
    "instagram message": MESSAGE,
    "private instagram": {**MESSAGE, "channel": Channel.INSTAGRAM_PRIVATE},
    "whatsapp": HOTLINE,
    "manual": {"channel": Channel.MANUAL, "thread_id": "meja-1"},
}


@pytest.fixture(autouse=True)
def _texts(world: World) -> None:
    with world.database.writing() as session:
        session.add_all(wording.default_templates())


def asked(world: World, session: Session, now: Any = NOON, **mention: Any) -> tuple[Case, Reply]:
    """A case whose citizen is asked for details, and the notice that asks him."""
    case = world.case(session, world.mention(session, **mention))
    casework.change_stage(session, case, Stage.NEED_DETAILS, now, None)
    (reply,) = drafting.tell_all(session, case, SETTINGS, now, None)
    return case, reply


def went_out(reply: Reply, state: ReplyState = ReplyState.CONFIRMED) -> None:
    reply.state, reply.first_attempt_at = state, NOON


def said(world: World, session: Session, text: str = "kejadiannya tadi malam", **columns: Any) -> Mention:
    return world.mention(session, text=text, text_masked=text, created_at=LATER, **columns)


# --- asking


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("x", ReplyKind.PROGRESS),
        ("instagram comment", ReplyKind.DETAILS),
        ("instagram message", ReplyKind.DETAILS),
        ("private instagram", ReplyKind.DETAILS),
        ("whatsapp", ReplyKind.DETAILS),
        ("manual", ReplyKind.PROGRESS),
    ],
)
def test_details_are_asked_for_privately_where_a_way_is_open_else_the_form_is_offered(
    world: World, way: str, kind: ReplyKind
) -> None:
    with world.database.writing() as session:
        case, reply = asked(world, session, **WAYS[way])
        assert reply.kind is kind
        assert case.code in reply.text
        assert ("laman lacak" in reply.text) is (kind is ReplyKind.PROGRESS)


def test_a_mention_under_somebody_elses_post_has_no_private_way(world: World) -> None:
    with world.database.writing() as session:
        _, reply = asked(world, session, **{**COMMENT, "kind": MentionKind.MENTION})
        assert reply.kind is ReplyKind.PROGRESS


@pytest.mark.parametrize(("days", "open_"), [(6, True), (8, False)])
def test_a_comment_can_be_answered_privately_for_seven_days(world: World, days: int, open_: bool) -> None:
    with world.database.writing() as session:
        mention = world.mention(session, **COMMENT)
        assert private_way.is_open(session, mention, NOON + timedelta(days=days)) is open_


def test_an_expired_window_blocks_what_was_approved_before_and_says_why(world: World) -> None:
    with world.database.writing() as session:
        _, reply = asked(world, session, **COMMENT)
        assert policy.verdict(session, reply, SETTINGS, NOON + timedelta(days=7)) is None
        blocked = policy.verdict(session, reply, SETTINGS, NOON + timedelta(days=7, minutes=1))
        assert blocked == Block(Refusal.WINDOW_CLOSED, policy.PRIVATE_REPLY_CLOSED)


def test_a_public_answer_to_the_comment_knows_no_window(world: World) -> None:
    with world.database.writing() as session:
        mention = world.mention(session, **COMMENT)
        case = world.case(session, mention)
        reply = outbox.draft(session, case, mention, ReplyKind.PROGRESS, "Kabar untuk Anda.", NOON)
        assert reply is not None
        assert policy.verdict(session, reply, SETTINGS, NOON + timedelta(days=30)) is None


def test_a_comment_is_answered_privately_once(world: World) -> None:
    with world.database.writing() as session:
        case, reply = asked(world, session, **COMMENT)
        went_out(reply)
        casework.change_stage(session, case, Stage.IN_PROGRESS, NOON, None)
        casework.change_stage(session, case, Stage.NEED_DETAILS, LATER, None)
        (again,) = drafting.tell_all(session, case, SETTINGS, LATER, None)
        assert again.kind is ReplyKind.PROGRESS
        assert outbox.draft(session, case, reply.mention, ReplyKind.DETAILS, "Lagi?", LATER) is None


def test_in_a_conversation_more_may_be_asked(world: World) -> None:
    with world.database.writing() as session:
        case, _ = asked(world, session, **HOTLINE)
        casework.change_stage(session, case, Stage.IN_PROGRESS, NOON, None)
        casework.change_stage(session, case, Stage.NEED_DETAILS, LATER, None)
        (again,) = drafting.tell_all(session, case, SETTINGS, LATER, None)
        assert again.kind is ReplyKind.DETAILS
        assert again.ordinal == 1


def test_a_question_is_a_persons_word_and_counts_as_follow_up(world: World) -> None:
    with world.database.writing() as session:
        case, reply = asked(world, session, **COMMENT)
        reply.state = ReplyState.SENDING
        session.flush()
        outbox.sent(session, reply, "dm-1", "", LATER, None)
        assert case.followed_up_at == LATER


# --- answering


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("closed", [False, True], ids=["enriches", "reopens"])
def test_an_answer_in_the_thread_belongs_to_the_case_on_every_channel(
    world: World, way: str, closed: bool
) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, **WAYS[way]))
        if closed:
            casework.change_stage(session, case, Stage.NOT_OURS, NOON, None)
        answer = said(world, session, **WAYS[way])
        assert casework.thread_case(session, answer) is case
        casework.attach(session, case, answer, LATER)
        casework.citizen_spoke(session, case, LATER)
        assert (case.closed_at, case.mention_count) == (None, 2)
        assert case.attention_at <= LATER


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("closed", [False, True], ids=["enriches", "reopens"])
def test_an_answer_that_names_the_code_belongs_to_the_case_on_every_channel(
    world: World, way: str, closed: bool
) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, **WAYS[way]))
        if closed:
            casework.change_stage(session, case, Stage.NOT_OURS, NOON, None)
        elsewhere = {**WAYS[way], "thread_id": "another"}
        answer = said(world, session, f"{case.code.lower()} pelakunya dua orang", **elsewhere)
        assert casework.thread_case(session, answer) is case


def test_a_private_message_joins_by_code_whichever_channel_the_case_came_by(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, **WAYS["x"]))
        message = said(
            world,
            session,
            f"soal {case.code.replace('-', ' ')}",
            **{**HOTLINE, "author_external_id": "62812"},
        )
        assert casework.thread_case(session, message) is case
        casework.attach(session, case, message, LATER)
        following = said(world, session, "jamnya sepuluh", **{**HOTLINE, "author_external_id": "62812"})
        assert casework.thread_case(session, following) is case


def test_in_public_a_strangers_word_joins_no_case_by_its_code(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, **WAYS["x"]))
        troll = {**WAYS["x"], "thread_id": "another", "author_external_id": "99"}
        assert casework.thread_case(session, said(world, session, f"{case.code} bohong", **troll)) is None


def test_the_private_answer_to_a_private_question_reaches_the_case_and_so_does_what_follows(
    world: World,
) -> None:
    with world.database.writing() as session:
        case, reply = asked(world, session, **COMMENT)
        went_out(reply)
        answer = said(world, session, **MESSAGE)
        assert casework.thread_case(session, answer) is case
        casework.attach(session, case, answer, LATER)
        casework.citizen_spoke(session, case, LATER)
        assert case.stage is Stage.IN_PROGRESS
        assert casework.thread_case(session, said(world, session, "satu lagi", **MESSAGE)) is case


@pytest.mark.parametrize(
    "change",
    [{"author_external_id": "99"}, {"code": "PRB"}, {"created_at": NOON + timedelta(days=15)}],
    ids=["another person", "another account", "long after"],
)
def test_a_message_of_anybody_else_does_not(world: World, change: dict[str, Any]) -> None:
    with world.database.writing() as session:
        _, reply = asked(world, session, **COMMENT)
        went_out(reply)
        message = world.mention(session, **{**MESSAGE, "created_at": LATER, **change})
        assert casework.thread_case(session, message) is None


def test_a_question_that_was_never_sent_joins_nothing(world: World) -> None:
    with world.database.writing() as session:
        _, reply = asked(world, session, **COMMENT)
        went_out(reply, ReplyState.FAILED)
        assert casework.thread_case(session, said(world, session, **MESSAGE)) is None


def test_the_answer_about_a_merged_case_stays_with_its_own_citizen(world: World) -> None:
    with world.database.writing() as session:
        into = world.case(session, category=Category.FLOOD)
        case, reply = asked(world, session, author_external_id="12", **COMMENT)
        went_out(reply)
        officer = world.officer(session, Role.ADMIN, "PDA")
        merging.merge(session, case, into, LATER, officer.id)
        answer = said(world, session, case.code, **{**MESSAGE, "author_external_id": "12"})
        assert casework.thread_case(session, answer) is into
        casework.attach(session, into, answer, LATER)
        assert answer.case_id == case.id


def test_a_code_is_known_however_it_is_typed() -> None:
    for text in ("TG-7K3M-9Q2X", "kode tg 7k3m 9q2x ya", "TG7K3M9Q2X."):
        assert vault.ticket_codes(text) == ["TG-7K3M-9Q2X"]
    assert vault.ticket_codes("TG-0OI1-9Q2X, RTG-7K3M-9Q2XY") == []

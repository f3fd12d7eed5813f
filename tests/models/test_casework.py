"""Cases: opened once, only ever made more urgent, handed over without stopping the citizen's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from models import casework, profiles, sla, vault
from models.casework import Matter
from models.errors import Conflict
from models.records import Case, CaseEvent, SlaPolicy
from models.vocabulary import Category, CategoryGroup, Channel, EventKind, Role, Stage, Urgency
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World


def kinds(world: World, case: Case) -> list[EventKind]:
    with world.database.reading() as session:
        rows = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        return list(session.scalars(rows))


# --- opening


def test_a_case_opens_with_a_code_a_pin_a_deadline_and_its_mention(any_world: World) -> None:
    with any_world.database.writing() as session:
        mention = any_world.mention(session, created_at=NOON - timedelta(hours=1))
        case = any_world.case(session, mention, urgency=Urgency.TODAY)

    assert case.code.startswith("TG-")
    assert (case.stage, case.mention_count, case.unit_id) == (Stage.RECEIVED, 1, mention.unit_id)
    assert case.due_at == mention.created_at + timedelta(hours=4), "the clock is the platform's, not ours"
    assert case.attention_at == case.due_at
    pin = str(vault.unseal(SECRET_KEY, case.secret_sealed)["pin"])
    assert case.secret_hash == vault.keyed_hash(SECRET_KEY, "pin", pin)
    assert mention.case_id == case.id
    assert kinds(any_world, case) == [EventKind.OPENED]


def test_a_case_that_is_about_to_spread_is_due_sooner(world: World) -> None:
    with world.database.writing() as session:
        calm = world.case(session, urgency=Urgency.LOG)
        spreading = world.case(session, urgency=Urgency.LOG, viral_band=3)

    assert spreading.due_at == NOON + timedelta(minutes=sla.VIRAL_MINUTES[3])
    assert spreading.due_at < calm.due_at


def test_the_subject_is_the_masked_first_words_on_one_line(world: World) -> None:
    words = "motor saya\n\n[plate]  hilang " + "di pasar " * 40
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, text_masked=words))

    assert case.subject.startswith("motor saya [plate] hilang di pasar")
    assert len(case.subject) <= casework.SUBJECT_LENGTH
    assert case.subject.endswith("…")


def test_a_further_mention_is_counted_and_told(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        more = world.mention(session)
        casework.attach(session, case, more, NOON)

    assert (case.mention_count, more.case_id) == (2, case.id)
    assert kinds(world, case) == [EventKind.OPENED, EventKind.MENTION_ATTACHED]


# --- joining


def test_the_same_citizen_in_the_same_thread_joins_the_open_case(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, thread_id="t1"))
        assert casework.thread_case(session, world.mention(session, thread_id="t1")) is case


@pytest.mark.parametrize(
    "other",
    [{"thread_id": "t2"}, {"author_external_id": "12"}, {"code": "PRB"}, {"channel": Channel.INSTAGRAM}],
    ids=["another thread", "another citizen", "another unit's account", "another channel"],
)
def test_nothing_is_joined_beyond_one_citizen_in_one_thread_of_one_account(
    world: World, other: dict[str, Any]
) -> None:
    with world.database.writing() as session:
        world.case(session, world.mention(session, thread_id="t1"))
        assert casework.thread_case(session, world.mention(session, **{"thread_id": "t1", **other})) is None


@pytest.mark.parametrize(
    ("stage", "later", "joined"),
    [
        (Stage.DONE, timedelta(days=13), True),
        (Stage.NOT_OURS, timedelta(days=13), True),
        (Stage.DONE, timedelta(days=15), False),
        (Stage.CLOSED_NO_ACTION, timedelta(hours=1), False),
    ],
)
def test_a_closed_case_is_joined_only_for_two_weeks(
    world: World, stage: Stage, later: timedelta, joined: bool
) -> None:
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, thread_id="t1"))
        casework.change_stage(session, case, stage, NOON, None)
        answer = world.mention(session, thread_id="t1", created_at=NOON + later)
        assert (casework.thread_case(session, answer) is case) == joined


def test_the_newest_of_several_open_cases_is_joined(world: World) -> None:
    with world.database.writing() as session:
        world.case(session, world.mention(session, thread_id="t1"))
        newer = world.case(session, world.mention(session, thread_id="t1"))
        assert casework.thread_case(session, world.mention(session, thread_id="t1")) is newer


# --- what a further mention adds


def test_urgency_reach_and_sensitivity_only_ever_rise(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, urgency=Urgency.TODAY, viral_band=2, victim_sensitive=True)
        due = case.due_at
        casework.raise_matter(session, case, Matter(Category.FRAUD, Urgency.NONE), NOON + timedelta(hours=1))

    assert (case.urgency, case.viral_band, case.victim_sensitive) == (Urgency.TODAY, 2, True)
    assert (case.category, case.due_at) == (Category.THEFT, due)
    assert EventKind.DEADLINE_MOVED not in kinds(world, case)


def test_more_urgency_moves_the_deadline_forward_but_not_into_the_past(world: World) -> None:
    later = NOON + timedelta(hours=1)
    with world.database.writing() as session:
        case = world.case(session, urgency=Urgency.LOG)
        casework.raise_matter(session, case, Matter(Category.ASSAULT, Urgency.NOW), later)

    assert (case.urgency, case.due_at) == (Urgency.NOW, later)
    assert case.attention_at < NOON - timedelta(days=365), "an emergency stands before everything"
    assert kinds(world, case)[-1] is EventKind.DEADLINE_MOVED


def test_an_unspecified_matter_takes_over_the_next_mentions_category(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, category=Category.UNSPECIFIED)
        casework.raise_matter(session, case, Matter(Category.FLOOD, Urgency.LOG), NOON)

    assert case.category is Category.FLOOD


# --- stages


def test_a_final_stage_closes_and_an_open_one_reopens(any_world: World) -> None:
    with any_world.database.writing() as session:
        case = any_world.case(session)
        casework.change_stage(session, case, Stage.DONE, NOON, None)
        assert (case.closed_at, case.next_news_at) == (NOON, None)
        casework.change_stage(session, case, Stage.IN_PROGRESS, NOON, None)
        assert case.closed_at is None
        assert case.next_news_at == NOON + timedelta(hours=sla.NEXT_NEWS_HOURS)

    assert kinds(any_world, case) == [
        EventKind.OPENED,
        EventKind.STAGE_CHANGED,
        EventKind.CLOSED,
        EventKind.STAGE_CHANGED,
        EventKind.REOPENED,
    ]


def test_the_same_stage_twice_is_a_conflict(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        with pytest.raises(Conflict, match=case.code):
            casework.change_stage(session, case, Stage.RECEIVED, NOON, None)


def test_two_officers_at_once_do_not_overwrite_each_other(world: World) -> None:
    with world.database.writing() as session:
        case_id = world.case(session).id
    with world.database.reading() as session:
        seen_before = session.get_one(Case, case_id).version
    with world.database.writing() as session:
        casework.change_stage(session, session.get_one(Case, case_id), Stage.IN_PROGRESS, NOON, None)

    with world.database.reading() as session:
        assert session.get_one(Case, case_id).version == seen_before + 1


# --- handing over


def test_a_hand_over_moves_the_case_and_never_the_clock(any_world: World) -> None:
    with any_world.database.writing() as session:
        case = any_world.case(session)
        clocks = (case.due_at, case.attention_at, case.opened_at, case.first_mention_at)
        case.assigned_to_id = cast(int | None, any_world.officer(session, Role.ADMIN, "PRA").id)
        target = any_world.unit(session, "SKA")
        casework.hand_over(session, case, target, NOON + timedelta(hours=3), None, "wilayah Polsek")

    assert (case.due_at, case.attention_at, case.opened_at, case.first_mention_at) == clocks
    assert (case.unit_id, case.assigned_to_id, case.stage) == (target.id, None, Stage.FORWARDED)
    with any_world.database.reading() as session:
        told = session.scalars(select(CaseEvent.unit_id).where(CaseEvent.kind == EventKind.HANDED_OVER)).all()
        assert sorted(told) == sorted(
            [any_world.unit(session, "PRA").id, any_world.unit(session, "SKA").id]
        ), "both units' open inboxes hear of it"


def test_a_case_is_not_handed_to_the_unit_that_has_it(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        with pytest.raises(Conflict, match="PRA"):
            casework.hand_over(session, case, world.unit(session, "PRA"), NOON, None, "")


# --- the first answer


def test_the_first_answer_stops_its_clock_and_starts_the_next_news(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, urgency=Urgency.NOW)
        casework.mark_answered(session, case, NOON + timedelta(minutes=3))
        casework.mark_answered(session, case, NOON + timedelta(days=9))

    assert case.first_answered_at == NOON + timedelta(minutes=3)
    assert case.next_news_at == sla.first_news_due(case.opened_at)
    assert case.attention_at == case.next_news_at


def test_an_answer_sent_after_the_promised_moment_owes_its_news_at_once(world: World) -> None:
    late = NOON + timedelta(days=5)
    with world.database.writing() as session:
        case = world.case(session)
        casework.mark_answered(session, case, late)

    assert case.next_news_at == late


# --- policies


def policy(world: World, code: str | None, minutes: int, **columns: object) -> None:
    with world.database.writing() as session:
        unit_id = world.unit(session, code).id if code else None
        session.add(SlaPolicy(unit_id=unit_id, first_answer_minutes=minutes, **columns))


def minutes_for(world: World, code: str, category: Category = Category.THEFT, urgency: int = 2) -> int | None:
    with world.database.reading() as session:
        unit = world.unit(session, code)
        return profiles.of(session, unit, category, urgency).first_answer_minutes


def test_the_most_specific_policy_wins(world: World) -> None:
    assert minutes_for(world, "SKA") is None
    policy(world, None, 600)
    assert minutes_for(world, "SKA") == 600
    policy(world, None, 500, group=CategoryGroup.CRIME, urgency=2)
    assert minutes_for(world, "SKA") == 500
    policy(world, "PDA", 400)
    assert minutes_for(world, "SKA") == 400
    policy(world, "PRA", 300)
    policy(world, "PRA", 200, group=CategoryGroup.CRIME)
    assert minutes_for(world, "SKA") == 200
    assert minutes_for(world, "SKA", Category.TRAFFIC) == 300
    assert minutes_for(world, "PRB") == 400
    assert minutes_for(world, "PRC", urgency=1) == 600


def test_a_units_own_target_sets_the_deadline(world: World) -> None:
    policy(world, "PRA", 30)
    with world.database.writing() as session:
        case = world.case(session, urgency=Urgency.LOG)

    assert case.due_at == NOON + timedelta(minutes=30)


# --- whose mention it is


def test_a_mention_belongs_to_the_accounts_unit_whatever_it_names(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session, "PRA")
        mention = world.mention(session, mentioned_handles=["prb"])
        assert casework.account_unit(session, account, mention).code == "PRA"


@pytest.mark.parametrize(
    ("handles", "code"), [(["prb"], "PRB"), (["zzz", "SKA"], "SKA"), (["zzz"], "PDA"), ([], "PDA")]
)
def test_on_a_central_account_the_named_unit_gets_it(world: World, handles: list[str], code: str) -> None:
    with world.database.writing() as session:
        account = world.account(session, "PDA", Channel.WHATSAPP)
        account.central = True
        mention = world.mention(session, "PDA", Channel.WHATSAPP, mentioned_handles=handles)
        session.expunge(mention)
        assert casework.account_unit(session, account, mention).code == code


def test_a_unit_that_is_no_longer_active_is_not_named(world: World) -> None:
    with world.database.writing() as session:
        account = world.account(session, "PDA", Channel.WHATSAPP)
        account.central = True
        world.unit(session, "PRB").active = False
        mention = world.mention(session, "PDA", Channel.WHATSAPP, mentioned_handles=["prb"])
        session.expunge(mention)
        assert casework.account_unit(session, account, mention).code == "PDA"

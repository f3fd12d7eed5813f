"""Duplicates made one case: the earliest clock, one notice to each thread, nothing leaked, and the way back."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from models import casework, correcting, drafting, merging, outbox, vault, wording
from models.errors import Conflict, Forbidden
from models.jobs import JobQueue
from models.records import Case, Mention, Reply
from models.settings import Settings
from models.vocabulary import Category, Channel, ReplyKind, ReplyState, Role, Stage
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

SETTINGS = Settings(secret_key=SECRET_KEY)
LATER = NOON + timedelta(hours=1)
EARLIER = NOON - timedelta(hours=3)


@pytest.fixture
def who(world):
    with world.database.writing() as session:
        session.add_all(wording.default_templates())
        return world.officer(session, Role.ADMIN, "PDA").id


def pair(session, world: World, **mention) -> tuple[Case, Case]:
    """A case that goes on and an older duplicate."""
    into = world.case(session)
    columns = {"created_at": EARLIER, **mention}
    return into, world.case(session, world.mention(session, **columns))


def words_of(session, case: Case) -> Mention:
    return session.query(Mention).filter_by(case_id=case.id).one()


def test_the_whole_has_the_earliest_clock_and_the_highest_urgency(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        case.urgency, case.viral_band, case.escalated_level = 3, 2, 1
        due = case.due_at
        merging.merge(session, case, into, LATER, who)

        assert into.due_at == due
        assert into.first_mention_at == EARLIER
        assert (into.urgency, into.viral_band, into.escalated_level) == (3, 2, 1)
        assert (case.merged_into_id, case.closed_at) == (into.id, LATER)


def test_somebody_who_still_waits_keeps_the_clock_running(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        into.first_answered_at = NOON
        merging.merge(session, case, into, LATER, who)

        assert into.first_answered_at is None


def test_what_waits_is_decided_on_where_the_case_goes_on(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        waiting, refused = world.reply(session, case), world.reply(session, case, state=ReplyState.REJECTED)
        merging.merge(session, case, into, LATER, who)

        assert session.get_one(Reply, waiting.id).case_id == into.id
        assert session.get_one(Reply, refused.id).case_id == case.id


@pytest.mark.parametrize("about", [{"owner": "PDAPROPAM", "accused": "PRA"}, {"accused": "PRB"}])
def test_a_complaint_about_an_officer_merges_with_no_other(world, who, about):
    with world.database.writing() as session:
        ordinary = world.case(session)
        accused = world.case(session, owner="PDAPROPAM", accused="SKA", about_officer=True)
        other = world.case(session, **about, about_officer=True)

        for case, into in ((ordinary, accused), (accused, ordinary), (accused, other)):
            with pytest.raises(Forbidden):
                merging.merge(session, case, into, LATER, who)


def test_two_about_the_same_unit_may_be_one(world, who):
    with world.database.writing() as session:
        one, two = (
            world.case(session, owner="PDAPROPAM", accused="PRA", about_officer=True) for _ in range(2)
        )
        merging.merge(session, one, two, LATER, who)

        assert one.merged_into_id == two.id


def test_closed_merged_and_same_cases_are_refused(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        closed, third = world.case(session), world.case(session)
        casework.change_stage(session, closed, Stage.DONE, NOON, who)
        with pytest.raises(Conflict):
            merging.merge(session, case, case, LATER, who)
        with pytest.raises(Conflict):
            merging.merge(session, case, closed, LATER, who)
        merging.merge(session, case, into, LATER, who)
        for source, target in ((case, third), (third, case), (into, third)):
            with pytest.raises(Conflict):
                merging.merge(session, source, target, LATER, who)


def test_a_merged_case_is_decided_on_where_it_goes_on(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        merging.merge(session, case, into, LATER, who)
        with pytest.raises(Conflict):
            casework.change_stage(session, case, Stage.DONE, LATER, who)
        with pytest.raises(Conflict):
            casework.hand_over(session, case, world.unit(session, "PRB"), LATER, who, "salah alamat")


def test_each_thread_is_told_once_in_its_own_channel_with_its_own_code(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world, channel=Channel.WHATSAPP)
        merging.merge(session, case, into, LATER, who)
        casework.change_stage(session, into, Stage.FIELD_CHECK, LATER, who)
        told = drafting.tell_all(session, into, SETTINGS, LATER, who)

        assert [one.channel for one in told] == [Channel.X, Channel.WHATSAPP]
        assert {one.kind for one in told} == {ReplyKind.PROGRESS}
        assert {one.state for one in told} == {ReplyState.AWAITING_APPROVAL}
        for reply, code, other in zip(told, (into.code, case.code), (case.code, into.code), strict=True):
            assert code in reply.text
            assert other not in reply.text
            assert "lapangan" in reply.text


def test_the_pin_of_one_citizen_is_never_told_to_another(world, who):
    with closing(JobQueue(world.database)) as queue, world.database.writing() as session:
        into, case = pair(session, world, channel=Channel.WHATSAPP)
        merging.merge(session, case, into, LATER, who)
        reply = drafting.draft_first_reply(session, into, words_of(session, case), SETTINGS, queue, LATER)
        pins = [str(vault.unseal(SECRET_KEY, one.secret_sealed)["pin"]) for one in (case, into)]

        assert reply is not None
        assert pins[0] in reply.text
        assert pins[1] not in reply.text


def test_one_public_thread_is_told_once_though_two_of_our_accounts_were_named(world, who):
    with world.database.writing() as session:
        into = world.case(session, world.mention(session, thread_id="utas"))
        case = world.case(session, world.mention(session, "PRB", thread_id="utas"))
        merging.merge(session, case, into, LATER, who)
        told = drafting.tell_all(session, into, SETTINGS, LATER, who)

        assert [one.mention_id for one in told] == [words_of(session, into).id]


def test_the_same_number_on_two_hotlines_is_two_threads(world, who):
    with world.database.writing() as session:
        into, case = (
            world.case(session, world.mention(session, code, Channel.WHATSAPP, thread_id="62811"))
            for code in ("PRA", "PRB")
        )
        merging.merge(session, case, into, LATER, who)

        assert len(merging.threads(session, into)) == 2


def test_a_removed_post_is_told_nothing(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        words_of(session, case).removed_at = NOON
        merging.merge(session, case, into, LATER, who)

        assert [one.case_id for one in merging.threads(session, into)] == [into.id]


def test_a_notice_that_stands_answers_the_case_and_the_one_it_was_written_to(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        merging.merge(session, case, into, LATER, who)
        reply = drafting.tell_all(session, into, SETTINGS, LATER, who)[1]
        reply.state = ReplyState.SENDING
        session.flush()
        outbox.sent(session, reply, "ours-1", "", LATER, None)

        assert into.first_answered_at == case.first_answered_at == LATER


def test_parting_gives_both_back_as_they_were(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        waiting = world.reply(session, case)
        before = [(one.due_at, one.first_mention_at, one.attention_at) for one in (into, case)]
        merging.merge(session, case, into, LATER, who)
        merging.part(session, case, LATER, who)

        assert [(one.due_at, one.first_mention_at, one.attention_at) for one in (into, case)] == before
        assert (case.merged_into_id, case.closed_at) == (None, None)
        assert session.get_one(Reply, waiting.id).case_id == case.id
        with pytest.raises(Conflict):
            merging.part(session, case, LATER, who)


@pytest.mark.parametrize("first", [0, 1])
def test_parting_in_any_order_gives_the_clock_back(world, who, first):
    with world.database.writing() as session:
        into, old = pair(session, world)
        older = world.case(session, world.mention(session, created_at=EARLIER - timedelta(hours=1)))
        due = into.due_at
        for one in (old, older):
            merging.merge(session, one, into, LATER, who)
        parted, left = (old, older) if first == 0 else (older, old)
        merging.part(session, parted, LATER, who)
        assert into.due_at == left.due_at
        merging.part(session, left, LATER, who)
        assert into.due_at == due


def test_further_words_of_a_merged_thread_reach_the_case_and_stay_the_citizens_own(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        merging.merge(session, case, into, LATER, who)
        thread = words_of(session, case).thread_id
        more = world.mention(session, thread_id=thread, created_at=LATER)
        found = casework.thread_case(session, more)
        assert found is not None
        casework.attach(session, found, more, LATER)

        assert found is into
        assert more.case_id == case.id
        assert merging.threads(session, into)[1].id == more.id


def test_details_by_the_tracking_code_wake_the_case_that_goes_on(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        merging.merge(session, case, into, LATER, who)
        casework.citizen_adds(session, case, "ada saksi", EARLIER)

        assert into.attention_at <= EARLIER
        assert case.closed_at is not None


def test_a_label_that_hides_a_case_hides_all_that_go_on_in_it(world, who):
    with world.database.writing() as session:
        into, case = pair(session, world)
        merging.merge(session, case, into, LATER, who)
        correcting.relabel(
            session,
            into,
            words_of(session, into),
            category=Category.PUNGLI,
            urgency=2,
            about_officer=True,
            now=LATER,
            officer_id=who,
        )

        assert case.about_officer
        assert (case.accused_unit_id, case.unit_id) == (into.accused_unit_id, into.unit_id)

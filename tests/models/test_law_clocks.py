"""The clocks of the law along the life of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from classifier.clocks import Clocks
from models import casework, law_clocks, outbox, profiles, send_pauses
from models.records import Alert, Case, CaseClock, SlaPolicy
from models.vocabulary import AlertKind, Category, ClockKind, Law, ReplyKind, ReplyState, Stage, Urgency
from tests.models.conftest import NOON, World

LATER = timedelta(days=3)


def kinds(clocks: list[CaseClock]) -> set[ClockKind]:
    return {one.kind for one in clocks}


@pytest.mark.parametrize(
    ("category", "about_officer", "law"),
    [
        (Category.PUNGLI, False, Law.DUMAS),
        (Category.THEFT, True, Law.DUMAS),
        (Category.SLOW_CASE_HANDLING, False, Law.DUMAS),
        (Category.THEFT, False, Law.NONE),
        (Category.SERVICE_QUESTION, False, Law.NONE),
    ],
)
def test_what_complains_about_the_police_is_dumas(category: Category, about_officer: bool, law: Law) -> None:
    assert profiles.standard_law(category, about_officer) is law


def test_a_policy_names_the_law_for_one_category_of_one_unit(world: World) -> None:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        session.add(
            SlaPolicy(unit_id=unit.id, category=Category.FLOOD, law=Law.LAPOR, first_answer_minutes=60)
        )
        session.flush()
        lapor = world.case(session, category=Category.FLOOD)
        other = world.case(session, category=Category.THEFT)
        assert kinds(list(law_clocks.of_case(session, lapor))) == {
            ClockKind.LAPOR_VERIFY,
            ClockKind.LAPOR_ACT,
        }
        assert list(law_clocks.of_case(session, other)) == []


def test_the_letter_is_a_persons_word_and_not_the_acknowledgement(world: World) -> None:
    with world.database.writing() as session:
        reply = world.reply(session, world.case(session, category=Category.PUNGLI), state=ReplyState.SENDING)
        reply.kind = ReplyKind.ACKNOWLEDGEMENT
        session.flush()
        outbox.sent(session, reply, "1", "", NOON, None)
        case = reply.case
        letter, result = law_clocks.of_case(session, case)
        assert (case.first_answered_at, case.followed_up_at, letter.met_at) == (NOON, None, None)
        notice = world.reply(session, case, state=ReplyState.SENDING)
        outbox.sent(session, notice, "2", "", NOON + LATER, None)
        assert case.followed_up_at == letter.met_at == NOON + LATER
        assert result.met_at is None


def test_a_corrected_label_brings_its_law_and_lifts_the_other(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session, category=Category.THEFT)
        case.category = Category.PUNGLI
        law_clocks.review(session, case, NOON + LATER)
        found = list(law_clocks.of_case(session, case))
        assert kinds(found) == {ClockKind.DUMAS_LETTER, ClockKind.DUMAS_RESULT}
        assert {one.started_at for one in found} == {NOON}
        case.category = Category.THEFT
        law_clocks.review(session, case, NOON + LATER)
        assert list(law_clocks.of_case(session, case)) == []


def test_the_citizens_silence_is_counted_anew_after_each_word_of_ours(world: World) -> None:
    with world.database.writing() as session:
        session.add(SlaPolicy(unit_id=None, law=Law.LAPOR, first_answer_minutes=60))
        session.flush()
        case = world.case(session)
        law_clocks.followed_up(session, case, NOON)
        (silence,) = [one for one in law_clocks.of_case(session, case) if one.kind is ClockKind.LAPOR_SILENCE]
        first = silence.due_at
        casework.citizen_adds(session, case, "sudah saya kirim", NOON + LATER)
        assert silence.met_at == NOON + LATER
        law_clocks.followed_up(session, case, NOON + 2 * LATER)
        assert silence.met_at is None
        assert silence.due_at > first


def test_a_clock_that_ran_out_is_told_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.database.writing() as session:
        case_id = world.case(session, category=Category.PUNGLI, urgency=1).id
    later = datetime(2027, 6, 1, tzinfo=UTC)
    monkeypatch.setattr("classifier.clocks.utcnow", lambda: later)
    for _ in range(3):
        Clocks(world.database).step()
    with world.database.reading() as session:
        told = session.scalars(select(Alert.key).where(Alert.key.startswith("law:"))).all()
        assert set(told) == {f"law:{case_id}:dumas_letter", f"law:{case_id}:dumas_result"}
        assert set(session.scalars(select(CaseClock.breached_at))) == {later}
        assert session.scalars(select(Alert.kind).where(Alert.key == told[0])).one() is AlertKind.SLA_BREACH


@pytest.mark.parametrize("moved", ["resting", "met", "lifted"])
def test_a_clock_that_does_not_run_is_no_breach(
    world: World, moved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = world.case(session, category=Category.PUNGLI, urgency=1)
        if moved == "resting":
            casework.change_stage(session, case, Stage.DONE, NOON + LATER, None)
        for one in law_clocks.of_case(session, case):
            one.met_at = NOON if moved == "met" else None
            one.lifted_at = NOON if moved == "lifted" else None
    monkeypatch.setattr("classifier.clocks.utcnow", lambda: datetime(2027, 6, 1, tzinfo=UTC))
    Clocks(world.database).step()
    with world.database.reading() as session:
        assert session.scalars(select(Alert.key).where(Alert.key.startswith("law:"))).all() == []


def paused(world: World, target: str, urgency: int = Urgency.TODAY, owner: str = "PRA") -> timedelta:
    """By how much a case of PRA is put off when `target` does not send for three days."""
    with world.database.writing() as session:
        case = world.case(session, world.mention(session, owner), urgency=urgency)
        before = case.due_at
        send_pauses.begin(session, target.format(**ids(world, case)), NOON)
        send_pauses.end(session, target.format(**ids(world, case)), NOON + LATER)
        return case.due_at - before


def ids(world: World, case: Case) -> dict[str, int]:
    with world.database.reading() as session:
        units = {code: world.unit(session, code).id for code in ("PRA", "PDA", "PRB")}
    return {**units, "account": case.account_id}


@pytest.mark.parametrize(
    ("target", "urgency", "length"),
    [
        (send_pauses.EVERYTHING, Urgency.TODAY, LATER),
        ("unit:{PRA}", Urgency.TODAY, LATER),
        ("unit:{PDA}", Urgency.TODAY, LATER),
        ("account:{account}", Urgency.TODAY, LATER),
        ("unit:{PRB}", Urgency.TODAY, timedelta()),
        (send_pauses.EVERYTHING, Urgency.NOW, timedelta()),
    ],
)
def test_a_kill_switch_puts_off_what_it_held_back(
    world: World, target: str, urgency: int, length: timedelta
) -> None:
    assert paused(world, target, urgency) == length


def test_a_new_label_keeps_what_the_first_answer_was_put_off_by(world: World) -> None:
    assert paused(world, send_pauses.EVERYTHING) == LATER
    with world.database.writing() as session:
        case = session.scalars(select(Case)).one()
        assert casework.first_due(session, case) == case.due_at

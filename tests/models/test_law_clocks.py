"""The clocks of the law along the life of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.clocks import Clocks
from models import casework, law_clocks, merging, outbox, profiles, send_pauses, wording
from models.records import Alert, AuditEntry, Case, CaseClock, Reply, SlaPolicy
from models.settings import Settings
from models.vocabulary import AlertKind, Category, ClockKind, Law, ReplyKind, ReplyState, Role, Stage, Urgency
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

LATER = timedelta(days=3)
SETTINGS = Settings(secret_key=SECRET_KEY)


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
        Clocks(world.database, SETTINGS).step()
    with world.database.reading() as session:
        told = session.scalars(select(Alert.key).where(Alert.key.startswith("law:"))).all()
        assert set(told) == {f"law:{case_id}:dumas_letter", f"law:{case_id}:dumas_result"}
        assert set(session.scalars(select(CaseClock.breached_at))) == {later}
        assert session.scalars(select(Alert.kind).where(Alert.key == told[0])).one() is AlertKind.SLA_BREACH


@pytest.mark.parametrize("moved", ["resting", "met", "lifted", "merged"])
def test_a_clock_that_does_not_run_is_no_breach(
    world: World, moved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = world.case(session, category=Category.PUNGLI, urgency=1)
        if moved == "resting":
            casework.change_stage(session, case, Stage.DONE, NOON + LATER, None)
        if moved == "merged":
            # What goes on is missed where it goes on, and here it was done in time.
            into, who = (
                world.case(session, category=Category.PUNGLI),
                world.officer(session, Role.ADMIN, "PRA"),
            )
            merging.merge(session, case, into, NOON + LATER, who.id)
            casework.change_stage(session, into, Stage.DONE, NOON + LATER, None)
        for one in law_clocks.of_case(session, case):
            one.met_at = NOON if moved == "met" else None
            one.lifted_at = NOON if moved == "lifted" else None
    monkeypatch.setattr("classifier.clocks.utcnow", lambda: datetime(2027, 6, 1, tzinfo=UTC))
    Clocks(world.database, SETTINGS).step()
    with world.database.reading() as session:
        assert session.scalars(select(Alert.key).where(Alert.key.startswith("law:"))).all() == []


def under(session: Session, world: World, law: Law, **matter: Any) -> Case:
    """A case for which a policy names this law."""
    session.add(SlaPolicy(unit_id=None, law=law, first_answer_minutes=60))
    session.flush()
    return world.case(session, **matter)


@pytest.mark.parametrize(
    ("category", "about_officer", "days"),
    [
        (Category.SERVICE_QUESTION, False, 5),
        (Category.FLOOD, False, 14),
        (Category.PUNGLI, False, 60),
        (Category.THEFT, True, 60),
    ],
)
def test_a_service_standard_gives_as_many_working_days_as_its_kind_has(
    world: World, category: Category, about_officer: bool, days: int
) -> None:
    with world.database.writing() as session:
        case = under(session, world, Law.SERVICE, category=category, about_officer=about_officer)
        (clock,) = law_clocks.of_case(session, case)
        expected = law_clocks.calendars(session)("Asia/Jakarta").after(NOON, days)
        assert (clock.kind, clock.days, clock.due_at) == (ClockKind.SERVICE_RESULT, days, expected)


def test_another_label_brings_its_own_standard_and_not_a_new_beginning(world: World) -> None:
    with world.database.writing() as session:
        case = under(session, world, Law.SERVICE, category=Category.SERVICE_QUESTION)
        case.category = Category.FLOOD
        law_clocks.review(session, case, NOON + LATER)
        (clock,) = law_clocks.of_case(session, case)
        assert (clock.started_at, clock.days) == (NOON, 14)
        assert clock.due_at == law_clocks.calendars(session)("Asia/Jakarta").after(NOON, 14)


@pytest.mark.parametrize(
    ("happens", "closed"),
    [("silence", True), ("no_text", True), ("word", False), ("other_law", False), ("early", False)],
)
def test_lapor_closes_what_the_citizen_left_unanswered(
    world: World, happens: str, closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.database.writing() as session:
        case = under(session, world, Law.LAPOR)
        if happens != "no_text":
            session.add_all(wording.default_templates())
        casework.change_stage(session, case, Stage.IN_PROGRESS, NOON, None)
        casework.mark_answered(session, case, NOON)
        law_clocks.followed_up(session, case, NOON)
        code = case.code
        (silence,) = [one for one in law_clocks.of_case(session, case) if one.kind is ClockKind.LAPOR_SILENCE]
        look_at = silence.due_at + timedelta(hours=-1 if happens == "early" else 1)
        if happens == "word":
            casework.citizen_adds(session, case, "belum beres", NOON + LATER)
        if happens == "other_law":
            for one in law_clocks.of_case(session, case):
                one.lifted_at = NOON + LATER
    monkeypatch.setattr("classifier.clocks.utcnow", lambda: look_at)
    for _ in range(2):
        Clocks(world.database, SETTINGS).step()
    with world.database.reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        assert (case.closed_at == look_at, case.stage is Stage.DONE) == (closed, closed)
        acts = session.scalars(
            select(AuditEntry.act).where(AuditEntry.act == "case.closed_for_silence")
        ).all()
        assert len(acts) == closed
        notices = session.scalars(select(Reply.state).where(Reply.kind == ReplyKind.PROGRESS)).all()
        assert notices == ([ReplyState.AWAITING_APPROVAL] if happens == "silence" else [])


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

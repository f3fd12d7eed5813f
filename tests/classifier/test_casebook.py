"""What follows from a judgement: a case or none, the right owner, one draft, one warning, one incident."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from classifier import casebook
from classifier.message import Judgement
from models.database import Database
from models.jobs import JobQueue
from models.records import Alert, Assessment, Case, CaseEvent, Incident, Mention, OptOut, Reply, Unit
from models.settings import Settings
from models.vocabulary import AlertKind, Category, EventKind, Kind, ReplyKind, Urgency, Verdict
from models.wording import default_templates
from tests.models.conftest import NOON, World, planted


@pytest.fixture
def town(database: Database) -> World:
    """The tree on each database, with the templates that ship."""
    world = planted(database)
    with database.writing() as session:
        session.add_all(default_templates())
    return world


def judged(**changes: Any) -> Judgement:
    """A sure report of a theft, but for the changes."""
    plain: dict[str, Any] = {
        "verdict": Verdict.ACTIONABLE,
        "p_actionable": 0.9,
        "kind": Kind.REPORT,
        "p_kind": 0.8,
        "category": Category.THEFT,
        "p_category": 0.8,
        "urgency": Urgency.TODAY,
        "p_emergency": 0.01,
        "p_about_officer": 0.01,
        "about_officer": False,
        "p_victim_sensitive": 0.01,
        "victim_sensitive": False,
        "language": "id",
        "out_of_distribution": False,
        "reasons": (),
        "similar": (),
        "model_version": "complaint-1",
    }
    return Judgement(**{**plain, **changes})


def take(town: World, settings: Settings, judgement: Judgement, **mention: Any) -> tuple[Case | None, str]:
    """The case that one mention leads to, and the code of the unit that owns it."""
    queue = JobQueue(town.database)
    with town.database.writing() as session:
        row = town.mention(session, **mention)
        case = casebook.take(session, row, judgement, settings, queue, NOON)
        owner = session.get_one(Unit, case.unit_id).code if case else ""
    queue.close()
    return case, owner


def count(town: World, record: type[Any]) -> int:
    with town.database.reading() as session:
        return len(session.scalars(select(record)).all())


def test_a_sure_report_opens_a_case_with_one_draft(town: World, settings: Settings) -> None:
    case, owner = take(town, settings, judged())
    assert case is not None
    assert owner == "PRA"
    assert (case.category, case.urgency, case.needs_triage) == (Category.THEFT, Urgency.TODAY, False)
    with town.database.reading() as session:
        reply = session.scalars(select(Reply)).one()
        assert reply.kind is ReplyKind.ACKNOWLEDGEMENT
        assert case.code in reply.text
        assert session.scalars(select(Assessment)).one().model_version == "complaint-1"


def test_noise_is_assessed_and_opens_nothing(town: World, settings: Settings) -> None:
    case, _ = take(town, settings, judged(verdict=Verdict.NOISE, category=Category.NONE, urgency=0))
    assert case is None
    assert (count(town, Assessment), count(town, Case), count(town, Reply)) == (1, 0, 0)


def test_an_unsure_one_waits_for_a_human_before_anything_is_drafted(town: World, settings: Settings) -> None:
    case, _ = take(town, settings, judged(verdict=Verdict.UNSURE))
    assert case is not None
    assert case.needs_triage
    assert count(town, Reply) == 0


def test_a_complaint_about_an_officer_leaves_the_unit(town: World, settings: Settings) -> None:
    judgement = judged(category=Category.PUNGLI, about_officer=True, p_about_officer=0.2)
    case, owner = take(town, settings, judgement)
    assert case is not None
    assert owner == "PDAPROPAM"
    with town.database.reading() as session:
        assert session.get_one(Unit, case.accused_unit_id).code == "PRA"


@pytest.mark.parametrize(("p_about_officer", "owner"), [(0.3, "PRA"), (0.5, "PDAPROPAM")])
def test_an_emergency_stays_with_its_unit_unless_it_surely_accuses_an_officer(
    town: World, settings: Settings, p_about_officer: float, owner: str
) -> None:
    judgement = judged(urgency=Urgency.NOW, about_officer=True, p_about_officer=p_about_officer)
    case, owned_by = take(town, settings, judgement)
    assert case is not None
    assert case.about_officer
    assert owned_by == owner


def test_an_emergency_warns_once_and_drafts_the_card(town: World, settings: Settings) -> None:
    first, _ = take(town, settings, judged(urgency=Urgency.NOW), thread_id="t1")
    take(town, settings, judged(urgency=Urgency.NOW), thread_id="t1")
    with town.database.reading() as session:
        alert = session.scalars(select(Alert)).one()
        assert first is not None
        assert (alert.kind, alert.case_id) == (AlertKind.EMERGENCY, first.id)
        assert session.scalars(select(Reply)).one().kind is ReplyKind.EMERGENCY_CARD


def test_an_unsure_emergency_is_drafted_for_all_that(town: World, settings: Settings) -> None:
    take(town, settings, judged(verdict=Verdict.UNSURE, urgency=Urgency.NOW))
    assert count(town, Reply) == 1


def test_further_words_in_the_thread_join_its_case_and_can_only_raise_it(
    town: World, settings: Settings
) -> None:
    first, _ = take(town, settings, judged(), thread_id="t1")
    noise = judged(verdict=Verdict.NOISE, category=Category.NONE, urgency=0)
    calm, _ = take(town, settings, noise, thread_id="t1")
    worse, _ = take(town, settings, judged(urgency=Urgency.NOW), thread_id="t1")
    assert first is not None
    assert calm is not None
    assert worse is not None
    assert first.id == calm.id == worse.id
    with town.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.urgency, case.mention_count) == (Urgency.NOW, 3)
        assert session.scalars(select(Alert)).one().kind is AlertKind.EMERGENCY


def test_another_author_in_the_thread_has_a_case_of_his_own(town: World, settings: Settings) -> None:
    first, _ = take(town, settings, judged(), thread_id="t1", author_external_id="11")
    second, _ = take(town, settings, judged(), thread_id="t1", author_external_id="12")
    assert first is not None
    assert second is not None
    assert first.id != second.id


def test_words_after_an_answer_ask_for_attention(town: World, settings: Settings) -> None:
    first, _ = take(town, settings, judged(), thread_id="t1")
    assert first is not None
    with town.database.writing() as session:
        session.get_one(Case, first.id).first_answered_at = NOON
    take(town, settings, judged(), thread_id="t1")
    with town.database.reading() as session:
        case = session.get_one(Case, first.id)
        assert case.attention_at == NOON
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
        assert EventKind.CITIZEN_ANSWERED in kinds


@pytest.mark.parametrize("words", ["STOP", "berhenti.", "jangan balas lagi"])
def test_whoever_wants_no_replies_is_remembered_and_gets_no_case(
    town: World, settings: Settings, words: str
) -> None:
    case, _ = take(town, settings, judged(), text=words)
    assert case is None
    assert count(town, OptOut) == 1


def test_cases_about_one_quoted_post_are_one_incident(town: World, settings: Settings) -> None:
    quoted = [{"relation": "quoted", "external_id": "900", "text": "video tawuran di pasar"}]
    take(town, settings, judged(), context=quoted, author_external_id="11")
    take(town, settings, judged(), context=quoted, author_external_id="12")
    take(town, settings, judged(), author_external_id="13")
    with town.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        joined = session.scalars(select(Case.incident_id).order_by(Case.id)).all()
    assert joined == [incident.id, incident.id, None]


def test_the_mention_keeps_its_verdict_and_moment(town: World, settings: Settings) -> None:
    take(town, settings, judged())
    with town.database.reading() as session:
        mention = session.scalars(select(Mention)).one()
        assert (mention.verdict, mention.assessed_at) == (Verdict.ACTIONABLE, NOON)

"""Cases about one event become one incident, whatever ties them, and no others do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from classifier import incidents
from models import incidents as belonging
from models import scope
from models.database import Database
from models.errors import Conflict
from models.records import Case, CaseEvent, Incident, IncidentKey, Mention, Officer, Reply, Unit
from models.settings import Settings
from models.vocabulary import Category, Channel, EventKind, Kind, MentionKind, Role, Urgency
from tests.classifier.test_casebook import judged, take, town
from tests.models.conftest import NOON, World

__all__ = ["town"]

VIDEO = "https://www.youtube.com/watch?v=abc123"
COPY = "Sabung ayam di belakang pasar Ciruas buka terang terangan tiap sabtu sore kenapa dibiarkan"
CROWD = {"category": Category.PUBLIC_ORDER}


def post(town: World, settings: Settings, text: str, judgement: Any = None, **mention: Any) -> Case:
    """The case of one post by an author of its own."""
    number = next(town.numbers)
    case, _ = take(
        town,
        settings,
        judgement or judged(),
        **{"text": text, "text_masked": text, "author_external_id": f"a{number}", **mention},
    )
    assert case is not None
    return case


def incident_ids(town: World) -> list[int | None]:
    with town.database.reading() as session:
        return list(session.scalars(select(Case.incident_id).order_by(Case.id)))


def together(town: World) -> bool:
    """Whether all cases are one incident."""
    found = incident_ids(town)
    return len(set(found)) == 1 and None not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": f"lihat ini {VIDEO}"}, {"text": f"parah https://youtu.be/abc123?si=x {VIDEO}&t=4"}),
        (
            {"text": "pak", "media": ["https://pbs.twimg.com/media/Gx1.jpg"]},
            {"text": "tolong", "media": ["https://pbs.twimg.com/media/Gx1?format=png"]},
        ),
        (
            {"text": "pak", "context": [{"relation": "quoted", "external_id": "q9"}]},
            {"text": "usut", "context": [{"relation": "replied_to", "external_id": "q9"}]},
        ),
        # the post itself, then one who quotes it
        (
            {"text": "tawuran", "external_id": "900"},
            {"text": "lihat", "context": [{"relation": "quoted", "external_id": "900"}]},
        ),
        ({"text": "tawuran", "external_id": "900"}, {"text": "ini https://x.com/warga_1/status/900"}),
        ({"text": COPY}, {"text": f"min {COPY} tolong"}),
    ],
)
def test_what_points_at_one_thing_is_one_incident(
    town: World, settings: Settings, one: dict[str, Any], other: dict[str, Any]
) -> None:
    post(town, settings, **one)
    post(town, settings, **other)
    assert together(town)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": "tolong ditindak pak"}, {"text": "tolong ditindak pak"}),
        (
            {"text": "tolong ditindak pak", "context": [{"relation": "quoted", "external_id": "q1"}]},
            {"text": "tolong ditindak pak", "context": [{"relation": "quoted", "external_id": "q2"}]},
        ),
        # our own post: a hundred matters below it
        (
            {
                "text": "pak",
                "context": [{"relation": "replied_to", "external_id": "q1", "author_handle": "PRA_x"}],
            },
            {
                "text": "min",
                "context": [{"relation": "replied_to", "external_id": "q1", "author_handle": "pra_x"}],
            },
        ),
        ({"text": "cek https://polri.go.id/sim"}, {"text": "buka https://polri.go.id/sim"}),
        # one form of words sent to two Polda about what is seen in each
        (
            {"text": "balap liar depan sekolah kami bising sampai subuh"},
            {"text": "balap liar depan sekolah kami bising sampai subuh", "code": "PRC"},
        ),
        # one number on two platforms
        (
            {"text": "pak", "context": [{"relation": "quoted", "external_id": "q5"}]},
            {
                "text": "pak",
                "context": [{"relation": "replied_to", "external_id": "q5"}],
                "channel": Channel.INSTAGRAM,
            },
        ),
    ],
)
def test_what_points_at_nothing_common_stays_apart(
    town: World, settings: Settings, one: dict[str, Any], other: dict[str, Any]
) -> None:
    post(town, settings, **one)
    post(town, settings, **other)
    assert incident_ids(town) == [None, None]


@pytest.mark.parametrize(
    "judgement",
    [
        judged(kind=Kind.SERVICE_QUESTION, category=Category.SERVICE_QUESTION),
        judged(kind=Kind.PROGRESS_REQUEST, category=Category.SLOW_CASE_HANDLING),
        judged(category=Category.DOMESTIC_VIOLENCE),
        judged(victim_sensitive=True),
    ],
)
def test_private_matters_never_meet_by_their_words(town: World, settings: Settings, judgement: Any) -> None:
    text = "laporan saya soal pemukulan oleh mantan pacar di kos Mawar belum ada kabar penyidik"
    post(town, settings, text, judgement)
    post(town, settings, text, judgement)
    assert incident_ids(town) == [None, None]


@pytest.mark.parametrize(
    ("text", "changes", "minutes", "code", "same"),
    [
        ("rame ribut bawa parang dekat pasar Johar", CROWD, 20, "PRA", True),
        ("pasar Johar ada tawuran", CROWD, 59, "SKA", True),
        ("pasar Johar ada tawuran", CROWD, 61, "PRA", False),  # another hour
        ("pasar Bulu ada tawuran", CROWD, 20, "PRA", False),  # another place
        ("pasar Johar ada tawuran", CROWD, 20, "PRC", False),  # another Polda's market of that name
        ("macet di pasar Johar", {"category": Category.CONGESTION}, 20, "PRA", False),  # another matter
        ("dompet raib di pasar Johar", {"category": Category.THEFT}, 20, "PRA", False),
        # a neighbouring category, in words that agree
        ("preman bawa parang palak pedagang pasar Johar", {"category": Category.THUGS}, 20, "PRA", True),
    ],
)
def test_one_place_and_hour_with_one_matter_is_one_incident(
    town: World, settings: Settings, text: str, changes: dict[str, Any], minutes: int, code: str, same: bool
) -> None:
    post(town, settings, "preman tawuran bawa parang di pasar Johar", judged(**CROWD))
    at = NOON + timedelta(minutes=minutes)
    post(town, settings, text, judged(**changes), code=code, created_at=at)
    assert together(town) is same


def test_a_theft_at_one_market_is_each_victims_own(town: World, settings: Settings) -> None:
    for text in ("motor saya hilang di pasar Johar", "hp saya dicopet di pasar Johar"):
        post(town, settings, text, judged(category=Category.THEFT))
    assert incident_ids(town) == [None, None]


def test_after_a_silent_week_it_is_another_incident(town: World, settings: Settings) -> None:
    post(town, settings, VIDEO)
    with town.database.writing() as session:
        for key in session.scalars(select(IncidentKey)):
            key.last_at = NOON - timedelta(days=7)
    post(town, settings, VIDEO)
    assert incident_ids(town) == [None, None]
    incidents.forget(town.database, NOON + timedelta(seconds=1))
    post(town, settings, VIDEO)
    assert incident_ids(town)[0] is None
    assert incident_ids(town)[1] == incident_ids(town)[2] is not None


def test_each_post_of_one_that_goes_on_keeps_it_open(town: World, settings: Settings) -> None:
    post(town, settings, VIDEO)
    with town.database.writing() as session:
        for key in session.scalars(select(IncidentKey)):
            key.last_at = NOON - timedelta(days=6)
    post(town, settings, VIDEO)
    with town.database.reading() as session:
        assert set(
            session.scalars(select(IncidentKey.last_at).where(IncidentKey.key.startswith("link:")))
        ) == {NOON}


def test_two_hundred_posts_of_one_video_are_one_incident(town: World, settings: Settings) -> None:
    words = ("parah pak", "tolong ditindak", "usut tuntas", "gimana ini", COPY)
    for number in range(200):
        channel = Channel.INSTAGRAM if number % 10 == 9 else Channel.X
        at = NOON - timedelta(minutes=100) + timedelta(seconds=30 * number)
        post(town, settings, f"{words[number % 5]} {VIDEO}&t={number}s", channel=channel, created_at=at)
    with town.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        assert len(cases) == 200
        assert {case.incident_id for case in cases} == {incident.id}
        # One clock: nobody is answered later than the first would have been.
        assert {case.due_at for case in cases} == {min(case.due_at for case in cases)}
        # Each source keeps its channel, its case and its reply.
        assert len({case.code for case in cases}) == 200
        assert {case.channel for case in cases} == {Channel.X, Channel.INSTAGRAM}
        assert session.scalar(select(func.count(func.distinct(Reply.mention_id)))) == 200
        # A copy lays down no text of its own: one original's bands stand for all.
        bands = select(func.count()).where(IncidentKey.key.startswith("band:"))
        assert session.scalar(bands) == 16


def test_an_incident_has_one_owner(town: World, settings: Settings) -> None:
    first = post(town, settings, VIDEO)
    with town.database.writing() as session:
        officer = town.officer(session, Role.ADMIN, "PRA")
        session.get_one(Case, first.id).assigned_to_id = officer.id
    assert post(town, settings, VIDEO).assigned_to_id == officer.id
    assert post(town, settings, VIDEO, code="PRB").assigned_to_id is None


def test_a_late_post_still_has_time_for_an_answer(town: World, settings: Settings) -> None:
    first = post(town, settings, VIDEO)
    with town.database.writing() as session:
        session.get_one(Case, first.id).due_at = NOON + timedelta(minutes=1)
    assert post(town, settings, VIDEO).due_at == NOON + incidents.SHORTEST_CLOCK


def test_an_emergency_does_not_hurry_the_calm_ones(town: World, settings: Settings) -> None:
    post(town, settings, VIDEO, judged(urgency=Urgency.NOW))
    calm = post(town, settings, VIDEO)
    assert calm.due_at == NOON + timedelta(hours=4)


def test_a_rising_incident_hurries_who_joins_it(town: World, settings: Settings) -> None:
    post(town, settings, VIDEO)
    post(town, settings, VIDEO)
    with town.database.writing() as session:
        session.scalars(select(Incident)).one().viral_band = 3
    joined = post(town, settings, VIDEO)
    assert (joined.viral_band, joined.due_at) == (3, NOON + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("codes", "owner"),
    [(("PRA", "PRA"), "PRA"), (("PRA", "SKA"), "PRA"), (("SKA", "PRB"), "PDA"), (("PRA", "PRC"), "MABES")],
)
def test_it_belongs_to_the_nearest_common_command(
    town: World, settings: Settings, codes: tuple[str, str], owner: str
) -> None:
    for code in codes:
        post(town, settings, VIDEO, code=code)
    with town.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert session.get_one(Unit, incident.unit_id).code == owner


ACCUSES = judged(category=Category.PUNGLI, about_officer=True, p_about_officer=0.9)


def seen_by(town: World, role: Role, code: str) -> tuple[set[str], bool]:
    """Owners of the incident's cases this officer sees, and whether he is shown less than there is."""
    with town.database.writing() as session:
        officer = town.officer(session, role, code)
        incident = session.scalars(select(Incident)).one()
        visible = scope.case_visible(officer)
        cases = belonging.cases_of(session, incident.id, visible)
        owners = {session.get_one(Unit, case.unit_id).code for case in cases}
        return owners, belonging.hides_some(session, incident.id, visible)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.AUDITOR])
def test_of_an_incident_everybody_sees_his_own_cases_only(
    town: World, settings: Settings, role: Role
) -> None:
    post(town, settings, VIDEO, code="SKA")
    post(town, settings, VIDEO, code="PRB")
    post(town, settings, VIDEO, ACCUSES, code="PRA")
    assert seen_by(town, role, "PDA") == ({"SKA", "PRB", "PDAPROPAM"}, False)
    assert seen_by(town, role, "PRA") == ({"SKA"}, True)
    assert seen_by(town, role, "SKA") == ({"SKA"}, True)
    assert seen_by(town, role, "PRB") == ({"PRB"}, True)
    assert seen_by(town, role, "PRC") == (set(), True)


def test_propam_sees_the_accusations_of_an_incident_and_the_system_admin_nothing(
    town: World, settings: Settings
) -> None:
    post(town, settings, VIDEO, code="PRA")
    post(town, settings, VIDEO, ACCUSES, code="PRA")
    assert seen_by(town, Role.PROPAM, "PDAPROPAM") == ({"PDAPROPAM"}, True)
    assert seen_by(town, Role.SYSTEM, "MABES") == (set(), True)


def test_nothing_passes_from_an_accusation_to_a_case_of_the_accused_unit(
    town: World, settings: Settings
) -> None:
    accusing = post(town, settings, VIDEO, ACCUSES)
    with town.database.writing() as session:
        officer = town.officer(session, Role.PROPAM, "PDAPROPAM")
        hidden = session.get_one(Case, accusing.id)
        hidden.assigned_to_id, hidden.due_at = officer.id, NOON + timedelta(minutes=45)
    plain = post(town, settings, VIDEO)
    assert plain.incident_id is not None
    assert (plain.assigned_to_id, plain.due_at) == (None, NOON + timedelta(hours=4))
    with town.database.reading() as session:
        told = session.scalars(select(CaseEvent).where(CaseEvent.case_id == plain.id)).all()
    assert accusing.code not in str([one.detail for one in told])
    assert [one.detail for one in told if one.kind is EventKind.INCIDENT_JOINED] == [{"why": "link"}]


def test_a_further_message_of_the_thread_brings_its_case_along(town: World, settings: Settings) -> None:
    post(town, settings, VIDEO)
    post(town, settings, "pak ada tawuran", thread_id="t9", author_external_id="b1")
    assert incident_ids(town) == [None, None]
    post(town, settings, f"ini videonya {VIDEO}", thread_id="t9", author_external_id="b1")
    assert together(town)


def test_a_direct_message_is_no_post_others_may_point_at(town: World, settings: Settings) -> None:
    post(town, settings, "halo", kind=MentionKind.DIRECT, external_id="77")
    with town.database.reading() as session:
        assert session.scalars(select(IncidentKey)).all() == []


def by_hand(town: World) -> int:
    with town.database.writing() as session:
        return town.officer(session, Role.HUMAS, "PDA").id


def test_what_an_officer_took_out_stays_out_and_finds_nobody(town: World, settings: Settings) -> None:
    cases = [post(town, settings, f"{COPY} {VIDEO}") for _ in range(3)]
    officer_id = by_hand(town)
    with town.database.writing() as session:
        belonging.take_out_by_hand(session, session.get_one(Case, cases[0].id), NOON, officer_id)
    kept = incident_ids(town)[1]
    # Another copy of its text, without the link: the incident knows it although the original is gone.
    post(town, settings, COPY)
    post(town, settings, VIDEO)
    assert incident_ids(town) == [None, kept, kept, kept, kept]


def test_a_taken_out_case_does_not_return_with_its_citizens_next_words(
    town: World, settings: Settings
) -> None:
    cases = [post(town, settings, VIDEO, thread_id=f"t{n}", author_external_id=f"b{n}") for n in (1, 2)]
    officer_id = by_hand(town)
    with town.database.writing() as session:
        belonging.take_out_by_hand(session, session.get_one(Case, cases[1].id), NOON, officer_id)
    post(town, settings, f"lagi {VIDEO}", thread_id="t2", author_external_id="b2")
    assert incident_ids(town)[1] is None


def test_finding_the_incident_costs_no_more_among_a_thousand_cases(town: World, settings: Settings) -> None:
    """Counts statements and rows asked for, not seconds."""
    for _ in range(3):
        post(town, settings, f"{COPY} {VIDEO}")
    few = _statements(town.database, lambda: post(town, settings, f"{COPY} {VIDEO}"))
    for number in range(60):
        post(town, settings, f"{COPY} nomor {number} {VIDEO}" if number % 2 else f"{COPY} {VIDEO}")
    many = _statements(town.database, lambda: post(town, settings, f"{COPY} {VIDEO}"))
    assert many <= few + 2
    with town.database.reading() as session:
        mention = session.scalars(select(Mention).order_by(Mention.id.desc())).first()
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        assert mention is not None
        assert case is not None
        keys = incidents.traits_of(session, mention, judged()).pointing
        assert len(incidents._found(session, keys, case, NOON)) == incidents.MOST_CANDIDATES


def _statements(database: Database, act: Any) -> int:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    act()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_an_act_by_hand_can_be_undone_once(town: World, settings: Settings) -> None:
    one, other = post(town, settings, VIDEO), post(town, settings, VIDEO)
    lone = post(town, settings, "pak ada maling")
    officer_id = by_hand(town)
    with town.database.writing() as session:
        incident = session.scalars(select(Incident)).one()
        moved = [session.get_one(Case, lone.id)]
        act = belonging.join_by_hand(session, moved, incident, NOON, officer_id)
    assert together(town)
    with town.database.writing() as session:
        officer = session.get_one(Officer, officer_id)
        belonging.undo(session, act, scope.case_visible(officer), NOON, officer_id)
    assert incident_ids(town)[2] is None
    with town.database.writing() as session:
        officer = session.get_one(Officer, officer_id)
        with pytest.raises(Conflict):
            belonging.undo(session, act, scope.case_visible(officer), NOON, officer_id)
    assert {one.id, other.id} == set(_members(town))


def _members(town: World) -> list[int]:
    with town.database.reading() as session:
        return list(session.scalars(select(Case.id).where(Case.incident_id.isnot(None))))

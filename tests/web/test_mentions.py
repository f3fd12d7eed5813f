"""Every mention is found, also what the model put aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.database import Database
from models.records import Account, Assessment, Case, CaseEvent, Correction, Mention, Reply
from models.vocabulary import Category, EventKind, Kind, ReplyState, Verdict
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, add_mention

SignIn = Callable[[str], Browser]


def _noise(
    database: Database, world: World, text: str, account: str = "x", thread: str = "t-1", **seen: object
) -> int:
    with database.writing() as session:
        mention = add_mention(
            session,
            session.get_one(Account, world.accounts[account]),
            text,
            utcnow() - timedelta(minutes=1),
            verdict=Verdict.NOISE,
            thread_id=thread,
        )
        columns: dict[str, object] = {"category": Category.NONE, "urgency": 0, "about_officer": False, **seen}
        session.add(
            Assessment(
                mention_id=mention.id,
                model_version="uji-1",
                created_at=utcnow(),
                verdict=Verdict.NOISE,
                p_actionable=0.1,
                kind=Kind.JOKE,
                p_kind=0.8,
                p_category=0.9,
                p_emergency=0.0,
                p_about_officer=0.0,
                victim_sensitive=False,
                p_victim_sensitive=0.0,
                **columns,
            )
        )
        return mention.id


@pytest.fixture
def joke(database: Database, world: World) -> int:
    return _noise(database, world, "@polres_melati wkwk lampu jalan jadi disko, hp 081200011122")


@pytest.mark.usefixtures("joke")
def test_noise_is_listed_masked_and_found_by_its_words(sign_in: SignIn, world: World) -> None:
    admin = sign_in("admin")
    text = admin.page("/sebutan/?verdict=noise")
    assert "lampu jalan jadi disko" in text
    assert "081200011122" not in text
    assert "candaan" in text
    assert world.cases["waiting"] not in text
    assert "lampu jalan jadi disko" in admin.page("/sebutan/?q=DISKO")
    assert "lampu jalan jadi disko" not in admin.page("/sebutan/?q=081200011122")
    assert "lampu jalan jadi disko" not in admin.page("/sebutan/?verdict=actionable")
    assert world.cases["waiting"] in admin.page("/sebutan/")
    assert admin.get("/sebutan/?verdict=odd").status_code == 400
    assert admin.get("/sebutan/?before=x").status_code == 400


@pytest.mark.usefixtures("joke")
def test_a_percent_sign_is_no_wildcard(sign_in: SignIn) -> None:
    assert "Tidak ada sebutan yang cocok" in sign_in("admin").page("/sebutan/?q=%25")


def test_nobody_reads_mentions_that_are_not_his(sign_in: SignIn, joke: int, world: World) -> None:
    assert "disko" not in sign_in("stranger").page("/sebutan/")
    assert "uang rokok" not in sign_in("accused").page("/sebutan/")
    assert "uang rokok" in sign_in("propam").page("/sebutan/")
    assert sign_in("system").get("/sebutan/").status_code == 403
    for login, status in (
        ("stranger", 404),
        ("posko", 403),
        ("head", 403),
        ("auditor", 403),
        ("system", 403),
    ):
        assert sign_in(login).post(f"/sebutan/{joke}/pengaduan").status_code == status


def test_a_thread_is_shown_alone(sign_in: SignIn, joke: int, database: Database, world: World) -> None:
    _noise(database, world, "@polres_melati disko lagi malam ini")
    admin = sign_in("admin")
    assert "2 di utas ini" in admin.page("/sebutan/")
    alone = admin.page(f"/sebutan/?thread=t-1&account={world.accounts['x']}")
    assert alone.count('class="watch-line"') == 2


def test_pages_follow_each_other_without_a_gap(sign_in: SignIn, database: Database, world: World) -> None:
    with database.writing() as session:
        account = session.get_one(Account, world.accounts["x"])
        at = utcnow() - timedelta(minutes=5)
        for number in range(70):
            add_mention(session, account, f"sebutan {number:03}", at, verdict=Verdict.NOISE)
    admin = sign_in("admin")
    first = admin.page("/sebutan/?verdict=noise")
    following = (
        first.rpartition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    )
    second = admin.page(following)
    on_first = {number for number in range(70) if f"sebutan {number:03}" in first}
    on_second = {number for number in range(70) if f"sebutan {number:03}" in second}
    assert len(on_first) == 50
    assert on_first | on_second == set(range(70))
    assert not on_first & on_second


def test_an_officer_makes_noise_a_case_with_a_draft(
    sign_in: SignIn, joke: int, looked_up: Session, world: World
) -> None:
    answer = sign_in("admin").post(f"/sebutan/{joke}/pengaduan")
    mention = looked_up.get_one(Mention, joke)
    case = looked_up.scalars(select(Case).where(Case.id == mention.case_id)).one()
    assert answer.location == f"/kasus/{case.code}"
    assert case.category is Category.UNSPECIFIED
    assert case.urgency == 1
    assert not case.needs_triage
    label = looked_up.scalars(select(Correction)).one()
    assert (label.mention_id, label.actionable, label.officer_id) == (joke, True, world.officers["admin"])
    reply = looked_up.scalars(select(Reply).where(Reply.case_id == case.id)).one()
    assert reply.state is ReplyState.AWAITING_APPROVAL
    assert acts(looked_up) == ["case.opened_by_hand"]
    kinds = [event.kind for event in _events(looked_up, case)]
    assert kinds == [EventKind.OPENED, EventKind.LABEL_CORRECTED, EventKind.DRAFTED]


def test_a_mention_becomes_one_case_only(sign_in: SignIn, joke: int, looked_up: Session) -> None:
    admin = sign_in("admin")
    admin.post(f"/sebutan/{joke}/pengaduan")
    assert admin.post(f"/sebutan/{joke}/pengaduan").status_code == 409
    assert acts(looked_up) == ["case.opened_by_hand"]


def test_noise_about_an_officer_becomes_propams_case(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    mention = _noise(
        database,
        world,
        "@polsek_melatiutara petugasnya galak",
        "sector",
        category=Category.POOR_SERVICE,
        about_officer=True,
    )
    answer = sign_in("accused").post(f"/sebutan/{mention}/pengaduan")
    assert answer.location == "/sebutan/"
    case = looked_up.scalars(select(Case).order_by(Case.id.desc())).first()
    assert case is not None
    assert case.unit_id == world.units["PROPAM-NT"]
    assert case.accused_unit_id == world.units["SEK-MLU"]
    assert case.category is Category.POOR_SERVICE
    assert "galak" not in sign_in("accused").page("/sebutan/")


def _events(session: Session, case: Case) -> list[CaseEvent]:
    return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))

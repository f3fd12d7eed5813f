"""Closing a case as done takes two people in two roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models import verification
from models.database import Database
from models.records import CaseEvent, Claim, Officer, Reply
from models.vocabulary import EventKind, ReplyKind, ReplyState, Role, Stage
from tests.web import oversight
from tests.web.conftest import Browser
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]


@pytest.fixture
def path(world: World) -> str:
    return f"/kasus/{world.cases['answered']}"


@pytest.fixture
def claimed(sign_in: SignIn, path: str) -> str:
    """The path of a case the unit's admin said was done."""
    fields = {"version": "received", "stage": "done", "tell": "1", "evidence": "lampu sudah menyala lagi"}
    assert sign_in("admin").post(f"{path}/tahap", **fields).status_code == 302
    return path


def stage(database: Database, world: World) -> Stage:
    with database.reading() as session:
        return find_case(session, world.cases["answered"]).stage


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return oversight.acts(session)


def test_done_is_only_said_until_somebody_confirms(
    sign_in: SignIn, database: Database, world: World, claimed: str
) -> None:
    assert stage(database, world) is Stage.RECEIVED
    own = sign_in("admin").page(claimed)
    assert "lampu sudah menyala lagi" in own
    assert "Sahkan selesai" not in own
    assert "Sahkan selesai" in sign_in("head").page(claimed)


def test_another_role_closes_it_and_the_notice_waits(
    sign_in: SignIn, database: Database, world: World, claimed: str
) -> None:
    head = sign_in("head")
    assert world.cases["answered"] in head.page("/verifikasi/")
    assert head.post(f"{claimed}/selesai/sahkan").status_code == 302
    assert stage(database, world) is Stage.DONE
    with database.reading() as session:
        notice = session.scalars(select(Reply).where(Reply.kind == ReplyKind.PROGRESS)).one()
    assert notice.state is ReplyState.AWAITING_APPROVAL
    assert "selesai" in notice.text
    assert world.cases["answered"] in sign_in("approver").page("/persetujuan/?which=all")
    assert world.cases["answered"] not in head.page("/verifikasi/")
    assert acts(database) == ["case.done_claimed", "case.done_confirmed"]


def test_it_goes_back_with_a_reason_to_the_stage_it_was_in(
    sign_in: SignIn, database: Database, world: World, claimed: str
) -> None:
    head = sign_in("head")
    head.post(f"{claimed}/selesai/tolak", reason="  ")
    assert acts(database) == ["case.done_claimed"]
    head.post(f"{claimed}/selesai/tolak", reason="foto belum ada")
    assert stage(database, world) is Stage.RECEIVED
    page = sign_in("admin").page(claimed)
    assert "foto belum ada" in page
    assert "Sahkan selesai" not in page
    assert acts(database) == ["case.done_claimed", "case.done_refused"]
    fields = {"version": "received", "stage": "done", "evidence": "fotonya terlampir"}
    assert sign_in("admin").post(f"{claimed}/tahap", **fields).status_code == 302


def test_nobody_confirms_his_own_and_not_in_the_same_role(
    sign_in: SignIn, database: Database, world: World, path: str
) -> None:
    fields = {"version": "received", "stage": "done"}
    approver = sign_in("approver")
    approver.post(f"{path}/tahap", **fields)
    assert approver.post(f"{path}/selesai/sahkan").status_code == 403
    assert world.cases["answered"] not in approver.page("/verifikasi/")
    with database.writing() as session:
        case = find_case(session, world.cases["answered"])
        claim = verification.open_claim(session, case)
        assert claim is not None
        same_role = Officer(id=-1, role=Role.APPROVER)
        assert not verification.may_decide(same_role, claim)
        assert verification.may_decide(Officer(id=-1, role=Role.HEAD), claim)
    assert stage(database, world) is Stage.RECEIVED


@pytest.mark.parametrize(
    ("login", "status"), [("admin", 403), ("humas", 403), ("propam", 403), ("auditor", 403), ("system", 403)]
)
def test_those_who_verify_nothing_are_refused(sign_in: SignIn, claimed: str, login: str, status: int) -> None:
    assert sign_in(login).get("/verifikasi/").status_code == status
    assert sign_in(login).post(f"{claimed}/selesai/sahkan").status_code == status
    assert sign_in(login).post(f"{claimed}/selesai/tolak", reason="x").status_code == status


def test_the_accused_unit_confirms_nothing_about_itself(
    sign_in: SignIn, database: Database, world: World
) -> None:
    path = f"/kasus/{world.cases['officer']}"
    sign_in("propam").post(f"{path}/tahap", version="received", stage="done")
    with database.writing() as session:
        session.get_one(Officer, world.officers["accused"]).role = Role.HEAD
    accused = sign_in("accused")
    assert world.cases["officer"] not in accused.page("/verifikasi/")
    assert accused.post(f"{path}/selesai/sahkan").status_code == 404
    assert world.cases["officer"] in sign_in("posko").page("/verifikasi/")


def test_a_case_that_moves_on_waits_for_no_verification(
    sign_in: SignIn, database: Database, world: World, claimed: str
) -> None:
    sign_in("admin").post(f"{claimed}/tahap", version="received", stage="field_check")
    assert sign_in("head").post(f"{claimed}/selesai/sahkan").status_code == 409
    with database.reading() as session:
        claim = session.scalars(select(Claim)).one()
        assert (claim.decided_at is None, claim.confirmed) == (False, None)


def test_it_is_claimed_once(sign_in: SignIn, claimed: str) -> None:
    again = sign_in("humas").post(f"{claimed}/tahap", version="received", stage="done")
    assert again.status_code == 409


def test_the_form_asks_for_the_evidence(sign_in: SignIn, path: str) -> None:
    part = sign_in("admin").page(f"{path}/kabar?stage=done")
    assert 'name="evidence"' in part
    assert 'name="notice"' not in part


def test_a_decision_stands_in_the_history(
    sign_in: SignIn, database: Database, world: World, claimed: str
) -> None:
    sign_in("head").post(f"{claimed}/selesai/sahkan")
    with database.reading() as session:
        case = find_case(session, world.cases["answered"])
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert EventKind.DONE_CLAIMED in kinds
    assert kinds.count(EventKind.CLOSED) == 1

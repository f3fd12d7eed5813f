"""What a unit states goes up: stated with evidence, decided above with evidence or a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import breaches
from models.clock import utcnow
from models.database import Database
from models.records import Account, AuditEntry, Breach, Claim, Officer
from models.vocabulary import Role, Stage
from tests.web import oversight
from tests.web.conftest import Browser
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]
LIST = "/verifikasi/berjenjang/"


@pytest.fixture
def missed(database: Database, world: World) -> int:
    with database.writing() as session:
        case = find_case(session, world.cases["late"])
        breaches.first_answer(session, case, utcnow())
        session.get_one(Officer, world.officers["humas"]).role = Role.HEAD  # of the Polda
        session.flush()
        return session.query(Breach).filter_by(case_id=case.id).one().id


@pytest.fixture
def claimed(sign_in: SignIn, database: Database, missed: int) -> int:
    """An excuse that the admin of the Polres has stated."""
    path = f"/anev/pelanggaran/{missed}/pernyataan"
    admin = sign_in("admin")
    admin.post(path, evidence="  ")
    assert admin.post(path, evidence="https://status.contoh.id/8123").status_code == 302
    with database.reading() as session:
        return session.query(Claim.id).one()[0]


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return oversight.acts(session)


def test_a_unit_states_it_and_the_polda_confirms_with_evidence(
    sign_in: SignIn, database: Database, world: World, missed: int, claimed: int
) -> None:
    polda, path = sign_in("humas"), f"{LIST}{claimed}"
    assert world.cases["late"] in polda.page(LIST)
    assert "https://status.contoh.id/8123" in polda.page(path)
    polda.post(f"{path}/sahkan", reason=" ")
    assert acts(database) == ["claim.raised"]
    assert polda.post(f"{path}/sahkan", reason="celah tercatat 10.00").status_code == 302
    assert acts(database) == ["claim.raised", "claim.upheld"]
    assert world.cases["late"] not in polda.page(LIST)
    page = sign_in("admin").page(f"/anev/pelanggaran/{missed}")
    for words in ("dimaafkan", "celah tercatat 10.00", "https://status.contoh.id/8123"):
        assert words in page
    assert world.cases["late"] in polda.page("/anev/pelanggaran/?state=excused")


def test_a_refusal_goes_back_with_its_reason_and_may_be_answered(
    sign_in: SignIn, database: Database, world: World, missed: int, claimed: int
) -> None:
    posko = sign_in("posko")
    assert posko.post(f"{LIST}{claimed}/tolak", reason="platform tidak mati").status_code == 302
    admin = sign_in("admin")
    stated = admin.page(LIST)
    assert "ditolak" in stated
    assert "platform tidak mati" in admin.page(f"{LIST}{claimed}")
    assert posko.post(f"{LIST}{claimed}/sahkan", reason="ternyata mati").status_code == 409
    again = admin.post(f"/anev/pelanggaran/{missed}/pernyataan", evidence="tangkapan layar")
    assert again.status_code == 302
    assert admin.post(f"/anev/pelanggaran/{missed}/pernyataan", evidence="lagi").status_code == 409
    assert acts(database) == ["claim.raised", "claim.refused", "claim.raised"]


@pytest.mark.parametrize("login", ["head", "admin", "approver", "propam", "auditor", "system", "accused"])
def test_nobody_decides_about_his_own_unit(
    sign_in: SignIn, database: Database, claimed: int, login: str
) -> None:
    browser = sign_in(login)
    for act in ("sahkan", "tolak"):
        assert browser.post(f"{LIST}{claimed}/{act}", reason="x").status_code in (403, 404)
    assert acts(database) == ["claim.raised"]
    if login == "head":
        assert "Sahkan dengan bukti ini" not in browser.page(f"{LIST}{claimed}")


@pytest.mark.parametrize(
    ("login", "status"), [("stranger", 404), ("accused", 404), ("system", 403), ("auditor", 200)]
)
def test_who_may_read_a_claim(sign_in: SignIn, claimed: int, login: str, status: int) -> None:
    assert sign_in(login).get(f"{LIST}{claimed}").status_code == status


@pytest.mark.parametrize("login", ["posko", "auditor", "system"])
def test_those_who_state_nothing_are_refused(
    sign_in: SignIn, database: Database, missed: int, login: str
) -> None:
    browser = sign_in(login)
    assert browser.post(f"/anev/pelanggaran/{missed}/pernyataan", evidence="x").status_code == 403
    assert browser.post(f"{LIST}kanal", account="1", evidence="x").status_code == 403
    assert acts(database) == []


def test_an_account_is_verified_by_the_command_above(
    sign_in: SignIn, database: Database, world: World
) -> None:
    head, account = sign_in("head"), world.accounts["x"]
    assert "polres_melati" in head.page(f"{LIST}?list=stated")
    assert head.post(f"{LIST}kanal", account=world.accounts["foreign"], evidence="x").status_code == 404
    assert head.post(f"{LIST}kanal", evidence="x").status_code == 302
    said = head.post(f"{LIST}kanal", account=account, evidence="https://x.com/polres_melati")
    assert sign_in("posko").post(f"{said.location}/sahkan", reason="centang terlihat").status_code == 302
    with database.reading() as session:
        assert session.get_one(Account, account).verified
        assert session.query(AuditEntry).filter_by(act="claim.upheld").one().unit_id == world.units["RES-MLT"]
    assert "1 dari" in head.page("/cakupan/?q=res-mlt")


def test_a_case_the_unit_closed_comes_back_when_the_command_refuses(
    sign_in: SignIn, database: Database, world: World
) -> None:
    path = f"/kasus/{world.cases['answered']}"
    sign_in("admin").post(f"{path}/tahap", version="received", stage="done", evidence="lampu menyala")
    sign_in("head").post(f"{path}/selesai/sahkan")
    posko = sign_in("posko")
    assert world.cases["answered"] in posko.page(LIST)
    with database.reading() as session:
        claim = session.query(Claim).filter_by(matter="closed").one()
    posko.post(f"{LIST}{claim.id}/tolak", reason="warga bilang masih mati")
    with database.reading() as session:
        case = find_case(session, world.cases["answered"])
        assert (case.stage, case.closed_at) == (Stage.IN_PROGRESS, None)
        assert case.next_news_at is not None
        assert case.next_news_at - case.opened_at > timedelta(hours=1)
    assert "warga bilang masih mati" in sign_in("admin").page(path)


def test_the_list_takes_only_what_it_offers(sign_in: SignIn) -> None:
    assert sign_in("posko").get(f"{LIST}?list=x").status_code == 400

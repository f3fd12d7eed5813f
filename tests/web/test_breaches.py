"""The list of missed clocks: what stands there, who may read it, and what is taken out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from classifier.clocks import Clocks
from models import casework, law_clocks, send_pauses
from models.database import Database
from models.records import Alert, AlertDelivery, AuditEntry, Breach, Case, Unit
from models.settings import Settings
from models.vocabulary import AlertRoute, Deadline, DeliveryState, Stage
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.world import World, find_case
from web.anev.breach_tables import cleaned

SignIn = Callable[[str], Browser]
LIST = "/anev/pelanggaran/"


@pytest.fixture
def noted(database: Database, world: World) -> Database:
    """The world after the watch over the clocks has looked: "late" and the officer's case are overdue."""
    with database.writing() as session:
        officer = find_case(session, world.cases["officer"])
        officer.due_at = officer.first_mention_at + timedelta(minutes=1)
    while Clocks(database, Settings(secret_key=SECRET_KEY)).step():
        pass
    return database


def breach(database: Database, world: World, name: str, deadline: Deadline = Deadline.FIRST_ANSWER) -> int:
    with database.reading() as session:
        asked = select(Breach.id).join(Case, Case.id == Breach.case_id)
        return session.scalars(asked.where(Case.code == world.cases[name], Breach.deadline == deadline)).one()


def test_a_head_reads_whose_clock_ran_out_and_when(sign_in: SignIn, noted: Database, world: World) -> None:
    page = sign_in("head").page(LIST)
    row = page.split(f"{world.cases['late']}</a>")[1].split("</tr>")[0]
    assert "24 jam tanpa jawaban" in page
    assert "masih terbuka" in row
    assert world.cases["waiting"] not in page
    assert world.cases["foreign"] not in page


def test_the_list_is_narrowed_by_clock_state_and_name(sign_in: SignIn, noted: Database, world: World) -> None:
    head, code = sign_in("head"), world.cases["late"]
    assert code in head.page(f"{LIST}?clock=silence_24&state=open&q=melati&days=7")
    assert code in head.page(f"{LIST}?q={code}")
    for nothing in ("clock=dumas_letter", "state=late", "state=excused", "state=waiting", "q=tidakada"):
        assert code not in head.page(f"{LIST}?{nothing}")
    for wrong in ("clock=x", "state=x", "days=8"):
        assert head.get(f"{LIST}?{wrong}").status_code == 400
    assert head.get(f"{LIST}?unit=RES-KLP").status_code == 404


def test_a_late_answer_is_met_and_a_deadline_put_off_is_no_line(
    sign_in: SignIn, noted: Database, world: World
) -> None:
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        casework.mark_answered(session, case, case.first_mention_at + timedelta(hours=31))
    head = sign_in("head")
    assert world.cases["late"] in head.page(f"{LIST}?state=late&clock=first_answer")
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        case.due_at = case.first_mention_at + timedelta(hours=40)
    assert world.cases["late"] not in head.page(f"{LIST}?clock=first_answer")


def test_the_history_names_who_had_it_who_was_warned_and_why_it_rested(
    sign_in: SignIn, noted: Database, world: World
) -> None:
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        at = case.first_mention_at + timedelta(hours=2)
        alert = session.scalars(select(Alert).where(Alert.case_id == case.id)).first()
        assert alert is not None
        session.add(
            AlertDelivery(
                key="uji",
                alert_id=alert.id,
                officer_id=world.officers["head"],
                route=AlertRoute.PUSH,
                state=DeliveryState.SENT,
                due_at=at,
                created_at=at,
                sent_at=at,
            )
        )
        sector = session.get_one(Unit, world.units["SEK-MLU"])
        casework.hand_over(session, case, sector, at, world.officers["admin"], "hubungi 081234567890 di sana")
    posko = sign_in("posko")
    posko.post("/saklar/", target=f"unit:{world.units['RES-MLT']}", on="1", reason="perawatan jaringan")
    with noted.writing() as session:
        send_pauses.begin(session, f"unit:{world.units['RES-MLT']}", at)
        law_clocks.settle(session, find_case(session, world.cases["late"]), at)
    page = posko.page(f"{LIST}{breach(noted, world, 'late')}")
    for words in (
        *("Polres Kota Melati", "SEK-MLU", "hubungi [phone] di sana", "Petugas head", "notifikasi"),
        *("Pengiriman dijeda", "24 jam tanpa jawaban, diberitahukan ke RES-MLT"),
    ):
        assert words in page, words
    assert "081234567890" not in page
    assert "motor saya hilang" not in page


def test_what_was_handed_on_is_still_the_units_but_no_longer_its_to_read(
    sign_in: SignIn, noted: Database, world: World
) -> None:
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        other = session.get_one(Unit, world.units["RES-KLP"])
        casework.hand_over(session, case, other, case.first_mention_at, None, "wilayahnya")
    head, path = sign_in("head"), f"{LIST}{breach(noted, world, 'late')}"
    assert world.cases["late"] in head.page(LIST)
    page = head.page(path)
    assert "sudah di satuan lain" in page
    assert "wilayahnya" not in page
    assert sign_in("stranger").get(path).status_code == 404
    assert "wilayahnya" in sign_in("posko").page(path)


@pytest.mark.parametrize(
    ("login", "sees"), [("posko", True), ("propam", True), ("head", False), ("accused", False)]
)
def test_the_accused_unit_reads_nothing_of_complaints_about_its_officers(
    sign_in: SignIn, noted: Database, world: World, login: str, sees: bool
) -> None:
    browser, number = sign_in(login), breach(noted, world, "officer")
    if login == "head":
        with noted.writing() as session:  # once it was with the Polres, by mistake
            session.get_one(Breach, number).unit_id = world.units["RES-MLT"]
    assert (world.cases["officer"] in browser.page(LIST)) is sees
    assert browser.get(f"{LIST}{number}").status_code == (200 if sees else 404)


def test_the_system_administrator_is_refused(sign_in: SignIn, noted: Database) -> None:
    system = sign_in("system")
    for path in (LIST, f"{LIST}1", f"{LIST}daftar.pdf", f"{LIST}daftar.xlsx"):
        assert system.get(path).status_code == 403
    assert system.post(f"{LIST}1/pernyataan", evidence="x").status_code == 403


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_taking_it_out_is_an_act_and_carries_no_citizen(
    sign_in: SignIn, noted: Database, world: World, kind: str
) -> None:
    answer = sign_in("posko").get(f"{LIST}daftar.{kind}?days=90")
    assert answer.status_code == 200
    if kind == "pdf":
        assert answer.data.startswith(b"%PDF")
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert world.cases["late"] in text
        assert "24 jam tanpa jawaban, diberitahukan ke RES-MLT" in text
        assert "motor saya hilang" not in text
        assert "warga_" not in text
    with noted.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "breaches.exported")).one()
    assert (entry.detail["kind"], entry.detail["days"]) == (kind, 90)
    assert sign_in("admin").get(f"{LIST}daftar.{kind}").status_code == 403


def test_the_unit_that_closes_late_without_an_answer_stands_there_too(
    sign_in: SignIn, noted: Database, world: World
) -> None:
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        casework.change_stage(
            session, case, Stage.CLOSED_NO_ACTION, case.due_at + timedelta(hours=27), world.officers["admin"]
        )
    assert "ditutup tanpa dipenuhi" in sign_in("head").page(LIST)


def test_the_time_of_the_machine_is_not_the_units(sign_in: SignIn, noted: Database, world: World) -> None:
    with noted.writing() as session:
        case = find_case(session, world.cases["late"])
        case.opened_at = case.first_mention_at + timedelta(hours=3)
        casework.mark_answered(session, case, case.first_mention_at + timedelta(hours=33))
    page = sign_in("head").page(f"{LIST}{breach(noted, world, 'late')}")
    assert "<dt>Lag sistem</dt><dd>3 j</dd>" in page
    assert "<dt>Lag satuan</dt><dd>1 hr 6 j</dd>" in page


def test_the_number_of_a_letter_is_no_plate() -> None:
    assert cleaned("nota B/123/XI/2026, hp 081234567890") == "nota B/123/XI/2026, hp [phone]"

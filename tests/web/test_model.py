"""The page Model: for the topmost unit only; it switches once, by a second person, and tells drift in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.clock import utcnow
from models.database import Database
from models.drift import FEWEST_JUDGED
from models.live_model import SHIPPED, live_version
from models.records import Assessment, AuditEntry, Officer
from models.settings import Settings
from models.vocabulary import Category, Kind, Role, Verdict
from tests.models.test_live_model import put
from tests.web.conftest import Browser
from tests.web.world import World

SignIn = Callable[[str], Browser]


@pytest.fixture
def system(sign_in: SignIn) -> Browser:
    """The system administrator of the topmost unit."""
    return sign_in("system")


@pytest.fixture
def candidate(settings: Settings, world: World) -> str:
    put(settings, "complaint-a", trained_by=world.officers["posko"])
    return "complaint-a"


def acts(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.actor, one.act) for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_only_the_topmost_unit_has_the_page_and_its_line(sign_in: SignIn, system: Browser) -> None:
    assert 'href="/model/"' in system.page("/model/")
    for login in ("admin", "accused", "auditor", "humas", "posko", "propam", "head"):
        assert sign_in(login).get("/model/").status_code == 403, login
        assert sign_in(login).post("/model/setujui", version="x").status_code == 403, login
        assert sign_in(login).post("/model/kembali", version="x", reason="lima huruf").status_code == 403, (
            login
        )
    assert 'href="/model/"' not in sign_in("admin").page("/")


def test_an_admin_of_the_topmost_unit_has_it_too(sign_in: SignIn, database: Database, world: World) -> None:
    with database.writing() as session:
        officer = session.get_one(Officer, world.officers["posko"])
        officer.role = Role.ADMIN
    assert 'href="/model/"' in sign_in("posko").page("/")
    assert "Dipakai sekarang" in sign_in("posko").page("/model/")


def test_it_says_how_to_get_a_candidate_while_there_is_none(system: Browser) -> None:
    page = system.page("/model/")
    assert "model bawaan rilis" in page
    assert "tanggap train complaint --with-corrections" in page
    assert "penilaian terakhir memakai uji-1" in page


def test_it_claims_no_steady_weeks_while_there_are_too_few(system: Browser) -> None:
    page = system.page("/model/")
    assert "Belum cukup minggu untuk menilai pergeseran" in page
    assert "tidak keluar dari kebiasaan" not in page


def test_a_candidate_stands_there_with_its_comparison(system: Browser, candidate: str) -> None:
    page = system.page("/model/")
    assert candidate in page
    assert "belajar dari 30 koreksi" in page
    assert "4 dari X" in " ".join(page.split())
    assert "80,0 %" in page
    assert "90,0 %" in page
    assert "+10,0" in page
    assert "lebih baik" in page
    assert "terlalu sedikit (3)" in page
    assert "Petugas posko" in page
    assert "Setujui dan pakai" in page


def test_a_second_person_lets_it_go_live_and_leads_back(
    system: Browser, settings: Settings, database: Database, world: World, candidate: str
) -> None:
    assert system.post("/model/setujui", version=candidate, seen_live=SHIPPED).status_code == 302
    assert live_version(settings) == candidate
    page = system.page("/model/")
    assert "Setujui dan pakai" not in page
    assert "Kembali ke model bawaan rilis" in page
    refused = system.post("/model/kembali", version=SHIPPED, seen_live=candidate, reason="x")
    assert refused.status_code == 302
    assert live_version(settings) == candidate
    system.post("/model/kembali", version=SHIPPED, seen_live=candidate, reason="terlalu banyak terlewat")
    assert live_version(settings) == SHIPPED
    assert "Kembali ke versi ini" in system.page("/model/")
    who = f"officer:{world.officers['system']}"
    assert acts(database) == [(who, "model.approved"), (who, "model.rolled_back")]


def test_who_trained_it_gets_no_button_and_is_refused(
    system: Browser, settings: Settings, database: Database, world: World
) -> None:
    put(settings, "complaint-b", trained_by=world.officers["system"])
    assert "Anda yang melatihnya" in system.page("/model/")
    assert "Setujui dan pakai" not in system.page("/model/")
    assert system.post("/model/setujui", version="complaint-b", seen_live=SHIPPED).status_code == 403
    assert live_version(settings) == SHIPPED
    assert acts(database) == []


def test_a_page_out_of_date_and_an_unknown_version_change_nothing(
    system: Browser, settings: Settings, database: Database, candidate: str
) -> None:
    assert system.post("/model/setujui", version=candidate, seen_live="complaint-z").status_code == 409
    assert system.post("/model/setujui", version="complaint-z", seen_live=SHIPPED).status_code == 404
    never = {"version": candidate, "seen_live": SHIPPED, "reason": "coba-coba saja"}
    assert system.post("/model/kembali", **never).status_code == 409
    assert live_version(settings) == SHIPPED
    assert acts(database) == []


def judge(database: Database, world: World, back: int, sure: int, unsure: int) -> None:
    with database.writing() as session:
        for number in range(sure + unsure):
            doubted = number >= sure
            session.add(
                Assessment(
                    mention_id=world.mentions["waiting"],
                    model_version="uji-2",
                    created_at=utcnow() - timedelta(weeks=back),
                    verdict=Verdict.UNSURE if doubted else Verdict.ACTIONABLE,
                    p_actionable=0.5 if doubted else 0.9,
                    kind=Kind.REPORT,
                    p_kind=0.8,
                    category=Category.FLOOD if doubted else Category.THEFT,
                    p_category=0.8,
                    urgency=2,
                    p_emergency=0.1,
                    about_officer=False,
                    p_about_officer=0.1,
                    victim_sensitive=False,
                    p_victim_sensitive=0.1,
                )
            )


def test_a_week_that_leaves_its_band_is_told_in_a_sentence(
    system: Browser, database: Database, world: World
) -> None:
    assert "Belum cukup penilaian untuk satu minggu" in system.page("/model/")
    for back in range(1, 7):
        judge(database, world, back, 45, 10)
    assert "Empat minggu terakhir tidak keluar" in system.page("/model/")
    judge(database, world, 0, FEWEST_JUDGED, 3 * FEWEST_JUDGED)
    page = system.page("/model/")
    assert "keyakinan rata-rata turun ke" in page
    assert "dinilai belum pasti naik ke" in page
    assert "bagian banjir naik ke" in page
    assert "drift-outside" in page
    assert "drift-band" in page


def test_the_page_speaks_english(system: Browser, candidate: str) -> None:
    system.post("/pilihan", locale="en", next="/")
    page = system.page("/model/")
    assert "Approve and use" in page
    assert "average confidence" in page.lower()

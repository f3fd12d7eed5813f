"""The citizen after the closing: how content, and whether it is finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import casework, satisfaction, vault
from models.clock import utcnow
from models.database import Database
from models.records import Case, CaseEvent, ContactDetail, Satisfaction
from models.vocabulary import EventKind, Stage
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.test_tracking import _opened, _send
from tests.web.world import World, find_case
from web.citizen import says as citizen_says
from web.citizen import tracking

SignIn = Callable[[str], Browser]


@pytest.fixture
def code(world: World) -> str:
    return world.cases["closed"]


@pytest.fixture
def pin(database: Database, code: str) -> str:
    with database.reading() as session:
        return str(vault.unseal(SECRET_KEY, find_case(session, code).secret_sealed)["pin"])


def test_he_is_asked_once_how_content_he_is(
    visitor: Browser, code: str, pin: str, looked_up: Session, sign_in: SignIn
) -> None:
    assert 'name="score"' not in visitor.page(f"/lacak/{code}")
    page = _opened(visitor, code, pin)
    path = f"/lacak/{code}/puas"
    assert _send(visitor, path, page, score="4", words="cepat, hp 081299988877").status_code == 303
    answer = looked_up.scalars(select(Satisfaction)).one()
    assert (answer.score, "081299988877" in answer.words_masked) == (4, False)
    assert "sudah kami terima" in visitor.page(f"/lacak/{code}")
    _send(visitor, path, page, score="1")
    assert looked_up.scalars(select(Satisfaction.score)).all() == [4]
    assert 'name="score"' not in visitor.page(f"/lacak/{code}")
    assert acts(looked_up) == ["case.rated"]
    assert "Warga menilai penanganan" in sign_in("admin").page(f"/kasus/{code}")


@pytest.mark.parametrize("score", ["0", "6", "x", ""])
def test_a_score_is_one_to_five(visitor: Browser, code: str, pin: str, score: str) -> None:
    assert _send(visitor, f"/lacak/{code}/puas", _opened(visitor, code, pin), score=score).status_code == 400


def test_without_the_pin_nobody_says_anything(visitor: Browser, code: str, looked_up: Session) -> None:
    page = visitor.page("/lacak")
    assert _send(visitor, f"/lacak/{code}/puas", page, score="5").status_code == 404
    assert _send(visitor, f"/lacak/{code}/tambah", page, note="belum").status_code == 404
    assert looked_up.scalars(select(Satisfaction)).all() == []


def test_an_open_case_is_not_rated(visitor: Browser, world: World, database: Database) -> None:
    code = world.cases["waiting"]
    with database.reading() as session:
        pin = str(vault.unseal(SECRET_KEY, find_case(session, code).secret_sealed)["pin"])
    page = _opened(visitor, code, pin)
    assert 'name="score"' not in page
    assert _send(visitor, f"/lacak/{code}/puas", page, score="5").status_code == 409


def test_an_address_that_tries_too_much_rates_nothing(
    visitor: Browser, code: str, pin: str, database: Database, looked_up: Session
) -> None:
    page = _opened(visitor, code, pin)
    for number in range(tracking.FREE_TRIES):
        visitor.get(f"/lacak/TG-2222-{2222 + number}")
    assert _send(visitor, f"/lacak/{code}/puas", page, score="5").status_code == 429
    assert looked_up.scalars(select(Satisfaction)).all() == []


def test_what_is_not_finished_opens_the_case_again(
    visitor: Browser, code: str, pin: str, database: Database, looked_up: Session
) -> None:
    page = _opened(visitor, code, pin)
    assert "Belum selesai?" in page
    assert _send(visitor, f"/lacak/{code}/tambah", page, note="masih berisik").status_code == 303
    case = find_case(looked_up, code)
    assert (case.closed_at, case.stage) == (None, Stage.IN_PROGRESS)
    assert case.attention_at <= utcnow()
    assert acts(looked_up) == ["case.reopened_by_citizen"]
    kinds = looked_up.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert kinds[-3:] == [EventKind.CITIZEN_ANSWERED, EventKind.STAGE_CHANGED, EventKind.REOPENED]


def test_after_two_weeks_it_stays_closed(
    visitor: Browser, code: str, pin: str, database: Database, looked_up: Session
) -> None:
    with database.writing() as session:
        case = find_case(session, code)
        case.closed_at = utcnow() - casework.REOPEN_WITHIN - timedelta(minutes=1)
    page = _opened(visitor, code, pin)
    assert "Belum selesai?" not in page
    _send(visitor, f"/lacak/{code}/tambah", page, note="masih berisik")
    assert find_case(looked_up, code).closed_at is not None
    assert acts(looked_up) == []


def test_notes_are_few_a_day(visitor: Browser, code: str, pin: str, looked_up: Session) -> None:
    page = _opened(visitor, code, pin)
    for number in range(citizen_says.NOTES_A_DAY + 1):
        _send(visitor, f"/lacak/{code}/tambah", page, note=f"keterangan {number}")
    assert acts(looked_up).count("case.details_added") == citizen_says.NOTES_A_DAY - 1


def test_he_completes_what_an_officer_asked_for_and_his_number_is_sealed(
    visitor: Browser, world: World, database: Database, looked_up: Session, sign_in: SignIn
) -> None:
    code = world.cases["answered"]
    with database.reading() as session:
        pin = str(vault.unseal(SECRET_KEY, find_case(session, code).secret_sealed)["pin"])
    admin, path = sign_in("admin"), f"/lacak/{code}/lengkapi"
    assert "Minta keterangan" in admin.page(f"/kasus/{code}")
    admin.post(f"/kasus/{code}/tahap", version="received", stage="need_details", tell="1")
    page = _opened(visitor, code, pin)
    assert "Lengkapi laporan" in page
    fields = {"place": "simpang lima", "time": "tadi pagi", "note": "mati semua", "phone": "0812-9998-8877"}
    assert _send(visitor, path, page, **fields).status_code == 303
    assert find_case(looked_up, code).stage is Stage.IN_PROGRESS
    sealed = looked_up.scalars(select(ContactDetail.sealed)).one()
    assert vault.unseal(SECRET_KEY, sealed) == {"phone": "081299988877"}
    shown = admin.page(f"/kasus/{code}")
    assert "Tempat: simpang lima" in shown
    assert "081299988877" not in shown
    admin.post(f"/kasus/{code}/buka-samaran", reason="menghubungi warga")
    assert "081299988877" in admin.page(f"/kasus/{code}")
    assert "Minta keterangan" not in sign_in("posko").page(f"/kasus/{code}")


@pytest.fixture
def asked(world: World, database: Database) -> str:
    """The code of a case whose citizen was asked for details in public."""
    with database.writing() as session:
        case = find_case(session, world.cases["answered"])
        casework.change_stage(session, case, Stage.NEED_DETAILS, utcnow(), None)
    return world.cases["answered"]


def test_whoever_was_asked_in_public_completes_it_with_the_code_alone_and_sees_nothing(
    visitor: Browser, asked: str, looked_up: Session, sign_in: SignIn
) -> None:
    page = visitor.page(f"/lacak/{asked}")
    assert "Lengkapi laporan" in page
    fields = {"place": "simpang lima", "note": "mati semua, hp 081299988877", "phone": "081299988877"}
    assert _send(visitor, f"/lacak/{asked}/lengkapi", page, **fields).status_code == 303
    assert "mati semua" not in visitor.page(f"/lacak/{asked}")
    case = find_case(looked_up, asked)
    # It may be anybody: we go on waiting, and an officer reads it.
    assert case.stage is Stage.NEED_DETAILS
    assert case.attention_at <= utcnow()
    assert looked_up.scalars(select(ContactDetail)).all() == []
    shown = sign_in("admin").page(f"/kasus/{asked}")
    assert "belum tentu oleh pelapor: Tempat: simpang lima" in shown
    assert "081299988877" not in shown


def test_the_citizen_himself_does_not_see_what_was_written_without_his_pin(
    visitor: Browser, asked: str, database: Database
) -> None:
    _send(visitor, f"/lacak/{asked}/lengkapi", visitor.page(f"/lacak/{asked}"), note="bukan dari saya")
    with database.reading() as session:
        pin = str(vault.unseal(SECRET_KEY, find_case(session, asked).secret_sealed)["pin"])
    assert "bukan dari saya" not in _opened(visitor, asked, pin)


def test_who_writes_without_a_pin_takes_nothing_from_who_has_it(
    visitor: Browser, asked: str, database: Database, looked_up: Session
) -> None:
    page, path = visitor.page(f"/lacak/{asked}"), f"/lacak/{asked}/lengkapi"
    for number in range(citizen_says.NOTES_A_DAY + 2):
        _send(visitor, path, page, note=f"asal {number}")
    assert acts(looked_up).count("case.details_added") == citizen_says.NOTES_A_DAY
    with database.reading() as session:
        pin = str(vault.unseal(SECRET_KEY, find_case(session, asked).secret_sealed)["pin"])
    _send(visitor, path, _opened(visitor, asked, pin), note="ini keterangan saya")
    with database.reading() as session:
        assert find_case(session, asked).stage is Stage.IN_PROGRESS


def test_too_many_tries_with_a_code_alone_have_to_wait(visitor: Browser, asked: str) -> None:
    page, path = visitor.page(f"/lacak/{asked}"), f"/lacak/{asked}/lengkapi"
    answers = [
        _send(visitor, path, page, note="lagi").status_code for _ in range(tracking.FREE_TRIES_CODE + 1)
    ]
    assert answers[-1] == 429


def test_without_the_pin_nothing_is_completed(visitor: Browser, code: str, looked_up: Session) -> None:
    assert _send(visitor, f"/lacak/{code}/lengkapi", visitor.page("/lacak"), note="x").status_code == 404
    assert looked_up.scalars(select(ContactDetail)).all() == []


def _rate(database: Database, world: World, scores: list[int]) -> None:
    """Closes one case of the unit after the other and rates each."""
    with database.writing() as session:
        now = utcnow()
        names = ["closed", "waiting", "late", "answered", "viral", "by_hand"]
        for name, score in zip(names, scores, strict=False):
            case = find_case(session, world.cases[name])
            if case.closed_at is None:
                casework.change_stage(session, case, Stage.DONE, now, None)
            satisfaction.give(session, case, score, "", now)


def test_the_unit_sees_the_share_beside_the_size_of_its_sample(
    sign_in: SignIn, database: Database, world: World
) -> None:
    _rate(database, world, [5, 4, 1])
    assert "baru 3 jawaban" in sign_in("head").page("/satuan/")


def test_the_share_is_told_once_enough_have_answered(
    sign_in: SignIn, database: Database, world: World
) -> None:
    _rate(database, world, [5, 4, 1, 5, 4])
    page = sign_in("head").page("/satuan/")
    assert "80 %" in page
    assert "dari 5 jawaban dalam 90 hari" in page
    assert "80 %" not in sign_in("stranger").page("/satuan/")


def test_what_was_no_complaint_is_not_asked_about() -> None:
    case = Case(stage=Stage.CLOSED_NO_ACTION, closed_at=utcnow())
    assert not satisfaction.may_be_asked(case)
    assert not satisfaction.may_reopen(case, utcnow())

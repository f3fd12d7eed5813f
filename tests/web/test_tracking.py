"""The citizen's page: small, without script, and silent about everything but the stage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import casework, vault
from models.clock import utcnow
from models.database import Database
from models.records import CaseEvent, DataRequest, Mention, SignInAttempt, Unit
from models.vocabulary import EventKind, Stage
from tests.conftest import SECRET_KEY
from tests.web.conftest import TOKEN, Browser
from tests.web.oversight import SCRIPT, acts
from tests.web.world import World, find_case
from web.citizen import says as citizen_says
from web.citizen import tracking

SignIn = Callable[[str], Browser]
SMALL = 30_000
SHEET = re.compile(r'href="/(static/[^"]+\.css)"')
WEB = Path(__file__).parents[2] / "web"


@pytest.fixture
def code(world: World) -> str:
    return world.cases["waiting"]


@pytest.fixture
def pin(database: Database, code: str) -> str:
    with database.reading() as session:
        return str(vault.unseal(SECRET_KEY, find_case(session, code).secret_sealed)["pin"])


def _ask(visitor: Browser, code: str, secret: str = "", lang: str = "") -> TestResponse:
    query = f"?lang={lang}" if lang else ""
    token = TOKEN.search(visitor.get(f"/lacak{query}").text)
    assert token is not None
    fields = {"csrf_token": token.group(1), "code": code, "secret": secret}
    return visitor.client.post(f"/lacak{query}", data=fields)


def _opened(visitor: Browser, code: str, pin: str) -> str:
    answer = _ask(visitor, code, pin)
    assert answer.status_code == 303
    return visitor.page(answer.location)


def _send(visitor: Browser, path: str, page: str, **fields: str) -> TestResponse:
    token = TOKEN.search(page)
    assert token is not None
    return visitor.client.post(path, data={"csrf_token": token.group(1), **fields})


def test_it_is_small_with_its_styles_and_has_no_script(visitor: Browser, code: str, pin: str) -> None:
    for text in (visitor.page("/lacak"), visitor.page(f"/lacak/{code}"), _opened(visitor, code, pin)):
        assert not SCRIPT.search(text)
        sheets = sum((WEB / path).stat().st_size for path in SHEET.findall(text))
        assert 0 < len(text.encode()) + sheets < SMALL


def test_it_is_kept_out_of_search_engines_and_referrers(visitor: Browser, code: str) -> None:
    answer = visitor.get(f"/lacak/{code}")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'content="noindex, nofollow"' in answer.text


def test_the_code_alone_shows_stages_and_not_a_word_of_the_case(visitor: Browser, world: World) -> None:
    for name in ("waiting", "officer", "emergency", "closed"):
        text = visitor.page(f"/lacak/{world.cases[name]}")
        for word in ("pohon", "Kenanga", "uang rokok", "begal", "knalpot", "warga_2041", "081234567890"):
            assert word not in text
    assert "Polres Kota Melati" in visitor.page(f"/lacak/{world.cases['waiting']}")


def test_the_line_follows_the_case_from_unit_to_unit(
    visitor: Browser, database: Database, world: World, code: str
) -> None:
    with database.writing() as session:
        case, now = find_case(session, code), utcnow()
        casework.hand_over(session, case, session.get_one(Unit, world.units["SEK-MLU"]), now, None, "wilayah")
        casework.change_stage(session, case, Stage.FIELD_CHECK, now, None)
    text = visitor.page(f"/lacak/{code}")
    names = [text.index(word) for word in ("Diterima", "Diteruskan", "sekarang di sini", "Selesai")]
    assert names == sorted(names)
    assert text.count('class="line-step') == 4
    assert "Ada pada Polsek Melati Utara" in text
    assert "WITA" in text
    assert "wilayah" not in text


def test_a_closed_case_is_over(visitor: Browser, world: World) -> None:
    text = visitor.page(f"/lacak/{world.cases['closed']}")
    assert "Penanganannya sudah berakhir." in text
    assert "sekarang di sini" not in text


def test_late_is_called_late(visitor: Browser, world: World) -> None:
    assert "Kami terlambat" in visitor.page(f"/lacak/{world.cases['late']}")


def test_both_pages_speak_english(visitor: Browser, code: str, pin: str) -> None:
    for path in ("/lacak?lang=en", f"/lacak/{code}?lang=en"):
        text = visitor.page(path)
        assert 'lang="en"' in text
        assert "Pengaduan" not in text
    answer = _ask(visitor, code, pin, "en")
    assert answer.location.endswith("?lang=en")
    assert "Hak atas data" not in visitor.page(answer.location)


def test_typing_errors_in_the_form_of_a_code_do_not_matter(visitor: Browser, code: str) -> None:
    assert tracking.plain_code(f" {code.lower().replace('-', ' ')} ") == code
    assert tracking.plain_code(code.removeprefix("TG-").replace("-", "")) == code
    assert _ask(visitor, code.lower()).location == f"/lacak/{code}"
    assert visitor.get(f"/lacak/{code.lower()}").location == f"/lacak/{code}"


def test_a_wrong_code_and_a_wrong_pin_are_answered_alike(visitor: Browser, code: str) -> None:
    wrong_pin, no_case = _ask(visitor, code, "WRONGX"), _ask(visitor, "TG-2222-2222", "WRONGX")
    assert wrong_pin.status_code == no_case.status_code == 404

    def plain(answer: TestResponse) -> str:
        text = TOKEN.sub("", answer.text)
        return text.replace(code, "CODE").replace("TG-2222-2222", "CODE")

    assert plain(wrong_pin) == plain(no_case)
    assert "tidak cocok" in visitor.get("/lacak/TG-2222-2222").text


def test_a_wrong_pin_opens_nothing(visitor: Browser, code: str) -> None:
    _ask(visitor, code, "WRONGX")
    text = visitor.page(f"/lacak/{code}")
    assert "Yang Anda tulis" not in text


def test_the_pin_shows_the_citizens_own_words_masked(visitor: Browser, code: str, pin: str) -> None:
    text = _opened(visitor, code, pin.lower())
    assert "pohon tumbang" in text
    assert "081234567890" not in text
    assert pin not in text
    assert pin not in _ask(visitor, code, pin).location


def test_the_pin_of_one_case_opens_no_other(visitor: Browser, world: World, code: str, pin: str) -> None:
    page = _opened(visitor, code, pin)
    other = world.cases["emergency"]
    assert "begal" not in visitor.page(f"/lacak/{other}")
    assert _send(visitor, f"/lacak/{other}/tambah", page, note="halo").status_code == 404
    assert _send(visitor, f"/lacak/{other}/data", page, kind="erase").status_code == 404


def test_details_reach_the_case_masked_and_ask_for_attention(
    visitor: Browser, code: str, pin: str, looked_up: Session, sign_in: SignIn
) -> None:
    page = _opened(visitor, code, pin)
    path = f"/lacak/{code}/tambah"
    assert _send(visitor, path, page, note="pohonnya dekat tiang listrik, hp 081299988877").status_code == 303
    case = find_case(looked_up, code)
    event = looked_up.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.CITIZEN_ANSWERED)
    ).one()
    assert "tiang listrik" in str(event.detail["text"])
    assert "081299988877" not in str(event.detail["text"])
    assert case.attention_at <= utcnow()
    assert acts(looked_up) == ["case.details_added"]
    assert "tiang listrik" in visitor.page(f"/lacak/{code}")
    assert "tiang listrik" in sign_in("admin").page(f"/kasus/{code}")


def test_details_are_few_a_day_and_only_for_open_cases(
    visitor: Browser, database: Database, code: str, pin: str, looked_up: Session
) -> None:
    page = _opened(visitor, code, pin)
    for number in range(citizen_says.NOTES_A_DAY + 1):
        _send(visitor, f"/lacak/{code}/tambah", page, note=f"keterangan {number}")
    assert acts(looked_up).count("case.details_added") == citizen_says.NOTES_A_DAY
    _send(visitor, f"/lacak/{code}/tambah", page, note="   ")
    with database.writing() as session:
        casework.change_stage(session, find_case(session, code), Stage.DONE, utcnow(), None)
    assert "Tambah keterangan" not in visitor.page(f"/lacak/{code}")
    _send(visitor, f"/lacak/{code}/tambah", page, note="masih ada")
    assert acts(looked_up).count("case.details_added") == citizen_says.NOTES_A_DAY
    assert find_case(looked_up, code).closed_at is not None


def test_a_request_about_data_starts_the_legal_clock_once(
    visitor: Browser, code: str, pin: str, looked_up: Session
) -> None:
    page = _opened(visitor, code, pin)
    for _ in range(2):
        assert _send(visitor, f"/lacak/{code}/data", page, kind="erase").status_code == 303
    wanted = looked_up.scalars(select(DataRequest)).one()
    assert wanted.due_at - wanted.received_at == timedelta(hours=72)
    assert acts(looked_up) == ["data_request.received"]
    assert "Permintaan hapus sudah kami terima" in visitor.page(f"/lacak/{code}")
    assert _send(visitor, f"/lacak/{code}/data", page, kind="everything").status_code == 400


def test_an_address_that_guesses_has_to_wait_but_not_to_sign_in(
    visitor: Browser, code: str, looked_up: Session
) -> None:
    for number in range(tracking.FREE_TRIES):
        assert visitor.get(f"/lacak/TG-2222-{2222 + number}").status_code == 404
    assert visitor.get(f"/lacak/{code}").status_code == 429
    assert _ask(visitor, code).status_code == 429
    far = visitor.client.get(f"/lacak/{code}", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert far.status_code == 200
    assert looked_up.scalars(select(SignInAttempt.address).distinct()).all() == ["track:127.0.0.1"]


def test_one_code_is_guarded_from_many_addresses(visitor: Browser, code: str, pin: str) -> None:
    page = visitor.get("/lacak").text
    token = TOKEN.search(page)
    assert token is not None
    for number in range(tracking.FREE_TRIES_CODE):
        visitor.client.post(
            "/lacak",
            data={"csrf_token": token.group(1), "code": code, "secret": f"WRONG{number}"},
            environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
        )
    assert _ask(visitor, code, pin).status_code == 429


def test_old_tries_are_forgotten(visitor: Browser, database: Database, looked_up: Session) -> None:
    with database.writing() as session:
        session.add(
            SignInAttempt(
                login="track:TG-2222-2222",
                address="track:192.0.2.1",
                succeeded=False,
                at=utcnow() - timedelta(days=2),
            )
        )
    visitor.get("/lacak/TG-3333-3333")
    assert looked_up.scalars(select(SignInAttempt.login)).all() == ["track:TG-3333-3333"]


def test_a_removed_message_is_not_shown_even_with_the_pin(
    visitor: Browser, database: Database, world: World, code: str, pin: str
) -> None:
    with database.writing() as session:
        session.get_one(Mention, world.mentions["waiting"]).removed_at = utcnow()
    assert "pohon tumbang" not in _opened(visitor, code, pin)

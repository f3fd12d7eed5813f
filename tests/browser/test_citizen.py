"""A citizen without an account: the code in our answer leads to the progress of his complaint."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.desk import DESK, NARROW, PHONE, Desk
from tests.browser.town import Town, code_in

pytestmark = pytest.mark.browser

SMALL_ENOUGH = 30_000


@pytest.fixture(scope="module")
def answer(town: Town) -> str:
    """What a citizen was answered on WhatsApp: ticket code, address and PIN."""
    said = town.say(
        "Lapor pak, dompet saya dicopet di depan masjid tadi pagi, mohon bantuannya",
        account="62000000901",
        channel="whatsapp",
        author="628110002041",
        kind="direct",
    )
    town.approve(said)
    return town.answered(said)[0].text


def test_the_code_alone_shows_the_stages_and_nothing_that_was_said(open_as: Open, answer: str) -> None:
    citizen = open_as()
    citizen.go("/lacak")
    citizen.page.get_by_label("Kode pengaduan").fill(code_in(answer).lower().replace("-", " "))
    citizen.page.get_by_role("button", name="Lihat perkembangan").click()
    expect(citizen.page.locator(".line [aria-current=step]")).to_be_visible()
    expect(citizen.page.locator("main")).to_contain_text("Polres Uji Dua")
    expect(citizen.page.locator("main")).not_to_contain_text("depan masjid")


def test_with_the_pin_he_reads_his_words_and_adds_details(open_as: Open, answer: str) -> None:
    code, pin = code_in(answer), re.search(r"PIN (\w+)", answer)
    assert pin is not None
    citizen = open_as()
    citizen.go("/lacak")
    citizen.page.get_by_label("Kode pengaduan").fill(code)
    citizen.page.get_by_label("PIN, bila Anda menerimanya").fill(pin.group(1))
    citizen.page.get_by_role("button", name="Lihat perkembangan").click()
    expect(citizen.page.locator("main")).to_contain_text("depan masjid")
    citizen.page.get_by_label("Tambah keterangan").fill("Motornya bebek hitam dengan stiker kelinci.")
    citizen.page.get_by_role("button", name="Kirim keterangan").click()
    citizen.says("Keterangan Anda sudah masuk")
    officer = open_as("admin_b")
    officer.open_case(code)
    expect(officer.page.locator("#main")).to_contain_text("stiker kelinci")


def test_a_wrong_code_is_told_plainly(open_as: Open) -> None:
    citizen = open_as()
    assert citizen.go("/lacak/TG-AAAA-AAAA") == 404
    expect(citizen.page.get_by_role("alert")).to_contain_text("tidak cocok dengan pengaduan mana pun")


def test_the_page_is_small_without_script_and_readable_on_the_smallest_phone(
    open_as: Open, answer: str
) -> None:
    citizen = open_as(viewport=NARROW, java_script_enabled=False)
    sizes: list[int] = []
    kinds: set[str] = set()
    citizen.page.on("response", lambda one: kinds.add(one.request.resource_type))
    citizen.page.on("requestfinished", lambda one: sizes.append(one.sizes()["responseBodySize"]))
    citizen.go(f"/lacak/{code_in(answer)}")
    expect(citizen.page.locator(".line")).to_be_visible()
    citizen.page.wait_for_load_state("networkidle")
    assert "script" not in kinds
    assert sum(sizes) < SMALL_ENOUGH, sizes
    shown = citizen.page.locator("body").bounding_box()
    assert shown is not None
    assert shown["width"] <= NARROW["width"]
    size = citizen.page.locator("main").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 15


def test_he_asks_for_his_data_and_gets_it_through_two_officers(open_as: Open, answer: str) -> None:
    code, pin = code_in(answer), re.search(r"PIN (\w+)", answer)
    assert pin is not None
    citizen = open_as()
    _opened(citizen, code, pin.group(1))
    citizen.page.get_by_role("button", name="Minta salinan data saya").click()
    citizen.says("Permintaan salinan sudah kami terima")
    auditor, system = open_as("auditor"), open_as("system")
    auditor.go("/audit/permintaan")
    wanted = auditor.page.locator(".watch-line", has_text=code)
    wanted.get_by_role("button", name="Siapkan salinan").click()
    expect(wanted).to_contain_text("Anda yang menyiapkan")
    system.go("/audit/permintaan")
    with system.page.expect_download() as taken:
        system.page.locator(".watch-line", has_text=code).get_by_role("button", name="Buat salinan").click()
    assert "depan masjid" in taken.value.path().read_text()
    assert open_as("head").go("/audit/permintaan") == 403


def _opened(citizen: Desk, code: str, pin: str) -> None:
    citizen.go("/lacak")
    citizen.page.get_by_label("Kode pengaduan").fill(code)
    citizen.page.get_by_label("PIN, bila Anda menerimanya").fill(pin)
    citizen.page.get_by_role("button", name="Lihat perkembangan").click()
    citizen.page.wait_for_url(f"**/{code}*")


def test_after_two_officers_closed_it_he_rates_it_and_opens_it_again(open_as: Open, answer: str) -> None:
    code, pin = code_in(answer), re.search(r"PIN (\w+)", answer)
    assert pin is not None
    officer = open_as("admin_b")
    officer.open_case(code)
    steps = officer.unfold("Tahap")
    steps.get_by_label("Tahap berikut").select_option("done")
    steps.get_by_label("Apa yang sudah dilakukan").fill("dompet sudah dikembalikan kepada pemiliknya")
    steps.get_by_role("button", name="Pindah tahap").click()
    officer.says("Orang lain dengan peran lain")
    head = open_as("head")
    head.go("/verifikasi/")
    head.page.get_by_role("link", name=code).first.click()
    head.says("dompet sudah dikembalikan")
    head.page.get_by_role("button", name="Sahkan selesai").click()
    head.says("ditutup sebagai selesai")
    for scheme, size in (("light", DESK), ("dark", PHONE)):
        citizen = open_as(viewport=size, java_script_enabled=False, color_scheme=scheme)
        _opened(citizen, code, pin.group(1))
        expect(citizen.page.get_by_role("heading", name="Puaskah Anda")).to_be_visible()
        assert citizen.page.get_by_role("button", name="5").bounding_box() is not None
    citizen.page.get_by_role("button", name="5").click()
    citizen.says("penilaian Anda sudah kami terima")
    citizen.page.get_by_label("Apa yang belum selesai").fill("kartunya belum kembali")
    citizen.page.get_by_role("button", name="Buka kembali").click()
    citizen.says("dibuka kembali")
    officer.open_case(code)
    expect(officer.page.locator("#main")).to_contain_text("kartunya belum kembali")

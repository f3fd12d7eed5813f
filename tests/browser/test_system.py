"""The system admin: accounts without case content, and the switch that stops every reply."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.town import HOLD_SECONDS, Town

pytestmark = pytest.mark.browser


def turn(system: Desk, verb: str) -> None:
    """Turns the switch for everything."""
    system.go("/saklar/")
    line = system.page.locator(".switch-line", has_text="Semua satuan")
    line.locator("summary").click()
    line.get_by_label("Alasan").fill("Latihan menghentikan pengiriman")
    line.get_by_role("button", name=verb).click()


def test_a_stopped_reply_is_held_and_goes_out_afterwards(admin: Desk, town: Town, open_as: Open) -> None:
    system = open_as("system")
    said = town.say(
        "Lapor pak, tiap malam ada balap liar depan gedung serbaguna, anak saya hampir tertabrak, tolong kirim patroli"
    )
    admin.open_case(town.case_of(said))
    turn(system, "Hentikan pengiriman")
    try:
        system.says("Pengiriman dihentikan")
        admin.page.get_by_role("button", name="Setujui & kirim").click()
        admin.page.reload()
        expect(admin.page.locator(".paused")).to_be_visible()
        # Nothing must happen, and only waiting shows that nothing does.
        time.sleep(HOLD_SECONDS + 2)
        assert town.answers(said) == []
    finally:
        turn(system, "Jalankan lagi")
        posko = open_as("posko")
        turn(posko, "Jalankan lagi")
    posko.says("Pengiriman berjalan lagi.")
    assert len(town.answered(said)) == 1
    expect(admin.sent).to_be_visible()


def test_the_accounts_are_there_and_no_case_is(town: Town, open_as: Open) -> None:
    said = town.say(
        "Lapor pak, tiap malam ada balap liar di jalan tengah kota, anak saya hampir tertabrak, tolong kirim patroli"
    )
    code = town.case_of(said)
    system = open_as("system")
    system.go("/pengaturan/akun/")
    for handle in ("polres_uji_satu", "polres_uji_dua", "polresujisatu", "62000000901"):
        expect(system.page.locator(".table")).to_contain_text(handle)
    assert system.go(f"/kasus/{code}") == 403
    system.go("/")
    expect(system.page.locator("body")).not_to_contain_text("jalan tengah kota")

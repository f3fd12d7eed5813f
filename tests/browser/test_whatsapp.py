"""The hotline: a signed webhook brings the message, a status confirms the answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.town import Town

pytestmark = pytest.mark.browser


def test_a_message_to_the_hotline_is_answered_and_confirmed_by_its_status(town: Town, open_as: Open) -> None:
    officer = open_as("admin_b")
    officer.go("/")
    said = town.say(
        "Lapor pak, dompet saya dicopet di pasar sapi tadi pagi, mohon bantuannya",
        account="62000000901",
        channel="whatsapp",
        author="628110002077",
        kind="direct",
    )
    row = officer.row("di pasar sapi")
    expect(row).to_be_visible()
    row.locator("a").click()
    expect(officer.page.locator(".case-main")).not_to_contain_text("628110002077")
    officer.page.get_by_role("button", name="Setujui & kirim").click()
    expect(officer.reply_state("confirmed")).to_be_visible()
    assert len([one for one in town.world.ledger if one.channel == "whatsapp" and "PIN" in one.text]) >= 1
    assert town.reply_state(said) == ["confirmed"]

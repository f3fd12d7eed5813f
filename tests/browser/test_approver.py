"""The second person: what one officer alone may not let go."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from models import bulk, outbox
from models.clock import utcnow
from models.records import Mention, Officer, Reply
from models.vocabulary import CATEGORY_GROUPS, BulkOutcome
from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.town import Town

pytestmark = pytest.mark.browser

ABOUT_AN_OFFICER = "Oknum polisi di loket SIM minta uang rokok 200 ribu, tolong ditindak propam"


def test_a_reply_of_high_risk_waits_for_a_second_person(town: Town, open_as: Open) -> None:
    said = town.say(f"{ABOUT_AN_OFFICER}, kejadiannya kemarin siang", author="warga_loket")
    code = town.case_of(said)

    humas = open_as("humas")
    humas.open_case(code)
    humas.says("Balasan ini dilepas oleh orang kedua.")
    expect(humas.page.get_by_role("button", name="Setujui & kirim")).to_have_count(0)
    humas.draft.press("Control+End")
    humas.draft.press_sequentially(" Terima kasih.")
    humas.page.get_by_role("button", name="Minta persetujuan").click()
    humas.says("Balasan ini menunggu orang kedua untuk melepasnya.")
    assert town.reply_state(said) == ["awaiting_approval"]

    approver = open_as("approver")
    approver.go("/persetujuan/")
    waiting = approver.page.locator(".watch-line", has_text="kejadiannya kemarin siang")
    expect(waiting).to_contain_text("perlu orang kedua")
    waiting.get_by_role("link").first.click()
    approver.page.get_by_role("button", name="Setujui & kirim").click()
    expect(approver.sent).to_be_visible()
    assert [one.text.endswith("Terima kasih.") for one in town.answers(said)] == [True]


def test_the_admin_is_refused_in_words(admin: Desk) -> None:
    assert admin.go("/persetujuan/?which=second") == 200
    assert admin.go("/saklar/") == 403
    expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
    expect(admin.page.locator("main")).to_contain_text("peran")


def test_who_worded_a_risky_reply_cannot_release_it(town: Town, open_as: Open) -> None:
    said = town.say(f"{ABOUT_AN_OFFICER}, loket dua", author="warga_loket_dua")
    approver = open_as("approver")
    approver.open_case(town.case_of(said))
    approver.draft.press("Control+End")
    approver.draft.press_sequentially(" Salam.")
    approver.page.get_by_role("button", name="Simpan", exact=True).click()
    approver.says("Rancangan disimpan.")
    expect(approver.page.get_by_role("button", name="Setujui & kirim")).to_have_count(0)

    propam = open_as("propam")
    propam.open_case(town.case_of(said))
    propam.page.get_by_role("button", name="Setujui & kirim").click()
    expect(propam.sent).to_be_visible()
    assert len(town.answers(said)) == 1


def test_several_replies_go_together_once_each_was_read(town: Town, open_as: Open) -> None:
    said = [
        town.say(f"Lapor pak, pohon tumbang menutup gang {name}, tolong dibantu", author=f"warga_{name}")
        for name in ("cempaka", "dahlia")
    ]
    codes = {town.case_of(one): one for one in said}
    assert open_as("posko").go("/persetujuan/massal/") == 403
    admin = open_as("admin")
    for code, post in codes.items():
        admin.go("/persetujuan/massal/")
        for address in admin.page.locator(".watch-list a[href*=pratinjau]").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        ):
            admin.go(address)
            mine = admin.page.locator(".final", has_text=code).get_by_role("checkbox")
            if mine.count():
                break
        for box in admin.page.get_by_role("checkbox").all():
            box.uncheck()
        mine.check()
        admin.page.get_by_role("button", name="Setujui yang dicentang").click()
        admin.says("1 balasan disetujui.")
        expect(admin.page.locator(".final")).to_contain_text(code)
        assert len(town.answered(post)) == 1


def prepare(town: Town, external_id: str) -> None:
    """The reply to this post, put by the admin before a second person: he has just released twenty alone."""
    with town.database.writing() as session:
        replies = session.query(Reply).join(Mention, Mention.id == Reply.mention_id)
        one, now = replies.filter(Mention.external_id == external_id).one(), utcnow()
        who = session.query(Officer).filter_by(login="admin").one()
        seen, group = {one.id: outbox.text_hash(one.text)}, CATEGORY_GROUPS[one.case.category]
        for _ in range(bulk.ALONE):
            before = bulk.prepare(session, who, one.template_id or 0, group, seen, 0, now)
            before.decided_by_id, before.decided_at, before.released = who.id, now, True
            bulk.lines(session, before)[0].outcome = BulkOutcome.RELEASED
        newest = bulk.newest_event(session)
        assert bulk.takes_two(
            session, bulk.prepare(session, who, one.template_id or 0, group, seen, newest, now)
        )


def test_what_was_prepared_together_is_released_by_a_second_person_who_reads_it(
    town: Town, open_as: Open
) -> None:
    said = town.say("Lapor pak, pohon tumbang menutup gang kenanga, tolong dibantu", author="warga_kenanga")
    code = town.case_of(said)
    prepare(town, said)
    admin, approver = open_as("admin"), open_as("approver")
    for desk in (admin, approver):
        desk.go("/persetujuan/massal/")
        desk.page.locator(".watch-line", has_text="menunggu orang kedua").get_by_role("link").click()
        expect(desk.page.locator(".final")).to_contain_text(code)
    admin.says("Anda yang menyiapkannya; orang lain yang melepas.")
    approver.page.get_by_role("button", name="Lepas semuanya").click()
    approver.says("1 balasan disetujui.")
    assert len(town.answered(said)) == 1

"""The day of a social-media admin: from a citizen's words to one confirmed answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from models.clock import utcnow
from models.records import Case, RouteSuggestion, Unit
from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.town import Town, eventually

pytestmark = pytest.mark.browser

NIGHT_RACES = "tiap malam ada balap liar di jalan lingkar depan rumah saya, tolong kirim patroli"
PICKPOCKET = "lapor pak, dompet saya dicopet di pasar tadi pagi, mohon bantuannya"


def test_a_new_mention_appears_in_the_open_inbox_and_is_answered_exactly_once(
    admin: Desk, town: Town
) -> None:
    page = admin.page
    words = f"Lapor pak, {NIGHT_RACES} di dekat pasar lama"
    said = town.say(words, quoted={"author": "kabar_lingkar", "text": "Video balapan tadi malam"})
    row = admin.row("di dekat pasar lama")
    expect(row).to_be_visible()

    row.locator("a").click()
    expect(page.locator(".post-context")).to_contain_text("Video balapan tadi malam")
    expect(page.locator(".reasons")).to_contain_text("eluang perlu ditangani")

    counted = page.locator("[data-length]")
    length = int(counted.inner_text())
    admin.draft.press("Control+End")
    admin.draft.press_sequentially(" Lihat https://contoh.go.id/kabar")
    expect(counted).to_have_text(str(length + len(" Lihat ") + 23))
    expect(page.locator(".draft-findings")).to_contain_text("tautan")
    approve = page.get_by_role("button", name="Setujui & kirim")
    expect(approve).to_be_disabled()

    text = "Terima kasih, laporan balap liar ini sudah kami terima dan kami teruskan."
    admin.draft.fill(text)
    expect(page.locator(".draft-findings")).to_be_empty()
    expect(approve).to_be_enabled()
    approve.click()
    expect(page.locator("[data-hold]")).to_contain_text("dtk")
    page.get_by_role("button", name="Batalkan").click()
    admin.says("Dibatalkan")
    assert town.answers(said) == []

    expect(admin.draft).to_have_value(text)
    page.get_by_role("button", name="Setujui & kirim").click()
    expect(admin.reply_state("confirmed")).to_be_visible()
    assert [one.text for one in town.answers(said)] == [text]
    assert town.reply_state(said) == ["confirmed"]


def test_a_double_click_on_approve_sends_one_answer(admin: Desk, town: Town) -> None:
    said = town.say(f"Pak, {NIGHT_RACES} depan terminal")
    admin.open_case(town.case_of(said))
    admin.page.get_by_role("button", name="Setujui & kirim").dblclick()
    expect(admin.sent).to_be_visible()
    assert len(town.answers(said)) == 1


def test_what_is_no_complaint_leaves_the_inbox_and_is_never_answered(admin: Desk, town: Town) -> None:
    said = town.say(f"{PICKPOCKET}, katanya film baru")
    code = town.case_of(said)
    expect(admin.row("katanya film baru")).to_be_visible()
    admin.open_case(code)
    admin.unfold("Koreksi label").get_by_role("button", name="Bukan aduan").click()
    expect(admin.page.locator(".rows")).to_be_attached()
    expect(admin.row("katanya film baru")).to_have_count(0)
    admin.go("/?view=closed")
    expect(admin.row("katanya film baru")).to_be_visible()
    assert town.answers(said) == []


def test_a_corrected_label_is_kept_with_the_history(admin: Desk, town: Town) -> None:
    said = town.say(f"{PICKPOCKET}, ramai sekali di balai desa")
    admin.open_case(town.case_of(said))
    label = admin.unfold("Koreksi label")
    label.get_by_label("Kategori").select_option("noise_disturbance")
    label.get_by_label("Urgensi").select_option("2")
    label.get_by_role("button", name="Simpan label").click()
    admin.says("Label disimpan.")
    expect(admin.page.locator(".case-head h1")).to_have_text("Kebisingan")
    expect(admin.page.locator(".history")).to_contain_text("Label dikoreksi: kebisingan")


def test_a_new_stage_tells_the_citizen_in_the_same_thread(admin: Desk, town: Town) -> None:
    said = town.say(f"Mohon bantuan pak, {NIGHT_RACES} sampai subuh")
    code = town.case_of(said)
    admin.open_case(code)
    admin.page.get_by_role("button", name="Setujui & kirim").click()
    expect(admin.sent).to_be_visible()

    stage = admin.unfold("Tahap")
    stage.get_by_label("Tahap berikut").select_option("field_check")
    expect(stage.get_by_label("Kabar untuk warga")).to_have_value(re.compile(code))
    stage.get_by_role("button", name="Pindah tahap").click()
    admin.says("Tahap dipindahkan; kabar untuk warga disetujui.")
    first, second = town.answered(said, times=2)
    assert code in second.text
    assert first.text != second.text
    expect(admin.sent).to_have_count(2)


def test_a_note_is_seen_by_colleagues_only(admin: Desk, town: Town, open_as: Open) -> None:
    said = town.say(f"{NIGHT_RACES}, tolong dicek")
    code = town.case_of(said)
    admin.open_case(code)
    admin.unfold("Catatan").get_by_label("Catatan, hanya untuk petugas").fill("Sudah ditelepon piket.")
    admin.page.get_by_role("button", name="Simpan catatan").click()
    expect(admin.page.locator(".history")).to_contain_text("Sudah ditelepon piket.")
    citizen = open_as()
    citizen.go(f"/lacak/{code}")
    expect(citizen.page.locator("body")).not_to_contain_text("ditelepon piket")


def test_a_case_handed_over_leaves_the_old_units_inbox(admin: Desk, town: Town, open_as: Open) -> None:
    said = town.say(f"{PICKPOCKET}, ini masuk wilayah sebelah")
    code = town.case_of(said)
    neighbour = open_as("admin_b")
    neighbour.go("/")
    expect(admin.row("ini masuk wilayah sebelah")).to_be_visible()
    other = open_as("admin")
    other.open_case(code)
    forward = other.unfold("Teruskan")
    forward.get_by_label("Teruskan ke satuan").fill("PRB")
    forward.get_by_label("Alasan").fill("Lokasinya di wilayah Polres Uji Dua")
    forward.get_by_role("button", name="Teruskan").click()
    other.says("Diteruskan ke Polres Uji Dua.")
    expect(admin.row("ini masuk wilayah sebelah")).to_have_count(0)
    expect(neighbour.row("ini masuk wilayah sebelah")).to_be_visible()
    assert other.go(f"/kasus/{code}") == 404


def test_where_a_case_seems_to_belong_it_goes_with_one_press(town: Town, open_as: Open) -> None:
    code = town.case_of(town.say(f"{PICKPOCKET}, sebelah kantor pos"))
    with town.database.writing() as session:
        session.query(RouteSuggestion).filter(
            RouteSuggestion.case_id.in_(select(Case.id).where(Case.code == code))
        ).delete()
        session.add(
            RouteSuggestion(
                case_id=session.query(Case).filter_by(code=code).one().id,
                unit_id=session.query(Unit).filter_by(code="PRB").one().id,
                region="Kota Uji Dua",
                competence="general",
                confidence=0.92,
                created_at=utcnow(),
            )
        )
    officer = open_as("admin")
    officer.open_case(code)
    officer.says("Usulan: Polres Uji Dua, karena warga menyebut Kota Uji Dua")
    officer.page.get_by_role("button", name="Teruskan ke Polres Uji Dua").click()
    officer.says("Diteruskan ke Polres Uji Dua.")
    assert officer.go(f"/kasus/{code}") == 404
    assert open_as("admin_b").go(f"/kasus/{code}") == 200


def test_the_whole_way_works_without_a_mouse(admin: Desk, town: Town) -> None:
    page = admin.page
    for place in ("gapura timur", "gapura barat"):
        town.say(f"Tolong pak, {NIGHT_RACES} dekat {place}", author=f"warga_{len(place)}_{place[-1]}")
        expect(admin.row(place)).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".row.is-picked")).to_have_count(1)
    page.keyboard.press("k")
    while "gapura barat" not in page.locator(".row.is-picked").inner_text():
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".case-main")).to_contain_text("gapura barat")
    page.keyboard.press("e")
    expect(admin.draft).to_be_focused()
    page.keyboard.press("Escape")
    for _ in range(60):
        if page.evaluate("document.activeElement.id.startsWith('approve-')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hold]")).to_be_visible()
    page.keyboard.press("u")
    admin.says("Dibatalkan")
    page.keyboard.press("Control+Enter")
    expect(admin.sent).to_be_visible()
    page.keyboard.press("b")
    page.wait_for_url(lambda address: "/kasus/" not in address)


def test_a_deleted_mention_says_so_instead_of_answering(admin: Desk, town: Town) -> None:
    said = town.say(f"Lapor, {NIGHT_RACES} di simpang tiga")
    admin.open_case(town.case_of(said))
    town.world.delete(said)
    admin.page.get_by_role("button", name="Setujui & kirim").click()
    expect(admin.reply_state("failed")).to_be_visible()
    eventually(lambda: town.reply_state(said) == ["failed"], "the reply to fail")
    assert town.answers(said) == []


def test_an_act_under_way_is_not_disturbed_by_news_about_the_case(
    admin: Desk, town: Town, open_as: Open
) -> None:
    code = town.case_of(town.say(f"Pak, {NIGHT_RACES} di jembatan lama"))
    admin.open_case(code)
    text = admin.draft.input_value()
    held: list[Route] = []
    admin.page.route("**/ragam*", lambda route: held.append(route))
    with admin.page.expect_request("**/ragam*"):
        admin.page.get_by_role("button", name="Ragam lain").click()

    colleague = open_as("approver")
    colleague.open_case(code)
    colleague.unfold("Catatan").get_by_label("Catatan, hanya untuk petugas").fill("Piket sudah tahu.")
    colleague.page.get_by_role("button", name="Simpan catatan").click()
    expect(admin.page.locator("#case-history")).to_contain_text("Piket sudah tahu.")
    held[0].continue_()
    expect(admin.draft).not_to_have_value(text)
    expect(admin.page.locator("#columns")).to_have_count(1)


def test_news_of_a_case_just_left_does_not_bring_it_back(admin: Desk, town: Town, open_as: Open) -> None:
    code = town.case_of(town.say(f"Pak, {NIGHT_RACES} di jembatan baru"))
    admin.open_case(code)
    held: list[Route] = []
    admin.page.route(f"**/kasus/{code}*", lambda route: held.append(route))
    colleague = open_as("approver")
    colleague.open_case(code)
    colleague.unfold("Catatan").get_by_label("Catatan, hanya untuk petugas").fill("Regu sudah jalan.")
    colleague.page.get_by_role("button", name="Simpan catatan").click()

    def asked() -> list[Route]:
        admin.page.wait_for_timeout(50)
        return held

    eventually(asked, "the case page to ask for its news")

    admin.page.keyboard.press("b")
    expect(admin.page.locator(".rows")).to_be_visible()
    with admin.page.expect_response(f"**/kasus/{code}*"):
        held[0].continue_()
    admin.page.wait_for_timeout(300)  # what would be wrong shows after the answer was read
    expect(admin.page.locator("#case-live")).to_have_count(0)


def test_a_duplicate_is_merged_its_thread_told_once_and_parted_again(town: Town, admin: Desk) -> None:
    first = town.say("pohon tumbang menutup jalan Anggrek, tolong", author="warga_anggrek")
    second = town.say("jalan Anggrek ketutup pohon, macet total", author="warga_macet")
    goes_on, duplicate = town.case_of(first), town.case_of(second)
    admin.open_case(duplicate)
    section = admin.unfold("Gabungkan dengan…")
    section.get_by_label("Kode pengaduan yang diteruskan").fill(goes_on)
    section.get_by_role("button", name="Gabungkan pengaduan").click()
    admin.says("Digabungkan. Kabar berikut ke setiap utas diputuskan dari sini.")
    expect(admin.page.get_by_role("heading", level=1)).to_be_visible()

    stages = admin.unfold("Tahap")
    stages.get_by_label("Tahap berikut").select_option("field_check")
    expect(stages.get_by_text("Satu kabar untuk tiap utas")).to_be_visible()
    stages.get_by_role("button", name="Pindah tahap").click()
    admin.says("Tahap dipindahkan; kabar untuk warga disetujui.")
    for said, code in ((first, goes_on), (second, duplicate)):
        assert [code in one.text for one in town.answered(said)] == [True]

    admin.open_case(duplicate)
    admin.page.get_by_role("button", name="Pisahkan").click()
    admin.says("Dipisahkan.")


def test_he_asks_privately_under_a_comment_and_the_answer_comes_back_to_the_case(
    town: Town, open_as: Open
) -> None:
    said = town.say(
        "Lapor min, helm saya hilang di parkiran stasiun kota tadi siang, mohon dicek",
        account="polresujisatu",
        channel="instagram",
        author="warga_parkiran",
        kind="comment",
    )
    code = town.case_of(said)
    town.approve(said)
    town.answered(said)
    officer = open_as("admin")
    officer.open_case(code)
    officer.page.get_by_role("button", name="Minta keterangan").click()
    draft = officer.page.locator(".draft", has_text="permintaan keterangan, pribadi")
    expect(draft).to_be_visible()
    draft.get_by_role("button", name="Setujui & kirim").click()
    asked = town.world.post("instagram", town.answered(said, times=2)[1].external_id)
    assert asked is not None
    assert (asked.kind, code in asked.text) == ("direct", True)
    citizen = open_as()
    citizen.go(f"/lacak/{code}")
    citizen.page.get_by_label("Di mana").fill("parkiran timur")
    citizen.page.get_by_label("Apa yang terjadi").fill("helm diambil dari motor")
    citizen.page.get_by_role("button", name="Kirim keterangan").click()
    citizen.says("Keterangan Anda sudah masuk")
    expect(citizen.page.locator("main")).not_to_contain_text("parkiran timur")
    expect(officer.page.locator("#case-history")).to_contain_text("parkiran timur")
    town.say(
        "jam dua belas, helmnya warna hijau",
        account="polresujisatu",
        channel="instagram",
        author="warga_parkiran",
        kind="direct",
    )
    expect(officer.page.locator("#talk")).to_contain_text("helmnya warna hijau")

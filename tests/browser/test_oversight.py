"""Those who watch over the work: heads, Posko, Propam, auditors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from models import breaches
from models.clock import utcnow
from models.records import Case, Unit
from models.tree import add_unit
from models.vocabulary import UnitKind, Urgency
from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.town import Town, eventually

pytestmark = pytest.mark.browser

RACES = "tiap malam ada balap liar depan rumah saya, tolong kirim patroli"


def test_a_head_sees_what_is_owed_and_the_list_behind_it(town: Town, open_as: Open) -> None:
    town.case_of(town.say(f"Lapor pak {RACES}, jalan veteran"))
    head = open_as("head")
    head.go("/satuan/")
    tiles = head.page.locator(".tile")
    expect(tiles).to_have_count(5)
    for label in ("Menunggu", "Tertua", "Lewat batas", "Hari ini", "Warga puas"):
        expect(tiles.filter(has_text=label).first).to_be_visible()
    shown = tiles.filter(has_text="Menunggu").locator(".tile-value").inner_text()
    assert int(shown.replace(".", "")) >= 1
    tiles.filter(has_text="Menunggu").first.click()
    expect(head.row("jalan veteran")).to_be_visible()
    expect(head.page.locator(".table", has_text="Satuan di bawah")).to_contain_text("Polres Uji Satu")


def make_light(town: Town, code: str) -> None:
    """What the model finds pressing is made a matter that may wait."""
    with town.database.writing() as session:
        session.query(Case).filter_by(code=code).one().urgency = Urgency.LOG


def test_a_head_says_what_a_unit_can_do_and_passes_light_cases_up_while_it_has_too_much(
    town: Town, open_as: Open
) -> None:
    code = town.case_of(town.say(f"Lapor pak {RACES}, gang buntu"))
    make_light(town, code)
    head = open_as("head")
    head.go("/satuan/?unit=PRA")
    head.page.get_by_role("link", name="Beban kerja").click()
    head.page.get_by_label("Pengaduan yang dapat diputuskan dalam sehari").fill("40")
    head.page.get_by_role("button", name="Simpan").first.click()
    expect(head.page.locator(".tile", has_text="Sanggup sehari")).to_contain_text("40")
    head.page.get_by_label("Alasan, masuk catatan audit").fill("banjir di tiga kecamatan")
    head.page.get_by_role("button", name="Mulai sekarang").click()
    over = head.page.locator(".flash-warn", has_text="Kewalahan sejak")
    expect(over).to_be_visible()
    head.go("/?view=reply&unit=PRA")
    expect(over).to_be_visible()
    head.go("/satuan/beban/?unit=PRA")
    head.page.get_by_label("Pengaduan ringan ke satuan di atasnya").select_option("never")
    head.page.get_by_role("button", name="Simpan").last.click()
    expect(head.page.locator("label.check", has_text=code)).to_have_count(0)
    head.page.get_by_label("Pengaduan ringan ke satuan di atasnya").select_option("suggested")
    head.page.get_by_role("button", name="Simpan").last.click()
    head.page.locator("label.check", has_text=code).click()
    head.page.get_by_role("button", name="Teruskan ke Polda Uji").click()
    head.says("1 pengaduan diteruskan ke Polda Uji.")
    assert open_as("admin").go(f"/kasus/{code}") == 404
    head.page.get_by_label("Alasan, masuk catatan audit").fill("sudah reda")
    head.page.get_by_role("button", name="Akhiri sekarang").click()
    expect(over).to_have_count(0)


def test_a_head_puts_an_officer_on_duty_who_leaves_a_note_to_the_next(open_as: Open) -> None:
    head = open_as("head")
    head.go("/piket/?unit=PRA")
    form = head.page.locator("form", has=head.page.get_by_role("heading", name="Tambah piket"))
    form.get_by_label("Petugas").select_option(label="Petugas admin · Polres Uji Satu")
    form.get_by_label("Catatan serah terima").fill("kunci di meja depan")
    form.get_by_role("button", name="Simpan").click()
    head.says("Piket tersimpan.")
    line = head.page.locator(".watch-line", has_text="kunci di meja depan")
    expect(line).to_contain_text("sekarang")

    admin = open_as("admin")
    admin.go("/peringatan/")
    admin.page.get_by_label("Catatan serah terima untuk piket berikut").fill("mobil patroli dua rusak")
    admin.page.get_by_role("button", name="Simpan catatan").click()
    admin.says("Catatan serah terima tersimpan.")
    head.go("/piket/?unit=PRA")
    line = head.page.locator(".watch-line", has_text="mobil patroli dua rusak")
    line.get_by_role("button", name="Hapus").click()
    head.says("Piket dihapus.")
    expect(line).to_have_count(0)
    assert open_as("humas").go("/piket/") == 403


def test_posko_finds_the_broken_account_and_the_system_admin_mends_it(town: Town, open_as: Open) -> None:
    account = town.world.account("x", "polres_uji_dua")
    assert account is not None
    account.revoked = True
    posko = open_as("posko")
    try:

        def found() -> bool:
            posko.go("/cakupan/?state=broken")
            return posko.page.locator(".table", has_text="PRB").count() > 0

        eventually(found, "the broken account on the coverage page")
        posko.page.locator(".table a", has_text="Polres Uji Dua").first.click()
        expect(posko.page.locator(".table", has_text="polres_uji_dua")).to_contain_text("berhenti")
    finally:
        account.revoked = False
    system = open_as("system")
    system.go("/pengaturan/akun/")
    system.page.get_by_role("link", name="polres_uji_dua").click()
    system.page.get_by_role("button", name="Coba lagi sekarang").click()
    said = town.say(f"Pak {RACES}, setelah akun pulih", account="polres_uji_dua")
    town.case_of(said)


def test_propam_sees_what_the_accused_unit_sees_nowhere(town: Town, open_as: Open) -> None:
    said = town.say(
        "Oknum polisi di pos lantas minta uang damai 300 ribu, tolong ditindak propam, posnya dekat bundaran",
        author="warga_bundaran",
        quoted={"author": "warga_bundaran", "text": "Videonya saya simpan"},
    )
    code = town.case_of(said)
    propam = open_as("propam")
    propam.go("/")
    expect(propam.row("posnya dekat bundaran")).to_be_visible()
    propam.row("posnya dekat bundaran").locator("a").click()
    expect(propam.page.locator(".post-context")).to_contain_text("pelapor")
    expect(propam.page.locator(".case-main")).not_to_contain_text("warga_bundaran")

    accused = open_as("admin")
    for path in (
        "/",
        "/?view=triage",
        "/?view=approval",
        "/?q=bundaran",
        f"/?q={code}",
        "/sebutan/?q=bundaran",
    ):
        accused.go(path)
        expect(accused.page.locator("main")).to_be_visible()
        assert "posnya dekat bundaran" not in accused.page.locator("main").inner_text(), path
    assert accused.go(f"/kasus/{code}") == 404


def test_an_auditor_sees_who_did_what_and_that_the_chain_holds(town: Town, open_as: Open) -> None:
    said = town.say(f"Mohon perhatian, {RACES}, untuk diaudit")
    code = town.case_of(said)
    admin = open_as("admin")
    admin.open_case(code)
    admin.page.get_by_role("button", name="Saya tangani").click()
    expect(admin.page.get_by_role("button", name="Saya tangani")).to_have_count(0)

    auditor = open_as("auditor")
    auditor.go("/audit/?q=case.claimed")
    expect(auditor.page.locator(".table")).to_contain_text("admin")
    auditor.go(f"/audit/akses?q={code}")
    expect(auditor.page.locator(".table")).to_contain_text("admin")
    auditor.go("/audit/")
    auditor.page.get_by_role("button", name="Periksa rantai").click()
    expect(auditor.page.locator(".flash-good")).to_be_visible()
    auditor.open_case(code)
    expect(auditor.page.get_by_role("button", name="Setujui & kirim")).to_have_count(0)


def test_posko_reads_the_league_and_takes_the_report_out(town: Town, open_as: Open) -> None:
    town.case_of(town.say(f"Mohon dicatat, {RACES}, untuk laporan mingguan"))
    posko = open_as("posko")
    posko.go("/anev/")
    expect(posko.page.get_by_role("heading", name="Analisis dan evaluasi")).to_be_visible()
    expect(posko.page.locator(".anev-bars svg")).to_be_visible()
    for kind in ("PDF", "XLSX"):
        with posko.page.expect_download() as taken:
            posko.page.get_by_role("link", name=kind, exact=True).click()
        assert taken.value.suggested_filename.endswith(f".{kind.lower()}")
        assert taken.value.path().stat().st_size > 3000
    posko.page.get_by_role("link", name="Liga satuan").click()
    posko.page.get_by_label("Jenis satuan").select_option("polres")
    table = posko.page.locator(".table", has_text="Polres Uji Satu")
    expect(table).to_contain_text("Polres Uji Dua")
    expect(table).to_contain_text("belum cukup data")
    assert posko.overflow() <= 0

    def counted() -> bool:
        posko.go("/anev/liga/?kind=polres&days=7")
        return posko.page.locator("tr", has_text="Polres Uji Satu").locator("td").nth(4).inner_text() != "0"

    eventually(counted, "the day of the new case in the league")
    posko.go("/anev/")
    posko.page.get_by_role("link", name="Biaya dan kemiripan").click()
    costs = posko.page.locator(".table", has_text="Biaya per bulan dan kanal")
    expect(costs.locator("tbody tr").first).to_contain_text("US$")
    assert posko.overflow() <= 0
    assert open_as("humas").go("/anev/biaya/") == 403
    assert open_as("system").go("/anev/liga/") == 403
    assert open_as("admin").go("/anev/laporan.pdf") == 403


def test_posko_goes_from_the_tile_of_a_polda_to_its_days_and_months(town: Town, open_as: Open) -> None:
    with town.database.writing() as session:
        root = session.query(Unit).filter_by(code="MABES").one()
        add_unit(session, code="PDB", name="Polda Uji Dua", kind=UnitKind.POLDA, parent=root)
    town.case_of(town.say(f"Mohon dicatat, {RACES}, untuk laporan harian"))
    posko = open_as("posko")
    posko.go("/anev/")
    posko.page.locator(".map-tile", has_text="PDA").click()
    expect(posko.page.locator(".pane-head")).to_contain_text("Polda Uji")
    for period, words in (("Harian", "Diterima per jam"), ("Bulanan", "Diterima per hari")):
        posko.page.get_by_role("link", name=period).click()
        expect(posko.page.get_by_role("heading", name=words)).to_be_visible()
        expect(posko.page.locator(".heat", has_text="Kategori menurut jam")).to_be_visible()
    before = posko.page.locator(".anev-period strong").inner_text()
    posko.page.get_by_role("link", name="Sebelumnya", exact=True).click()
    expect(posko.page.locator(".anev-period strong")).not_to_have_text(before)
    posko.page.get_by_role("link", name="Berikutnya", exact=True).click()
    expect(posko.page.locator(".anev-period strong")).to_have_text(before)
    assert posko.overflow() <= 0


def late(town: Town, words: str) -> str:
    """The ticket code of a case whose first answer is late."""
    code = town.case_of(town.say(f"Lapor pak {RACES}, {words}"))
    with town.database.writing() as session:
        case, now = session.query(Case).filter_by(code=code).one(), utcnow()
        case.due_at = now - timedelta(hours=1)
        breaches.first_answer(session, case, now)
    return code


def state_excuse(admin: Desk, code: str, evidence: str) -> None:
    admin.go(f"/anev/pelanggaran/?q={code}")
    admin.page.locator(".table tbody tr", has_text="jawaban pertama").locator("a").first.click()
    admin.page.get_by_placeholder("Bukti: tautan").fill(evidence)
    admin.page.get_by_role("button", name="Nyatakan ke atas").click()
    # While the claim waits nobody states it again.
    expect(admin.page.get_by_role("button", name="Nyatakan ke atas")).to_have_count(0)


def decide(desk: Desk, code: str, words: str, button: str) -> None:
    desk.go("/verifikasi/berjenjang/")
    desk.page.locator(".table tbody tr", has_text=code).locator("a").first.click()
    desk.page.get_by_label("Bukti yang Anda periksa").fill(words)
    desk.page.get_by_role("button", name=button).click()
    expect(desk.page.locator(".flash-good")).to_be_visible()
    expect(desk.page.locator("main")).not_to_contain_text(code)


def test_a_unit_states_what_was_not_its_fault_and_the_commands_above_decide(
    town: Town, open_as: Open
) -> None:
    code = late(town, "waktu X mati")
    admin, head, posko = open_as("admin"), open_as("head"), open_as("posko")
    state_excuse(admin, code, "https://status.contoh.id/8123")
    decide(head, code, "akun lain menjawab sepanjang hari", "Tolak dengan alasan ini")
    admin.go("/verifikasi/berjenjang/")
    refused = admin.page.locator(".table tbody tr", has_text=code)
    expect(refused).to_contain_text("ditolak")
    refused.locator("a").first.click()
    admin.says("akun lain menjawab sepanjang hari")
    expect(admin.page.get_by_role("button", name="Sahkan dengan bukti ini")).to_have_count(0)
    state_excuse(admin, code, "tangkapan layar ada di nota dinas")
    decide(posko, code, "celah tercatat di cakupan", "Sahkan dengan bukti ini")
    admin.go(f"/anev/pelanggaran/?q={code}&state=excused")
    expect(admin.page.locator(".table")).to_contain_text("dimaafkan")


def test_a_unit_states_its_official_account_and_the_command_above_marks_it(open_as: Open) -> None:
    admin, head = open_as("admin"), open_as("head")
    admin.go("/verifikasi/berjenjang/")
    admin.page.get_by_label("Akun", exact=True).select_option(
        label="Polres Uji Satu: Instagram @polresujisatu"
    )
    admin.page.get_by_label("Bukti: tautan atau keterangan").fill("surat keputusan akun resmi")
    admin.page.get_by_role("button", name="Nyatakan ke atas").click()
    admin.says("Dinyatakan; komando di atas satuan yang memutuskan.")
    expect(admin.page.get_by_role("button", name="Sahkan dengan bukti ini")).to_have_count(0)
    decide(head, "@polresujisatu", "tertera di laman Polda", "Sahkan dengan bukti ini")
    head.go("/cakupan/?unit=PRA")
    expect(head.page.locator(".table tbody tr", has_text="Polres Uji Satu")).to_contain_text("1 dari 2")


def test_posko_takes_the_list_of_missed_clocks_out_with_its_history(town: Town, open_as: Open) -> None:
    code = late(town, "untuk daftar pelanggaran")
    posko = open_as("posko")
    posko.go("/anev/")
    posko.page.get_by_role("link", name="Pelanggaran batas").click()
    posko.page.locator("select[name=clock]").select_option("first_answer")
    expect(posko.page.locator(".table")).to_contain_text(code)
    expect(posko.page.locator(".table")).not_to_contain_text("kabar berikut")
    assert posko.overflow() <= 0
    for kind in ("PDF", "XLSX"):
        with posko.page.expect_download() as taken:
            posko.page.get_by_role("link", name=kind, exact=True).click()
        assert taken.value.suggested_filename.startswith("pelanggaran-MABES")
        assert taken.value.path().stat().st_size > 1500
    assert open_as("admin").go("/anev/pelanggaran/daftar.pdf") == 403
    system = open_as("system")
    for refused in ("/anev/pelanggaran/", "/verifikasi/berjenjang/"):
        assert system.go(refused) == 403


def test_everybody_reads_the_months_of_a_unit_and_no_case(town: Town, open_as: Open) -> None:
    code = town.case_of(town.say(f"Mohon ditindak, {RACES}, untuk umum"))
    visitor = open_as()
    assert visitor.go("/transparansi/PRA") == 200
    expect(visitor.page.locator(".table")).to_contain_text("Diterima")
    assert code not in visitor.page.locator("body").inner_text()
    assert visitor.go("/transparansi/PDAPROPAM") == 404

"""The system admin: accounts without case content, and the switch that stops every reply."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from commands import people
from models.vocabulary import Role
from tests.browser.conftest import Open
from tests.browser.desk import Desk
from tests.browser.town import PASSWORD, Town, eventually

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
        # Its moment has come, and the switch has refused it.
        eventually(lambda: "all sending is paused" in town.reasons(said), "the switch to hold the reply")
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


def fold(desk: Desk, verb: str, reason: str) -> None:
    """Opens the fold of the chosen unit's line, gives the reason and presses its button."""
    line = desk.page.locator(".switch-line").last
    line.locator("summary").click()
    line.get_by_label("Alasan").fill(reason)
    line.get_by_role("button", name=verb).click()


def test_in_shadow_mode_all_is_done_and_nothing_is_sent(town: Town, open_as: Open) -> None:
    system, admin_b, approver = open_as("system"), open_as("admin_b"), open_as("approver")
    page = "/pengaturan/mode-bayangan/?unit=PRB"
    assert admin_b.go(page) == 403
    system.go(page)
    fold(system, "Nyalakan mode bayangan", "Latihan dua minggu")
    try:
        system.says("Mode bayangan menyala: tidak ada balasan yang dikirim.")
        said = town.say(
            "Lapor pak, lampu jalan di jembatan kembar mati sejak Senin, sudah ada yang jatuh, tolong dicek",
            account="polres_uji_dua",
        )
        code = town.case_of(said)
        admin_b.open_case(code)
        expect(admin_b.page.locator(".shadowed")).to_be_visible()
        admin_b.page.get_by_role("button", name="Setujui & kirim").click()
        admin_b.says("Mode bayangan: tidak akan dikirim.")
        expect(admin_b.reply_state("shadowed")).to_contain_text("Mode bayangan: tidak dikirim")
        assert (town.reply_state(said), town.answers(said)) == (["shadowed"], [])
        admin_b.go("/bayangan/")
        expect(admin_b.page.locator(".pair", has_text=code)).to_contain_text("belum ada yang diketahui")
    finally:
        system.go(page)
        fold(system, "Minta diakhiri", "Latihan selesai")
        system.says("Menunggu orang kedua.")
        approver.go(page)
        approver.page.get_by_role("button", name="Setuju: mulai mengirim").click()
        approver.says("Mode bayangan mati")
    expect(approver.page.locator(".shadowed")).to_have_count(0)


def test_a_standard_text_is_previewed_while_it_is_typed_and_waits_for_another_person(open_as: Open) -> None:
    system = open_as("system")
    system.go("/pengaturan/balasan-baku/?kind=answer")
    system.page.locator(".table tbody a").first.click()
    check = system.page.locator("#template-check")
    system.page.get_by_label("Teks").fill("Kabar untuk {code}: lihat {page}, terima kasih.")
    expect(check).to_contain_text("Ada tautan; X menolaknya")
    system.page.get_by_label("Teks").fill("Kabar untuk {code}: sedang ditangani {unit}, terima kasih.")
    expect(check).not_to_contain_text("Ada tautan; X menolaknya")
    system.page.get_by_role("button", name="Simpan sebagai usulan").click()
    system.says("Tersimpan sebagai usulan; orang kedua mengaktifkannya.")
    system.says("Anda yang menulisnya; orang lain yang mengaktifkan.")


def test_a_units_own_text_goes_out_by_a_second_person_and_covers_what_it_inherits(open_as: Open) -> None:
    system, approver = open_as("system"), open_as("approver")
    system.go("/pengaturan/balasan-baku/")
    system.page.get_by_role("link", name="Usulkan teks baru").click()
    expect(system.page.get_by_label("Teks")).to_be_visible()
    system.page.get_by_label("Jenis").select_option("answer")
    system.page.get_by_label("Kanal").select_option("manual")
    system.page.get_by_label("Kode satuan").fill("PRB")
    system.page.get_by_label("Teks").fill("Kabar untuk {code} dari meja {unit}.")
    system.page.get_by_role("button", name="Simpan").click()
    system.says("Tersimpan sebagai usulan; orang kedua mengaktifkannya.")
    expect(system.page.get_by_role("button", name="Pakai teks ini")).to_have_count(0)
    page = system.page.url.removeprefix(system.address)

    approver.go(page)
    approver.page.get_by_role("button", name="Pakai teks ini").click()
    approver.says("Teks ini dipakai mulai sekarang.")
    approver.go("/pengaturan/balasan-baku/")
    approver.page.get_by_label("Kode satuan").fill("PRB")
    approver.page.get_by_role("button", name="Yang berlaku di satuan ini").click()
    rows = approver.page.locator(".table tbody tr")
    expect(rows.filter(has_text="dari meja {unit}")).to_contain_text("dipakai")
    expect(rows.filter(has_text="diwarisi").first).to_be_visible()

    system.go(page)
    system.page.get_by_label("Teks").fill("Kabar untuk {code} dari meja pelayanan {unit}.")
    system.page.get_by_role("button", name="Simpan sebagai usulan").click()
    versions = system.page.locator(".watch-line", has_text="versi")
    expect(versions).to_have_count(2)
    expect(versions.last).to_contain_text("dipakai")
    approver.go(page)
    approver.page.get_by_role("button", name="Jangan pakai teks ini lagi").click()
    approver.says("Teks ini tidak dipakai lagi.")
    assert open_as("admin_b").go(page) == 403


def test_a_deadline_and_a_holiday_are_set_and_taken_away(open_as: Open) -> None:
    system = open_as("system")
    system.go("/pengaturan/batas-waktu/")
    system.page.get_by_label("Kode satuan").fill("PRB")
    system.page.get_by_label("Kelompok").select_option("crime")
    system.page.get_by_label("Menit sampai jawaban pertama").fill("90")
    system.page.get_by_role("button", name="Simpan").click()
    line = system.page.locator(".table tbody tr", has_text="Polres Uji Dua")
    expect(line).to_contain_text("1 j 30 m")
    line.get_by_role("button", name="Hapus").click()
    expect(line).to_have_count(0)

    system.page.get_by_label("Tanggal").fill("2031-08-17")
    system.page.get_by_label("Nama hari libur").fill("Hari Kemerdekaan")
    system.page.get_by_role("button", name="Tambah").click()
    holiday = system.page.locator(".watch-line", has_text="Hari Kemerdekaan")
    expect(holiday).to_contain_text("17 Agustus 2031")
    holiday.get_by_role("button", name="Hapus").click()
    expect(holiday).to_have_count(0)
    assert open_as("head").go("/pengaturan/batas-waktu/") == 403


def test_an_account_is_connected_by_two_who_name_the_same_consent(town: Town, open_as: Open) -> None:
    people.create_officer(town.database, "system_b", "Petugas system_b", "MABES", Role.SYSTEM, PASSWORD)
    for login, answer in (("system", "menunggu orang kedua"), ("system_b", "Izin platform tercatat.")):
        officer = open_as(login)
        officer.go("/pengaturan/akun/")
        officer.page.get_by_role("link", name="polresujisatu").click()
        officer.page.get_by_label("Nomor atau tautan persetujuan").fill("surat 8123/2026")
        officer.page.get_by_role("button", name="Simpan izin").click()
        officer.says(answer)
    expect(officer.page.get_by_label("Nomor atau tautan persetujuan")).to_have_value("surat 8123/2026")
    assert open_as("head").go("/pengaturan/akun/") == 403

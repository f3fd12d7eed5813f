"""Who each page and act of following up is for: everybody else is refused, whatever his unit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.vocabulary import Role
from tests.web.conftest import Browser
from tests.web.world import World
from web.panel import Panel

ADMIN, APPROVER, HEAD, HUMAS = Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS
POSKO, PROPAM, AUDITOR, SYSTEM = Role.POSKO, Role.PROPAM, Role.AUDITOR, Role.SYSTEM
READERS = {ADMIN, APPROVER, HEAD, HUMAS, POSKO, PROPAM, AUDITOR}
WORKERS = {ADMIN, APPROVER, HUMAS, PROPAM}
SECONDS = {APPROVER, HEAD, PROPAM}
WATCHERS = {ADMIN, APPROVER, HEAD, HUMAS, POSKO, AUDITOR}
EXPORTERS = {HEAD, HUMAS, POSKO, AUDITOR}
# One officer of each role: "accused" and "stranger" are admins as well, of other units.
LOGINS = ("admin", "approver", "head", "humas", "posko", "propam", "auditor", "system")

# Address -> the roles that open it. CASE is a case that all of them but the system admin and Propam may see.
PAGES: dict[str, set[Role]] = {
    "/kasus/CASE": READERS - {PROPAM},
    "/kasus/OFFICER": {HUMAS, POSKO, PROPAM, AUDITOR},
    "/persetujuan/": WORKERS | SECONDS,
    "/persetujuan/massal/": WORKERS | SECONDS,
    "/bayangan/": READERS,
    "/saklar/": {HEAD, HUMAS, POSKO, SYSTEM},
    "/piket/": {ADMIN, HEAD},
    "/satuan/beban/": WATCHERS | {SYSTEM},
    "/satuan/": WATCHERS | {SYSTEM},
    "/cakupan/": WATCHERS | {SYSTEM},
    "/verifikasi/": {APPROVER, HEAD, POSKO},
    "/verifikasi/berjenjang/": READERS,
    "/anev/": READERS,
    "/anev/laporan.pdf": EXPORTERS,
    "/anev/laporan.xlsx": EXPORTERS,
    "/anev/liga/": WATCHERS,
    "/anev/biaya/": {HEAD, POSKO},
    "/anev/pelanggaran/": READERS,
    "/anev/pelanggaran/daftar.pdf": EXPORTERS,
    "/anev/pelanggaran/daftar.xlsx": EXPORTERS,
    "/pengaturan/akun/": {SYSTEM},
    "/pengaturan/akun/1": {SYSTEM},
    "/pengaturan/balasan-baku/": {SYSTEM} | SECONDS,
    "/pengaturan/balasan-baku/1": {SYSTEM} | SECONDS,
    "/pengaturan/balasan-baku/baru": {SYSTEM},
    "/pengaturan/batas-waktu/": {SYSTEM},
    "/pengaturan/mode-bayangan/": {SYSTEM} | SECONDS,
    "/audit/permintaan": {AUDITOR, SYSTEM},
}
# Address of an act -> the roles that may do it at all; the others are told so before anything is looked up.
ACTS: dict[str, set[Role]] = {
    "/kasus/CASE/teruskan": {ADMIN, APPROVER, HEAD, HUMAS, POSKO, PROPAM},
    "/kasus/CASE/tahap": WORKERS,
    "/kasus/CASE/balas": WORKERS,
    "/kasus/CASE/gabung": WORKERS,
    "/kasus/CASE/pisah": WORKERS,
    "/kasus/CASE/selesai/sahkan": {APPROVER, HEAD, POSKO},
    "/kasus/CASE/selesai/tolak": {APPROVER, HEAD, POSKO},
    "/persetujuan/massal/": WORKERS,
    "/persetujuan/massal/1/lepas": SECONDS,
    "/persetujuan/massal/1/tolak": WORKERS | SECONDS,
    "/saklar/": {HEAD, HUMAS, POSKO, SYSTEM},
    "/piket/": {ADMIN, HEAD},
    "/piket/1": {ADMIN, HEAD},
    "/piket/1/hapus": {ADMIN, HEAD},
    "/peringatan/1/lihat": READERS - {AUDITOR} | {SYSTEM},
    "/peringatan/serah-terima/1": READERS - {AUDITOR} | {SYSTEM},
    "/satuan/beban/kemampuan": {ADMIN, HEAD, POSKO},
    "/satuan/beban/penerusan": {ADMIN, HEAD, POSKO},
    "/satuan/beban/kewalahan": {ADMIN, HEAD, POSKO},
    "/satuan/beban/teruskan": {ADMIN, APPROVER, HEAD, HUMAS, POSKO, PROPAM},
    "/anev/pelanggaran/1/pernyataan": WORKERS | {HEAD},
    "/verifikasi/berjenjang/kanal": WORKERS | {HEAD},
    "/verifikasi/berjenjang/1/sahkan": {HEAD, POSKO},
    "/verifikasi/berjenjang/1/tolak": {HEAD, POSKO},
    "/pengaturan/akun/1/izin": {SYSTEM},
    "/pengaturan/akun/1/terverifikasi": {SYSTEM},
    "/pengaturan/akun/1/nyala": {SYSTEM},
    "/pengaturan/akun/1/coba": {SYSTEM},
    "/pengaturan/akun/1/berakhir": {SYSTEM},
    "/pengaturan/balasan-baku/pratinjau": {SYSTEM},
    "/pengaturan/balasan-baku/baru": {SYSTEM},
    "/pengaturan/balasan-baku/1/ubah": {SYSTEM},
    "/pengaturan/balasan-baku/1/aktif": SECONDS,
    "/pengaturan/balasan-baku/1/simpan-saja": SECONDS,
    "/pengaturan/batas-waktu/": {SYSTEM},
    "/pengaturan/batas-waktu/1/hapus": {SYSTEM},
    "/pengaturan/batas-waktu/libur": {SYSTEM},
    "/pengaturan/batas-waktu/libur/2026-12-25/hapus": {SYSTEM},
    "/pengaturan/mode-bayangan/": {SYSTEM},
    "/pengaturan/mode-bayangan/1/minta-akhiri": {SYSTEM},
    "/pengaturan/mode-bayangan/1/akhiri": {SYSTEM} | SECONDS,
    "/pengaturan/mode-bayangan/1/batal-akhiri": {SYSTEM} | SECONDS,
    "/audit/permintaan/1": {AUDITOR, SYSTEM},
    "/audit/permintaan/1/siapkan": {AUDITOR, SYSTEM},
    "/audit/permintaan/1/jalankan": {AUDITOR, SYSTEM},
}

# The blueprints of following up, and what of them is reached only with a row of its own (tested with that row).
SUBJECTS = {
    *("approvals", "bulk", "shadow_posts", "switches", "roster", "load", "unit", "coverage", "verification"),
    *("anev", "league", "spending", "breaches", "claims"),
    *("admin_accounts", "admin_templates", "admin_clocks"),
    *("admin_shadow", "data_requests", "merges"),
}
ONE_ROW = {"bulk.one", "bulk.preview", "breaches.one", "claims.one"}


def address(path: str, world: World) -> str:
    return path.replace("CASE", world.cases["waiting"]).replace("OFFICER", world.cases["officer"])


@pytest.mark.parametrize("login", LOGINS)
def test_a_role_is_refused_the_pages_and_acts_that_are_not_for_it(
    sign_in: Callable[[str], Browser], world: World, login: str
) -> None:
    browser, role = sign_in(login), Role(login)
    for path, roles in PAGES.items():
        status = browser.get(address(path, world)).status_code if role not in roles else 0
        # That a case is there is no word to those who may not see it.
        assert status in ((0, 403, 404) if path.startswith("/kasus/") else (0, 403)), f"{path}: {status}"
    for path, roles in ACTS.items():
        status = browser.post(address(path, world)).status_code if role not in roles else 403
        assert status == 403, f"{path}: {status}"


def test_a_role_the_page_is_for_opens_it(sign_in: Callable[[str], Browser], world: World) -> None:
    browsers = {Role(login): sign_in(login) for login in LOGINS}
    # The files have tests of their own, and take long to draw.
    for path, roles in ((path, PAGES[path]) for path in PAGES if not path.endswith((".pdf", ".xlsx"))):
        first = next(role for role in browsers if role in roles)
        assert browsers[first].get(address(path, world)).status_code == 200, path


def test_every_page_of_following_up_is_in_the_table(app: Panel, world: World) -> None:
    adapter = app.url_map.bind("localhost")
    for paths, method in ((PAGES, "GET"), (ACTS, "POST")):
        named = {adapter.match(address(path, world), method=method)[0] for path in paths}
        ours = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or set()) and rule.endpoint.split(".")[0] in SUBJECTS
        }
        assert ours - named <= ONE_ROW, ours - named

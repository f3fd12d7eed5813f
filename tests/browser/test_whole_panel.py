"""Every page for every role: no complaint of the browser, no overflow, English, the dark, the keyboard."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

import web
from commands import people
from models.vocabulary import Role
from tests.browser.conftest import Open
from tests.browser.desk import DESK, NARROW, PHONE, Desk
from tests.browser.town import OFFICERS, PASSWORD, Town

pytestmark = pytest.mark.browser

ENGLISH = Path(web.__file__).parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"
# Beyond the lines of the rail, which name most pages.
FURTHER = {
    "posko": ("/anev/pelanggaran/", "/anev/liga/", "/anev/biaya/"),
    "head": ("/verifikasi/berjenjang/?list=stated", "/anev/biaya/"),
    "humas": ("/viral/dinding",),
    "approver": ("/persetujuan/?which=all", "/persetujuan/massal/", "/bayangan/"),
    "auditor": ("/audit/akses", "/audit/permintaan"),
    "system": (
        *("/pengaturan/petugas/", "/pengaturan/balasan-baku/", "/pengaturan/batas-waktu/"),
        "/pengaturan/mode-bayangan/",
    ),
}


@pytest.fixture(scope="module")
def case(town: Town) -> str:
    """A case that everybody but the system admin may see, with something quoted and a place to look at."""
    said = town.say(
        "Lapor pak, tiap malam ada balap liar di jalan protokol depan rumah saya, tolong kirim patroli",
        quoted={"author": "kabar_kota", "text": "Balapan lagi tadi malam"},
    )
    return town.case_of(said)


def pages(desk: Desk, login: str, case: str) -> list[str]:
    """The addresses this role meets: its rail, a case where it may see one, and what lies behind."""
    desk.go("/")
    links = desk.page.locator(".rail a.view")
    found = [str(links.nth(n).get_attribute("href")) for n in range(links.count())]
    inside = [f"/kasus/{case}"] if login not in ("system", "propam") else []
    if login != "approver":
        # The saved views differ in what they list, not in how: one role looks at them all.
        found = [link for link in found if not link.startswith("/?view=") or link.endswith("=reply")]
    return [*found, "/peringatan/", *FURTHER.get(login, ()), *inside]


@pytest.mark.parametrize("login", [one for one in OFFICERS if one != "admin_b"])
def test_no_page_complains_or_overflows(login: str, case: str, open_as: Open) -> None:
    desk = open_as(login)
    addresses = pages(desk, login, case)
    assert len(addresses) > 3
    for path in addresses:
        desk.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        assert desk.go(path) == 200, path
        for size in (DESK, PHONE, NARROW):
            desk.page.set_viewport_size(size)  # type: ignore[arg-type]
            assert desk.overflow() <= 0, f"{path} at {size['width']} px"


@cache
def indonesian() -> frozenset[str]:
    """Texts of the panel that read differently in English, long enough to be told from a citizen's words."""
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file)
    texts = [
        message.id
        for message in catalogue
        if isinstance(message.id, str) and message.id and message.string and message.id != message.string
    ]
    found = frozenset(text for text in texts if "%(" not in text and len(text) > 3)
    assert len(found) > 300
    return found


@pytest.mark.skipif(not ENGLISH.exists(), reason="there is no English translation")
@pytest.mark.parametrize("role", [Role.APPROVER, Role.HUMAS, Role.AUDITOR, Role.SYSTEM])
def test_in_english_no_indonesian_word_of_ours_is_left(
    role: Role, case: str, town: Town, open_as: Open
) -> None:
    login = f"english_{role}"
    people.create_officer(town.database, login, "Officer", "MABES", role, PASSWORD)
    desk = open_as(login)
    desk.page.locator("details.me > summary").click()
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    for path in pages(desk, str(role), case):
        desk.go(path)
        lines = desk.page.evaluate(
            """() => {
              const own = 'blockquote, textarea, datalist, .row-words, .watch-words, .card-words, .similar-words, '
                + '.history-text, [lang=id], .units, .me';
              const kept = [];
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                if (!walk.currentNode.parentElement.closest(own)) kept.push(walk.currentNode.textContent.trim());
              }
              return kept;
            }"""
        )
        left = {line for line in lines if line in indonesian()}
        assert not left, f"{path}: {left}"


def test_the_focus_can_be_seen_wherever_the_keyboard_goes(admin: Desk, case: str) -> None:
    admin.open_case(case)
    seen = set()
    for _ in range(60):
        admin.page.keyboard.press("Tab")
        if admin.page.evaluate("document.activeElement === document.body"):
            break  # past the last one, the keyboard is with the browser itself
        mark = admin.page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              const visible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return [document.activeElement.outerHTML.slice(0, 80), visible || style.boxShadow !== 'none'];
            }"""
        )
        assert mark[1], mark[0]
        seen.add(mark[0])
    assert len(seen) > 20


@pytest.mark.parametrize("path", ["/", "CASE", "/viral/", "/satuan/"])
def test_the_dark_panel_is_dark_and_its_words_can_be_read(path: str, case: str, open_as: Open) -> None:
    desk = open_as("humas", color_scheme="dark")
    desk.go(f"/kasus/{case}" if path == "CASE" else path)
    ground, words = desk.page.evaluate(
        """() => {
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
            .getContext('2d', { willReadFrequently: true });
          const bright = (colour) => {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
            return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
          };
          const heading = document.querySelector('main h1, main h2');
          return [bright(getComputedStyle(document.body).backgroundColor), bright(getComputedStyle(heading).color)];
        }"""
    )
    assert ground < 0.2
    assert words > 0.7


def test_the_citizens_page_speaks_english_too(case: str, open_as: Open) -> None:
    citizen = open_as()
    citizen.go(f"/lacak/{case}?lang=en")
    expect(citizen.page.locator("html")).to_have_attribute("lang", "en")
    assert not re.search(r"\b(Pengaduan|Sekarang|Kabar)\b", citizen.page.locator("main").inner_text())

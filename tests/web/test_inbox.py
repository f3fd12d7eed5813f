"""The inbox: saved views, filters, order, pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from models import casework
from models.casework import Matter
from models.clock import utcnow
from models.database import Database
from models.records import Account, Unit
from models.settings import Settings
from models.vocabulary import Category
from tests.web.conftest import Browser
from tests.web.world import World, add_mention
from web import rows

NAMES = {
    "waiting": "pohon tumbang",
    "emergency": "begal bawa parang",
    "unsure": "tolong ditindak",
    "late": "motor saya hilang",
    "viral": "balap liar tiap malam",
    "answered": "lampu merah",
    "closed": "knalpot brong",
    "hotline": "syarat memperpanjang",
    "by_hand": "banjir setinggi",
    "sector": "tawuran di lapangan",
}


def _shown(page: str) -> list[str]:
    """The cases of the world in the order in which the page shows them."""
    words = re.findall(r'<span class="row-words">(.*?)</span>', page)
    return [name for line in words for name, text in NAMES.items() if text in line]


def _open_cases(database: Database, settings: Settings, world: World, count: int) -> None:
    with database.writing() as session:
        account = session.get_one(Account, world.accounts["x"])
        unit = session.get_one(Unit, account.unit_id)
        for number in range(count):
            at = utcnow() - timedelta(minutes=number)
            mention = add_mention(session, account, f"laporan ke-{number:03d}", at)
            casework.open_case(
                session, mention, Matter(Category.FLOOD, 1), unit, None, settings.secret_key, at
            )


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("reply", {"waiting", "emergency", "late", "viral", "hotline", "by_hand", "sector"}),
        ("triage", {"unsure"}),
        ("emergency", {"emergency"}),
        ("approval", {"viral"}),
        ("late", {"late"}),
        ("viral", {"viral"}),
        ("answered", {"answered"}),
        ("closed", {"closed"}),
    ],
)
def test_a_saved_view_holds_what_it_says_and_counts_it(admin: Browser, view: str, expected: set[str]) -> None:
    page = admin.page(f"/?view={view}")
    assert set(_shown(page)) == expected
    counted = re.search(rf'data-count="{view}">(\d*)<', page)
    assert counted is not None
    assert counted.group(1) == ("" if view == "closed" else str(len(expected)))


def test_what_matters_now_stands_at_the_top(admin: Browser) -> None:
    assert _shown(admin.page("/"))[:3] == ["emergency", "late", "viral"]


def test_it_masks_private_numbers(admin: Browser) -> None:
    page = admin.page("/")
    assert "081234567890" not in page
    assert "[telepon]" in page


def test_it_filters_by_channel_category_unit_and_assignee(admin: Browser) -> None:
    assert _shown(admin.page("/?channel=whatsapp")) == ["hotline"]
    assert _shown(admin.page("/?category=flood")) == ["by_hand"]
    assert _shown(admin.page("/?unit=SEK-MLU")) == ["sector"]
    assert _shown(admin.page("/?assignee=me")) == []
    assert len(_shown(admin.page("/?assignee=none"))) == 7


def test_it_searches_words_and_ticket_codes(admin: Browser, world: World) -> None:
    assert _shown(admin.page("/?q=parang")) == ["emergency"]
    assert _shown(admin.page(f"/?q={world.cases['late'].lower()}")) == ["late"]
    assert _shown(admin.page("/?q=100%25")) == []
    assert "Tidak ada yang cocok" in admin.page("/?q=tidak-ada-di-mana-pun")


def test_it_never_finds_what_is_masked(admin: Browser) -> None:
    assert _shown(admin.page("/?q=081234567890")) == []


@pytest.mark.parametrize(
    "query", ["view=nothing", "channel=fax", "category=x", "assignee=x", "place=x", "place=a.1.x"]
)
def test_it_refuses_an_address_no_list_knows(admin: Browser, query: str) -> None:
    assert admin.get(f"/?{query}").status_code == 400


def test_a_foreign_unit_is_not_there(admin: Browser) -> None:
    assert admin.get("/?unit=RES-KLP").status_code == 404
    assert admin.get("/?unit=DA-NT").status_code == 404


def test_pages_hang_together_without_gap_or_repeat(
    admin: Browser, database: Database, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PAGE", 7)
    _open_cases(database, settings, world, 18)
    seen: list[str] = []
    path, back = "/?q=laporan", ""
    while path:
        page = admin.page(path)
        seen += re.findall(r"laporan ke-(\d+)", page)
        back = _link(page, "prev")
        path = _link(page, "next")
    assert seen == [f"{number:03d}" for number in sorted(range(18), reverse=True)]
    assert re.findall(r"laporan ke-(\d+)", admin.page(back)) == seen[7:14]


def _link(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return found.group(1).replace("&amp;", "&") if found else ""


def test_closed_cases_stand_with_the_latest_first(
    admin: Browser, database: Database, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PAGE", 2)
    _open_cases(database, settings, world, 5)
    with database.writing() as session:
        from models.records import Case

        opened = session.query(Case).filter(Case.subject.like("laporan%")).order_by(Case.id).all()
        for number, case in enumerate(opened):
            case.closed_at = utcnow() + timedelta(minutes=number + 1)
    first = admin.page("/?view=closed")
    assert re.findall(r"laporan ke-(\d+)", first) == ["004", "003"]
    assert re.findall(r"laporan ke-(\d+)", admin.page(_link(first, "next"))) == ["002", "001"]


def test_a_page_of_rows_takes_two_queries(
    app: object, sign_in: Callable[[str], Browser], database: Database, settings: Settings, world: World
) -> None:
    from web.listing import BY_KEY, Listing

    _open_cases(database, settings, world, 30)
    asked: list[str] = []
    with database.reading() as session:
        from sqlalchemy.orm import joinedload

        from models.records import Officer

        who = session.get_one(Officer, world.officers["admin"], options=[joinedload(Officer.unit)])
        event.listen(database.engine, "before_cursor_execute", lambda *found: asked.append(found[2]))
        with app.test_request_context("/"):  # type: ignore[attr-defined]
            found = rows.page(session, Listing(BY_KEY["reply"]), who)
    assert len(found.rows) > 30
    assert len(asked) == 2


def test_the_unit_search_stays_within_ones_own(admin: Browser) -> None:
    assert "Polsek Melati Utara" in admin.page("/satuan-kerja/cari?q=melati")
    assert "Polres Kelapa" not in admin.page("/satuan-kerja/cari?q=polres")
    part = admin.get("/satuan-kerja/cari?q=utara", **{"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Polsek Melati Utara" in part

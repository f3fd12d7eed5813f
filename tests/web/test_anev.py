"""Anev by day, week and month: the figures, the page, its exports and who may take them out."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import breaches
from models.anev.report import Period, Report, report, stretch
from models.clock import utcnow
from models.database import Database
from models.records import AuditEntry, Case, Officer, Unit
from models.tree import add_unit
from models.vocabulary import Category, Deadline, UnitKind
from tests.web.conftest import Browser
from tests.web.world import World, find_case
from web.anev.tile_grid import COLUMNS, TILES, placed

SignIn = Callable[[str], Browser]
LAST_MONTH = date(2026, 3, 10)


def monthly(database: Database, world: World, login: str, code: str = "") -> Report:
    """What an officer finds of the month in which the world's cases came; they all lie on one day here."""
    with database.writing() as session:
        unit_id = session.get_one(Officer, world.officers[login]).unit_id
        unit = session.get_one(Unit, world.units[code] if code else unit_id)
        for case in session.scalars(select(Case)):
            lag = (case.first_answered_at - case.first_mention_at) if case.first_answered_at else None
            case.first_mention_at = stretch(Period.DAY, LAST_MONTH, "UTC").begins + timedelta(hours=4)
            case.due_at = case.first_mention_at + timedelta(hours=8)
            case.first_answered_at = case.first_mention_at + lag if lag is not None else None
    with database.reading() as session:
        who = session.get_one(Officer, world.officers[login])
        assert who.unit.path
        return report(session, who, unit, stretch(Period.MONTH, LAST_MONTH, unit.timezone), utcnow())


def test_a_period_is_one_of_the_calendar() -> None:
    day = date(2026, 3, 4)
    assert stretch(Period.DAY, day, "UTC").before.first == date(2026, 3, 3)
    week = stretch(Period.WEEK, day, "UTC")
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    month = stretch(Period.MONTH, day, "UTC")
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (month.before.first, month.before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert stretch(Period.MONTH, date(2026, 12, 31), "UTC").after.first == date(2027, 1, 1)


def test_the_overdue_count_against_the_unit(database: Database, world: World) -> None:
    found = monthly(database, world, "posko")
    cases = sum(count for _, count in found.categories)
    assert found.total.came == cases == 12
    # Two answered, one after a closed case of three days; ten wait past their deadline.
    assert found.total.answered == 2
    assert found.total.overdue == 10
    assert found.total.in_time_share == 1 / 12
    assert found.before.came == 0


def test_parts_add_up_to_the_whole(database: Database, world: World) -> None:
    found = monthly(database, world, "posko")
    assert sum(one.came for _, one in found.below) == found.total.came
    assert sum(came for _, came, _ in found.trend) == found.total.came
    assert sum(map(sum, found.hours.values())) == found.total.came
    assert sum(sum(groups.values()) for groups in found.places.values()) == found.total.came
    assert len(found.trend) == 31
    assert {unit.code: one.came for unit, one in found.below if one.came} == {"DA-NT": 11, "DA-PB": 1}
    assert dict(found.categories)[Category.PUNGLI] == 1


def test_hours_are_those_of_the_unit(database: Database, world: World) -> None:
    jakarta = monthly(database, world, "posko")
    assert all(sum(hours) == hours[11] for hours in jakarta.hours.values())
    makassar = monthly(database, world, "posko", "RES-MLT")
    assert all(sum(hours) == hours[12] for hours in makassar.hours.values())


def test_the_accused_unit_counts_no_complaint_about_its_officers(database: Database, world: World) -> None:
    assert Category.PUNGLI not in dict(monthly(database, world, "accused").categories)
    assert [one for one, _ in monthly(database, world, "propam").categories] == [Category.PUNGLI]
    with database.writing() as session:
        find_case(session, world.cases["officer"]).unit_id = world.units["SEK-MLU"]  # by mistake
    assert Category.PUNGLI not in dict(monthly(database, world, "accused").categories)
    assert Category.PUNGLI in dict(monthly(database, world, "head").categories)


def test_each_period_is_a_page_and_only_what_there_is(sign_in: SignIn) -> None:
    posko = sign_in("posko")
    for period in ("day", "week", "month"):
        text = posko.page(f"/anev/?period={period}")
        assert "Polda Nusa Timur" in text
        assert "Kategori menurut jam" in text
    assert posko.get("/anev/?period=year").status_code == 400
    assert posko.get("/anev/?on=2026-02-30").status_code == 400
    assert posko.get("/anev/?on=2999-01-01").status_code == 400
    assert "Tidak ada pengaduan dalam jangka ini" in posko.page("/anev/?on=2024-01-01")
    assert sign_in("system").get("/anev/").status_code == 403


def test_a_head_finds_his_own_units_only(sign_in: SignIn) -> None:
    text = sign_in("head").page("/anev/?period=month")
    assert "Polsek Melati Utara" in text
    assert "Polres Kelapa" not in text
    assert sign_in("head").get("/anev/laporan.xlsx?unit=RES-KLP").status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_an_export_is_an_act_and_carries_nobody(
    sign_in: SignIn, database: Database, world: World, kind: str
) -> None:
    answer = sign_in("posko").get(f"/anev/laporan.{kind}?period=month")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    if kind == "pdf":
        assert answer.data.startswith(b"%PDF")
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert "Polda Nusa Timur" in text
        assert "c:chart" in text
        assert not any(code in text for code in world.cases.values())
        assert "Kenanga" not in text
        assert "warga_" not in text
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "anev.exported")).one()
    assert entry.detail["kind"] == kind
    assert entry.unit_id == world.units["MABES"]


def test_missed_clocks_stand_beside_the_period_before(database: Database, world: World) -> None:
    with database.writing() as session:
        for case in session.scalars(select(Case)):
            breaches.note(session, Deadline.SILENCE_24, case, case.first_mention_at, case.opened_at)
        unit = session.get_one(Unit, world.units["RES-MLT"])
        before = stretch(Period.MONTH, LAST_MONTH, unit.timezone).begins - timedelta(days=3)
        case = find_case(session, world.cases["late"])
        breaches.note(session, Deadline.NEWS, case, before, before)
    found = monthly(database, world, "head")
    assert found.missed == [(Deadline.NEWS, 0, 1)]
    assert found.categories_before == {}


def test_page_and_workbook_tell_the_same_numbers(sign_in: SignIn) -> None:
    head = sign_in("head")
    page = head.page("/anev/?period=month")
    with zipfile.ZipFile(io.BytesIO(head.get("/anev/laporan.xlsx?period=month").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    came = re.findall(r'<c r="B7"[^>]*><v>([\d.]+)</v>', sheet)
    shown = re.findall(r'tile-value num">\s*([\d.]+)', page)
    assert came[0] == shown[0]
    assert int(came[0]) > 0


@pytest.mark.parametrize("login", ["admin", "accused", "propam", "system"])
def test_exports_are_refused_to_those_they_are_not_for(sign_in: SignIn, login: str) -> None:
    for kind in ("pdf", "xlsx"):
        assert sign_in(login).get(f"/anev/laporan.{kind}").status_code == 403
    if login != "system":
        assert "laporan.pdf" not in sign_in(login).page("/anev/")


def test_every_polda_has_a_tile_of_its_own(database: Database) -> None:
    places = [(column, row) for column, row, _ in TILES.values()]
    assert len(set(places)) == len(places) == 38
    names = (
        "Polda Metro Jaya",
        "Polda Jawa Barat",
        "Polda Papua Barat",
        "Polda Aceh",
        "Polda Uji",
        "Polda Coba",
    )
    with database.writing() as session:
        units = [
            add_unit(session, code=f"T{n}", name=name, kind=UnitKind.POLDA, parent=None)
            for n, name in enumerate(names)
        ]
        found = placed(units)
        session.rollback()
    assert [one.label for one in found] == ["METRO", "JABAR", "PABAR", "ACEH", "T4", "T5"]
    assert len({(one.column, one.row) for one in found}) == 6
    assert max(one.column for one in found) < COLUMNS


def test_the_pages_come_without_the_libraries_of_the_exports() -> None:
    asked = (
        "import sys, web; print([m for m in ('fpdf', 'xlsxwriter', 'PIL', 'fontTools') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

"""What a unit owes, its accounts, the coverage of all units, and anev."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import event, select

from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Officer, PollGap, ReachCost, Unit
from models.tree import add_unit
from models.vocabulary import GapKind, Health, UnitKind
from tests.web.conftest import Browser
from tests.web.world import World
from web import workload

SignIn = Callable[[str], Browser]


def test_the_four_numbers_count_the_subtree(database: Database, world: World) -> None:
    with database.reading() as session:
        head = session.get_one(Officer, world.officers["head"])
        unit = session.get_one(Unit, world.units["RES-MLT"])
        owed = workload.owed(session, head, unit, utcnow())
        waiting = select(Case.id).where(Case.first_answered_at.is_(None), Case.closed_at.is_(None))
        everywhere = len(session.scalars(waiting).all())
    # Neither the foreign Polres' case nor the one that is Propam's.
    assert owed.waiting == everywhere - 2 == 8
    assert owed.late == 1
    assert owed.oldest is not None
    assert utcnow() - owed.oldest > timedelta(hours=29)
    assert owed.today == 10
    assert owed.week_ago == 0


def test_today_is_compared_with_the_same_hours_a_week_ago(database: Database, world: World) -> None:
    now = utcnow()
    with database.writing() as session:
        unit = session.get_one(Unit, world.units["RES-MLT"])
        midnight = workload.midnight_of(now, unit.timezone)
        cases = session.scalars(select(Case).where(Case.unit_id == unit.id).order_by(Case.id)).all()
        cases[0].opened_at = midnight - workload.WEEK
        cases[1].opened_at = now - workload.WEEK + timedelta(minutes=1)
        session.flush()
        head = session.get_one(Officer, world.officers["head"])
        owed = workload.owed(session, head, unit, now)
    assert (owed.today, owed.week_ago) == (8, 1)


def test_each_number_has_its_list(sign_in: SignIn, world: World) -> None:
    head = sign_in("head")
    late = head.page("/satuan/?list=late")
    assert world.cases["late"] in late
    assert world.cases["waiting"] not in late
    waiting = head.page("/satuan/")
    assert world.cases["waiting"] in waiting
    assert world.cases["answered"] not in waiting
    assert world.cases["answered"] in head.page("/satuan/?list=today")
    assert head.get("/satuan/?list=nothing").status_code == 400


def test_the_units_below_are_counted_in_one_query_however_many(database: Database, world: World) -> None:
    with database.writing() as session:
        parent = session.get_one(Unit, world.units["RES-MLT"])
        for number in range(30):
            add_unit(
                session, code=f"SEK-{number}", name=f"Polsek {number}", kind=UnitKind.POLSEK, parent=parent
            )
    asked: list[str] = []
    with database.reading() as session:
        who = session.get_one(Officer, world.officers["head"])
        unit = session.get_one(Unit, world.units["RES-MLT"])
        assert who.unit.path

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        found = workload.below(session, who, unit, utcnow())
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(found) == 31
    assert {one.code: share.open for one, share in found}["SEK-MLU"] == 1
    assert len(asked) <= 2


def test_the_numbers_of_a_unit_below_count_its_whole_subtree(database: Database, world: World) -> None:
    with database.reading() as session:
        posko = session.get_one(Officer, world.officers["posko"])
        found = workload.below(session, posko, session.get_one(Unit, world.units["MABES"]), utcnow())
    opened = {unit.code: share.open for unit, share in found}
    assert opened == {"DA-NT": 10, "DA-PB": 1, "DIVPROPAM": 0}


def test_accounts_answer_quiet_or_broken(sign_in: SignIn, database: Database, world: World) -> None:
    now = utcnow()
    with database.writing() as session:
        broken = session.get_one(Account, world.accounts["x"])
        broken.health = Health.STOPPED
        broken.health_reason = "X no longer accepts the account's token; sign the account in again"
        for account in session.scalars(select(Account).where(Account.id != world.accounts["whatsapp"])):
            account.approval_ref = "surat-1"
        session.add(
            PollGap(
                account_id=broken.id, kind=GapKind.REVOKED, reason="401", started_at=now - timedelta(hours=2)
            )
        )
        well = session.get_one(Account, world.accounts["instagram"])
        well.last_ok_at = well.last_mention_at = now
    text = sign_in("head").page("/satuan/")
    assert "berhenti, perlu diperbaiki: platform tidak lagi menerima akun ini" in text
    assert "izin akun dicabut" in text
    assert "terhubung, sepi" in text
    assert "izin platform belum dicatat" in text


def test_a_unit_outside_is_not_there(sign_in: SignIn, world: World) -> None:
    assert sign_in("head").get("/satuan/?unit=RES-KLP").status_code == 404
    assert "Polsek Melati Utara" in sign_in("head").page("/satuan/?unit=SEK-MLU")
    stranger = sign_in("stranger").page("/satuan/")
    assert "Polres Kelapa" in stranger
    assert world.cases["waiting"] not in stranger
    assert sign_in("propam").get("/satuan/").status_code == 403


def test_the_accused_unit_counts_nothing_about_its_own_officers(sign_in: SignIn, world: World) -> None:
    for path in ("/satuan/", "/satuan/?list=today", "/cakupan/", "/anev/"):
        assert world.cases["officer"] not in sign_in("accused").page(path)


def test_the_system_role_sees_units_and_accounts_but_no_case(sign_in: SignIn, world: World) -> None:
    text = sign_in("system").page("/satuan/?unit=RES-MLT")
    assert "@polres_melati" in text
    assert "pohon tumbang" not in text
    assert not any(code in text for code in world.cases.values())
    assert "Terbuka" not in sign_in("system").page("/cakupan/")


def test_coverage_shows_who_is_missing_broken_or_quiet(
    sign_in: SignIn, database: Database, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Account, world.accounts["sector"]).health = Health.STOPPED
        session.get_one(Account, world.accounts["x"]).last_mention_at = utcnow()
    posko = sign_in("posko")
    text = posko.page("/cakupan/")
    assert "dari 8 satuan" in text
    missing = posko.page("/cakupan/?state=none")
    assert "DA-PB" in missing
    assert "(RES-MLT)" not in missing
    assert "(SEK-MLU)" in posko.page("/cakupan/?state=broken")
    quiet = posko.page("/cakupan/?state=quiet")
    assert "(RES-KLP)" in quiet
    assert "(RES-MLT)" not in quiet
    assert posko.get("/cakupan/?state=odd").status_code == 400


def test_coverage_tells_what_reading_reach_costs(sign_in: SignIn, database: Database, world: World) -> None:
    today = utcnow().date()
    with database.writing() as session:
        for days, readings in ((0, 1200), (29, 300), (30, 9000)):
            session.add(
                ReachCost(
                    account_id=world.accounts["x"],
                    day=today - timedelta(days=days),
                    requests=readings // 100,
                    readings=readings,
                )
            )
    mine = sign_in("head").page("/cakupan/")
    assert "1.500" in mine
    assert "7,50 di X, 15 panggilan" in mine
    others = sign_in("stranger").page("/cakupan/")
    assert "1.500" not in others
    assert "0,00 di X, 0 panggilan" in others


def test_coverage_pages_and_searches_thousands_of_units(
    sign_in: SignIn, database: Database, world: World
) -> None:
    with database.writing() as session:
        parent = session.get_one(Unit, world.units["DA-PB"])
        for number in range(120):
            add_unit(
                session,
                code=f"SEK-{number:03}",
                name=f"Polsek {number:03}",
                kind=UnitKind.POLSEK,
                parent=parent,
            )
    posko = sign_in("posko")
    first, second = posko.page("/cakupan/"), posko.page("/cakupan/?page=2")
    assert "1–50 dari 128" in first
    assert "51–100 dari 128" in second
    assert "SEK-111" in posko.page("/cakupan/?q=polsek+111")
    assert "1–50 dari 121" in posko.page("/cakupan/?kind=polsek")

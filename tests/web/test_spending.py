"""What was spent and how alike replies were: for Posko and heads in their subtree, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import send_limits
from models.clock import utcnow
from models.database import Database
from models.records import Account, Officer, Reply
from models.vocabulary import Channel
from tests.web.conftest import Browser
from tests.web.world import World
from web.panel import Panel

SignIn = Callable[[str], Browser]
PAGE = "/anev/biaya/"


def words_of(page: str) -> str:
    """The words of a page, one after another."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]).replace("\xa0", " ").split())


def spend(app: Panel, database: Database, world: World) -> None:
    """Three calls on X and 1,200 posts read, of two units; last month one call."""
    now = utcnow()
    with database.writing() as session:
        mine, other = (session.get_one(Account, world.accounts[name]) for name in ("x", "foreign"))
        for account in (mine, mine, other):
            send_limits.spend(session, account, app.settings, now)
        send_limits.spend(session, mine, app.settings, now - timedelta(days=30))
        send_limits.count_reads(session, mine, 1_000, now)
        send_limits.count_reads(session, other, 200, now)


def move_to(database: Database, world: World, login: str, unit: str) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers[login]).unit_id = world.units[unit]


def say(database: Database, world: World, text: str, **about: str) -> None:
    """Two replies went out just now with this text: of the cases named by `about` (case: unit)."""
    with database.writing() as session:
        for case, unit in about.items():
            session.execute(
                update(Reply)
                .where(Reply.id == world.replies[case])
                .values(text=text, sent_at=utcnow(), channel=Channel.X, unit_id=world.units[unit])
            )


@pytest.mark.parametrize("login", ["head", "posko"])
def test_heads_and_posko_may_look(sign_in: SignIn, login: str) -> None:
    assert "Biaya dan kemiripan" in sign_in(login).page(PAGE)
    assert f'href="{PAGE}' in sign_in(login).page("/anev/")


@pytest.mark.parametrize("login", ["admin", "approver", "humas", "auditor", "system", "propam"])
def test_nobody_else_may(sign_in: SignIn, login: str) -> None:
    assert sign_in(login).get(PAGE).status_code == 403


def test_a_head_looks_at_no_unit_but_his_own_and_those_below(sign_in: SignIn) -> None:
    assert sign_in("head").get(f"{PAGE}?unit=RES-KLP").status_code == 404
    assert sign_in("head").get(f"{PAGE}?unit=MABES").status_code == 404
    assert "Polsek Melati Utara" in sign_in("head").page(f"{PAGE}?unit=SEK-MLU")


def test_at_the_top_the_ledger_is_read(app: Panel, database: Database, sign_in: SignIn, world: World) -> None:
    spend(app, database, world)
    app.settings = replace(app.settings, reply_budget_usd=0.05)
    move_to(database, world, "posko", "MABES")
    page = words_of(sign_in("posko").page(PAGE))
    assert "US$6,03" in page, "three replies and 1,200 posts"
    assert "Sisa anggaran X US$0,02 dari US$0,05, cukup untuk 2 balasan" in page
    assert "November 2026 X" in page
    assert re.search(r"Oktober 2026 X \S+ US\$0,01 0 US\$0,00 US\$0,01", page)
    assert "Menurut buku besar" in page


def test_below_the_top_only_what_the_officer_may_see_is_counted_and_the_rest_told_in_tenths(
    app: Panel, database: Database, sign_in: SignIn, world: World
) -> None:
    spend(app, database, world)
    app.settings = replace(app.settings, reply_budget_usd=0.05)
    page = words_of(sign_in("head").page(PAGE))
    assert "Sisa anggaran X 40 %" in page
    assert "US$6,03" not in page
    assert "buku besar hanya di satuan teratas" in page


def test_without_a_budget_nothing_is_said_to_be_left(sign_in: SignIn) -> None:
    page = words_of(sign_in("posko").page(PAGE))
    assert "Sisa anggaran" not in page
    assert "Tidak ada anggaran yang ditetapkan" in page


def test_texts_that_several_units_posted_are_shown_masked(
    database: Database, sign_in: SignIn, world: World
) -> None:
    text = "Terima kasih, laporan Anda kami teruskan ke piket, hubungi 081234567890 bila mendesak"
    say(database, world, text, waiting="RES-MLT", sector="SEK-MLU")
    page = words_of(sign_in("head").page(PAGE))
    assert "Serupa dengan satuan lain 2 dari" in page
    assert "laporan Anda kami teruskan ke piket" in page
    assert "081234567890" not in page


def test_one_units_own_repetition_is_no_likeness_between_units(
    database: Database, sign_in: SignIn, world: World
) -> None:
    say(database, world, "Sudah kami terima dan teruskan", waiting="RES-MLT", viral="RES-MLT")
    page = words_of(sign_in("head").page(PAGE))
    assert "Serupa dengan satuan lain 0 dari" in page
    assert "Sudah kami terima dan teruskan X 2 1" in page


def test_a_reply_about_officers_is_neither_counted_nor_shown_to_their_unit(
    database: Database, sign_in: SignIn, world: World
) -> None:
    move_to(database, world, "head", "SEK-MLU")
    before = {login: words_of(sign_in(login).page(PAGE)) for login in ("head", "posko")}
    say(database, world, "Propam menangani pengaduan Anda", officer="SEK-MLU")
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["officer"])
        reply.sends, reply.first_attempt_at = 7, utcnow()
    after = {login: words_of(sign_in(login).page(PAGE)) for login in before}
    assert after["head"] == before["head"]
    assert after["posko"] != before["posko"], "who may see it does"

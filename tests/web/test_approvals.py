"""Replies that wait, and the switch that stops them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import kill_switch, policy
from models.clock import utcnow
from models.database import Database
from models.records import Account, AuditEntry, Officer, Reply, Switch, Unit
from models.settings import Settings
from models.vocabulary import ReplyState
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World

SignIn = Callable[[str], Browser]
STOP_ALL = {"target": "switch:sends_paused", "to": "stop", "reason": "akun dibajak orang"}


def test_high_risk_replies_stand_first_and_are_marked(sign_in: SignIn, world: World) -> None:
    second = sign_in("approver").page("/persetujuan/")
    assert world.cases["viral"] in second
    assert world.cases["waiting"] not in second
    assert "berisiko tinggi: perlu orang kedua" in second
    every = sign_in("approver").page("/persetujuan/?which=all")
    assert every.index(world.cases["viral"]) < every.index(world.cases["emergency"])
    assert world.cases["answered"] not in every


def test_nobody_sees_replies_that_are_not_his(sign_in: SignIn, world: World) -> None:
    stranger = sign_in("stranger").page("/persetujuan/?which=all")
    assert world.cases["foreign"] in stranger
    assert world.cases["waiting"] not in stranger
    accused = sign_in("accused").page("/persetujuan/?which=all")
    assert world.cases["sector"] in accused
    assert world.cases["officer"] not in accused
    assert world.cases["officer"] in sign_in("propam").page("/persetujuan/")


def test_who_approves_nothing_is_refused(sign_in: SignIn) -> None:
    for login in ("posko", "auditor", "system"):
        assert sign_in(login).get("/persetujuan/").status_code == 403


def test_a_decided_reply_leaves_the_list(sign_in: SignIn, database: Database, world: World) -> None:
    with database.writing() as session:
        session.get_one(Reply, world.replies["viral"]).state = ReplyState.REJECTED
    assert world.cases["viral"] not in sign_in("approver").page("/persetujuan/?which=all")


def test_stopping_everything_holds_replies_and_shows_on_every_page(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    posko = sign_in("posko")
    assert posko.post("/saklar/", **STOP_ALL).status_code == 302
    with database.reading() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
        held = policy.verdict(session, reply, Settings(secret_key="x" * 32), utcnow())
    assert isinstance(held, policy.Hold)
    for path in ("/", "/viral/", "/satuan/"):
        assert "Semua pengiriman dihentikan: akun dibajak orang" in posko.page(path)
    assert "Semua pengiriman dihentikan" in sign_in("stranger").page("/")
    assert acts(looked_up) == ["sends.paused"]
    entry = looked_up.scalars(select(AuditEntry)).one()
    assert entry.detail["reason"] == "akun dibajak orang"


def test_one_officer_stops_and_two_let_it_go_on(
    sign_in: SignIn, looked_up: Session, database: Database
) -> None:
    posko, system = sign_in("posko"), sign_in("system")
    go = {**STOP_ALL, "to": "go", "reason": "akun sudah kembali"}
    posko.post("/saklar/", **STOP_ALL)
    posko.post("/saklar/", **go)
    assert "dihentikan:" in posko.page("/")
    assert "Petugas posko minta dijalankan lagi" in system.page("/saklar/")
    assert posko.post("/saklar/", **go).status_code == 409
    system.post("/saklar/", **go)
    assert "dihentikan:" not in posko.page("/")
    assert acts(looked_up) == ["sends.paused", "sends.resume_asked", "sends.resumed"]


def test_a_wish_to_go_on_lapses_and_a_further_stop_ends_it(database: Database, world: World) -> None:
    target, hour, now = f"account:{world.accounts['x']}", timedelta(hours=1), utcnow()
    with database.writing() as session:
        head, posko = (session.get_one(Officer, world.officers[login]) for login in ("head", "posko"))
        kill_switch.stop(session, target, head, "salah kirim", now)
        assert kill_switch.release(session, target, head, "sudah beres", utcnow(), hour) is False
        late = utcnow() + 2 * hour
        assert kill_switch.release(session, target, posko, "sudah beres", late, hour) is False, "lapsed"
        assert session.get_one(Account, world.accounts["x"]).sends_paused
        assert kill_switch.release(session, target, head, "sudah beres", utcnow(), hour) is True
        kill_switch.stop(session, target, head, "lagi", utcnow())
        assert kill_switch.asked(session, target, utcnow(), hour) is None


def test_only_the_topmost_unit_stops_everything(sign_in: SignIn, looked_up: Session) -> None:
    assert sign_in("head").post("/saklar/", **STOP_ALL).status_code == 403
    assert sign_in("humas").post("/saklar/", **STOP_ALL).status_code == 403
    assert looked_up.get(Switch, "sends_paused") is None
    assert acts(looked_up) == []


def test_a_head_stops_his_unit_and_his_accounts_but_no_other(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    head = sign_in("head")
    own, other = world.units["RES-MLT"], world.units["RES-KLP"]
    head.post("/saklar/", target=f"unit:{own}", to="stop", reason="salah kirim")
    head.post("/saklar/", target=f"account:{world.accounts['x']}", to="stop", reason="salah kirim")
    assert head.post("/saklar/", target=f"unit:{other}", to="stop", reason="salah kirim").status_code == 404
    foreign = f"account:{world.accounts['foreign']}"
    assert head.post("/saklar/", target=foreign, to="stop", reason="salah kirim").status_code == 404
    assert looked_up.get_one(Unit, own).sends_paused
    assert looked_up.get_one(Account, world.accounts["x"]).sends_paused
    assert acts(looked_up) == ["sends.paused", "sends.paused"]
    page = head.page("/saklar/")
    assert "Pengiriman dihentikan: salah kirim" in page
    assert "Pengiriman dihentikan untuk Polres Kota Melati" in sign_in("accused").page("/")
    assert "dihentikan untuk" not in sign_in("stranger").page("/")


def test_a_switch_needs_a_reason_and_turns_once(sign_in: SignIn, looked_up: Session) -> None:
    posko = sign_in("posko")
    posko.post("/saklar/", target="switch:sends_paused", to="stop", reason=" ")
    assert looked_up.get(Switch, "sends_paused") is None
    posko.post("/saklar/", **STOP_ALL)
    assert posko.post("/saklar/", **STOP_ALL).status_code == 409
    assert posko.post("/saklar/", target="unit:x", to="stop", reason="salah kirim").status_code == 400


def test_the_switch_is_only_for_roles_that_may(sign_in: SignIn) -> None:
    for login in ("admin", "approver", "auditor", "propam"):
        assert sign_in(login).get("/saklar/").status_code == 403
        assert sign_in(login).post("/saklar/", **STOP_ALL).status_code == 403


def test_a_paused_answer_is_tried_again_soon(database: Database, sign_in: SignIn, world: World) -> None:
    sign_in("posko").post("/saklar/", **STOP_ALL)
    now = utcnow()
    with database.reading() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
        held = policy.verdict(session, reply, Settings(secret_key="x" * 32), now)
    assert isinstance(held, policy.Hold)
    assert held.until - now == timedelta(seconds=30)

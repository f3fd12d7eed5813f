"""The on-call roster: who may change it, for which units, with whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import DutyShift
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World

SignIn = Callable[[str], Browser]
JAKARTA = timezone(timedelta(hours=7))


def form(world: World, login: str = "admin", unit: str = "RES-MLT", **changes: str) -> dict[str, str]:
    return {
        "unit": unit,
        "officer": str(world.officers[login]),
        "from": "2026-03-01T22:00",
        "until": "2026-03-02T06:00",
        "note": "",
        **changes,
    }


@pytest.mark.parametrize("login", ["admin", "head"])
def test_admin_and_head_put_officers_on_duty(
    sign_in: SignIn, looked_up: Session, world: World, login: str
) -> None:
    browser = sign_in(login)
    assert browser.post("/piket/", **form(world, note="kunci di meja depan")).status_code == 302
    (shift,) = looked_up.scalars(select(DutyShift)).all()
    assert shift.unit_id == world.units["RES-MLT"]
    assert shift.starts_at == datetime(2026, 3, 1, 22, tzinfo=JAKARTA)
    assert shift.ends_at - shift.starts_at == timedelta(hours=8)
    assert acts(looked_up) == ["duty_shift.added"]


def test_a_shift_is_changed_and_taken_off(sign_in: SignIn, looked_up: Session, world: World) -> None:
    head, path = sign_in("head"), "/piket/"
    start = datetime.now(JAKARTA) - timedelta(hours=1)
    times = {
        "from": start.strftime("%Y-%m-%dT%H:%M"),
        "until": (start + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"),
    }
    head.post(path, **form(world, **times))
    number = looked_up.scalars(select(DutyShift.id)).one()
    assert "Petugas admin" in head.page(path)
    changed = {**times, "note": "mobil patroli dua rusak"}
    assert head.post(f"/piket/{number}", **changed).status_code == 302
    assert "mobil patroli dua rusak" in head.page(path)
    assert head.post(f"/piket/{number}/hapus").status_code == 302
    looked_up.rollback()
    assert looked_up.scalars(select(DutyShift)).all() == []
    assert acts(looked_up) == ["duty_shift.added", "duty_shift.changed", "duty_shift.removed"]


@pytest.mark.parametrize("login", ["approver", "humas", "posko", "propam", "auditor", "system"])
def test_the_other_roles_change_no_roster(sign_in: SignIn, world: World, login: str) -> None:
    browser = sign_in(login)
    assert browser.get("/piket/").status_code == 403
    assert browser.post("/piket/", **form(world)).status_code == 403


def test_the_roster_of_a_foreign_unit_is_out_of_reach(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    stranger, head = sign_in("stranger"), sign_in("head")
    assert stranger.post("/piket/", **form(world)).status_code == 404
    assert stranger.get("/piket/?unit=RES-MLT").status_code == 404
    head.post("/piket/", **form(world))
    number = looked_up.scalars(select(DutyShift.id)).one()
    assert stranger.post(f"/piket/{number}", **form(world)).status_code == 404
    assert stranger.post(f"/piket/{number}/hapus").status_code == 404
    # Nobody is put on duty from a unit one does not lead, nor above one's own.
    # Somebody of a unit below would see none of the alerts he is on duty for.
    for login in ("stranger", "posko", "auditor", "accused"):
        assert head.post("/piket/", **form(world, login)).status_code == 400, login
    assert head.post("/piket/", **form(world, unit="DA-NT")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"until": "2026-03-01T22:00"},
        {"until": "2026-03-01T20:00"},
        {"until": "2026-03-20T22:00"},
        {"from": "besok"},
        {"officer": "x"},
    ],
)
def test_a_shift_that_makes_no_sense_is_refused(
    sign_in: SignIn, looked_up: Session, world: World, changes: dict[str, str]
) -> None:
    assert sign_in("head").post("/piket/", **form(world, **changes)).status_code == 400
    assert looked_up.scalars(select(DutyShift)).all() == []

"""E-mail, Telegram and webhook addresses: set by the system administrator, sealed, tried with a button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import vault
from models.records import AlertAddress, AlertDelivery
from models.vocabulary import AlertRoute, DeliveryState
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World

SignIn = Callable[[str], Browser]
PATH = "/pengaturan/jalur-peringatan/"
HOOK = "jsons://hooks.example.go.id/rahasia"


def test_an_address_of_a_unit_and_of_an_officer_is_kept_sealed(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    system = sign_in("system")
    assert system.post(PATH, owner="res-mlt", url=HOOK).status_code == 302
    assert system.post(PATH, owner="admin", url="tgram://123456789:abcdefg/42").status_code == 302
    desk, own = looked_up.scalars(select(AlertAddress).order_by(AlertAddress.id)).all()
    assert (desk.unit_id, desk.officer_id, desk.label) == (world.units["RES-MLT"], None, "webhook")
    assert (own.unit_id, own.officer_id, own.label) == (None, world.officers["admin"], "Telegram")
    assert vault.unseal(SECRET_KEY, desk.sealed) == {"url": HOOK}
    page = system.page(PATH)
    assert "meja satuan" in page
    assert "rahasia" not in page
    assert "abcdefg" not in page
    assert acts(looked_up) == ["alert_address.added"] * 2
    system.post(PATH, owner="RES-MLT", url=HOOK)
    assert len(looked_up.scalars(select(AlertAddress)).all()) == 2


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "syslog://", "http://127.0.0.1/", "", "jsons://" + "x" * 2000]
)
def test_an_address_of_another_kind_is_refused(sign_in: SignIn, looked_up: Session, url: str) -> None:
    system = sign_in("system")
    system.post(PATH, owner="RES-MLT", url=url)
    assert "bukan e-mail, Telegram atau webhook" in system.page(PATH)
    assert looked_up.scalars(select(AlertAddress)).all() == []


def test_an_owner_who_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("system").post(PATH, owner="nobody", url=HOOK).status_code == 404


def test_the_test_button_queues_a_message_like_any_other(sign_in: SignIn, looked_up: Session) -> None:
    system = sign_in("system")
    system.post(PATH, owner="RES-MLT", url=HOOK)
    number = looked_up.scalars(select(AlertAddress.id)).one()
    for _ in range(2):
        assert system.post(f"{PATH}{number}/uji").status_code == 302
    looked_up.rollback()
    rows = looked_up.scalars(select(AlertDelivery)).all()
    assert [(one.alert_id, one.route, one.state) for one in rows] == [
        (None, AlertRoute.MESSAGE, DeliveryState.WAITING)
    ] * 2
    assert system.post(f"{PATH}{number}/hapus").status_code == 302
    looked_up.rollback()
    assert looked_up.scalars(select(AlertAddress)).all() == []
    assert set(looked_up.scalars(select(AlertDelivery.address_id))) == {None}


@pytest.mark.parametrize("login", ["admin", "approver", "head", "humas", "posko", "propam", "auditor"])
def test_nobody_but_the_system_administrator_sets_them(sign_in: SignIn, login: str) -> None:
    browser = sign_in(login)
    assert browser.get(PATH).status_code == 403
    assert browser.post(PATH, owner="RES-MLT", url=HOOK).status_code == 403
    assert browser.post(f"{PATH}1/uji").status_code == 403

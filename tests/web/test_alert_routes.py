"""How alerts reach an officer, set by himself: browsers, quiet hours, the link in a message, his shift's note."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alert_addresses, alerts
from models.clock import utcnow
from models.database import Database
from models.records import Alert, AlertAddress, AlertDelivery, CaseEvent, DutyShift, Officer, SealedKey
from models.vocabulary import AlertKind, AlertRoute, EventKind
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, find_case

SignIn = Callable[[str], Browser]
SUBSCRIPTION = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "expirationTime": None,
    "keys": {"p256dh": "point", "auth": "secret"},
}


def subscribe(browser: Browser, **changes: object) -> int:
    content = json.dumps({**SUBSCRIPTION, **changes})
    return browser.post("/peringatan/langganan", subscription=content).status_code


# --- browsers


def test_a_browser_subscribes_and_is_taken_off_again(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    admin = sign_in("admin")
    assert subscribe(admin) == 302
    (address,) = looked_up.scalars(select(AlertAddress)).all()
    assert (address.officer_id, address.route) == (world.officers["admin"], AlertRoute.PUSH)
    assert "fcm" not in address.sealed + address.label
    page = admin.page("/peringatan/")
    assert f"/peringatan/langganan/{address.id}/hapus" in page
    assert sign_in("posko").post(f"/peringatan/langganan/{address.id}/hapus").status_code == 404
    assert admin.post(f"/peringatan/langganan/{address.id}/hapus").status_code == 302
    assert acts(looked_up) == ["alert_address.added", "alert_address.removed"]
    assert looked_up.scalars(select(AlertAddress)).all() == []


def test_subscribing_twice_keeps_one(sign_in: SignIn, looked_up: Session) -> None:
    admin = sign_in("admin")
    assert [subscribe(admin), subscribe(admin)] == [302, 302]
    assert len(looked_up.scalars(select(AlertAddress)).all()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://push.example.org/x"},
        {"endpoint": "http://127.0.0.1:8600/"},
        {"endpoint": None},
        {"keys": None},
        {"keys": {"p256dh": "", "auth": "x"}},
        {"keys": {"p256dh": ["x"], "auth": "x"}},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 5000},
    ],
)
def test_what_no_browser_gives_is_refused(
    sign_in: SignIn, looked_up: Session, changes: dict[str, object]
) -> None:
    assert subscribe(sign_in("admin"), **changes) == 400
    assert looked_up.scalars(select(AlertAddress)).all() == []


def test_who_may_not_acknowledge_subscribes_to_nothing(sign_in: SignIn) -> None:
    assert subscribe(sign_in("auditor")) == 403
    page = sign_in("auditor").page("/peringatan/")
    assert "data-push" not in page
    assert 'name="from"' not in page


def test_the_page_carries_the_public_key_and_the_private_one_stays_sealed(
    sign_in: SignIn, looked_up: Session
) -> None:
    page = sign_in("admin").page("/peringatan/")
    (key,) = looked_up.scalars(select(SealedKey)).all()
    assert f'data-push="{key.public}"' in page
    assert len(key.public) == 87
    assert key.sealed not in page
    assert f'data-push="{key.public}"' in sign_in("posko").page("/peringatan/")


def test_the_service_worker_and_the_manifest_come_from_our_own_site(visitor: Browser) -> None:
    script = visitor.get("/sw.js")
    assert script.status_code == 200
    assert script.mimetype == "text/javascript"
    assert "showNotification" in script.text
    assert "default-src 'none'" in script.headers["Content-Security-Policy"]
    manifest = visitor.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert json.loads(manifest.text)["start_url"] == "/"
    assert 'rel="manifest"' not in visitor.page("/lacak")


# --- quiet hours


def test_quiet_hours_are_set_and_cleared(sign_in: SignIn, database: Database, world: World) -> None:
    def hours() -> tuple[time | None, time | None]:
        with database.reading() as session:
            row = session.get_one(Officer, world.officers["admin"])
            return row.quiet_from, row.quiet_until

    admin = sign_in("admin")
    assert admin.post("/peringatan/jam-tenang", **{"from": "22:00", "until": "05:30"}).status_code == 302
    assert hours() == (time(22), time(5, 30))
    assert 'value="05:30"' in admin.page("/peringatan/")
    for wrong in (("22:00", ""), ("x", "05:00"), ("05:00", "05:00")):
        answer = admin.post("/peringatan/jam-tenang", **{"from": wrong[0], "until": wrong[1]})
        assert answer.status_code == 400
    assert admin.post("/peringatan/jam-tenang", **{"from": "", "until": ""}).status_code == 302
    assert hours() == (None, None)


# --- the link in a message


@pytest.fixture
def sent(database: Database, world: World) -> Callable[..., tuple[int, str]]:
    """An alert about a case and the link of a message about it; (alert, path)."""

    def made(
        case: str = "emergency", to: str | None = "admin", age: timedelta = timedelta()
    ) -> tuple[int, str]:
        with database.writing() as session:
            about = find_case(session, world.cases[case])
            alert = alerts.raise_once(
                session,
                key=f"emergency:{case}",
                kind=AlertKind.EMERGENCY,
                unit_id=about.unit_id,
                words="",
                now=utcnow(),
                case_id=about.id,
            )
            assert alert is not None
            delivery = AlertDelivery(
                key=f"alert:{alert.id}:address:1",
                alert_id=alert.id,
                officer_id=world.officers[to] if to else None,
                route=AlertRoute.PUSH,
                due_at=utcnow(),
                created_at=utcnow() - age,
            )
            session.add(delivery)
            session.flush()
            return alert.id, f"/peringatan/tautan/{alert_addresses.link_token(SECRET_KEY, delivery.id)}"

    return made


def seen_by(database: Database, alert_id: int) -> int | None:
    with database.reading() as session:
        return session.get_one(Alert, alert_id).acknowledged_by_id


def test_the_link_marks_it_as_seen_in_one_tap_and_leads_to_the_case(
    sign_in: SignIn,
    database: Database,
    looked_up: Session,
    world: World,
    sent: Callable[..., tuple[int, str]],
) -> None:
    alert, path = sent()
    answer = sign_in("admin").get(path)
    assert answer.location == f"/kasus/{world.cases['emergency']}"
    assert seen_by(database, alert) == world.officers["admin"]
    assert acts(looked_up) == ["alert.acknowledged"]
    event = looked_up.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert event is not None
    assert event.kind is EventKind.ALERT_SEEN
    assert "Peringatan dilihat" in sign_in("admin").page(f"/kasus/{world.cases['emergency']}")


def test_a_visitor_must_sign_in_first_and_comes_back_to_the_link(
    visitor: Browser, database: Database, sent: Callable[..., tuple[int, str]]
) -> None:
    alert, path = sent()
    answer = visitor.get(path)
    assert answer.location.startswith("/masuk?next=")
    assert path.rsplit("/", 1)[1] in answer.location
    assert seen_by(database, alert) is None


def test_the_link_works_once_and_for_a_day(
    sign_in: SignIn, database: Database, looked_up: Session, sent: Callable[..., tuple[int, str]]
) -> None:
    admin = sign_in("admin")
    _, path = sent()
    admin.get(path)
    assert admin.get(path).location == "/peringatan/"
    assert acts(looked_up) == ["alert.acknowledged"]
    late, old = sent("waiting", age=timedelta(hours=25))
    assert admin.get(old).location == "/peringatan/"
    assert seen_by(database, late) is None


def test_a_look_ahead_is_no_tap(
    sign_in: SignIn, database: Database, world: World, sent: Callable[..., tuple[int, str]]
) -> None:
    alert, path = sent()
    admin = sign_in("admin")
    admin.client.head(path)
    admin.get(path, **{"Sec-Purpose": "prefetch;prerender"})
    assert seen_by(database, alert) is None
    admin.get(path)
    assert seen_by(database, alert) == world.officers["admin"]


def test_the_link_is_worth_nothing_to_others(
    sign_in: SignIn, database: Database, sent: Callable[..., tuple[int, str]]
) -> None:
    alert, path = sent()
    for login in ("approver", "stranger", "posko", "propam"):
        assert sign_in(login).get(path).status_code == 404, login
    assert sign_in("auditor").get(path).status_code == 403
    assert sign_in("admin").get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    assert seen_by(database, alert) is None


def test_a_desks_link_is_for_whoever_may_see_the_alert(
    sign_in: SignIn, database: Database, world: World, sent: Callable[..., tuple[int, str]]
) -> None:
    alert, path = sent("officer", to=None)
    for login in ("accused", "admin", "stranger"):
        assert sign_in(login).get(path).status_code == 404, login
    assert sign_in("propam").get(path).status_code == 302
    assert seen_by(database, alert) == world.officers["propam"]


# --- the note of one's own shift


def test_the_officer_on_duty_leaves_a_note_and_nobody_elses(
    sign_in: SignIn, database: Database, world: World, looked_up: Session
) -> None:
    with database.writing() as session:
        shift = DutyShift(
            unit_id=world.units["RES-MLT"],
            officer_id=world.officers["admin"],
            starts_at=utcnow() - timedelta(hours=1),
            ends_at=utcnow() + timedelta(hours=1),
        )
        session.add(shift)
        session.flush()
        path = f"/peringatan/serah-terima/{shift.id}"
    admin = sign_in("admin")
    assert "Petugas admin" in admin.page("/peringatan/").split("Sedang piket")[1]
    assert admin.post(path, note="dua perkara menunggu, telp pelapor 081234567890").status_code == 302
    words = looked_up.scalars(select(DutyShift.handover_note)).one()
    assert words.startswith("dua perkara menunggu")
    assert "081234567890" not in words
    assert sign_in("approver").post(path, note="x").status_code == 404
    assert "dua perkara menunggu" in sign_in("approver").page("/peringatan/")
    assert "dua perkara menunggu" not in sign_in("stranger").page("/peringatan/")


def shift(
    database: Database,
    world: World,
    login: str,
    begins: int,
    ends: int,
    unit: str = "RES-MLT",
    left: str = "",
) -> None:
    """A shift from `begins` to `ends` hours from now, and the note it leaves."""
    with database.writing() as session:
        session.add(
            DutyShift(
                unit_id=world.units[unit],
                officer_id=world.officers[login],
                starts_at=utcnow() + timedelta(hours=begins),
                ends_at=utcnow() + timedelta(hours=ends),
                handover_note=left,
            )
        )


def test_the_next_shift_reads_what_the_last_one_left(
    sign_in: SignIn, database: Database, world: World
) -> None:
    shift(database, world, "approver", -9, -1, left="patroli sudah di jalan")
    assert "patroli sudah di jalan" in sign_in("admin").page("/peringatan/")
    assert "patroli sudah di jalan" not in sign_in("accused").page("/peringatan/")


def test_whoever_is_on_duty_reads_the_note_above_his_inbox_and_nobody_else(
    sign_in: SignIn, database: Database, world: World
) -> None:
    shift(database, world, "approver", -20, -9, left="yang lama")
    shift(database, world, "approver", -9, -1, left="dua perkara menunggu patroli")
    shift(database, world, "admin", -1, 7)
    page = sign_in("admin").page("/")
    assert "dua perkara menunggu patroli" in page
    assert "yang lama" not in page
    for other in ("head", "posko", "accused"):
        assert "dua perkara menunggu patroli" not in sign_in(other).page("/"), other


def test_on_duty_elsewhere_one_reads_what_was_left_there(
    sign_in: SignIn, database: Database, world: World
) -> None:
    shift(database, world, "admin", -9, -1, left="catatan polres")
    shift(database, world, "humas", -9, -1, unit="DA-NT", left="catatan polda")
    shift(database, world, "humas", -1, 7)
    page = sign_in("humas").page("/")
    assert "catatan polres" in page
    assert "catatan polda" not in page


def test_a_note_of_last_week_is_left_to_nobody(sign_in: SignIn, database: Database, world: World) -> None:
    shift(database, world, "approver", -108, -100, left="sudah basi")
    shift(database, world, "admin", -1, 7)
    assert "sudah basi" not in sign_in("admin").page("/")

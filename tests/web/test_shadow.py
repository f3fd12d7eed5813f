"""Shadow mode in the panel: who switches it, and what would have been posted beside what people posted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import outbox, shadow
from models.clock import utcnow
from models.database import Database
from models.records import Case, HandPost, Reply, ShadowMode
from models.vocabulary import ReplyState
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World

SignIn = Callable[[str], Browser]
PAGE = "/pengaturan/mode-bayangan/"
ALL_ON = {"target": shadow.EVERYTHING, "reason": "uji coba dua minggu"}


def keep_back(database: Database, world: World, name: str) -> None:
    """The reply of this case was approved and kept back, as the responder leaves it."""
    now = utcnow()
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies[name])
        outbox.approve(
            session,
            reply,
            seen_hash=outbox.text_hash(reply.text),
            request_id=f"test-{reply.id}",
            officer_id=world.officers["approver"],
            now=now,
            hold=timedelta(),
            valid_for=timedelta(hours=1),
        )
        outbox.shadowed(session, reply, now)


def posted_by_people(database: Database, world: World, name: str, text: str) -> None:
    """Somebody answered on the platform, and the watch over our timeline saw it."""
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies[name])
        session.add(
            HandPost(
                account_id=reply.account_id,
                mention_id=reply.mention_id,
                external_id=f"by-hand-{name}",
                text_masked=text,
                url=f"https://x.example/polres_melati/status/{name}",
                posted_at=utcnow(),
            )
        )


def test_one_switches_it_on_and_every_page_says_so(sign_in: SignIn, looked_up: Session, world: World) -> None:
    system = sign_in("system")
    assert system.post(PAGE, **ALL_ON).status_code == 302
    assert "Mode bayangan menyala: uji coba dua minggu" in re.sub("<[^>]+>", "", system.page(PAGE))
    for login in ("admin", "head", "stranger"):
        assert "tidak ada balasan yang dikirim ke warga" in sign_in(login).page("/"), login
    assert acts(looked_up) == ["shadow.began"]


def test_one_alone_does_not_switch_it_off(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    system, approver = sign_in("system"), sign_in("approver")
    unit = shadow.unit_target(world.units["RES-MLT"])
    system.post(PAGE, target=unit, reason="uji coba di Polres")
    mode = f"{PAGE}{looked_up.scalars(select(ShadowMode.id)).one()}"
    assert approver.post(f"{mode}/akhiri").status_code == 409, "nobody asked for it yet"
    system.post(f"{mode}/minta-akhiri", reason="hasilnya baik")
    assert system.post(f"{mode}/akhiri").status_code == 403, "he asked for it himself"
    assert "Menunggu orang kedua." in system.page(f"{PAGE}?unit=RES-MLT")
    assert "minta mode bayangan diakhiri: hasilnya baik" in approver.page(PAGE)
    assert approver.post(f"{mode}/akhiri").status_code == 302
    assert 'class="paused shadowed"' not in approver.page("/")
    assert acts(looked_up) == ["shadow.began", "shadow.end_asked", "shadow.ended"]
    with database.reading() as session:
        ended = session.scalars(select(ShadowMode)).one()
    assert (ended.ended_by_id, ended.end_asked_by_id) == (
        world.officers["approver"],
        world.officers["system"],
    )
    assert system.post(f"{mode}/minta-akhiri", reason="sekali lagi").status_code == 409


def test_a_second_person_may_say_no(sign_in: SignIn, looked_up: Session, world: World) -> None:
    system = sign_in("system")
    system.post(PAGE, target=shadow.unit_target(world.units["RES-MLT"]), reason="uji coba di Polres")
    mode = f"{PAGE}{looked_up.scalars(select(ShadowMode.id)).one()}"
    system.post(f"{mode}/minta-akhiri", reason="hasilnya baik")
    assert sign_in("head").post(f"{mode}/batal-akhiri").status_code == 302
    assert "Nyalakan" not in sign_in("head").page(PAGE), "which she cannot switch on"
    assert "Minta diakhiri" in system.page(f"{PAGE}?unit=RES-MLT")
    assert acts(looked_up)[-1] == "shadow.end_refused"


def test_roles_and_reach(sign_in: SignIn, looked_up: Session, world: World) -> None:
    for login in ("admin", "humas", "posko", "auditor"):
        assert sign_in(login).get(PAGE).status_code == 403, login
        assert sign_in(login).post(PAGE, **ALL_ON).status_code == 403, login
    assert sign_in("approver").post(PAGE, **ALL_ON).status_code == 403
    system, approver = sign_in("system"), sign_in("approver")
    system.post(PAGE, **ALL_ON)
    system.post(PAGE, target=shadow.unit_target(world.units["RES-KLP"]), reason="uji coba di Kelapa")
    everything, foreign = looked_up.scalars(select(ShadowMode.id).order_by(ShadowMode.id)).all()
    system.post(f"{PAGE}{everything}/minta-akhiri", reason="uji coba selesai")
    system.post(f"{PAGE}{foreign}/minta-akhiri", reason="uji coba selesai")
    assert approver.post(f"{PAGE}{everything}/akhiri").status_code == 403
    assert approver.post(f"{PAGE}{foreign}/akhiri").status_code == 404
    assert approver.get(f"{PAGE}?unit=RES-KLP").status_code == 404
    assert "ikut mode bayangan dari satuan di atasnya" in approver.page(PAGE)


@pytest.mark.parametrize(
    ("target", "answer"), [("unit:x", 400), ("account:1", 400), ("", 400), ("unit:999999", 404)]
)
def test_what_is_no_target_is_refused(sign_in: SignIn, looked_up: Session, target: str, answer: int) -> None:
    assert sign_in("system").post(PAGE, target=target, reason="uji coba").status_code == answer
    assert looked_up.scalars(select(ShadowMode)).all() == []


def test_it_needs_a_reason_and_is_on_once(sign_in: SignIn, looked_up: Session) -> None:
    system = sign_in("system")
    system.post(PAGE, target=shadow.EVERYTHING, reason=" a ")
    assert acts(looked_up) == []
    system.post(PAGE, **ALL_ON)
    assert system.post(PAGE, **ALL_ON).status_code == 409
    assert acts(looked_up) == ["shadow.began"]


def test_an_approval_says_that_nothing_will_be_sent(sign_in: SignIn, world: World) -> None:
    sign_in("system").post(PAGE, **ALL_ON)
    admin, code, reply_id = sign_in("admin"), world.cases["waiting"], world.replies["waiting"]
    page = admin.page(f"/kasus/{code}")
    fields = dict(re.findall(r'name="(text_hash|request_id)" value="([^"]+)"', page))
    text = re.search(r"<textarea[^>]*data-draft[^>]*>([^<]+)<", page)
    assert text is not None
    admin.post(f"/kasus/{code}/balasan/{reply_id}/setujui", text=text.group(1), **fields)
    assert "Mode bayangan: tidak akan dikirim." in admin.page(f"/kasus/{code}")


def test_the_case_says_so_and_stays_unanswered(
    sign_in: SignIn, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    keep_back(database, world, "waiting")
    page = sign_in("admin").page(f"/kasus/{world.cases['waiting']}")
    assert 'data-state="shadowed"' in page
    assert "Mode bayangan: tidak dikirim" in page
    assert case_of("waiting").first_answered_at is None


def test_who_answered_himself_writes_down_what_he_wrote(
    sign_in: SignIn, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    keep_back(database, world, "waiting")
    address = f"/kasus/{world.cases['waiting']}/balasan/{world.replies['waiting']}/terkirim"
    admin = sign_in("admin")
    assert sign_in("posko").post(address, text="x").status_code == 403
    admin.post(address, text="Sudah kami cek, pohonnya sedang dipotong.", external="1790001")
    with database.reading() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
    assert (reply.state, reply.text) == (ReplyState.CONFIRMED, "Sudah kami cek, pohonnya sedang dipotong.")
    assert case_of("waiting").first_answered_at is not None
    page = admin.page("/bayangan/")
    assert "pohonnya sedang dipotong" in page
    assert world.cases["waiting"] in page
    assert "dicatat petugas" in page


def test_both_sides_stand_beside_each_other(sign_in: SignIn, database: Database, world: World) -> None:
    keep_back(database, world, "waiting")
    keep_back(database, world, "late")
    posted_by_people(database, world, "waiting", "Siap pak, [handle] kami cek")
    with database.reading() as session:
        text = session.get_one(Reply, world.replies["waiting"]).text
    page = sign_in("admin").page("/bayangan/")
    assert text in page
    assert "kami cek" in page
    assert "terlihat di linimasa akun" in page
    assert "081234567890" not in page
    answered = sign_in("admin").page("/bayangan/?which=answered")
    silent = sign_in("admin").page("/bayangan/?which=silent")
    assert (world.cases["waiting"] in answered, world.cases["late"] in answered) == (True, False)
    assert (world.cases["waiting"] in silent, world.cases["late"] in silent) == (False, True)


def test_nobody_sees_what_was_kept_back_elsewhere(sign_in: SignIn, database: Database, world: World) -> None:
    keep_back(database, world, "officer")
    posted_by_people(database, world, "officer", "Kami teruskan ke Propam")
    assert world.cases["officer"] not in sign_in("accused").page("/bayangan/")
    assert world.cases["officer"] not in sign_in("stranger").page("/bayangan/")
    assert sign_in("system").get("/bayangan/").status_code == 403
    propam = sign_in("propam").page("/bayangan/")
    assert world.cases["officer"] in propam
    assert "x.example" not in propam, "the address leads to who complained"
    assert sign_in("stranger").get("/bayangan/?unit=RES-MLT").status_code == 404

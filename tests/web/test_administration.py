"""The system administrator's pages: everything but cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, passwords
from models.clock import utcnow
from models.database import Database
from models.records import Account, AuditEntry, Holiday, Officer, Reply, ReplyTemplate, SlaPolicy
from models.vocabulary import Channel, Health, ReplyKind, Role
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World

SignIn = Callable[[str], Browser]
PAGES = ("satuan/", "akun/", "akun/1", "petugas/", "petugas/1", "balasan-baku/baru", "batas-waktu/")
NEW_TEXT = "Terima kasih, {unit} menerima laporan ini dengan kode {code}. Kabar lagi paling lambat {next}."


def test_the_pages_are_for_the_system_role(sign_in: SignIn) -> None:
    system = sign_in("system")
    assert system.get("/pengaturan/").location == "/pengaturan/satuan/"
    for path in PAGES:
        assert system.get(f"/pengaturan/{path}").status_code == 200
    for login in ("admin", "head", "humas", "posko", "propam", "auditor", "accused", "stranger"):
        browser = sign_in(login)
        for path in PAGES:
            assert browser.get(f"/pengaturan/{path}").status_code == 403


def test_no_page_of_it_holds_a_word_of_a_case(sign_in: SignIn, world: World) -> None:
    system = sign_in("system")
    for path in (*PAGES, "balasan-baku/"):
        text = system.page(f"/pengaturan/{path}")
        assert not any(code in text for code in world.cases.values())
        assert "pohon tumbang" not in text
    for path in ("/", "/sebutan/", f"/kasus/{world.cases['waiting']}", "/viral/", "/audit/"):
        assert sign_in("system").get(path).status_code in (302, 403, 404)


def test_units_are_searched(sign_in: SignIn) -> None:
    text = sign_in("system").page("/pengaturan/satuan/?q=melati")
    assert "RES-MLT" in text
    assert "RES-KLP" not in text


def test_a_stopped_account_is_tried_again(sign_in: SignIn, database: Database, world: World) -> None:
    account_id = world.accounts["x"]
    with database.writing() as session:
        account = session.get_one(Account, account_id)
        account.health, account.health_reason, account.failures = Health.STOPPED, "token ditolak", 4
    system = sign_in("system")
    assert "token ditolak" in system.page(f"/pengaturan/akun/{account_id}")
    system.post(f"/pengaturan/akun/{account_id}/coba")
    with database.reading() as session:
        account = session.get_one(Account, account_id)
        assert (account.health, account.health_reason, account.failures) == (Health.UNKNOWN, "", 0)
        assert acts(session) == ["account.retried"]


def test_two_officers_connect_an_account_and_one_takes_it_off(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers["admin"]).role = Role.SYSTEM
        before = session.get_one(Account, world.accounts["x"]).approval_ref
    first, second = sign_in("system"), sign_in("admin")
    path = f"/pengaturan/akun/{world.accounts['x']}"

    def reference() -> str:
        with database.reading() as session:
            return session.get_one(Account, world.accounts["x"]).approval_ref

    first.post(f"{path}/izin", approval_ref="  tiket 12-AB ")
    assert reference() == before
    assert "orang kedua menulis" in second.page(path)
    assert first.post(f"{path}/izin", approval_ref="tiket 12-AB").status_code == 409
    assert second.post(f"{path}/izin", approval_ref="tiket 13").status_code == 302
    assert reference() == before, "another reference is a first word of its own"
    assert first.post(f"{path}/izin", approval_ref="tiket 13").status_code == 302
    assert reference() == "tiket 13"
    first.post(f"{path}/izin", approval_ref="")
    assert reference() == ""
    assert acts(looked_up) == [
        "account.connection_asked",
        "account.connection_asked",
        "account.approval_recorded",
        "account.approval_withdrawn",
    ]


def test_the_switch_of_an_account_is_audited(sign_in: SignIn, looked_up: Session, world: World) -> None:
    system, path = sign_in("system"), f"/pengaturan/akun/{world.accounts['x']}"
    system.post(f"{path}/nyala", to="off")
    assert not looked_up.get_one(Account, world.accounts["x"]).enabled
    assert acts(looked_up) == ["account.disabled"]
    assert "dimatikan" in system.page(path)


def test_a_retired_officer_is_signed_out_at_once(sign_in: SignIn, looked_up: Session, world: World) -> None:
    admin, system = sign_in("admin"), sign_in("system")
    assert admin.get("/").status_code == 200
    system.post(f"/pengaturan/petugas/{world.officers['admin']}/aktif", to="off")
    assert admin.get("/").status_code == 302
    assert acts(looked_up) == ["officer.deactivated"]
    system.post(f"/pengaturan/petugas/{world.officers['admin']}/aktif", to="on")
    assert sign_in("admin").get("/").status_code == 200


def test_another_role_is_audited_and_holds_at_once(sign_in: SignIn, looked_up: Session, world: World) -> None:
    system = sign_in("system")
    path = f"/pengaturan/petugas/{world.officers['admin']}/peran"
    system.post(path, role="head")
    assert looked_up.get_one(Officer, world.officers["admin"]).role is Role.HEAD
    entry = looked_up.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.detail) == ("officer.role_changed", {"before": "admin", "after": "head"})
    assert system.post(path, role="emperor").status_code == 400


def test_nobody_changes_himself(sign_in: SignIn, looked_up: Session, world: World) -> None:
    system, own = sign_in("system"), f"/pengaturan/petugas/{world.officers['system']}"
    assert system.post(f"{own}/peran", role="auditor").status_code == 403
    assert system.post(f"{own}/aktif", to="off").status_code == 403
    assert system.post(f"{own}/sandi").status_code == 403
    assert looked_up.get_one(Officer, world.officers["system"]).role is Role.SYSTEM


def test_a_new_password_is_shown_once_and_kept_nowhere(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    text = sign_in("system").post(f"/pengaturan/petugas/{world.officers['admin']}/sandi").text
    password = text.partition("hanya tampak sekali:")[2].partition('class="code">')[2].partition("<")[0]
    kept = looked_up.get_one(Officer, world.officers["admin"]).password_hash
    assert passwords.matches(kept, password)
    entry = looked_up.scalars(select(AuditEntry)).one()
    assert entry.act == "officer.password_reset"
    assert password not in str(entry.detail)


def test_an_administrator_of_a_polda_reaches_only_his_own(
    sign_in: SignIn, database: Database, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers["system"]).unit_id = world.units["DA-PB"]
    system = sign_in("system")
    assert "RES-MLT" not in system.page("/pengaturan/satuan/")
    assert system.get(f"/pengaturan/akun/{world.accounts['x']}").status_code == 404
    assert system.get(f"/pengaturan/petugas/{world.officers['admin']}").status_code == 404
    assert system.post(f"/pengaturan/petugas/{world.officers['admin']}/peran", role="head").status_code == 404
    assert system.post("/pengaturan/batas-waktu/libur", day="2026-12-25", name="Natal").status_code == 403
    allowed = {"unit": "RES-KLP", "first_answer_minutes": 60, "next_news_hours": 24}
    assert system.post("/pengaturan/batas-waktu/", **allowed).status_code == 302
    assert system.post("/pengaturan/batas-waktu/", **{**allowed, "unit": ""}).status_code == 403
    assert system.post("/pengaturan/batas-waktu/", **{**allowed, "unit": "RES-MLT"}).status_code == 404


def _edited(sign_in: SignIn, looked_up: Session) -> tuple[int, int]:
    """Ids of a text in use and of the version proposed in its place."""
    old = looked_up.scalars(
        select(ReplyTemplate.id).where(ReplyTemplate.reply_kind == ReplyKind.ACKNOWLEDGEMENT)
    ).first()
    assert old is not None
    answer = sign_in("system").post(f"/pengaturan/balasan-baku/{old}/ubah", text=NEW_TEXT)
    return old, int(answer.location.rpartition("/")[2])


def _national_head(database: Database, world: World) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers["head"]).unit_id = world.units["MABES"]


def test_an_edited_text_waits_for_a_second_person(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    old, new = _edited(sign_in, looked_up)
    looked_up.rollback()
    proposal = looked_up.get_one(ReplyTemplate, new)
    assert (proposal.active, proposal.version) == (False, 2)
    assert looked_up.get_one(ReplyTemplate, old).active
    assert sign_in("system").post(f"/pengaturan/balasan-baku/{new}/aktif").status_code == 403
    _national_head(database, world)
    head = sign_in("head")
    assert NEW_TEXT.split("{")[0] in head.page("/pengaturan/balasan-baku/?state=inactive")
    head.post(f"/pengaturan/balasan-baku/{new}/aktif")
    looked_up.rollback()
    assert looked_up.get_one(ReplyTemplate, new).active
    assert looked_up.get_one(ReplyTemplate, new).approved_by == "head"
    assert not looked_up.get_one(ReplyTemplate, old).active
    assert acts(looked_up) == ["template.edited", "template.activated"]
    assert head.post(f"/pengaturan/balasan-baku/{new}/aktif").status_code == 409


def test_a_text_for_all_units_is_released_at_the_top_only(sign_in: SignIn, looked_up: Session) -> None:
    _, new = _edited(sign_in, looked_up)
    for login in ("approver", "head", "propam"):
        assert sign_in(login).post(f"/pengaturan/balasan-baku/{new}/aktif").status_code == 403
    assert "Menunggu orang kedua" in sign_in("approver").page(f"/pengaturan/balasan-baku/{new}")


def test_the_writer_is_no_second_person_even_with_the_right(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    _, new = _edited(sign_in, looked_up)
    with database.writing() as session:
        session.get_one(Officer, world.officers["system"]).role = Role.APPROVER
    assert sign_in("system").post(f"/pengaturan/balasan-baku/{new}/aktif").status_code == 403
    looked_up.rollback()
    assert not looked_up.get_one(ReplyTemplate, new).active


def test_a_new_text_is_a_proposal_and_one_in_use_can_be_withdrawn(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    system = sign_in("system")
    answer = system.post(
        "/pengaturan/balasan-baku/baru", kind="progress", group="", channel="x", text=NEW_TEXT
    )
    new = int(answer.location.rpartition("/")[2])
    assert not looked_up.get_one(ReplyTemplate, new).active
    assert system.post("/pengaturan/balasan-baku/baru", kind="x", text=NEW_TEXT).status_code == 400
    assert system.post("/pengaturan/balasan-baku/baru", kind="progress", text=" ").status_code == 400
    _national_head(database, world)
    sign_in("head").post(f"/pengaturan/balasan-baku/{new}/aktif")
    sign_in("head").post(f"/pengaturan/balasan-baku/{new}/simpan-saja")
    assert acts(looked_up) == ["template.added", "template.activated", "template.deactivated"]


def test_the_preview_counts_and_names_broken_rules_for_each_channel(sign_in: SignIn) -> None:
    system = sign_in("system")
    text = f"{NEW_TEXT} Lihat {{page}}"
    answer = system.post("/pengaturan/balasan-baku/baru", kind="answer", text=text)
    page = system.page(answer.location)
    assert "Polres Kota Melati" in page
    assert page.count("Ada tautan; X menolaknya") == 1
    assert "/ 280" in page
    assert "/ 4.096" in page


def test_a_policy_is_set_changed_and_removed(sign_in: SignIn, looked_up: Session) -> None:
    system = sign_in("system")
    fields = {"unit": "res-mlt", "group": "traffic", "urgency": "2", "next_news_hours": 48}
    system.post("/pengaturan/batas-waktu/", first_answer_minutes=60, **fields)
    system.post("/pengaturan/batas-waktu/", first_answer_minutes=30, **fields)
    policy = looked_up.scalars(select(SlaPolicy)).one()
    assert (policy.first_answer_minutes, policy.next_news_hours) == (30, 48)
    assert "Polres Kota Melati" in system.page("/pengaturan/batas-waktu/")
    assert system.post("/pengaturan/batas-waktu/", first_answer_minutes=0, **fields).status_code == 400
    assert system.post("/pengaturan/batas-waktu/", first_answer_minutes="x", **fields).status_code == 400
    system.post(f"/pengaturan/batas-waktu/{policy.id}/hapus")
    looked_up.rollback()
    assert looked_up.scalars(select(SlaPolicy.id)).all() == []
    assert acts(looked_up) == ["sla_policy.set", "sla_policy.set", "sla_policy.removed"]
    assert audit.verify(looked_up) is None


def test_holidays_are_added_once_and_removed(sign_in: SignIn, looked_up: Session) -> None:
    system = sign_in("system")
    day = {"day": "2026-12-25", "name": "Hari libur"}
    system.post("/pengaturan/batas-waktu/libur", **day)
    assert looked_up.scalars(select(Holiday.day)).all() == [date(2026, 12, 25)]
    assert system.post("/pengaturan/batas-waktu/libur", **day).status_code == 409
    assert system.post("/pengaturan/batas-waktu/libur", day="soon", name="x").status_code == 400
    system.post("/pengaturan/batas-waktu/libur/2026-12-25/hapus")
    looked_up.rollback()
    assert looked_up.scalars(select(Holiday.day)).all() == []
    assert acts(looked_up) == ["holiday.added", "holiday.removed"]


def test_every_version_is_kept_and_says_how_many_replies_use_it(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    with database.reading() as session:
        used = session.get_one(Reply, world.replies["waiting"]).template_id
        assert used is not None
        before = session.get_one(ReplyTemplate, used).text
    system = sign_in("system")
    first = system.post(f"/pengaturan/balasan-baku/{used}/ubah", text=NEW_TEXT).location
    again = system.post(f"/pengaturan/balasan-baku/{used}/ubah", text=f"{NEW_TEXT} Terima kasih.").location
    _national_head(database, world)
    for where in (first, again):
        assert sign_in("head").post(f"{where}/aktif").status_code == 302
    looked_up.rollback()
    numbers = [used, *(int(where.rpartition("/")[2]) for where in (first, again))]
    rows = [looked_up.get_one(ReplyTemplate, number) for number in numbers]
    assert [(one.version, one.active) for one in rows] == [(1, False), (2, False), (3, True)]
    assert rows[0].text == before, "and the words of a version never change"
    page = " ".join(re.sub("<[^>]+>", " ", system.page(again)).split())
    for words in ("versi 1", "versi 2", "versi 3", "balasan memakainya"):
        assert words in page
    assert looked_up.get_one(Reply, world.replies["waiting"]).template_id == used
    assert "v1" in sign_in("admin").page(f"/kasus/{world.cases['waiting']}")


def test_a_unit_gets_a_text_of_its_own_and_inherits_the_rest(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    system, approver = sign_in("system"), sign_in("approver")
    fields = {"kind": "progress", "text": NEW_TEXT, "unit": "res-mlt"}
    where = system.post("/pengaturan/balasan-baku/baru", **fields).location
    assert (
        looked_up.scalars(select(ReplyTemplate.unit_id).order_by(ReplyTemplate.id.desc())).first()
        == (world.units["RES-MLT"])
    )
    assert system.post("/pengaturan/balasan-baku/baru", **{**fields, "unit": "X"}).status_code == 404
    before = approver.page("/pengaturan/balasan-baku/?unit=RES-MLT")
    assert "tertutup teks" not in before
    assert "diwarisi" in before
    assert approver.post(f"{where}/aktif").status_code == 302, "within his own unit he is the second person"
    after = approver.page("/pengaturan/balasan-baku/?unit=SEK-MLU")
    assert "tertutup teks Polres Kota Melati" in after
    assert NEW_TEXT.split("{")[0] in after
    assert "tertutup teks" not in system.page("/pengaturan/balasan-baku/?unit=RES-KLP")
    assert approver.get("/pengaturan/balasan-baku/?unit=RES-KLP").status_code == 404
    assert sign_in("admin").get("/pengaturan/balasan-baku/?unit=RES-MLT").status_code == 403


def test_a_text_is_previewed_on_every_channel_while_it_is_typed(sign_in: SignIn) -> None:
    path, text = "/pengaturan/balasan-baku/pratinjau", f"{NEW_TEXT} Lihat {{page}}"
    every = sign_in("system").post(path, text=text).text
    assert "Polres Kota Melati" in every
    assert every.count("<tr>") == len(Channel) + 1
    assert every.count("Ada tautan; X menolaknya") == 1
    assert "/ 280" in every
    only = sign_in("system").post(path, text=text, channel="whatsapp").text
    assert "Ada tautan" not in only
    assert sign_in("system").post(path, text=text, channel="y").status_code == 400
    assert sign_in("approver").post(path, text=text).status_code == 403


def test_the_platforms_verified_mark_is_recorded_and_taken_back(
    sign_in: SignIn, looked_up: Session, world: World
) -> None:
    system, path = sign_in("system"), f"/pengaturan/akun/{world.accounts['x']}"
    assert "Catat tanda verifikasi" in system.page(path)
    system.post(f"{path}/terverifikasi", to="on")
    assert "Cabut tanda verifikasi" in system.page(path)
    assert sign_in("admin").post(f"{path}/terverifikasi", to="off").status_code == 403
    system.post(f"{path}/terverifikasi", to="off")
    assert "Catat tanda verifikasi" in system.page(path)
    assert not looked_up.get_one(Account, world.accounts["x"]).verified
    assert acts(looked_up) == ["account.verified_recorded", "account.verified_recorded"]


def test_the_end_of_a_token_is_recorded_and_shown_as_it_comes_near(
    database: Database, sign_in: SignIn, looked_up: Session, world: World
) -> None:
    system, path = sign_in("system"), f"/pengaturan/akun/{world.accounts['x']}"
    soon = f"{utcnow() + timedelta(days=10):%Y-%m-%d}"
    assert system.post(f"{path}/berakhir", token_expires_on=soon).status_code == 302
    assert "izin akses berakhir" in system.page(path)
    assert "izin akses berakhir" not in system.page("/pengaturan/akun/"), "consent comes first"
    with database.writing() as session:
        session.get_one(Account, world.accounts["x"]).approval_ref = "surat 1"
    assert "izin akses berakhir" in system.page("/pengaturan/akun/")
    assert system.page(path).count("izin akses berakhir") == 1, "told once, where the account's state is told"
    assert system.post(f"{path}/berakhir", token_expires_on="besok").status_code == 400
    assert sign_in("admin").post(f"{path}/berakhir", token_expires_on="").status_code == 403
    system.post(f"{path}/berakhir", token_expires_on="")
    assert "izin akses berakhir" not in system.page(path)
    assert acts(looked_up) == ["account.token_end_recorded", "account.token_end_recorded"]

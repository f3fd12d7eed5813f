"""The page of a case and the acts on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from models import audit, outbox, templates
from models.clock import utcnow
from models.database import Database
from models.records import (
    AccessLog,
    Account,
    AuditEntry,
    Case,
    CaseEvent,
    Correction,
    Mention,
    Officer,
    Reply,
    ReplyTemplate,
)
from models.vocabulary import Category, EventKind, ReplyKind, ReplyState, Stage
from tests.web.conftest import Browser
from tests.web.world import World, add_mention, find_case
from web.cases import case as case_page
from web.cases import progress

SignIn = Callable[[str], Browser]


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        assert audit.verify(session) is None
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def version(page: str, action: str) -> str:
    """What the form with this address was filled from."""
    form = re.search(rf'action="[^"]*/{action}[?"].*?</form>', page, flags=re.DOTALL)
    assert form is not None, action
    found = re.search(r'name="version" value="([^"]*)"', form.group(0))
    assert found is not None
    return unescape(found.group(1))


def test_it_shows_the_quoted_post_the_words_and_why(admin: Browser, world: World) -> None:
    page = admin.page(f"/kasus/{world.cases['unsure']}?view=triage")
    assert "Terjadi lagi malam ini." in page
    assert "dikutip warga" in page
    assert "<mark>ditindak</mark>" in page
    assert "Belum pasti: peluang perlu ditangani 90 %." in page
    assert "contoh laporan yang serupa" in page
    assert "Pengaduan dibuka" in page


def test_the_list_it_was_opened_from_stands_beside_it(admin: Browser, world: World) -> None:
    page = admin.page(f"/kasus/{world.cases['late']}?view=reply&channel=instagram")
    assert page.count('class="row-link"') == 1
    assert 'aria-current="true"' in page
    assert "/?view=reply&amp;channel=instagram" in page


def test_it_notes_who_looked(admin: Browser, database: Database, world: World) -> None:
    for _ in range(2):
        admin.page(f"/kasus/{world.cases['waiting']}")
    with database.reading() as session:
        logged = session.scalars(select(AccessLog)).one()
    assert logged.officer_id == world.officers["admin"]


def test_it_shows_private_numbers_only_after_a_reveal_that_is_audited(
    admin: Browser, database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/kasus/{world.cases['waiting']}"
    assert "081234567890" not in admin.page(path)
    assert admin.post(f"{path}/buka-samaran").status_code == 400
    assert admin.post(f"{path}/buka-samaran", reason="menghubungi pelapor").status_code == 302
    assert "081234567890" in admin.page(path)
    assert acts(database) == ["case.revealed"]
    later = utcnow() + timedelta(minutes=11)
    monkeypatch.setattr(case_page, "utcnow", lambda: later)
    assert "081234567890" not in admin.page(path)


def test_those_without_the_grant_reveal_nothing(sign_in: SignIn, database: Database, world: World) -> None:
    for login in ("head", "humas", "posko", "auditor"):
        path = f"/kasus/{world.cases['waiting']}"
        assert sign_in(login).post(f"{path}/buka-samaran", reason="ingin tahu").status_code == 403
        assert "Buka data pribadi" not in sign_in(login).page(path)
    assert acts(database) == []


def test_the_reporter_of_an_officer_is_not_named(sign_in: SignIn, world: World) -> None:
    browser, path = sign_in("propam"), f"/kasus/{world.cases['officer']}"
    assert "warga_2041" not in browser.page(path)
    browser.post(f"{path}/buka-samaran", reason="pemeriksaan")
    assert "warga_2041" in browser.page(path)


def test_a_removed_post_is_not_shown(admin: Browser, database: Database, world: World) -> None:
    with database.writing() as session:
        session.get_one(Mention, world.mentions["waiting"]).removed_at = utcnow()
    page = admin.page(f"/kasus/{world.cases['waiting']}")
    assert "Penulis menghapus sebutan ini" in page
    assert "ketutup pohon tumbang, telp" not in re.sub(
        r"<ol class=\"rows\".*?</ol>", "", page, flags=re.DOTALL
    )


def test_those_who_only_look_get_no_buttons(sign_in: SignIn, world: World) -> None:
    page = sign_in("posko").page(f"/kasus/{world.cases['waiting']}")
    assert "Setujui &amp; kirim" not in page
    assert "Koreksi label" not in page
    assert "readonly" in page
    assert "Teruskan" in page


def test_an_unsure_case_that_is_a_complaint_gets_its_draft(
    admin: Browser, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['unsure']}"
    assert "Ini aduan" in admin.page(path)
    assert admin.post(f"{path}/ini-aduan").status_code == 302
    assert not case_of("unsure").needs_triage
    with database.reading() as session:
        reply = session.scalars(select(Reply).where(Reply.mention_id == world.mentions["unsure"])).one()
        corrected = session.scalars(select(Correction)).one()
    assert (reply.kind, reply.state) == (ReplyKind.ACKNOWLEDGEMENT, ReplyState.AWAITING_APPROVAL)
    assert corrected.actionable
    assert not corrected.training_allowed
    assert acts(database) == ["case.confirmed"]
    assert admin.post(f"{path}/ini-aduan").status_code == 409


def test_an_unsure_case_that_is_none_is_closed_and_nothing_is_sent(
    admin: Browser, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    answer = admin.post(f"/kasus/{world.cases['unsure']}/bukan-aduan?view=triage")
    assert answer.location == "/?view=triage"
    case = case_of("unsure")
    assert case.stage is Stage.CLOSED_NO_ACTION
    assert case.closed_at is not None
    with database.reading() as session:
        corrected = session.scalars(select(Correction)).one()
        assert session.scalars(select(Reply).where(Reply.case_id == case.id)).all() == []
    assert (corrected.actionable, corrected.category) == (False, Category.NONE)


def test_a_corrected_label_is_kept_for_training_only_where_that_is_allowed(
    admin: Browser, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['late']}"
    fields = {"version": version(admin.page(path), "label"), "category": "robbery", "urgency": "3"}
    assert admin.post(f"{path}/label", verdict="actionable", **fields).status_code == 302
    case = case_of("late")
    assert (case.category, case.urgency) == (Category.ROBBERY, 3)
    with database.reading() as session:
        assert session.scalars(select(Correction.training_allowed)).one()
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert EventKind.LABEL_CORRECTED in kinds
    assert acts(database) == ["case.relabelled"]


def test_a_label_changed_meanwhile_is_a_conflict(
    admin: Browser, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['late']}"
    fields = {"version": version(admin.page(path), "label"), "verdict": "actionable", "urgency": "1"}
    admin.post(f"{path}/label", category="fraud", **fields)
    answer = admin.post(f"{path}/label", category="drugs", **fields)
    assert answer.status_code == 409
    assert "Ada yang lebih dulu mengubahnya" in answer.text
    assert case_of("late").category is Category.FRAUD


def test_a_case_that_turns_out_to_be_about_an_officer_goes_to_propam(
    admin: Browser, sign_in: SignIn, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['sector']}"
    fields = {"version": version(admin.page(path), "label"), "category": "pungli", "urgency": "2"}
    answer = admin.post(f"{path}/label?view=reply", verdict="actionable", about_officer="1", **fields)
    case = case_of("sector")
    assert (case.unit_id, case.accused_unit_id) == (world.units["PROPAM-NT"], world.units["SEK-MLU"])
    assert answer.location == "/?view=reply"
    assert admin.get(path).status_code == 404
    assert sign_in("accused").get(path).status_code == 404
    assert sign_in("propam").get(path).status_code == 200
    with database.reading() as session:
        assert session.get_one(Reply, world.replies["sector"]).second_approval_needed


def test_a_stage_moves_on_and_the_notice_waits_for_approval(
    admin: Browser, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['answered']}"
    seen = version(admin.page(path), "tahap")
    admin.post(f"{path}/tahap", version=seen, stage="field_check", tell="1")
    assert case_of("answered").stage is Stage.FIELD_CHECK
    with database.reading() as session:
        notice = session.scalars(select(Reply).where(Reply.kind == ReplyKind.PROGRESS)).one()
    assert notice.state is ReplyState.AWAITING_APPROVAL
    assert "mengecek ke lapangan" in notice.text
    assert notice.text in unescape(admin.page(path))
    assert acts(database) == ["case.stage_changed"]


def shown_notice(admin: Browser, path: str, mention_id: int) -> dict[str, str]:
    """The stage form as it stands once a stage is chosen."""
    part = admin.page(f"{path}/kabar?stage=in_progress")
    assert "<html" not in part
    text = re.search(r'<textarea[^>]*name="notice-\d+"[^>]*>(.*?)</textarea>', part, flags=re.DOTALL)
    assert text is not None
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part))
    assert set(hidden) >= {"request_id", "promised"}
    fields = {"version": "received", "stage": "in_progress", "tell": "1", **hidden}
    return {**fields, f"notice-{mention_id}": unescape(text.group(1))}


def test_the_notice_shown_in_the_stage_form_is_approved_with_it(
    admin: Browser, database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/kasus/{world.cases['answered']}"
    fields = shown_notice(admin, path, world.mentions["answered"])
    decided = utcnow() + timedelta(minutes=25)
    monkeypatch.setattr(progress, "utcnow", lambda: decided)
    admin.post(f"{path}/tahap", **fields)
    with database.reading() as session:
        notice = session.scalars(select(Reply).where(Reply.kind == ReplyKind.PROGRESS)).one()
    assert (notice.state, notice.edited) == (ReplyState.APPROVED, False)
    assert acts(database) == ["case.stage_changed", "reply.approved"]


def test_a_promise_read_hours_ago_is_not_the_one_that_is_kept(
    admin: Browser,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    case_of: Callable[[str], Case],
) -> None:
    path = f"/kasus/{world.cases['answered']}"
    fields = shown_notice(admin, path, world.mentions["answered"])
    decided = utcnow() + timedelta(hours=3)
    monkeypatch.setattr(progress, "utcnow", lambda: decided)
    admin.post(f"{path}/tahap", **fields)
    case = case_of("answered")
    assert case.next_news_at == decided + timedelta(hours=case.next_news_hours)


def test_looking_at_a_notice_changes_nothing(
    admin: Browser, world: World, case_of: Callable[[str], Case]
) -> None:
    before = case_of("answered")
    admin.page(f"/kasus/{world.cases['answered']}/kabar?stage=done")
    assert case_of("answered").version == before.version
    assert admin.get(f"/kasus/{world.cases['answered']}/kabar?stage=nowhere").status_code == 400


def test_a_notice_that_breaks_a_rule_waits_instead_of_going_out(
    admin: Browser, database: Database, world: World
) -> None:
    fields = {"version": "received", "stage": "in_progress", "tell": "1", "request_id": "0-abc"}
    fields[f"notice-{world.mentions['answered']}"] = "hubungi 081234567890"
    admin.post(f"/kasus/{world.cases['answered']}/tahap", **fields)
    with database.reading() as session:
        notice = session.scalars(select(Reply).where(Reply.kind == ReplyKind.PROGRESS)).one()
    assert notice.state is ReplyState.AWAITING_APPROVAL


def test_a_stage_moved_meanwhile_is_a_conflict(admin: Browser, world: World) -> None:
    path = f"/kasus/{world.cases['answered']}"
    assert admin.post(f"{path}/tahap", version="received", stage="in_progress").status_code == 302
    assert admin.post(f"{path}/tahap", version="received", stage="done").status_code == 409


def test_a_closed_case_can_be_opened_again(
    admin: Browser, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['closed']}"
    assert "Pengaduan ini sudah ditutup." in admin.page(path)
    admin.post(f"{path}/tahap", version="done", stage="in_progress")
    assert case_of("closed").closed_at is None


def test_a_further_answer_is_drafted_to_the_last_words(
    admin: Browser, database: Database, world: World
) -> None:
    with database.writing() as session:
        case = find_case(session, world.cases["answered"])
        account = session.get_one(Account, case.account_id)
        further = add_mention(session, account, "lampunya masih mati pak", utcnow(), case_id=case.id)
        further_id = further.id
    path = f"/kasus/{world.cases['answered']}"
    assert "Tulis balasan" in admin.page(path)
    admin.post(f"{path}/balas")
    with database.reading() as session:
        reply = session.scalars(select(Reply).where(Reply.mention_id == further_id)).one()
    assert (reply.kind, reply.state) == (ReplyKind.ANSWER, ReplyState.AWAITING_APPROVAL)
    assert "Tulis balasan" not in admin.page(path)


def test_a_note_stands_in_the_history_and_an_empty_one_is_refused(admin: Browser, world: World) -> None:
    path = f"/kasus/{world.cases['waiting']}"
    assert admin.post(f"{path}/catatan", note="  ").status_code == 422
    admin.post(f"{path}/catatan", note="sudah ditelepon <b>petugas</b>")
    page = admin.page(path)
    assert "sudah ditelepon &lt;b&gt;petugas&lt;/b&gt;" in page
    assert "Petugas admin" in page


def test_who_takes_a_case_first_has_it(
    admin: Browser, sign_in: SignIn, database: Database, world: World, case_of: Callable[[str], Case]
) -> None:
    path = f"/kasus/{world.cases['waiting']}"
    assert admin.post(f"{path}/tangani", version="").status_code == 302
    assert sign_in("approver").post(f"{path}/tangani", version="").status_code == 409
    assert case_of("waiting").assigned_to_id == world.officers["admin"]
    assert acts(database) == ["case.claimed"]


def test_a_hand_over_leaves_the_clock_running(
    admin: Browser, sign_in: SignIn, world: World, case_of: Callable[[str], Case]
) -> None:
    path, due = f"/kasus/{world.cases['waiting']}", case_of("waiting").due_at
    seen = version(admin.page(path), "teruskan")
    answer = admin.post(f"{path}/teruskan?view=reply", version=seen, unit="res-klp", reason="wilayah Kelapa")
    assert answer.location == "/?view=reply"
    case = case_of("waiting")
    assert (case.unit_id, case.due_at) == (world.units["RES-KLP"], due)
    assert admin.get(path).status_code == 404
    assert "wilayah Kelapa" in sign_in("stranger").page(path)


@pytest.mark.parametrize(
    ("unit", "reason", "words"),
    [
        ("tidak ada", "x", "Tidak ada satuan dengan kode atau nama itu."),
        ("SEK-MLU", "", "Tulis alasannya."),
        ("Polres Kota Melati", "x", "Pengaduan ini sudah ada di satuan itu."),
    ],
)
def test_a_hand_over_that_cannot_be_says_why(
    admin: Browser, world: World, unit: str, reason: str, words: str
) -> None:
    path = f"/kasus/{world.cases['waiting']}"
    seen = version(admin.page(path), "teruskan")
    answer = admin.post(f"{path}/teruskan", version=seen, unit=unit, reason=reason)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_complaint_about_officers_never_goes_to_their_own_unit(sign_in: SignIn, world: World) -> None:
    propam, path = sign_in("propam"), f"/kasus/{world.cases['officer']}"
    seen = version(propam.page(path), "teruskan")
    answer = propam.post(f"{path}/teruskan", version=seen, unit="SEK-MLU", reason="x")
    assert answer.status_code == 422
    assert "Satuan yang diadukan" in answer.text


def test_units_to_hand_over_to_are_found_anywhere_in_the_tree(admin: Browser) -> None:
    assert '<option value="RES-KLP">Polres Kelapa</option>' in admin.page("/satuan-kerja/pilihan?unit=kelapa")


def test_an_act_and_its_audit_entry_stand_or_fall_together(
    admin: Browser, app: object, database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_facts: object) -> None:
        raise RuntimeError("the audit trail cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        admin.post(f"/kasus/{world.cases['waiting']}/catatan", note="tidak jadi")
    monkeypatch.undo()
    with database.reading() as session:
        assert session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.NOTE)).all() == []
    assert acts(database) == []


def test_the_times_stand_in_the_officers_own_zone(admin: Browser, database: Database, world: World) -> None:
    assert "WIB" in admin.page(f"/kasus/{world.cases['waiting']}")
    with database.writing() as session:
        session.get_one(Officer, world.officers["admin"]).timezone = "Asia/Jayapura"
    assert "WIT<" in admin.page(f"/kasus/{world.cases['waiting']}").replace("WIT\n", "WIT<")


def test_the_history_keeps_each_version_a_reply_was_made_of(
    admin: Browser, database: Database, world: World
) -> None:
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
        old = session.get_one(ReplyTemplate, reply.template_id)
        new = templates.next_version(session, old, old.text)
        templates.put_in_use(session, new, "uji")
        outbox.vary(session, reply, "Kami terima.", new.id, utcnow(), world.officers["admin"])
        first, second = f"teks baku {old.id} v1", f"teks baku {new.id} v2"
    history = admin.page(f"/kasus/{world.cases['waiting']}").split('id="case-history"')[1]
    assert history.index(first) < history.index(second)

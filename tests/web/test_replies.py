"""Deciding on a reply: what is approved, by whom, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select, text

from models import audit, outbox
from models.database import Database
from models.records import AuditEntry, Officer, Reply
from models.vocabulary import Refusal, ReplyState, Role
from tests.web.conftest import Browser
from tests.web.world import World

SignIn = Callable[[str], Browser]


def path_of(world: World, name: str, act: str) -> str:
    return f"/kasus/{world.cases[name]}/balasan/{world.replies[name]}/{act}"


def form(browser: Browser, world: World, name: str) -> dict[str, str]:
    """The draft box of a case as its page shows it."""
    page = browser.page(f"/kasus/{world.cases[name]}")
    fields = {
        field: re.search(rf'name="{field}" value="([^"]*)"', page) for field in ("text_hash", "request_id")
    }
    shown = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', page, flags=re.DOTALL)
    assert shown is not None
    return {
        "text": unescape(shown.group(1)).replace("\n", "\r\n"),
        **{field: found.group(1) for field, found in fields.items() if found is not None},
    }


@pytest.fixture
def reply_of(database: Database, world: World) -> Callable[[str], Reply]:
    """The reply of this case, as it is now."""

    def look(name: str) -> Reply:
        with database.reading() as session:
            return session.get_one(Reply, world.replies[name])

    return look


def jobs(database: Database) -> list[str]:
    """Ids of the jobs in the queue."""
    with database.reading() as session:
        return list(session.scalars(text("SELECT workflow_uuid FROM workflow_status ORDER BY created_at")))


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        assert audit.verify(session) is None
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_an_approval_is_bound_to_the_text_and_enqueued_with_the_hold(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    fields = form(admin, world, "waiting")
    answer = admin.post(path_of(world, "waiting", "setujui") + "?view=reply", **fields)
    assert answer.location == f"/kasus/{world.cases['waiting']}?view=reply"
    reply = reply_of("waiting")
    assert reply.state is ReplyState.APPROVED
    assert reply.approved_hash == outbox.text_hash(reply.text)
    assert reply.approved_by_id == world.officers["admin"]
    assert reply.due_at is not None
    assert reply.approved_at is not None
    assert (reply.due_at - reply.approved_at).total_seconds() == 20
    assert jobs(database) == [f"reply-{reply.id}-{fields['request_id']}"]
    assert acts(database) == ["reply.approved"]
    page = admin.page(f"/kasus/{world.cases['waiting']}")
    assert "dikirim dalam" in page
    assert "Batalkan" in page


def test_a_double_click_is_one_approval(admin: Browser, database: Database, world: World) -> None:
    fields = form(admin, world, "waiting")
    for _ in range(2):
        assert admin.post(path_of(world, "waiting", "setujui"), **fields).status_code == 302
    assert len(jobs(database)) == 1
    assert acts(database) == ["reply.approved"]


def test_a_second_page_cannot_approve_what_is_approved(
    admin: Browser, database: Database, world: World
) -> None:
    first, second = form(admin, world, "waiting"), form(admin, world, "waiting")
    admin.post(path_of(world, "waiting", "setujui"), **first)
    assert admin.post(path_of(world, "waiting", "setujui"), **second).status_code == 409
    assert len(jobs(database)) == 1


def test_a_text_changed_under_ones_hands_is_not_approved(
    admin: Browser, sign_in: SignIn, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    mine, theirs = form(admin, world, "waiting"), sign_in("approver")
    changed = form(theirs, world, "waiting") | {"text": "Kami terima dan kami teruskan."}
    theirs.post(path_of(world, "waiting", "ubah"), **changed)
    answer = admin.post(path_of(world, "waiting", "setujui"), **mine)
    assert answer.status_code == 409
    assert "Kami terima dan kami teruskan." in answer.text
    assert mine["text"].split(".")[0] in unescape(answer.text)
    assert reply_of("waiting").state is ReplyState.AWAITING_APPROVAL
    assert admin.post(path_of(world, "waiting", "ubah"), **mine).status_code == 409
    assert jobs(database) == []


def test_what_stands_in_the_box_is_what_is_approved(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    fields = form(admin, world, "waiting") | {"text": "Kami terima,\r\nterima kasih.  "}
    admin.post(path_of(world, "waiting", "setujui"), **fields)
    reply = reply_of("waiting")
    assert reply.text == "Kami terima,\nterima kasih."
    assert reply.edited
    assert reply.approved_hash == outbox.text_hash(reply.text)
    assert acts(database) == ["reply.edited", "reply.approved"]


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("Hubungi 081234567890 ya", "Ada data pribadi"),
        ("Lihat https://contoh.id/lapor", "Ada tautan"),
        ("Anda akan kami jemput", "Ada ancaman"),
        ("a" * 281, "Terlalu panjang"),
        ("", "Teksnya kosong"),
    ],
)
def test_a_text_that_breaks_a_rule_is_shown_at_once_and_never_approved(
    admin: Browser,
    database: Database,
    world: World,
    reply_of: Callable[[str], Reply],
    words: str,
    warning: str,
) -> None:
    fields = form(admin, world, "waiting") | {"text": words}
    part = admin.post(path_of(world, "waiting", "periksa"), **fields).text
    assert warning in part
    assert "disabled" in part
    answer = admin.post(path_of(world, "waiting", "setujui"), **fields)
    assert answer.status_code == 422
    assert warning in answer.text
    assert reply_of("waiting").state is ReplyState.AWAITING_APPROVAL
    assert jobs(database) == []


def test_a_good_text_may_be_approved(admin: Browser, world: World) -> None:
    part = admin.post(path_of(world, "waiting", "periksa"), **form(admin, world, "waiting")).text
    assert "disabled" not in part
    assert 'hx-swap-oob="true"' in part


def test_a_risky_reply_is_released_by_a_second_person_only(
    admin: Browser, sign_in: SignIn, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    assert "Minta persetujuan" in admin.page(f"/kasus/{world.cases['viral']}")
    assert admin.post(path_of(world, "viral", "setujui"), **form(admin, world, "viral")).status_code == 302
    assert reply_of("viral").state is ReplyState.AWAITING_APPROVAL
    head = sign_in("head")
    assert head.post(path_of(world, "viral", "setujui"), **form(head, world, "viral")).status_code == 302
    assert reply_of("viral").approved_by_id == world.officers["head"]
    assert acts(database) == ["reply.approved"]


def test_who_worded_a_risky_reply_does_not_release_it(
    sign_in: SignIn, world: World, reply_of: Callable[[str], Reply]
) -> None:
    approver, head = sign_in("approver"), sign_in("head")
    fields = form(approver, world, "viral") | {"text": "Kami terima dan kami tindak lanjuti."}
    approver.post(path_of(world, "viral", "setujui"), **fields)
    assert reply_of("viral").state is ReplyState.AWAITING_APPROVAL
    assert reply_of("viral").text == "Kami terima dan kami tindak lanjuti."
    head.post(path_of(world, "viral", "setujui"), **form(head, world, "viral"))
    assert reply_of("viral").state is ReplyState.APPROVED


def test_who_may_release_but_not_word_cannot_slip_in_words(sign_in: SignIn, world: World) -> None:
    head = sign_in("head")
    fields = form(head, world, "viral") | {"text": "kata kepala satuan"}
    assert head.post(path_of(world, "viral", "setujui"), **fields).status_code == 403


@pytest.mark.parametrize("login", ["posko", "auditor", "head"])
def test_those_without_the_grant_decide_nothing(
    sign_in: SignIn, database: Database, world: World, login: str
) -> None:
    browser = sign_in(login)
    fields = form(browser, world, "waiting")
    for act in ("setujui", "ubah", "tolak", "ragam", "terkirim", "ajukan-lagi", "periksa"):
        assert browser.post(path_of(world, "waiting", act), reason="x", **fields).status_code == 403, act
    assert acts(database) == []


def test_a_reply_of_another_case_is_not_there(admin: Browser, world: World) -> None:
    fields = form(admin, world, "waiting")
    address = f"/kasus/{world.cases['waiting']}/balasan/{world.replies['foreign']}/ubah"
    assert admin.post(address, **fields).status_code == 404


def test_a_made_up_request_is_refused(admin: Browser, world: World) -> None:
    fields = form(admin, world, "waiting") | {"request_id": "1000-x"}
    assert admin.post(path_of(world, "waiting", "setujui"), **fields).status_code == 400


def test_an_approval_is_taken_back_while_on_hold(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    admin.post(path_of(world, "waiting", "setujui"), **form(admin, world, "waiting"))
    assert admin.post(path_of(world, "waiting", "batal")).status_code == 302
    reply = reply_of("waiting")
    assert (reply.state, reply.approved_hash) == (ReplyState.AWAITING_APPROVAL, "")
    assert acts(database) == ["reply.approved", "reply.undone"]
    assert admin.post(path_of(world, "waiting", "batal")).status_code == 409


def test_a_rejection_needs_a_reason_and_can_be_put_before_us_again(
    admin: Browser, world: World, reply_of: Callable[[str], Reply]
) -> None:
    assert admin.post(path_of(world, "waiting", "tolak")).status_code == 422
    admin.post(path_of(world, "waiting", "tolak"), reason="sudah dijawab lewat telepon")
    assert reply_of("waiting").state is ReplyState.REJECTED
    assert "sudah dijawab lewat telepon" in admin.page(f"/kasus/{world.cases['waiting']}")
    admin.post(path_of(world, "waiting", "ajukan-lagi"))
    assert reply_of("waiting").state is ReplyState.AWAITING_APPROVAL


def test_other_variants_come_round_and_are_no_words_of_the_officers(
    admin: Browser, world: World, reply_of: Callable[[str], Reply]
) -> None:
    texts = []
    for _ in range(8):
        admin.post(path_of(world, "waiting", "ragam"))
        texts.append(reply_of("waiting").text)
    assert len(set(texts)) > 1
    assert texts[: len(set(texts))] == texts[len(set(texts)) : 2 * len(set(texts))]
    assert not reply_of("waiting").edited


def _needs_human(database: Database, world: World) -> None:
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
        reply.state, reply.attempt, reply.state_reason = ReplyState.NEEDS_HUMAN, 1, "nobody can tell"


def test_an_officer_says_that_a_reply_stands_on_the_platform(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    _needs_human(database, world)
    assert "Ada di platform" in admin.page(f"/kasus/{world.cases['waiting']}")
    admin.post(path_of(world, "waiting", "terkirim"), external="https://x.com/polres_melati/status/1")
    reply = reply_of("waiting")
    assert reply.state is ReplyState.CONFIRMED
    assert reply.external_id == "https://x.com/polres_melati/status/1"
    assert acts(database) == ["reply.posted_by_hand"]


def test_an_officer_says_that_it_does_not(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    _needs_human(database, world)
    admin.post(path_of(world, "waiting", "ajukan-lagi"))
    assert reply_of("waiting").state is ReplyState.AWAITING_APPROVAL
    assert acts(database) == ["reply.reopened"]


def test_a_failed_reply_says_why(admin: Browser, database: Database, world: World) -> None:
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["waiting"])
        reply.state, reply.refusal = ReplyState.FAILED, Refusal.DELETED
    page = admin.page(f"/kasus/{world.cases['waiting']}")
    assert "penulis menghapus sebutan" in page
    assert "Ajukan lagi" in page


def test_on_a_channel_without_an_api_the_text_is_copied_and_posted_by_hand(
    admin: Browser, database: Database, world: World, reply_of: Callable[[str], Reply]
) -> None:
    page = admin.page(f"/kasus/{world.cases['by_hand']}")
    assert "Salin teks" in page
    assert "Setujui &amp; kirim" not in page
    fields = form(admin, world, "by_hand")
    admin.post(path_of(world, "by_hand", "setujui"), **fields)
    assert reply_of("by_hand").state is ReplyState.AWAITING_APPROVAL
    admin.post(path_of(world, "by_hand", "terkirim"), **fields)
    assert reply_of("by_hand").state is ReplyState.CONFIRMED
    assert jobs(database) == []


def test_an_officer_who_changed_role_meanwhile_is_asked_again(
    admin: Browser, database: Database, world: World
) -> None:
    fields = form(admin, world, "waiting")
    with database.writing() as session:
        session.get_one(Officer, world.officers["admin"]).role = Role.POSKO
    assert admin.post(path_of(world, "waiting", "setujui"), **fields).status_code == 403


def test_an_approval_without_its_audit_entry_is_none(
    admin: Browser,
    database: Database,
    world: World,
    reply_of: Callable[[str], Reply],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object, **_facts: object) -> None:
        raise RuntimeError("the audit trail cannot be written")

    fields = form(admin, world, "waiting")
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        admin.post(path_of(world, "waiting", "setujui"), **fields)
    assert reply_of("waiting").state is ReplyState.AWAITING_APPROVAL
    assert jobs(database) == []


def test_a_sent_reply_shows_when_it_went_out(admin: Browser, world: World) -> None:
    page = admin.page(f"/kasus/{world.cases['answered']}")
    assert "terkirim" in page
    assert "terbaca kembali di platform" in page

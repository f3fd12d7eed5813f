"""Approving several replies at once: what may go together, by whom, and what stays behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import bulk, casework, outbox, vault
from models.casework import Matter
from models.clock import utcnow
from models.database import Database
from models.records import (
    Account,
    AuditEntry,
    BulkApproval,
    BulkLine,
    Case,
    OptOut,
    Reply,
    ReplyTemplate,
    Unit,
)
from models.vocabulary import BulkOutcome, Category, CategoryGroup, Channel, EventKind, ReplyKind, ReplyState
from tests.conftest import SECRET_KEY
from tests.web.conftest import Browser
from tests.web.oversight import acts
from tests.web.world import World, add_mention

SignIn = Callable[[str], Browser]
PAGE = "/persetujuan/massal/"
GROUP = CategoryGroup.ORDER
TEXT = "Laporan Anda kami terima dengan kode {code}."


def stack(database: Database, world: World, count: int, category: Category = Category.FLOOD) -> list[int]:
    """So many complaints about one sort of thing, each with its own waiting reply of one standard text."""
    now, found = utcnow(), []
    with database.writing() as session:
        account = session.get_one(Account, world.accounts["x"])
        unit = session.get_one(Unit, account.unit_id)
        template = template_of(session)
        for number in range(count):
            mention = add_mention(
                session, account, f"@polres_melati banjir di gang {number}", now, author=f"warga_{number}"
            )
            matter = Matter(category, 1, False, False, False, 0)
            case = casework.open_case(session, mention, matter, unit, None, SECRET_KEY, now)
            reply = outbox.draft(
                session,
                case,
                mention,
                ReplyKind.ACKNOWLEDGEMENT,
                TEXT.format(code=case.code),
                now,
                template_id=template.id,
            )
            assert reply is not None
            found.append(reply.id)
    return found


def template_of(session: Session) -> ReplyTemplate:
    """A standard text that no other reply of the world uses."""
    found = session.scalars(select(ReplyTemplate).where(ReplyTemplate.text == TEXT)).one_or_none()
    if found is None:
        found = ReplyTemplate(reply_kind=ReplyKind.ACKNOWLEDGEMENT, text=TEXT)
        session.add(found)
        session.flush()
    return found


def preview_of(database: Database) -> str:
    with database.reading() as session:
        return f"{PAGE}pratinjau?template={template_of(session).id}&group={GROUP}"


def ticked(page: str) -> dict[str, object]:
    """What the browser sends of a preview with every box ticked."""
    fields: dict[str, object] = dict(
        re.findall(r'name="(template|group|seen_event|hash-\d+)" value="([^"]*)"', page)
    )
    return {**fields, "reply": re.findall(r'name="reply" value="(\d+)"', page)}


def states(database: Database, ids: list[int]) -> set[ReplyState]:
    with database.reading() as session:
        return set(session.scalars(select(Reply.state).where(Reply.id.in_(ids))))


def outcomes(database: Database) -> dict[int, BulkOutcome]:
    with database.reading() as session:
        return {one.reply_id: one.outcome for one in session.scalars(select(BulkLine))}


def plain(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def test_few_are_released_by_one_and_each_has_its_own_entry(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    ids = stack(database, world, 3)
    admin = sign_in("admin")
    assert "3 menunggu" in plain(admin.page(PAGE))
    page = admin.page(preview_of(database))
    with database.reading() as session:
        texts = list(session.scalars(select(Reply.text).where(Reply.id.in_(ids))))
    assert all(text in page for text in texts)
    answer = admin.post(PAGE, **ticked(page))
    assert states(database, ids) == {ReplyState.APPROVED}
    assert acts(looked_up) == ["reply.approved"] * 3
    entries = looked_up.scalars(select(AuditEntry)).all()
    assert {one.subject for one in entries} == {f"reply:{one}" for one in ids}
    assert {one.detail["text_hash"] for one in entries} == {outbox.text_hash(text) for text in texts}
    assert "3 balasan disetujui." in admin.page(answer.location)


def test_more_than_twenty_take_a_second_person(
    sign_in: SignIn, database: Database, looked_up: Session, world: World
) -> None:
    ids = stack(database, world, bulk.ALONE + 1)
    preparer, second = sign_in("approver"), sign_in("head")
    where = preparer.post(PAGE, **ticked(preparer.page(preview_of(database)))).location
    assert states(database, ids) == {ReplyState.AWAITING_APPROVAL}
    assert acts(looked_up) == ["bulk.prepared"]
    assert "Anda yang menyiapkannya" in preparer.page(where)
    assert preparer.post(f"{where}/lepas").status_code == 403, "though he may approve as second person"
    assert sign_in("admin").post(f"{where}/lepas").status_code == 403
    page = second.page(where)
    assert page.count('class="final"') == bulk.ALONE + 1
    assert second.post(f"{where}/lepas").status_code == 302
    assert states(database, ids) == {ReplyState.APPROVED}
    assert acts(looked_up)[1:] == ["reply.approved"] * (bulk.ALONE + 1)
    assert second.post(f"{where}/lepas").status_code == 409


def test_twice_as_many_within_the_hour_are_no_way_round_it(
    sign_in: SignIn, database: Database, world: World
) -> None:
    first = stack(database, world, bulk.ALONE)
    admin = sign_in("admin")
    admin.post(PAGE, **ticked(admin.page(preview_of(database))))
    assert states(database, first) == {ReplyState.APPROVED}
    one_more = stack(database, world, 1)
    admin.post(PAGE, **ticked(admin.page(preview_of(database))))
    assert states(database, one_more) == {ReplyState.AWAITING_APPROVAL}


def test_nothing_goes_out_that_changed_since_it_was_seen(
    sign_in: SignIn, database: Database, world: World
) -> None:
    edited, answered, moved, decided, emergency, retired_class, opted_out, kept = stack(database, world, 8)
    admin = sign_in("admin")
    fields = ticked(admin.page(preview_of(database)))
    now = utcnow()
    with database.writing() as session:
        officer_id = world.officers["admin"]
        outbox.edit(session, session.get_one(Reply, edited), "Sudah kami baca.", now, officer_id)
        case = session.get_one(Reply, answered).case
        casework.add_event(session, case, EventKind.CITIZEN_ANSWERED, now, text="airnya naik")
        session.get_one(Reply, moved).case.viral_band = 3
        outbox.reject(session, session.get_one(Reply, decided), now, officer_id, "ganda")
        session.get_one(Reply, emergency).case.urgency = 3
        session.get_one(Reply, retired_class).case.category = Category.THEFT
        author = session.get_one(Reply, opted_out).mention.author_external_id
        hashed = vault.keyed_hash(SECRET_KEY, "author", author)
        session.add(OptOut(channel=Channel.X, author_hash=hashed, created_at=now))
    where = admin.post(PAGE, **fields).location

    assert outcomes(database) == {
        edited: BulkOutcome.CHANGED,
        answered: BulkOutcome.CASE_MOVED,
        moved: BulkOutcome.RISKY,
        decided: BulkOutcome.DECIDED,
        emergency: BulkOutcome.RISKY,
        retired_class: BulkOutcome.OTHER_CLASS,
        opted_out: BulkOutcome.POLICY,
        kept: BulkOutcome.RELEASED,
    }
    assert states(database, [kept]) == {ReplyState.APPROVED}
    assert states(database, [edited, answered, moved, opted_out]) == {ReplyState.AWAITING_APPROVAL}
    page = plain(admin.page(where))
    for words in (
        "teksnya berubah sejak pratinjau",
        "pengaduannya berubah sejak pratinjau",
        "sudah diputuskan petugas lain",
        "berisiko: dibaca sendiri",
        "kini kelompok lain",
        "tidak boleh dikirim: warga ini minta tidak dibalas lagi",
    ):
        assert words in page


def test_the_guard_judges_each_alone_and_a_retired_text_none(
    sign_in: SignIn, database: Database, world: World
) -> None:
    bad, good = stack(database, world, 2)
    with database.writing() as session:
        session.get_one(Reply, bad).text = "Pelakunya jelas bersalah, pasti kami hukum."
    admin = sign_in("admin")
    page = admin.page(preview_of(database))
    assert "melanggar aturan keluar" in page
    fields = ticked(page)
    assert fields["reply"] == [str(good)]
    with database.writing() as session:
        template_of(session).active = False
    admin.post(PAGE, **fields)
    assert outcomes(database) == {good: BulkOutcome.TEMPLATE_RETIRED}


def test_risky_edited_and_foreign_replies_are_in_no_batch(
    sign_in: SignIn, database: Database, world: World
) -> None:
    ids = stack(database, world, 4)
    with database.writing() as session:
        session.get_one(Reply, ids[0]).second_approval_needed = True
        session.get_one(Reply, ids[1]).edited = True
        session.get_one(Reply, ids[2]).case.victim_sensitive = True
    admin = sign_in("admin")
    assert ticked(admin.page(preview_of(database)))["reply"] == [str(ids[3])]
    stranger = sign_in("stranger")
    assert stranger.get(preview_of(database)).status_code == 404
    fields = ticked(admin.page(preview_of(database)))
    assert stranger.post(PAGE, **fields).status_code == 409
    assert states(database, ids) == {ReplyState.AWAITING_APPROVAL}


def test_only_who_approves_sees_it(sign_in: SignIn, database: Database, world: World) -> None:
    ids = stack(database, world, bulk.ALONE + 1)
    humas = sign_in("humas")
    where = humas.post(PAGE, **ticked(humas.page(preview_of(database)))).location
    for login in ("posko", "auditor", "system"):
        browser = sign_in(login)
        for path in (PAGE, where, preview_of(database)):
            assert browser.get(path).status_code == 403, (login, path)
        assert browser.post(f"{where}/tolak").status_code == 403
    assert sign_in("head").get(preview_of(database)).status_code == 403, "she releases, and prepares nothing"
    assert sign_in("stranger").get(where).status_code == 404
    assert sign_in("approver").get(where).status_code == 404, "prepared for the whole Polda"
    assert humas.post(f"{where}/tolak").status_code == 302
    assert states(database, ids) == {ReplyState.AWAITING_APPROVAL}
    assert "tidak dilepas" in humas.page(PAGE)


def test_an_old_preview_is_not_released(sign_in: SignIn, database: Database, world: World) -> None:
    stack(database, world, bulk.ALONE + 1)
    admin = sign_in("admin")
    where = admin.post(PAGE, **ticked(admin.page(preview_of(database)))).location
    with database.writing() as session:
        session.execute(update(BulkApproval).values(prepared_at=utcnow() - timedelta(days=30)))
    assert "kedaluwarsa" in admin.page(where)
    assert sign_in("head").post(f"{where}/lepas").status_code == 409


@pytest.mark.parametrize("query", ["group=x&template=1", "template=1", "group=order&template=999999"])
def test_what_is_no_batch_is_not_there(sign_in: SignIn, query: str) -> None:
    assert sign_in("admin").get(f"{PAGE}pratinjau?{query}").status_code in (400, 404)


def test_nothing_ticked_releases_nothing(sign_in: SignIn, database: Database, world: World) -> None:
    ids = stack(database, world, 1)
    admin = sign_in("admin")
    fields = {**ticked(admin.page(preview_of(database))), "reply": []}
    admin.post(PAGE, **fields)
    assert states(database, ids) == {ReplyState.AWAITING_APPROVAL}
    with database.reading() as session:
        assert session.scalars(select(BulkApproval)).all() == []
        assert session.scalars(select(Case.id)).first() is not None

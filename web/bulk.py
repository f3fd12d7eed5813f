"""Approving several replies at once: what may go together, every final text, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import bulk, outbox, scope
from models.bulk_judging import Judged, Seen, judge
from models.clock import utcnow
from models.errors import Forbidden
from models.records import BulkApproval, Officer, ReplyTemplate, Unit
from models.vocabulary import CategoryGroup
from web import frame
from web.bulk_sheet import Sheet, put
from web.panel import chosen_unit, note, officer, panel, reading, requires, writing
from web.words import CATEGORY_GROUP_WORDS, REPLY_KIND_WORDS

pages = Blueprint("bulk", __name__, url_prefix="/persetujuan/massal")

SHOWN = 20


@dataclass(frozen=True)
class Group:
    """One batch on the list: replies of one text and one class."""

    href: str
    text: str
    kind: str
    group: str
    version: int
    count: int


@dataclass(frozen=True)
class Prepared:
    """One bulk approval on the list."""

    href: str
    words: str
    row: BulkApproval
    by: str


@pages.get("/")
def show() -> str:
    """What could go together, what waits for a second person, and what went lately."""
    _may_look()
    who = officer()
    with reading() as session:
        unit = chosen_unit(session)
        prepared = session.scalars(
            select(BulkApproval)
            .where(BulkApproval.unit_id.in_(scope.subtree_ids(who.unit.path)))
            .order_by(BulkApproval.decided_at.is_not(None), BulkApproval.id.desc())
            .limit(SHOWN)
        ).all()
        return frame.render_panel(
            session,
            "bulk.html",
            "approvals",
            unit,
            groups=[
                Group(
                    url_for(
                        "bulk.preview",
                        template=one.template.id,
                        group=one.group,
                        unit=unit.code if unit else None,
                    ),
                    one.template.text,
                    str(REPLY_KIND_WORDS[one.template.reply_kind]),
                    str(CATEGORY_GROUP_WORDS[one.group]),
                    one.template.version,
                    one.count,
                )
                for one in bulk.batches(session, who, _below(unit))
            ]
            if scope.may(who, "approve")
            else [],
            prepared=[
                Prepared(
                    url_for("bulk.one", bulk_id=row.id),
                    _state_words(row),
                    row,
                    session.get_one(Officer, row.prepared_by_id).name,
                )
                for row in prepared
            ],
        )


@pages.get("/pratinjau")
@requires("approve")
def preview() -> str:
    """Every final text of one batch, and what stays behind with its reason."""
    template_id, group = request.args.get("template", 0, type=int), _group(request.args.get("group", ""))
    now = utcnow()
    with reading() as session:
        unit = chosen_unit(session)
        found = bulk.replies(session, officer(), template_id, group, _below(unit))
        if not found:
            abort(404)
        template = session.get_one(ReplyTemplate, template_id)
        seen, sheet = Seen(template, group, bulk.newest_event(session)), Sheet()
        for reply in found:
            text_hash = outbox.text_hash(reply.text)
            judged = judge(session, seen, text_hash, reply, panel().settings, now)
            put(session, sheet, reply, text_hash, judged)
        return frame.render_panel(
            session,
            "bulk_preview.html",
            "approvals",
            unit,
            sheet=sheet,
            wording=template,
            group=group,
            seen_event=seen.event_id,
            alone=bulk.ALONE,
            most=bulk.MOST,
        )


@pages.post("/")
@requires("approve")
def prepare() -> Response:
    """Releases the ticked texts, or puts them before a second person where they are many."""
    who, now = officer(), utcnow()
    group = _group(request.form.get("group", ""))
    template_id, seen_event = (request.form.get(name, 0, type=int) for name in ("template", "seen_event"))
    seen = {
        int(number): request.form.get(f"hash-{number}", "")
        for number in request.form.getlist("reply")
        if number.isdecimal()
    }
    if not seen:
        flash(gettext("Pilih sedikitnya satu balasan."), "warn")
        return redirect(url_for("bulk.preview", template=template_id, group=group))
    with writing() as session:
        row = bulk.prepare(session, who, template_id, group, seen, seen_event, now)
        if bulk.takes_two(session, row):
            note(session, "bulk.prepared", f"bulk:{row.id}", row.unit_id, replies=len(seen))
            flash(gettext("Disiapkan. Orang kedua membaca semuanya dan melepasnya."), "warn")
        else:
            _release(session, row)
        return redirect(url_for("bulk.one", bulk_id=row.id))


@pages.get("/<int:bulk_id>")
def one(bulk_id: int) -> str:
    """Every text of a bulk approval: as it would go now, or what became of it."""
    _may_look()
    who, now, settings = officer(), utcnow(), panel().settings
    with reading() as session:
        row = _load(session, bulk_id)
        sheet = Sheet()
        for line in bulk.lines(session, row):
            reply = session.scalars(bulk.visible(who, line)).one_or_none()
            if reply is None:
                continue
            judged = Judged(line.outcome, line.reason)
            if row.decided_at is None:
                judged = judge(session, bulk.as_seen(row), line.text_hash, reply, settings, now)
            put(session, sheet, reply, line.text_hash, judged, decided=row.decided_at is not None)
        waits = row.decided_at is None and not bulk.expired(row, settings, now)
        return frame.render_panel(
            session,
            "bulk_one.html",
            "approvals",
            sheet=sheet,
            row=row,
            state=_state_words(row),
            prepared_by=session.get_one(Officer, row.prepared_by_id).name,
            decided_by=session.get_one(Officer, row.decided_by_id).name if row.decided_by_id else "",
            group=row.group,
            waits=waits,
            may_release=waits and bulk.may_release(session, row, who),
            own=row.prepared_by_id == who.id,
        )


@pages.post("/<int:bulk_id>/lepas")
@requires("approve_second")
def release(bulk_id: int) -> Response:
    """The second person lets go what is still as it was seen."""
    with writing() as session:
        _release(session, _load(session, bulk_id, lock=True))
    return redirect(url_for("bulk.one", bulk_id=bulk_id))


@pages.post("/<int:bulk_id>/tolak")
def refuse(bulk_id: int) -> Response:
    """None of it goes: the second person says no, or the first thinks better of it."""
    _may_look()
    with writing() as session:
        row = _load(session, bulk_id, lock=True)
        bulk.refuse(row, officer(), utcnow())
        note(session, "bulk.refused", f"bulk:{row.id}", row.unit_id)
    flash(gettext("Tidak ada yang dilepas; tiap balasan tetap menunggu."), "good")
    return redirect(url_for("bulk.one", bulk_id=bulk_id))


def _release(session: Session, row: BulkApproval) -> None:
    settings = panel().settings
    hold = timedelta(seconds=settings.hold_seconds)
    count = bulk.release(session, row, officer(), settings, panel().queue, utcnow(), hold)
    left = len(bulk.lines(session, row)) - count
    flash(ngettext("%(num)d balasan disetujui.", "%(num)d balasan disetujui.", count), "good")
    if left:
        flash(ngettext("%(num)d tidak ikut.", "%(num)d tidak ikut.", left), "warn")


def _state_words(row: BulkApproval) -> str:
    if row.decided_at is not None:
        return str(gettext("dilepas") if row.released else gettext("tidak dilepas"))
    if bulk.expired(row, panel().settings, utcnow()):
        return str(gettext("kedaluwarsa, tidak dilepas"))
    return str(gettext("menunggu orang kedua"))


def _load(session: Session, bulk_id: int, lock: bool = False) -> BulkApproval:
    """A bulk approval that an officer of this one's units prepared; 404 otherwise."""
    within = BulkApproval.unit_id.in_(scope.subtree_ids(officer().unit.path))
    wanted = select(BulkApproval).where(BulkApproval.id == bulk_id, within)
    row = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    return row or abort(404)


def _may_look() -> None:
    who = officer()
    if not (scope.may(who, "approve") or scope.may(who, "approve_second")):
        raise Forbidden(f"role {who.role} approves nothing")


def _group(word: str) -> CategoryGroup:
    try:
        return CategoryGroup(word)
    except ValueError:
        abort(400)


def _below(unit: Unit | None) -> Select[int] | None:
    return scope.subtree_ids(unit.path) if unit is not None else None

"""Acts on a reply: every one a transaction that also writes the audit entry, then back to the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import drafting, guard, outbox, scope, shadow, wording
from models.clock import utcnow
from models.errors import Conflict, Forbidden
from models.records import Case, Reply, Unit
from models.vocabulary import Channel
from web.cases import drafts
from web.cases.case import Refused, render
from web.listing import asked_for
from web.panel import load_case, note, officer, panel, reading, requires, writing

pages = Blueprint("replies", __name__, url_prefix="/kasus/<code>/balasan/<int:reply_id>")

Page = Response | tuple[str, int]


def load_reply(session: Session, code: str, reply_id: int) -> Reply:
    """The reply of a case this officer may see; 404 otherwise. The row is locked where the database can."""
    case = load_case(session, code)
    wanted = select(Reply).where(Reply.id == reply_id, Reply.case_id == case.id).with_for_update()
    reply = session.scalars(wanted).one_or_none()
    if reply is None:
        abort(404)
    return reply


@pages.post("/setujui")
@requires("see_cases")
def approve(code: str, reply_id: int) -> Page:
    """Approves exactly what stood in the box and enqueues the sending; a double click counts once."""
    who, now, settings = officer(), utcnow(), panel().settings
    text, request_id = typed_text(), request.form.get("request_id", "")
    if not request_id.startswith(f"{reply_id}-") or len(request_id) > 60:
        abort(400)
    hold = timedelta(seconds=settings.hold_seconds)
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        if reply.request_id == request_id and reply.state not in outbox.EDITABLE:
            return back(code)
        _may_touch(session, reply, text)
        if outbox.text_hash(reply.text) != request.form.get("text_hash"):
            return _changed_meanwhile(code, reply, text)
        if text != reply.text:
            _save(session, reply, text)
        released = drafting.may_release(session, reply, who) and reply.channel is not Channel.MANUAL
        if released and not guard.findings(reply.text, reply.channel):
            drafting.approve_and_queue(
                session,
                reply,
                seen_hash=outbox.text_hash(reply.text),
                request_id=request_id,
                officer_id=who.id,
                settings=settings,
                queue=panel().queue,
                now=now,
                hold=hold,
            )
            note(session, "reply.approved", f"reply:{reply.id}", reply.unit_id, text_hash=reply.approved_hash)
            flash(_approved_words(hold, shadow.keeps_back(session, reply)), "good")
            return back(code)
        blocked = guard.first_finding(reply.text, reply.channel)
        if blocked is not None and released:
            outbox.held_back(session, reply, blocked.rule, blocked.phrase, now, who.id)
    if blocked is not None:
        words = gettext("Teks ini melanggar aturan keluar dan belum disetujui. Perbaiki yang ditandai.")
        return render(code, Refused(errors={reply_id: words})), 422
    flash(gettext("Tersimpan. Balasan ini menunggu orang kedua untuk melepasnya."), "warn")
    return back(code)


@pages.post("/ubah")
@requires("work_cases")
def edit(code: str, reply_id: int) -> Page:
    """Saves another text."""
    text = typed_text()
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        if outbox.text_hash(reply.text) != request.form.get("text_hash"):
            return _changed_meanwhile(code, reply, text)
        if text != reply.text:
            _save(session, reply, text)
            flash(gettext("Rancangan disimpan."), "good")
    return back(code)


@pages.post("/periksa")
@requires("work_cases")
def check(code: str, reply_id: int) -> str:
    """What the guard says of the text being typed; a part of a page for htmx."""
    with reading() as session:
        reply = load_reply(session, code, reply_id)
        listing = asked_for(session)
        draft = drafts.box(session, reply, reply.case, officer(), listing.asked, typed_text())
        return render_template("draft_check.html", draft=draft)


@pages.post("/ragam")
@requires("work_cases")
def vary(code: str, reply_id: int) -> Page:
    """Puts the next standard variant in the box."""
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        other = _next_variant(session, reply.case, reply)
        if other.text == reply.text:
            flash(gettext("Tidak ada ragam lain untuk balasan ini."))
            return back(code)
        outbox.vary(session, reply, other.text, other.template_id, utcnow(), officer().id)
        note(session, "reply.varied", f"reply:{reply.id}", reply.unit_id, template=other.template_id)
    return back(code)


@pages.post("/tolak")
@requires("work_cases")
def reject(code: str, reply_id: int) -> Page:
    """Decides that this reply will not go out, and why."""
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if not reason:
        words = gettext("Tulis alasannya, agar rekan Anda tahu.")
        return render(code, Refused(errors={reply_id: words})), 422
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        outbox.reject(session, reply, utcnow(), officer().id, reason)
        note(session, "reply.rejected", f"reply:{reply.id}", reply.unit_id, reason=reason)
    flash(gettext("Balasan ditolak dan tidak akan dikirim."), "good")
    return back(code)


@pages.post("/batal")
@requires("see_cases")
def undo(code: str, reply_id: int) -> Page:
    """Takes an approval back while it is on hold."""
    who = officer()
    if not (scope.may(who, "approve") or scope.may(who, "approve_second")):
        scope.require(who, "approve")
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        outbox.undo(session, reply, utcnow(), who.id)
        note(session, "reply.undone", f"reply:{reply.id}", reply.unit_id)
    flash(gettext("Dibatalkan. Balasan menunggu keputusan lagi."), "good")
    return back(code)


@pages.post("/terkirim")
@requires("work_cases")
def posted_by_hand(code: str, reply_id: int) -> Page:
    """The officer vouches that the reply stands on the platform: posted by hand, or found there."""
    external = " ".join(request.form.get("external", "").split())[:200]
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        if reply.state in outbox.EDITABLE:
            if not drafting.may_release(session, reply, officer()):
                raise Forbidden("a second person releases this reply")
            if guard.findings(reply.text, reply.channel):
                raise Conflict("the text breaks a rule of the guard")
        outbox.posted_by_hand(session, reply, external, utcnow(), officer().id, typed_text())
        note(session, "reply.posted_by_hand", f"reply:{reply.id}", reply.unit_id, external=external)
    flash(gettext("Dicatat: balasan ini ada di platform."), "good")
    return back(code)


@pages.post("/ajukan-lagi")
@requires("work_cases")
def reopen(code: str, reply_id: int) -> Page:
    """Puts a reply that surely was not posted before an officer again."""
    with writing() as session:
        reply = load_reply(session, code, reply_id)
        outbox.reopen(session, reply, utcnow(), officer().id)
        note(session, "reply.reopened", f"reply:{reply.id}", reply.unit_id)
    return back(code)


def back(code: str) -> Response:
    """The case again, beside the same list."""
    asked: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("case.show", code=code, **asked))


def typed_text() -> str:
    """The text in the box as it is kept: browsers send line ends their own way."""
    return request.form.get("text", "").replace("\r\n", "\n").strip()[:5000]


def _may_touch(session: Session, reply: Reply, text: str) -> None:
    """Forbidden for those who may neither release this reply nor word it."""
    who = officer()
    if text != reply.text or not drafting.may_release(session, reply, who):
        scope.require(who, "work_cases")


def _save(session: Session, reply: Reply, text: str) -> None:
    outbox.edit(session, reply, text, utcnow(), officer().id)
    note(session, "reply.edited", f"reply:{reply.id}", reply.unit_id, text_hash=outbox.text_hash(text))


def _changed_meanwhile(code: str, reply: Reply, text: str) -> Page:
    """The page again with what this officer typed and what a colleague has made of it meanwhile."""
    if reply.state not in outbox.EDITABLE:
        raise Conflict(f"reply {reply.id} is {reply.state} by now")
    words = gettext(
        "Rekan Anda mengubah teks ini menjadi: “%(text)s”. Milik Anda belum disimpan.", text=reply.text
    )
    return render(code, Refused({reply.id: text}, {reply.id: words})), 409


def _approved_words(hold: timedelta, kept_back: bool) -> str:
    if kept_back:
        return str(gettext("Balasan disetujui. Mode bayangan: tidak akan dikirim."))
    seconds = int(hold.total_seconds())
    if not seconds:
        return str(gettext("Balasan disetujui."))
    return str(
        ngettext(
            "Balasan disetujui; dikirim dalam %(num)d detik.",
            "Balasan disetujui; dikirim dalam %(num)d detik.",
            seconds,
        )
    )


def _next_variant(session: Session, case: Case, reply: Reply) -> wording.Wording:
    """The variant after the one in the box, in the order the wording module turns them."""
    unit = session.get_one(Unit, reply.mention.unit_id)
    count = len(wording.fitting(session, case, unit, reply.kind, reply.channel))
    settings = panel().settings
    told = drafting.told(session, case, reply.mention)
    variants = [
        wording.compose(session, case, unit, reply.kind, reply.channel, settings, turn, told)
        for turn in range(max(count, 1))
    ]
    at = next((turn for turn, one in enumerate(variants) if one.template_id == reply.template_id), -1)
    return variants[(at + 1) % len(variants)]

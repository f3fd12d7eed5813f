"""Telling the citizen how it goes on: the stage of a case, its notice, and further answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from models import casework, drafting, guard, outbox, scope, verification, wording
from models.clock import utcnow
from models.errors import Conflict
from models.records import Case, Mention, Reply, Unit
from models.vocabulary import OPEN_STAGES, ReplyKind, Stage
from web import drafts
from web.case import unchanged
from web.panel import load_case, note, officer, panel, reading, requires, writing
from web.replies import Page, back

pages = Blueprint("progress", __name__, url_prefix="/kasus/<code>")


@pages.get("/kabar")
@requires("work_cases")
def notice(code: str) -> str:
    """The progress notice for a stage before anything is decided; a part of a page for htmx."""
    stage = _stage(request.args.get("stage", ""))
    with reading() as session:
        case = load_case(session, code)
        mention = drafting.last_mention(session, case)
        if stage is Stage.DONE:
            return render_template("notice.html", done=True)
        if mention is None:
            return render_template("notice.html", text="", request_id="", warnings=(), released=True)
        risky = drafting.high_risk(case)
        text = _progress_text(session, case, mention, stage)
        warnings = [drafts.warning(one) for one in guard.findings(text, mention.channel)]
        released = scope.may(officer(), "approve") and not risky
        return render_template(
            "notice.html",
            text=text,
            request_id=drafts.new_request_id(0),
            warnings=warnings,
            released=released,
        )


@pages.post("/tahap")
@requires("work_cases")
def stage(code: str) -> Page:
    """Moves the case on; the citizen is told by a notice that is approved here or waits for approval."""
    to, now, settings = _stage(request.form.get("stage", "")), utcnow(), panel().settings
    with writing() as session:
        case = load_case(session, code)
        unchanged(case, "stage")
        if to is Stage.DONE:
            return _claim_done(session, case, now)
        verification.withdraw(session, case, now)
        casework.change_stage(session, case, to, now, officer().id)
        note(session, "case.stage_changed", f"case:{case.id}", case.unit_id, stage=to)
        mention = drafting.last_mention(session, case)
        if request.form.get("tell") and mention is not None:
            reply = drafting.draft_standard(
                session, case, mention, ReplyKind.PROGRESS, settings, now, officer().id
            )
            assert reply is not None
            if _approve_shown(session, reply, now):
                flash(gettext("Tahap dipindahkan; kabar untuk warga disetujui."), "good")
            else:
                flash(gettext("Tahap dipindahkan; kabar untuk warga menunggu persetujuan di bawah."), "warn")
            return back(code)
    flash(gettext("Tahap dipindahkan."), "good")
    return back(code)


@pages.post("/balas")
@requires("work_cases")
def answer(code: str) -> Page:
    """Drafts a further answer to the citizen's last words."""
    now, settings = utcnow(), panel().settings
    with writing() as session:
        case = load_case(session, code)
        mention = drafting.last_mention(session, case)
        if mention is None:
            raise Conflict(f"case {code} has no post left to answer")
        reply = None
        if case.first_answered_at is None:
            reply = drafting.draft_first_reply(session, case, mention, settings, panel().queue, now)
        if reply is None:
            reply = drafting.draft_standard(
                session, case, mention, ReplyKind.ANSWER, settings, now, officer().id
            )
        assert reply is not None
        note(session, "reply.drafted", f"reply:{reply.id}", reply.unit_id)
    return back(code)


def _claim_done(session: Session, case: Case, now: datetime) -> Page:
    """Somebody else closes the case; until then its stage is what it was."""
    evidence = " ".join(request.form.get("evidence", "").split())[:1000]
    verification.claim(session, case, officer(), evidence, bool(request.form.get("tell")), now)
    note(session, "case.done_claimed", f"case:{case.id}", case.unit_id)
    flash(gettext("Dinyatakan selesai; orang lain dengan peran lain yang mengesahkannya."), "good")
    return back(case.code)


def _stage(word: str) -> Stage:
    try:
        return Stage(word)
    except ValueError:
        abort(400)


def _progress_text(session: Session, case: Case, mention: Mention, to: Stage) -> str:
    """The standard notice as it would read after the move; the case itself is left alone."""
    unit = session.get_one(Unit, mention.unit_id)
    session.expunge(case)
    case.stage = to
    if to in OPEN_STAGES:
        case.next_news_at = utcnow() + timedelta(hours=case.next_news_hours)
    return wording.compose(session, case, unit, ReplyKind.PROGRESS, mention.channel, panel().settings).text


def _approve_shown(session: Session, reply: Reply, now: datetime) -> bool:
    """Approves the notice that stood in the stage form, when it may go out as it is."""
    shown = request.form.get("notice", "").replace("\r\n", "\n").strip()[:5000]
    token = request.form.get("request_id", "").removeprefix("0-")[:40]
    if not shown or not token:
        return False
    if shown != reply.text:
        outbox.edit(session, reply, shown, now, officer().id)
    if not drafting.may_release(session, reply, officer()) or guard.findings(reply.text, reply.channel):
        return False
    drafting.approve_and_queue(
        session,
        reply,
        seen_hash=outbox.text_hash(shown),
        request_id=f"{reply.id}-{token}",
        officer_id=officer().id,
        settings=panel().settings,
        queue=panel().queue,
        now=now,
        hold=timedelta(seconds=panel().settings.hold_seconds),
    )
    note(session, "reply.approved", f"reply:{reply.id}", reply.unit_id, text_hash=reply.approved_hash)
    return True

"""Telling the citizen how it goes on: the stage of a case, its notice, and further answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from models import casework, drafting, guard, merging, outbox, scope, verification, wording
from models.clock import utcnow
from models.errors import Conflict
from models.records import Account, Case, Mention, Reply, Unit
from models.two_persons import high_risk
from models.vocabulary import OPEN_STAGES, Channel, ReplyKind, Stage
from web.cases import drafts
from web.cases.case import unchanged
from web.cases.replies import Page, back
from web.panel import load_case, note, officer, panel, reading, requires, writing

pages = Blueprint("progress", __name__, url_prefix="/kasus/<code>")


@pages.get("/kabar")
@requires("work_cases")
def notice(code: str) -> str:
    """The progress notice for a stage before anything is decided; a part of a page for htmx."""
    stage = _stage(request.args.get("stage", ""))
    with reading() as session:
        case = load_case(session, code)
        if stage is Stage.DONE:
            return render_template("notice.html", done=True)
        released = scope.may(officer(), "approve") and not high_risk(case)
        return render_template(
            "notice.html",
            notices=_notices(session, case, stage),
            request_id=drafts.new_request_id(0),
            promised=case.next_news_at,
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
        casework.change_stage(session, case, to, now, officer().id, _promised())
        note(session, "case.stage_changed", f"case:{case.id}", case.unit_id, stage=to)
        told = (
            drafting.tell_all(session, case, settings, now, officer().id) if request.form.get("tell") else []
        )
        approved = [_approve_shown(session, reply, now) for reply in told]
        if told:
            if all(approved):
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
        casework.require_unmerged(case)
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


def _promised() -> datetime | None:
    """The moment of the next news in the notices that stood in the form."""
    try:
        moment = datetime.fromisoformat(request.form.get("promised", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@dataclass(frozen=True)
class Notice:
    """What one thread would be told; the first of them may be worded anew."""

    field: str
    text: str
    channel: Channel
    account: str
    warnings: Sequence[str]


def _notices(session: Session, case: Case, to: Stage) -> list[Notice]:
    """The standard notice to each thread as it would read after the move; the case itself is left alone."""
    mentions = merging.threads(session, case)
    told = [drafting.told(session, case, mention) for mention in mentions]
    session.expunge(case)
    case.stage = to
    if to in OPEN_STAGES:
        case.next_news_at = utcnow() + timedelta(hours=case.next_news_hours)
    return [_notice(session, case, mention, reader) for mention, reader in zip(mentions, told, strict=True)]


def _notice(session: Session, case: Case, mention: Mention, reader: Case) -> Notice:
    unit, settings = session.get_one(Unit, mention.unit_id), panel().settings
    kind, channel = drafting.notice_kind(session, case, mention, utcnow()), mention.channel
    text = wording.compose(session, case, unit, kind, channel, settings, told=reader).text
    account = session.get_one(Account, mention.account_id).handle
    warnings = [drafts.warning(one) for one in guard.findings(text, channel)]
    return Notice(f"notice-{mention.id}", text, channel, account, warnings)


def _approve_shown(session: Session, reply: Reply, now: datetime) -> bool:
    """Approves the notice that stood in the stage form for this thread, when it may go out as it is."""
    shown = request.form.get(f"notice-{reply.mention_id}", "").replace("\r\n", "\n").strip()[:5000]
    token = request.form.get("request_id", "").removeprefix("0-")[:40]
    if not shown or not token or reply.channel is Channel.MANUAL:
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

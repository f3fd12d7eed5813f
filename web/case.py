"""One case: the conversation, the decision on the reply, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask import session as current_session
from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import outbox, scope
from models.clock import utcnow
from models.records import AccessLog, Account, Assessment, Case, Incident, Mention, Officer, Reply, Unit
from models.vocabulary import OPEN_STAGES, Category, ReplyState, Stage, Verdict
from web import conversation, drafts, history, live
from web.frame import render_panel
from web.listing import Listing, asked_for
from web.panel import load_case, officer, panel, reading, requires
from web.rows import clock, page
from web.shapes import Choice, Clock, Draft, Fact, Post, Question, Similar
from web.times import ago
from web.words import CATEGORY_WORDS, CHANNEL_WORDS, KIND_WORDS, URGENCY_WORDS

pages = Blueprint("case", __name__, url_prefix="/kasus")

# A page that reads itself again while open is one look, not many.
ONE_LOOK = timedelta(minutes=1)


@dataclass(frozen=True)
class Refused:
    """What an officer typed and why it was not taken: the page is shown again with both."""

    texts: Mapping[int, str] = field(default_factory=dict)  # reply -> the text typed
    errors: Mapping[int, str] = field(default_factory=dict)  # reply -> the reason
    unit: str = ""
    note: str = ""


@pages.get("/<code>")
@requires("see_cases")
def show(code: str) -> str:
    """The page; opening it is noted in the access log."""
    now = utcnow()
    # Not an act: the counts of the rail stay as they are.
    with panel().database.writing() as session:
        _log_look(session, load_case(session, code), now)
    return render(code)


def render(code: str, refused: Refused | None = None) -> str:
    """The page of a case, beside the list it was opened from."""
    who, now, refused = officer(), utcnow(), refused or Refused()
    with reading() as session:
        case, listing = load_case(session, code), asked_for(session)
        newest = live.newest_event(session)
        found = page(session, listing, who)
        rows = [replace(row, current=row.case_id == case.id) for row in found.rows]
        replies = conversation.replies_of(session, case)
        mentions = conversation.mentions_of(session, case)
        revealed = is_revealed(case, now)
        return render_panel(
            session,
            "case.html",
            listing.view.key,
            listing.unit,
            live.href(listing, found.last, newest, case),
            item=case,
            listing=listing,
            rows=rows,
            posts=_with_undo(
                conversation.posts(session, case, mentions, replies, revealed, now),
                replies,
                case,
                who,
                listing.asked,
            ),
            drafts=_drafts(session, case, replies, who, listing, refused),
            questions=_questions(replies, case, who, listing),
            clocks=_clocks(case, now),
            facts=_facts(session, case, mentions),
            why=_why(session, mentions),
            similar=_similar(session, case, mentions, who),
            lines=history.lines(session, case),
            may=_may(session, case, who, mentions, replies, revealed),
            forms_of=_forms(session, case),
            refused=refused,
            here=here(case, listing),
        )


def here(case: Case, listing: Listing) -> dict[str, Any]:
    """The arguments of this case's addresses: what it is and which list it was opened from."""
    return {"code": case.code, **listing.asked}


def is_revealed(case: Case, now: datetime) -> bool:
    """Whether this officer has opened the masks of this case and they have not closed again."""
    until = current_session.get("revealed", {}).get(str(case.id), "")
    return bool(until) and datetime.fromisoformat(until) > now


def _log_look(session: Session, case: Case, now: datetime) -> None:
    who = officer()
    looked = select(AccessLog.id).where(
        AccessLog.case_id == case.id, AccessLog.officer_id == who.id, AccessLog.at > now - ONE_LOOK
    )
    if session.scalar(looked.limit(1)) is None:
        session.add(AccessLog(officer_id=who.id, case_id=case.id, at=now, page=request.endpoint or ""))


def _with_undo(
    posts: Sequence[Post], replies: Sequence[Reply], case: Case, who: Officer, asked: dict[str, Any]
) -> list[Post]:
    """The conversation with 'Batalkan' at what is still on hold, for those who may approve."""
    if not (scope.may(who, "approve") or scope.may(who, "approve_second")):
        return list(posts)
    return [
        replace(
            post,
            reply=replace(
                post.reply,
                undo_href=url_for("replies.undo", code=case.code, reply_id=post.reply.reply_id, **asked),
            ),
        )
        if post.reply is not None and post.reply.hold_left
        else post
        for post in posts
    ]


def _drafts(
    session: Session, case: Case, replies: Sequence[Reply], who: Officer, listing: Listing, refused: Refused
) -> list[Draft]:
    return [
        drafts.box(
            session,
            reply,
            case,
            who,
            listing.asked,
            refused.texts.get(reply.id),
            refused.errors.get(reply.id, ""),
        )
        for reply in replies
        if reply.state in outbox.EDITABLE
    ]


def _questions(replies: Sequence[Reply], case: Case, who: Officer, listing: Listing) -> list[Question]:
    """The replies of which a person must say what becomes of them."""
    if not scope.may(who, "work_cases") or case.closed_at is not None:
        return []
    return [drafts.question(reply, case, listing.asked) for reply in replies if reply.state in drafts.ASK]


def _clocks(case: Case, now: datetime) -> list[Clock]:
    running = clock(case, now)
    clocks = [running] if running else []
    if case.first_answered_at is not None:
        total = max(int((case.due_at - case.first_mention_at).total_seconds()), 60)
        met = case.first_answered_at <= case.due_at
        left = int((case.due_at - case.first_answered_at).total_seconds())
        clocks.insert(0, Clock(gettext("jawaban pertama"), left, total, case.due_at, met))
    return clocks


def _facts(session: Session, case: Case, mentions: Sequence[Mention]) -> list[Fact]:
    unit = session.get_one(Unit, case.unit_id)
    account = session.get_one(Account, case.account_id)
    facts = [
        Fact(gettext("Satuan"), unit.name),
        Fact(gettext("Diambil"), case.assigned_to.name if case.assigned_to else gettext("belum diambil")),
        Fact(
            gettext("Masuk"), f"{CHANNEL_WORDS[case.channel]} @{account.handle}, {ago(case.first_mention_at)}"
        ),
        Fact(gettext("Sebutan"), str(len(mentions))),
    ]
    if case.accused_unit_id is not None:
        accused = session.get_one(Unit, case.accused_unit_id)
        facts.append(Fact(gettext("Diadukan"), accused.name))
    if case.incident_id is not None:
        incident = session.get_one(Incident, case.incident_id)
        facts.append(Fact(gettext("Peristiwa"), incident.title or incident.key))
    return facts


@dataclass(frozen=True)
class Why:
    """Why the model thinks so."""

    sentences: Sequence[str] = ()
    words: Sequence[str] = ()
    model: str = ""


def _why(session: Session, mentions: Sequence[Mention]) -> Why:
    assessment = _assessment(session, mentions)
    if assessment is None:
        return Why()
    percent = "{:.0f} %".format
    unsure = assessment.verdict is Verdict.UNSURE
    chance = percent(100 * assessment.p_actionable)
    sentences = [
        gettext("Belum pasti: peluang perlu ditangani %(p)s.", p=chance)
        if unsure
        else gettext("Peluang perlu ditangani %(p)s.", p=chance),
        gettext(
            "%(category)s, yakin %(p)s; %(urgency)s.",
            category=str(CATEGORY_WORDS[assessment.category]).capitalize(),
            p=percent(100 * assessment.p_category),
            urgency=URGENCY_WORDS[assessment.urgency],
        ),
    ]
    if assessment.about_officer:
        sentences.append(
            gettext("Tentang petugas, yakin %(p)s.", p=percent(100 * assessment.p_about_officer))
        )
    if assessment.out_of_distribution:
        sentences.append(gettext("Tidak mirip dengan contoh mana pun: bacalah dengan teliti."))
    if assessment.degraded:
        sentences.append(gettext("Dinilai dengan cara sederhana karena model utama tidak tersedia."))
    return Why(sentences, conversation.reason_words(assessment)[:6], assessment.model_version)


def _assessment(session: Session, mentions: Sequence[Mention]) -> Assessment | None:
    """What the model made of the first mention."""
    if not mentions:
        return None
    newest = select(Assessment).where(Assessment.mention_id == mentions[0].id).order_by(Assessment.id.desc())
    return session.scalars(newest.limit(1)).first()


def _similar(session: Session, case: Case, mentions: Sequence[Mention], who: Officer) -> list[Similar]:
    """Other cases about the same event, then examples the model compared with."""
    beside: list[Similar] = []
    if case.incident_id is not None:
        others = session.scalars(
            select(Case)
            .where(Case.incident_id == case.incident_id, Case.id != case.id, scope.case_visible(who))
            .order_by(Case.id.desc())
            .limit(5)
        )
        beside = [
            Similar(url_for("case.show", code=one.code), one.subject, ago(one.opened_at)) for one in others
        ]
    assessment = _assessment(session, mentions)
    examples = assessment.similar[:3] if assessment else []
    return beside + [Similar("", str(one.get("text", "")), _example_note(one)) for one in examples]


def _example_note(example: Mapping[str, object]) -> str:
    kind = str(example.get("kind", ""))
    words = str(KIND_WORDS[kind]) if kind in KIND_WORDS else ""  # type: ignore[index]
    return str(gettext("contoh: %(kind)s", kind=words) if words else gettext("contoh"))


def _may(
    session: Session,
    case: Case,
    who: Officer,
    mentions: Sequence[Mention],
    replies: Sequence[Reply],
    revealed: bool,
) -> dict[str, bool]:
    """Which acts the page offers; each act asks again."""
    works = scope.may(who, "work_cases")
    opened = case.closed_at is None
    waiting = any(reply.state in (*outbox.EDITABLE, ReplyState.APPROVED) for reply in replies)
    return {
        "work": works,
        "claim": works and opened and case.assigned_to_id != who.id,
        "triage": works and opened and case.needs_triage,
        "answer": works and opened and bool(mentions) and not case.needs_triage and not waiting,
        "hand_over": opened and scope.may(who, "hand_over"),
        "reveal": scope.may(who, "reveal") and not revealed,
    }


def _forms(session: Session, case: Case) -> dict[str, Any]:
    """Choices of the forms at the side, and what each form was filled from: a change under one's hands shows."""
    stages = [stage for stage in Stage if stage is not Stage.RECEIVED and stage is not case.stage]
    return {
        "stages": stages,
        "categories": [Choice(one, str(CATEGORY_WORDS[one])) for one in Category if one is not Category.NONE],
        "units": [Choice(one.code, one.name) for one in _near_units(session, case)],
        "versions": versions(case),
        "next_stage": next((one for one in stages if one in OPEN_STAGES), stages[0]),
    }


def versions(case: Case) -> dict[str, str]:
    """Per form, what the officer saw when he opened it."""
    return {
        "stage": case.stage,
        "unit": str(case.unit_id),
        "label": f"{case.category}.{case.urgency}.{case.about_officer}",
        "claim": str(case.assigned_to_id or ""),
    }


def _near_units(session: Session, case: Case) -> Sequence[Unit]:
    """The units next to the case's in the tree: where it most often goes."""
    unit = session.get_one(Unit, case.unit_id)
    near = or_(Unit.parent_id == unit.id, Unit.id == unit.parent_id, Unit.parent_id == unit.parent_id)
    return session.scalars(
        select(Unit).where(near, Unit.id != unit.id, Unit.active).order_by(Unit.path).limit(40)
    ).all()

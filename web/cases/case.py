"""One case: the conversation, the decision on the reply, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask import session as current_session
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import outbox, scope
from models.clock import utcnow
from models.errors import Conflict
from models.records import AccessLog, Case, Mention, Officer, Reply, Unit
from models.vocabulary import OPEN_STAGES, Category, ReplyState, Stage
from web import alerts, live
from web.cases import (
    case_side,
    conversation,
    done_claim,
    drafts,
    duplicates,
    history,
    incident_facts,
    suggestion,
)
from web.frame import render_panel
from web.listing import Listing, asked_for
from web.panel import load_case, officer, panel, reading, requires
from web.rows import page
from web.shapes import Choice, Draft, Post, Question
from web.viral import spread as viral_spread
from web.words import CATEGORY_WORDS

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
            clocks=case_side.clocks(session, case, now),
            facts=case_side.facts(session, case, mentions, panel().settings.secret_key, revealed),
            why=case_side.why(session, mentions),
            similar=case_side.similar(session, mentions),
            spread=viral_spread.of_case(session, case, now),
            incident=(seen := incident_facts.of_case(session, case, who, now)),
            moves=incident_facts.moves(session, case, who, seen),
            lines=history.lines(session, case, incidents=seen is not None, who_id=who.id),
            claim=done_claim.box(session, case, who),
            unseen=alerts.emergency_of(session, case),
            offer=suggestion.of_case(session, case, who),
            duplicates=duplicates.of_case(session, case, who),
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
        "ask": works and opened and bool(mentions) and case.stage is not Stage.NEED_DETAILS,
        "claim": works and opened and case.assigned_to_id != who.id,
        "triage": works and opened and case.needs_triage,
        "answer": works and opened and bool(mentions) and not case.needs_triage and not waiting,
        "hand_over": opened and scope.may(who, "hand_over"),
        "reveal": scope.may(who, "reveal") and not revealed,
        "replay": scope.may(who, "see_viral"),
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


def unchanged(case: Case, form: str) -> None:
    """Conflict when a colleague changed meanwhile what this form decides on."""
    if request.form.get("version") != versions(case)[form]:
        raise Conflict(f"the {form} of case {case.code} was changed after this page was opened")


def _near_units(session: Session, case: Case) -> Sequence[Unit]:
    """The units next to the case's in the tree: where it most often goes."""
    unit = session.get_one(Unit, case.unit_id)
    near = or_(Unit.parent_id == unit.id, Unit.id == unit.parent_id, Unit.parent_id == unit.parent_id)
    return session.scalars(
        select(Unit).where(near, Unit.id != unit.id, Unit.active).order_by(Unit.path).limit(40)
    ).all()

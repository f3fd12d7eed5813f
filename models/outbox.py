"""The outbox: every step a reply can take, each a conditional change of one row.

    draft -> awaiting_approval -> approved -> sending -> sent -> confirmed
    side states: rejected, expired, cancelled, failed, unknown, needs_human, shadowed

The panel approves, the responder sends; both call these functions inside their own transaction.
Whoever changes the state names the state it decided on, so that of two who come at once the
second is told so (`Conflict`) and nothing is done twice. No network here: `responder` calls the
platform between two of these steps, never inside one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import guard, law_clocks, private_way
from models.casework import add_event, mark_answered
from models.errors import Conflict, Forbidden
from models.records import Case, Mention, Reply, ReplyTemplate, ShadowPost
from models.two_persons import high_risk, require_release
from models.vocabulary import EventKind, Refusal, ReplyKind, ReplyState

APPROVAL_EXPIRED = "approval expired"
BY_HAND = "posted by hand"
EDITABLE = (ReplyState.DRAFT, ReplyState.AWAITING_APPROVAL)


def text_hash(text: str) -> str:
    """What an approval is bound to: the SHA-256 of the exact text."""
    return hashlib.sha256(text.encode()).hexdigest()


def draft(
    session: Session,
    case: Case,
    mention: Mention,
    kind: ReplyKind,
    text: str,
    now: datetime,
    *,
    template_id: int | None = None,
    second_approval_needed: bool = False,
    officer_id: int | None = None,
) -> Reply | None:
    """A reply that waits for approval, or None when this mention already has its one reply of this kind."""
    ordinal = 0
    once = kind not in (ReplyKind.PROGRESS, ReplyKind.ANSWER, ReplyKind.DETAILS)
    if not once and not private_way.is_private_reply(kind, mention):
        counted = select(func.count()).where(Reply.mention_id == mention.id, Reply.kind == kind)
        ordinal = session.scalar(counted) or 0
    elif session.scalar(select(Reply.id).where(Reply.mention_id == mention.id, Reply.kind == kind)):
        return None
    reply = Reply(
        mention_id=mention.id,
        case_id=case.id,
        account_id=mention.account_id,
        unit_id=case.unit_id,
        channel=mention.channel,
        kind=kind,
        ordinal=ordinal,
        text=text,
        template_id=template_id,
        key=secrets.token_hex(12),
        state=ReplyState.AWAITING_APPROVAL,
        second_approval_needed=second_approval_needed,
        created_at=now,
    )
    session.add(reply)
    session.flush()
    add_event(
        session,
        case,
        EventKind.DRAFTED,
        now,
        reply_id=reply.id,
        officer_id=officer_id,
        reply_kind=kind,
        **_made_of(session, template_id),
    )
    return reply


def edit(session: Session, reply: Reply, text: str, now: datetime, officer_id: int) -> None:
    """Changes the text of a reply nobody has approved yet."""
    # Of the emergency card only the standard wording needs no second person.
    second = reply.second_approval_needed or (
        reply.kind is ReplyKind.EMERGENCY_CARD and high_risk(reply.case)
    )
    _move(
        session,
        reply,
        EDITABLE,
        ReplyState.AWAITING_APPROVAL,
        text=text,
        edited=True,
        second_approval_needed=second,
    )
    add_event(session, reply.case, EventKind.EDITED, now, reply_id=reply.id, officer_id=officer_id)


def vary(
    session: Session, reply: Reply, text: str, template_id: int | None, now: datetime, officer_id: int
) -> None:
    """Puts another standard text in the place of this one: no words of the officer's own."""
    _move(
        session,
        reply,
        EDITABLE,
        ReplyState.AWAITING_APPROVAL,
        text=text,
        template_id=template_id,
        edited=False,
    )
    add_event(
        session,
        reply.case,
        EventKind.DRAFTED,
        now,
        reply_id=reply.id,
        officer_id=officer_id,
        reply_kind=reply.kind,
        **_made_of(session, template_id),
    )


def approve(
    session: Session,
    reply: Reply,
    *,
    seen_hash: str,
    request_id: str,
    officer_id: int | None,
    now: datetime,
    hold: timedelta,
    valid_for: timedelta,
) -> bool:
    """Approves the exact text the officer saw; False when this very click was already counted.

    The caller enqueues the sending job in the same transaction. Raises Conflict when the text
    changed under the officer's hands or the reply is no longer waiting, Forbidden where a second person
    must release it and this is none.
    """
    if reply.request_id == request_id and reply.state not in EDITABLE:
        return False
    if text_hash(reply.text) != seen_hash:
        raise Conflict("the text was changed after this page was opened; read it again before approving")
    require_release(session, reply, officer_id)
    _move(
        session,
        reply,
        EDITABLE,
        ReplyState.APPROVED,
        approved_at=now,
        approved_by_id=officer_id,
        approved_hash=seen_hash,
        request_id=request_id,
        due_at=now + hold,
        expires_at=now + valid_for,
        state_reason="",
    )
    add_event(
        session,
        reply.case,
        EventKind.APPROVED,
        now,
        reply_id=reply.id,
        officer_id=officer_id,
        text_hash=seen_hash,
    )
    return True


def held_back(
    session: Session, reply: Reply, rule: str, phrase: str, now: datetime, officer_id: int | None
) -> None:
    """Notes that an approval was refused because the text breaks a rule of the guard."""
    reason = guard.breach_words(rule, phrase)
    add_event(
        session, reply.case, EventKind.HELD_BACK, now, reply_id=reply.id, officer_id=officer_id, reason=reason
    )


def undo(session: Session, reply: Reply, now: datetime, officer_id: int | None) -> None:
    """Takes an approval back before the reply is being sent: it waits for approval again."""
    _move(
        session,
        reply,
        (ReplyState.APPROVED,),
        ReplyState.AWAITING_APPROVAL,
        approved_at=None,
        approved_by_id=None,
        approved_hash="",
        request_id=None,
        due_at=None,
    )
    add_event(session, reply.case, EventKind.CANCELLED, now, reply_id=reply.id, officer_id=officer_id)


def reject(session: Session, reply: Reply, now: datetime, officer_id: int, reason: str) -> None:
    """Decides that this reply will not be sent."""
    _move(session, reply, EDITABLE, ReplyState.REJECTED, state_reason=reason)
    add_event(
        session, reply.case, EventKind.REJECTED, now, reply_id=reply.id, officer_id=officer_id, reason=reason
    )


def claim(session: Session, reply_id: int, now: datetime, answer_within: timedelta) -> Reply | None:
    """Takes an approved reply whose time has come for one attempt; None when it is not to be had.

    Compare-and-swap on state and attempt: of any number of workers one gets it. The caller checks
    policy on what it got, commits, and only then speaks to the network. `due_at` is when a reply
    still found in `sending` counts as uncertain.
    """
    reply = session.get(Reply, reply_id, with_for_update=True)
    if reply is None or reply.state is not ReplyState.APPROVED or (reply.due_at and reply.due_at > now):
        return None
    if text_hash(reply.text) != reply.approved_hash:
        raise Forbidden(f"reply {reply.id} is not the text that was approved")
    taken = session.execute(
        update(Reply)
        .where(Reply.id == reply_id, Reply.state == ReplyState.APPROVED, Reply.attempt == reply.attempt)
        .returning(Reply.id)
        .values(
            state=ReplyState.SENDING,
            attempt=reply.attempt + 1,
            sends=reply.sends + 1,
            first_attempt_at=reply.first_attempt_at or now,
            due_at=now + answer_within,
        )
    ).all()
    if not taken:
        return None
    session.refresh(reply)
    add_event(session, reply.case, EventKind.SENDING, now, reply_id=reply.id, attempt=reply.attempt)
    return reply


def sent(
    session: Session, reply: Reply, external_id: str, url: str, now: datetime, confirm_after: timedelta | None
) -> None:
    """The platform holds the reply under `external_id`."""
    _move(
        session,
        reply,
        (ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.NEEDS_HUMAN),
        ReplyState.SENT,
        external_id=external_id,
        external_url=url,
        sent_at=now,
        state_reason="",
        due_at=now + confirm_after if confirm_after is not None else None,
    )
    _answered(session, reply, now)
    add_event(session, reply.case, EventKind.SENT, now, reply_id=reply.id)


def confirmed(session: Session, reply: Reply, now: datetime) -> None:
    """The reply was read back from the platform, or reported delivered."""
    _move(session, reply, (ReplyState.SENT,), ReplyState.CONFIRMED, confirmed_at=now, due_at=None)
    add_event(session, reply.case, EventKind.CONFIRMED, now, reply_id=reply.id)


def shadowed(session: Session, reply: Reply, now: datetime) -> None:
    """Shadow mode is on: nothing is posted, the case is not answered, the text is kept as it would have gone."""
    _move(
        session,
        reply,
        (ReplyState.APPROVED,),
        ReplyState.SHADOWED,
        state_reason="",
        due_at=None,
    )
    asked_in = reply.mention.case_id or reply.case_id
    session.add(ShadowPost(reply_id=reply.id, case_id=asked_in, text=reply.text, at=now))
    add_event(session, reply.case, EventKind.SHADOWED, now, reply_id=reply.id)


def look_again(session: Session, reply: Reply, due_at: datetime | None) -> None:
    """Keeps the state; the next look is at `due_at` (None: never by itself)."""
    _move(session, reply, (reply.state,), reply.state, due_at=due_at)


def postponed(session: Session, reply: Reply, due_at: datetime, reason: str, now: datetime) -> None:
    """Surely not posted, may be tried again at `due_at`; a reason told before is not told again."""
    news = reply.state_reason != reason
    _move(
        session,
        reply,
        (ReplyState.SENDING, ReplyState.APPROVED, ReplyState.UNKNOWN),
        ReplyState.APPROVED,
        due_at=due_at,
        state_reason=reason,
    )
    if news:
        add_event(session, reply.case, EventKind.POSTPONED, now, reply_id=reply.id, reason=reason)


def wake(session: Session, reason: str, now: datetime) -> int:
    """What was held for this reason is due now; how many that were.

    Only the moment changes: each is claimed and judged like any other that is due, so nothing goes out twice.
    """
    held = (Reply.state == ReplyState.APPROVED, Reply.state_reason == reason, Reply.due_at > now)
    return len(session.execute(update(Reply).where(*held).values(due_at=now).returning(Reply.id)).all())


def uncertain(session: Session, reply: Reply, due_at: datetime, reason: str, now: datetime) -> None:
    """May or may not be posted: rests until `due_at`, then the platform is asked. Never a blind retry."""
    _move(
        session,
        reply,
        (ReplyState.SENDING, ReplyState.UNKNOWN),
        ReplyState.UNKNOWN,
        due_at=due_at,
        state_reason=reason,
    )
    add_event(session, reply.case, EventKind.OUTCOME_UNKNOWN, now, reply_id=reply.id, reason=reason)


def failed(session: Session, reply: Reply, refusal: Refusal, reason: str, now: datetime) -> None:
    """Surely not posted and never will be; shown to a human with the reason."""
    _move(
        session,
        reply,
        (
            ReplyState.SENDING,
            ReplyState.APPROVED,
            ReplyState.UNKNOWN,
            ReplyState.NEEDS_HUMAN,
            ReplyState.SENT,
        ),
        ReplyState.FAILED,
        refusal=refusal,
        state_reason=reason,
        due_at=None,
    )
    add_event(session, reply.case, EventKind.SEND_FAILED, now, reply_id=reply.id, reason=reason, code=refusal)


def needs_human(session: Session, reply: Reply, reason: str, now: datetime) -> None:
    """The platform cannot tell: an officer looks there and says whether it was posted."""
    _move(
        session,
        reply,
        (ReplyState.SENDING, ReplyState.UNKNOWN),
        ReplyState.NEEDS_HUMAN,
        state_reason=reason,
        due_at=None,
    )
    add_event(session, reply.case, EventKind.NEEDS_HUMAN, now, reply_id=reply.id, reason=reason)


def expired(session: Session, reply: Reply, now: datetime) -> None:
    """An approval that nobody could use in time is no longer one: the reply waits for another, and says why."""
    _move(
        session,
        reply,
        (ReplyState.APPROVED,),
        ReplyState.AWAITING_APPROVAL,
        approved_at=None,
        approved_by_id=None,
        approved_hash="",
        request_id=None,
        expires_at=None,
        due_at=None,
        state_reason=APPROVAL_EXPIRED,
    )
    add_event(session, reply.case, EventKind.SEND_FAILED, now, reply_id=reply.id, reason=APPROVAL_EXPIRED)


def reopen(session: Session, reply: Reply, now: datetime, officer_id: int | None) -> None:
    """Puts a reply that surely was not posted before an officer again, for another approval."""
    _move(
        session,
        reply,
        (
            ReplyState.FAILED,
            ReplyState.EXPIRED,
            ReplyState.REJECTED,
            ReplyState.NEEDS_HUMAN,
            ReplyState.SHADOWED,
        ),
        ReplyState.AWAITING_APPROVAL,
        refusal=None,
        state_reason="",
        approved_at=None,
        approved_by_id=None,
        approved_hash="",
        request_id=None,
        due_at=None,
    )
    add_event(session, reply.case, EventKind.DRAFTED, now, reply_id=reply.id, officer_id=officer_id)


def posted_by_hand(
    session: Session, reply: Reply, external_id: str, now: datetime, officer_id: int | None, text: str = ""
) -> None:
    """An officer vouches that the reply stands on the platform (manual channel, or after looking there).

    `text` is what he posted in the place of a reply that shadow mode kept back; empty: the reply's own.
    """
    if reply.state in EDITABLE:
        require_release(session, reply, officer_id)
    own_words = {"text": text, "edited": True} if text and reply.state is ReplyState.SHADOWED else {}
    _move(
        session,
        reply,
        (
            ReplyState.AWAITING_APPROVAL,
            ReplyState.APPROVED,
            ReplyState.FAILED,
            ReplyState.NEEDS_HUMAN,
            ReplyState.SHADOWED,
        ),
        ReplyState.CONFIRMED,
        external_id=external_id or f"by-hand:{reply.key}",
        sent_at=now,
        confirmed_at=now,
        state_reason=BY_HAND,
        due_at=None,
        **own_words,
    )
    _answered(session, reply, now)
    add_event(
        session, reply.case, EventKind.CONFIRMED, now, reply_id=reply.id, officer_id=officer_id, by_hand=True
    )


def _made_of(session: Session, template_id: int | None) -> dict[str, int]:
    """Which standard text, in which version, a draft was made of: the history keeps it, whatever replaces it."""
    if template_id is None:
        return {}
    return {"template": template_id, "version": session.get_one(ReplyTemplate, template_id).version}


def _answered(session: Session, reply: Reply, now: datetime) -> None:
    """The case is answered, and so is the one whose citizen was told, where that was merged into it."""
    for case_id in {reply.case_id, reply.mention.case_id or reply.case_id}:
        case = session.get_one(Case, case_id)
        mark_answered(session, case, now)
        if reply.kind in (ReplyKind.PROGRESS, ReplyKind.ANSWER, ReplyKind.DETAILS):
            law_clocks.followed_up(session, case, now)


def _move(
    session: Session,
    reply: Reply,
    allowed: tuple[ReplyState, ...],
    to: ReplyState,
    **columns: object,
) -> None:
    """One conditional change of the row; Conflict when its state or attempt is not what we decided on."""
    changed = session.execute(
        update(Reply)
        .where(Reply.id == reply.id, Reply.state.in_(allowed), Reply.attempt == reply.attempt)
        .values(state=to, **columns)
        .returning(Reply.id)
    ).all()
    if not changed:
        session.refresh(reply)
        raise Conflict(f"reply {reply.id} is {reply.state} by now")
    session.refresh(reply)

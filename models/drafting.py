"""Drafting the standard reply of a case and letting it go: shared by the classifier and the panel."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, merging, outbox, private_way, wording
from models.jobs import JobQueue
from models.records import Case, Mention, Reply, Unit
from models.settings import Settings
from models.two_persons import high_risk
from models.two_persons import may_release as may_release
from models.vocabulary import ReplyKind, Stage, Urgency

DELIVER_JOB = "deliver_reply"


def draft_first_reply(
    session: Session, case: Case, mention: Mention, settings: Settings, queue: JobQueue, now: datetime
) -> Reply | None:
    """The one public acknowledgement of a mention: the emergency card where somebody is in danger."""
    kind = ReplyKind.EMERGENCY_CARD if case.urgency == Urgency.NOW else ReplyKind.ACKNOWLEDGEMENT
    reply = draft_standard(session, case, mention, kind, settings, now)
    if reply is not None and kind is ReplyKind.EMERGENCY_CARD and settings.emergency_auto_card:
        _send_card(session, reply, settings, queue, now)
    return reply


def draft_standard(
    session: Session,
    case: Case,
    mention: Mention,
    kind: ReplyKind,
    settings: Settings,
    now: datetime,
    officer_id: int | None = None,
) -> Reply | None:
    """A reply of this kind in the standard wording, waiting for approval; None where there is one already.

    Raises LookupError when no template fits.
    """
    addressed = session.get_one(Unit, mention.unit_id)
    reader = told(session, case, mention)
    text = wording.compose(session, case, addressed, kind, mention.channel, settings, told=reader, now=now)
    case.expected_at = case.expected_at or text.expected
    return outbox.draft(
        session,
        case,
        mention,
        kind,
        text.text,
        now,
        template_id=text.template_id,
        # The card was worded beforehand, and minutes count: one person releases it.
        second_approval_needed=kind is not ReplyKind.EMERGENCY_CARD and high_risk(case),
        officer_id=officer_id,
    )


def tell_all(
    session: Session, case: Case, settings: Settings, now: datetime, officer_id: int | None
) -> list[Reply]:
    """A progress notice to each thread of the case and of those merged into it, the case's own first.

    Each waits for approval in its own channel, with the code its citizen knows; policy judges each alone.
    """
    drafts = [
        draft_standard(
            session, case, mention, notice_kind(session, case, mention, now), settings, now, officer_id
        )
        for mention in merging.threads(session, case)
    ]
    return [one for one in drafts if one is not None]


def notice_kind(session: Session, case: Case, mention: Mention, now: datetime) -> ReplyKind:
    """What a thread is told with: a private question where details are missing and the way is open."""
    asks = case.stage is Stage.NEED_DETAILS and private_way.is_open(session, mention, now)
    return ReplyKind.DETAILS if asks else ReplyKind.PROGRESS


def offer_form(session: Session, reply: Reply, settings: Settings, now: datetime) -> None:
    """A private question that will never arrive: the form behind the ticket code is offered in the thread."""
    case = reply.case
    if reply.kind is ReplyKind.DETAILS and case.stage is Stage.NEED_DETAILS:
        draft_standard(session, case, reply.mention, ReplyKind.PROGRESS, settings, now)


def tell_who_has_it(
    session: Session, case: Case, settings: Settings, now: datetime, officer_id: int
) -> list[Reply]:
    """After a case changed hands: its waiting receipt is worded anew, or whoever had one gets a notice."""
    waiting = session.scalars(
        select(Reply).where(
            Reply.case_id == case.id,
            Reply.kind == ReplyKind.ACKNOWLEDGEMENT,
            Reply.state.in_(outbox.EDITABLE),
            Reply.edited.is_(False),
        )
    ).all()
    for reply in waiting:
        addressed, reader = session.get_one(Unit, reply.mention.unit_id), told(session, case, reply.mention)
        text = wording.compose(
            session, case, addressed, reply.kind, reply.channel, settings, told=reader, now=now
        )
        outbox.vary(session, reply, text.text, text.template_id, now, officer_id)
    if waiting or case.first_answered_at is None:
        return list(waiting)
    return tell_all(session, case, settings, now, officer_id)


def told(session: Session, case: Case, mention: Mention) -> Case:
    """Whose citizen reads an answer to this mention: the case it came with, merged into another or not."""
    if mention.case_id is None or mention.case_id == case.id:
        return case
    return session.get_one(Case, mention.case_id)


def last_mention(session: Session, case: Case) -> Mention | None:
    """The citizen's newest words of a case that still stand: what a further reply answers."""
    return session.scalars(
        select(Mention)
        .where(Mention.case_id.in_(merging.whole(session, case)), Mention.removed_at.is_(None))
        .order_by(Mention.created_at.desc(), Mention.id.desc())
        .limit(1)
    ).first()


def approve_and_queue(
    session: Session,
    reply: Reply,
    *,
    seen_hash: str,
    request_id: str,
    officer_id: int | None,
    settings: Settings,
    queue: JobQueue,
    now: datetime,
    hold: timedelta,
) -> bool:
    """Approves the text that was seen and enqueues its sending, in the caller's one transaction.

    False when this very click was counted before. Raises Conflict like `outbox.approve`.
    """
    approved = outbox.approve(
        session,
        reply,
        seen_hash=seen_hash,
        request_id=request_id,
        officer_id=officer_id,
        now=now,
        hold=hold,
        valid_for=timedelta(hours=settings.approval_hours),
    )
    if approved:
        pressing = reply.case.urgency == Urgency.NOW
        queue.enqueue(session, DELIVER_JOB, f"reply-{reply.id}-{request_id}", reply.id, hold, pressing)
    return approved


def _send_card(session: Session, reply: Reply, settings: Settings, queue: JobQueue, now: datetime) -> None:
    """The one text that may go out without an officer, where the operator switched that on."""
    approve_and_queue(
        session,
        reply,
        seen_hash=outbox.text_hash(reply.text),
        request_id=f"card-{reply.id}",
        officer_id=None,
        settings=settings,
        queue=queue,
        now=now,
        hold=timedelta(),
    )
    audit.record(session, "policy:emergency_auto_card", "reply.approved", f"reply:{reply.id}", reply.unit_id)

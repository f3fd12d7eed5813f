"""Opening cases and moving them on: every change leaves an event in the history, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import breaches, fair_share, law_clocks, private_way, profiles, send_pauses, sla, vault
from models.errors import Conflict
from models.masking import mask
from models.records import Account, Case, CaseEvent, Mention, Unit
from models.vocabulary import OPEN_STAGES, Category, EventKind, MentionKind, Stage

SUBJECT_LENGTH = 160
# How long the citizen's word opens a case again that was closed with him in mind.
REOPEN_WITHIN = timedelta(days=14)
# How long a promise of further news holds that an officer reads before approving it.
PROMISE_STANDS = timedelta(hours=1)
# Written on the tracking page by somebody who knew the code and not the PIN.
BY_CODE = "code"
REOPENED_BY_ANSWER = (Stage.DONE, Stage.NOT_OURS)


@dataclass(frozen=True)
class Matter:
    """What a case is about, as the model or an officer sees it."""

    category: Category
    urgency: int
    about_officer: bool = False
    victim_sensitive: bool = False
    needs_triage: bool = False
    viral_band: int = 0


def add_event(
    session: Session,
    case: Case,
    kind: EventKind,
    at: datetime,
    *,
    officer_id: int | None = None,
    mention_id: int | None = None,
    reply_id: int | None = None,
    **detail: object,
) -> CaseEvent:
    """Appends one fact to the history of a case; the panel's live updates are made of these."""
    event = CaseEvent(
        case_id=case.id,
        unit_id=case.unit_id,
        kind=kind,
        at=at,
        officer_id=officer_id,
        mention_id=mention_id,
        reply_id=reply_id,
        detail=detail,
    )
    session.add(event)
    session.flush()
    return event


def open_case(
    session: Session,
    mention: Mention,
    matter: Matter,
    unit: Unit,
    accused: Unit | None,
    secret_key: str,
    now: datetime,
) -> Case:
    """A new case for a mention, with its ticket code, deadline and first event."""
    pin = vault.new_pin()
    profile = profiles.of(session, unit, matter.category, matter.urgency, matter.about_officer)
    minutes = profile.first_answer_minutes
    due = sla.first_answer_due(mention.created_at, matter.urgency, minutes)
    due = sla.viral_due(due, matter.viral_band, now)
    case = Case(
        code=vault.new_ticket_code(),
        secret_hash=vault.keyed_hash(secret_key, "pin", pin),
        secret_sealed=vault.seal(secret_key, {"pin": pin}),
        unit_id=unit.id,
        accused_unit_id=accused.id if accused else None,
        account_id=mention.account_id,
        channel=mention.channel,
        thread_id=mention.thread_id,
        subject=first_words(mention.text_masked),
        category=matter.category,
        urgency=matter.urgency,
        about_officer=matter.about_officer,
        victim_sensitive=matter.victim_sensitive,
        needs_triage=matter.needs_triage,
        viral_band=matter.viral_band,
        opened_at=now,
        first_mention_at=mention.created_at,
        due_at=due,
        next_news_hours=profile.next_news_hours,
        attention_at=sla.attention_at(due, matter.urgency, False, None),
    )
    session.add(case)
    session.flush()
    add_event(
        session,
        case,
        EventKind.OPENED,
        now,
        mention_id=mention.id,
        due=due.isoformat(),
        urgency=matter.urgency,
        band=matter.viral_band,
        own_minutes=minutes,
    )
    attach(session, case, mention, now, announce=False)
    law_clocks.review(session, case, now)
    return case


def attach(session: Session, case: Case, mention: Mention, now: datetime, announce: bool = True) -> None:
    """Puts a further mention into a case, or into the one merged into it that it continues."""
    home = _merged_home(session, case, mention) or case
    mention.case_id = home.id
    home.mention_count += 1
    if announce:
        add_event(session, case, EventKind.MENTION_ATTACHED, now, mention_id=mention.id)


def _merged_home(session: Session, case: Case, mention: Mention) -> Case | None:
    named = _named_case(session, mention)
    if named is not None and named.merged_into_id == case.id:
        return named
    merged = _of_thread(mention).where(Case.merged_into_id == case.id).limit(1)
    return session.scalars(merged).first()


def raise_matter(session: Session, case: Case, matter: Matter, now: datetime) -> None:
    """Takes over what a further mention adds: urgency, sensitivity and reach only ever rise."""
    rose = case.urgency < matter.urgency
    moved = rose or case.viral_band < matter.viral_band
    case.urgency = max(case.urgency, matter.urgency)
    case.viral_band = max(case.viral_band, matter.viral_band)
    case.victim_sensitive = case.victim_sensitive or matter.victim_sensitive
    if case.category in (Category.UNSPECIFIED, Category.NONE):
        case.category = matter.category
    law_clocks.review(session, case, now)
    if moved:
        before = case.due_at
        due = first_due(session, case)
        case.due_at = sla.viral_due(min(before, max(due, now)), case.viral_band, now)
        refresh_attention(case)
        fair_share.place(session, case)
        if case.due_at < before:
            add_event(
                session,
                case,
                EventKind.DEADLINE_MOVED,
                now,
                to=case.due_at.isoformat(),
                before=before.isoformat(),
                band=case.viral_band,
                why="urgency" if rose else "viral",
            )


def first_due(session: Session, case: Case) -> datetime:
    """When the first answer is due as the case is labelled now, with what it was put off by."""
    unit = session.get_one(Unit, case.unit_id)
    profile = profiles.of(session, unit, case.category, case.urgency, case.about_officer)
    due = sla.first_answer_due(case.first_mention_at, case.urgency, profile.first_answer_minutes)
    return due + timedelta(seconds=case.paused_seconds)


def refresh_attention(case: Case) -> None:
    """Puts the case where it belongs in the inbox, after anything its place hangs on has changed."""
    case.attention_at = fair_share.attention(case)


def thread_case(session: Session, mention: Mention) -> Case | None:
    """The case this mention belongs to, open or closed a short while ago.

    The one whose ticket code it names, whose thread its author goes on in, or about which he was asked
    privately. Authors are compared only on one account, nothing is joined beyond what he says himself.
    """
    named = _named_case(session, mention)
    if named is not None and (whole := _still_open(session, named, mention)) is not None:
        return whole
    return _followed(session, mention) or _asked(session, mention)


def _followed(session: Session, mention: Mention) -> Case | None:
    """The case of the same thread and author."""
    since = mention.created_at - REOPEN_WITHIN
    merged = Case.merged_into_id.is_not(None)
    found = session.scalars(
        _of_thread(mention)
        .where(
            Case.closed_at.is_(None) | merged | Case.stage.in_(REOPENED_BY_ANSWER) & (Case.closed_at > since)
        )
        .order_by(Case.closed_at.is_not(None) & ~merged, Case.id.desc())
        .limit(1)
    ).first()
    if found is None or found.merged_into_id is None:
        return found
    return _still_open(session, found, mention)


def _still_open(session: Session, case: Case, mention: Mention) -> Case | None:
    """The case as it goes on, if the citizen's word still belongs to it."""
    whole = case if case.merged_into_id is None else session.get_one(Case, case.merged_into_id)
    since = mention.created_at - REOPEN_WITHIN
    if whole.closed_at is None or (whole.stage in REOPENED_BY_ANSWER and whole.closed_at > since):
        return whole
    return None


def _asked(session: Session, mention: Mention) -> Case | None:
    """The case about which the author was asked under his comment, and answers in a message."""
    case_id = private_way.asked_case_id(session, mention, REOPEN_WITHIN)
    return _still_open(session, session.get_one(Case, case_id), mention) if case_id is not None else None


def _named_case(session: Session, mention: Mention) -> Case | None:
    """The case whose ticket code the message names.

    In public only its own author's word counts: the code stands there for everybody to read.
    """
    named = vault.ticket_codes(mention.text)
    if not named:
        return None
    found = select(Case).where(Case.code.in_(named))
    if mention.kind is not MentionKind.DIRECT:
        own = select(Mention.id).where(
            Mention.case_id == Case.id,
            Mention.channel == mention.channel,
            Mention.author_external_id == mention.author_external_id,
            Mention.author_external_id != "",
        )
        found = found.where(own.exists())
    return session.scalars(found.order_by(Case.id.desc()).limit(1)).first()


def _of_thread(mention: Mention) -> Select[Case]:
    """The cases with words of this author in this thread of this account."""
    return (
        select(Case)
        .join(Mention, Mention.case_id == Case.id)
        .where(
            Mention.account_id == mention.account_id,
            Mention.thread_id == mention.thread_id,
            Mention.author_external_id == mention.author_external_id,
        )
    )


def require_unmerged(case: Case) -> None:
    """Conflict where the case goes on in another one: there it is decided on."""
    if case.merged_into_id is not None:
        raise Conflict(f"case {case.code} was merged into another one; decide there, or part them")


def change_stage(
    session: Session,
    case: Case,
    stage: Stage,
    now: datetime,
    officer_id: int | None,
    promised: datetime | None = None,
) -> None:
    """Moves a case to another public stage; a final stage closes it, an open one reopens it.

    `promised` is when the next news is due as the officer just read it; older promises are not taken up.
    """
    require_unmerged(case)
    if case.stage is stage:
        raise Conflict(f"case {case.code} is already at stage {stage}")
    closed_before, before = case.closed_at, case.stage
    breaches.news_told(session, case, now)
    case.stage = stage
    case.closed_at = None if stage in OPEN_STAGES else closed_before or now
    case.next_news_at = _next_news(case, now, promised) if stage in OPEN_STAGES else None
    refresh_attention(case)
    law_clocks.settle(session, case, now)
    add_event(session, case, EventKind.STAGE_CHANGED, now, officer_id=officer_id, before=before, after=stage)
    if stage not in OPEN_STAGES:
        add_event(session, case, EventKind.CLOSED, now, officer_id=officer_id)
        fair_share.move_up(session, case)
    elif closed_before is not None:
        add_event(session, case, EventKind.REOPENED, now, officer_id=officer_id)
        send_pauses.go_on(session, case)


def _next_news(case: Case, now: datetime, promised: datetime | None) -> datetime:
    """When the next news is due: what a text just read says, so that nothing else goes out, or counted anew."""
    due = now + timedelta(hours=case.next_news_hours)
    return promised if promised is not None and due - PROMISE_STANDS <= promised <= due else due


def hand_over(
    session: Session, case: Case, unit: Unit, now: datetime, officer_id: int | None, reason: str
) -> None:
    """Gives a case to another unit. The citizen's clock runs on: no deadline changes."""
    require_unmerged(case)
    if case.unit_id == unit.id:
        raise Conflict(f"case {case.code} is already with {unit.code}")
    # Told to the old unit as well, so that the row leaves its open inboxes.
    add_event(session, case, EventKind.HANDED_OVER, now, officer_id=officer_id, to=unit.code, reason=reason)
    fair_share.move_up(session, case)
    case.unit_id = unit.id
    case.assigned_to_id = None
    fair_share.place(session, case)
    if case.stage is Stage.RECEIVED:
        case.stage = Stage.FORWARDED
    law_clocks.settle(session, case, now)
    add_event(session, case, EventKind.HANDED_OVER, now, officer_id=officer_id, to=unit.code, reason=reason)


def mark_answered(session: Session, case: Case, at: datetime) -> None:
    """Stops the first-answer clock; the case then waits for its next news."""
    if case.first_answered_at is None:
        if at > case.due_at:
            breaches.first_answer(session, case, at)
        case.first_answered_at = at
        # What the answer promised; one that was sent after the promised moment owes its news at once.
        promised = sla.first_news_due(case.opened_at, case.next_news_hours)
        case.next_news_at = max(at, min(promised, case.expected_at or promised))
        refresh_attention(case)
        fair_share.move_up(session, case)


def citizen_adds(session: Session, case: Case, words: str, now: datetime, proven: bool = True) -> None:
    """The citizen writes more on the tracking page: kept masked, and somebody must look at once.

    It is an event and no mention: it came over no platform account, has no author there and can be
    answered nowhere but in the thread the case already has. Without his PIN (`proven` false) it may be
    anybody who read the code: an officer reads it, and nothing else follows.
    """
    by = "tracking" if proven else BY_CODE
    add_event(session, case, EventKind.CITIZEN_ANSWERED, now, text=mask(words).text, by=by)
    if proven:
        citizen_spoke(session, case, now)
    else:
        case.attention_at = min(case.attention_at, now)


def citizen_spoke(session: Session, case: Case, now: datetime) -> None:
    """Whatever the citizen says ends our waiting for him, opens a closed case again, and is looked at."""
    if case.merged_into_id is not None:
        case = session.get_one(Case, case.merged_into_id)
    law_clocks.citizen_spoke(session, case, now)
    if case.stage is Stage.NEED_DETAILS or case.closed_at is not None:
        change_stage(session, case, Stage.IN_PROGRESS, now, None)
    case.attention_at = min(case.attention_at, now)


def account_unit(session: Session, account: Account, mention: Mention) -> Unit:
    """The unit a mention was addressed to.

    On a central number the unit code in the message decides, then the unit this citizen's last
    message in the thread went to; else it is the account's own unit.
    """
    if account.central:
        for code in mention.mentioned_handles:
            named = session.scalars(select(Unit).where(Unit.code == code.upper(), Unit.active)).one_or_none()
            if named is not None:
                return named
        before = session.scalar(
            select(Mention.unit_id)
            .where(Mention.account_id == account.id, Mention.thread_id == mention.thread_id)
            .order_by(Mention.id.desc())
            .limit(1)
        )
        if before is not None:
            return session.get_one(Unit, before)
    return session.get_one(Unit, account.unit_id)


def first_words(text: str) -> str:
    """The first line's worth of the citizen's (masked) words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SUBJECT_LENGTH else flat[: SUBJECT_LENGTH - 1].rstrip() + "…"

"""What follows from a judgement: a case is opened or joined, a reply is drafted, somebody is warned."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from classifier import incidents
from classifier.message import Judgement
from models import alerts, casework, drafting, fair_share, opt_out
from models.correcting import propam_for
from models.incidents import one_at_a_time
from models.jobs import JobQueue
from models.load import overload
from models.records import Assessment, Case, Mention, Unit
from models.settings import Settings
from models.vocabulary import EventKind, Kind, Stage, Urgency, Verdict


def take(
    session: Session,
    mention: Mention,
    judgement: Judgement,
    settings: Settings,
    queue: JobQueue,
    now: datetime,
) -> Case | None:
    """Records the judgement and does what follows; the case it led to, if any."""
    session.add(_assessment(mention, judgement, now))
    mention.assessed_at, mention.verdict = now, judgement.verdict
    if opt_out.asked_for(mention.text):
        opt_out.remember(session, mention, settings.secret_key, now)
        return None
    if judgement.verdict is not Verdict.NOISE:
        one_at_a_time(session)
    joined = casework.thread_case(session, mention)
    if joined is not None:
        return _join(session, joined, mention, judgement, now)
    if judgement.verdict is Verdict.NOISE:
        return None
    case = _open(session, mention, judgement, settings, now)
    if judgement.verdict is Verdict.ACTIONABLE or judgement.urgency == Urgency.NOW:
        drafting.draft_first_reply(session, case, mention, settings, queue, now)
    return case


def _open(
    session: Session, mention: Mention, judgement: Judgement, settings: Settings, now: datetime
) -> Case:
    addressed = session.get_one(Unit, mention.unit_id)
    owner, accused = addressed, None
    # Who is in danger now must not wait for Propam because the words might also accuse an officer.
    if judgement.about_officer and (judgement.urgency < Urgency.NOW or judgement.p_about_officer >= 0.5):
        owner, accused = propam_for(session, addressed), addressed
    case = casework.open_case(session, mention, _matter(judgement), owner, accused, settings.secret_key, now)
    casework.add_event(
        session,
        case,
        EventKind.ASSESSED,
        now,
        mention_id=mention.id,
        verdict=judgement.verdict,
        category=judgement.category,
        urgency=judgement.urgency,
        model=judgement.model_version,
    )
    case.second_hand = judgement.kind is Kind.CALL_TO_ACTION
    incidents.join(session, case, mention, judgement, now)
    fair_share.place(session, case)
    if judgement.urgency == Urgency.NOW:
        alerts.emergency(session, case, now)
    overload.relieve(session, case, now)
    return case


def _join(session: Session, case: Case, mention: Mention, judgement: Judgement, now: datetime) -> Case:
    """A further mention in a thread we already follow: the citizen is answering, or pressing."""
    casework.attach(session, case, mention, now)
    was_urgent = case.urgency == Urgency.NOW
    if judgement.verdict is not Verdict.NOISE:
        casework.raise_matter(session, case, _matter(judgement), now)
        incidents.join(session, case, mention, judgement, now)
    if case.first_answered_at is not None:
        casework.add_event(session, case, EventKind.CITIZEN_ANSWERED, now, mention_id=mention.id)
    # A word of thanks opens no closed case again; whatever follows our question for details answers it.
    if case.stage is Stage.NEED_DETAILS or judgement.verdict is not Verdict.NOISE:
        casework.citizen_spoke(session, case, now)
    if case.first_answered_at is not None and case.closed_at is None:
        case.attention_at = now
    if case.urgency == Urgency.NOW and not was_urgent:
        alerts.emergency(session, case, now)
    return case


def _matter(judgement: Judgement) -> casework.Matter:
    return casework.Matter(
        category=judgement.category,
        urgency=judgement.urgency,
        about_officer=judgement.about_officer,
        victim_sensitive=judgement.victim_sensitive,
        needs_triage=judgement.verdict is Verdict.UNSURE,
    )


def _assessment(mention: Mention, judgement: Judgement, now: datetime) -> Assessment:
    return Assessment(
        mention_id=mention.id,
        model_version=judgement.model_version,
        degraded=judgement.degraded,
        created_at=now,
        verdict=judgement.verdict,
        p_actionable=judgement.p_actionable,
        kind=judgement.kind,
        p_kind=judgement.p_kind,
        category=judgement.category,
        p_category=judgement.p_category,
        urgency=judgement.urgency,
        p_emergency=judgement.p_emergency,
        about_officer=judgement.about_officer,
        p_about_officer=judgement.p_about_officer,
        victim_sensitive=judgement.victim_sensitive,
        p_victim_sensitive=judgement.p_victim_sensitive,
        language=judgement.language,
        out_of_distribution=judgement.out_of_distribution,
        reasons=[asdict(reason) for reason in judgement.reasons],
        similar=[asdict(example) for example in judgement.similar],
        thresholds=dict(judgement.thresholds) or None,
    )

"""A citizen's right to see and to erase what is kept about him: one contact of one channel, two officers.

A contact is an author of one channel; nothing is joined across channels. Erasing leaves the rows that
are counted (cases, stages, times, scores) and takes out of them every word, handle and number. The
audit trail holds acts and ids, never words, and is not touched: its chain must stay whole.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, vault
from models.erasure import Contact, cases_of, erase, mentions_of
from models.errors import Conflict, Forbidden
from models.records import Case, CaseEvent, ContactDetail, DataRequest, Mention, Officer, Reply, Satisfaction
from models.settings import Settings

ERASE, ACCESS = "erase", "access"


def prepare(session: Session, wanted: DataRequest, who: Officer, now: datetime) -> None:
    """The first officer says that the request is in order; another one has to confirm."""
    if wanted.answered_at is not None or wanted.prepared_at is not None:
        raise Conflict(f"data request {wanted.id} was prepared or answered before")
    wanted.prepared_by_id, wanted.prepared_at = who.id, now
    _note(session, wanted, who, "data_request.prepared")


def confirm(
    session: Session, wanted: DataRequest, who: Officer, settings: Settings, now: datetime
) -> dict[str, object]:
    """Exports or erases; the export, or the counts of what was erased.

    Forbidden for the officer who prepared it, Conflict where nobody has or where it was answered.
    """
    if wanted.answered_at is not None or wanted.prepared_by_id is None or wanted.case_id is None:
        raise Conflict(f"data request {wanted.id} is not prepared, or was answered before")
    if wanted.prepared_by_id == who.id:
        raise Forbidden("a second officer confirms what the first has prepared")
    contact = contact_of(session, session.get_one(Case, wanted.case_id))
    if wanted.kind == ERASE:
        outcome: dict[str, object] = dict(erase(session, contact, settings.secret_key, now))
    else:
        outcome = export(session, contact, settings)
    wanted.answered_at = now
    wanted.note = "dihapus" if wanted.kind == ERASE else "salinan dibuat"
    _note(session, wanted, who, "data_request.erased" if wanted.kind == ERASE else "data_request.exported")
    return outcome


def contact_of(session: Session, case: Case) -> Contact:
    """Who opened a case. Conflict where nothing of him is left."""
    first = session.scalars(
        select(Mention)
        .where(Mention.case_id == case.id, Mention.author_external_id != "")
        .order_by(Mention.created_at, Mention.id)
        .limit(1)
    ).first()
    if first is None:
        raise Conflict(f"nothing of the citizen of case {case.code} is left")
    return Contact(first.channel, first.author_external_id, first.author_handle)


def export(session: Session, contact: Contact, settings: Settings) -> dict[str, object]:
    """Everything held about a contact, as JSON takes it."""
    cases = cases_of(session, contact)
    return {
        "channel": contact.channel,
        "handle": contact.handle,
        "author_id": contact.author_id,
        "messages": [_message(one) for one in mentions_of(session, contact)],
        "cases": [_case(session, one, settings) for one in cases],
    }


def _message(one: Mention) -> dict[str, object]:
    return {
        "id": one.external_id,
        "at": one.created_at.isoformat(),
        "kind": one.kind,
        "text": one.text,
        "address": one.permalink,
        "context": one.context,
        "media": one.media,
        "followers": one.author_followers,
    }


def _case(session: Session, case: Case, settings: Settings) -> dict[str, object]:
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    ).all()
    replies = session.scalars(select(Reply).where(Reply.case_id == case.id).order_by(Reply.id)).all()
    detail, rated = session.get(ContactDetail, case.id), session.get(Satisfaction, case.id)
    return {
        "code": case.code,
        "category": case.category,
        "stage": case.stage,
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "history": [{"at": one.at.isoformat(), "kind": one.kind, **one.detail} for one in events],
        "our_replies": [
            {"text": one.text, "sent_at": one.sent_at.isoformat() if one.sent_at else None} for one in replies
        ],
        "contact": vault.unseal(settings.secret_key, detail.sealed) if detail else {},
        "rating": {"score": rated.score, "words": rated.words_masked} if rated else None,
    }


def _note(session: Session, wanted: DataRequest, who: Officer, act: str) -> None:
    unit_id = session.get_one(Case, wanted.case_id).unit_id if wanted.case_id else None
    audit.record(session, f"officer:{who.id}", act, f"data_request:{wanted.id}", unit_id, kind=wanted.kind)

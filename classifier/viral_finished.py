"""The service's own posts whose spreading is over: what the viral forecast is recalibrated on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.forecasting import histories
from classifier.viral.recalibrate import Finished
from models.learning import source_allows
from models.records import Account, Mention
from models.vocabulary import MentionKind

OVER_AFTER = timedelta(days=7)
MOST = 20_000  # newest first; more would change little and take minutes
CHUNK = 500
SEEN_BY = 3600.0  # seconds; a post first read later says nothing about its first hours
SEEN_UNTIL = 24 * 3600.0


def finished(session: Session, now: datetime) -> list[Finished]:
    """Public posts older than OVER_AFTER that were read from their first hour into their second day.

    A post its author took away was not read to its end and is left out. How the words were judged is left
    out where the account allows no learning from them, and for X, which forbids it, whatever a row says.
    """
    ids = session.scalars(
        select(Mention.id)
        .where(
            Mention.created_at < now - OVER_AFTER,
            Mention.removed_at.is_(None),
            Mention.kind != MentionKind.DIRECT,
        )
        .order_by(Mention.created_at.desc())
        .limit(MOST)
    ).all()
    found: list[Finished] = []
    for start in range(0, len(ids), CHUNK):
        mentions = session.scalars(select(Mention).where(Mention.id.in_(ids[start : start + CHUNK]))).all()
        told = select(Mention.id).join(Account, Account.id == Mention.account_id).where(source_allows())
        allowed = set(session.scalars(told.where(Mention.id.in_(ids[start : start + CHUNK]))))
        for mention, history in zip(mentions, histories(session, mentions), strict=True):
            ages = [reading.age_seconds for reading in history.readings]
            if ages and ages[0] <= SEEN_BY and ages[-1] >= SEEN_UNTIL:
                if mention.id not in allowed:
                    history = replace(history, assessed=None)
                found.append(Finished(history, f"{mention.channel}:{mention.author_external_id}"))
        session.expunge_all()
    return found

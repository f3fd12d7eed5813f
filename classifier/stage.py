"""The classifier's step: assess what came in, forecast what grows, raise what is late."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from classifier import casebook, incidents, routing
from classifier.assess import Judgement, Message
from classifier.clocks import Clocks
from classifier.forecasting import Forecasting
from models import casework
from models.clock import utcnow
from models.database import Database
from models.jobs import JobQueue
from models.masking import mask
from models.records import Mention, Unit
from models.routing import Region
from models.settings import Settings
from models.vocabulary import Category, Urgency, Verdict

log = logging.getLogger(__name__)

TRIES = 10  # a claim also counts when the worker was killed meanwhile, which is not the mention's fault
# What failed so often in company is tried alone: one message that breaks the model takes no others with it,
# and a worker that is killed again and again still finishes one after the other.
TRIES_IN_COMPANY = 2


class Judges(Protocol):
    """Whatever turns messages into judgements, one each, in their order."""

    def assess(self, messages: Sequence[Message]) -> list[Judgement]: ...


@dataclass(frozen=True)
class Classifier:
    """Assesses one batch per step; says whether there may be more."""

    database: Database
    settings: Settings
    assessor: Judges
    queue: JobQueue
    forecasting: Forecasting
    clocks: Clocks

    def step(self) -> bool:
        assessed = self._assess_batch()
        forecast = self.forecasting.step()
        raised = self.clocks.step()
        swept = incidents.forget(self.database, utcnow())
        return assessed or forecast or raised or swept

    def _assess_batch(self) -> bool:
        mentions = self._claim(utcnow())
        if not mentions:
            return False
        # The model runs outside any transaction: on SQLite nobody else could write meanwhile.
        judgements = self.assessor.assess([as_message(mention) for mention in mentions])
        for mention, judgement in zip(mentions, judgements, strict=True):
            self._take(mention.id, judgement, routing.region_of(mention))
        return True

    def _claim(self, now: datetime) -> Sequence[Mention]:
        """The first in the line for assessment, pushed forward until this worker's lease ends."""
        lease = timedelta(seconds=self.settings.lease_seconds)
        with self.database.writing() as session:
            rows = session.scalars(
                select(Mention)
                .where(Mention.assessed_at.is_(None), Mention.assess_after <= now)
                .order_by(Mention.assess_rank, Mention.id)
                .limit(self.settings.classifier_batch)
                .options(selectinload(Mention.account))
                .with_for_update(skip_locked=True)
            ).all()
            rows = _company(rows)
            for row in rows:
                row.assess_after = now + lease
                row.assess_attempts += 1
            worn_out = [row for row in rows if row.assess_attempts > TRIES]
            for row in worn_out:
                _leave_to_a_human(session, row, self.settings, now)
            return [row for row in rows if row not in worn_out]

    def _take(self, mention_id: int, judgement: Judgement, region: Region) -> None:
        with self.database.writing() as session:
            mention = session.get_one(Mention, mention_id, with_for_update=True)
            if mention.assessed_at is None:
                now = utcnow()
                case = casebook.take(session, mention, judgement, self.settings, self.queue, now)
                routing.suggest(session, case, region, judgement, now)


def _company(rows: Sequence[Mention]) -> Sequence[Mention]:
    """The rows to assess together: the first alone where it has failed in company, else all that have not."""
    if rows and rows[0].assess_attempts >= TRIES_IN_COMPANY:
        return rows[:1]
    return [row for row in rows if row.assess_attempts < TRIES_IN_COMPANY]


def as_message(mention: Mention) -> Message:
    """A mention as the model sees it: masked, with what it quotes or answers."""
    own = {mention.account.handle.lower()}
    return Message(
        text=mention.text_masked,
        context=mask(" \n".join(str(post.get("text", "")) for post in mention.context)).text,
        channel=mention.channel,
        others_mentioned=len(set(mention.mentioned_handles) - own),
    )


def _leave_to_a_human(session: Session, mention: Mention, settings: Settings, now: datetime) -> None:
    """A mention that broke the model again and again becomes a case to be triaged, never dropped."""
    log.error("mention %s could not be assessed in %d tries; it goes to a human", mention.id, TRIES)
    mention.assessed_at, mention.verdict = now, Verdict.UNSURE
    mention.assess_error = f"could not be assessed in {TRIES} tries"
    followed = casework.thread_case(session, mention)
    if followed is not None and followed.closed_at is not None:
        casework.attach(session, followed, mention, now)
        casework.citizen_spoke(session, followed, now)
    if followed is None:
        unit = session.get_one(Unit, mention.unit_id)
        matter = casework.Matter(Category.UNSPECIFIED, Urgency.TODAY, needs_triage=True)
        casework.open_case(session, mention, matter, unit, None, settings.secret_key, now)

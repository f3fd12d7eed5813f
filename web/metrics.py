"""The service in numbers. Each scrape asks the database a handful of counts over indexes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.records import Account, Alert, Case, InboundEvent, Mention, Reply
from models.vocabulary import Health, InboundState, ReplyState


def render(session: Session, now: datetime, streams: int) -> bytes:
    """Prometheus' text form of every number; `streams` is how many live updates this process serves."""
    # A registry of its own for every scrape: nothing is kept between two, in no process.
    registry = CollectorRegistry()
    registry.register(_Numbers(session, now, streams))
    return generate_latest(registry)


class _Numbers(Collector):
    def __init__(self, session: Session, now: datetime, streams: int) -> None:
        self._session = session
        self._now = now
        self._streams = streams

    def describe(self) -> Iterable[Metric]:
        # Registering must not ask the database a first time.
        return ()

    def collect(self) -> Iterable[Metric]:
        yield from self._mentions()
        yield from self._cases()
        yield _by_word(
            "tanggap_replies",
            "Replies by state.",
            "state",
            {str(state): 0 for state in ReplyState} | self._counts(Reply.state),
        )
        yield _by_word(
            "tanggap_accounts",
            "Accounts that are switched on, by health.",
            "health",
            {str(health): 0 for health in Health} | self._counts(Account.health, Account.enabled),
        )
        yield GaugeMetricFamily(
            "tanggap_dead_letters",
            "Webhook messages nobody could read.",
            value=self._count(InboundEvent.id, InboundEvent.state == InboundState.DEAD),
        )
        yield GaugeMetricFamily(
            "tanggap_inbound_pending",
            "Webhook messages that wait to be parsed.",
            value=self._count(InboundEvent.id, InboundEvent.state == InboundState.PENDING),
        )
        yield GaugeMetricFamily(
            "tanggap_alerts_open",
            "Alerts nobody has acknowledged.",
            value=self._count(Alert.id, Alert.acknowledged_at.is_(None)),
        )

        yield GaugeMetricFamily(
            "tanggap_live_streams", "Open pages that receive live updates.", value=self._streams
        )

    def _mentions(self) -> Iterable[Metric]:
        waiting, oldest = self._session.execute(
            select(func.count(), func.min(Mention.fetched_at)).where(Mention.assessed_at.is_(None))
        ).one()
        stored = self._count(Mention.id)
        yield GaugeMetricFamily("tanggap_mentions_stored", "Mentions in the database.", value=stored)
        yield GaugeMetricFamily(
            "tanggap_mentions_assessed", "Mentions the classifier has judged.", value=stored - waiting
        )
        yield GaugeMetricFamily(
            "tanggap_oldest_unassessed_seconds",
            "How long the oldest unjudged mention has waited since it was fetched.",
            value=max((self._now - oldest).total_seconds(), 0.0) if oldest else 0.0,
        )

    def _cases(self) -> Iterable[Metric]:
        open_, overdue = self._session.execute(
            select(
                func.count(),
                func.count().filter(Case.first_answered_at.is_(None), Case.due_at < self._now),
            ).where(Case.closed_at.is_(None))
        ).one()
        yield GaugeMetricFamily("tanggap_cases_open", "Open cases.", value=open_)
        yield GaugeMetricFamily(
            "tanggap_cases_overdue", "Open cases whose first answer is overdue.", value=overdue
        )

    def _count(self, column: InstrumentedAttribute[int], *where: ColumnExpressionArgument[bool]) -> int:
        return self._session.scalar(select(func.count(column)).where(*where)) or 0

    def _counts(
        self, column: InstrumentedAttribute[Any], *where: ColumnExpressionArgument[bool]
    ) -> dict[str, int]:
        grouped = select(column, func.count()).where(*where).group_by(column)
        return {str(word): count for word, count in self._session.execute(grouped)}


def _by_word(name: str, help: str, label: str, counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, help, labels=[label])
    for word, count in counts.items():
        family.add_metric([word], count)
    return family

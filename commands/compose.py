"""The composition root: builds each stage with everything it needs. Imports are local to each
function, so that a process carries only the libraries of the stages it runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

from models.database import Database
from models.jobs import JobQueue, JobRunner
from models.settings import Settings
from models.watching import STAGES

__all__ = ["STAGES", "Stage", "alerts", "classifier", "listener", "responder"]


class Stage(Protocol):
    """What the worker's loop needs of a stage."""

    def step(self) -> bool:
        """Handles one batch; True when there may be more."""
        ...


def listener(database: Database, settings: Settings, worker: str) -> Stage:
    """Reads the platforms; needs no right to speak."""
    from listener import registry
    from listener.inbound import Inbound
    from listener.polling import Poller
    from listener.remeasure import Remeasurer
    from listener.stage import Listener

    sources = registry.sources(settings)
    threads = ThreadPoolExecutor(settings.poll_threads, thread_name_prefix="poll")
    poller = Poller(database, settings, sources, worker, threads)
    poller.release()
    return Listener(
        inbound=Inbound(database, settings, registry.parsers(settings), registry.completers(settings)),
        poller=poller,
        remeasurer=Remeasurer(database, settings, sources),
    )


def classifier(database: Database, settings: Settings, queue: JobQueue) -> Stage:
    """Judges; the only stage that loads models."""
    from classifier.clocks import Clocks
    from classifier.forecasting import Forecasting
    from classifier.live import LiveAssessor
    from classifier.stage import Classifier
    from classifier.viral import local
    from classifier.viral_live import LiveRisk
    from classifier.viral_risk import ViralRisk

    return Classifier(
        database=database,
        settings=settings,
        assessor=LiveAssessor.load(settings),
        queue=queue,
        forecasting=Forecasting(
            database,
            LiveRisk(ViralRisk.load(), local.folder(settings)),
            timedelta(hours=settings.remeasure_hours),
        ),
        clocks=Clocks(database, settings),
    )


def responder(
    database: Database, settings: Settings, queue: JobQueue, worker: str
) -> tuple[Stage, JobRunner]:
    """Speaks in the name of the police; the runner carries its durable jobs."""
    from responder import registry
    from responder.delivery import Delivery
    from responder.receipts import Receipts
    from responder.silence import SilentApprovers
    from responder.stage import JOB, Responder
    from responder.timeline import TimelineWatch

    delivery = Delivery(database, settings, registry.senders(settings), worker)
    watch = TimelineWatch(database, settings, registry.timeline_readers(settings))
    silence = SilentApprovers(database, settings)
    runner = JobRunner(database, worker, {JOB: delivery.deliver})
    return Responder(database, queue, Receipts(database), watch, silence), runner


def alerts(database: Database, settings: Settings, worker: str) -> Stage:
    """Tells officers; its large libraries are loaded when the first message goes out."""
    from alerting import registry
    from alerting.sending import SIDE_BY_SIDE, Sending
    from alerting.stage import Alerts
    from alerting.telling import Telling
    from models.anev.days import Counting
    from models.load.overload import OverloadRule

    threads = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="alerts")
    return Alerts(
        Telling(database, settings, worker),
        Sending(database, settings, registry.senders(database, settings), threads),
        Counting(database),
        OverloadRule(database),
    )

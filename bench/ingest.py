"""Mentions stored per second through the real X adapter: HTTP, paging, parsing, masking, one transaction a poll."""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from bench import installation, machine
from listener import registry
from listener.polling import Poller
from models.clock import utcnow
from models.records import Account, Mention
from models.vocabulary import Channel
from simulator.server import Simulator

ROUND = 700  # mentions between two polls: seven pages, under X's horizon of 800


def run(arguments: list[str]) -> dict[str, object]:
    """Polls one account again and again, each time with `ROUND` new mentions waiting."""
    parser = argparse.ArgumentParser(prog="bench ingest")
    parser.add_argument("--mentions", type=int, default=7000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args(arguments)
    with Simulator(only=("x",)) as simulator:
        simulator.world.rate_limits = False
        for name in ("instagram", "instagram_private", "whatsapp"):
            simulator.urls.setdefault(name, "http://127.0.0.1:9")
        installation.register_accounts(simulator)
        with (
            installation.installation(chosen.database, simulator) as (settings, database),
            ThreadPoolExecutor(1) as threads,
        ):
            sources = {Channel.X: registry.sources(settings)[Channel.X]}
            poller = Poller(database, settings, sources, "bench", threads)
            with database.reading() as session:
                account_id = session.scalars(select(Account.id).where(Account.channel == Channel.X)).first()
            assert account_id is not None
            seconds = 0.0
            for start in range(0, chosen.mentions, ROUND):
                for number in range(start, min(start + ROUND, chosen.mentions)):
                    simulator.world.say(
                        "x",
                        "polres_uji_satu",
                        f"@polres_uji_satu laporan {number}, tolong pak",
                        author=f"w{number}",
                    )
                began = time.perf_counter()
                poller.poll(account_id)
                seconds += time.perf_counter() - began
            with database.reading() as session:
                stored = session.scalar(select(func.count()).select_from(Mention)) or 0
    return {
        "database": chosen.database,
        "mentions": chosen.mentions,
        "stored": stored,
        "mentions_per_second": round(stored / seconds, 1),
        "seconds": round(seconds, 2),
        "measured_at": utcnow().isoformat(timespec="seconds"),
        "machine": machine.describe(),
    }

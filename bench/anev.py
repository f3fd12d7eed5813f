"""The league and the coverage board over thousands of units and a million cases, by the pages' own functions."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench import bulk, installation, machine
from models.anev import coverage as anev_coverage
from models.anev import days as anev_days
from models.anev import league as anev_league
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Mention, Officer, Unit, UnitDay
from models.vocabulary import Category, Channel, Health, MentionKind, Role, Stage, UnitKind, Verdict
from web import workload

CHUNK = 50_000
DAYS = 90
ROUNDS = 5
POLDA, POLRES_EACH = 34, 15
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
CHANNELS = (Channel.X, Channel.INSTAGRAM, Channel.WHATSAPP)


def run(arguments: list[str]) -> dict[str, object]:
    """Fills a database with units, accounts, cases and their mentions, then reads both pages' numbers."""
    parser = argparse.ArgumentParser(prog="bench anev")
    parser.add_argument("--units", type=int, default=6000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args(arguments)
    with installation.installation(chosen.database) as (_, database):
        began = time.perf_counter()
        now = utcnow()
        plant_units(database, chosen.units)
        fill(database, chosen.cases, now)
        filled = time.perf_counter()
        with database.writing() as session:
            days = anev_days.rebuild(session)
        rebuilt = time.perf_counter()
        bulk.settle(database)
        with database.reading() as session:
            root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
            league = _timed(lambda: anev_league.league(session, now, DAYS))
            who = Officer(role=Role.POSKO, unit=root, unit_id=root.id)
            coverage = _timed(lambda: board(session, who, now))
            shown = [one for one in anev_league.league(session, now, DAYS) if one.grade]
            counted = session.scalar(select(func.sum(UnitDay.came))) or 0
    return {
        "database": chosen.database,
        "units": chosen.units,
        "cases": chosen.cases,
        "days": DAYS,
        "league_seconds": round(statistics.median(league), 3),
        "league_slowest_seconds": round(max(league), 3),
        "coverage_seconds": round(statistics.median(coverage), 3),
        "coverage_slowest_seconds": round(max(coverage), 3),
        "rebuild_seconds": round(rebuilt - filled, 1),
        "fill_seconds": round(filled - began, 1),
        "unit_days": days,
        "cases_counted": int(counted),
        "units_graded": len(shown),
        "machine": machine.describe(),
    }


def board(session: Session, who: Officer, now: datetime) -> int:
    """Everything the coverage page reads of the database; how many units it shows."""
    found = anev_coverage.read(session, anev_coverage.Board(who.unit), now)
    workload.of_units(session, who, [line.unit.id for line in found.lines], now)
    return len(found.lines)


def _timed(read: Callable[[], object]) -> list[float]:
    """Seconds of each reading, the first one included."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read()
        taken.append(time.perf_counter() - began)
    return taken


def plant_units(database: Database, units: int) -> None:
    """A command tree of so many units in all, each Polri-like: Polda, their Polres, and Polsek for the rest."""
    with database.writing() as session:
        root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        first = (session.scalar(select(func.max(Unit.id))) or 0) + 1
        rows: list[dict[str, object]] = []
        for number, (kind, parent, zone) in enumerate(_tree(units - (first - 1), first), first):
            path = f"{rows[parent - first]['path'] if parent else root.path}{number}/"
            rows.append(
                {
                    "id": number,
                    "code": f"U{number}",
                    "name": f"{kind.title()} {number}",
                    "kind": kind,
                    "parent_id": parent or root.id,
                    "path": path,
                    "timezone": zone,
                }
            )
        session.execute(insert(Unit), rows)
        dice, now = random.Random(7), utcnow()
        healths = (Health.OK,) * 12 + (Health.LIMITED, Health.FAILING, Health.STOPPED)
        session.execute(
            insert(Account),
            [
                {
                    "unit_id": row["id"],
                    "channel": channel,
                    "handle": f"{channel}_{row['id']}",
                    "external_id": f"{channel}-{row['id']}",
                    "next_poll_at": now,
                    "approval_ref": "surat",
                    "health": dice.choice(healths),
                    "usual_per_day": dice.expovariate(1.0),
                    "usual_at": now,
                    "last_mention_at": now - timedelta(days=dice.expovariate(0.4)),
                }
                for row in rows
                for channel in CHANNELS
                if dice.random() < 0.85
            ],
        )


def _tree(count: int, first: int) -> Iterator[tuple[UnitKind, int, str]]:
    """(kind, parent or 0 for the root, time zone) of each unit, parents before children."""
    polres = min(count - POLDA, POLDA * POLRES_EACH)
    for number in range(count):
        if number < POLDA:
            yield UnitKind.POLDA, 0, ZONES[number % 3]
        elif number < POLDA + polres:
            polda = (number - POLDA) % POLDA
            yield UnitKind.POLRES, first + polda, ZONES[polda % 3]
        else:
            above = (number - POLDA - polres) % polres
            yield UnitKind.POLSEK, first + POLDA + above, ZONES[above % POLDA % 3]


def fill(database: Database, cases: int, now: datetime) -> None:
    """So many cases with one mention each, over all units and the days that the league counts."""
    with database.reading() as session:
        accounts = [
            (one.id, one.unit_id, one.channel)
            for one in session.execute(
                select(Account.id, Account.unit_id, Account.channel).order_by(Account.id)
            )
        ]
    with bulk.filling(database, Case, Mention) as add:
        for rows, mentions in _batches(accounts, cases, now):
            add(Case, rows)
            add(Mention, mentions)


def _batches(
    accounts: Sequence[tuple[int, int, Channel]], cases: int, now: datetime
) -> Iterator[tuple[list[bulk.Row], list[bulk.Row]]]:
    """Cases and their mentions, some at a time."""
    dice = random.Random(11)
    # Some desks are quick and some are slow, which is what a league has to find out.
    pace = {unit: dice.lognormvariate(0, 0.8) for _, unit, _ in accounts}
    for start in range(1, cases + 1, CHUNK):
        rows: list[bulk.Row] = []
        mentions: list[bulk.Row] = []
        for number in range(start, min(start + CHUNK, cases + 1)):
            account, unit, channel = accounts[dice.randrange(len(accounts))]
            at = now - timedelta(days=dice.random() * (DAYS - 1.5))
            rows.append(_case(number, account, unit, channel, at, now, pace[unit], dice))
            mentions.append(_mention(number, account, unit, channel, at))
        yield rows, mentions


def _case(
    number: int,
    account: int,
    unit: int,
    channel: Channel,
    at: datetime,
    now: datetime,
    pace: float,
    dice: random.Random,
) -> dict[str, object]:
    answer = at + timedelta(hours=pace * dice.expovariate(0.25))
    answered = answer if dice.random() < 0.94 and answer < now else None
    done = answered is not None and dice.random() < 0.7
    return {
        "id": number,
        "code": f"TG-{number:09d}",
        "secret_hash": "",
        "secret_sealed": "",
        "unit_id": unit,
        "account_id": account,
        "channel": channel,
        "thread_id": str(number),
        "subject": "lampu jalan mati",
        "stage": Stage.DONE if done else Stage.RECEIVED,
        "category": dice.choice(CATEGORIES),
        "urgency": 2,
        "opened_at": at,
        "first_mention_at": at,
        "due_at": at + timedelta(hours=4),
        "attention_at": at + timedelta(hours=4),
        "first_answered_at": answered,
        "followed_up_at": answered if done else None,
        "closed_at": answered if done else None,
        "version": 1,
    }


CATEGORIES = list(Category)


def _mention(number: int, account: int, unit: int, channel: Channel, at: datetime) -> dict[str, object]:
    return {
        "channel": channel,
        "account_id": account,
        "unit_id": unit,
        "external_id": str(10_000_000 + number),
        "kind": MentionKind.MENTION,
        "thread_id": str(number),
        "text": "lampu jalan mati",
        "text_masked": "lampu jalan mati",
        "author_handle": "warga_2041",
        "author_external_id": "2041",
        "created_at": at,
        "fetched_at": at,
        "assess_after": at,
        "assess_rank": at,
        "assessed_at": at,
        "verdict": Verdict.ACTIONABLE,
        "case_id": number,
    }

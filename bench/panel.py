"""The inbox page over HTTP with 100,000 mentions behind it: p50 and p95, and the panel's memory."""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta

import httpx
import psutil
from sqlalchemy import Row, insert, select

from bench import installation, machine
from commands import people
from models import migrate
from models.clock import utcnow
from models.database import Database
from models.records import Account, Case, Mention, Unit
from models.settings import Settings, to_environment
from models.vocabulary import Category, Channel, MentionKind, Role, Stage, Verdict

PASSWORD = "a-password-for-measuring"
CHUNK = 5000
PAGES = ("/", "/?view=triage", "/?view=late", "/?q=motor")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def run(arguments: list[str]) -> dict[str, object]:
    """Fills a database, starts the panel, reads the inbox again and again."""
    parser = argparse.ArgumentParser(prog="bench panel")
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args(arguments)
    with installation.installation(chosen.database) as (settings, database):
        assert migrate.differences(database) == []
        fill(database, chosen.mentions)
        people.create_officer(database, "bench", "Bench", "MABES", Role.HUMAS, PASSWORD)
        panel = subprocess.Popen(
            [sys.executable, "-m", "tanggap", "web"], env={**os.environ, **to_environment(settings)}
        )
        try:
            with httpx.Client(base_url=settings.public_url, follow_redirects=True, timeout=30) as browser:
                _sign_in(browser, settings)
                times = {page: _read(browser, page, chosen.requests // len(PAGES)) for page in PAGES}
            memory = _resident(panel.pid)
        finally:
            panel.terminate()
            panel.wait(timeout=30)
    every = sorted(one for page in times.values() for one in page)
    return {
        "database": chosen.database,
        "mentions": chosen.mentions,
        "requests": len(every),
        "p50_ms": round(statistics.median(every), 1),
        "p95_ms": round(every[int(len(every) * 0.95) - 1], 1),
        "pages_p50_ms": {page: round(statistics.median(one), 1) for page, one in times.items()},
        "rss_mb": memory,
        "machine": machine.describe(),
    }


def fill(database: Database, mentions: int) -> None:
    """So many mentions, one in eight with a case, spread over units, states and three months."""
    dice = random.Random(7)
    now = utcnow()
    with database.writing() as session:
        accounts = session.execute(
            select(Account.id, Account.unit_id, Account.channel).where(Account.channel == Channel.X)
        ).all()
        units = list(session.scalars(select(Unit.id)))
    for start in range(0, mentions, CHUNK):
        rows, cases = [], []
        for number in range(start, min(start + CHUNK, mentions)):
            account = dice.choice(accounts)
            at = now - timedelta(minutes=dice.uniform(1, 60 * 24 * 90))
            case_id = number // 8 + 1 if number % 8 == 0 else None
            if case_id is not None:
                cases.append(_case(case_id, account, dice, at, units))
            rows.append(_mention(number, account, at, case_id))
        with database.writing() as session:
            session.execute(insert(Case), cases)
            session.execute(insert(Mention), rows)


def _case(
    case_id: int, account: Row[int, int, Channel], dice: random.Random, at: datetime, units: list[int]
) -> dict[str, object]:
    closed = dice.random() < 0.7
    due = at + timedelta(hours=dice.choice((1, 4, 24)))
    return {
        "id": case_id,
        "code": f"TG-{case_id:08d}",
        "secret_hash": "",
        "secret_sealed": "",
        "unit_id": dice.choice(units),
        "account_id": account.id,
        "channel": Channel.X,
        "thread_id": str(case_id),
        "subject": f"motor hilang di parkiran pasar, laporan {case_id}",
        "stage": Stage.DONE if closed else Stage.RECEIVED,
        "category": dice.choice(list(Category)),
        "urgency": dice.choice((1, 1, 2, 2, 3)),
        "about_officer": False,
        "victim_sensitive": False,
        "needs_triage": dice.random() < 0.2,
        "viral_band": dice.choice((0, 0, 0, 1, 2, 3)),
        "mention_count": 1,
        "opened_at": at,
        "first_mention_at": at,
        "due_at": due,
        "attention_at": due,
        "first_answered_at": due if dice.random() < 0.5 else None,
        "closed_at": due if closed else None,
        "escalated_level": 0,
        "version": 1,
    }


def _mention(
    number: int, account: Row[int, int, Channel], at: datetime, case_id: int | None
) -> dict[str, object]:
    text = f"@polres pak tolong motor hilang di parkiran pasar, laporan {number}"
    return {
        "channel": Channel.X,
        "account_id": account.id,
        "unit_id": account.unit_id,
        "external_id": str(1_000_000 + number),
        "kind": MentionKind.MENTION,
        "thread_id": str(number),
        "text": text,
        "text_masked": text,
        "author_handle": f"warga_{number}",
        "author_external_id": str(number),
        "created_at": at,
        "fetched_at": at,
        "assess_after": at,
        "assessed_at": at,
        "verdict": Verdict.ACTIONABLE if case_id else Verdict.NOISE,
        "case_id": case_id,
    }


def _sign_in(browser: httpx.Client, settings: Settings) -> None:
    for _ in range(100):
        try:
            page = browser.get("/masuk")
            break
        except httpx.TransportError:
            time.sleep(0.2)
    found = TOKEN.search(page.text)
    assert found is not None, "the sign-in page has no form token"
    fields = {"name": "bench", "password": PASSWORD, "csrf_token": found.group(1)}
    answer = browser.post("/masuk", data=fields, headers={"Referer": settings.public_url})
    assert answer.status_code == 200, f"sign-in answered {answer.status_code}"


def _read(browser: httpx.Client, page: str, times: int) -> list[float]:
    """Milliseconds of each reading, after one to warm up."""
    browser.get(page).raise_for_status()
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        browser.get(page).raise_for_status()
        measured.append((time.perf_counter() - began) * 1000)
    return measured


def _resident(pid: int) -> float:
    """Megabytes the panel's serving process holds (its children included, the shared master left out)."""
    serving = psutil.Process(pid).children(recursive=True) or [psutil.Process(pid)]
    return round(max(one.memory_info().rss for one in serving) / 1e6, 1)

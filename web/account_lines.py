"""Accounts as table lines that answer one question: is it quiet, or is it broken?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import format_date, gettext
from sqlalchemy.orm import Session

from models import account_watch
from models.accounts import NEEDS_APPROVAL
from models.anev import coverage as anev_coverage
from models.anev.coverage import quiet_after
from models.records import Account, PollGap
from models.settings import Settings
from models.vocabulary import Health
from web.plain_reasons import in_words
from web.shapes import Cell, Column, Row
from web.times import ago, hour
from web.words import CHANNEL_WORDS, GAP_WORDS, HEALTH_WORDS, at_name


def columns() -> list[Column]:
    """The head of the table."""
    return [
        Column(gettext("Akun")),
        Column(gettext("Keadaan")),
        Column(gettext("Sebutan terakhir")),
        Column(gettext("Terakhir terhubung")),
        Column(gettext("Celah 7 hari")),
    ]


def lines(session: Session, accounts: Sequence[Account], settings: Settings, now: datetime) -> list[Row]:
    """One line for each account, in their order."""
    gaps = anev_coverage.gaps_of(session, [account.id for account in accounts], now)
    return [
        Row(
            (
                Cell(f"{at_name(account.handle)} · {CHANNEL_WORDS[account.channel]}"),
                condition(account, settings, now),
                _moment(account.last_mention_at),
                _moment(account.last_ok_at),
                gap_words(gaps[account.id]),
            )
        )
        for account in accounts
    ]


def condition(account: Account, settings: Settings, now: datetime) -> Cell:
    """How the account is, in words: a person must act, it mends itself, it is quiet, it is well."""
    if not account.enabled:
        return Cell(gettext("dimatikan"), tone="quiet")
    stopped = account.health is Health.STOPPED
    unapproved = account.channel in NEEDS_APPROVAL and not account.approval_ref
    if unapproved and not stopped and not settings.simulated_platforms:
        return Cell(gettext("izin platform belum dicatat"), tone="danger")
    if account.health is not Health.OK:
        words = str(HEALTH_WORDS[account.health])
        told = f"{words}: {in_words(account.health_reason)}" if account.health_reason else words
        return Cell(told, tone="danger" if stopped else "warn")
    if (step := account_watch.ends_within(account, now)) is not None and account.token_expires_at:
        told = token_words(f"{account.token_expires_at:%Y-%m-%d}")
        return Cell(told, tone="warn" if step == account_watch.AHEAD[-1] else "danger")
    last = account.last_mention_at
    if last is not None and account_watch.is_dormant(account.usual_per_day, last, now):
        return Cell(gettext("terhubung, tidur: lama tidak disebut"), tone="warn")
    if account.last_mention_at is None or now - account.last_mention_at > quiet_after(account):
        return Cell(gettext("terhubung, sepi"), tone="good")
    return Cell(gettext("terhubung"), tone="good")


def ahead(session: Session, account: Account, shown: str, now: datetime) -> list[str]:
    """What will hurt soon unless somebody does something, in sentences; `shown` is told already."""
    told = [
        still_words(one.how, f"{one.since:%Y-%m-%d}")
        for one in account_watch.stillness(session, [account], now)
    ]
    if account_watch.ends_within(account, now) is not None and account.token_expires_at:
        told.append(token_words(f"{account.token_expires_at:%Y-%m-%d}"))
    return [words for words in told if words != shown]


def token_words(day: str) -> str:
    """When the access to an account ends, from the ISO date, and what to do."""
    return str(
        gettext(
            "izin akses berakhir %(day)s; perbarui dengan tanggap account login",
            day=format_date(date.fromisoformat(day), "medium"),
        )
    )


def still_words(how: str, day: str) -> str:
    """Since when an account sleeps, from the ISO date, and how."""
    since = format_date(date.fromisoformat(day), "medium")
    if how == account_watch.UNANSWERED:
        return str(
            gettext("sejak %(day)s tidak ada jawaban yang keluar, padahal ada warga yang menulis", day=since)
        )
    return str(gettext("sejak %(day)s tidak ada yang menyebut akun ini", day=since))


def gap_words(gaps: Sequence[PollGap]) -> Cell:
    """The gap that matters most: one still open, else one that was not read in full, else how many."""
    if not gaps:
        return Cell(gettext("tidak ada"), tone="quiet")
    worst = next((gap for gap in gaps if gap.ended_at is None), None)
    if worst is not None:
        words = gettext("sejak %(start)s: %(why)s", start=hour(worst.started_at), why=GAP_WORDS[worst.kind])
        return Cell(words, tone="danger")
    lost = next((gap for gap in gaps if not gap.complete), None)
    if lost is not None:
        words = gettext(
            "mulai %(start)s: %(why)s, sebagian mungkin hilang",
            start=hour(lost.started_at),
            why=GAP_WORDS[lost.kind],
        )
        return Cell(words, tone="warn")
    return Cell(gettext("%(n)d, semua terbaca kembali", n=len(gaps)))


def _moment(at: datetime | None) -> Cell:
    return Cell(gettext("belum pernah"), tone="quiet") if at is None else Cell(ago(at))

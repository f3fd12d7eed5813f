"""`tanggap doctor`: looks at everything the service stands on and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from commands import opening
from models import account_watch, audit, vault
from models.clock import utcnow
from models.database import Database, durability
from models.errors import SettingError, TanggapError
from models.records import Account, AlertAddress, Heartbeat, InboundEvent, Mention, Officer, Reply, Unit
from models.revisions import revisions
from models.settings import Settings, load_settings
from models.vocabulary import Health, InboundState, ReplyState

LOW_DISK = 2 * 1024**3
SKEW = timedelta(seconds=30)
STALE = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: is it well, what was seen, what to do if not."""

    subject: str
    ok: bool
    seen: str
    advice: str = ""


@click.command()
@opening.json_option
def doctor(as_json: bool) -> None:
    """Check settings, database, connectors, clock, disk and model; says what to do."""
    findings = list(examine())
    lines = [
        f"{'ok  ' if one.ok else 'BAD '} {one.subject}: {one.seen}{' -> ' + one.advice if one.advice else ''}"
        for one in findings
    ]
    ok = all(one.ok for one in findings)
    opening.answer({"ok": ok, "findings": [asdict(one) for one in findings]}, as_json, "\n".join(lines))
    if not ok:
        raise SystemExit(1)


def examine() -> Iterator[Finding]:
    """Every finding, the deeper ones only where the shallower ones hold."""
    try:
        settings = load_settings()
    except TanggapError as error:
        yield Finding("settings", False, str(error), "correct the setting; docs/settings.md lists them")
        return
    key = bool(settings.secret_key)
    yield Finding("settings", key, "read" if key else "no secret key", "" if key else "run 'tanggap init'")
    yield _disk(settings)
    yield _model(settings)
    with closing(Database(settings.database_url)) as database:
        yield from _examine_database(database, settings)


def _examine_database(database: Database, settings: Settings) -> Iterator[Finding]:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        yield Finding(
            "database", False, str(error).splitlines()[0], "check TANGGAP_DATABASE_URL and the server"
        )
        return
    current, newest = revisions(database)
    if current != newest:
        yield Finding(
            "database", False, f"revision {current or 'none'}, needed {newest}", "run 'tanggap init'"
        )
        return
    checks: tuple[Callable[[Database], Iterator[Finding]], ...] = (
        _durability,
        _clock,
        _people,
        _connectors,
        _ahead,
        _workers,
        _left_for_humans,
        _audit_chain,
    )
    for look in checks:
        yield from look(database)
    yield _credentials(database, settings)
    yield from _alerts(database, settings)


def _disk(settings: Settings) -> Finding:
    folder = Path(settings.data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding("disk", False, f"{folder}: {error.strerror}", "correct TANGGAP_DATA_DIR")
    free = shutil.disk_usage(folder).free
    return Finding(
        "disk",
        free > LOW_DISK,
        f"{free / 1024**3:.1f} GiB free",
        "" if free > LOW_DISK else "free some space",
    )


def _model(settings: Settings) -> Finding:
    from classifier.assess import Assessor

    try:
        assessor = Assessor.load(settings)
    except (OSError, ValueError, TanggapError) as error:
        return Finding("model", False, str(error), "install again: the model ships with the project")
    words_only = assessor.degraded and settings.encoder != "none"
    advice = "the sentence encoder cannot be loaded: install again" if words_only else ""
    return Finding("model", not words_only, assessor.version, advice)


def _durability(database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        for name, wanted, got in durability(connection):
            ok = got in wanted
            yield Finding(
                f"database {name}", ok, got, "" if ok else f"set it to {wanted[0]}: commits can be lost"
            )


def _clock(database: Database) -> Iterator[Finding]:
    """Our clock against the database server's and against the platforms' timestamps."""
    now = utcnow()
    with database.reading() as session:
        if not database.is_sqlite:
            theirs = session.scalar(select(func.now()))
            off = abs(theirs - now) if theirs is not None else timedelta()
            ok = off < SKEW
            yield Finding(
                "clock", ok, f"{off.total_seconds():.1f} s off the database server", "" if ok else "run NTP"
            )
        ahead = session.scalar(
            select(func.count()).where(
                Mention.created_at > Mention.fetched_at, Mention.created_at > now + SKEW
            )
        )
        ok = not ahead
        yield Finding(
            "clock of the platforms",
            ok,
            f"{ahead} mentions from the future",
            "" if ok else "our clock is late: run NTP",
        )


def _people(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        units = session.scalar(select(func.count()).select_from(Unit)) or 0
        officers = session.scalar(select(func.count()).where(Officer.active)) or 0
    yield Finding("units", units > 0, str(units), "" if units else "run 'tanggap import-units FILE'")
    yield Finding("officers", officers > 0, str(officers), "" if officers else "run 'tanggap add-officer'")


def _connectors(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        rows = session.scalars(select(Account).where(Account.enabled).order_by(Account.id)).all()
    if not rows:
        yield Finding(
            "accounts", False, "none", "run 'tanggap import-accounts FILE', then 'tanggap account login'"
        )
    for row in rows:
        ok = row.health not in (Health.STOPPED, Health.FAILING)
        advice = "" if ok else f"repair it, then 'tanggap account check {row.handle}'"
        yield Finding(f"{row.channel} @{row.handle}", ok, f"{row.health} {row.health_reason}".strip(), advice)


def _ahead(database: Database) -> Iterator[Finding]:
    """Tokens that end soon, and accounts that have gone still: before it hurts."""
    now = utcnow()
    with database.reading() as session:
        rows = session.scalars(select(Account).where(Account.enabled).order_by(Account.id)).all()
        still = account_watch.stillness(session, rows, now)
    for row in rows:
        step, ends = account_watch.ends_within(row, now), row.token_expires_at
        if step is not None and ends is not None:
            word = "ended" if ends <= now else "ends"
            seen, advice = f"{word} on {ends:%Y-%m-%d}", f"'tanggap account login {row.channel} {row.handle}'"
            yield Finding(
                f"token of {row.channel} @{row.handle}", step == account_watch.AHEAD[-1], seen, advice
            )
    for one in still:
        what = "nobody mentioned it" if one.how == account_watch.UNMENTIONED else "nobody answered through it"
        yield Finding(
            f"dormant {one.account.channel} @{one.account.handle}",
            True,
            f"{what} since {one.since:%Y-%m-%d}",
            "look whether it is still the unit's public account",
        )


def _credentials(database: Database, settings: Settings) -> Finding:
    """Whether the secret key is the one the stored credentials were sealed with."""
    with database.reading() as session:
        sealed = session.scalars(
            select(Account.credential_sealed).where(Account.credential_sealed != "")
        ).all()
    try:
        for one in sealed:
            vault.unseal(settings.secret_key, one)
    except SettingError as error:
        return Finding(
            "credentials", False, str(error), "put the former key back, or log every account in again"
        )
    return Finding("credentials", True, f"{len(sealed)} open with the secret key")


def _workers(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        beats = session.scalars(select(Heartbeat)).all()
    if not beats:
        yield Finding("workers", True, "none has run yet", "start 'tanggap run'")
    for beat in beats:
        age = utcnow() - beat.at
        ok = age < STALE
        advice = "" if ok else "start 'tanggap run' or the worker of this stage"
        yield Finding(f"worker {beat.name}", ok, f"last seen {age.total_seconds():.0f} s ago", advice)


def _alerts(database: Database, settings: Settings) -> Iterator[Finding]:
    """Whether a dead watch would reach somebody, here and from outside."""
    with database.reading() as session:
        count = session.scalar(select(func.count()).select_from(AlertAddress)) or 0
    advice = "" if count else "alerts show in the panel only: add routes under Settings, Alert routes"
    yield Finding("alert routes", True, str(count), advice)
    yield Finding(
        "watch from outside",
        True,
        f"{settings.public_url.rstrip('/')}/health",
        "ask it every minute from another machine; any answer but 200 is an alarm",
    )


def _left_for_humans(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        dead = session.scalar(select(func.count()).where(InboundEvent.state == InboundState.DEAD)) or 0
        stuck = session.scalar(select(func.count()).where(Reply.state == ReplyState.NEEDS_HUMAN)) or 0
    yield Finding(
        "dead letters", dead == 0, str(dead), "look at them in the panel under Dead letters" if dead else ""
    )
    yield Finding("uncertain replies", stuck == 0, str(stuck), "look at them in the panel" if stuck else "")


def _audit_chain(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        broken = audit.verify(session)
    ok = broken is None
    seen = "the chain holds" if broken is None else f"broken at entry {broken.entry_id}: {broken.reason}"
    yield Finding("audit trail", ok, seen, "" if ok else "keep the database as evidence and call the auditor")

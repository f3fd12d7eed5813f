"""`tanggap import-units`, `import-accounts` and `add-officer`: the tree, its accounts, its people."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from rich.progress import track
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commands import opening
from models import account_watch, audit, passwords, tree, vault
from models.clock import utcnow
from models.database import Database
from models.errors import TanggapError
from models.records import Account, Officer, Unit
from models.settings import Settings
from models.vocabulary import Channel, Health, Role, UnitKind
from models.wording import ZONE_NAMES

# A function unit's competence, told from its name where the file does not say it.
COMPETENCE_WORDS = {
    "propam": "propam",
    "ppa": "ppa",
    "lantas": "traffic",
    "siber": "cyber",
    "reskrim": "crime",
    "humas": "humas",
    "posko": "posko",
}
TRUE_WORDS = {"true", "1", "yes", "ya"}


@dataclass
class Outcome:
    """What an import did: rows taken in, rows changed, and each bad row with its line and reason."""

    added: int = 0
    changed: int = 0
    errors: list[dict[str, object]] = field(default_factory=list)

    def words(self, noun: str) -> str:
        lines = [f"{self.added} {noun} added, {self.changed} changed, {len(self.errors)} rows refused"]
        lines += [f"  line {error['line']}: {error['reason']}" for error in self.errors]
        return "\n".join(lines)


@click.command("import-units")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@opening.json_option
def import_units(file: Path, as_json: bool) -> None:
    """Import the command tree (CSV: code, name, kind, parent_code; optional timezone, province,
    can_investigate, competence). Parents may stand before or after their children."""
    with opening.database(opening.settings()) as database:
        outcome = load_units(database, file)
    opening.answer(vars(outcome), as_json, outcome.words("units"))


@click.command("import-accounts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@opening.json_option
def import_accounts(file: Path, as_json: bool) -> None:
    """Import accounts (CSV: unit_code, channel, handle, external_id; optional approval_ref, verified,
    central, training_allowed, token_expires_on as YYYY-MM-DD). Credentials come by 'tanggap account login',
    never by file."""
    settings = opening.settings()
    with opening.database(settings) as database:
        outcome = load_accounts(database, file)
    opening.answer(vars(outcome), as_json, outcome.words("accounts"))


@click.command("add-officer")
@click.argument("login")
@click.option("--name", required=True, help="Name shown in the panel and in the audit trail.")
@click.option(
    "--unit", "unit_code", required=True, help="Code of the unit whose subtree the officer works in."
)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--password", help="Without it a random one is made and printed once.")
@opening.json_option
def add_officer(
    login: str, name: str, unit_code: str, role: str, password: str | None, as_json: bool
) -> None:
    """Add an officer who may sign in to the panel."""
    chosen = password or secrets.token_urlsafe(12)
    with opening.database(opening.settings()) as database, opening.plain_errors():
        create_officer(database, login, name, unit_code, Role(role), chosen)
    shown = chosen if password is None else "as given"
    opening.answer({"login": login, "password": shown}, as_json, f"{login} may sign in; password: {shown}")


def load_units(database: Database, file: Path) -> Outcome:
    """Takes in every good row of a units file; parents first, whatever the order of the lines."""
    outcome = Outcome()
    waiting = list(_rows(file, ("code", "name", "kind"), outcome))
    with database.writing() as session:
        known = {unit.code: unit for unit in session.scalars(select(Unit))}
        while waiting:
            ready = [
                (line, row)
                for line, row in waiting
                if not row.get("parent_code") or row["parent_code"] in known
            ]
            if not ready:
                codes = {row["code"] for _, row in waiting}
                outcome.errors += [
                    {"line": line, "reason": _no_parent(row["parent_code"], codes)} for line, row in waiting
                ]
                break
            for line, row in track(ready, description="units", transient=True, disable=len(ready) < 500):
                _take_row(
                    session,
                    outcome,
                    line,
                    partial(_take_unit, session, row, known, outcome),
                )
            done = {line for line, _ in ready}
            waiting = [(line, row) for line, row in waiting if line not in done]
        audit.record(session, "cli", "units.imported", "units", added=outcome.added, changed=outcome.changed)
    return outcome


def _no_parent(code: str, waiting: set[str]) -> str:
    if code in waiting:
        return f"parent {code} could not be taken in itself, or hangs below this unit"
    return f"parent {code} is in neither the file nor the database"


def _take_unit(session: Session, row: dict[str, str], known: dict[str, Unit], outcome: Outcome) -> None:
    facts: dict[str, object] = {
        "timezone": row.get("timezone") or "Asia/Jakarta",
        "province": row.get("province") or "",
        "can_investigate": (row.get("can_investigate") or "true").lower() in TRUE_WORDS,
        "competence": row.get("competence") or _competence(row["name"], row["kind"]),
    }
    if facts["timezone"] not in ZONE_NAMES:
        raise ValueError(f"timezone {facts['timezone']} is none of {', '.join(ZONE_NAMES)}")
    kind, parent = UnitKind(row["kind"]), known.get(row.get("parent_code") or "")
    unit = known.get(row["code"])
    if unit is None:
        known[row["code"]] = tree.add_unit(
            session, code=row["code"], name=row["name"], kind=kind, parent=parent, **facts
        )
        outcome.added += 1
        return
    moves = parent is not None and unit.parent_id != parent.id
    if parent is not None and moves:
        tree.move_unit(session, unit, parent)
    outcome.changed += _set_all(unit, {"name": row["name"], "kind": kind, **facts}) or moves


def _competence(name: str, kind: str) -> str:
    if kind != UnitKind.FUNCTION:
        return "general"
    return next((word for part, word in COMPETENCE_WORDS.items() if part in name.lower()), "general")


def load_accounts(database: Database, file: Path) -> Outcome:
    """Takes in every good row of an accounts file."""
    outcome = Outcome()
    with database.writing() as session:
        for line, row in _rows(file, ("unit_code", "channel", "handle", "external_id"), outcome):
            _take_row(session, outcome, line, partial(_take_account, session, row, outcome))
        audit.record(
            session, "cli", "accounts.imported", "accounts", added=outcome.added, changed=outcome.changed
        )
    return outcome


def _take_account(session: Session, row: dict[str, str], outcome: Outcome) -> None:
    unit = session.scalars(select(Unit).where(Unit.code == row["unit_code"])).one_or_none()
    if unit is None:
        raise ValueError(f"there is no unit {row['unit_code']}: import the units first")
    channel = Channel(row["channel"])
    account = session.scalars(
        select(Account).where(Account.channel == channel, Account.external_id == row["external_id"])
    ).one_or_none()
    training = _said(row, "training_allowed", account.training_allowed if account else False)
    if channel is Channel.X and training:
        raise ValueError("X forbids training on its posts: training_allowed must be false for an X account")
    facts: dict[str, object] = {
        "unit_id": unit.id,
        "handle": row["handle"].removeprefix("@"),
        "approval_ref": row.get("approval_ref") or (account.approval_ref if account else ""),
        "verified": _said(row, "verified", account.verified if account else False),
        "central": _said(row, "central", account.central if account else False),
        "training_allowed": training,
        "token_expires_at": account_watch.end_of_token(row["token_expires_on"])
        if row.get("token_expires_on")
        else (account.token_expires_at if account else None),
    }
    if account is None:
        session.add(Account(channel=channel, external_id=row["external_id"], next_poll_at=utcnow(), **facts))
        session.flush()
        outcome.added += 1
    else:
        outcome.changed += _set_all(account, facts)


def _said(row: dict[str, str], column: str, before: bool) -> bool:
    """What the row says; a file without the column, or an empty cell, leaves it as it was."""
    word = (row.get(column) or "").strip().lower()
    return word in TRUE_WORDS if word else before


def _set_all(record: Unit | Account, values: dict[str, object]) -> bool:
    """Sets every column; True when one of them changed."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)


def create_officer(
    database: Database, login: str, name: str, unit_code: str, role: Role, password: str
) -> None:
    """Adds an officer; raises TanggapError when the login is taken, the unit unknown or the password short."""
    try:
        password_hash = passwords.hash_password(password)
    except ValueError as error:
        raise TanggapError(str(error)) from error
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == unit_code)).one_or_none()
        if unit is None:
            raise TanggapError(f"there is no unit {unit_code}: 'tanggap import-units' brings them in")
        if session.scalar(select(Officer.id).where(Officer.login == login)):
            raise TanggapError(f"the login {login} is taken")
        officer = Officer(
            login=login,
            name=name,
            password_hash=password_hash,
            role=role,
            unit_id=unit.id,
            timezone=unit.timezone,
            created_at=utcnow(),
        )
        session.add(officer)
        session.flush()
        audit.record(
            session, "cli", "officer.added", f"officer:{officer.id}", unit.id, login=login, role=role
        )


def store_credential(
    database: Database,
    settings: Settings,
    channel: Channel,
    handle: str,
    credential: dict[str, str],
    expires_at: datetime | None = None,
) -> int:
    """Seals an account's credential and lets it be polled at once; returns the account's id.

    Without `expires_at` the token lasts as long as the platform's tokens do (`models.account_watch.LASTS`).
    """
    with database.writing() as session:
        account = find_account(session, channel, handle)
        account.credential_sealed = vault.seal(settings.secret_key, dict(credential))
        account.adapter_state_sealed = ""
        lasts = account_watch.LASTS.get(channel)
        account.token_expires_at = expires_at or (utcnow() + lasts if lasts else None)
        revive(account)
        audit.record(session, "cli", "account.credential_stored", f"account:{account.id}", account.unit_id)
        return account.id


def find_account(session: Session, channel: Channel, handle: str) -> Account:
    """The account, or TanggapError naming what to do."""
    account = session.scalars(
        select(Account).where(Account.channel == channel, Account.handle == handle.removeprefix("@"))
    ).one_or_none()
    if account is None:
        raise TanggapError(f"there is no {channel} account @{handle}: 'tanggap import-accounts' brings it in")
    return account


def revive(account: Account) -> None:
    """Lets a stopped account be polled again at once."""
    account.health, account.health_reason = Health.UNKNOWN, ""
    account.failures, account.next_poll_at, account.lease_until = 0, utcnow(), None


def _rows(file: Path, required: tuple[str, ...], outcome: Outcome) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number; rows that cannot be read are reported and left out."""
    # Bytes that are no UTF-8 become surrogates here, so that they spoil their own row only.
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = set(required) - set(reader.fieldnames or ())
        if missing:
            raise click.ClickException(f"{file.name} has no column {', '.join(sorted(missing))}")
        for raw in reader:
            row = {name: (value or "").strip() for name, value in raw.items() if isinstance(name, str)}
            wrong = _unreadable(row, required, too_many=None in raw)
            if wrong:
                outcome.errors.append({"line": reader.line_num, "reason": wrong})
                continue
            yield reader.line_num, row


def _unreadable(row: dict[str, str], required: tuple[str, ...], too_many: bool) -> str:
    """What keeps a row from being read at all; empty when nothing does."""
    if too_many:
        return "more fields than the header has columns"
    if any("\ud800" <= letter <= "\udfff" for value in row.values() for letter in value):
        return "not UTF-8"
    empty = [name for name in required if not row.get(name)]
    return f"no {', '.join(empty)}" if empty else ""


def _take_row(session: Session, outcome: Outcome, line: int, take: Callable[[], None]) -> None:
    """Takes one row in; a bad one is reported with its line and the rest goes on."""
    try:
        with session.begin_nested():
            take()
    except ValueError as error:
        outcome.errors.append({"line": line, "reason": str(error)})
    except DBAPIError as error:
        # The database's own limits: a name that is too long, for example.
        outcome.errors.append({"line": line, "reason": str(error.orig).splitlines()[0]})

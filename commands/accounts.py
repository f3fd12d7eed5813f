"""`tanggap account`: credentials, a real call to the platform, and how every account is."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import select

from commands import opening, people
from models import account_watch, accounts
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelError, ChannelRefused, TanggapError
from models.records import Account, Unit
from models.settings import Settings
from models.vocabulary import Channel, Health

SECRETS = {
    Channel.X: ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    Channel.INSTAGRAM: ("access_token",),
    Channel.WHATSAPP: ("access_token",),
}
PRIVATE_WARNING = (
    "The private Instagram API is not offered by Instagram. Accounts have been suspended after seven comments "
    "in an hour. Use it only where the official API cannot be had."
)


@click.group()
def account() -> None:
    """Our accounts on the platforms."""


@account.command("login")
@click.argument("channel", type=click.Choice([str(c) for c in Channel if c is not Channel.MANUAL]))
@click.argument("handle")
@click.option(
    "--secret", "given", multiple=True, metavar="NAME=VALUE", help="A credential; asked for when left out."
)
@click.option(
    "--expires",
    metavar="YYYY-MM-DD",
    help="When the token ends; told 14 and 3 days before. Instagram without it: 60 days from now.",
)
def login(channel: str, handle: str, given: tuple[str, ...], expires: str | None) -> None:
    """Store an account's credential, sealed. For instagram_private: sign in by hand, once."""
    settings = opening.settings()
    chosen = Channel(channel)
    try:
        ends = account_watch.end_of_token(expires) if expires else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--expires") from error
    with opening.database(settings) as database, opening.plain_errors():
        if chosen is Channel.INSTAGRAM_PRIVATE:
            credential = _private_session(settings, handle)
        else:
            named = dict(pair.split("=", 1) for pair in given if "=" in pair)
            credential = {
                name: named.get(name) or click.prompt(name, hide_input=True) for name in SECRETS[chosen]
            }
        account_id = people.store_credential(database, settings, chosen, handle, credential, ends)
        click.echo(_checked_words(check_one(database, settings, account_id)))


def _private_session(settings: Settings, handle: str) -> dict[str, str]:
    from listener.channels.instagram_private import sign_in

    click.secho(PRIVATE_WARNING, fg="yellow", err=True)
    password = click.prompt("password", hide_input=True)
    code = click.prompt("verification code (empty if none)", default="", show_default=False)
    return {"session_json": json.dumps(sign_in(settings, handle, password, code))}


@account.command("check")
@click.argument("handle", required=False)
@opening.json_option
def check(handle: str | None, as_json: bool) -> None:
    """Ask the platform who we are, for one account or for all; a repaired account is polled again."""
    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors():
        with database.reading() as session:
            rows = session.execute(
                select(Account.id, Account.handle)
                .where(Account.channel != Channel.MANUAL)
                .order_by(Account.id)
            ).all()
        chosen = [row.id for row in rows if handle is None or row.handle == handle.removeprefix("@")]
        if not chosen:
            raise TanggapError(f"there is no account @{handle}" if handle else "there are no accounts yet")
        answers = [
            check_one(database, settings, one)
            for one in track(chosen, description="accounts", disable=as_json)
        ]
    opening.answer({"accounts": answers}, as_json, "\n".join(map(_checked_words, answers)))
    if not all(answer["ok"] for answer in answers):
        raise SystemExit(1)


def check_one(database: Database, settings: Settings, account_id: int) -> dict[str, object]:
    """Asks the platform about one account and records what it says."""
    from listener import registry

    with database.reading() as session:
        row = session.get_one(Account, account_id)
    try:
        view = accounts.opened(row, settings)
        handle = registry.sources(settings)[row.channel].check(view)
        ok, reason = True, ""
        if handle.lower() not in ("", row.handle.lower()):
            ok, reason = (
                False,
                f"the platform calls this account @{handle}: the credential is another account's",
            )
    except ChannelError as error:
        ok, reason = False, str(error)
        stopped = isinstance(error, ChannelRefused) and error.stops_account
        health = Health.STOPPED if stopped else Health.FAILING
    else:
        health = Health.OK if ok else Health.STOPPED
    with database.writing() as session:
        again = session.get_one(Account, account_id)
        if ok:
            people.revive(again)
        accounts.set_health(session, again, health, reason, utcnow())
    return {"channel": row.channel, "handle": row.handle, "ok": ok, "reason": reason}


def _checked_words(answer: dict[str, object]) -> str:
    state = "works" if answer["ok"] else f"does not work: {answer['reason']}"
    return f"{answer['channel']} @{answer['handle']} {state}"


@account.command("list")
@opening.json_option
def list_accounts(as_json: bool) -> None:
    """Every account with its unit, health and last news."""
    with opening.database(opening.settings()) as database, database.reading() as session:
        rows = session.execute(
            select(Account, Unit).join(Unit, Account.unit_id == Unit.id).order_by(Unit.path)
        ).all()
        listed: list[dict[str, Any]] = [
            {
                "unit": unit.code,
                "channel": row.channel,
                "handle": row.handle,
                "health": row.health,
                "reason": row.health_reason,
                "approval_ref": row.approval_ref,
                "last_ok_at": row.last_ok_at,
                "last_mention_at": row.last_mention_at,
                "token_expires_at": row.token_expires_at,
            }
            for row, unit in rows
        ]
    if as_json:
        opening.answer({"accounts": listed}, True, "")
        return
    table = Table("unit", "channel", "handle", "health", "last answer", "reason", box=None)
    for one in listed:
        seen = f"{one['last_ok_at']:%Y-%m-%d %H:%M} UTC" if one["last_ok_at"] else "never"
        table.add_row(one["unit"], one["channel"], one["handle"], one["health"], seen, one["reason"])
    Console().print(table)

"""`tanggap import-mentions`: the manual connector, for what no API gives."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from commands import opening, people
from listener import intake
from listener.channels.manual import RowError, read_mentions
from listener.contracts import IncomingMention
from models import audit
from models.clock import utcnow
from models.database import Database
from models.records import Account
from models.settings import Settings
from models.vocabulary import Channel

CHUNK = 500


@click.command("import-mentions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--account", "handle", required=True, help="Handle of the manual account the posts were addressed to."
)
@opening.json_option
def import_mentions(file: Path, handle: str, as_json: bool) -> None:
    """Bring in exported posts (CSV or JSONL; only 'text' is required). Bad rows are listed, the rest goes in."""
    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors():
        with database.reading() as session:
            account_id = people.find_account(session, Channel.MANUAL, handle).id
        stored, repeated, errors = bring_in(database, settings, account_id, file, quiet=as_json)
    words = [f"{stored} mentions stored, {repeated} known already, {len(errors)} rows refused"]
    words += [f"  line {error.line}: {error.reason}" for error in errors]
    content = {
        "stored": stored,
        "known": repeated,
        "errors": [{"line": error.line, "reason": error.reason} for error in errors],
    }
    opening.answer(content, as_json, "\n".join(words))


def bring_in(
    database: Database, settings: Settings, account_id: int, file: Path, quiet: bool
) -> tuple[int, int, list[RowError]]:
    """Stores a file chunk by chunk; (stored, known already, refused rows)."""
    stored = repeated = 0
    errors: list[RowError] = []
    rows = iter(read_mentions(file))
    console = Console(stderr=True, quiet=quiet)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True
    ) as progress:
        task = progress.add_task("reading")
        while chunk := list(islice(rows, CHUNK)):
            errors += [row for row in chunk if isinstance(row, RowError)]
            good = [row for row in chunk if isinstance(row, IncomingMention)]
            with database.writing() as session:
                account = session.get_one(Account, account_id, with_for_update=True)
                new = intake.store(
                    session,
                    account,
                    good,
                    utcnow(),
                    timedelta(hours=settings.remeasure_hours),
                    settings.secret_key,
                )
            stored, repeated = stored + new, repeated + len(good) - new
            progress.update(task, description=f"{stored + repeated} rows")
    with database.writing() as session:
        audit.record(
            session, "cli", "mentions.imported", f"account:{account_id}", stored=stored, refused=len(errors)
        )
    return stored, repeated, errors

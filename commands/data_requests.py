"""`tanggap data-request list|export|erase`: a citizen's rights on his data, by two officers."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import opening
from models import data_requests, passwords, scope
from models.clock import utcnow
from models.errors import Forbidden
from models.records import Case, DataRequest, Officer


@click.group("data-request")
def data_request() -> None:
    """Answer citizens' requests to see or to erase what is kept about them."""


@data_request.command("list")
@opening.json_option
def list_open(as_json: bool) -> None:
    """Requests that wait for an answer, the shortest clock first."""
    with opening.database(opening.settings()) as database, database.reading() as session:
        found = session.execute(
            select(DataRequest, Case.code)
            .outerjoin(Case, Case.id == DataRequest.case_id)
            .where(DataRequest.answered_at.is_(None))
            .order_by(DataRequest.due_at)
        ).all()
        rows = [
            {"id": one.id, "kind": one.kind, "case": code, "due": one.due_at.isoformat()}
            | {"prepared": one.prepared_at is not None}
            for one, code in found
        ]
    click.echo(json.dumps(rows) if as_json else "\n".join(" ".join(map(str, one.values())) for one in rows))


@data_request.command("export")
@click.argument("request_id", type=int)
@click.option("--login", required=True, help="The officer who prepares or confirms.")
@click.password_option("--password", confirmation_prompt=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the copy is written.")
def export(request_id: int, login: str, password: str, out: Path | None) -> None:
    """Export all that is held about the contact: first one officer, then another with --out."""
    outcome = _step(request_id, data_requests.ACCESS, login, password)
    if outcome is None:
        return
    text = json.dumps(outcome, ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        out.chmod(0o600)


@data_request.command("erase")
@click.argument("request_id", type=int)
@click.option("--login", required=True, help="The officer who prepares or confirms.")
@click.password_option("--password", confirmation_prompt=False)
def erase(request_id: int, login: str, password: str) -> None:
    """Erase what is held about the contact: first one officer, then another."""
    outcome = _step(request_id, data_requests.ERASE, login, password)
    if outcome is not None:
        click.echo(json.dumps(outcome))


def _step(request_id: int, kind: str, login: str, password: str) -> dict[str, object] | None:
    """Prepares the request, or confirms one that is prepared; None after preparing."""
    settings = opening.settings()
    with opening.plain_errors(), opening.database(settings) as database, database.writing() as session:
        who = _officer(session, login, password)
        wanted = session.get(DataRequest, request_id, with_for_update=True)
        if wanted is None or wanted.kind != kind:
            raise click.ClickException(f"there is no {kind} request with the number {request_id}")
        if wanted.prepared_at is None:
            data_requests.prepare(session, wanted, who, utcnow())
            click.echo("prepared; another officer confirms with the same command")
            return None
        return data_requests.confirm(session, wanted, who, settings, utcnow())


def _officer(session: Session, login: str, password: str) -> Officer:
    who = session.scalars(select(Officer).where(Officer.login == login, Officer.active)).one_or_none()
    if not passwords.matches(who.password_hash if who else None, password) or who is None:
        raise Forbidden("login and password do not match")
    scope.require(who, "data_requests")
    if who.unit.parent_id is not None:
        raise Forbidden("here only officers of the topmost unit answer; others use the panel")
    return who

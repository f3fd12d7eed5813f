"""`tanggap model`: which complaint model is live, what the candidates are worth, approval and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from commands import opening
from models import live_model, scope
from models.clock import utcnow
from models.comparing import Comparison, Exam, Measure
from models.errors import Conflict, Forbidden
from models.live_model import Version

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.records import Officer

by_option = click.option("--by", metavar="LOGIN", help="The officer who does this; named in the audit trail.")


@click.group()
def model() -> None:
    """The complaint model that is live, its candidates, and the way back."""


@model.command("list")
@click.option("--slices", is_flag=True, help="Also every slice of every comparison.")
@opening.json_option
def list_versions(slices: bool, as_json: bool) -> None:
    """Every version trained on this installation, with its comparison."""
    settings = opening.settings()
    live, known = live_model.live_version(settings), live_model.versions(settings)
    if as_json:
        opening.answer({"live": live, "versions": [_as_json(one) for one in known]}, True, "")
        return
    console = Console()
    console.print(f"live: {live}")
    for one in known:
        console.print(f"\n[bold]{one.version}[/bold] {_state(one)}")
        if one.comparison is not None:
            print_comparison(one.comparison, slices)


@model.command("approve")
@click.argument("version")
@by_option
@opening.json_option
def approve(version: str, by: str | None, as_json: bool) -> None:
    """Make a candidate the live model. Whoever trained it may not."""
    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors(), database.writing() as session:
        who = officer_named(session, by)
        live_model.approve(
            session,
            settings,
            version,
            seen_live=live_model.live_version(settings),
            actor=actor(who),
            officer_id=who.id if who else None,
            now=utcnow(),
        )
    opening.answer({"live": version}, as_json, f"{version} is live; workers take it up with their next batch")


@model.command("rollback")
@click.argument("version", required=False)
@by_option
@click.option("--reason", default="", help="Why, for the audit trail.")
@opening.json_option
def roll_back(version: str | None, by: str | None, reason: str, as_json: bool) -> None:
    """Go back to the version that was live before, or to another one that once was ("shipped" for the release's)."""
    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors(), database.writing() as session:
        live = live_model.live_version(settings)
        to = version or live_model.version_before(settings)
        who = officer_named(session, by)
        live_model.roll_back(session, settings, to, seen_live=live, actor=actor(who), reason=reason)
    opening.answer({"live": to}, as_json, f"{to} is live again; workers take it up with their next batch")


def officer_named(session: Session, login: str | None) -> Officer | None:
    """The officer of this login, None when none is named. Raises Forbidden for one who may not switch models."""
    from models.records import Officer

    if login is None:
        return None
    officer = session.scalars(select(Officer).where(Officer.login == login, Officer.active)).one_or_none()
    if officer is None:
        raise Conflict(f"there is no active officer {login!r}")
    if not scope.may_switch_models(officer):
        raise Forbidden(
            f"{login} may not decide on models: an admin or system officer of the topmost unit may"
        )
    return officer


def actor(officer: Officer | None) -> str:
    """How the audit trail names who sits at the command line."""
    return f"officer:{officer.id}" if officer else "cli"


def print_comparison(comparison: Comparison, slices: bool = True) -> None:
    """Gains and losses as tables for a person."""
    console = Console()
    refused = ", ".join(f"{count} from {channel}" for channel, count in comparison.refused.items())
    console.print(f"learnt from {comparison.learnt} corrections; not allowed to learn: {refused or 'none'}")
    for exam in comparison.exams:
        if exam.too_few:
            console.print(f"{_NAMES[exam.name]}: too few ({exam.n})")
            continue
        console.print(_table(comparison, exam, slices))


_NAMES = {"corpus": "frozen corpus rows", "recent": "newest corrections, held back"}
_COLOURS = {"gain": "green", "loss": "red", "unclear": "dim"}


def _table(comparison: Comparison, exam: Exam, slices: bool) -> Table:
    title = f"{_NAMES[exam.name]}: {exam.n} messages, {comparison.resamples} resamples"
    table = Table(title=title, title_justify="left")
    for heading in ("slice", "n", "measure"):
        table.add_column(heading)
    for heading in (comparison.live_version, comparison.version, "difference, 95 %", ""):
        table.add_column(heading, justify="right")
    for one in exam.slices if slices else exam.slices[:1]:
        for measure in one.measures:
            table.add_row(f"{one.by} {one.value}".strip(), str(one.n), measure.name, *_cells(measure))
        if not one.measures:
            table.add_row(f"{one.by} {one.value}", str(one.n), "too few")
    return table


def _cells(measure: Measure) -> Iterator[str]:
    yield f"{measure.live:.3f}"
    yield f"{measure.candidate:.3f}"
    yield f"{measure.difference:+.3f} ({measure.low:+.3f} to {measure.high:+.3f})"
    yield f"[{_COLOURS[measure.outcome]}]{measure.outcome}[/]"


def _state(version: Version) -> str:
    if version.live:
        return "live"
    return "was live" if version.was_live else "candidate"


def _as_json(version: Version) -> dict[str, object]:
    compared = version.comparison.as_json() if version.comparison else None
    return {"version": version.version, "state": _state(version), "comparison": compared}

"""`tanggap recount`: the daily counts behind the league, made anew from the cases."""

from __future__ import annotations

import click

from commands import opening
from models import audit
from models.anev import days as anev_days


@click.command()
@opening.json_option
def recount(as_json: bool) -> None:
    """Count every day of every unit anew, as after a restore or a unit's move to another time zone."""
    with opening.database(opening.settings()) as database, database.writing() as session:
        days = anev_days.rebuild(session)
        audit.record(session, "cli", "anev.recounted", "unit_days", days=days)
    opening.answer({"unit_days": days}, as_json, f"{days} unit days counted")

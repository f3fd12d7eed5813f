"""`tanggap recalibrate`: models brought in line with what this installation has seen."""

from __future__ import annotations

from typing import Any

import click

from commands import opening
from models import audit
from models.clock import utcnow
from models.database import Database

GROUPS = {"similar": "similar posts of the last hour", "words": "how the words were judged"}


@click.group()
def recalibrate() -> None:
    """Bring a model in line with this installation's own posts."""


@recalibrate.command("viral")
@click.option("--list", "listing", is_flag=True, help="Show the versions made here and which one is in use.")
@click.option("--use", "version", help="Go back to this version; 'shipped' for the forecast as it came.")
@opening.json_option
def recalibrate_viral(listing: bool, version: str | None, as_json: bool) -> None:
    """The viral forecast: thresholds by kind of unit and probabilities, from posts older than 7 days."""
    from classifier.viral import local

    settings = opening.settings()
    place = local.folder(settings)
    with opening.plain_errors():
        if listing:
            content = {"live": local.live(place), "versions": local.versions(place)}
            words = "\n".join(
                _marked(one, local.live(place)) for one in [local.SHIPPED, *local.versions(place)]
            )
            opening.answer(content, as_json, words)
            return
        with opening.database(settings) as database:
            before = local.live(place)
            if version is not None:
                local.use(place, version)
                content, words = {"live": version, "before": before}, f"{version} is in use; before: {before}"
            else:
                content = _learn(database)
                words = _words(content, before)
            with database.writing() as session:
                audit.record(
                    session, "cli", "forecast.recalibrated", f"forecast:{content['live']}", before=before
                )
    opening.answer(content, as_json, words)


def _learn(database: Database) -> dict[str, Any]:
    from classifier.viral import local
    from classifier.viral.recalibrate import recalibrate as learn
    from classifier.viral_finished import finished
    from classifier.viral_risk import ViralRisk

    now = utcnow()
    with database.reading() as session:
        posts = finished(session, now)
    made = learn(ViralRisk.load(), posts, now)
    local.save(local.folder(opening.settings()), made)
    return {
        "live": made.version,
        "platforms": {
            name: {"thresholds": dict(one.thresholds), **one.measures} for name, one in made.platforms.items()
        },
    }


def _words(content: dict[str, Any], before: str) -> str:
    lines = [f"{content['live']} is in use; before: {before}"]
    for name, one in content["platforms"].items():
        levels = ", ".join(f"{level or 'all others'} {v}" for level, v in one["thresholds"].items())
        lines.append(f"{name}: {one['posts']} posts, {one['crossings']} crossings; V: {levels}")
        for horizon, after in one["after"].items():
            lines.append(
                f"  {horizon}: calibration error {one['before'][horizon]['ece']:.3f} -> {after['ece']:.3f}"
            )
        lines += [f"  {GROUPS[group]}: {_moves(one['stated'][group])}" for group in GROUPS]
    return "\n".join(lines)


def _moves(found: dict[str, Any]) -> str:
    return "moves the chances" if found["used"] else f"moves nothing ({found['why']})"


def _marked(version: str, live: str) -> str:
    return f"* {version}" if version == live else f"  {version}"

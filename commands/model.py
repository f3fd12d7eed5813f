"""`tanggap evaluate`, `classify`, `mask` and `train`: the models from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from commands import opening
from commands.live_model import by_option

JSON_LINES = click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
CHUNK = 64


@click.group()
def evaluate() -> None:
    """Measure a model on labelled rows it was not trained on."""


@evaluate.command("complaint")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@opening.json_option
def evaluate_complaint(file: Path, as_json: bool) -> None:
    """The complaint model on a CSV with the columns text, is_complaint, agreed, source and stratum."""
    from classifier.assess import Assessor
    from classifier.evaluate import evaluate as measure

    with opening.plain_errors():
        figures = measure(file, Assessor.load(opening.settings()))
    opening.answer(figures, as_json, json.dumps(figures, indent=2, ensure_ascii=False))


@evaluate.command("viral")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--poll-minutes", default=15.0, show_default=True, help="How often the counts were read.")
@opening.json_option
def evaluate_viral(folder: Path, poll_minutes: float, as_json: bool) -> None:
    """The viral forecast on share cascades (posts.parquet and events.parquet)."""
    from classifier.viral_evaluate import evaluate as measure

    with opening.plain_errors():
        figures = measure(folder, poll_minutes)
    opening.answer(figures, as_json, json.dumps(figures, indent=2))


@click.group()
def train() -> None:
    """Train a model again from the data it ships with."""


@train.command("complaint")
@click.option(
    "--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another corpus folder."
)
@click.option(
    "--with-corrections",
    is_flag=True,
    help="Learn also from officers' corrections: a candidate, compared with the live model, for approval.",
)
@by_option
@opening.json_option
def train_complaint(corpus: Path | None, with_corrections: bool, by: str | None, as_json: bool) -> None:
    """The complaint model, from the project's own corpus."""
    from classifier import train as trainer

    if with_corrections:
        _train_candidate(corpus or trainer.CORPUS, by, as_json)
        return
    with opening.plain_errors():
        about = trainer.train(corpus or trainer.CORPUS)
    opening.answer(about, as_json, f"{about['version']} written to {trainer.WEIGHTS}")


def _train_candidate(corpus: Path, by: str | None, as_json: bool) -> None:
    from classifier.candidates import train_candidate
    from commands.live_model import actor, officer_named, print_comparison
    from models import audit, learning, live_model
    from models.clock import utcnow

    settings = opening.settings()
    with opening.database(settings) as database, opening.plain_errors():
        with database.reading() as session:
            who = officer_named(session, by)
            lessons = learning.lessons(session)
        # Training takes minutes: outside any transaction, so that nobody waits for it.
        trained_by = who.id if who else None
        made = train_candidate(settings, lessons, trained_by=trained_by, now=utcnow(), corpus=corpus)
        with database.writing() as session:
            audit.record(
                session,
                actor(who),
                live_model.TRAINED,
                f"model:{made.version}",
                learnt=made.learnt,
                refused=made.refused,
                compared_with=made.live_version,
            )
    if as_json:
        opening.answer(made.as_json(), True, "")
        return
    print_comparison(made)
    click.echo(f"{made.version} is a candidate; 'tanggap model approve {made.version}' lets it go live")


@train.command("viral")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def train_viral(folder: Path) -> None:
    """The viral forecast, from a folder of share cascades."""
    from classifier.viral.training import train as learn

    with opening.plain_errors():
        click.echo(f"weights written to {learn(folder)}")


@click.command()
@JSON_LINES
def classify(file: TextIO) -> None:
    """Read JSON lines {text, context, channel}, write one judgement a line."""
    from classifier.assess import Assessor
    from classifier.message import Message

    assessor = Assessor.load(opening.settings())
    for chunk in in_chunks(file):
        messages = [
            Message(
                text=str(row.get("text") or ""),
                context=str(row.get("context") or ""),
                channel=str(row.get("channel") or "x"),
                others_mentioned=int(row.get("others_mentioned") or 0),
            )
            for row in chunk
        ]
        for judgement in assessor.assess(messages):
            click.echo(json.dumps(judgement.as_json(), ensure_ascii=False))


@click.command()
@JSON_LINES
def mask(file: TextIO) -> None:
    """Read JSON lines {text}, write {text, spans: [[start, end, type], ...]} with private facts hidden."""
    from models.masking import mask as hide

    for chunk in in_chunks(file):
        for row in chunk:
            masked = hide(str(row.get("text") or ""))
            spans = [[span.start, span.end, span.type] for span in masked.spans]
            click.echo(json.dumps({"text": masked.text, "spans": spans}, ensure_ascii=False))


def in_chunks(file: TextIO) -> Iterator[list[dict[str, Any]]]:
    """Rows in batches; a line that is no JSON object ends the run with its number, after what came before it."""
    chunk: list[dict[str, Any]] = []
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except ValueError as error:
            if chunk:
                yield chunk
            click.echo(f"line {number} is no JSON object: {error}", err=True)
            sys.exit(1)
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

"""`tanggap guard`: what the outgoing-text guard says of replies, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TextIO

import click

from models.vocabulary import Channel


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
def guard(file: TextIO) -> None:
    """Read JSON lines {text, channel}, write {ok, rule, phrase}: the first broken rule and its words, or nulls.

    Without a channel a text is judged as a reply on X, where the rules are strictest.
    """
    from models import guard as rules

    for text, channel in _replies(file):
        finding = rules.first_finding(text, channel)
        answer = {
            "ok": finding is None,
            "rule": finding.rule if finding else None,
            "phrase": finding.phrase if finding else None,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))


def _replies(file: TextIO) -> Iterator[tuple[str, Channel]]:
    """Texts and channels; a line that is no reply ends the run with its number, after what came before it."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except ValueError as error:
            click.echo(f"line {number} is no JSON object: {error}", err=True)
            sys.exit(1)
        try:
            channel = Channel(str(row.get("channel") or Channel.X).lower())
        except ValueError as error:
            click.echo(f"line {number} names no channel we know: {error}", err=True)
            sys.exit(1)
        yield str(row.get("text") or ""), channel

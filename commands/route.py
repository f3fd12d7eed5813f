"""`tanggap route`: the region and the police function a text is for, from the command line."""

from __future__ import annotations

import json
from typing import TextIO

import click

from commands.model import JSON_LINES, in_chunks


@click.command()
@JSON_LINES
def route(file: TextIO) -> None:
    """Read JSON lines {text}, with an optional {context} it answers or quotes, and write one line each:
    {province, regency, district, competence, confidence}, official names, empty where unsure."""
    from classifier.places.competence import competence_of
    from classifier.places.recognise import place_of

    for chunk in in_chunks(file):
        for row in chunk:
            text, context = str(row.get("text") or ""), str(row.get("context") or "")
            place = place_of(text, context)
            answer = {
                "province": place.province,
                "regency": place.regency,
                "district": place.district,
                "competence": competence_of(text, placed=bool(place.code)),
                "confidence": place.confidence,
            }
            click.echo(json.dumps(answer, ensure_ascii=False))

"""`tanggap explain`: every decision about a case with its reason, from the rows that stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from commands import opening

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.records import Case, Reply
    from web.cases.explaining import Decision


@click.command()
@click.argument("code", metavar="CASE")
@click.option("--locale", type=click.Choice(["id", "en"]), default="id", help="Language of the words.")
@opening.json_option
def explain(code: str, locale: str, as_json: bool) -> None:
    """Print every decision about the case with this ticket code, oldest first, and why it was made.

    Reads what was recorded; judges nothing anew. Citizens' personal data is masked.
    """
    from models.records import Case
    from web.cases.explaining import decisions
    from web.citizen.tracking import plain_code

    settings = opening.settings()
    with opening.database(settings) as database, database.reading() as session:
        case = session.scalars(select(Case).where(Case.code == plain_code(code))).one_or_none()
        if case is None:
            raise click.ClickException(f"there is no case {code!r}")
        with _speaking(locale, settings.default_timezone):
            found = decisions(session, case)
            replies = _replies(session, case)
            content = {**_now(session, case), "decisions": [_plain(one) for one in found], "replies": replies}
            opening.answer(content, as_json, "\n".join(_lines(content, found)))


@contextmanager
def _speaking(locale: str, timezone: str) -> Iterator[None]:
    """The panel's words without the panel."""
    from flask import Flask
    from flask_babel import Babel, force_locale

    import web

    app = Flask(web.__name__)
    Babel(app, default_locale=locale, default_timezone=timezone)
    with app.app_context(), force_locale(locale):
        yield


def _now(session: Session, case: Case) -> dict[str, Any]:
    """Where the case stands."""
    from models.records import Unit

    unit = session.get_one(Unit, case.unit_id)
    accused = session.get(Unit, case.accused_unit_id) if case.accused_unit_id else None
    return {
        "code": case.code,
        "unit": unit.code,
        "accused": accused.code if accused else None,
        "stage": case.stage,
        "category": case.category,
        "urgency": case.urgency,
        "viral_band": case.viral_band,
        "first_answer_due": case.due_at.isoformat(),
        "first_answered_at": case.first_answered_at.isoformat() if case.first_answered_at else None,
        "attention_at": case.attention_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }


def _replies(session: Session, case: Case) -> list[dict[str, Any]]:
    """Each reply of the case as it stands: its state, why, and its text, masked."""
    from models.masking import mask
    from models.records import Reply, ReplyTemplate
    from web.plain_reasons import in_words
    from web.words import REPLY_KIND_WORDS, REPLY_STATE_WORDS

    def told(reply: Reply) -> dict[str, Any]:
        made_of = session.get(ReplyTemplate, reply.template_id) if reply.template_id is not None else None
        return {
            "id": reply.id,
            "channel": reply.channel,
            "kind": str(REPLY_KIND_WORDS[reply.kind]),
            "state": reply.state,
            "state_words": str(REPLY_STATE_WORDS[reply.state]),
            "why": mask(in_words(reply.state_reason)).text,
            "attempts": reply.attempt,
            "template": made_of.id if made_of else None,
            "template_version": made_of.version if made_of else None,
            "edited": reply.edited,
            "text": mask(reply.text).text,
        }

    rows = session.scalars(select(Reply).where(Reply.case_id == case.id).order_by(Reply.id))
    return [told(reply) for reply in rows]


def _plain(decision: Decision) -> dict[str, Any]:
    plain = asdict(decision)
    return {
        **plain,
        "at": decision.at.isoformat(),
        "what": str(decision.what),
        "why": [str(one) for one in decision.why],
    }


def _lines(content: dict[str, Any], found: list[Decision]) -> Iterator[str]:
    """The explanation for a person."""
    from flask_babel import gettext

    from models.vocabulary import Category, Stage
    from web.cases import explaining_words as words_of
    from web.times import clock_time, day
    from web.words import CATEGORY_WORDS, STAGE_WORDS, URGENCY_WORDS

    yield (
        f"{content['code']}  {content['unit']}  {STAGE_WORDS[Stage(content['stage'])]}, "
        f"{CATEGORY_WORDS[Category(content['category'])]}, {URGENCY_WORDS[content['urgency']]}"
    )
    for one in found:
        yield f"\n{day(one.at)} {clock_time(one.at)}  {one.what}" + (f"  [{one.who}]" if one.who else "")
        yield from (f"    - {why}" for why in one.why)
    for reply in content["replies"]:
        words = gettext("Balasan %(n)d sekarang", n=reply["id"])
        yield f"\n{words}: {reply['kind']}, {reply['state_words']}"
        if reply["why"]:
            yield f"    - {reply['why']}"
        made_of = words_of.made_of(reply["template"], reply["template_version"], reply["edited"])
        yield from (f"    - {one}" for one in made_of)
        yield f"    “{reply['text']}”"

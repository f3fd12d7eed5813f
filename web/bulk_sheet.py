"""The final texts of a bulk approval as a page shows them: those that go, and those left out with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy.orm import Session

from models import guard, policy
from models.bulk_judging import Judged
from models.clock import utcnow
from models.records import Account, Reply
from models.vocabulary import BulkOutcome, Channel
from web.panel import panel
from web.plain_reasons import in_words
from web.words import BULK_OUTCOME_WORDS, masked_words


@dataclass(frozen=True)
class Text:
    """One final text; `left_out` says in words why it stays behind, empty where it goes."""

    reply_id: int
    href: str
    code: str
    said: str
    text: str
    text_hash: str
    channel: Channel
    account: str
    length: int
    most: int
    left_out: str = ""
    waits: str = ""  # why it would not go at once, though approved
    gone: bool = False


@dataclass(frozen=True)
class Sheet:
    """The texts of a bulk approval, those that go and those left behind."""

    going: list[Text] = field(default_factory=list)
    left: list[Text] = field(default_factory=list)


def put(
    session: Session, sheet: Sheet, reply: Reply, text_hash: str, judged: Judged, decided: bool = False
) -> None:
    """Puts one reply on the side it belongs to."""
    goes = judged.outcome is BulkOutcome.RELEASED
    held = None
    if goes and not decided:
        held = policy.verdict(session, reply, panel().settings, utcnow())
    mention = reply.mention
    text = Text(
        reply.id,
        url_for("case.show", code=reply.case.code),
        reply.case.code,
        masked_words(mention.text_masked),
        reply.text,
        text_hash,
        reply.channel,
        session.get_one(Account, reply.account_id).handle,
        guard.text_length(reply.text, reply.channel),
        guard.LENGTH_LIMITS[reply.channel],
        "" if goes else _why(judged),
        in_words(held.reason) if held is not None else "",
        goes and decided,
    )
    (sheet.going if goes else sheet.left).append(text)


def _why(judged: Judged) -> str:
    words = str(BULK_OUTCOME_WORDS[judged.outcome])
    return f"{words}: {in_words(judged.reason)}" if judged.reason else words

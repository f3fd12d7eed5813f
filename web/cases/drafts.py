"""A reply that waits for a decision, as the draft box shows it, and what the guard says of its text."""

from __future__ import annotations

import secrets
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from models import drafting, guard, outbox, scope
from models.guard import Finding
from models.records import Account, Case, Officer, Reply, ReplyTemplate
from models.vocabulary import Channel, ReplyState
from web.shapes import Draft, Question
from web.words import REFUSAL_WORDS, REPLY_KIND_WORDS, RULE_WORDS

ASK = (
    *(ReplyState.NEEDS_HUMAN, ReplyState.FAILED, ReplyState.EXPIRED),
    *(ReplyState.REJECTED, ReplyState.SHADOWED),
)


def warning(finding: Finding) -> str:
    """A broken rule in words, with what breaks it."""
    words = str(RULE_WORDS.get(finding.rule, finding.rule))
    return f"{words}: “{finding.phrase}”" if finding.phrase else words


def box(
    session: Session,
    reply: Reply,
    case: Case,
    who: Officer,
    asked: dict[str, Any],
    text: str | None = None,
    error: str = "",
) -> Draft:
    """The draft box of a reply; `text` is what the officer typed where that was not taken over."""
    shown = reply.text if text is None else text
    found = guard.findings(shown, reply.channel)
    handle = session.get_one(Account, reply.account_id).handle

    def href(endpoint: str) -> str:
        return url_for(f"replies.{endpoint}", code=case.code, reply_id=reply.id, **asked)

    if not error and reply.state_reason == outbox.APPROVAL_EXPIRED:
        error = gettext("Persetujuan sebelumnya lewat waktu sebelum terkirim. Baca lagi, lalu putuskan lagi.")
    works = scope.may(who, "work_cases")
    by_hand = reply.channel is Channel.MANUAL
    return Draft(
        reply_id=reply.id,
        text=shown,
        text_hash=outbox.text_hash(reply.text),
        request_id=new_request_id(reply.id),
        account=handle,
        channel=reply.channel,
        length=guard.text_length(shown, reply.channel),
        max_length=guard.LENGTH_LIMITS[reply.channel],
        approve_href=href("approve"),
        edit_href=href("edit"),
        reject_href=href("reject"),
        weighted=reply.channel is Channel.X,
        template=_made_of(session, reply),
        warnings=[warning(one) for one in found],
        blocked=bool(found),
        second_person=reply.second_approval_needed,
        may_approve=drafting.may_release(session, reply, who),
        may_edit=works,
        error=error,
        check_href=href("check") if works else "",
        vary_href=href("vary") if works and reply.template_id else "",
        by_hand_href=href("posted_by_hand") if by_hand else "",
    )


def _made_of(session: Session, reply: Reply) -> str:
    """The kind of the reply, and which version of a standard text it was made of."""
    kind = str(REPLY_KIND_WORDS[reply.kind])
    if reply.template_id is None:
        return kind
    version = session.get_one(ReplyTemplate, reply.template_id).version
    return str(gettext("%(kind)s, teks baku v%(n)d", kind=kind, n=version))


def new_request_id(reply_id: int) -> str:
    """A name for one click: the same form sent twice carries the same one."""
    return f"{reply_id}-{secrets.token_hex(12)}"


def question(reply: Reply, case: Case, asked: dict[str, Any]) -> Question:
    """What is asked about a reply that did not simply go out."""

    def href(endpoint: str) -> str:
        return url_for(f"replies.{endpoint}", code=case.code, reply_id=reply.id, **asked)

    kept_back = reply.state is ReplyState.SHADOWED
    return Question(
        reply.id,
        reply.kind,
        reply.state,
        _question_words(reply),
        href("posted_by_hand") if kept_back or reply.state is ReplyState.NEEDS_HUMAN else "",
        href("reopen"),
        reply.text if kept_back else "",
    )


def _question_words(reply: Reply) -> str:
    if reply.state is ReplyState.NEEDS_HUMAN:
        words = gettext(
            "Platform tidak dapat memastikan apakah balasan ini terkirim. Lihat sendiri di sana, lalu pilih."
        )
        return str(words)
    if reply.state is ReplyState.SHADOWED:
        return str(gettext("Warga belum menerima balasan ini. Bila Anda menjawabnya sendiri, catat di sini."))
    if reply.refusal is not None:
        return str(REFUSAL_WORDS[reply.refusal])
    if reply.state is ReplyState.REJECTED:
        return str(gettext("Alasan: %(reason)s", reason=reply.state_reason))
    return str(gettext("Tidak ada yang terkirim."))

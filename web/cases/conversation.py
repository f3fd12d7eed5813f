"""A conversation as its platform shows it: what is quoted, the thread, our replies in their true state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import merging
from models.masking import mask
from models.records import Account, Assessment, Case, Mention, ReachReading, Reply
from models.vocabulary import ReplyState
from web.plain_reasons import in_words
from web.shapes import Post, ReplyStatus
from web.words import at_name, masked_words

# Decided on in the draft box, or only of interest to the history.
NOT_SHOWN = (ReplyState.DRAFT, ReplyState.AWAITING_APPROVAL, ReplyState.REJECTED, ReplyState.CANCELLED)
MOST = 200


def mentions_of(session: Session, case: Case) -> Sequence[Mention]:
    """Everything citizens said in this case and in those merged into it, oldest first."""
    return session.scalars(
        select(Mention)
        .where(Mention.case_id.in_(merging.whole(session, case)))
        .order_by(Mention.created_at, Mention.id)
        .limit(MOST)
    ).all()


def replies_of(session: Session, case: Case) -> Sequence[Reply]:
    """Every reply of this case, oldest first."""
    return session.scalars(
        select(Reply)
        .where(Reply.case_id.in_(merging.whole(session, case)))
        .options(joinedload(Reply.mention))
        .order_by(Reply.id)
    ).all()


def posts(
    session: Session,
    case: Case,
    mentions: Sequence[Mention],
    replies: Sequence[Reply],
    revealed: bool,
    now: datetime,
) -> list[Post]:
    """The conversation, oldest first, what is quoted or answered before everything."""
    numbers = _reach(session, mentions)
    words = _words(session, mentions)
    # What stands in the conversation itself is not shown above it once more.
    answered = (reply.external_id for reply in replies if reply.external_id)
    shown = {f"c{external_id}" for external_id in (*(one.external_id for one in mentions), *answered)}
    context = {
        post.id: post
        for mention in mentions
        for post in _context(mention, revealed, case)
        if post.id not in shown
    }
    said = [
        (one.created_at, _citizen(one, numbers.get(one.id), words.get(one.id, ()), revealed, case))
        for one in mentions
    ]
    handles = _handles(session, replies)
    ours = [
        (one.sent_at or one.approved_at or one.created_at, _ours(one, handles[one.account_id], now))
        for one in replies
        if one.state not in NOT_SHOWN
    ]
    return [*context.values(), *(post for _, post in sorted([*said, *ours], key=lambda pair: pair[0]))]


def _citizen(
    mention: Mention, reach: ReachReading | None, words: Sequence[str], revealed: bool, case: Case
) -> Post:
    text = mention.text if revealed else masked_words(mention.text_masked)
    removed = mention.removed_at is not None
    return Post(
        id=f"m{mention.id}",
        author=author(mention, case, revealed),
        text="" if removed else text,
        at=mention.created_at,
        marks=() if removed else _stretches(text, words),
        # The address of a post names its author.
        href=mention.permalink if revealed or not case.about_officer else "",
        media=() if removed else tuple(mention.media),
        likes=reach.likes if reach else None,
        shares=reach.shares if reach else None,
        views=reach.views if reach else None,
        removed=removed,
    )


def author(mention: Mention, case: Case, revealed: bool) -> str:
    """The author as he is named; hidden where the complaint is about an officer, a phone number hidden everywhere."""
    if revealed:
        return at_name(mention.author_handle)
    if case.about_officer:
        return str(gettext("pelapor"))
    handle = mention.author_handle
    return f"…{handle[-3:]}" if handle.lstrip("+").isdigit() else at_name(handle)


def _context(mention: Mention, revealed: bool, case: Case) -> Iterator[Post]:
    for number, post in enumerate(mention.context):
        text, handle = str(post.get("text", "")), str(post.get("author_handle", ""))
        created = post.get("created_at")
        media = post.get("media_urls")
        yield Post(
            id=f"c{post.get('external_id') or f'{mention.id}-{number}'}",
            # Who answers his own post is named no more there than here.
            author=author(mention, case, revealed) if handle == mention.author_handle else at_name(handle),
            text=text if revealed else masked_words(mask(text).text),
            at=_moment(created) or mention.created_at,
            role="context",
            relation=str(post.get("relation", "quoted")),
            media=tuple(str(one) for one in media) if isinstance(media, list) else (),
        )


def _moment(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ours(reply: Reply, handle: str, now: datetime) -> Post:
    return Post(
        id=f"r{reply.id}",
        author=at_name(handle),
        text=reply.text,
        at=reply.sent_at or reply.approved_at or reply.created_at,
        role="ours",
        href=reply.external_url,
        reply=status(reply, now),
    )


def status(reply: Reply, now: datetime, undo_href: str = "") -> ReplyStatus:
    """The true state of a reply, as the page says it."""
    on_hold = reply.state is ReplyState.APPROVED and reply.attempt == 0 and not reply.state_reason
    left = int((reply.due_at - now).total_seconds()) + 1 if on_hold and reply.due_at else None
    at = reply.sent_at
    if reply.state is ReplyState.APPROVED and not on_hold:
        at = reply.due_at
    return ReplyStatus(
        reply.id,
        reply.state,
        reply.kind,
        at,
        left if left and left > 0 else None,
        undo_href,
        reply.refusal,
        "" if reply.state is ReplyState.CONFIRMED else _why(reply),
    )


def _why(reply: Reply) -> str:
    """An officer's own words where he refused the reply, else a worker's reason in plain words."""
    return reply.state_reason if reply.state is ReplyState.REJECTED else in_words(reply.state_reason)


def _handles(session: Session, replies: Sequence[Reply]) -> Mapping[int, str]:
    ids = {reply.account_id for reply in replies}
    rows = session.execute(select(Account.id, Account.handle).where(Account.id.in_(ids)))
    return {row.id: row.handle for row in rows}


def _reach(session: Session, mentions: Sequence[Mention]) -> dict[int, ReachReading]:
    """The newest reading of each mention."""
    ids = [mention.id for mention in mentions]
    newest = (
        select(func.max(ReachReading.id))
        .where(ReachReading.mention_id.in_(ids))
        .group_by(ReachReading.mention_id)
    )
    return {
        one.mention_id: one
        for one in session.scalars(select(ReachReading).where(ReachReading.id.in_(newest)))
    }


def _words(session: Session, mentions: Sequence[Mention]) -> dict[int, list[str]]:
    """What the model went by in each mention."""
    ids = [mention.id for mention in mentions]
    rows = session.scalars(select(Assessment).where(Assessment.mention_id.in_(ids)).order_by(Assessment.id))
    return {one.mention_id: reason_words(one) for one in rows}


def reason_words(assessment: Assessment) -> list[str]:
    """The words that spoke for action, strongest first."""
    found = [
        (float(str(reason.get("weight") or 0)), str(reason.get("words") or "").strip())
        for reason in assessment.reasons
    ]
    return [words for weight, words in sorted(found, reverse=True) if weight > 0 and words]


def _stretches(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where these words stand in the text: not overlapping, in order."""
    lower = text.lower()
    taken: list[tuple[int, int]] = []
    for word in words:
        start = lower.find(word.lower())
        if start >= 0 and all(start >= end or start + len(word) <= begin for begin, end in taken):
            taken.append((start, start + len(word)))
    return tuple(sorted(taken))

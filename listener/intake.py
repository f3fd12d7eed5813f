"""Putting what arrived into the database, each mention once and never an echo of our own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from listener.contracts import IncomingMention, QuotedPost, Reach
from models.assess_line import MOST, Line, Waiting
from models.casework import account_unit
from models.erasure import tombstone_key
from models.masking import mask
from models.records import Account, Mention, ReachReading, Reply, Tombstone
from models.remeasuring import next_reading
from models.upsert import insert_new
from models.vocabulary import MentionKind


def store(
    session: Session,
    account: Account,
    incoming: Sequence[IncomingMention],
    now: datetime,
    measure_for: timedelta,
    secret_key: str,
) -> int:
    """Stores what is new; returns how many that were. Repeats and our own posts are left out."""
    if not incoming:
        return 0
    own = _own_authors(session, account)
    echoes = set(
        session.scalars(
            select(Reply.external_id).where(
                Reply.account_id == account.id, Reply.external_id.in_([one.external_id for one in incoming])
            )
        )
    )
    known = set(
        session.scalars(
            select(Mention.external_id).where(
                Mention.account_id == account.id,
                Mention.external_id.in_([one.external_id for one in incoming]),
            )
        )
    )
    erased = _erased(session, account, incoming, secret_key)
    fresh = [
        one
        for one in incoming
        if one.external_id not in known | echoes | erased and one.author_external_id not in own
    ]
    line = _line(session, account) if fresh else Line()
    return sum(_insert(session, account, one, line, now, measure_for) for one in fresh)


def _line(session: Session, account: Account) -> Line:
    """What of this account still waits for assessment."""
    rows = session.execute(
        select(Mention.author_external_id, Mention.thread_id, Mention.text_masked)
        .where(Mention.account_id == account.id, Mention.assessed_at.is_(None))
        .order_by(Mention.id.desc())
        .limit(MOST)
    )
    return Line.of(Waiting(*row) for row in rows)


def _insert(
    session: Session,
    account: Account,
    one: IncomingMention,
    line: Line,
    now: datetime,
    measure_for: timedelta,
) -> bool:
    draft = Mention(
        account_id=account.id, thread_id=one.thread_id, mentioned_handles=list(one.mentioned_handles)
    )
    unit = account_unit(session, account, draft)
    masked = mask(one.text).text
    public = one.kind is not MentionKind.DIRECT and one.reach is not None
    mention_id = insert_new(
        session,
        Mention,
        {
            "channel": account.channel,
            "account_id": account.id,
            "unit_id": unit.id,
            "external_id": one.external_id,
            "kind": one.kind,
            "thread_id": one.thread_id,
            "in_reply_to": one.in_reply_to,
            "permalink": one.permalink,
            "text": one.text,
            "text_masked": masked,
            "context": [_context_row(post) for post in one.context],
            "media": list(one.media_urls),
            "mentioned_handles": list(one.mentioned_handles),
            "lang": one.lang,
            "author_handle": one.author_handle,
            "author_external_id": one.author_external_id,
            "author_followers": one.author_followers,
            "author_verified": one.author_verified,
            "created_at": one.created_at,
            "fetched_at": now,
            "assess_after": now,
            "assess_rank": line.join(Waiting(one.author_external_id, one.thread_id, masked), now),
            "assess_attempts": 0,
            "assess_error": "",
            "viral_band": 0,
            "forecast_due": public,
            "next_measure_at": next_reading(one.created_at, now, measure_for) if public else None,
        },
    )
    if mention_id is None:
        return False
    if one.reach is not None:
        add_reading(session, mention_id, one.reach, now)
    account.last_mention_at = max(filter(None, (account.last_mention_at, one.created_at)))
    return True


def add_reading(session: Session, mention_id: int, reach: Reach, now: datetime) -> None:
    """Keeps one reading of a mention's public numbers."""
    session.add(ReachReading(mention_id=mention_id, measured_at=now, **asdict(reach)))


def _own_authors(session: Session, account: Account) -> set[str]:
    return set(session.scalars(select(Account.external_id).where(Account.channel == account.channel)))


def _erased(
    session: Session, account: Account, incoming: Sequence[IncomingMention], secret_key: str
) -> set[str]:
    """The messages that were erased on their author's request: they do not come back."""
    keys = {
        tombstone_key(secret_key, account.channel, account.id, one.external_id): one.external_id
        for one in incoming
    }
    return {keys[key] for key in session.scalars(select(Tombstone.key).where(Tombstone.key.in_(keys)))}


def _context_row(post: QuotedPost) -> dict[str, object]:
    row = asdict(post)
    created = row.pop("created_at")
    return {
        **row,
        "media_urls": list(row["media_urls"]),
        "created_at": created.isoformat() if created else None,
    }

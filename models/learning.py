"""Whose words a model may learn from, and the officers' labels of them: the one place that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from models.records import Account, Correction, Mention
from models.vocabulary import Channel


@dataclass(frozen=True)
class Lessons:
    """Labels that may be learnt from, oldest first, each with its mention and the mention's account.

    `refused` counts, by channel, the labels whose source forbids it; their texts are never read.
    """

    allowed: Sequence[tuple[Correction, Mention]]
    refused: Mapping[Channel, int]


def lessons(session: Session) -> Lessons:
    """The newest label of every mention that is still there."""
    allowed = _newest(Correction, Mention).where(_may_train()).order_by(Correction.created_at, Correction.id)
    refused = _newest(Mention.channel, func.count()).where(~_may_train()).group_by(Mention.channel)
    found = session.execute(allowed.options(contains_eager(Mention.account))).all()
    return Lessons(
        [(label, mention) for label, mention in found],
        {channel: int(count) for channel, count in session.execute(refused)},
    )


def _may_train() -> ColumnElement[bool]:
    """True where the source allowed training when the label was given, and allows it still."""
    return and_(Correction.training_allowed, source_allows())


def source_allows() -> ColumnElement[bool]:
    """True where the words of a mention (joined with its account) may be learnt from.

    X forbids it in its terms whatever a row says.
    """
    return and_(Account.training_allowed, Mention.channel != Channel.X)


def _newest(*columns: Any) -> Select[Any]:
    later = aliased(Correction)
    newest = select(func.max(later.id)).where(later.mention_id == Correction.mention_id).scalar_subquery()
    return (
        select(*columns)
        .select_from(Correction)
        .join(Mention, Mention.id == Correction.mention_id)
        .join(Account, Account.id == Mention.account_id)
        .where(Correction.id == newest, Mention.removed_at.is_(None), Mention.text_masked != "")
    )

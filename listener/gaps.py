"""The gap ledger: when an account may have missed something, and what came back of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import Account, PollGap
from models.vocabulary import GapKind


def note(
    session: Session,
    account: Account,
    kind: GapKind,
    reason: str,
    started_at: datetime,
    ended_at: datetime | None = None,
) -> None:
    """Opens a gap, unless one of this kind is open already; with `ended_at` it is a closed one."""
    if ended_at is None:
        still_open = session.scalar(
            select(PollGap.id).where(
                PollGap.account_id == account.id, PollGap.kind == kind, PollGap.ended_at.is_(None)
            )
        )
        if still_open is not None:
            return
    session.add(
        PollGap(account_id=account.id, kind=kind, reason=reason, started_at=started_at, ended_at=ended_at)
    )


def close(session: Session, account: Account, now: datetime, recovered: int, complete: bool) -> None:
    """Ends the open gaps of an account that answers again, with what came back."""
    for gap in session.scalars(
        select(PollGap).where(PollGap.account_id == account.id, PollGap.ended_at.is_(None))
    ):
        gap.ended_at, gap.recovered, gap.complete = now, recovered, complete

"""The coverage board: which unit has which channel, whether it works, whether its silence is usual.

An account is quiet when it has been silent for longer than chance explains: with so many mentions a day
as usual, a silence this long would come by chance once in a hundred times. Where nothing is known yet
a week counts. The usual rate is stored by a due job, so that the board reads no mention of the country.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import scope
from models.moments import SecondsBetween
from models.records import Account, Case, Mention, PollGap, Reply, Unit
from models.tree import named_like
from models.vocabulary import Health, UnitKind

PAGE = 50
BROKEN = (Health.STOPPED, Health.FAILING)
STATES = ("well", "none", "broken", "quiet")
DAY = 86400.0
SEEN_DAYS = 7
GAPS_OF = timedelta(days=7)
# The usual rate: mentions a day over the eight weeks before the week that is looked at.
USUAL_DAYS = 56
USUAL_EVERY = timedelta(days=1)
# exp(-rate x days) = 0.01: the silence that chance brings once in a hundred times.
SURPRISE = -log(0.01)
SHORTEST, UNKNOWN, LONGEST = 2.0, 7.0, 28.0  # days of silence
BATCH = 200


@dataclass(frozen=True)
class Board:
    """What is asked of the board: a unit with all below it, filtered, one page."""

    unit: Unit
    q: str = ""
    kind: UnitKind | None = None
    state: str = ""  # one of `STATES`, or empty for all
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One unit with its accounts and what is known of them."""

    unit: Unit
    accounts: Sequence[Account]
    seen: int  # mentions of the last `SEEN_DAYS` days
    expected: float | None  # as many as usual in so many days; None where nothing is known yet
    gaps: Sequence[PollGap]
    answered_at: datetime | None


@dataclass(frozen=True)
class Found:
    """One page of the board, how many units match, and how many stand in each state."""

    lines: Sequence[Line]
    matching: int
    units: int
    in_state: Mapping[str, int] = field(default_factory=dict)


def read(session: Session, board: Board, now: datetime) -> Found:
    """One page of units in the order of the tree, with the counts over all of the unit's subtree."""
    within = [scope.path_range(Unit.path, board.unit.path), Unit.active.is_(True)]
    where = [*within, *_filtered(board, now)]
    units = session.scalars(
        select(Unit).where(*where).order_by(Unit.path).offset((board.page - 1) * PAGE).limit(PAGE)
    ).all()
    total, *counts = session.execute(
        select(func.count(), *(func.count().filter(in_state(state, now)) for state in STATES)).where(*within)
    ).one()
    matching = session.scalar(select(func.count(Unit.id)).where(*where)) or 0
    return Found(_lines(session, units, now), matching, total, dict(zip(STATES, counts, strict=True)))


def in_state(state: str, now: datetime) -> ColumnElement[bool]:
    """Units without an account, with a broken one, with all silent for too long, or with all well."""

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        of_unit = select(Account.id).where(Account.unit_id == Unit.id, Account.enabled, *conditions)
        return of_unit.exists()

    if state == "none":
        return ~has()
    broken = has(Account.health.in_(BROKEN))
    if state == "broken":
        return broken
    if state == "quiet":
        return has() & ~has(~too_quiet(now))
    return has() & ~broken


def too_quiet(now: datetime) -> ColumnElement[bool]:
    """Accounts that have been silent for longer than is usual for them."""
    usual = Account.usual_per_day
    silence = case(
        (or_(usual.is_(None), usual <= SURPRISE / LONGEST), literal(LONGEST)),
        (usual >= SURPRISE / SHORTEST, literal(SHORTEST)),
        else_=SURPRISE / func.nullif(usual, 0.0),
    )
    allowed = case((usual.is_(None), literal(UNKNOWN)), else_=silence)
    moment = literal(now, Account.last_mention_at.type)
    silent = SecondsBetween(Account.last_mention_at.expression, moment)
    return or_(Account.last_mention_at.is_(None), silent > allowed * DAY)


def quiet_after(account: Account) -> timedelta:
    """The silence from which this account is quiet: the same rule, for one row."""
    return allowed(account.usual_per_day)


def allowed(usual: float | None) -> timedelta:
    """The silence that chance still explains at so many a day as usual."""
    if usual is None:
        return timedelta(days=UNKNOWN)
    return timedelta(days=min(LONGEST, max(SHORTEST, SURPRISE / usual if usual > 0 else LONGEST)))


def usual_due(now: datetime) -> ColumnElement[bool]:
    """Accounts whose usual rate must be counted again."""
    return or_(Account.usual_at.is_(None), Account.usual_at < now - USUAL_EVERY)


def refresh_usual(session: Session, now: datetime) -> Sequence[int]:
    """Counts the usual rate of one batch of accounts again; which ones: `BATCH` where there may be more."""
    due = session.scalars(
        select(Account.id)
        .where(usual_due(now))
        .order_by(Account.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    counts = _mentions(
        session, due, now - timedelta(days=SEEN_DAYS + USUAL_DAYS), now - timedelta(days=SEEN_DAYS)
    )
    for account_id in due:
        count, first = counts.get(account_id, (0, now))
        days = min(float(USUAL_DAYS), (now - timedelta(days=SEEN_DAYS) - first).total_seconds() / DAY)
        # An account that was just connected has no usual yet.
        usual = count / days if days >= SEEN_DAYS else None
        session.execute(
            update(Account).where(Account.id == account_id).values(usual_per_day=usual, usual_at=now)
        )
    return due


def _filtered(board: Board, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if board.q:
        found.append(named_like(board.q))
    if board.kind is not None:
        found.append(Unit.kind == board.kind)
    if board.state:
        found.append(in_state(board.state, now))
    return found


def _lines(session: Session, units: Sequence[Unit], now: datetime) -> list[Line]:
    accounts: dict[int, list[Account]] = defaultdict(list)
    rows = session.scalars(
        select(Account).where(Account.unit_id.in_([unit.id for unit in units])).order_by(Account.channel)
    )
    for account in rows:
        accounts[account.unit_id].append(account)
    ids = [account.id for of in accounts.values() for account in of]
    seen = _mentions(session, ids, now - timedelta(days=SEEN_DAYS), now)
    gaps = gaps_of(session, ids, now)
    answers = last_answers(session, ids)
    return [
        Line(
            unit,
            mine := accounts[unit.id],
            sum(seen.get(one.id, (0, now))[0] for one in mine),
            _expected(mine),
            [gap for one in mine for gap in gaps[one.id]],
            max((answers[one.id] for one in mine if one.id in answers), default=None),
        )
        for unit in units
    ]


def _expected(accounts: Sequence[Account]) -> float | None:
    known = [one.usual_per_day for one in accounts if one.enabled and one.usual_per_day is not None]
    return SEEN_DAYS * sum(known) if known else None


def _mentions(
    session: Session, account_ids: Sequence[int], since: datetime, until: datetime
) -> dict[int, tuple[int, datetime]]:
    """How many came to each account in a stretch of time, and when the first did.

    Complaints about officers are left out, so that no number tells the accused unit of one.
    """
    counted = (
        select(Mention.account_id, func.count(), func.min(Mention.created_at))
        .where(
            Mention.account_id.in_(account_ids),
            and_(Mention.created_at >= since, Mention.created_at < until),
            ~about_officer(Mention.case_id),
        )
        .group_by(Mention.account_id)
    )
    return {account: (count, first) for account, count, first in session.execute(counted)}


def about_officer(case_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """True where the case is a complaint about officers, of which no count may tell."""
    return select(Case.id).where(Case.id == case_id, Case.about_officer).exists()


def last_answers(session: Session, account_ids: Sequence[int]) -> dict[int, datetime]:
    """When each account last answered a citizen; what Propam answers through it is not told."""
    rows = session.execute(
        select(Reply.account_id, func.max(Reply.sent_at))
        .where(Reply.account_id.in_(account_ids), Reply.sent_at.is_not(None), ~about_officer(Reply.case_id))
        .group_by(Reply.account_id)
    )
    return {account_id: at for account_id, at in rows if at is not None}


def gaps_of(session: Session, account_ids: Sequence[int], now: datetime) -> dict[int, list[PollGap]]:
    """The gaps of each account that are open, or ended lately; oldest first."""
    found: dict[int, list[PollGap]] = defaultdict(list)
    rows = session.scalars(
        select(PollGap)
        .where(
            PollGap.account_id.in_(account_ids),
            or_(PollGap.ended_at.is_(None), PollGap.ended_at > now - GAPS_OF),
        )
        .order_by(PollGap.started_at)
    )
    for gap in rows:
        found[gap.account_id].append(gap)
    return found

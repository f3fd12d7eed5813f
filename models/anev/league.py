"""The league of units: what each with all below it answered, drawn toward its peers, graded and ranked.

Always counted over the whole tree, so that a unit has one grade whoever looks; who may see which line
is the page's matter. Complaints about officers are in none of its numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, case, cast, func, or_, select
from sqlalchemy.orm import Session

from models.anev import score as anev_score
from models.anev.score import EDGES, MEDIAN_VARIANCE, Grade, Prior
from models.anev.tally import COUNTS, MEASURES, Tally, overdue
from models.records import Account, Case, Claim, Unit, UnitDay
from models.upward import UPWARD
from models.vocabulary import Channel, Health, UnitKind

# The channels every unit must hold; the two ways to Instagram are one.
EXPECTED = (Channel.X, Channel.INSTAGRAM, Channel.WHATSAPP)
WORKING = (Health.OK, Health.LIMITED)
CALENDAR = ZoneInfo("Asia/Jakarta")

# How fast an answer of each stretch was.
SPEEDS = [anev_score.speed((low + high) / 2) for low, high in pairwise(EDGES)]
Shares = dict[str, tuple[float, int]]  # part of the formula -> share, cases


@dataclass(slots=True)
class UnitTally(Tally):
    """What a unit with all below it did, its channels, and what the command above said of its claims."""

    channels: int = 0  # working ones
    channels_due: int = 0
    upheld: int = 0
    judged: int = 0  # claims that were confirmed or refused

    def add(self, other: Tally) -> None:
        Tally.add(self, other)
        if isinstance(other, UnitTally):
            self.channels += other.channels
            self.channels_due += other.channels_due
            self.upheld += other.upheld
            self.judged += other.judged

    def shares(self) -> Shares:
        """Each part of the formula as it is, and the cases it rests on (0: it says nothing)."""
        came, middle = self.came, self.median
        return {
            "in_time": (self.in_time_share or 0.0, self.due),
            "speed": (anev_score.speed(middle) if middle is not None else 0.0, self.answered),
            "settled": (1 - self.overdue / came if came else 0.0, came),
            "followed": (self.followed_share or 0.0, came),
            "upheld": (self.upheld / self.judged if self.judged else 0.0, self.judged),
            "channels": (self.channels / self.channels_due if self.channels_due else 0.0, self.channels_due),
        }


class Place(NamedTuple):
    """A unit as the league needs it."""

    id: int
    code: str
    name: str
    kind: UnitKind
    path: str
    parent_id: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the league; without enough cases it has neither grade nor rank."""

    unit: Place
    tally: UnitTally
    parts: dict[str, float]
    score: float
    grade: Grade | None
    rank: int | None = None
    peers: int = 0  # units of the kind that have a rank


def first_day(now: datetime, days: int) -> date:
    """The first of so many days of the calendar, today the last."""
    return now.astimezone(CALENDAR).date() - timedelta(days=days - 1)


def league(session: Session, now: datetime, days: int) -> list[Standing]:
    """Every unit of the command line, best first within its kind, those without a rank at the end."""
    columns = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.path, Unit.parent_id, Unit.active)
    units = [Place(*row) for row in session.execute(select(*columns))]
    tallies = _tallies(session, now, days)
    for unit in sorted(units, key=lambda one: -one.path.count("/")):
        if unit.active and unit.kind is not UnitKind.FUNCTION:
            tallies[unit.id].channels_due += len(EXPECTED)
        if unit.parent_id is not None:
            tallies[unit.parent_id].add(tallies[unit.id])
    found: list[Standing] = []
    for kind in UnitKind:
        if kind is not UnitKind.FUNCTION:
            peers = [unit for unit in units if unit.kind is kind and unit.active]
            found += _ranked(_standings(peers, tallies))
    return found


def _tallies(session: Session, now: datetime, days: int) -> defaultdict[int, UnitTally]:
    """What each unit did by itself."""
    since = first_day(now, days)
    tallies: defaultdict[int, UnitTally] = defaultdict(UnitTally)
    sums = [func.sum(getattr(UnitDay, name)) for name in MEASURES]
    counted = select(UnitDay.unit_id, *sums).where(UnitDay.day >= since).group_by(UnitDay.unit_id)
    for row in session.execute(counted):
        tallies[row[0]].counts = [int(count) for count in row[1:]]
    late = (
        select(Case.unit_id, func.count())
        .where(
            COUNTS,
            overdue(now),
            Case.first_mention_at >= datetime.combine(since, time(), CALENDAR),
        )
        .group_by(Case.unit_id)
    )
    for unit_id, count in session.execute(late):
        tallies[unit_id].overdue = count
    for unit_id, working in _working_channels(session).items():
        tallies[unit_id].channels = working
    for unit_id, upheld, judged in session.execute(_judged(since)):
        tallies[unit_id].upheld, tallies[unit_id].judged = upheld, judged
    return tallies


def _judged(since: date) -> Select[int, int, int]:
    """What the commands above decided in these days about the claims of each unit."""
    return (
        select(Claim.unit_id, func.count().filter(Claim.confirmed.is_(True)), func.count())
        .outerjoin(Case, Case.id == Claim.case_id)
        .where(
            Claim.matter.in_(UPWARD),
            Claim.confirmed.is_not(None),
            Claim.decided_at >= datetime.combine(since, time(), CALENDAR),
            or_(Case.id.is_(None), COUNTS),
        )
        .group_by(Claim.unit_id)
    )


def _working_channels(session: Session) -> dict[int, int]:
    """How many of the expected channels of each unit work."""
    private = Account.channel == Channel.INSTAGRAM_PRIVATE
    channel = case((private, Channel.INSTAGRAM), else_=cast(Account.channel, String))
    counted = (
        select(Account.unit_id, func.count(channel.distinct()))
        .join(Unit, Unit.id == Account.unit_id)
        .where(
            Account.enabled,
            Account.health.in_(WORKING),
            Account.channel.in_((*EXPECTED, Channel.INSTAGRAM_PRIVATE)),
            Unit.active,
            Unit.kind != UnitKind.FUNCTION,
        )
        .group_by(Account.unit_id)
    )
    return dict(session.execute(counted).all())


def _standings(peers: Sequence[Place], tallies: Mapping[int, UnitTally]) -> list[Standing]:
    mine = [tallies[unit.id] for unit in peers]
    shares = [tally.shares() for tally in mine]
    priors = {
        part: anev_score.prior([one[part] for one in shares], within)
        for part, within in (
            ("in_time", None),
            ("speed", _spread_of_speed(mine)),
            ("settled", None),
            ("followed", None),
        )
    }
    # Where nobody was judged everybody is believed.
    priors["upheld"] = anev_score.prior([one["upheld"] for one in shares], unknown=1.0)
    return [_standing(*one, priors) for one in zip(peers, mine, shares, strict=True)]


def _spread_of_speed(peers: Sequence[UnitTally]) -> float:
    """The variance of one answer's speed within its unit, as a median feels it."""
    squares, total = 0.0, 0
    for one in peers:
        if one.answered > 1:
            points = [count * speed for count, speed in zip(one.waits, SPEEDS, strict=True)]
            of_squares = sum(point * speed for point, speed in zip(points, SPEEDS, strict=True))
            squares += of_squares - sum(points) ** 2 / one.answered
            total += one.answered - 1
    return MEDIAN_VARIANCE * squares / total if total else 0.0


def _standing(unit: Place, tally: UnitTally, shares: Shares, priors: dict[str, Prior]) -> Standing:
    # Channels are a fact and no sample: they are taken as they are.
    parts = {part: prior.drawn(*shares[part]) for part, prior in priors.items()}
    parts["channels"] = shares["channels"][0]
    points = anev_score.score(parts)
    enough = shares["in_time"][1] >= anev_score.ENOUGH
    return Standing(
        unit=unit,
        tally=tally,
        parts=parts,
        score=points,
        grade=anev_score.grade(points) if enough else None,
    )


def _ranked(peers: Sequence[Standing]) -> list[Standing]:
    graded = sorted((one for one in peers if one.grade), key=lambda one: (-one.score, one.unit.name))
    rest = sorted((one for one in peers if not one.grade), key=lambda one: one.unit.name)
    return [replace(one, rank=n, peers=len(graded)) for n, one in enumerate(graded, 1)] + rest

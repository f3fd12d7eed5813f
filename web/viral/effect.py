"""Was it answered, and did it help: how fast a count grew before our first confirmed reply and since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from flask_babel import LazyString, format_decimal, gettext, lazy_gettext

from models.records import IncidentForecast, ReachReading
from web.viral.facts import TELLS_LIKES

_ = lazy_gettext
Number = Literal["shares", "likes", "views", "replies"]
# The forecast speaks of the first two; where a platform counts neither, the next best one tells the pace.
NUMBERS: tuple[Number, ...] = ("shares", "likes", "views", "replies")
PACE_WORDS: dict[Number, LazyString] = {
    "shares": _("%(n)s dibagikan per jam"),
    "likes": _("%(n)s disukai per jam"),
    "views": _("%(n)s dilihat per jam"),
    "replies": _("%(n)s dibalas per jam"),
}
# As long on both sides of the reply, so that the two are comparable; less than the shortest says nothing.
COMPARED = timedelta(hours=3)
SHORTEST = timedelta(minutes=10)
LAST_HOUR = timedelta(hours=1)
# A pace within a quarter of the one before has not changed.
CHANGED = 0.25


class Count(NamedTuple):
    """One number at one moment."""

    at: datetime
    value: float


Series = Mapping[Number, Sequence[Count]]


@dataclass(frozen=True)
class Effect:
    """Growth an hour before the reply and since; None where the readings are too few to tell."""

    number: Number
    before: float | None
    since: float | None


def told(
    rows: Sequence[ReachReading],
    sums: Sequence[IncidentForecast],
    answered: datetime | None,
    now: datetime,
) -> str:
    """Growth before the reply and since, or without a reply how fast it grows now; empty without a reading.

    `sums`: where there are some, those of the whole incident are told instead of one post's readings.
    """
    series = _series_of_sums(sums) if sums else _series(rows)
    if not any(counts for counts in series.values()):
        return ""
    if answered is None:
        return _now(series, now)
    return in_words(effect(series, answered))


def _series(rows: Sequence[ReachReading]) -> Series:
    return {
        number: [
            Count(row.measured_at, float(value))
            for row in rows
            if (value := getattr(row, number)) is not None
        ]
        for number in NUMBERS
    }


def _series_of_sums(sums: Sequence[IncidentForecast]) -> Series:
    """In the unit of the newest: an incident that moved to another platform starts anew."""
    unit = sums[-1].channel
    number: Number = "likes" if unit in TELLS_LIKES else "shares"
    return {number: [Count(one.created_at, one.reach) for one in sums if one.channel is unit]}


def effect(series: Series, answered: datetime) -> Effect:
    """By the first number that tells both paces; else by the one that is told most often."""
    tried = [
        Effect(
            number,
            pace([one for one in counts if answered - COMPARED <= one.at <= answered]),
            pace([one for one in counts if answered <= one.at <= answered + COMPARED]),
        )
        for number, counts in series.items()
    ]
    whole = [one for one in tried if one.before is not None and one.since is not None]
    return whole[0] if whole else max(tried, key=lambda one: len(series[one.number]))


def pace(counts: Sequence[Count]) -> float | None:
    """Growth an hour from the first to the last of these; None for fewer than two, or too close together."""
    if len(counts) < 2 or counts[-1].at - counts[0].at < SHORTEST:
        return None
    hours = (counts[-1].at - counts[0].at) / timedelta(hours=1)
    return max(0.0, counts[-1].value - counts[0].value) / hours


def in_words(effect: Effect) -> str:
    """Both paces in words; what became of it where both are known."""
    if effect.before is None and effect.since is None:
        return str(gettext("sebelum dan sesudah dijawab: belum cukup bacaan"))
    words = gettext(
        "sebelum dijawab %(before)s, sesudahnya %(since)s",
        before=_told(effect.before, effect.number),
        since=_told(effect.since, effect.number),
    )
    change = _change(effect)
    return f"{words}: {change}" if change else str(words)


def _now(series: Series, now: datetime) -> str:
    """How fast it grew in the last hour."""
    number, counts = next((number, counts) for number, counts in series.items() if counts)
    recent = [one for one in counts if one.at > now - LAST_HOUR]
    earlier = [one for one in counts if one.at <= now - LAST_HOUR][-1:]
    return str(gettext("laju kini: %(pace)s", pace=_told(pace([*earlier, *recent]), number)))


def _told(growth: float | None, number: Number) -> str:
    if growth is None:
        return str(gettext("belum cukup bacaan"))
    return str(PACE_WORDS[number]) % {"n": f"+{format_decimal(round(growth))}"}


def _change(effect: Effect) -> str:
    if effect.before is None or effect.since is None:
        return ""
    if abs(effect.since - effect.before) <= CHANGED * effect.before:
        return str(gettext("laju tetap"))
    return str(gettext("melambat") if effect.since < effect.before else gettext("makin cepat"))

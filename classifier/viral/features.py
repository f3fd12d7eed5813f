"""The numbers the hazard model reads, all of them known at the moment of the forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.viral.history import Floats, Indices, Series

FEATURES = (
    "log_count",
    "log_age",
    "log_rate",
    "growth_15",
    "growth_30",
    "growth_60",
    "growth_180",
    "growth_360",
    "speed_15",
    "speed_60",
    "turn",
    "half_age",
    "quarter_age",
    "first_15",
    "replies",
    "replies_per_share",
    "followers",
    "per_follower",
    "verified",
    "hour_sin",
    "hour_cos",
    "hour",
    "weibo",
)
# A gap longer than this many windows hides when the shares came.
BLIND = 4.0


@dataclass(frozen=True)
class Posts:
    """The posts that rows are built from: their series and what was known at first sight."""

    shares: Series
    replies: Series
    followers: Floats  # NaN: unknown
    verified: Floats  # 1, 0, NaN
    local_hour: Floats  # of posting, on the platform's clock, 0-24
    weibo: Floats  # 1 for the slower platform's dynamics


def matrix(posts: Posts, rows: Indices, now: Floats) -> Floats:
    """Features (rows x FEATURES) of post `rows[i]` at age `now[i]` seconds; later readings are never read."""
    count, age, gap = posts.shares.known_at(rows, now)
    replies, _, _ = posts.replies.known_at(rows, now)
    seen = np.where(np.isnan(age), now, age)
    growth = {
        minutes: _growth(posts.shares, rows, count, age, gap, minutes) for minutes in (15, 30, 60, 180, 360)
    }
    half = posts.shares.count_at(rows, age / 2)
    quarter = posts.shares.count_at(rows, age / 4)
    blind = gap > age / 2
    first = np.where(
        (age >= 900) & (gap <= BLIND * 900), posts.shares.count_at(rows, np.minimum(age, 900.0)), np.nan
    )
    hour = (posts.local_hour[rows] + seen / 3600) % 24
    base = count + 1
    followers = np.log1p(posts.followers[rows])
    columns = {
        "log_count": np.log(base),
        "log_age": np.log(seen),
        "log_rate": np.log(base) - np.log(seen),
        "growth_15": np.log1p(growth[15]),
        "growth_30": np.log1p(growth[30]),
        "growth_60": np.log1p(growth[60]),
        "growth_180": np.log1p(growth[180]),
        "growth_360": np.log1p(growth[360]),
        "speed_15": growth[15] / base,
        "speed_60": growth[60] / base,
        "turn": (growth[15] + 1) / (growth[60] + 4),
        "half_age": np.where(blind, np.nan, half / base),
        "quarter_age": np.where(blind, np.nan, quarter / base),
        "first_15": np.log1p(first),
        "replies": np.log1p(replies),
        "replies_per_share": replies / base,
        "followers": followers,
        "per_follower": np.log(base) - followers,
        "verified": posts.verified[rows],
        "hour_sin": np.sin(hour * np.pi / 12),
        "hour_cos": np.cos(hour * np.pi / 12),
        "hour": hour,
        "weibo": posts.weibo[rows],
    }
    return np.column_stack([columns[name] for name in FEATURES])


def _growth(shares: Series, rows: Indices, count: Floats, age: Floats, gap: Floats, minutes: int) -> Floats:
    window = minutes * 60.0
    grown = count - shares.count_at(rows, np.maximum(age - window, 0.0))
    return np.where(gap > BLIND * window, np.nan, np.maximum(grown, 0.0))

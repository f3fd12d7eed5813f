"""Reading, forecasts and acts that several oversight tests need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import utcnow
from models.database import Database
from models.records import AuditEntry, ReachReading, ViralForecast
from tests.web.world import find_case

SCRIPT = re.compile(r"<script|\son\w+=|javascript:|style=", re.IGNORECASE)


def acts(session: Session) -> list[str]:
    """The acts of the trail, oldest first, as they are by now."""
    session.rollback()  # what was read before belongs to an older moment of the database
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def read(database: Database, mention_id: int, shares: Mapping[int, int]) -> None:
    """Readings of a mention: minutes ago -> shares."""
    now = utcnow()
    with database.writing() as session:
        for minutes, count in shares.items():
            at = now - timedelta(minutes=minutes)
            session.add(ReachReading(mention_id=mention_id, measured_at=at, likes=20, shares=count))


def forecast(
    database: Database,
    mention_id: int,
    code: str,
    p_6h: float,
    calibrated: bool = False,
    band: int = 2,
    ago: timedelta = timedelta(),
    shares: Mapping[int, int] = MappingProxyType({90: 100, 0: 400}),
) -> None:
    """Readings of a mention (minutes ago -> shares), and what the model said after them (`ago`)."""
    now = utcnow() - ago
    read(database, mention_id, shares)
    with database.writing() as session:
        session.add(
            ViralForecast(
                mention_id=mention_id,
                created_at=now,
                model_version="uji-1",
                calibrated=calibrated,
                threshold=1000,
                p_1h=p_6h / 2,
                p_6h=p_6h,
                p_24h=min(1.0, p_6h * 1.1),
                p_72h=min(1.0, p_6h * 1.2),
                size_low=500,
                size_mid=900,
                size_high=2500,
                band=band,
                reasons=["300 interaksi dalam satu jam"],
            )
        )
        find_case(session, code).viral_band = band

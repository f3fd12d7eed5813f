"""What a unit can decide in a day, and whether it has more than that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Base, UtcDateTime, Word
from models.vocabulary import PassingOn


class UnitLoad(Base):
    """The load of one unit by itself, without those below it."""

    __tablename__ = "unit_loads"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, autoincrement=False)
    # Cases the unit can decide on in a day: as its head says, and as its last weeks show.
    capacity: Mapped[int | None]
    measured: Mapped[int | None]
    measured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passes_on: Mapped[PassingOn] = mapped_column(Word(PassingOn), default=PassingOn.SUGGESTED)
    overloaded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_hand: Mapped[bool] = mapped_column(default=False)  # who entered by hand leaves by hand
    rest_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until then no rule enters again

"""How each unit answered, day by day, and which days must be counted again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, ForeignKey, Integer, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.records.base import Base, BigId, UtcDateTime
from models.records.cases import Case

# A change of one of these changes what was counted.
COUNTED = (
    "unit_id",
    "accused_unit_id",
    "about_officer",
    "followed_up_at",
    "first_mention_at",
    "first_answered_at",
    "due_at",
    "excused",
)


class UnitDay(Base):
    """The cases that citizens wrote to one unit on one day of its own time zone, and what became of them.

    Complaints about officers are left out. `wait_0` to `wait_9` say how many first answers took how
    long, up to the bounds of `models.anev.score.WAITS`.
    """

    __tablename__ = "unit_days"
    # Laid out by its key: a year of a country is read in one sweep.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy's own form)

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    came: Mapped[int] = mapped_column(Integer, default=0)
    answered: Mapped[int] = mapped_column(Integer, default=0)
    in_time: Mapped[int] = mapped_column(Integer, default=0)
    followed: Mapped[int] = mapped_column(Integer, default=0)
    wait_0: Mapped[int] = mapped_column(Integer, default=0)
    wait_1: Mapped[int] = mapped_column(Integer, default=0)
    wait_2: Mapped[int] = mapped_column(Integer, default=0)
    wait_3: Mapped[int] = mapped_column(Integer, default=0)
    wait_4: Mapped[int] = mapped_column(Integer, default=0)
    wait_5: Mapped[int] = mapped_column(Integer, default=0)
    wait_6: Mapped[int] = mapped_column(Integer, default=0)
    wait_7: Mapped[int] = mapped_column(Integer, default=0)
    wait_8: Mapped[int] = mapped_column(Integer, default=0)
    wait_9: Mapped[int] = mapped_column(Integer, default=0)


class StaleUnitDay(Base):
    """A unit's day that no longer fits its cases. Rows are only added: no two transactions wait for each other."""

    __tablename__ = "stale_unit_days"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # any moment of the day


@event.listens_for(Case, "after_insert")
@event.listens_for(Case, "after_delete")
def _mark(mapper: Mapper[Case], connection: Connection, case: Case) -> None:
    connection.execute(insert(StaleUnitDay).values(unit_id=case.unit_id, at=case.first_mention_at))


@event.listens_for(Case, "after_update")
def _mark_changed(mapper: Mapper[Case], connection: Connection, case: Case) -> None:
    histories = {name: inspect(case).attrs[name].history for name in COUNTED}
    if not any(history.has_changes() for history in histories.values()):
        return
    units = {case.unit_id, *histories["unit_id"].deleted}
    moments = {case.first_mention_at, *histories["first_mention_at"].deleted}
    connection.execute(
        insert(StaleUnitDay), [{"unit_id": unit, "at": at} for unit in units for at in moments if unit and at]
    )

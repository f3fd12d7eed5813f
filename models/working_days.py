"""Working days: Monday to Friday less the holidays an administrator keeps, where the clock was started."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
# The last minute of a day is still that day; midnight would already be the next one, perhaps a holiday.
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of one time zone (an IANA name)."""

    holidays: Set[date]
    timezone: str

    def works(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def after(self, start: datetime, days: int) -> datetime:
        """The end of the `days`th working day after the day of `start`, as UTC; that day itself counts as none."""
        day = self._day(start)
        while days > 0:
            day += timedelta(days=1)
            days -= self.works(day)
        return datetime.combine(day, LAST_MINUTE, ZoneInfo(self.timezone)).astimezone(UTC)

    def between(self, start: datetime, end: datetime) -> int:
        """How many working days begin after the day of `start`, up to and with the day of `end`."""
        first, last = self._day(start), self._day(end)
        span = (last - first).days
        return sum(self.works(first + timedelta(days=step)) for step in range(1, span + 1))

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.timezone)).date()

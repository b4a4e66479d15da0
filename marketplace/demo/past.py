"""A clock that stands in the past, so that the services themselves make the demonstration's history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
SATURDAY = 5


def nothing() -> None:
    """What is done before the clock moves, unless somebody says otherwise."""


class Past:
    """Set to working days before or after `end`, the present; it never shows a moment after it."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.before_moving: Callable[[], object] = nothing
        self._moment = end

    def now(self) -> datetime:
        """The moment it shows."""
        return self._moment

    def go_to(self, workdays_ago: int, hour: int = 10, minute: int = 0) -> Past:
        """Show that time of the day so many working days before the present."""
        self.before_moving()
        self._moment = min(_at(self.workday(-workdays_ago), hour, minute), self.end)
        return self

    def workday(self, away: int) -> date:
        """The day so many working days after the present, or before it if negative; 0: today."""
        day, step = self.end.astimezone(LOCAL).date(), 1 if away > 0 else -1
        for _ in range(abs(away)):
            day += timedelta(days=step)
            while day.weekday() >= SATURDAY:
                day += timedelta(days=step)
        return day

    def slot(self, away: int, hour: int) -> datetime:
        """That hour of the day so many working days after the present, or before it if negative."""
        return _at(self.workday(away), hour, 0)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)

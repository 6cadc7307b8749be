"""Working days: move a date that falls on a weekend or a holiday, and count working days.

| convention | Saturday 2027-05-29 | Saturday 2027-07-31 |
|---|---|---|
| following | Monday 2027-05-31 | Monday 2027-08-02 |
| preceding | Friday 2027-05-28 | Friday 2027-07-30 |
| modified following: not into the next month | Monday 2027-05-31 | Friday 2027-07-30 |

The conventions are those of ISDA's 2006 definitions, section 4.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int

_WEEK = frozenset(range(7))
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


class Shift(StrEnum):
    """Where a date goes that is no working day."""

    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified_following"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar: holidays, and the weekend as days of the week (0 is Monday, 6 is Sunday).

    Raise InvalidInput for a weekend of seven days or a day of the week outside 0 to 6.
    """

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = _SATURDAY_AND_SUNDAY

    def __post_init__(self) -> None:
        if not self.weekend < _WEEK:
            raise InvalidInput("A weekend is some, not all, of the days 0 (Monday) to 6 (Sunday).")

    def contains(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def shifted(self, day: date, shift: Shift) -> date:
        """Return the day itself if it is a working day, else the one the convention leads to."""
        if shift == Shift.PRECEDING:
            return self._nearest(day, -1)
        following = self._nearest(day, 1)
        stays = (following.year, following.month) == (day.year, day.month)
        if shift == Shift.MODIFIED_FOLLOWING and not stays:
            return self._nearest(day, -1)
        return following

    def add(self, day: date, number: int) -> date:
        """Return the n-th working day after a day (before it when n is negative).

        The day itself is never counted, working day or not, as in a spreadsheet's WORKDAY; 0
        returns it as it is. Raise InvalidInput for a result outside the calendar.
        """
        step = 1 if require_int(number, "The number of working days") > 0 else -1
        for _ in range(abs(number)):
            day = self._nearest(_beside(day, step), step)
        return day

    def _nearest(self, day: date, step: int) -> date:
        while not self.contains(day):
            day = _beside(day, step)
        return day


def _beside(day: date, step: int) -> date:
    try:
        return day + timedelta(days=step)
    except OverflowError:
        raise InvalidInput("The date would fall outside the calendar.") from None

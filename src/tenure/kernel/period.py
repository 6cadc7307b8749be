"""Hold half-open periods of days and divide them into months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int
from tenure.kernel.months import add_months, require_date

__all__ = ["Period", "add_months", "format_day"]

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ONE_DAY = timedelta(days=1)


def format_day(day: date) -> str:
    """Return a day for people, the same in every locale: "1 Jan 2027"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Period:
    """Hold the days from `start` up to, not including, `end`; an `end` of None is open.

    Raise InvalidInput unless both are plain dates and the end is after the start.
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        require_date(self.start, "The start")
        if self.end is not None and require_date(self.end, "The end") <= self.start:
            raise InvalidInput("A period must end after it starts.")

    @classmethod
    def of_months(cls, start: date, n: int) -> "Period":
        """Return the term of n months from `start`; InvalidInput when n is below 1."""
        if require_int(n, "The number of months") < 1:
            raise InvalidInput("A term must be 1 month or longer.")
        return cls(start, add_months(start, n))

    @classmethod
    def from_last_day(cls, start: date, last: date | None) -> "Period":
        """Return the period from `start` through `last`, inclusive; open when `last` is None."""
        if last is None:
            return cls(start, None)
        if require_date(last, "The last day") == date.max:
            raise InvalidInput("The date would fall outside the calendar.")
        return cls(start, last + _ONE_DAY)

    @property
    def is_open(self) -> bool:
        """Say whether the period has no end."""
        return self.end is None

    @property
    def last_day(self) -> date | None:
        """Return the last day inside, the one people see; None when open."""
        return None if self.end is None else self.end - _ONE_DAY

    @property
    def days(self) -> int:
        """Return the number of days inside; InvalidInput when open."""
        return (self._closed_end() - self.start).days

    def contains(self, day: date) -> bool:
        """Say whether the day is inside; the end is not."""
        return self.start <= require_date(day, "The day") and self._ends_after(day)

    def overlaps(self, other: "Period") -> bool:
        """Say whether the two share a day; periods that merely touch do not."""
        return self._ends_after(other.start) and other._ends_after(self.start)

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days in both, or None when there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends, default=None))

    def adjacent(self, other: "Period") -> bool:
        """Say whether one ends on the day the other starts, in either order."""
        return self.end == other.start or other.end == self.start

    def split(self, day: date) -> "tuple[Period, Period]":
        """Return the parts before and from a day; InvalidInput unless it leaves two parts."""
        if not self.contains(day) or day == self.start:
            raise InvalidInput(f"{format_day(day)} does not divide the period {self.format()}.")
        return Period(self.start, day), Period(day, self.end)

    def months(self) -> Iterator["Period"]:
        """Yield monthly periods counted from the start, the last one cut at the end.

        Boundaries follow `add_months` from the start, so 31 Jan is followed by 28 Feb and 31 Mar.
        An open period yields without end (InvalidInput past the year 9999): take what is needed.
        """
        whole = count() if self.end is None else range(self.whole_months_and_days()[0])
        day = self.start
        for number in whole:
            following = add_months(self.start, number + 1)
            yield Period(day, following)
            day = following
        if self._ends_after(day):
            yield Period(day, self.end)

    def whole_months_and_days(self) -> tuple[int, int]:
        """Return the months that fit from the start, and the days left; InvalidInput when open."""
        end = self._closed_end()
        months = (end.year - self.start.year) * 12 + end.month - self.start.month
        if add_months(self.start, months) > end:
            months -= 1
        return months, (end - add_months(self.start, months)).days

    def format(self) -> str:
        """Return first and last day for people: "1 Jan 2027 - 31 Dec 2027", with an en dash."""
        last = "open" if self.last_day is None else format_day(self.last_day)
        return f"{format_day(self.start)} \N{EN DASH} {last}"

    def __str__(self) -> str:
        return self.format()

    def _ends_after(self, day: date) -> bool:
        return self.end is None or day < self.end

    def _closed_end(self) -> date:
        if self.end is None:
            raise InvalidInput("An open period has no length.")
        return self.end

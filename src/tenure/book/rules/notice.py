"""When notice of non-renewal must be given: counted back from the last day of the term.

| last day of the term | notice days | last day to give notice |
|---|---|---|
| 2027-03-30 | 30 | 2027-02-28 |
| 2027-12-31 | 90 | 2027-10-02 |
| 2028-03-30 | 30 | 2028-02-29 |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tenure.book.rules.dates import require_end
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int
from tenure.kernel.period import Period


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """The days on which notice counts, both inclusive; a `first` of None: any day up to `last`."""

    first: date | None
    last: date

    def is_early(self, day: date) -> bool:
        """Say whether notice given on a day comes before the window opens."""
        return self.first is not None and day < self.first

    def is_in_time(self, day: date) -> bool:
        """Say whether notice given on a day counts: not too early, not too late."""
        return not self.is_early(day) and day <= self.last

    def days_left(self, on: date) -> int:
        """Return the days after `on` on which notice can still be given; below 0 when past."""
        return (self.last - on).days


def notice_date(term: Period, notice_days: int) -> date:
    """Return the last day to give notice: the term's last day minus the notice days.

    It may lie before the term's start where the notice is longer than the term. Raise
    InvalidInput for an open term, days below 0 or a date outside the calendar.
    """
    last_day = _plus(require_end(term, "The term"), -1)
    return _plus(last_day, -_days(notice_days, "The notice days"))


def notice_window(
    term: Period, notice_days: int, *, earliest_days: int | None = None
) -> NoticeWindow:
    """Return the window of a term; `earliest_days` before its last day the window opens.

    Without them any day up to the notice date is in time. Raise InvalidInput as `notice_date`
    does, and for a window that would open after it closes.
    """
    last = notice_date(term, notice_days)
    if earliest_days is None:
        return NoticeWindow(None, last)
    first = notice_date(term, earliest_days)
    if first > last:
        raise InvalidInput("Notice cannot open later than the last day to give it.")
    return NoticeWindow(first, last)


def end_after_notice(given_on: date, notice_days: int) -> date:
    """Return the first day after an evergreen contract whose notice was given on a day.

    The day of the notice does not count: that many full days follow it, so `given_on` is the
    notice date of the period that ends there.
    """
    return _plus(given_on, _days(notice_days, "The notice days") + 1)


def _days(value: int, name: str) -> int:
    if require_int(value, name) < 0:
        raise InvalidInput(f"{name} must not be negative.")
    return value


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InvalidInput("The date would fall outside the calendar.") from None

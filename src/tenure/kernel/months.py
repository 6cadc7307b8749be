"""Count months from a start day, remembering the month's end."""

from calendar import monthrange
from datetime import date, datetime

from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int

LAST_DAY = 31


def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """Return the day `months` later (earlier when negative), on the anchor day of that month.

    Count from the start of a term, never from the previous result: the anchor is the memory.
    It is the start's day of the month, cut to a shorter month's length; a start on the last day
    of its month is anchored to the month's end (31), as in Salesforce's ADDMONTHS:

        start        +1           +2           +12
        2027-01-15   2027-02-15   2027-03-15   2028-01-15
        2027-01-30   2027-02-28   2027-03-30   2028-01-30
        2027-01-31   2027-02-28   2027-03-31   2028-01-31
        2027-04-30   2027-05-31   2027-06-30   2028-04-30
        2027-02-28   2027-03-31   2027-04-30   2028-02-29
        2028-02-28   2028-03-28   2028-04-28   2029-02-28

    Pass `anchor_day` (1 to 31) to fix the day instead: 2027-04-30 + 1 anchored on 30 is
    2027-05-30, 2027-02-28 + 1 anchored on 30 is 2027-03-30. PostgreSQL and DuckDB add an
    interval without this memory; dates of terms are therefore computed here and stored.

    Raise InvalidInput for a bad anchor or a result outside the years 1 to 9999.
    """
    anchor = anchor_of(day) if anchor_day is None else _checked_anchor(anchor_day)
    index = day.year * 12 + day.month - 1 + require_int(months, "The number of months")
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise InvalidInput("The date would fall outside the calendar.")
    return date(year, month, min(anchor, monthrange(year, month)[1]))


def anchor_of(day: date) -> int:
    """Return the day of the month a term started on `day` comes back to; 31 is the month's end."""
    at_month_end = require_date(day, "The day").day == monthrange(day.year, day.month)[1]
    return LAST_DAY if at_month_end else day.day


def require_date(value: object, name: str) -> date:
    """Return the value if it is a plain date; raise InvalidInput for a datetime and the rest."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidInput(f"{name} must be a date, not {value!r}.")
    return value


def _checked_anchor(anchor_day: int) -> int:
    if not 1 <= require_int(anchor_day, "The anchor day") <= LAST_DAY:
        raise InvalidInput("The anchor day must be 1 to 31.")
    return anchor_day

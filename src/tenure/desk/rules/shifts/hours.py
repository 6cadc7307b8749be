"""The working hours of a region: local times by day of the week, in a time zone, with holidays.

| region | zone | holidays of | Monday to Friday | cut-off |
|---|---|---|---|---|
| APAC | Asia/Singapore | SG | 09:00 to 18:00 | 16:00 |
| EMEA | Europe/London | GB | 08:30 to 17:30 | 16:00 |
| AMER | America/New_York | US | 09:00 to 18:00 | 16:30 |

Hours are kept local and counted in UTC: a window is as long as it really is, so one over the night
of a daylight-saving change has an hour less or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tenure.kernel.errors import InvalidInput
from tenure.quotes.rules.approvals.calendars import Place

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Week = tuple[time | None, ...]


class WrongHours(InvalidInput):
    """The hours make no sense; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Local opening and closing times from Monday to Sunday (none: closed), and the cut-off.

    `country` has the holidays (none: no holidays). Raise WrongHours for what is no zone, no week,
    or a day that closes before it opens.
    """

    zone: str
    country: str
    opens: Week
    closes: Week
    cutoff: time

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise WrongHours(f"There is no time zone {self.zone[:60]!r}.") from None
        if len(self.opens) != len(WEEKDAYS) or len(self.closes) != len(WEEKDAYS):
            raise WrongHours("Hours are given for seven days, from Monday to Sunday.")
        if any(one and one.tzinfo for one in (*self.opens, *self.closes, self.cutoff)):
            raise WrongHours("Hours are local times, without an offset.")
        for name, opens, closes in zip(WEEKDAYS, self.opens, self.closes, strict=True):
            if (opens is None) != (closes is None):
                raise WrongHours(f"{name} needs both times, or none where it is closed.")
            if opens is not None and closes is not None and closes <= opens:
                raise WrongHours(f"{name} has to close after it opens.")
        if not any(self.opens):
            raise WrongHours("A region works on some day of the week.")

    def is_holiday(self, day: date) -> bool:
        """Tell whether a day is a public holiday there."""
        if not self.country:
            return False
        return day in Place(self.zone, self.country).calendar(day.year).holidays

    def usual_window(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the hours of a local day in UTC, [from, until), whether a holiday or not."""
        opens, closes = self.opens[day.weekday()], self.closes[day.weekday()]
        if opens is None or closes is None:
            return None
        start, end = self.instant(day, opens), self.instant(day, closes)
        return (start, end) if start < end else None

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the working hours of a local day in UTC, [from, until); none: closed."""
        return None if self.is_holiday(day) else self.usual_window(day)

    def instant(self, day: date, at: time) -> datetime:
        """Return a local time in UTC; one that the clocks leave out counts as an hour later."""
        return datetime.combine(day, at, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """Return the local day of an instant."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def workdays(opens: time, closes: time) -> tuple[Week, Week]:
    """Return a week that is open from Monday to Friday."""
    return (opens,) * 5 + (None,) * 2, (closes,) * 5 + (None,) * 2


DEFAULTS: dict[str, Hours] = {
    "APAC": Hours("Asia/Singapore", "SG", *workdays(time(9), time(18)), cutoff=time(16)),
    "EMEA": Hours("Europe/London", "GB", *workdays(time(8, 30), time(17, 30)), cutoff=time(16)),
    "AMER": Hours("America/New_York", "US", *workdays(time(9), time(18)), cutoff=time(16, 30)),
}

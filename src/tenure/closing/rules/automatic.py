"""Contracts that renew by themselves: when the reminder goes out, and when the renewal is booked.

| on a day | then |
|---|---|
| from the reminder's first day to its last, none sent yet | the reminder goes out |
| up to the last day to give notice | nothing: the customer may still leave |
| after it, a notice is open that ends it with this term | nothing: it ends |
| after it, an offer was accepted | nothing here: it is booked as it was signed |
| after it, no reminder went out in time | a person decides |
| after it, else | renewed: at the announced price, or at the old one where none was announced |

How many days before the last day to give notice the reminder has to go out, at most and at least:

| country | days | why |
|---|---|---|
| US | 30 to 15 | New York, General Obligations Law 5-903; Wisconsin Statutes 134.49 (60 to 15) |
| FR | 90 to 30 | Code de la consommation L215-1, which small businesses claim as well |
| others | 60 to 15 | our own promise: nobody is renewed without having been told |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_USUAL = (60, 15)
_BY_COUNTRY = {"US": (30, 15), "FR": (90, 30)}
COUNTRIES = tuple(_BY_COUNTRY)


@dataclass(frozen=True, slots=True)
class ReminderWindow:
    """The days on which a reminder goes out in time, both inclusive."""

    first: date
    last: date

    def is_open(self, on: date) -> bool:
        """Tell whether a reminder may go out on a day."""
        return self.first <= on <= self.last


def reminder_days(country: str) -> tuple[int, int]:
    """Return the days before the notice date, the most and the fewest."""
    return _BY_COUNTRY.get(country.upper(), _USUAL)


def reminder_window(notice_on: date, country: str) -> ReminderWindow:
    """Return when the reminder of a renewal has to go out."""
    most, fewest = reminder_days(country)
    return ReminderWindow(notice_on - timedelta(days=most), notice_on - timedelta(days=fewest))


@dataclass(frozen=True, slots=True)
class AutomaticFacts:
    """What decides whether a renewal is booked without anybody's word.

    `remind_by` is the last day on which its reminder was in time; None: none was written.
    `has_notice` is of one that ends it with this term: a notice that came too late lets it renew.
    """

    notice_on: date
    remind_by: date | None
    reminded_on: date | None
    has_notice: bool
    is_accepted: bool


def why_not_automatic(facts: AutomaticFacts, on: date) -> str:
    """Return why a renewal is not booked by itself on a day, in a sentence; empty when it is."""
    if on <= facts.notice_on:
        return "Notice can still be given."
    if facts.has_notice:
        return "Notice was given: the contract ends."
    if facts.is_accepted:
        return "An offer was accepted: it is booked as it was signed."
    if facts.remind_by is None or facts.reminded_on is None:
        return "The customer was not reminded: a person decides."
    if facts.reminded_on > facts.remind_by:
        return "The customer was reminded too late: a person decides."
    return ""

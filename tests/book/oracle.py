"""A contract, day by day, with exact fractions: slow, simple, and not the kernel.

Written from what the words mean (docs/contracts.md), for comparison with the rules. It knows the
plain facts of `rules/facts.py` and nothing else of the book: no fold, no spans, no ledger, no
worth. Each day of each lot is a place in a list.

- A day of a lot belongs to the last booked action that covers it; some actions leave nothing.
- A day's ARR is quantity x price x 12 / months, if the lot is recurring and not suspended.
- From the day the contract ended there is none. A day with nothing after a lot's last paid day
  still counts as that day did while nobody decided: where the lot ran to the term's end (or the
  contract is open without being evergreen), and was not paused there.
- A movement is a day's ARR less that of the day before.
- Up for renewal is the ARR of the lots whose last day is the term's last.
- A segment is worth quantity x price x months / months the price pays; months are counted from its
  start, days over are days of the month they begin.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tenure.book.rules.facts import Action, BookedOrder, Segment

DECIMALS = {"JPY": 0, "KWD": 3, "EUR": 2}
LEAVES_NOTHING = {"remove", "terminate", "move_out"}
ONE = timedelta(days=1)
Place = tuple[int, date]
Run = tuple[date, date | None, Segment]


def to_minor(amount: Fraction) -> int:
    """Round half up; no amount here is below nothing."""
    return floor(amount + Fraction(1, 2))


def price_of(segment: Segment) -> Fraction:
    """Return what the quantity costs for the months the price pays, in minor units."""
    scale = 10 ** DECIMALS[segment.currency]
    return Fraction(segment.quantity_e4, 10_000) * Fraction(segment.unit_price_e4, 10_000) * scale


def yearly(segment: Segment) -> int:
    return to_minor(price_of(segment) * 12 / segment.price_months)


@dataclass(slots=True)
class Diary:
    """What each lot holds on each day from `first`; the last day stands for all that follow."""

    first: date
    lots: dict[int, list[Action | None]]
    end_on: date | None
    ended_on: date | None
    evergreen: bool

    def day(self, place: int) -> date:
        return self.first + ONE * place

    def place(self, day: date) -> int:
        return (day - self.first).days

    def runs(self, lot: int) -> list[Run]:
        """Return the lot's days joined where they belong to the same action."""
        found: list[Run] = []
        held = self.lots[lot]
        begin = 0
        for place in range(1, len(held) + 1):
            if place < len(held) and held[place] is held[begin]:
                continue
            action = held[begin]
            if action is not None:
                end = self.day(place) if place < len(held) else None
                found.append((self.day(begin), end, action.segment))
            begin = place
        return found

    def arr(self, lot: int) -> list[int]:
        """Return the lot's ARR on each day."""
        held = self.lots[lot]
        actions = {id(action): action for action in held if action is not None}
        amounts = {
            key: yearly(action.segment) if pays(action.segment) else 0
            for key, action in actions.items()
        }
        amounts[id(None)] = 0
        found = [amounts[id(action)] for action in held]
        stop = len(held) if self.ended_on is None else max(0, self.place(self.ended_on))
        paid = [
            place
            for place, action in enumerate(held[:stop])
            if action is not None and pays(action.segment)
        ]
        if paid and paid[-1] + 1 < len(held):
            last = paid[-1]
            if held[last + 1] is None and self._undecided(self.day(last + 1)):
                found[last + 1 :] = [found[last]] * (len(held) - last - 1)
        found[stop:] = [0] * (len(held) - stop)
        return found

    def _undecided(self, day: date) -> bool:
        """Tell whether nobody decided about a lot that has nothing from this day on."""
        if self.end_on is None:
            return not self.evergreen
        return day >= self.end_on

    def changes(self) -> dict[Place, int]:
        """Return how each lot's ARR changes, on the days on which it does."""
        found = {}
        for lot in self.lots:
            before = 0
            for place, amount in enumerate(self.arr(lot)):
                if amount != before:
                    found[lot, self.day(place)] = amount - before
                before = amount
        return found

    def up_for_renewal(self) -> int:
        total = 0
        if self.ended_on is not None and self.end_on is not None and self.ended_on < self.end_on:
            return total
        for held in self.lots.values():
            last = max((place for place, action in enumerate(held) if action), default=None)
            if last is None or last + 1 == len(held) or self.day(last + 1) != self.end_on:
                continue
            action = held[last]
            assert action is not None
            total += yearly(action.segment) if pays(action.segment) else 0
        return total


def pays(segment: Segment) -> bool:
    return segment.recurring and not segment.suspended


def diary(orders: Sequence[BookedOrder]) -> Diary:
    """Write down what each day holds after these orders."""
    named = [day for order in orders for day in days_named(order)]
    first, last = min(named) - ONE, max(named) + ONE
    length = (last - first).days + 1
    terms: dict[str, object] = {}
    lots: dict[int, list[Action | None]] = {}
    for order in orders:
        terms.update(order.terms)
        for action in order.actions:
            days = action.segment.period
            held = lots.setdefault(action.segment.lot, [None] * length)
            begin = (days.start - first).days
            stop = length if days.end is None else (days.end - first).days
            left = None if action.kind in LEAVES_NOTHING else action
            held[begin:stop] = [left] * (stop - begin)
    return Diary(
        first, lots, as_day(terms.get("end_on")), as_day(terms.get("ended_on")),
        terms.get("renewal_type") == "evergreen",
    )  # fmt: skip


def days_named(order: BookedOrder) -> list[date]:
    found = [as_day(order.terms.get(name)) for name in ("start_on", "end_on", "ended_on")]
    for action in order.actions:
        found += [action.segment.period.start, action.segment.period.end]
    return [day for day in found if day is not None]


def as_day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def months_later(start: date, months: int) -> date:
    """Return the day so many months on; a start on a month's last day comes back to last days."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    at_end = start.day == monthrange(start.year, start.month)[1]
    return date(year, month + 1, last if at_end else min(start.day, last))


def months_between(start: date, end: date) -> Fraction:
    whole = 0
    while months_later(start, whole + 1) <= end:
        whole += 1
    begun, following = months_later(start, whole), months_later(start, whole + 1)
    return whole + Fraction((end - begun).days, (following - begun).days)


def worth(segment: Segment, start: date, end: date) -> int:
    """Return what a segment's days cost, in minor units."""
    if not segment.recurring:
        return to_minor(price_of(segment))
    if segment.suspended:
        return 0
    return to_minor(price_of(segment) * months_between(start, end) / segment.price_months)

"""A lot's recurring revenue as spans of days, and what of the contract runs beside it.

A span ends where it was decided to end: at the start of a gap, at the day the contract ended, or
before the term's end. The last segment of an undecided term has no end here: its ARR stays until
people decide (people close lost, automation does not).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tenure.book.rules.facts import ContractState, Segment


@dataclass(frozen=True, slots=True)
class Span:
    """A segment that makes revenue, with the first day on which it no longer does (none: open)."""

    segment: Segment
    stops_on: date | None

    @property
    def starts_on(self) -> date:
        """Return its first day."""
        return self.segment.period.start

    @property
    def arr_minor(self) -> int:
        """Return its ARR, minor units a year."""
        return self.segment.arr_minor

    def runs_on(self, day: date) -> bool:
        """Tell whether the day is inside."""
        return self.starts_on <= day and (self.stops_on is None or day < self.stops_on)


def spans_of(state: ContractState) -> dict[int, list[Span]]:
    """Return every lot's spans in date order."""
    found = {lot: _lot_spans(state, segments) for lot, segments in sorted(state.lots.items())}
    return {lot: spans for lot, spans in found.items() if spans}


def _lot_spans(state: ContractState, segments: tuple[Segment, ...]) -> list[Span]:
    ended_on = state.ended_on
    live = [
        segment
        for segment in segments
        if segment.is_live and (ended_on is None or segment.period.start < ended_on)
    ]
    return [
        Span(segment, _stop(state, segment, is_last=number == len(live)))
        for number, segment in enumerate(live, start=1)
    ]


def _stop(state: ContractState, segment: Segment, *, is_last: bool) -> date | None:
    end, ended_on = segment.period.end, state.ended_on
    if end is None or (ended_on is not None and end >= ended_on):
        return ended_on
    if not is_last or _contract_goes_on(state, end) or _pauses(state, segment):
        return end
    return ended_on


def _contract_goes_on(state: ContractState, end: date) -> bool:
    """Tell whether the contract runs beyond a lot's end: then the lot was given up."""
    if state.end_on is None:
        return state.terms.get("renewal_type") == "evergreen"
    return end < state.end_on


def _pauses(state: ContractState, segment: Segment) -> bool:
    """Tell whether the lot goes on without revenue."""
    return any(
        other.period.start == segment.period.end and not other.is_live
        for other in state.lots[segment.lot]
    )


class Coverage:
    """On which days the contract makes any revenue at all; asked by bisection."""

    def __init__(self, spans: Mapping[int, list[Span]]) -> None:
        changes: Counter[date] = Counter()
        for found in spans.values():
            for span in found:
                changes[span.starts_on] += 1
                if span.stops_on is not None:
                    changes[span.stops_on] -= 1
        self._days = sorted(changes)
        self._running = list(accumulate(changes[day] for day in self._days))

    def runs_on(self, day: date) -> bool:
        """Tell whether any lot makes revenue on a day."""
        place = bisect_right(self._days, day)
        return place > 0 and self._running[place - 1] > 0

    def dark_since(self, day: date) -> date | None:
        """Return the first of the days without revenue that end with the eve of `day`.

        None when the contract had never made any.
        """
        place = bisect_left(self._days, day)
        while place > 1 and self._running[place - 1] == 0 and self._running[place - 2] == 0:
            place -= 1
        return self._days[place - 1] if place > 0 else None

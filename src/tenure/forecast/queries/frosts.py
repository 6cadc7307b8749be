"""Which days were frozen, and which of them answers for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tenure.forecast.models import Frost
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day

USUAL = timedelta(days=7)  # between the two days, where nobody says otherwise


@dataclass(frozen=True, slots=True)
class FrozenDays:
    """The two days that a comparison stands on."""

    begin: Frost
    end: Frost


def frozen_days(user: User, *, begin_on: date | None, end_on: date) -> FrozenDays:
    """Return the snapshots that answer for two days: of each, the last that was taken by then.

    Without a first day: a week before the second, or the first that there is. Raises
    InvalidInput where the first is not before the second, or nothing was frozen by then.
    """
    frosts = Frost.objects.visible_to(user)
    first = frosts.order_by("on").first()
    if first is None:
        raise InvalidInput("Nothing is frozen yet: the daily run takes a snapshot each day.")
    if begin_on is None:
        if first.on >= end_on:
            taken = format_day(first.on)
            raise InvalidInput(f"The first snapshot is that of {taken}: what moved is told later.")
        begin_on = max(end_on - USUAL, first.on)
    if begin_on >= end_on:
        raise InvalidInput("Compare a day with a later one.")
    if begin_on < first.on:
        raise InvalidInput(f"The first snapshot is that of {format_day(first.on)}.")
    begin, end = (frosts.filter(on__lte=day).order_by("-on").first() for day in (begin_on, end_on))
    assert begin is not None  # the first is
    assert end is not None
    return FrozenDays(begin, end)

"""What is asked of a metric: period, parts, slices and options, checked and put into one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.closing.rules.periods import read_period
from tenure.insight.rules.definitions import Definition, Position, definition_of
from tenure.insight.rules.rates import Reporting
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period

EVERY = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a metric with the positions taken, the period in parts, the slices.

    `first` is the first month as year * 12 + month - 1; there are `periods` parts of `step` months.
    """

    metric: Definition
    positions: Mapping[str, Position]
    period: str
    days: Period
    first: int
    step: int
    periods: int
    by: tuple[str, ...]
    known_on: date | None
    reporting: Reporting | None = None

    def part(self, n: int) -> str:
        """Return the name of a part of the period: 2027-Q1, or 2027-01 for its first month."""
        start = self.first + n * self.step
        year, month = divmod(start, 12)
        names = {1: f"{year}-{month + 1:02}", 3: f"{year}-Q{month // 3 + 1}", 12: str(year)}
        return names[self.step]

    def options(self) -> dict[str, str]:
        """Return the position taken on each option, the defaults too."""
        return {name: position.name for name, position in self.positions.items()}


def ask(
    metric: str,
    *,
    period: str,
    every: str = "",
    by: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
    known_on: date | None = None,
) -> Asked:
    """Return the question. Raise InvalidInput with the reason for what cannot be asked.

    `period` is a month, quarter or year by name; `every` divides it (empty: it is one part).
    """
    definition = definition_of(metric)
    positions = definition.positions(options or {})
    named = read_period(period)
    start = named.days.start
    months = named.days.whole_months_and_days()[0]
    if every and every not in EVERY:
        raise InvalidInput(f"A period is divided by {', '.join(EVERY)}, not by {every}.")
    step = EVERY.get(every, months)
    if step > months:
        raise InvalidInput(f"{named.name} is no longer than a {every}: it cannot be divided.")
    _check_slices(definition, positions, by)
    return Asked(
        metric=definition, positions=positions, period=named.name, days=named.days,
        first=start.year * 12 + start.month - 1, step=step, periods=months // step,
        by=tuple(dict.fromkeys(by)), known_on=known_on,
    )  # fmt: skip


def told_in(asked: Asked, to: Reporting) -> Asked:
    """Return the question with all amounts in one currency. Raise InvalidInput for counts."""
    if asked.metric.unit != "money":
        raise InvalidInput(f"{asked.metric.name} has no amounts to convert.")
    return replace(asked, reporting=to)


def _check_slices(
    definition: Definition, positions: Mapping[str, Position], by: Sequence[str]
) -> None:
    allowed = definition.slices_under(positions)
    for name in by:
        if name not in definition.slices:
            known = ", ".join(definition.slices)
            raise InvalidInput(f"{definition.name} is not sliced by {name}; it is by {known}.")
        if name not in allowed:
            known = ", ".join(allowed) or "nothing"
            taken = ", ".join(
                f"{option} {position.name}"
                for option, position in positions.items()
                if position.slices is not None and name not in position.slices
            )
            raise InvalidInput(
                f"By {name} the parts would not sum to the whole with {taken}: "
                f"slice by {known}, or take another position."
            )

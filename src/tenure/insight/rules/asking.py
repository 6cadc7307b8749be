"""What is asked of a metric: period, parts, slices and options, checked and put into one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tenure.insight.rules.definitions import Definition, Position, definition_of
from tenure.insight.rules.rates import Reporting
from tenure.insight.rules.spans import part_name, read_span
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period

EVERY = {"month": 1, "quarter": 3, "year": 12}
# What figures can be kept within: slices of contracts, and the programs that they are or were in.
WITHIN = ("segment", "region", "country", "owner", "channel", "partner", "program")
_MOST_WITHIN = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a metric with the positions taken, the period in parts, the slices.

    `first` is the first month as year * 12 + month - 1; there are `periods` parts of `step` months.
    `within` keeps it to contracts with one of these values of each slice named.
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
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def part(self, n: int) -> str:
        """Return the name of a part of the period: 2027-Q1, or 2027-01 for its first month."""
        return part_name(self.first + n * self.step, self.step)

    @property
    def when(self) -> str:
        """Return the period in words: 2027-Q1, or 2026-Q2 to 2027-Q1."""
        return self.period.replace("..", " to ")

    @property
    def every(self) -> str:
        """Return by what the period is divided; empty when it is one part."""
        return next((name for name, step in EVERY.items() if step == self.step), "") * (
            self.periods > 1
        )

    def ends(self) -> list[date]:
        """Return the day before the period, and the last day of each of its parts."""
        starts = (divmod(self.first + n * self.step, 12) for n in range(self.periods + 1))
        return [date(year, month + 1, 1) - timedelta(days=1) for year, month in starts]

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
    within: Mapping[str, Sequence[str]] | None = None,
) -> Asked:
    """Return the question. Raise InvalidInput with the reason for what cannot be asked.

    `period` is a month, quarter or year by name, or several of them; `every` divides it (empty: it
    is one part, which only one of the calendar can be).
    """
    definition = definition_of(metric)
    positions = definition.positions(options or {})
    span = read_span(period)
    if every and every not in EVERY:
        raise InvalidInput(f"A period is divided by {', '.join(EVERY)}, not by {every}.")
    if not every and not span.is_one:
        raise InvalidInput(
            f"{span.name} is no period of the calendar: divide it by {', '.join(EVERY)}."
        )
    step = EVERY.get(every, span.months)
    if step > span.months:
        raise InvalidInput(f"{span.name} is no longer than a {every}: it cannot be divided.")
    if span.first % step or span.months % step:
        raise InvalidInput(f"{span.name} is not made of whole {every}s.")
    kept = _within(within or {})
    _check_slices(definition, positions, by)
    _check_slices(definition, positions, [name for name in kept if name != "program"])
    return Asked(
        metric=definition, positions=positions, period=span.name, days=span.days,
        first=span.first, step=step, periods=span.months // step,
        by=tuple(dict.fromkeys(by)), known_on=known_on, within=kept,
    )  # fmt: skip


def told_in(asked: Asked, to: Reporting) -> Asked:
    """Return the question with all amounts in one currency. Raise InvalidInput for counts."""
    if asked.metric.unit != "money":
        raise InvalidInput(f"{asked.metric.name} has no amounts to convert.")
    return replace(asked, reporting=to)


def read_within(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return what figures are kept within, as addresses and commands say it: owner:ann@x.com.

    Raise InvalidInput for what is not said so.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        name, colon, value = text.partition(":")
        if not colon:
            raise InvalidInput(f"Figures are kept within NAME:VALUE, as owner:ann; not {text}.")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def _within(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    for name, values in given.items():
        if name not in WITHIN:
            raise InvalidInput(f"Figures are kept within {', '.join(WITHIN)}, not {name}.")
        if len(values) > _MOST_WITHIN:
            raise InvalidInput(f"Within {name}: at most {_MOST_WITHIN} values.")
    return {name: tuple(dict.fromkeys(given[name])) for name in sorted(given)}


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

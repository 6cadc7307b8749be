"""What proposed policies would do to the renewals of two quarters: the window, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tenure.kernel.exact import divide_half_up
from tenure.kernel.ids import fingerprint
from tenure.kernel.period import Period, add_months
from tenure.pricing.rules.policies import AnyPolicy
from tenure.pricing.rules.policy_kinds import WHOLE, kind_of
from tenure.pricing.rules.policy_words import slice_key

QUARTER = 3
# By what the result is told apart, beside quarter and currency; all of it together first.
ALL = "all"
DIMENSIONS = ("segment", "region", "family", "channel")
MOST_MOVERS = 25  # contracts told by name, for each currency


def quarter_start(day: date) -> date:
    """Return the first day of the quarter that a day lies in."""
    return date(day.year, day.month - (day.month - 1) % QUARTER, 1)


def two_quarters(on: date, proposed: Sequence[AnyPolicy] = ()) -> tuple[Period, Period]:
    """Return the two quarters that begin next, on a day or after it.

    Where every proposed policy starts after the first of them, the quarter in which the earliest
    one starts and the one after it: else there would be nothing to see.
    """
    first = quarter_start(on)
    if first < on:
        first = add_months(first, QUARTER)
    earliest = min((policy.start_on for policy in proposed), default=first)
    first = max(first, quarter_start(earliest))
    one = Period.of_months(first, QUARTER)
    return one, Period.of_months(add_months(first, QUARTER), QUARTER)


def with_proposed(published: Iterable[AnyPolicy], proposed: Sequence[AnyPolicy]) -> list[AnyPolicy]:
    """Return the published policies with the proposed ones beside them.

    One that has the code, or the slice and first day, of a proposed one of its kind gives way: it
    was published meanwhile, or is what the proposed one would have to stand in place of.
    """
    taken = {place for policy in proposed for place in _places(policy)}
    return [*(one for one in published if not taken.intersection(_places(one))), *proposed]


def _places(policy: AnyPolicy) -> tuple[tuple[Any, ...], ...]:
    """Return what only one policy may have: a code, and a slice with a first day."""
    kind = kind_of(policy).name
    return (kind, policy.code), (kind, slice_key(policy), policy.start_on)


def basis_of(published: Iterable[AnyPolicy]) -> str:
    """Return a fingerprint of the policies that stand: whether others do by now, it tells."""
    codes = sorted(f"{kind_of(policy).name} {policy.code}" for policy in published)
    return fingerprint(*codes)


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold counts and amounts (minor units of one currency) of some lines, now and then.

    `renewals` are contracts. A line is *reached* when it would get a proposed policy, *touched*
    when its price, or what partners pay, becomes another. What is *received* is what partners pay
    where a line is sold through them, else the price.
    """

    renewals: int = 0
    renewals_touched: int = 0
    lines: int = 0
    lines_reached: int = 0
    lines_touched: int = 0
    expiring_minor: int = 0
    now_minor: int = 0
    then_minor: int = 0
    received_now_minor: int = 0
    received_then_minor: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Return the sum; both are of one currency."""
        return Figures(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))

    @property
    def difference_minor(self) -> int:
        """Return by how much the price would rise."""
        return self.then_minor - self.now_minor

    @property
    def received_difference_minor(self) -> int:
        """Return by how much what is received would rise."""
        return self.received_then_minor - self.received_now_minor

    @property
    def rate_bp(self) -> int | None:
        """Return the difference as a share of the price now, half-up; None of nothing."""
        return share_bp(self.difference_minor, self.now_minor)

    @property
    def received_rate_bp(self) -> int | None:
        """Return the same of what is received."""
        return share_bp(self.received_difference_minor, self.received_now_minor)


def share_bp(part: int, whole: int) -> int | None:
    """Return a part of a whole in basis points, half-up.

    None when there is no whole, or so little that the share would be past 10,000 %: it says
    nothing.
    """
    if whole <= 0 or abs(part) > 100 * whole:
        return None
    return divide_half_up(part * WHOLE, whole)


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold the figures of one value of a dimension, in one quarter and currency."""

    dimension: str
    value: str
    quarter: date
    currency: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Mover:
    """Hold a contract whose price, or what is received for it, would change the most."""

    contract_id: int
    renewal_on: date
    currency: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Simulated:
    """Hold what proposed policies would do; amounts are told apart by currency and never summed.

    `left_out` are contracts whose next term cannot be priced, `unpriced` lines whose price does
    not fit. `basis` is the fingerprint of the policies that stood when it was made.
    """

    quarters: tuple[date, ...]
    cells: tuple[Cell, ...]
    movers: tuple[Mover, ...]
    left_out: int
    basis: str
    unpriced: int = 0

    @property
    def currencies(self) -> list[str]:
        """Return the currencies, the one with most renewals first."""
        counts: dict[str, int] = {}
        for cell in self.cells:
            if cell.dimension == ALL:
                counts[cell.currency] = counts.get(cell.currency, 0) + cell.figures.renewals
        return sorted(counts, key=lambda currency: (-counts[currency], currency))

    def total(self, currency: str, quarter: date | None = None) -> Figures:
        """Return the figures of a currency in a quarter, or in both."""
        total = Figures()
        for cell in self.cells:
            if (cell.dimension, cell.currency) == (ALL, currency):
                total += cell.figures if quarter in {None, cell.quarter} else Figures()
        return total

    def by_value(self, currency: str, dimension: str) -> dict[str, dict[date, Figures]]:
        """Return the figures of each value of a dimension, by quarter, in a currency."""
        found: dict[str, dict[date, Figures]] = {}
        for cell in self.cells:
            if (cell.dimension, cell.currency) == (dimension, currency):
                found.setdefault(cell.value, {})[cell.quarter] = cell.figures
        return dict(sorted(found.items()))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON; `simulated_from` reads it back."""
        return {
            "quarters": [day.isoformat() for day in self.quarters],
            "cells": [_told(cell) for cell in self.cells],
            "movers": [_told(mover) for mover in self.movers],
            "left_out": self.left_out,
            "unpriced": self.unpriced,
            "basis": self.basis,
        }


def simulated_from(told: Mapping[str, Any]) -> Simulated:
    """Return what `as_json` gave."""
    return Simulated(
        quarters=tuple(date.fromisoformat(day) for day in told["quarters"]),
        cells=tuple(Cell(**_read(cell)) for cell in told["cells"]),
        movers=tuple(Mover(**_read(mover)) for mover in told["movers"]),
        left_out=told["left_out"],
        basis=told["basis"],
        unpriced=told["unpriced"],
    )


_DAYS = ("quarter", "renewal_on")


def _told(row: Cell | Mover) -> dict[str, Any]:
    told = asdict(row)
    return told | {name: told[name].isoformat() for name in _DAYS if name in told}


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(told[name]) for name in _DAYS if name in told}
    return {**told, **days, "figures": Figures(**told["figures"])}

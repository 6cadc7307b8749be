"""What an amendment says, from what its order does to the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from tenure.book.rules.effect import Effect, LineChange
from tenure.book.rules.facts import Segment
from tenure.closing.rules.letters.facts import AmendmentFacts, ChangedLine, ContractPaper
from tenure.kernel.exact import divide_half_up
from tenure.kernel.money import QUANTITY_SCALE
from tenure.kernel.period import Period
from tenure.quotes.rules.paper import PaperNotPossible

_KIND = "amendment"


def amended(effect: Effect, *, about: ContractPaper, products: Mapping[str, str]) -> AmendmentFacts:
    """Return the facts of an order's amendment; `products` has names by code.

    A lot is a line, and one that changes in steps a line for each step. Raise PaperNotPossible for
    an order of another kind, one that changes no line, and a contract without an end: a difference
    for the rest of the term needs both.
    """
    order, end = effect.order, effect.after.end_on
    if order.kind != _KIND:
        raise PaperNotPossible(f"Order {order.number} is no amendment: its paper is another.")
    net = effect.money(about.currency)
    if net is None or end is None:
        raise PaperNotPossible("The contract has no end: there is no difference until it to print.")
    lots = sorted({change.segment.lot for change in effect.lines})
    if not lots:
        raise PaperNotPossible(f"Order {order.number} changes no line.")
    lines = [
        line
        for lot in lots
        for line in _lines([one for one in effect.lines if one.segment.lot == lot], products)
    ]
    return AmendmentFacts(
        about, order.effective_on, end - timedelta(days=1), tuple(lines), net[2].minor
    )


def _lines(changes: Sequence[LineChange], products: Mapping[str, str]) -> list[ChangedLine]:
    """Return the lines of one lot: a line for the days on which the same takes the same place."""
    days = sorted({day for one in changes for day in _both_ends(one.segment.period)})
    found: list[tuple[Segment | None, Segment | None, date, int]] = []
    for start, end in pairwise(days):
        goes, comes = (_on(changes, start, comes=comes) for comes in (False, True))
        if goes is None and comes is None:
            continue
        before, after = (one.segment if one else None for one in (goes, comes))
        difference = sum(_share(one, start, end) for one in (goes, comes) if one)
        if found and found[-1][:2] == (before, after):
            difference += found[-1][3]
            start = found.pop()[2]
        found.append((before, after, start, difference))
    return [_line(before, after, day, minor, products) for before, after, day, minor in found]


def _both_ends(period: Period) -> tuple[date, date]:
    if period.end is None:
        raise ValueError("Days without an end have no price.")
    return period.start, period.end


def _on(changes: Sequence[LineChange], day: date, *, comes: bool) -> LineChange | None:
    pieces = (one for one in changes if one.comes is comes and one.segment.period.contains(day))
    return next(pieces, None)


def _share(change: LineChange, start: date, end: date) -> int:
    """Return what some days of a piece are worth, below 0 where it goes; all its days add up.

    By days, each cut rounded by itself. What is paid once is paid on its first day.
    """
    first, last = _both_ends(change.segment.period)
    if change.value is None:
        raise ValueError("Days without an end have no price.")
    value = change.value.minor if change.comes else -change.value.minor
    if not change.segment.recurring:
        return value if start == first else 0
    upto, after = (
        divide_half_up(value * (day - first).days, (last - first).days) for day in (start, end)
    )
    return after - upto


def _line(
    before: Segment | None, after: Segment | None, from_on: date, difference: int,
    products: Mapping[str, str],
) -> ChangedLine:  # fmt: skip
    shown = after or before
    if shown is None:
        raise ValueError("A line is what was, or what becomes, or both.")
    return ChangedLine(
        product=products.get(shown.product, shown.product),
        price_months=shown.price_months,
        quantity_before=_quantity(before),
        quantity_after=_quantity(after),
        price_before_e4=before.unit_price_e4 if before else 0,
        price_after_e4=after.unit_price_e4 if after else 0,
        difference_minor=difference,
        from_on=from_on,
    )


def _quantity(segment: Segment | None) -> Decimal:
    if segment is None or segment.suspended:
        return Decimal(0)
    return Decimal(segment.quantity_e4) / QUANTITY_SCALE

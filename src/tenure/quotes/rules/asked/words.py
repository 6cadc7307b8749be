"""What is asked for, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day
from tenure.quotes.rules.asked.facts import AddedProduct, Asked, AskedLine
from tenure.quotes.rules.asked.writing import number_text


def asked_in_words(asked: Asked) -> list[str]:
    """Return what is asked for, a phrase for each: "36 months", "uplift 2 %", "lot 3: left out"."""
    phrases = [*_about_all(asked)]
    phrases += [f"lot {line.lot}: {_about_line(line)}" for line in asked.lines]
    phrases += [_about_added(one) for one in asked.added]
    return phrases


def length_in_words(months: int, days: int = 0) -> str:
    """Return how long a term is: "12 months", "21 months and 5 days"."""
    parts = [_counted(months, "month"), _counted(days, "day")]
    return " and ".join(part for part in parts if part)


def _about_all(asked: Asked) -> Iterator[str]:
    if asked.months is not None:
        yield _counted(asked.months, "month")
    if asked.end_on is not None:
        yield f"until {format_day(asked.end_on - timedelta(days=1))}"
    yield from _rates(
        uplift=asked.uplift_bp,
        discount=asked.discount_bp,
        one_time_discount=asked.one_time_discount_bp,
    )


def _about_line(line: AskedLine) -> str:
    if line.removed:
        return "left out"
    quantity = number_text(line.quantity_e4)
    parts = [f"quantity {quantity}"] if quantity is not None else []
    return ", ".join([*parts, *_rates(uplift=line.uplift_bp, discount=line.discount_bp)])


def _about_added(one: AddedProduct) -> str:
    parts = [f"new: {number_text(one.quantity_e4)} of {one.product}"]
    return ", ".join([*parts, *_rates(discount=one.discount_bp)])


def _rates(**rates: int | None) -> list[str]:
    return [
        f"{name.replace('_', '-', 1).replace('_', ' ')} {Percent(rate).format()}"
        for name, rate in rates.items()
        if rate is not None
    ]


def _counted(count: int, unit: str) -> str:
    return "" if not count else f"1 {unit}" if count == 1 else f"{count} {unit}s"

"""Prices raised by a rate outside a quote: half-up like every price, within what limits it."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries import Limits, raised_prices, raising

ON = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("case", "rate", "before", "after"),
    [
        ("five percent", 500, 100_000, 105_000),
        ("half of 1/10,000 goes up", 5_000, 1, 2),
        ("below half", 4_999, 1, 1),
        ("a decrease", -1_000, 100_000, 90_000),
        ("nothing is left", -10_000, 100_000, 0),
        ("no change", 0, 33_333, 33_333),
    ],
)
def test_a_price_is_raised(case: str, rate: int, before: int, after: int) -> None:
    assert raising(rate, on=ON)(before) == after


def test_within_the_cap_and_the_hold() -> None:
    prices = [100_000, 200_000, 100_000]
    assert raised_prices(prices, 900, on=ON, limits=Limits(cap_bp=700)) == {
        100_000: 107_000, 200_000: 214_000,
    }  # fmt: skip
    held = Limits(hold_until=date(2027, 4, 2))
    assert raised_prices(prices, 900, on=ON, limits=held)[100_000] == 100_000
    assert raised_prices(prices, -900, on=ON, limits=held)[100_000] == 91_000
    assert raised_prices([], 900, on=ON) == {}


def test_what_nobody_asks_for_and_what_does_not_fit() -> None:
    for rate in (-10_001, 100_001):
        with pytest.raises(InvalidInput, match="-100 % to 1000 %"):
            raised_prices([1], rate, on=ON)
    with pytest.raises(MoneyOverflow):
        raised_prices([2**63 - 1], 1, on=ON)

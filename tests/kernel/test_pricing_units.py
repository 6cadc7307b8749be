"""Unit prices and quantities in 1/10,000, and the amounts they make."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.money import (
    EXPONENTS,
    Money,
    annual_amount,
    annualised,
    format_unit_price,
    line_amount,
    quantity_e4,
    unit_price_e4,
)


@pytest.mark.parametrize(
    ("case", "value", "e4"),
    [
        ("four decimals", "0.0375", 375),
        ("whole", "12", 120_000),
        ("trailing zeros", Decimal("1.50000"), 15_000),
        ("negative", "-2.5", -25_000),
        ("integer", 3, 30_000),
    ],
)
def test_units_are_exact(case: str, value: Decimal | str, e4: int) -> None:
    assert unit_price_e4(value) == quantity_e4(value) == e4


@pytest.mark.parametrize("value", ["0.00001", "x", "", 0.5, True, Decimal("NaN")])
def test_units_refuse(value: str) -> None:
    with pytest.raises(InvalidInput, match="unit price"):
        unit_price_e4(value)
    with pytest.raises(InvalidInput, match="quantity"):
        quantity_e4(value)


@pytest.mark.parametrize(
    ("e4", "currency", "text"),
    [
        (375, "EUR", "0.0375 EUR"),
        (12_500, "EUR", "1.25 EUR"),
        (15_000, "EUR", "1.50 EUR"),
        (15_010, "EUR", "1.501 EUR"),
        (12_340_000, "JPY", "1,234 JPY"),
        (5_000, "JPY", "0.5 JPY"),
        (10_000, "KWD", "1.000 KWD"),
        (10_000, "CLF", "1.0000 CLF"),
        (-15_000, "EUR", "-1.50 EUR"),
        (0, "EUR", "0.00 EUR"),
    ],
)
def test_format_unit_price(e4: int, currency: str, text: str) -> None:
    assert format_unit_price(e4, currency) == text


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(sorted(EXPONENTS)))
def test_format_unit_price_loses_nothing(e4: int, currency: str) -> None:
    digits, _ = format_unit_price(e4, currency).split(" ")
    assert unit_price_e4(digits.replace(",", "")) == e4


@pytest.mark.parametrize(
    ("case", "quantity", "price", "currency", "minor"),
    [
        ("ten at 1.25", "10", "1.25", "EUR", 1250),
        ("one at half a cent", "1", "0.005", "EUR", 1),
        ("one at under half a cent", "1", "0.0049", "EUR", 0),
        ("rounded once, at the line's end", "3", "0.0033", "EUR", 1),
        ("half a seat in yen", "0.5", "1", "JPY", 1),
        ("three decimals", "1.5", "0.333", "KWD", 500),
        ("a credit", "-1", "0.005", "EUR", -1),
    ],
)
def test_line_amount(case: str, quantity: str, price: str, currency: str, minor: int) -> None:
    got = line_amount(quantity_e4(quantity), unit_price_e4(price), currency)
    assert got == Money(minor, currency)


@pytest.mark.parametrize(
    ("case", "quantity", "price", "months", "minor"),
    [
        ("a yearly price is itself", "10", "100", 12, 100_000),
        ("a monthly price is twelve", "10", "8.3333", 1, 100_000),
        ("a three-year price is a third", "1", "100", 36, 3333),
        ("half a cent goes up", "1", "0.01", 24, 1),
        ("two steps of rounding would give 12", "1", "0.0049", 1, 6),
    ],
)
def test_annual_amount(case: str, quantity: str, price: str, months: int, minor: int) -> None:
    got = annual_amount(quantity_e4(quantity), unit_price_e4(price), months, "EUR")
    assert got == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("case", "amount", "months", "annual"),
    [
        ("18-month add-on for 60k", 6_000_000, 18, 4_000_000),
        ("24 months for 240k", 24_000_000, 24, 12_000_000),
        ("12 months", 12_000_000, 12, 12_000_000),
    ],
)
def test_annualised(case: str, amount: int, months: int, annual: int) -> None:
    assert annualised(Money(amount, "EUR"), months) == Money(annual, "EUR")


@pytest.mark.parametrize("months", [0, -1, 1.5, True])
def test_price_months_are_one_or_more(months: int) -> None:
    with pytest.raises(InvalidInput):
        annual_amount(1, 1, months, "EUR")
    with pytest.raises(InvalidInput):
        annualised(Money(1, "EUR"), months)


def test_amounts_overflow_loudly() -> None:
    with pytest.raises(MoneyOverflow):
        line_amount(2**62, 2**62, "EUR")
    with pytest.raises(MoneyOverflow):
        line_amount(2**63, 1, "EUR")


units = st.integers(-(10**12), 10**12)


@given(units, units, st.integers(1, 120), st.sampled_from(["JPY", "EUR", "KWD", "CLF"]))
def test_amounts_are_within_half_a_minor_unit(
    quantity: int, price: int, months: int, currency: str
) -> None:
    exact = Fraction(quantity * price * 10 ** EXPONENTS[currency], 10**8)
    half = Fraction(1, 2)
    try:
        line = line_amount(quantity, price, currency).minor
        annual = annual_amount(quantity, price, months, currency).minor
    except MoneyOverflow:
        assert abs(exact * 12) > 2**62
        return
    assert abs(line - exact) <= half
    assert abs(annual - exact * 12 / months) <= half

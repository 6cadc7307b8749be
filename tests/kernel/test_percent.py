from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.percent import Percent


@pytest.mark.parametrize(
    ("value", "basis_points"),
    [
        ("7.5%", 750),
        ("7.5 %", 750),
        (" 7.5 ", 750),
        (Decimal("7.5"), 750),
        ("0.01", 1),
        ("-3%", -300),
        ("100", 10_000),
        (7, 700),
    ],
)
def test_parse(value: Decimal | str, basis_points: int) -> None:
    assert Percent.parse(value) == Percent(basis_points)


@pytest.mark.parametrize("value", ["", "%", "7.5%%", "7,5", "0.005", 0.5, True, "9" * 30, "1e2"])
def test_parse_refuses(value: str) -> None:
    with pytest.raises(InvalidInput):
        Percent.parse(value)


@pytest.mark.parametrize("basis_points", [True, 7.5, "750", None, 2**31, -(2**31)])
def test_percent_takes_32_bit_integers_only(basis_points: int) -> None:
    with pytest.raises(InvalidInput):
        Percent(basis_points)


@pytest.mark.parametrize(
    ("case", "rate", "minor", "share"),
    [
        ("plain", "7.5%", 10_000, 750),
        ("half a cent goes up", "50%", 1, 1),
        ("half a cent goes away from zero", "50%", -1, -1),
        ("negative rate", "-10%", 1000, -100),
        ("nothing", "0", 1000, 0),
    ],
)
def test_of(case: str, rate: str, minor: int, share: int) -> None:
    assert Percent.parse(rate).of(Money(minor, "EUR")) == Money(share, "EUR")


@pytest.mark.parametrize(
    ("basis_points", "text"),
    [
        (750, "7.5 %"),
        (700, "7 %"),
        (1225, "12.25 %"),
        (0, "0 %"),
        (-5, "-0.05 %"),
        (10_000, "100 %"),
    ],
)
def test_format(basis_points: int, text: str) -> None:
    assert Percent(basis_points).format() == str(Percent(basis_points)) == text


@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_format_round_trips(basis_points: int) -> None:
    rate = Percent(basis_points)
    assert Percent.parse(rate.format().replace(",", "")) == rate


def test_rates_are_ordered() -> None:
    assert min(Percent(700), Percent(500)) == Percent(500)

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tenure.kernel.errors import CurrencyMismatch, InvalidInput, MoneyOverflow
from tenure.kernel.money import EXPONENTS, Money, divide_half_up

INT64_MAX = 2**63 - 1
minors = st.integers(-(2**63), INT64_MAX)
currencies = st.sampled_from(sorted(EXPONENTS))
moneys = st.builds(Money, minors, currencies)


@pytest.mark.parametrize(
    ("case", "n", "d", "quotient"),
    [
        ("exact", 6, 3, 2),
        ("below half", 4, 3, 1),
        ("half goes up", 5, 2, 3),
        ("half goes away from zero", -5, 2, -3),
        ("negative divisor", 5, -2, -3),
        ("both negative", -5, -2, 3),
        ("below half, negative", -4, 3, -1),
        ("zero", 0, -7, 0),
        ("beyond 53 bits of a float", 10**30 + 5, 10, 10**29 + 1),
    ],
)
def test_divide_half_up(case: str, n: int, d: int, quotient: int) -> None:
    assert divide_half_up(n, d) == quotient


@given(st.integers(), st.integers().filter(bool))
def test_divide_half_up_is_the_nearest_and_away_from_zero_on_ties(n: int, d: int) -> None:
    exact, got = Fraction(n, d), divide_half_up(n, d)
    assert abs(got - exact) <= Fraction(1, 2)
    if abs(got - exact) == Fraction(1, 2):
        assert abs(got) > abs(exact)


@pytest.mark.parametrize(("n", "d"), [(1, 0), (1.0, 2), (True, 2), (1, True)])
def test_divide_half_up_refuses(n: int, d: int) -> None:
    with pytest.raises(InvalidInput):
        divide_half_up(n, d)


@pytest.mark.parametrize("minor", [True, 1.0, math.nan, "1", None, Decimal(1)])
def test_money_takes_integers_only(minor: int) -> None:
    with pytest.raises(InvalidInput):
        Money(minor, "EUR")


@pytest.mark.parametrize("minor", [INT64_MAX + 1, -(2**63) - 1])
def test_money_fits_64_bits(minor: int) -> None:
    with pytest.raises(MoneyOverflow):
        Money(minor, "EUR")


def test_overflow_is_refused_in_arithmetic() -> None:
    biggest, smallest = Money(INT64_MAX, "EUR"), Money(-(2**63), "EUR")
    overflows: list[Callable[[], Money]] = [
        lambda: biggest + Money(1, "EUR"),
        lambda: smallest - Money(1, "EUR"),
        lambda: -smallest,
        lambda: biggest.times(2),
    ]
    for overflow in overflows:
        with pytest.raises(MoneyOverflow):
            overflow()


def test_currencies_never_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    mixtures: list[Callable[[], object]] = [
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
        lambda: euro > dollar,
        lambda: euro >= dollar,
    ]
    for mixed in mixtures:
        with pytest.raises(CurrencyMismatch, match="EUR and USD"):
            mixed()
    assert euro != dollar


def test_money_does_not_mix_with_numbers() -> None:
    mixtures: list[Callable[[], object]] = [
        lambda: Money(1, "EUR") + 1,  # type: ignore[operator]
        lambda: Money(1, "EUR") - 1,  # type: ignore[operator]
        lambda: Money(1, "EUR") < 1,  # type: ignore[operator]
        lambda: Money(1, "EUR") >= 1,  # type: ignore[operator]
    ]
    for mixed in mixtures:
        with pytest.raises(TypeError):
            mixed()


@given(st.lists(st.integers(-(10**15), 10**15)), currencies)
def test_addition_agrees_with_integers(minors: list[int], currency: str) -> None:
    amounts = [Money(minor, currency) for minor in minors]
    assert sum(amounts, Money.zero(currency)) == Money(sum(minors), currency)
    assert [m.minor for m in sorted(amounts)] == sorted(minors)


@given(st.integers(-(10**17), 10**17), st.integers(-(10**17), 10**17))
def test_order_and_difference_agree(a: int, b: int) -> None:
    left, right = Money(a, "EUR"), Money(b, "EUR")
    assert (left < right, left <= right, left > right, left >= right) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
    )
    assert left - right == -(right - left)


@pytest.mark.parametrize(
    ("case", "minor", "numerator", "denominator", "expected"),
    [
        ("whole", 250, 3, 1, 750),
        ("a third", 100, 1, 3, 33),
        ("half a cent goes up", 5, 1, 2, 3),
        ("half a cent owed goes down", -5, 1, 2, -3),
        ("nothing", 100, 0, 7, 0),
        ("18 months for 60k a year on", 6_000_000, 12, 18, 4_000_000),
    ],
)
def test_times(case: str, minor: int, numerator: int, denominator: int, expected: int) -> None:
    assert Money(minor, "EUR").times(numerator, denominator) == Money(expected, "EUR")


def test_times_refuses_zero_and_floats() -> None:
    with pytest.raises(InvalidInput):
        Money(1, "EUR").times(1, 0)
    with pytest.raises(InvalidInput):
        Money(1, "EUR").times(0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "minor", "weights", "parts"),
    [
        ("even", 9, [1, 1, 1], [3, 3, 3]),
        ("a cent over goes to the first", 10, [1, 1, 1], [4, 3, 3]),
        ("largest remainder wins", 10, [1, 2, 4], [1, 3, 6]),
        ("negative is the mirror image", -10, [1, 1, 1], [-4, -3, -3]),
        ("a zero weight gets nothing", 7, [0, 1, 1], [0, 4, 3]),
        ("nothing to split", 0, [3, 5], [0, 0]),
        ("one part", 7, [9], [7]),
    ],
)
def test_allocate(case: str, minor: int, weights: list[int], parts: list[int]) -> None:
    assert [part.minor for part in Money(minor, "EUR").allocate(weights)] == parts


@given(moneys, st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
@example(Money(-(2**63), "JPY"), [1])
def test_allocate_sums_exactly_and_stays_within_one_unit(amount: Money, weights: list[int]) -> None:
    assume(any(weights))
    parts = amount.allocate(weights)
    assert sum(part.minor for part in parts) == amount.minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(amount.minor * weight, sum(weights))) < 1
        assert weight or not part.minor


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1], [0.5, 0.5], [True]])
def test_allocate_refuses(weights: list[int]) -> None:
    with pytest.raises(InvalidInput):
        Money(100, "EUR").allocate(weights)


@pytest.mark.parametrize(
    ("case", "value", "currency", "minor"),
    [
        ("text", "12.50", "EUR", 1250),
        ("fewer decimals", "12.5", "EUR", 1250),
        ("trailing zeros are no decimals", "12.5000", "EUR", 1250),
        ("yen exported with cents", "100.00", "JPY", 100),
        ("three decimals", "1.234", "KWD", 1234),
        ("decimal with an exponent", Decimal("1E+3"), "EUR", 100_000),
        ("negative", "-0.01", "EUR", -1),
        ("negative zero", Decimal("-0.00"), "EUR", 0),
        ("outer spaces and a plus", " +7 ", "EUR", 700),
        ("whole number", 7, "EUR", 700),
        ("largest", "92233720368547758.07", "EUR", INT64_MAX),
    ],
)
def test_from_decimal(case: str, value: Decimal | str, currency: str, minor: int) -> None:
    assert Money.from_decimal(value, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "12.505",
            "",
            "1,000",
            "1_000",
            "1e3",
            "NaN",
            "Infinity",
            ".5",
            "5.",
            "١٢",
            "1 2",
            "9" * 70,
        ),
        *(Decimal("0.001"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")),
        *(Decimal("1E-999999"), Decimal("1." + "1" * 70), 1.5, True, None),
    ],
)
def test_from_decimal_refuses(value: str) -> None:
    with pytest.raises(InvalidInput):
        Money.from_decimal(value, "EUR")


@pytest.mark.parametrize("value", ["92233720368547758.08", Decimal("1E+999999"), 2**70])
def test_from_decimal_overflow(value: str) -> None:
    with pytest.raises(MoneyOverflow):
        Money.from_decimal(value, "EUR")


@pytest.mark.parametrize(
    ("case", "value", "currency", "minor"),
    [
        ("half up", "0.005", "EUR", 1),
        ("half away from zero", "-0.005", "EUR", -1),
        ("below half", "0.00499", "EUR", 0),
        ("yen", "0.5", "JPY", 1),
        ("vanishing", Decimal("1E-999999"), "EUR", 0),
    ],
)
def test_from_decimal_rounding(case: str, value: str, currency: str, minor: int) -> None:
    assert Money.from_decimal(value, currency, rounding=True) == Money(minor, currency)


@given(st.decimals(-(10**12), 10**12, places=7), currencies)
def test_rounding_agrees_with_decimal(value: Decimal, currency: str) -> None:
    step = Decimal(1).scaleb(-EXPONENTS[currency])
    expected = value.quantize(step, ROUND_HALF_UP, Context(prec=40))
    assert Money.from_decimal(value, currency, rounding=True).to_decimal() == expected


@given(moneys)
def test_decimal_and_format_round_trip(amount: Money) -> None:
    assert Money.from_decimal(amount.to_decimal(), amount.currency) == amount
    digits, code = amount.format().split(" ")
    assert Money.from_decimal(digits.replace(",", ""), code) == amount


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_450, "EUR", "1,234.50 EUR"),
        (1234, "JPY", "1,234 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "USD", "0.00 USD"),
        (-123_456_789, "USD", "-1,234,567.89 USD"),
        (12_345, "CLF", "1.2345 CLF"),
    ],
)
def test_format(minor: int, currency: str, text: str) -> None:
    assert Money(minor, currency).format() == str(Money(minor, currency)) == text

"""Credits and charges of a change inside a term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenure.book.rules.day_counts import Mode
from tenure.book.rules.mid_term import Charge, mid_term_change
from tenure.kernel.errors import CurrencyMismatch, InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tests.book.builders import day

YEAR = Period(day("2027-01-01"), day("2028-01-01"))
CHARGED = Charge(YEAR, Money(120_000, "EUR"))
minor = st.integers(0, 10**12)
currencies = st.sampled_from(["JPY", "EUR", "KWD"])


def test_more_of_the_same() -> None:
    dearer = Charge(YEAR, Money(180_000, "EUR"))
    found = mid_term_change(CHARGED, dearer, day("2027-04-01"), Mode.ACTUAL)
    amounts = [found.used, found.credit, found.charge]
    assert [each.money.minor for each in amounts] == [29_589, 90_411, 135_616]
    assert found.net == Money(45_205, "EUR")
    assert [each.explanation for each in amounts] == [
        "90 of 365 days",
        "1,200.00 EUR for 365 of 365 days, less 295.89 EUR before",
        "1,800.00 EUR for 365 of 365 days, less 443.84 EUR before",
    ]
    assert found.explanation == "charge 1,356.16 EUR less credit 904.11 EUR is 452.05 EUR"


@pytest.mark.parametrize(
    ("case", "replacement", "from_on", "used", "credit", "charge", "net"),
    [
        ("ended", None, "2027-04-01", 30_000, 90_000, 0, -90_000),
        ("ended before it began", None, "2027-01-01", 0, 120_000, 0, -120_000),
        ("extended by a year", ("2027-01-01", "2029-01-01", 240_000), "2027-04-01",
         30_000, 90_000, 210_000, 120_000),
        ("a new term from the day", ("2027-07-01", "2028-07-01", 150_000), "2027-07-01",
         60_000, 60_000, 150_000, 90_000),
        ("cheaper", ("2027-01-01", "2028-01-01", 60_000), "2027-10-01",
         90_000, 30_000, 15_000, -15_000),
    ],
)  # fmt: skip
def test_changes_by_months(
    case: str, replacement: tuple[str, str, int] | None, from_on: str,
    used: int, credit: int, charge: int, net: int,
) -> None:  # fmt: skip
    new = None
    if replacement:
        start, end, amount = replacement
        new = Charge(Period(day(start), day(end)), Money(amount, "EUR"))
    found = mid_term_change(CHARGED, new, day(from_on), Mode.MONTHS)
    amounts = [found.used.money, found.credit.money, found.charge.money, found.net]
    assert [each.minor for each in amounts] == [used, credit, charge, net]


@pytest.mark.parametrize(
    ("currency", "used", "credit"), [("JPY", 247, 753), ("EUR", 247, 753), ("KWD", 247, 753)]
)
def test_minor_units_are_those_of_the_currency(currency: str, used: int, credit: int) -> None:
    charged = Charge(YEAR, Money(1000, currency))
    found = mid_term_change(charged, None, day("2027-04-01"), Mode.ACTUAL)
    assert (found.used.money, found.credit.money) == (
        Money(used, currency),
        Money(credit, currency),
    )


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(2, 1200), st.integers(0, 1199),
    minor, minor, currencies, st.sampled_from(Mode),
)  # fmt: skip
def test_nothing_is_lost(
    start: date, length: int, offset: int, old: int, new: int, currency: str, mode: Mode
) -> None:
    assume(offset < length)
    period, from_on = Period(start, start + timedelta(days=length)), start + timedelta(days=offset)
    charged, dearer = (Charge(period, Money(each, currency)) for each in (old, new))
    found = mid_term_change(charged, dearer, from_on, mode)
    assert found.used.money + found.credit.money == charged.amount
    assert found.used.fraction + found.credit.fraction == 1
    assert found.net == found.charge.money - found.credit.money
    assert Money.zero(currency) <= found.charge.money <= dearer.amount
    assert found.charge.fraction == found.credit.fraction
    assert mid_term_change(charged, charged, from_on, mode).net == Money.zero(currency)
    ended = mid_term_change(charged, None, from_on, mode)
    assert ended.net == -ended.credit.money


def test_refusals() -> None:
    on = day("2027-04-01")
    with pytest.raises(CurrencyMismatch):
        mid_term_change(CHARGED, Charge(YEAR, Money(1, "USD")), on, Mode.ACTUAL)
    for outside in ("2026-12-31", "2028-01-01"):
        with pytest.raises(InvalidInput, match="is outside the period"):
            mid_term_change(CHARGED, None, day(outside), Mode.ACTUAL)
    later = Charge(Period(day("2027-05-01"), day("2028-05-01")), Money(1, "EUR"))
    with pytest.raises(InvalidInput, match="is outside the period"):
        mid_term_change(CHARGED, later, on, Mode.ACTUAL)
    with pytest.raises(InvalidInput, match="no end"):
        mid_term_change(Charge(Period(on, None), Money(1, "EUR")), None, on, Mode.ACTUAL)

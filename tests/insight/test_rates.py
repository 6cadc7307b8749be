"""Amounts in one currency: rates as they are read, and figures converted by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from tenure.insight.queries.engine import answer
from tenure.insight.queries.reports import row_of
from tenure.insight.rules.asking import ask, told_in
from tenure.insight.rules.figures import Row
from tenure.insight.rules.rates import read_rates, reporting
from tenure.kernel.errors import InvalidInput
from tests.insight.ledgers import Moved, Up, facts_of

D = date
RATES = ["currency,from,rate", "USD,2026-01-01,0.9", "USD,2027-02-01,0.8", "JPY,2026-01-01,0.0061"]
MOVED = [
    Moved("new", D(2026, 5, 1), 1005, currency="USD"),
    Moved("new", D(2026, 5, 1), 2000, contract=2, customer=2),
    Moved("new", D(2026, 6, 1), 1000, contract=3, customer=3, currency="JPY"),
    Moved("contraction", D(2027, 2, 10), -505, currency="USD"),
]
UPS = [Up(D(2027, 3, 31), 500, 500, D(2027, 3, 1), "renewed", 450, currency="USD")]


def told(tmp_path: Path, metric: str, *, at: str = "constant", on: date | None = None) -> Row:
    asked = ask(metric, period="2027-Q1")
    rates = read_rates(RATES, into="EUR")
    to = reporting(into="EUR", at=at, rates=rates, on=on, first_day=asked.days.start)
    converted = told_in(asked, to)
    [found] = answer(converted, facts_of(tmp_path, MOVED, UPS))
    return row_of(converted, found)


def test_constant_currency_by_hand(tmp_path: Path) -> None:
    """1005 USD cents are 904.5, half up 905; 1000 yen are 6.10 EUR; 505 cents are 454.5: 455."""
    row = told(tmp_path, "arr_waterfall")
    assert row.currency == "EUR"
    begin = 905 + 2000 + 610
    assert (row.figures["begin"], row.figures["contraction"]) == (begin, -455)
    assert row.figures["end"] == begin - 455
    later = told(tmp_path, "arr_waterfall", on=D(2027, 2, 1))
    assert later.figures["begin"] == 804 + 2000 + 610
    assert later.figures["contraction"] == -404


def test_at_issue_by_hand(tmp_path: Path) -> None:
    row = told(tmp_path, "arr_waterfall", at="issue")
    assert (row.figures["begin"], row.figures["contraction"]) == (905 + 2000 + 610, -404)
    gross = told(tmp_path, "grr", at="issue")
    assert (gross.figures["start"], gross.figures["lost"]) == (3515, 404)
    renewed = told(tmp_path, "renewal_rate", at="issue")
    assert (renewed.figures["due"], renewed.figures["won"]) == (400, 360)


def test_at_closing_rates_what_rates_changed_is_a_bar_of_its_own(tmp_path: Path) -> None:
    """USD: 905 at 0.9, then 1005 cents are 804; what 505 cents less are worth fell before."""
    row = told(tmp_path, "arr_waterfall", at="closing")
    assert (row.figures["begin"], row.figures["contraction"]) == (905 + 2000 + 610, -404)
    assert row.figures["fx"] == 804 - 905
    assert row.figures["end"] == 3515 - 404 - 101 == 804 + 2000 + 610 - 404
    gross = told(tmp_path, "grr", at="closing")
    assert (gross.figures["start"], gross.figures["lost"]) == (3515, 404)
    renewed = told(tmp_path, "renewal_rate", at="closing")
    assert (renewed.figures["due"], renewed.figures["won"]) == (400, 360)


def test_each_part_begins_at_the_rates_with_which_the_one_before_it_ended(tmp_path: Path) -> None:
    asked = ask("arr_waterfall", period="2026", every="month")
    lines = [
        "currency,from,rate",
        *(f"USD,2026-{month:02}-01,0.{month:02}" for month in range(1, 13)),
    ]
    to = reporting(
        into="EUR",
        at="closing",
        rates=read_rates(lines, into="EUR"),
        on=None,
        first_day=D(2026, 1, 1),
    )
    moved = [
        Moved("new", D(2026, 2, 10), 1000, currency="USD"),
        Moved("expansion", D(2026, 3, 10), 333, currency="USD"),
        Moved("churn", D(2026, 9, 1), -1333, currency="USD"),
    ]
    converted = told_in(asked, to)
    rows = [row_of(converted, row).figures for row in answer(converted, facts_of(tmp_path, moved))]
    ends = [row["end"] for row in rows]
    # 1000 at 0.02, then 1333 (as 1000 and 333, each rounded) at 0.03 to 0.08, then nothing.
    assert ends == [0, 20, 40, 53, 67, 80, 93, 107, 0, 0, 0, 0]
    assert [row["begin"] for row in rows] == [0, *ends[:-1]]
    assert [row["fx"] for row in rows] == [0, 0, 10, 13, 14, 13, 13, 14, 13, 0, 0, 0]
    for row in rows:
        told = sum(row.values()) - row["end"]
        assert told == row["end"], "begin and movements are the end"


def test_many_movements_against_fractions(tmp_path: Path) -> None:
    """Of many rows DuckDB finds the rates in another way than of few."""
    rng = random.Random(7)
    days = [D(2026, 1, 1) + timedelta(days=rng.randrange(400)) for _ in range(500)]
    amounts = [rng.randrange(-50_000, 100_000) for _ in days]
    currencies = [rng.choice(["USD", "EUR", "JPY"]) for _ in days]
    moved = [
        Moved("expansion", day, amount, currency=currency)
        for day, amount, currency in zip(days, amounts, currencies, strict=True)
    ]

    def worth(amount: int, currency: str, day: date) -> int:
        usd = "0.9" if day < D(2027, 2, 1) else "0.8"
        rate = {"USD": Fraction(usd), "EUR": Fraction(1), "JPY": Fraction("0.61")}[currency]
        return (1 if amount > 0 else -1) * int(abs(amount) * rate + Fraction(1, 2))

    facts = facts_of(tmp_path, moved)
    asked = ask("arr_waterfall", period="2027-Q1")
    known = list(zip(amounts, currencies, days, strict=True))
    for at, ends in (("constant", D(2027, 1, 1)), ("closing", D(2027, 3, 31)), ("issue", None)):
        to = reporting(
            into="EUR", at=at, rates=read_rates(RATES, into="EUR"), on=None, first_day=D(2027, 1, 1)
        )
        [found] = answer(told_in(asked, to), facts)
        row = row_of(told_in(asked, to), found).figures
        assert row["end"] == sum(worth(a, c, ends or day) for a, c, day in known), at
        first = {"constant": ends, "closing": D(2026, 12, 31), "issue": None}[at]
        before = [one for one in known if one[2] < D(2027, 1, 1)]
        assert row["begin"] == sum(worth(a, c, first or day) for a, c, day in before), at
        assert sum(row.values()) - row["end"] == row["end"], "begin and movements are the end"


def test_without_a_rate_nothing_is_told(tmp_path: Path) -> None:
    asked = ask("arr_waterfall", period="2027-Q1")
    rates = read_rates(["currency,from,rate", "USD,2026-06-01,0.9"], into="EUR")
    to = reporting(into="EUR", at="issue", rates=rates, on=None, first_day=asked.days.start)
    facts = facts_of(tmp_path, MOVED)
    with pytest.raises(InvalidInput, match="no rate of JPY to EUR on 2026-06-01"):
        answer(told_in(asked, to), facts)
    dollars = replace(to, rates=(*to.rates, replace(to.rates[-1], currency="JPY")))
    with pytest.raises(InvalidInput, match="no rate of USD to EUR on 2026-05-01"):
        answer(told_in(asked, dollars), facts)
    with pytest.raises(InvalidInput, match="no amounts to convert"):
        told_in(ask("logo_retention", period="2027"), to)


def test_a_renewal_of_another_period_needs_no_rate(tmp_path: Path) -> None:
    rates = read_rates(["currency,from,rate", "USD,2027-01-01,0.9"], into="EUR")
    before = Up(D(2026, 6, 30), 500, 500, D(2026, 6, 1), "renewed", 450, currency="USD")
    facts = facts_of(tmp_path, [], [before, *UPS])
    for period, told in (("2027-Q1", 450), ("2026-Q2", None)):
        asked = ask("atr", period=period)
        to = reporting(into="EUR", at="issue", rates=rates, on=None, first_day=asked.days.start)
        if told is None:
            with pytest.raises(InvalidInput, match="no rate of USD to EUR on 2026-06-30"):
                answer(told_in(asked, to), facts)
        else:
            [row] = answer(told_in(asked, to), facts)
            assert row_of(told_in(asked, to), row).figures["atr"] == told


def test_what_cannot_be_asked_of_rates() -> None:
    rates = read_rates(RATES, into="EUR")
    with pytest.raises(InvalidInput, match="columns currency, from, rate"):
        read_rates(["USD,1"], into="EUR")
    day = D(2027, 1, 1)
    for at, on in (("noon", None), ("issue", day)):
        with pytest.raises(InvalidInput):
            reporting(into="EUR", at=at, rates=rates, on=on, first_day=day)

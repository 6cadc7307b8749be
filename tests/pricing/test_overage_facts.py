"""What was used above the contract, from the book to the quote."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from tenure.book.commands.overages import record_overage
from tenure.book.models import Contract
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import (
    FACT_NAMES,
    WANTED,
    WantedTerm,
    facts_of,
    facts_sql,
    given_rows,
)
from tenure.pricing.rules import PricedLine, TermLength
from tenure.quotes.commands import make_quote
from tenure.quotes.queries import quote_view
from tenure.quotes.queries.printing import content_of, pdf_of, printed_quotes
from tests.quotes.conftest import ON, RENEWAL_ON, Book

NEXT = Period.of_months(RENEWAL_ON, 12)
TERM_START = date(2026, 3, 31)
AUTUMN = Period(date(2026, 9, 30), RENEWAL_ON)


def record(book: Book, contract: Contract, *, quantity: int = 2, measured: Period = AUTUMN,
           **more: Any) -> None:  # fmt: skip
    record_overage(
        contract_id=contract.pk, lot=1, quantity_e4=quantity * 10_000, measured=measured,
        by=book.head, on=ON, **more,
    )  # fmt: skip


def facts(contract: Contract) -> dict[str, Any]:
    [row] = facts_of([WantedTerm(contract.pk, NEXT)])
    names = ("overage_quantity_e4", "overage_n", "overage_d", "true_forward")
    return {name: row[name] for name in names}


def priced(contract: Contract) -> PricedLine:
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]))
    return line


def test_none_is_recorded(book: Book) -> None:
    assert facts(book.contract("C-1")) == {
        "overage_quantity_e4": None, "overage_n": 0, "overage_d": 1, "true_forward": False,
    }  # fmt: skip


def test_half_a_year_is_half_of_a_yearly_price(book: Book) -> None:
    contract = book.contract("C-1")
    record(book, contract)
    line = priced(contract)
    # 2 x 100.00 for 6 of 12 months; ten pieces renew.
    assert (line.columns["true_up_minor"], line.proposed_minor) == (10_000, 100_000)


def test_a_true_forward_renews_what_was_used(book: Book) -> None:
    contract = book.contract("C-1")
    record(book, contract, true_forward=True)
    line = priced(contract)
    assert (line.columns["true_up_minor"], line.proposed_minor) == (10_000, 120_000)
    assert line.expiring_minor == 100_000


@pytest.mark.parametrize(
    "measured",
    [
        AUTUMN,
        Period(TERM_START, RENEWAL_ON),
        Period(date(2026, 4, 30), date(2026, 5, 31)),
        Period(date(2026, 5, 15), date(2026, 5, 16)),
        Period(date(2026, 8, 31), date(2027, 2, 28)),
    ],
    ids=str,
)
@pytest.mark.parametrize("months", [1, 12, 36])
def test_it_lasted_what_a_term_of_those_days_lasts(
    book: Book, measured: Period, months: int
) -> None:
    contract = book.contract("C-1", lines=0)
    book.line(contract, 1, price_months=months)
    record(book, contract, measured=measured)
    found = facts(contract)
    assert measured.end is not None
    length = TermLength.of(measured.start, measured.end)
    assert found["overage_n"] == length.months * length.month_days + length.days
    assert found["overage_d"] == length.month_days * months


def test_only_the_last_record_of_the_term_that_ends(book: Book) -> None:
    contract, other = book.contract("C-1"), book.contract("C-2")
    record(book, contract, quantity=5)
    record(book, contract, quantity=3)
    record(book, other, quantity=7)
    assert facts(contract)["overage_quantity_e4"] == 30_000
    record(book, contract, quantity=0)
    assert facts(contract)["overage_quantity_e4"] is None
    record(book, contract, quantity=4)
    Contract.objects.filter(pk=contract.pk).update(start_on=date(2026, 12, 31))
    assert facts(contract)["overage_quantity_e4"] is None, "of the term before"


def test_a_term_in_pieces_owes_it_once_and_renews_it_in_each(book: Book) -> None:
    contract = book.contract("C-1")
    record(book, contract, true_forward=True)
    wanted = given_rows([WantedTerm(contract.pk, NEXT)])
    pieces = [[*column, *column] for column in wanted.parameters]
    pieces[list(WANTED).index("piece")] = [0, 1]
    with connection.cursor() as cursor:
        cursor.execute(f"{facts_sql(wanted.sql)} ORDER BY w.piece", pieces)
        rows = [dict(zip(FACT_NAMES, row, strict=True)) for row in cursor.fetchall()]
    first, second = price_rows(rows)
    assert [line.columns["true_up_minor"] for line in (first, second)] == [10_000, 0]
    assert first.proposed_minor == second.proposed_minor == 120_000


def test_the_quote_shows_it_apart_from_what_recurs(book: Book) -> None:
    contract = book.contract("C-1", lines=2)
    record(book, contract)
    quote = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    assert (quote.expiring_minor, quote.proposed_minor) == (200_000, 200_000)
    view = quote_view(quote)
    assert view.true_up == Money(10_000, "EUR")
    assert [line.true_up.minor for line in view.lines] == [10_000, 0]
    [step] = [step for step in view.lines[0].steps if step.step == "overage"]
    assert step.note == "2 above the contract: true-up 100.00 EUR"
    [printed] = printed_quotes([quote.pk])
    assert content_of(printed)["once"] == [
        {"name": "True-up for use above the contract, once, EUR, not in the total",
         "amount": "100.00"},
    ]  # fmt: skip
    assert pdf_of(printed)[:5] == b"%PDF-"

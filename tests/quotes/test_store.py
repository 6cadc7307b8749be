"""What a quote line keeps: the facts it was priced from, and what was not asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tenure.kernel.errors import InvalidInput
from tenure.pricing.queries.facts import FACT_NAMES, WantedTerm, facts_of, lines_of
from tenure.pricing.rules import WATERFALL
from tenure.quotes.commands import make_quotes
from tenure.quotes.commands.store import NewQuote, store
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.rules import next_term
from tenure.renewals.models import Renewal
from tests.quotes.conftest import ON, RENEWAL_ON, Book

TERM = next_term(RENEWAL_ON, 12, first_start_on=RENEWAL_ON)


def rows_of(renewal: Renewal) -> list[dict[str, Any]]:
    return lines_of([WantedTerm(renewal.contract_id, TERM)])


def save(book: Book, renewal: Renewal, rows: list[dict[str, Any]]) -> Quote:
    quote = NewQuote(
        renewal_id=renewal.pk, contract_id=renewal.contract_id, contract_revision=1,
        currency="EUR", number="Q-1", version=1, term=TERM, term_months=12, valid_until=ON,
        asked={"months": 12},
    )  # fmt: skip
    [quote_id] = store(quotes=[quote], facts=rows, by=book.head, on=ON)
    return Quote.objects.get(pk=quote_id)


def test_a_line_keeps_the_facts_that_are_not_usual(book: Book) -> None:
    renewal = book.renewal(book.contract("C-1", uplift_bp=700, uplift_cap_bp=500))
    make_quotes(by=book.head, on=ON)
    line = QuoteLine.objects.get()
    assert line.inputs == {
        "quantity_e4": 10_0000, "expiring_price_e4": 100_0000, "price_months": 12,
        "minor_factor": 100, "segment": "smb", "channel": "direct", "contract_uplift_bp": 700,
        "cap_bp": 500, "term_start_on": "2027-03-31", "term_months": 12, "term_days": 0,
        "term_month_days": 1,
    }  # fmt: skip
    [facts] = facts_of([WantedTerm(renewal.contract_id, TERM)])
    kept = {name: facts[name] for name in FACT_NAMES if name != "line_id"}
    usual = {name: WATERFALL.facts[name].default for name in kept}
    assert usual | line.inputs | {"term_start_on": RENEWAL_ON} == kept


def test_a_line_says_its_piece_and_what_one_is_entitled_to(book: Book) -> None:
    book.due("C-1", uplift_bp=700)
    make_quotes(by=book.head, on=ON)
    line = QuoteLine.objects.get()
    assert (line.start_on, line.end_on) == (TERM.start, TERM.end)
    assert (line.entitled_minor, line.leakage_minor, line.leakage_reason) == (107_000, 0, "")
    assert line.expiring_product is None
    assert line.quote.asked is None


def test_rows_given_are_stored_as_they_are(book: Book) -> None:
    renewal = book.renewal(book.contract("C-1", lines=3, uplift_bp=700))
    kept, changed, _ = rows_of(renewal)
    changed |= {"asked_uplift_bp": 200, "deal_discount_bp": 100, "quantity_e4": 20_0000}
    other = book.product("WAF")
    added = kept | {"line_id": -1, "lot": 9, "product_id": other.pk, "expiring_price_e4": 50_0000}
    quote = save(book, renewal, [kept, changed, added])
    first, second, third = quote.lines.order_by("position")
    assert [line.lot for line in (first, second, third)] == [1, 2, 9]
    assert (third.product, second.quantity) == (other, Decimal(20))
    assert (first.leakage_minor, first.leakage_reason) == (0, "")
    assert (second.entitled_minor, second.proposed_minor) == (214_000, 201_960)
    assert (second.leakage_minor, second.leakage_reason) == (12_040, "uplift")
    assert second.inputs["deal_discount_bp"] == 100
    assert quote.proposed_minor == 107_000 + 201_960 + 53_500
    assert quote.asked == {"months": 12}


def test_pieces_of_a_line_come_in_the_order_of_their_days(book: Book) -> None:
    renewal = book.due("C-1")
    [row] = rows_of(renewal)
    middle = date(2027, 9, 30)
    later = row | {"line_id": -1, "start_on": middle, "term_months": 6}
    earlier = row | {"end_on": middle, "term_months": 6}
    lines = save(book, renewal, [later, earlier]).lines.order_by("position")
    assert [line.start_on for line in lines] == [RENEWAL_ON, middle]
    assert sum(line.proposed_minor for line in lines) == 100_000


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"colour": 1}, "colour"), ({"price_months": 0}, "cannot be priced")],
)
def test_rows_that_cannot_be_priced_store_nothing(
    book: Book, wrong: Mapping[str, object], reason: str
) -> None:
    renewal = book.due("C-1")
    rows = [{**row, **wrong} for row in rows_of(renewal)]
    with pytest.raises(InvalidInput, match=reason):
        save(book, renewal, rows)
    assert not Quote.objects.exists()


def test_older_lines_are_filled_from_their_quote_and_trace(book: Book) -> None:
    book.due("C-1", uplift_bp=700)
    make_quotes(by=book.head, on=ON)
    backfill = importlib.import_module("tenure.quotes.migrations.0002_stored_explanation").BACKFILL
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotes_quoteline DISABLE TRIGGER USER")
        cursor.execute("UPDATE quotes_quoteline SET start_on = '1999-01-01', entitled_minor = 0")
        cursor.execute(backfill)
    line = QuoteLine.objects.get()
    assert (line.start_on, line.end_on, line.entitled_minor) == (TERM.start, TERM.end, 107_000)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE quotes_quoteline SET entitled_minor = 0")


def test_all_facts_there_are_can_be_given(book: Book) -> None:
    """They are more than a function of PostgreSQL takes arguments for."""
    renewal = book.due("C-1")
    usual = {name: fact.default for name, fact in WATERFALL.facts.items()}
    quote = save(book, renewal, [{**usual, **row} for row in rows_of(renewal)])
    assert quote.lines.get().inputs["quantity_e4"] == 100_000
    assert len(usual) > 50

"""Index clauses from the book to the price: which month, which publication, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.book.models import Contract
from tenure.book.rules.index_clause import index_month
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import (
    WantedTerm,
    facts_of,
    given_rows,
    next_terms,
    unpriceable,
)
from tenure.pricing.rules import WATERFALL, explain, told_steps, trace_of
from tenure.quotes.commands import QuoteNotPossible, make_quote, make_quotes
from tests.book.indices import publish
from tests.pricing.conftest import Book
from tests.pricing.oracle import price_exactly
from tests.pricing.test_next_terms import rows
from tests.quotes.conftest import ON, RENEWAL_ON

LATER = date(2028, 1, 1)
NEXT = Period.of_months(RENEWAL_ON, 12)
CLAUSE = {"index_code": "HICP-EA", "index_lag_months": 5}  # October, before 31 March


def following(book: Book, key: str = "C-1", **facts: Any) -> Contract:
    """Make a contract that follows the index: of October 2025 and 2026."""
    return book.contract(key, start_on=date(2026, 3, 31), **(CLAUSE | facts))


def test_what_is_told_of_the_index(book: Book) -> None:
    publish(book.head, on=LATER)
    contract = following(book, index_plus_bp=100, index_ceiling_bp=250)
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]))
    assert line.proposed_price_e4 == 102_5000
    trace = trace_of(line)
    assert "changed by 2.5 %, by the price index" in explain(trace, "EUR")
    [told] = [step.note for step in told_steps(trace, "EUR") if step.step == "price index"]
    assert told == (
        "HICP-EA: 127 of Oct 2025 became 129.54 of Oct 2026,"
        " with what the clause adds and limits 2.5 %"
    )


rates = st.none() | st.integers(-300, 900)


@given(
    values=st.lists(
        st.tuples(st.sampled_from(["2025-10", "2026-10"]), st.integers(90_000, 130_000)),
        min_size=1, max_size=8,
    ),
    plus=rates, floor=rates, ceiling=rates,
)  # fmt: skip
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_as_the_exact_oracle(
    book: Book, values: list[tuple[str, int]], plus: int | None, floor: int | None,
    ceiling: int | None,
) -> None:  # fmt: skip
    """Published day after day, the last value of each month by the term's first day counts."""
    if floor is not None and ceiling is not None and floor > ceiling:
        floor, ceiling = ceiling, floor
    code = f"X-{Contract.objects.count()}"
    days = [date.fromordinal(RENEWAL_ON.toordinal() - 3 + place) for place in range(len(values))]
    told = [
        (month, f"{value // 1000}.{value % 1000:03}", day.isoformat())
        for (month, value), day in zip(values, days, strict=True)
    ]
    publish(book.head, told, on=LATER, code=code)
    contract = following(
        book, code, index_code=code, index_plus_bp=plus, index_floor_bp=floor,
        index_ceiling_bp=ceiling,
    )  # fmt: skip
    known = {
        month: value
        for (month, value), day in zip(values, days, strict=True) if day <= RENEWAL_ON
    }  # fmt: skip
    wanted = [WantedTerm(contract.pk, NEXT)]
    if len(known) < 2:
        with pytest.raises(InvalidInput, match=code):
            facts_of(wanted)
        return
    [facts] = facts_of(wanted)
    assert (facts["index_before"], facts["index_now"]) == (known["2025-10"], known["2026-10"])
    assert (facts["index_before_month"], facts["index_now_month"]) == (
        index_month(contract.start_on, 5), index_month(RENEWAL_ON, 5),
    )  # fmt: skip
    whole = {name: fact.default for name, fact in WATERFALL.facts.items()} | facts
    expected = price_exactly(whole, [])
    [line] = price_rows([facts])
    for name in ("proposed_price_e4", "expiring_minor", "proposed_minor", "entitled_price_e4"):
        assert line.columns[name] == expected[name]


def test_without_a_value_there_is_no_quote_but_a_reason(book: Book) -> None:
    waits, goes = book.renewal(following(book)), book.due("C-2")
    made = make_quotes(by=book.head, on=ON)
    assert (made.count, [pk for pk, _ in made.refused]) == (1, [waits.pk])
    assert goes.quotes.count() == 1
    reason = (
        "price index HICP-EA, of which no value for Oct 2025 and Oct 2026 has been published by 31"
    )
    assert reason in made.refused[0][1]
    with pytest.raises(QuoteNotPossible, match="no value for Oct 2025 and Oct 2026"):
        make_quote(renewal_id=waits.pk, by=book.head, on=ON)
    publish(book.head, [("2025-10", "127", "2025-11-18")], on=ON)
    with pytest.raises(QuoteNotPossible, match="no value for Oct 2026 has been"):
        make_quote(renewal_id=waits.pk, by=book.head, on=ON)
    publish(book.head, on=ON)
    quote = make_quote(renewal_id=waits.pk, by=book.head, on=ON)
    assert quote.proposed_minor == 102_000
    assert quote.lines.get().inputs["index_now"] == 129_540


@pytest.mark.parametrize(
    ("facts", "line_uplift", "price"),
    [
        ({"uplift_bp": 500}, None, 105_0000),
        ({"price_method": "same"}, None, 100_0000),
        ({"price_method": "list"}, None, 100_0000),
        ({}, 700, 107_0000),
    ],
)
def test_what_comes_before_the_index_does_not_wait_for_it(
    book: Book, facts: dict[str, Any], line_uplift: int | None, price: int
) -> None:
    contract = following(book, lines=0, **facts)
    book.line(contract, 1, uplift_bp=line_uplift)
    assert unpriceable({contract.pk: RENEWAL_ON}) == {}
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]))
    assert line.proposed_price_e4 == price
    assert line.columns["index_bp"] is None


def test_many_contracts_at_once_leave_out_and_count_those_that_wait(book: Book) -> None:
    following(book, "C-waits")
    whole = book.contract("C-whole")
    found = next_terms()
    assert ([row[0] for row in rows(found.rows)], found.contracts, found.left_out) == (
        [whole.pk], 1, 1,
    )  # fmt: skip
    publish(book.head, on=ON)
    found = next_terms()
    assert (found.contracts, found.left_out) == (2, 0)
    terms = [WantedTerm(contract.pk, NEXT) for contract in Contract.objects.order_by("pk")]
    assert rows(found.rows) == rows(given_rows(terms))


def test_no_query_per_contract(book: Book, django_assert_num_queries: Any) -> None:
    for number in range(5):
        following(book, f"C-{number}")
    starts = dict.fromkeys(Contract.objects.values_list("pk", flat=True), RENEWAL_ON)
    with django_assert_num_queries(1):
        assert unpriceable(starts).keys() == starts.keys()

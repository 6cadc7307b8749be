"""The table of docs/pricing.md about escalators: from the contract's clause to the prices."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.book.rules.dates import term_from
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money, unit_price_e4
from tenure.kernel.percent import Percent
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import DiscountFacts
from tests.docs.test_pricing_sources_doc import rows
from tests.quotes.conftest import Book, book

__all__ = ["book"]
START = date(2027, 4, 1)
YEARS = DiscountFacts(
    code="years", start_on=date(2020, 1, 1), two_years_bp=1000, three_years_bp=1000
)


def rate(text: str) -> int | None:
    return Percent.parse(text).basis_points if text else None


@pytest.mark.parametrize("row", list(rows("escalated")), ids=lambda row: row["escalated"])
def test_worked_escalator(book: Book, row: dict[str, str]) -> None:
    hold = row["hold until"]
    contract = book.contract(
        "C-1", end=START, escalator_bp=rate(row["escalator"]),
        uplift_bp=rate(row["contract uplift"]), uplift_cap_bp=rate(row["cap"]),
        price_hold_until=date.fromisoformat(hold) if hold else None,
    )  # fmt: skip
    term = term_from(START, int(row["months"]), first_start_on=START)
    wanted = [WantedTerm(contract.pk, term)]
    if row["prices"] == "refused":
        with pytest.raises(InvalidInput, match="more than 5 years"):
            facts_of(wanted)
        return
    lines = price_rows(facts_of(wanted), [YEARS])
    assert [line.proposed_price_e4 for line in lines] == [
        unit_price_e4(text) for text in row["prices"].split()
    ]
    proposed = Money.from_decimal(row["proposed"].replace(",", ""), "EUR")
    assert sum(line.proposed_minor for line in lines) == proposed.minor

"""The tables of docs/pricing.md about index clauses: from published values to the price."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.book.commands.indices import publish_index_file
from tenure.book.rules.index_file import IndexFile, ValueRow, published_of
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import unit_price_e4
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tests.docs.test_pricing_sources_doc import rows
from tests.quotes.conftest import Book, book

__all__ = ["book"]
PUBLISHED = [
    ValueRow(line, published_of({**row, "published_on": row["published"]}))
    for line, row in enumerate(rows("index"), start=1)
]
MONTHS = {"January 2025": "Jan 2025", "March 2027": "Mar 2027"}


def rate(text: str) -> int | None:
    return Percent.parse(text).basis_points if text else None


@pytest.mark.parametrize("row", list(rows("followed")), ids=lambda row: row["followed"])
def test_worked_index_clause(book: Book, row: dict[str, str]) -> None:
    done = publish_index_file(
        file=IndexFile(tuple(PUBLISHED), ()), by=book.head, on=date(2027, 7, 1)
    )
    assert (done.new, done.faults) == (len(PUBLISHED), ())
    start = date.fromisoformat(row["next term"])
    contract = book.contract(
        "C-1", end=start, start_on=date.fromisoformat(row["term began"]), index_code="HICP-EA",
        index_lag_months=int(row["months before"]), index_plus_bp=rate(row["plus"]),
        index_floor_bp=rate(row["floor"]), index_ceiling_bp=rate(row["ceiling"]),
        uplift_bp=rate(row["contract uplift"]), uplift_cap_bp=rate(row["cap"]),
    )  # fmt: skip
    wanted = [WantedTerm(contract.pk, Period.of_months(start, 12))]
    refused, _, month = row["price"].partition(": ")
    if refused == "refused":
        with pytest.raises(InvalidInput, match=rf"HICP-EA.*{MONTHS[month]}"):
            facts_of(wanted)
        return
    [line] = price_rows(facts_of(wanted))
    assert line.columns["index_bp"] == rate(row["index"])
    assert line.proposed_price_e4 == unit_price_e4(row["price"])


def test_the_page_has_its_tables() -> None:
    assert len(PUBLISHED) == 5
    assert len(list(rows("followed"))) >= 10

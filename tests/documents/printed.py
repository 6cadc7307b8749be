"""A quote as its document shows it, to be changed by each test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tenure.pricing.queries import price
from tenure.pricing.rules import LineFacts, trace_of
from tenure.quotes.rules import LinePrinted, Party, PrintedQuote

SELLER = {"name": "Example Cloud Ltd", "address": "1 Example Street\nLondon", "email": "r@e.com"}
START, END = date(2027, 3, 31), date(2028, 3, 31)


def _trace() -> list[dict[str, Any]]:
    facts = LineFacts(
        line_id=1, quantity_e4=100_000, expiring_price_e4=100_0000, price_months=12,
        currency="EUR", term_start_on=START, term_end_on=END, contract_uplift_bp=500,
    )  # fmt: skip
    return trace_of(price([facts])[0])


def a_line(**facts: Any) -> LinePrinted:
    given: dict[str, Any] = {
        "product": "Edge Network", "charge": "recurring", "quantity": Decimal(10),
        "price_months": 12, "expiring_price_e4": 100_0000, "proposed_price_e4": 105_0000,
        "expiring_minor": 100_000, "proposed_minor": 105_000, "trace": _trace(),
    }  # fmt: skip
    return LinePrinted(**(given | facts))


def a_quote(**facts: Any) -> PrintedQuote:
    given: dict[str, Any] = {
        "number": "Q-2027-000042", "version": 1, "contract": "C-1001", "currency": "EUR",
        "country": "NO", "start_on": START, "end_on": END, "term_months": 12,
        "priced_on": date(2026, 12, 1), "valid_until": date(2027, 1, 30),
        "renewal_type": "auto", "notice_on": date(2027, 2, 28), "terms_version": "2026-1",
        "expiring_minor": 100_000, "proposed_minor": 105_000,
        "parties": (
            Party("Customer", "Aurora Shipping AS", ("Strandgata 12", "0152 Oslo")),
            Party("Reseller", "Harbour Resale Ltd"),
        ),
        "lines": (a_line(),),
    }  # fmt: skip
    return PrintedQuote(**(given | facts))

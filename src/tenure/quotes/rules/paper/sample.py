"""A realistic offer for the preview of templates; nobody's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tenure.quotes.rules.approvals import OfferTermsFacts
from tenure.quotes.rules.document import LinePrinted, Party, PrintedQuote
from tenure.quotes.rules.paper.facts import ClauseText, OfferPaper, PartnerPaid, PrintedClauses
from tenure.quotes.rules.partner_prices import PartnerPrices

CUSTOMER = Party(
    "Customer", "Sample Customer Ltd",
    ("12 Sample Road", "Bristol BS1 1AA", "Attention: Sam Sample", "sam@example.com"),
)  # fmt: skip
CLAUSES = PrintedClauses(
    "sample",
    (
        ClauseText("Sample clause", "What is published of a terms version is printed here."),
        ClauseText("Another", "Clauses have a title.\n\nAnd paragraphs."),
    ),
)
_LINES = (
    LinePrinted("Edge Network", "recurring", Decimal(10), 12, 100_0000, 105_0000, 100_000, 105_000,
                ()),
    LinePrinted("Request logs", "usage", Decimal(1), 1, 350, 375, 0, 0, ()),
    LinePrinted("Firewall", "recurring", Decimal("2.5"), 1, 20_0000, 20_5000, 60_000, 61_500, ()),
)  # fmt: skip


def sample_offer() -> OfferPaper:
    """Return the offer."""
    quote = PrintedQuote(
        number="Q-2027-000000", version=1, contract="C-SAMPLE", currency="EUR", country="GB",
        start_on=date(2027, 4, 1), end_on=date(2028, 4, 1), term_months=12,
        priced_on=date(2026, 12, 15), valid_until=date(2027, 2, 13), renewal_type="auto",
        notice_on=date(2027, 3, 1), terms_version="sample", expiring_minor=160_000,
        proposed_minor=166_500, parties=(CUSTOMER, Party("Reseller", "Sample Resale Ltd")),
        lines=_LINES,
    )  # fmt: skip
    prices = [PartnerPrices(94_5000, None, 94_500), PartnerPrices(338, None, 0),
              PartnerPrices(18_4500, None, 55_350)]  # fmt: skip
    return OfferPaper(
        quote=quote, terms=OfferTermsFacts(), renews_by_itself=True, renewal_months=12,
        notice_days=30, clauses=CLAUSES,
        partner=PartnerPaid("Sample Resale Ltd", "reseller", prices),
    )  # fmt: skip

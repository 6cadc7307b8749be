"""Models of quotes."""

from tenure.quotes.models.approvals import (
    ApprovalDecision,
    ApprovalRequest,
    ApprovalRule,
    ApprovalStep,
    ApproverSeat,
    Delegation,
    OfferTerms,
)
from tenure.quotes.models.leakage import LeakageCell, LeakageReport, LeakageRow
from tenure.quotes.models.quotes import Quote, QuoteDocument, QuoteLine

__all__ = [
    "ApprovalDecision",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "ApproverSeat",
    "Delegation",
    "LeakageCell",
    "LeakageReport",
    "LeakageRow",
    "OfferTerms",
    "Quote",
    "QuoteDocument",
    "QuoteLine",
]

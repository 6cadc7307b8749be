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
from tenure.quotes.models.quotes import Quote, QuoteDocument, QuoteLine

__all__ = [
    "ApprovalDecision",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "ApproverSeat",
    "Delegation",
    "OfferTerms",
    "Quote",
    "QuoteDocument",
    "QuoteLine",
]

"""Models of quotes."""

from tenure.quotes.models.acceptance import Acceptance, Decline
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
from tenure.quotes.models.notices import ApprovalLink, ApprovalLinkUse, ApprovalNotice
from tenure.quotes.models.offers import OfferNote, QuoteEnding, QuoteOption
from tenure.quotes.models.paper import IssuedPaper
from tenure.quotes.models.quotes import Quote, QuoteDocument, QuoteLine
from tenure.quotes.models.sendings import OfferEvent, OfferMail, Sending

__all__ = [
    "Acceptance",
    "ApprovalDecision",
    "ApprovalLink",
    "ApprovalLinkUse",
    "ApprovalNotice",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "ApproverSeat",
    "Decline",
    "Delegation",
    "IssuedPaper",
    "LeakageCell",
    "LeakageReport",
    "LeakageRow",
    "OfferEvent",
    "OfferMail",
    "OfferNote",
    "OfferTerms",
    "Quote",
    "QuoteDocument",
    "QuoteEnding",
    "QuoteLine",
    "QuoteOption",
    "Sending",
]

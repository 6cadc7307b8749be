"""Reads of quotes."""

from tenure.quotes.queries.acceptance import acceptance_of
from tenure.quotes.queries.asking import products_to_add
from tenure.quotes.queries.comparison import (
    Difference,
    OfferColumn,
    expiring_against_proposed,
    offer_columns,
    quote_against_quote,
)
from tenure.quotes.queries.explanation import explained, explanation_pdf
from tenure.quotes.queries.notes import note_of
from tenure.quotes.queries.paper import (
    Written,
    find_paper,
    papers_of,
    papers_of_contract,
    sender,
    written_paper,
)
from tenure.quotes.queries.printing import pending_documents
from tenure.quotes.queries.reproduction import LineAgain, Reproduction, reproduce
from tenure.quotes.queries.standing import (
    offered_with,
    options_of,
    primary_of,
    why_not_open,
    why_not_sendable,
)
from tenure.quotes.queries.told import QuoteTold, quote_told
from tenure.quotes.queries.view import (
    LineView,
    QuoteView,
    changes_since,
    find_quote,
    find_quote_by_id,
    find_renewal,
    is_stale,
    quote_view,
    stale_quotes,
)
from tenure.quotes.queries.whatif import YEARS, what_if
from tenure.quotes.queries.whatif_view import Figures, TermOption, WhatIf, WhatIfLine

__all__ = [
    "YEARS",
    "Difference",
    "Figures",
    "LineAgain",
    "LineView",
    "OfferColumn",
    "QuoteTold",
    "QuoteView",
    "Reproduction",
    "TermOption",
    "WhatIf",
    "WhatIfLine",
    "Written",
    "acceptance_of",
    "changes_since",
    "expiring_against_proposed",
    "explained",
    "explanation_pdf",
    "find_paper",
    "find_quote",
    "find_quote_by_id",
    "find_renewal",
    "is_stale",
    "note_of",
    "offer_columns",
    "offered_with",
    "options_of",
    "papers_of",
    "papers_of_contract",
    "pending_documents",
    "primary_of",
    "products_to_add",
    "quote_against_quote",
    "quote_told",
    "quote_view",
    "reproduce",
    "sender",
    "stale_quotes",
    "what_if",
    "why_not_open",
    "why_not_sendable",
    "written_paper",
]

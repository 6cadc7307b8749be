"""Reads of quotes."""

from tenure.quotes.queries.printing import pending_documents
from tenure.quotes.queries.view import (
    LineView,
    QuoteView,
    changes_since,
    find_quote,
    find_renewal,
    is_stale,
    preview,
    quote_view,
    stale_quotes,
)

__all__ = [
    "LineView",
    "QuoteView",
    "changes_since",
    "find_quote",
    "find_renewal",
    "is_stale",
    "pending_documents",
    "preview",
    "quote_view",
    "stale_quotes",
]

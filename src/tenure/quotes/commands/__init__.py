"""The writers of quotes and of their documents."""

from tenure.quotes.commands.make import (
    QuoteNotPossible,
    QuotesMade,
    make_quote,
    make_quotes,
    quote_now,
    requote,
    requote_stale,
)
from tenure.quotes.commands.render import (
    QuoteNotFound,
    Rendered,
    render_document,
    render_pending,
)

__all__ = [
    "QuoteNotFound",
    "QuoteNotPossible",
    "QuotesMade",
    "Rendered",
    "make_quote",
    "make_quotes",
    "quote_now",
    "render_document",
    "render_pending",
    "requote",
    "requote_stale",
]

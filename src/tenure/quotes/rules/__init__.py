"""Pure decisions about quotes, and what their document says."""

from tenure.quotes.rules.beside import programs_of, true_up_of
from tenure.quotes.rules.document import LinePrinted, Party, PrintedQuote, document_content
from tenure.quotes.rules.offer import (
    Lot,
    LotChange,
    changes,
    is_stale,
    next_term,
    option_number,
    quote_number,
    series,
    valid_until,
    version_number,
    window,
)

__all__ = [
    "LinePrinted",
    "Lot",
    "LotChange",
    "Party",
    "PrintedQuote",
    "changes",
    "document_content",
    "is_stale",
    "next_term",
    "option_number",
    "programs_of",
    "quote_number",
    "series",
    "true_up_of",
    "valid_until",
    "version_number",
    "window",
]

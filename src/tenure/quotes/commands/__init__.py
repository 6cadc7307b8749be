"""The writers of quotes and of their documents."""

from tenure.quotes.commands.acceptance import (
    OfferClosed,
    accept_quote,
    decline_quote,
    void_acceptance,
)
from tenure.quotes.commands.asking import QuoteMoved, save_asked
from tenure.quotes.commands.candidates import QuoteNotPossible
from tenure.quotes.commands.copying import Copied, copy_as_option, copy_asked
from tenure.quotes.commands.endings import NotOffered, expire_quotes, withdraw_quote
from tenure.quotes.commands.leakage import (
    LeakageMade,
    NotPriced,
    price_book_and_report,
    report_leakage,
)
from tenure.quotes.commands.make import (
    QuotesMade,
    make_quote,
    make_quotes,
    quote_now,
    requote,
    requote_stale,
)
from tenure.quotes.commands.notes import write_offer_note
from tenure.quotes.commands.options import OptionRefused, add_options, add_usual_options
from tenure.quotes.commands.paper import file_paper, issue_paper
from tenure.quotes.commands.render import (
    QuoteNotFound,
    Rendered,
    render_document,
    render_pending,
)

__all__ = [
    "Copied",
    "LeakageMade",
    "NotOffered",
    "NotPriced",
    "OfferClosed",
    "OptionRefused",
    "QuoteMoved",
    "QuoteNotFound",
    "QuoteNotPossible",
    "QuotesMade",
    "Rendered",
    "accept_quote",
    "add_options",
    "add_usual_options",
    "copy_as_option",
    "copy_asked",
    "decline_quote",
    "expire_quotes",
    "file_paper",
    "issue_paper",
    "make_quote",
    "make_quotes",
    "price_book_and_report",
    "quote_now",
    "render_document",
    "render_pending",
    "report_leakage",
    "requote",
    "requote_stale",
    "save_asked",
    "void_acceptance",
    "withdraw_quote",
    "write_offer_note",
]

"""Build quotes with what is asked for in them: the quote, and the rows it is priced from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tenure.quotes.commands.candidates import Candidate
from tenure.quotes.commands.store import NewQuote
from tenure.quotes.commands.versions import next_version
from tenure.quotes.queries.asking import Subject, products_asked, rows_asked, subject_of
from tenure.quotes.rules.asked import (
    Asked,
    AskedRefused,
    carried_over,
    length_of,
    problems_of,
    term_asked,
)
from tenure.renewals.models import Renewal

Rows = list[dict[str, Any]]


def with_what_was_asked(
    found: Sequence[Candidate], on: date
) -> tuple[list[NewQuote], list[dict[str, Any]]]:
    """Return the next versions of quotes with what was asked for in them, and their rows of facts.

    What can no longer be asked for is left out, and the new version says so. Raise AskedRefused
    for what cannot be priced any more.
    """
    renewals = Renewal.objects.select_related("contract").in_bulk([one.renewal_id for one in found])
    quotes, rows = [], []
    for one in found:
        subject = subject_of(renewals[one.renewal_id])
        asked = Asked.from_json(json.loads(one.asked or "{}"))
        kept = carried_over(asked, subject.renewable, products_asked(asked, subject))
        quote, facts = as_asked(next_version(one, on), kept, subject)
        quotes.append(quote)
        rows += facts
    return quotes, rows


def as_asked(plain: NewQuote, asked: Asked, subject: Subject) -> tuple[NewQuote, Rows]:
    """Return a quote with what is asked for in it, and its rows; AskedRefused with the places."""
    products = products_asked(asked, subject)
    if problems := problems_of(asked, subject.renewable, products):
        raise AskedRefused(problems)
    term = term_asked(asked, subject.renewable)
    rows = rows_asked(asked, subject, products, [term])
    months = length_of(term, subject.renewable).months
    return replace(plain, term=term, term_months=months, asked=asked.as_json()), rows

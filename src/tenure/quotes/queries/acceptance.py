"""Whether an offer can be accepted, and what was said to it."""

from __future__ import annotations

from datetime import date

from tenure.foundation.models import User
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.queries.standing import why_not_open


def why_not_acceptable(quote: Quote, *, user: User, on: date) -> str:
    """Return why a quote cannot be accepted on a day, in a sentence; empty when it can."""
    return why_not_open(quote, on=on)


def acceptance_of(renewal_id: int) -> Acceptance | None:
    """Return the acceptance that counts for a renewal, with its quote."""
    found = Acceptance.objects.filter(renewal_id=renewal_id, void_because="")
    return found.select_related("quote", "taken_by").first()

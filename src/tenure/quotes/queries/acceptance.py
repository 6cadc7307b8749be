"""Whether an offer can be accepted, and what was said to it."""

from __future__ import annotations

from datetime import date

from tenure.foundation.models import User
from tenure.kernel.period import format_day
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.queries.approvals import approval_of
from tenure.quotes.queries.view import is_stale


def why_not_acceptable(quote: Quote, *, user: User, on: date) -> str:
    """Return why a quote cannot be accepted on a day, in a sentence; empty when it can."""
    if quote.renewal.closed_on is not None:
        return "The renewal is closed."
    if not quote.is_primary:
        return "Another version has taken this quote's place."
    if is_stale(quote):
        return "The contract was changed after the quote was priced."
    if on > quote.valid_until:
        return f"The offer was valid until {format_day(quote.valid_until)}."
    if not approval_of(quote, user=user, on=on).is_free:
        return "The quote is not approved yet."
    return ""


def acceptance_of(renewal_id: int) -> Acceptance | None:
    """Return the acceptance that counts for a renewal, with its quote."""
    found = Acceptance.objects.filter(renewal_id=renewal_id, void_because="")
    return found.select_related("quote", "taken_by").first()

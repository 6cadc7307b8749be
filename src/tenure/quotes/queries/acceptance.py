"""What was said to an offer."""

from __future__ import annotations

from tenure.quotes.models import Acceptance


def acceptance_of(renewal_id: int) -> Acceptance | None:
    """Return the acceptance that counts for a renewal, with its quote."""
    found = Acceptance.objects.filter(renewal_id=renewal_id, void_because="")
    return found.select_related("quote", "taken_by").first()

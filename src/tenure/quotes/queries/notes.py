"""What the customer is told with a quote."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from tenure.quotes.models import OfferNote, Quote


def note_of(quote: Quote) -> str:
    """Return what the customer is told with a quote; empty for nothing."""
    found = with_notes(Quote.objects.filter(pk=quote.pk)).first()
    return getattr(found, "note_text", None) or ""


def with_notes(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """Return the quotes with the customer's note of each as `note_text`, none: nothing is said.

    It is the latest note of the renewal's offer; for a quote that has ended, that of its time, so
    that its document stays what it was.
    """
    notes = OfferNote.objects.filter(
        renewal=OuterRef("renewal"),
        written_at__lte=Coalesce(OuterRef("ending__ended_at"), Now()),
    )
    return quotes.annotate(note_text=Subquery(notes.order_by("-pk").values("text")[:1]))

"""Write what the customer is told with an offer."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands.endings import NotOffered
from tenure.quotes.models import Acceptance, OfferNote, QuoteDocument
from tenure.renewals.models import Renewal

LONGEST_NOTE = 1_000


@transaction.atomic
def write_offer_note(*, renewal_id: int, text: str, by: User, on: date) -> OfferNote | None:
    """Tell the customer something with the offer; an empty text takes it back.

    It stands on the quote and its options, and on their documents, which are set again. The same
    text again changes nothing. Raise NotOffered for a renewal that is closed or whose offer was
    accepted, InvalidInput for a text that is too long or holds what cannot be printed.
    """
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"A note to the customer has at most {LONGEST_NOTE:,} characters.")
    if not words.replace("\n", "").isprintable():
        raise InvalidInput("The note holds characters that cannot be printed.")
    renewal = Renewal.objects.visible_to(by).filter(pk=renewal_id).first()
    if renewal is None:
        raise NotOffered("There is no such renewal, or it is not yours to work on.")
    renewal = Renewal.objects.select_for_update().get(pk=renewal_id)
    if renewal.closed_on is not None:
        raise NotOffered("The renewal is closed.")
    if Acceptance.objects.filter(renewal=renewal, void_because="").exists():
        raise NotOffered("The offer was accepted already: its paper stays as it is.")
    latest = OfferNote.objects.filter(renewal=renewal).order_by("-pk").first()
    if words == (latest.text if latest else ""):
        return latest
    made = OfferNote.objects.create(renewal=renewal, text=words, written_on=on, written_by=by)
    QuoteDocument.objects.filter(quote__renewal=renewal, quote__ending=None).delete()
    record_event(by=by, on=on, verb="quotes.write_note", subject=renewal, detail={"text": words})
    return made

"""Accept or decline an offer; of two who accept at once, one does."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.models import Acceptance, Decline, Quote
from tenure.quotes.queries.standing import why_not_open
from tenure.quotes.rules.acceptance import (
    LONGEST_PO,
    DeclineReason,
    Manner,
    Signer,
    require_address,
)
from tenure.renewals.models import Renewal


class OfferClosed(Conflict):
    """Refuse to accept or decline what is not offered any more, or not to be had like that."""


@transaction.atomic
def accept_quote(
    *, quote_id: int, signer: Signer, manner: Manner, by: User, on: date
) -> Acceptance:
    """Keep that a quote was accepted; the same person's again returns the first.

    The renewal is locked: of two people who accept at once the second is told who was first.
    Raise OfferClosed when the quote cannot be accepted (any more), with the reason.
    """
    quote = _locked(quote_id, by)
    standing = Acceptance.objects.filter(renewal_id=quote.renewal_id, void_because="").first()
    if standing is not None:
        if (standing.quote_id, standing.email) == (quote.pk, _address(signer.email)):
            return standing
        raise OfferClosed(f"{standing.name} has accepted {standing.quote} already.")
    if reason := why_not_open(quote, on=on):
        raise OfferClosed(reason)
    made = Acceptance.objects.create(
        renewal_id=quote.renewal_id, quote=quote, manner=manner, name=signer.name.strip(),
        title=signer.title.strip(), email=_address(signer.email),
        po_number=signer.po_number.strip(), note=signer.note, accepted_on=on, taken_by=by,
    )  # fmt: skip
    detail = {
        "manner": str(manner), "name": made.name, "title": made.title, "po_number": made.po_number,
        "acceptance": made.pk,
    }  # fmt: skip
    record_event(by=by, on=on, verb="quotes.accept", subject=quote, detail=detail)
    return made


@transaction.atomic
def set_po_number(*, renewal_id: int, po_number: str, by: User, on: date) -> Acceptance:
    """Give the acceptance that counts another purchase order number; the same changes nothing.

    Raise OfferClosed when nothing was accepted yet: then the number comes with the acceptance.
    """
    renewal = Renewal.objects.visible_to(by).filter(pk=renewal_id).first()
    found = Acceptance.objects.filter(renewal=renewal, void_because="").select_related("quote")
    standing = found.select_for_update(of=("self",)).first() if renewal else None
    if standing is None:
        raise OfferClosed("Nothing was accepted yet: the PO number comes with the acceptance.")
    number = " ".join(po_number.split())
    if not 0 < len(number) <= LONGEST_PO:
        raise InvalidInput(f"A purchase order number has 1 to {LONGEST_PO} characters.")
    if standing.po_number == number:
        return standing
    detail = {"acceptance": standing.pk, "was": standing.po_number, "is": number}
    standing.po_number = number
    standing.save(update_fields=["po_number"])
    record_event(by=by, on=on, verb="quotes.set_po", subject=standing.quote, detail=detail)
    return standing


@transaction.atomic
def decline_quote(
    *, quote_id: int, reason: DeclineReason, note: str, name: str, email: str, by: User, on: date
) -> Decline:
    """Keep that an offer was declined and why; the same person's again returns the first.

    The renewal stays open: its owner has to hear of it. Raise OfferClosed once it was accepted or
    the renewal is closed.
    """
    require_address(email)
    quote = _locked(quote_id, by)
    found = Decline.objects.filter(quote=quote, email=_address(email)).first()
    if found is not None:
        return found
    if Acceptance.objects.filter(renewal_id=quote.renewal_id, void_because="").exists():
        raise OfferClosed("The offer has been accepted already.")
    if quote.renewal.closed_on is not None:
        raise OfferClosed("The renewal is closed.")
    made = Decline.objects.create(
        renewal_id=quote.renewal_id, quote=quote, reason=reason, note=note, name=name.strip(),
        email=_address(email), declined_on=on, taken_by=by,
    )  # fmt: skip
    detail = {"reason": str(reason), "note": note, "name": made.name}
    record_event(by=by, on=on, verb="quotes.decline", subject=quote, detail=detail)
    return made


@transaction.atomic
def void_acceptance(*, acceptance_id: int, reason: str, by: User, on: date) -> Acceptance:
    """Let an acceptance count no more, with the reason; again it changes nothing.

    What is booked by it stays booked: closing undoes that first (`let_acceptance_go`).
    """
    found = Acceptance.objects.visible_to(by).filter(pk=acceptance_id).first()
    if found is None:
        raise OfferClosed("There is no such acceptance, or it is not yours to work on.")
    quote = _locked(found.quote_id, by)
    found = Acceptance.objects.select_for_update().get(pk=acceptance_id)
    if found.void_because:
        return found
    if not reason.strip():
        raise OfferClosed("Say why the acceptance does not count any more.")
    found.void_because = reason.strip()
    found.save(update_fields=["void_because"])
    detail = {"acceptance": found.pk, "reason": found.void_because}
    record_event(by=by, on=on, verb="quotes.void_acceptance", subject=quote, detail=detail)
    return found


def _locked(quote_id: int, by: User) -> Quote:
    """Return the quote with its renewal locked until the transaction ends."""
    quote = Quote.objects.visible_to(by).filter(pk=quote_id).first()
    if quote is None:
        raise OfferClosed("There is no such quote, or it is not yours to work on.")
    Renewal.objects.select_for_update().get(pk=quote.renewal_id)
    return Quote.objects.select_related("renewal__contract").get(pk=quote_id)


def _address(email: str) -> str:
    return email.strip().lower()

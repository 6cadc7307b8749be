"""What was signed, as the book takes it; what waits to be booked, and why it cannot be."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tenure.book.models import Charge
from tenure.book.rules.changes import RenewAsSigned
from tenure.closing.queries.paper import why_paper_stops
from tenure.closing.rules.booking import SignedLine, next_term
from tenure.foundation.models import User
from tenure.kernel.money import quantity_e4
from tenure.quotes.models import Acceptance, Quote, QuoteLine
from tenure.quotes.queries.approvals import offer_terms


def unbooked(*, user: User) -> QuerySet[Acceptance]:
    """Return the acceptances that count and are not booked yet, the oldest first (two queries).

    They are few: found first, by themselves, so that who may see them is asked of few.
    """
    waiting = Acceptance.objects.filter(void_because="", booking=None)
    return (
        Acceptance.objects.visible_to(user)
        .filter(pk__in=list(waiting.values_list("pk", flat=True)))
        .select_related("quote__renewal__contract__customer", "refusal")
        .order_by("accepted_at", "pk")
    )


def why_not_bookable(acceptance: Acceptance) -> str:
    """Return why an acceptance cannot be booked, in a sentence; empty when it can."""
    quote = acceptance.quote
    if acceptance.void_because:
        return f"The acceptance does not count any more: {acceptance.void_because}"
    if quote.contract_revision != quote.renewal.contract.revision:
        return (
            "The contract was changed after the quote was priced: what was signed is not what would"
            " be booked. Reverse the change, or make the quote again and have it accepted."
        )
    if quote.renewal.closed_on is not None:
        return "The renewal is closed."
    return why_paper_stops(acceptance)


def signed_term(quote: Quote) -> RenewAsSigned:
    """Return the change that books a quote as it was signed (two queries).

    Raise ChangeRefused where none of its lines goes on.
    """
    rows = quote.lines.select_related("product", "expiring_product").order_by("position")
    return next_term(
        [_signed(row) for row in rows],
        start_on=quote.start_on,
        end_on=quote.end_on,
        facts=_facts(quote),
    )


def booked_with(quote: Quote, acceptance: Acceptance) -> dict[str, Any]:
    """Return what is kept with the order of a signed quote, as plain JSON."""
    terms = offer_terms(quote.renewal_id)
    return {
        "quote": quote.number,
        "accepted_by": acceptance.name,
        "accepted_on": acceptance.accepted_on.isoformat(),
        "po_number": acceptance.po_number,
        "payment_days": terms.payment_days,
        "proposed_minor": quote.proposed_minor,
        "currency": quote.currency,
    }


def _facts(quote: Quote) -> dict[str, Any]:
    """Return the contract facts that the offer's terms change."""
    contract = quote.renewal.contract
    goes_on_by_itself = contract.renewal_type in {"auto", "once"}
    if goes_on_by_itself and not offer_terms(quote.renewal_id).auto_renews:
        return {"renewal_type": "manual"}
    return {}


def _signed(row: QuoteLine) -> SignedLine:
    return SignedLine(
        lot=row.lot,
        product=row.product.code,
        quantity_e4=quantity_e4(row.quantity),
        unit_price_e4=row.proposed_price_e4,
        price_months=row.price_months,
        currency=row.currency,
        start_on=row.start_on,
        recurring=row.product.charge == Charge.RECURRING,
        added=bool((row.inputs or {}).get("added")),
        replaces=row.expiring_product.code if row.expiring_product else "",
    )

"""Whether the paper of an acceptance says what was offered, and who let differences pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.closing.models import PaperCheck, PaperMismatch
from tenure.closing.rules.paper import PaperOffered, open_for
from tenure.foundation.models import User
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.queries.approvals import offer_terms, seats_on, stands_in_for
from tenure.quotes.rules.acceptance import Manner


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """The latest check of a paper, its mismatches, and who has still to let them pass."""

    check: PaperCheck | None
    mismatches: list[PaperMismatch]
    waits_for: tuple[str, ...]

    @property
    def is_in_order(self) -> bool:
        """Tell whether the paper was checked and nothing in it stops the booking."""
        return self.check is not None and not (self.mismatches and self.waits_for)


def paper_standing(acceptance: Acceptance) -> PaperStanding:
    """Return where the paper of an acceptance stands (three queries at most)."""
    check = (
        PaperCheck.objects.filter(acceptance=acceptance)
        .select_related("by", "document")
        .order_by("-pk")
        .first()
    )
    if check is None:
        return PaperStanding(None, [], ())
    found = list(check.mismatches.order_by("pk"))
    roles = list(check.waivers.values_list("role", flat=True)) if found else []
    return PaperStanding(check, found, open_for(roles) if found else ())


def why_paper_stops(acceptance: Acceptance) -> str:
    """Return why the paper keeps an acceptance from being booked; empty when it does not.

    A purchase order has to be checked; a signed form only stops it where it was, and differs.
    """
    standing = paper_standing(acceptance)
    if standing.check is None:
        if acceptance.manner == Manner.PURCHASE_ORDER:
            return "The purchase order is not compared with the quote yet."
        return ""
    if standing.is_in_order:
        return ""
    fields = ", ".join(one.field.replace("_", " ") for one in standing.mismatches)
    who = " and ".join(standing.waits_for)
    return f"The paper differs from the quote in {fields}: {who} must let it pass, or a new one."


def offered_on_paper(quote: Quote) -> PaperOffered:
    """Return what a paper is compared with (three queries)."""
    customer = quote.renewal.contract.customer
    lines = [row for row in quote.lines.select_related("product") if row.quantity]
    return PaperOffered(
        entities=tuple(filter(None, (customer.legal_name, customer.name))),
        quote_number=quote.number,
        payment_days=offer_terms(quote.renewal_id).payment_days,
        products=tuple(sorted({(row.product.code, row.product.name) for row in lines})),
        total_minor=quote.proposed_minor,
        once_minor=sum(row.true_up_minor for row in lines),
        currency=quote.currency,
    )


def waives_as(user: User, acceptance: Acceptance, *, on: date) -> list[str]:
    """Return as whom a person may let mismatches pass: finance, legal, or for whom they stand in.

    Nobody does for an acceptance that they brought in themselves.
    """
    if acceptance.taken_by_id == user.pk:
        return []
    seats = seats_on(on)
    region = acceptance.renewal.customer.region
    mine = {user.pk, *stands_in_for(user, on=on)}
    return [
        role
        for role in ("finance", "legal")
        if (seat := seats.of(role, region)) is not None and seat.pk in mine
    ]

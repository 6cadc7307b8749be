"""Book what was accepted: exactly once, whatever is killed in between and whoever tries again.

In one transaction: the acceptance is locked, the order booked under a key of its own, the renewal
settled with its outcome, the next one opened, the booking kept. A second try finds the booking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tenure.book.commands.orders import change_contract, reverse_order
from tenure.book.models import Contract
from tenure.closing.models import Booking, BookingRefusal
from tenure.closing.queries.signed import booked_with, signed_term, unbooked, why_not_bookable
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, TenureError
from tenure.quotes.commands import accept_quote, void_acceptance
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.rules.acceptance import Manner, Signer
from tenure.renewals.commands.opening import open_next
from tenure.renewals.commands.settling import reopen_reversed, settle_moved

PER_CALL = 200


class NotBooked(Conflict):
    """Refuse to book what was accepted, with the reason."""


@dataclass(frozen=True, slots=True)
class Booked:
    """Hold what one call booked and could not book, and whether more waits."""

    count: int
    refused: int
    more: bool


def book_acceptance(*, acceptance_id: int, by: User, on: date) -> Booking:
    """Book the order of an acceptance; again it returns the booking that there is.

    Raise NotBooked with the reason, which is kept with the acceptance until it is booked.
    """
    try:
        return _book(acceptance_id, by, on)
    except TenureError as error:
        _keep_refusal(acceptance_id, str(error), by, on)
        raise NotBooked(str(error)) from error


def accept_and_book(
    *, quote_id: int, signer: Signer, manner: Manner, by: User, on: date
) -> Booking:
    """Keep an acceptance and book it; what cannot be booked stays accepted, with the reason.

    Raise OfferClosed as `accept_quote` does, NotBooked as `book_acceptance` does.
    """
    acceptance = accept_quote(quote_id=quote_id, signer=signer, manner=manner, by=by, on=on)
    return book_acceptance(acceptance_id=acceptance.pk, by=by, on=on)


def book_accepted(*, by: User, on: date, limit: int = PER_CALL) -> Booked:
    """Book what was accepted and waits, each in a transaction of its own; return what was done.

    What was refused before on this day is not tried again: somebody has to act first.
    """
    waiting = unbooked(user=by).exclude(refusal__tried_on=on).values_list("pk", flat=True)
    ids = list(waiting[: limit + 1])
    refused = 0
    for acceptance_id in ids[:limit]:
        try:
            book_acceptance(acceptance_id=acceptance_id, by=by, on=on)
        except NotBooked:
            refused += 1
    return Booked(min(len(ids), limit) - refused, refused, len(ids) > limit)


@transaction.atomic
def let_acceptance_go(*, acceptance_id: int, reason: str, by: User, on: date) -> Acceptance:
    """Let an acceptance count no more; what was booked by it is undone by a counter-order first.

    Again it changes nothing. Raise what reversing an order raises: later orders may build on it.
    """
    booking = (
        Booking.objects.visible_to(by)
        .filter(acceptance_id=acceptance_id, acceptance__void_because="")
        .select_related("order")
        .first()
    )
    if booking is not None:
        order = booking.order
        reverse_order(
            contract_id=order.contract_id, number=order.number, booked_on=on, reason=reason, by=by,
            on=on,
        )  # fmt: skip
        reopen_reversed(contract_ids=[order.contract_id], by=by, on=on)
        settle_moved(contract_ids=[order.contract_id], by=by, on=on)
    return void_acceptance(acceptance_id=acceptance_id, reason=reason, by=by, on=on)


@transaction.atomic
def _book(acceptance_id: int, by: User, on: date) -> Booking:
    visible = Acceptance.objects.visible_to(by).filter(pk=acceptance_id)
    acceptance = visible.select_for_update(of=("self",)).first()
    if acceptance is None:
        raise NotBooked("There is no such acceptance, or it is not yours to work on.")
    done = Booking.objects.filter(acceptance=acceptance).first()
    if done is not None:
        return done
    quote = Quote.objects.select_related("renewal").get(pk=acceptance.quote_id)
    contract = Contract.objects.select_for_update().get(pk=quote.renewal.contract_id)
    quote.renewal.contract, acceptance.quote = contract, quote
    if reason := why_not_bookable(acceptance):
        raise NotBooked(reason)
    order = change_contract(
        contract_id=quote.renewal.contract_id,
        changes=[signed_term(quote)],
        booked_on=on,
        by=by,
        on=on,
        reason=f"{quote.number} accepted by {acceptance.name}",
        key=f"quote-{quote.number}",
        details=booked_with(quote, acceptance),
    )
    booking = Booking.objects.create(acceptance=acceptance, order=order, booked_on=on, booked_by=by)
    BookingRefusal.objects.filter(acceptance=acceptance).delete()
    settle_moved(contract_ids=[order.contract_id], by=by, on=on)
    open_next(contract_id=order.contract_id, by=by, on=on)
    _hand_over(booking, quote, by, on)
    return booking


def _hand_over(booking: Booking, quote: Quote, by: User, on: date) -> None:
    """Tell whoever provisions what holds from when: a reader of the audit log takes it up."""
    lines = quote.lines.select_related("product").order_by("position")
    detail = {
        "contract": quote.renewal.contract.key,
        "order": booking.order.number,
        "start_on": quote.start_on.isoformat(),
        "end_on": quote.end_on.isoformat(),
        "lines": [
            {
                "lot": line.lot, "product": line.product.code, "quantity": str(line.quantity),
                "start_on": line.start_on.isoformat(), "end_on": line.end_on.isoformat(),
            }
            for line in lines
        ],
    }  # fmt: skip
    record_event(by=by, on=on, verb="closing.hand_over", subject=booking, detail=detail)


@transaction.atomic
def _keep_refusal(acceptance_id: int, reason: str, by: User, on: date) -> None:
    acceptance = Acceptance.objects.visible_to(by).filter(pk=acceptance_id).first()
    if acceptance is None:
        return
    kept, is_new = BookingRefusal.objects.get_or_create(
        acceptance=acceptance, defaults={"reason": reason, "tried_on": on}
    )
    if not is_new and (kept.reason, kept.tried_on) == (reason, on):
        return
    kept.reason, kept.tried_on = reason, on
    kept.save()
    record_event(
        by=by, on=on, verb="closing.refuse_booking", subject=acceptance.quote,
        detail={"reason": reason},
    )  # fmt: skip

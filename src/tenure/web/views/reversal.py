"""Undo an order: see what its counter-order would do, give the reason, book it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenure.book.commands.moving import reverse_bundle
from tenure.book.commands.orders import reverse_order
from tenure.book.queries.changing import Subject, order_of, previews_of_reversal, reversal_of
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.web.changes.base import refusal_of
from tenure.web.changes.previewed import read_seal
from tenure.web.changes.wizard import OrderForm
from tenure.web.permissions import asks, user_of
from tenure.web.views.changes import Shown, moved_since, preview_shown, subject_or_404

if TYPE_CHECKING:
    from tenure.book.models import Order


@asks(Permission.BOOK_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_reversal(request: HttpRequest, contract_id: int, number: int) -> HttpResponse:
    """Undo an order by a counter-order, with those that were booked together with it."""
    subject = subject_or_404(request, contract_id)
    order = order_of(contract_id, number, user=subject.user)
    if order is None or order.kind == "reversal":
        raise Http404
    if request.method != "POST":
        return _draw(request, subject, order, OrderForm(), Shown())
    form, shown = OrderForm(request.POST), Shown()
    form.fields["reason"].required = True
    if not form.is_valid():
        return _draw(request, subject, order, form, Shown(status=400))
    seal = read_seal(contract_id, request.POST)
    done = reversal_of(contract_id, number)
    if done is None and seal is not None and seal.revision != subject.revision:
        shown = moved_since(request, seal)
        return _draw(request, subject, order, form, shown)
    if done is None and seal is None:
        return _draw(request, subject, order, form, shown)
    try:
        message = _book(subject, order, form.cleaned_data["reason"], is_done=done is not None)
    except TenureError as error:
        shown = Shown(refusal=refusal_of(error), status=409)
        return _draw(request, subject, order, form, shown)
    messages.success(request, message)
    return redirect("contract", contract_id)


def _book(subject: Subject, order: Order, reason: str, *, is_done: bool) -> str:
    """Book the counter-order, or those of everything that was booked together."""
    today, user = subject.today, subject.user
    if not is_done:  # refused as well where one of the contracts is not the person's to see
        previews_of_reversal(order, today=today, reason=reason, user=user)
    if order.bundle:
        done = reverse_bundle(
            bundle=order.bundle, booked_on=today, reason=reason, by=user, on=today
        )
        return f"Order {order.number} is undone, on {len(done)} contracts at once."
    counter = reverse_order(
        contract_id=order.contract_id, number=order.number, booked_on=today, reason=reason,
        by=user, on=today,
    )  # fmt: skip
    return f"Order {order.number} is undone by order {counter.number}."


def _draw(
    request: HttpRequest, subject: Subject, order: Order, form: OrderForm, shown: Shown
) -> HttpResponse:
    """Show what undoing would do, with what stands against it."""
    done = reversal_of(order.contract_id, order.number)
    given = form.cleaned_data.get("reason", "") if form.is_bound and form.is_valid() else ""
    if done is None:
        try:
            # The reason is asked for below, not a refusal yet.
            previews = previews_of_reversal(
                order, today=subject.today, reason=given or "to be given", user=user_of(request)
            )
        except TenureError as error:
            shown.refusal, shown.status = shown.refusal or refusal_of(error), 409
        else:
            shown = preview_shown(request, subject, previews, shown)
    context = {
        "subject": subject,
        "contract": subject.contract,
        "order": order,
        "order_form": form,
        "done": done,
        "shown": shown,
    }
    status = shown.status if request.method == "POST" else 200
    return render(request, "tenure/pages/reversal.html", context, status=status)

"""What is done with registered deals: on the contract's page, and from there."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tenure.book.commands.deals import approve_deal, register_deal, withdraw_deal
from tenure.directory.queries import partner_acting
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.REGISTER_DEALS)
@require_POST
def contract_deals(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Register a deal: of the partner that is named, or of the one that the person belongs to."""
    user = user_of(request)
    try:
        last = read_day(request.POST.get("until", ""))
        register_deal(
            contract_id=contract_id,
            partner_id=partner_acting(request.POST.get("partner", ""), user=user),
            end_on=last + timedelta(days=1) if last else None,
            note=request.POST.get("note", ""), by=user, on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The deal is registered; it counts once it is approved.")
    return redirect("contract", contract_id)


@asks(Permission.MANAGE_PARTNERS)
@require_POST
def deal_approval(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Approve a registered deal."""
    try:
        made = approve_deal(registration_id=deal_id, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The deal is approved.")
    return redirect("contract", made.contract_id)


@asks(Permission.REGISTER_DEALS)
@require_POST
def deal_withdrawal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Withdraw a deal, approved or not."""
    try:
        made = withdraw_deal(
            registration_id=deal_id, reason=request.POST.get("reason", ""),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The deal is withdrawn.")
    return redirect("contract", made.registration.contract_id)

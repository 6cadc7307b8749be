"""The customer and partner pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.book.queries.contracts import contracts_of_customer, contracts_of_partner
from tenure.desk.queries.renewal_page import renewals_of_customer
from tenure.directory.queries import (
    contacts_of,
    customers_visible_to,
    family_of,
    partners_visible_to,
    place_of,
)
from tenure.foundation.roles import Permission
from tenure.web import clock
from tenure.web.permissions import asks, user_of


@asks(Permission.VIEW_WORK)
@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show a customer: family, renewals, contracts, contacts."""
    user = user_of(request)
    found = customers_visible_to(user).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    context = {
        "customer": found,
        "family": family_of(found, user=user),
        "renewals": renewals_of_customer(customer_id, user=user),
        "contracts": contracts_of_customer(customer_id, user=user),
        "contacts": contacts_of(customer_id, user=user),
        "place": place_of(user),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/customer.html", context)


@asks(Permission.VIEW_WORK)
@require_safe
def partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Show a partner and the contracts it sells."""
    user = user_of(request)
    found = partners_visible_to(user).filter(pk=partner_id).first()
    if found is None:
        raise Http404
    context = {
        "partner": found,
        "contracts": contracts_of_partner(partner_id, user=user),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/partner.html", context)

"""The customer and partner pages."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.book.queries.contracts import contracts_of_customer, contracts_of_partner
from tenure.book.queries.deals import deals_of_partner
from tenure.desk.queries.renewal_page import renewals_of_customer
from tenure.directory.commands.partners import set_partner_tier
from tenure.directory.queries import (
    TIER_CHOICES,
    contacts_of,
    customers_visible_to,
    family_of,
    partners_visible_to,
    place_of,
    tiers_of,
)
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.programs.queries import enrolments_of
from tenure.programs.queries.eligibility import fact_rows, standings_of
from tenure.programs.rules.eligibility import FACT_WORDS, ORGANISATIONS, RECORDED
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.VIEW_WORK)
@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show a customer: family, renewals, contracts, contacts."""
    user = user_of(request)
    found = customers_visible_to(user).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    today = clock.today()
    context = {
        "customer": found,
        "family": family_of(found, user=user),
        "renewals": renewals_of_customer(customer_id, user=user),
        "contracts": contracts_of_customer(customer_id, user=user),
        "contacts": contacts_of(customer_id, user=user),
        "enrolments": enrolments_of(customer_id, on=today, user=user),
        **_eligibility(customer_id, user, today),
        "place": place_of(user),
        "today": today,
    }
    return render(request, "tenure/pages/customer.html", context)


def _eligibility(customer_id: int, user: User, today: date) -> dict[str, object]:
    """Return what people inside see of the programs that a customer could have."""
    if not place_of(user).is_inside:
        return {}
    return {
        "standings": standings_of(customer_id, on=today, user=user),
        "facts": fact_rows(customer_id, on=today, user=user),
        "may_enrol": may(user.role, Permission.ENROL_CUSTOMERS),
        "fact_choices": [(fact.value, FACT_WORDS[fact]) for fact in RECORDED],
        "organisations": list(ORGANISATIONS.items()),
    }


@asks(Permission.VIEW_WORK)
@require_safe
def partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Show a partner and the contracts it sells."""
    user = user_of(request)
    found = partners_visible_to(user).filter(pk=partner_id).first()
    if found is None:
        raise Http404
    today = clock.today()
    tiers = tiers_of(partner_id, user=user)
    context = {
        "partner": found,
        "contracts": contracts_of_partner(partner_id, user=user),
        "tiers": tiers,
        "tier_now": next((row for row in tiers if row.start_on <= today), None),
        "deals": deals_of_partner(partner_id, on=today, user=user),
        "tier_choices": TIER_CHOICES,
        "may_manage": may(user.role, Permission.MANAGE_PARTNERS),
        "today": today,
    }
    return render(request, "tenure/pages/partner.html", context)


@asks(Permission.MANAGE_PARTNERS)
@require_POST
def partner_tier(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Put the partner into a tier from a day on."""
    today = clock.today()
    try:
        start_on = read_day(request.POST.get("start", "")) or today
        set_partner_tier(
            partner_id=partner_id, tier=request.POST.get("tier", ""), start_on=start_on,
            by=user_of(request), on=today,
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The tier is set.")
    return redirect("partner", partner_id)

"""Simulations of policies: where one stands, what it would do, one contract of it; publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.kernel.period import Period, add_months
from tenure.pricing.commands import publish_simulated
from tenure.pricing.queries.simulations import (
    SimulationView,
    compare_contract,
    find_simulation,
    proposals_of,
    simulations_visible_to,
    state_of,
)
from tenure.pricing.rules.proposals import proposals_from
from tenure.pricing.rules.simulation import QUARTER
from tenure.web import clock
from tenure.web.permissions import asks, user_of
from tenure.web.policies.result import LABELS, result_shown
from tenure.web.views.errors import refused
from tenure.web.views.policies import simulate_proposals

POLL_STOPS = 286  # htmx stops polling on this status
LATEST = 50


@asks(Permission.SET_POLICY)
@require_safe
def simulations(request: HttpRequest) -> HttpResponse:
    """Show the latest simulations."""
    latest = simulations_visible_to(user_of(request))[:LATEST]
    rows = [(row, state_of(row), proposals_from(row.proposed)) for row in latest]
    return render(request, "tenure/pages/simulations.html", {"rows": rows})


@asks(Permission.SET_POLICY)
@require_safe
def simulation(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """Show where a simulation stands, or what its policies would do."""
    view = find_simulation(user_of(request), simulation_id)
    if view is None:
        raise Http404
    context = {"view": view, "row": view.row, "today": clock.today(), **_shown(request, view)}
    if "part" not in request.GET:
        return render(request, "tenure/pages/simulation.html", context)
    ended = view.state in {"done", "failed"}
    return render(
        request, "tenure/parts/simulation_state.html", context, status=POLL_STOPS if ended else 200
    )


def _shown(request: HttpRequest, view: SimulationView) -> dict[str, Any]:
    if view.found is None:
        return {}
    found = view.found
    shown = result_shown(found, request.GET.get("currency", ""), request.GET.get("by", ""))
    until = add_months(found.quarters[-1], QUARTER)
    movers = view.movers.rows if view.movers and shown else []
    return {
        "shown": shown,
        "window": Period(found.quarters[0], until),
        "dimensions": LABELS,
        "movers": [row for row in movers if shown and row.mover.currency == shown.currency],
    }


@asks(Permission.SET_POLICY)
@require_safe
def simulation_contract(request: HttpRequest, simulation_id: int, contract_id: int) -> HttpResponse:
    """Show one contract's lines priced as things stand and with the proposed policies, and why."""
    compared = compare_contract(user_of(request), simulation_id, contract_id)
    if compared is None:
        raise Http404
    context = {"compared": compared, "contract": compared.contract, "simulation_id": simulation_id}
    return render(request, "tenure/pages/simulation_contract.html", context)


@asks(Permission.SET_POLICY)
@require_POST
def simulation_publication(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """Publish what was simulated, all of it or nothing."""
    try:
        made = publish_simulated(simulation_id=simulation_id, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"Published: {', '.join(row.code for row in made)}.")
    return redirect("simulation", simulation_id)


@asks(Permission.SET_POLICY)
@require_POST
def simulation_again(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """Simulate the same policies anew, on the book and the policies of today."""
    proposals = proposals_of(user_of(request), simulation_id)
    if not proposals:
        raise Http404
    return simulate_proposals(request, proposals)

"""The contract page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.book.queries.contracts import contract_facts
from tenure.desk.queries.renewal_page import renewals_of_contract
from tenure.directory.queries import place_of
from tenure.foundation.queries import history_of
from tenure.foundation.roles import Permission
from tenure.web import clock
from tenure.web.drawing.bars import scale_of
from tenure.web.permissions import asks, user_of


@asks(Permission.VIEW_WORK)
@require_safe
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract: facts, lines, orders, ledger and what was done to it."""
    user = user_of(request)
    facts = contract_facts(contract_id, user=user)
    if facts is None:
        raise Http404
    today = clock.today()
    scale = scale_of([(line.start_on, line.end_on) for line in facts.lines], today)
    place = place_of(user)
    context = {
        "facts": facts,
        "contract": facts.contract,
        "scale": scale,
        "bars": [(line, scale.bar(line.start_on, line.end_on)) for line in facts.lines],
        "renewals": renewals_of_contract(contract_id, user=user),
        "history": history_of(facts.contract, limit=50) if place.is_inside else [],
        "place": place,
        "today": today,
    }
    return render(request, "tenure/pages/contract.html", context)

"""The team: who carries how much, who is away, what nobody looks after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.desk.queries.team import team_page
from tenure.foundation.roles import Permission
from tenure.web import clock
from tenure.web.drawing.load import load_chart
from tenure.web.permissions import asks, user_of


@asks(Permission.SEE_ROTA)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show what everybody carries against what they can; each number leads to its list."""
    chosen = request.GET.get("team", "")[:40]
    page = team_page(user_of(request), on=clock.today(), at=clock.now(), team=chosen)
    context = {"page": page, "chosen": chosen, "chart": load_chart(page.people)}
    return render(request, "tenure/pages/team.html", context)

"""Guides: short answers for colleagues and customers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.desk.queries.guides import guide_named
from tenure.desk.queries.guides import guides as all_guides
from tenure.foundation.roles import Permission
from tenure.web.permissions import asks


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List the guides."""
    return render(request, "tenure/pages/guides.html", {"guides": all_guides()})


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show a guide."""
    found = guide_named(code)
    if found is None:
        raise Http404
    return render(request, "tenure/pages/guide.html", {"guide": found})

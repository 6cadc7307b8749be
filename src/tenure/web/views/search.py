"""Search across everything: the page, and the palette's list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.desk.queries.search import search as search_everything
from tenure.foundation.roles import Permission
from tenure.web.permissions import asks, user_of


@asks(Permission.VIEW_WORK)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits the words, as a page or as the palette's options."""
    text = request.GET.get("q", "").strip()[:100]
    is_palette = "palette" in request.GET
    hits = search_everything(user_of(request), text, shown=5 if is_palette else 25)
    page = "tenure/parts/palette_results.html" if is_palette else "tenure/pages/search.html"
    return render(request, page, {"text": text, "hits": hits})

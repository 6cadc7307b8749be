"""The quote page and its document."""

from __future__ import annotations

from collections.abc import Callable

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from tenure.desk.queries.quote_page import quote_page
from tenure.directory.queries import place_of
from tenure.documents.queries import open_document
from tenure.documents.rules import Language, content_hash
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.quotes.commands.render import QuoteNotFound, render_document
from tenure.quotes.queries import explanation_pdf, find_quote_by_id
from tenure.quotes.rules.paper import OF_QUOTES
from tenure.web import clock
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

# The browser wraps a PDF in a page of its own with an inline style; nothing else is let in.
PDF_POLICY = {
    "default-src": ["'none'"],
    "object-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}


@asks(Permission.VIEW_WORK)
@require_safe
def quote(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Show a quote: its lines with every price explained, and its document beside them."""
    user = user_of(request)
    page = quote_page(quote_id, user=user, on=clock.today())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "quote": page.quote,
        "renewal": page.quote.renewal,
        "state": page.state(clock.today()),
        "place": place_of(user),
        "may_work": may(user.role, Permission.WORK_RENEWALS),
        "paper_kinds": [(kind.value, kind.label) for kind in OF_QUOTES],
        "languages": [(one.value, one.label) for one in Language],
        "paper_language": Language.or_english(page.quote.renewal.customer.language).value,
    }
    return render(request, "tenure/pages/quote.html", context)


@asks(Permission.VIEW_WORK)
@csp(PDF_POLICY)  # type: ignore[arg-type] # its type knows no views with arguments
@require_safe
def quote_document(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Send the quote's PDF; the first opening sets it."""
    try:
        document = render_document(quote_id=quote_id, by=user_of(request), on=clock.today())
    except QuoteNotFound:
        raise Http404 from None
    except TenureError as error:
        return refused(request, error)
    return _sent(request, document.sha256, lambda: open_document(document), f"quote-{quote_id}.pdf")


@asks(Permission.VIEW_WORK)
@csp(PDF_POLICY)  # type: ignore[arg-type] # its type knows no views with arguments
@require_safe
def quote_explanation(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Send how the quote's prices came about, as a PDF, to people inside the company."""
    user = user_of(request)
    found = find_quote_by_id(quote_id, user=user)
    if found is None or not place_of(user).is_inside:
        raise Http404
    try:
        content = explanation_pdf(found)
    except TenureError as error:
        return refused(request, error)
    return _sent(
        request, content_hash(content), lambda: content, f"{found.number}-price-explanation.pdf"
    )


def _sent(
    request: HttpRequest, sha256: str, content: Callable[[], bytes], name: str
) -> HttpResponse:
    """Return a PDF, unless the browser has the same one already."""
    etag = quote_etag(sha256)
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = HttpResponse(content(), content_type="application/pdf")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    kind = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response

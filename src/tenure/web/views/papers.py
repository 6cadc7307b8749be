"""Paper: issue it from a quote's page, and send the file that was issued."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tenure.documents.queries import open_document
from tenure.documents.rules import Language
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.quotes.commands import QuoteNotFound, issue_paper
from tenure.quotes.queries import find_paper
from tenure.quotes.rules.paper import PaperForm, PaperKind
from tenure.web import clock
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_papers(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Issue a paper of a quote."""
    kind, form = request.POST.get("kind", ""), request.POST.get("form", "pdf")
    if kind not in set(PaperKind) or form not in set(PaperForm):
        raise Http404
    try:
        paper = issue_paper(
            quote_id=quote_id, kind=PaperKind(kind), form=PaperForm(form),
            language=Language.of(request.POST.get("language", "")),
            by=user_of(request), on=clock.today(), at=clock.now(),
        )  # fmt: skip
    except QuoteNotFound:
        raise Http404 from None
    except TenureError as error:
        return refused(request, error)
    messages.success(
        request,
        f"{paper.get_kind_display()} ({paper.get_language_display()}, {paper.form.upper()}) is"
        " issued.",
    )
    return redirect("quote", quote_id)


@asks(Permission.VIEW_WORK)
@require_safe
def paper_file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Send an issued paper, the bytes that were issued."""
    paper = find_paper(paper_id, user=user_of(request))
    if paper is None:
        raise Http404
    try:
        content = open_document(paper.document)
    except TenureError as error:
        return refused(request, error)
    response = HttpResponse(content, content_type=paper.document.media_type)
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = f'attachment; filename="{paper.file_name}"'
    return response

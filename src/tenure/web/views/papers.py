"""Paper: issue it from a quote's or a notice's page, send its file, and preview templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.closing.commands.letters import (
    NoSuchRecord,
    issue_amendment,
    issue_letter,
    issue_new_terms,
)
from tenure.closing.queries.paper_preview import paper_preview
from tenure.documents.queries import open_document, published_terms
from tenure.documents.queries.redline import DOCX
from tenure.documents.rules import Language
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.commands import QuoteNotFound, issue_paper
from tenure.quotes.queries import find_paper
from tenure.quotes.rules.paper import REDLINED, PaperForm, PaperKind
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
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


@asks(Permission.BOOK_ORDERS)
@require_POST
def notice_papers(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Issue a letter about a notice of termination."""
    kind = request.POST.get("kind", "")
    if kind not in set(PaperKind):
        raise Http404
    try:
        paper = issue_letter(
            notice_id=notice_id, kind=PaperKind(kind),
            language=Language.of(request.POST.get("language", "")),
            by=user_of(request), on=clock.today(), at=clock.now(),
        )  # fmt: skip
    except NoSuchRecord:
        raise Http404 from None
    except TenureError as error:
        return refused(request, error)
    messages.success(
        request, f"{paper.get_kind_display()} ({paper.get_language_display()}) is issued."
    )
    return redirect("termination", notice_id)


@asks(Permission.BOOK_ORDERS)
@require_POST
def contract_papers(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Issue the amendment of a booked order, or new terms to sign."""
    posted = request.POST
    kind, form = posted.get("kind", ""), posted.get("form", "pdf")
    if kind not in {PaperKind.AMENDMENT, PaperKind.NEW_TERMS} or form not in set(PaperForm):
        raise Http404
    asked: dict[str, Any] = {
        "contract_id": contract_id, "form": PaperForm(form),
        "language": Language.of(posted.get("language", "")),
        "by": user_of(request), "on": clock.today(), "at": clock.now(),
    }  # fmt: skip
    try:
        if kind == PaperKind.AMENDMENT:
            number = read_number(posted.get("order", ""))
            if number is None:
                raise InvalidInput("Say which order the amendment is of.")
            paper = issue_amendment(order=number, **asked)
        else:
            day = read_day(posted.get("effective_on", ""))
            if day is None:
                raise InvalidInput("Say from which day the new terms hold.")
            version = posted.get("version", "")
            paper = issue_new_terms(version=version, effective_on=day, **asked)
    except NoSuchRecord:
        raise Http404 from None
    except TenureError as error:
        return refused(request, error)
    messages.success(
        request,
        f"{paper.get_kind_display()} ({paper.get_language_display()}, {paper.form.upper()}) is"
        " issued.",
    )
    return redirect(f"{reverse('contract', args=[contract_id])}#papers")


@asks(Permission.WORK_RENEWALS)
@require_safe
def paper_templates(request: HttpRequest) -> HttpResponse:
    """Show the templates with their versions, and which clauses are published."""
    context = {
        "kinds": list(PaperKind),
        "redlined": REDLINED,
        "languages": [(one.value, one.label) for one in Language],
        "terms": published_terms(),
    }
    return render(request, "tenure/pages/paper_templates.html", context)


@asks(Permission.WORK_RENEWALS)
@require_safe
def paper_preview_file(request: HttpRequest, kind: str, language: str, form: str) -> HttpResponse:
    """Send a template filled with a sample."""
    if kind not in set(PaperKind) or language not in set(Language) or form not in set(PaperForm):
        raise Http404
    try:
        content = paper_preview(PaperKind(kind), Language(language), PaperForm(form))
    except TenureError as error:
        return refused(request, error)
    media = "application/pdf" if form == PaperForm.PDF else DOCX
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'inline; filename="{kind}-{language}-sample.{form}"'
    return response

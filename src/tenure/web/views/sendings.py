"""Send quotes from the quote page, withdraw links, answer questions, open what was uploaded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.quotes.commands.sending import answer_question, send_quote, withdraw_sending
from tenure.quotes.queries.sendings import MOST_OFFERS, open_sendings, upload_of
from tenure.quotes.tasks import queue_offer_mails
from tenure.web import clock
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused
from tenure.web.views.files import uploaded_file


@asks(Permission.WORK_RENEWALS)
@require_safe
def offers_out(request: HttpRequest) -> HttpResponse:
    """Show the offers whose links work: what happened last, what waits for an answer."""
    rows = open_sendings(user=user_of(request), on=clock.today())
    waiting = sum(row.unanswered for row in rows)
    context = {"rows": rows, "waiting": waiting, "most": MOST_OFFERS}
    return render(request, "tenure/pages/offers_out.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_sending(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Send a quote to a person of the customer or of a partner."""
    given = request.POST
    try:
        sent = send_quote(
            quote_id=quote_id, to=given.get("to", ""), language=given.get("language", ""),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    queue_offer_mails()
    messages.success(request, f"The offer goes to {sent.name}, {sent.email}.")
    return _back(sent.quote_id)


@asks(Permission.WORK_RENEWALS)
@require_POST
def sending_withdrawal(request: HttpRequest, sending_id: int) -> HttpResponse:
    """Let a link work no more."""
    try:
        sending = withdraw_sending(
            sending_id=sending_id, reason=request.POST.get("reason", ""), by=user_of(request),
            on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The link works no more.")
    return _back(sending.quote_id)


@asks(Permission.WORK_RENEWALS)
@require_POST
def offer_answer(request: HttpRequest, event_id: int) -> HttpResponse:
    """Answer a question about an offer."""
    try:
        answer = answer_question(
            event_id=event_id, answer=request.POST.get("answer", ""), by=user_of(request),
            on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    queue_offer_mails()
    messages.success(request, f"The answer goes to {answer.sending.email}.")
    return _back(answer.sending.quote_id)


@asks(Permission.VIEW_WORK)
@require_safe
def offer_upload(request: HttpRequest, event_id: int) -> HttpResponse:
    """Send what was uploaded, to be saved, never to be shown here: strangers made it."""
    document = upload_of(event_id, user=user_of(request))
    if document is None:
        raise Http404
    return uploaded_file(request, document, f"upload-{event_id}")


def _back(quote_id: int) -> HttpResponse:
    answer = redirect("quote", quote_id)
    answer["Location"] += "#offer"
    return answer

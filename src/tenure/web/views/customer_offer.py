"""The page of an offer that a customer reaches by the link in a mail. It signs in nobody.

Whatever is wrong with a link, the answer is the same and says nothing of any quote. Looking
changes nothing but that somebody looked: only a form accepts or declines.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenure.closing.commands.offers import accept_offer
from tenure.desk.queries.guides import customer_guides, guide_named
from tenure.documents.queries import open_document
from tenure.foundation.commands import count_request, system_actor
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands.acceptance import OfferClosed
from tenure.quotes.commands.offer_events import (
    OfferGone,
    ask_question,
    decline_offer,
    note_event,
    upload_signed,
)
from tenure.quotes.commands.render import render_document
from tenure.quotes.queries.offer_page import offer_page
from tenure.quotes.queries.sendings import open_offer, sending_of
from tenure.quotes.queries.standing import offered_with
from tenure.quotes.rules.acceptance import DECLINE_WORDS, Manner, Signer
from tenure.quotes.rules.sendings import Happened
from tenure.quotes.tasks import queue_offer_mails
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.views.files import read_upload

View = Callable[..., HttpResponse]

PER_MINUTE = 60  # requests of one link; looking at the page is one
UNKNOWN_PER_MINUTE = 600  # requests of all links that there are none of

_SAID = {
    "asked": "Your question is with us. You get the answer by mail, and it is shown here.",
    "uploaded": "Your file has arrived. We check it against the offer and write to you.",
    "declined": "You declined the offer. The person who sent it has been told.",
}


def by_link(*methods: str) -> Callable[[View], View]:
    """Let in whoever holds a link, so many times a minute, and keep the address to themselves."""

    def decorate(view: View) -> View:
        @login_not_required
        @require_http_methods(methods)
        @wraps(view)
        def shown(request: HttpRequest, token: str, **more: str) -> HttpResponse:
            answer = view(request, token, **more) if _within_limit(token) else _gone(request, 429)
            answer["Cache-Control"] = "no-store"
            answer["X-Robots-Tag"] = "noindex, nofollow"
            # With "no-referrer" a browser sends its forms from the origin "null", which the check
            # of forms has to refuse: a page with forms tells the address to this server alone.
            answer["Referrer-Policy"] = "same-origin" if _has_forms(answer) else "no-referrer"
            return answer

        return shown

    return decorate


@by_link("GET", "HEAD")
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the offer, or the receipt once it was accepted by this link."""
    if request.method == "GET":
        try:
            note_event(token=token, kind=Happened.OPENED, by=system_actor(), on=clock.today())
        except OfferGone:
            return _gone(request)
    return _page(request, token)


@by_link("GET", "HEAD")
def offer_document(request: HttpRequest, token: str) -> HttpResponse:
    """Send the PDF of the offer, of one of its options, or of what was accepted."""
    on, actor = clock.today(), system_actor()
    opened = open_offer(token, on=on)
    if opened is None:
        return _gone(request)
    if opened.receipt:
        wanted, offered = opened.receipt.quote_id, {opened.receipt.quote_id}
    else:
        wanted = read_number(request.GET.get("quote", "")) or opened.quote.pk
        offered = {opened.quote.pk, *(one.quote_id for one in offered_with(opened.quote, on=on))}
    if wanted not in offered:
        return _gone(request)
    document = render_document(quote_id=wanted, by=actor, on=on)
    if request.method == "GET":
        note_event(token=token, kind=Happened.DOWNLOADED, by=actor, on=on)
    answer = HttpResponse(open_document(document), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="renewal-offer.pdf"'
    return answer


@by_link("GET", "HEAD")
def offer_guide(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Show a guide that customers may read."""
    found = guide_named(code, for_customers=True)
    if found is None or open_offer(token, on=clock.today()) is None:
        return _gone(request)
    context = {"company": settings.COMPANY, "token": token, "guide": found}
    return render(request, "tenure/pages/offer_guide.html", context)


@by_link("POST")
def offer_question(request: HttpRequest, token: str) -> HttpResponse:
    """Take a question about the offer."""
    return _done(
        request, token, "asked",
        lambda: ask_question(
            token=token, question=request.POST.get("question", ""), by=system_actor(),
            on=clock.today(),
        ),
    )  # fmt: skip


@by_link("POST")
def offer_acceptance(request: HttpRequest, token: str) -> HttpResponse:
    """Accept the offer or one of its options; the receipt takes the page's place."""

    def accept() -> None:
        given = request.POST
        if "authority" not in given:
            raise InvalidInput("Confirm that you may order for the customer.")
        signer = Signer(
            name=given.get("name", ""), title=given.get("title", ""),
            email=given.get("email", ""), po_number=given.get("po_number", ""),
        )  # fmt: skip
        accept_offer(
            token=token, quote_id=read_number(given.get("quote", "")) or 0, signer=signer,
            by=system_actor(), on=clock.today(),
        )  # fmt: skip

    return _done(request, token, "accepted", accept)


@by_link("POST")
def offer_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Decline the offer with a reason."""
    given = request.POST
    return _done(
        request, token, "declined",
        lambda: decline_offer(
            token=token, reason=given.get("reason", ""), note=given.get("note", ""),
            name=given.get("name", ""), by=system_actor(), on=clock.today(),
        ),
    )  # fmt: skip


@by_link("POST")
def offer_signed(request: HttpRequest, token: str) -> HttpResponse:
    """Take a signed form or a purchase order."""

    def upload() -> None:
        file = request.FILES.get("file")
        if file is None:
            raise InvalidInput("Choose a file.")
        manner = request.POST.get("manner", "")
        if manner not in {Manner.SIGNED_FORM, Manner.PURCHASE_ORDER}:
            raise InvalidInput("Say whether it is a signed form or a purchase order.")
        upload_signed(
            token=token, name=file.name or "", content=read_upload(request, "file"),
            manner=Manner(manner), by=system_actor(), on=clock.today(),
        )  # fmt: skip

    return _done(request, token, "uploaded", upload)


def _done(request: HttpRequest, token: str, said: str, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except InvalidInput as error:
        return _page(request, token, error=str(error), at=said, status=400)
    except (OfferGone, OfferClosed):
        return _gone(request)
    queue_offer_mails()
    answer = redirect("offer", token)
    answer["Location"] += f"?said={said}" if said in _SAID else ""
    return answer


def _page(
    request: HttpRequest, token: str, *, error: str = "", at: str = "", status: int = 200
) -> HttpResponse:
    on = clock.today()
    opened = open_offer(token, on=on)
    if opened is None:
        return _gone(request)
    context: dict[str, object] = {
        "company": settings.COMPANY, "token": token, "sending": opened.sending,
        "said": _SAID.get(request.GET.get("said", "")), "error": error, "at": at,
        "given": request.POST,
    }  # fmt: skip
    if opened.receipt:
        context |= {"receipt": opened.receipt, "quote": opened.receipt.quote}
        return render(request, "tenure/pages/offer_receipt.html", context, status=status)
    page = offer_page(opened, user=system_actor(), on=on)
    context |= {
        "page": page, "offer": page.offer,
        "reasons": [(one.value, words) for one, words in DECLINE_WORDS.items()],
        "guides": customer_guides(),
        "chosen": read_number(request.POST.get("quote", "")) or opened.quote.pk,
    }  # fmt: skip
    return render(request, "tenure/pages/offer.html", context, status=status)


def _within_limit(token: str) -> bool:
    sending = sending_of(token)
    caller, limit = f"offer:{sending or 'unknown'}", PER_MINUTE if sending else UNKNOWN_PER_MINUTE
    return count_request(caller=caller, at=clock.now(), limit=limit)


def _gone(request: HttpRequest, status: int = 404) -> HttpResponse:
    context = {"company": settings.COMPANY, "busy": status == 429}
    return render(request, "tenure/pages/offer_gone.html", context, status=status)


def _has_forms(answer: HttpResponse) -> bool:
    return b"<form" in answer.content

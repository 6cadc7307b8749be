"""What belongs to an offer: options, withdrawal, copies, the customer's note, differences."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.queries.quote_page import difference_page
from tenure.directory.queries import place_of
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.commands import (
    add_usual_options,
    copy_as_option,
    copy_asked,
    withdraw_quote,
    write_offer_note,
)
from tenure.quotes.rules.options import Usual
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_options(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Offer the usual options beside the quote: other terms, an expansion, none."""

    def add() -> str:
        kind = request.POST.get("usual", "")
        if kind not in list(Usual):
            raise InvalidInput("Say which options: other terms, an expansion, or without one.")
        more = read_number(request.POST.get("more", "")) or 0
        made = add_usual_options(
            quote_id=quote_id, usual=Usual(kind), more=more,
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
        names = ", ".join(link.label for link in made)
        return f"Offered as well: {names}." if made else "The offer has these options already."

    return _done(request, quote_id, add)


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_withdrawal(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Take the quote back, with the reason."""

    def withdraw() -> str:
        reason = request.POST.get("reason", "")
        withdraw_quote(quote_id=quote_id, reason=reason, by=user_of(request), on=clock.today())
        return "It is withdrawn."

    back = read_number(request.POST.get("back", "")) or quote_id
    return _done(request, back, withdraw)


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_copy(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Ask of another renewal what was asked for in the quote, or offer it as an option."""
    if request.POST.get("option"):
        return _copied_as_option(request, quote_id)
    try:
        copied = copy_asked(
            quote_id=quote_id, renewal_id=read_number(request.POST.get("renewal", "")) or 0,
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, " ".join([f"{copied.quote} has it.", *copied.left_out]))
    return redirect("quote", copied.quote.pk)


def _copied_as_option(request: HttpRequest, quote_id: int) -> HttpResponse:
    try:
        made = copy_as_option(quote_id=quote_id, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    if not made:
        messages.success(request, "The offer has just that already.")
        return redirect("quote", quote_id)
    messages.success(request, f"{made[0].label} is offered as an option.")
    return redirect("quote", made[0].primary_id)


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_note(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Tell the customer something with the offer."""

    def write() -> str:
        made = write_offer_note(
            renewal_id=renewal_id, text=request.POST.get("text", ""),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
        return "The note is on the offer." if made and made.text else "The offer has no note."

    return _done(request, read_number(request.POST.get("quote", "")) or 0, write)


@asks(Permission.VIEW_WORK)
@require_safe
def quote_difference(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Show a quote line by line against what expires, or against another one of its renewal."""
    user = user_of(request)
    against = request.GET.get("against", "")
    try:
        page = difference_page(quote_id, read_number(against) if against else None, user=user)
    except TenureError as error:
        return refused(request, error)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "quote": page.quote,
        "renewal": page.quote.renewal,
        "found": page.found,
        "place": place_of(user),
        "only_changed": "changed" in request.GET,
    }
    return render(request, "tenure/pages/quote_difference.html", context)


def _done(request: HttpRequest, quote_id: int, command: Callable[[], str]) -> HttpResponse:
    """Run one command and go back to the quote's page; a refusal is shown with status 409."""
    try:
        said = command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return redirect("quote", quote_id)

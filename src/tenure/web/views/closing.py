"""Closing: what waits, the checklist of a renewal, acceptance on paper, churn exceptions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.closing.commands import (
    NotBooked,
    accept_and_book,
    ask_churn_exception,
    book_acceptance,
    check_paper,
    decide_churn_exception,
    let_acceptance_go,
    tick_closing,
    waive_mismatches,
)
from tenure.closing.commands.esignature import ask_for_signature
from tenure.closing.queries.desk import closing_desk, renewal_closing
from tenure.closing.rules.checklist import is_closed
from tenure.closing.rules.exceptions import EXCEPTION_WORDS
from tenure.closing.rules.paper import PaperSaid
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.quotes.rules.acceptance import MANNER_WORDS, Manner, Signer
from tenure.web import clock
from tenure.web.numbers import read_amount, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

# On the offer's page people accept by themselves.
_ON_PAPER = [(one.value, words) for one, words in MANNER_WORDS.items() if one != Manner.ONLINE]


@asks(Permission.REVIEW_QUALITY)
@require_safe
def closing(request: HttpRequest) -> HttpResponse:
    """Show what was accepted and is not booked, what waits for a person, who gave notice."""
    user = user_of(request)
    context = {
        "desk": closing_desk(user=user, on=clock.today()),
        "may_book": may(user.role, Permission.BOOK_ORDERS),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/closing.html", context)


@asks(Permission.REVIEW_QUALITY)
@require_safe
def closing_renewal(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Show what is missing before a renewal is closed."""
    user = user_of(request)
    page = renewal_closing(renewal_id, user=user, on=clock.today())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "renewal": page.renewal,
        "is_closed": is_closed(page.steps),
        "may_book": may(user.role, Permission.BOOK_ORDERS),
        "may_work": may(user.role, Permission.WORK_RENEWALS),
        "manners": _ON_PAPER,
        "exception_reasons": list(EXCEPTION_WORDS.items()),
    }
    return render(request, "tenure/pages/renewal_closing.html", context)


@asks(Permission.BOOK_ORDERS)
@require_POST
def closing_acceptance(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Keep an acceptance that came on paper, and book it."""
    given = request.POST
    if given.get("manner") not in {code for code, _ in _ON_PAPER}:
        raise Http404

    def accept() -> None:
        signer = Signer(
            name=given.get("name", ""), title=given.get("title", ""),
            email=given.get("email", ""), po_number=given.get("po_number", ""),
            note=given.get("note", ""),
        )  # fmt: skip
        accept_and_book(
            quote_id=read_number(given.get("quote", "")) or 0, signer=signer,
            manner=Manner(given["manner"]), by=user_of(request), on=clock.today(),
        )  # fmt: skip

    return _done(request, renewal_id, "It is accepted and booked.", accept)


@asks(Permission.WORK_RENEWALS)
@require_POST
def closing_signature(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Ask a person to sign the quote electronically."""
    given = request.POST

    def ask() -> None:
        signer = Signer(given.get("name", ""), given.get("title", ""), given.get("email", ""))
        ask_for_signature(
            quote_id=read_number(given.get("quote", "")) or 0, signer=signer,
            by=user_of(request), on=clock.today(),
        )  # fmt: skip

    return _done(request, renewal_id, "It is out for signature.", ask)


@asks(Permission.BOOK_ORDERS)
@require_POST
def closing_booking(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    """Try again to book what was accepted."""
    return _done(
        request, None, "It is booked.",
        lambda: book_acceptance(
            acceptance_id=acceptance_id, by=user_of(request), on=clock.today()
        ),
    )  # fmt: skip


@asks(Permission.BOOK_ORDERS)
@require_POST
def closing_release(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    """Let an acceptance count no more, what was booked by it included."""
    return _done(
        request, None, "The acceptance counts no more.",
        lambda: let_acceptance_go(
            acceptance_id=acceptance_id, reason=request.POST.get("reason", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def closing_paper(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    """Compare what a purchase order or signed form says with the offer."""
    given = request.POST

    def compare() -> None:
        total = read_amount(given.get("total", ""), given.get("currency", ""))
        said = PaperSaid(
            entity=given.get("entity", ""), quote_number=given.get("quote_number", ""),
            payment_days=read_number(given.get("payment_days", "")) or 0,
            lines=given.get("lines", ""),
            total_minor=total.minor, currency=total.currency,
        )  # fmt: skip
        check_paper(acceptance_id=acceptance_id, said=said, by=user_of(request), on=clock.today())

    return _done(request, read_number(given.get("renewal", "")), "It is compared.", compare)


@asks(Permission.WORK_RENEWALS)
@require_POST
def closing_waiver(request: HttpRequest, check_id: int) -> HttpResponse:
    """Let the differences of a paper pass, as finance or legal."""
    given = request.POST
    return _done(
        request, read_number(given.get("renewal", "")), "It may pass.",
        lambda: waive_mismatches(
            check_id=check_id, role=given.get("role", ""), reason=given.get("reason", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def closing_step(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Keep that a step is done."""
    return _done(
        request, renewal_id, "It is noted.",
        lambda: tick_closing(
            renewal_id=renewal_id, step=request.POST.get("step", ""),
            note=request.POST.get("note", "")[:200], by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def closing_exception(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Ask that a loss does not count."""
    return _done(
        request, renewal_id, "Leadership is asked.",
        lambda: ask_churn_exception(
            renewal_id=renewal_id, reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.DECIDE_EXCEPTIONS)
@require_POST
def closing_decision(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Grant or refuse a churn exception."""
    return _done(
        request, read_number(request.POST.get("renewal", "")), "It is decided.",
        lambda: decide_churn_exception(
            exception_id=exception_id, is_granted=request.POST.get("kind") == "grant",
            note=request.POST.get("note", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


def _done(
    request: HttpRequest, renewal_id: int | None, said: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except NotBooked as error:  # what was accepted stays accepted
        messages.warning(request, str(error))
    except TenureError as error:
        return refused(request, error)
    else:
        messages.success(request, said)
    return redirect("closing_renewal", renewal_id) if renewal_id else redirect("closing")

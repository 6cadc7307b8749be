"""Exchange rates that reports are told by: those that stand, and setting those of a file."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.book.commands.rates import set_exchange_rates
from tenure.book.queries.rates import rates_page, reporting_currencies
from tenure.book.rules.exchange_rates import RATE_COLUMNS, plain_rate, read_rate_file
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of

PAGE_SIZE = 100
MOST_BYTES = 4_000_000


@asks(Permission.SEE_POLICIES)
@require_safe
def exchange_rates(request: HttpRequest) -> HttpResponse:
    """Show the rates that stand into a reporting currency, a page at a time."""
    return _draw(request)


@asks(Permission.SET_POLICY)
@require_POST
def exchange_rate_file(request: HttpRequest) -> HttpResponse:
    """Set the rates of a file: all of them, or none with the reason."""
    into = request.POST.get("into", "").strip().upper()
    try:
        rates = read_rate_file(io.StringIO(_content(request), newline=""), into=into)
        done = set_exchange_rates(rates=rates, into=into, by=user_of(request), on=clock.today())
    except TenureError as error:
        return _draw(request, into=into, refusal=str(error))
    said = f"{done.new} rates set, {done.corrected} corrected, {done.unchanged} as they were."
    messages.success(request, said)
    return redirect(f"{reverse('exchange_rates')}?into={into}")


def _draw(request: HttpRequest, *, into: str = "", refusal: str = "") -> HttpResponse:
    user, currencies = user_of(request), reporting_currencies()
    asked = request.GET.get("into", "") or into
    chosen = asked if asked in currencies else next(iter(currencies), "")
    start = read_number(request.GET.get("from", "")) or 0
    rows, has_more = rates_page(user, into=chosen, start=min(start, 10**6), size=PAGE_SIZE)
    context = {
        "rows": [(row, plain_rate(row.rate_e10)) for row in rows],
        "currencies": currencies,
        "chosen": chosen,
        "typed": into or chosen,
        "before": max(start - PAGE_SIZE, 0) if start else None,
        "after": start + PAGE_SIZE if has_more else None,
        "columns": RATE_COLUMNS,
        "may_set": may(user.role, Permission.SET_POLICY),
        "refusal": refusal,
    }
    status = 400 if refusal else 200
    return render(request, "tenure/pages/exchange_rates.html", context, status=status)


def _content(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        raise InvalidInput("Choose a file.")
    if (sent.size or 0) > MOST_BYTES:
        raise InvalidInput(f"The file has more than {MOST_BYTES // 1_000_000} MB.")
    try:
        return bytes(sent.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("The file is not text in UTF-8.") from error

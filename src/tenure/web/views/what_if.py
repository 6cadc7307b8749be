"""The what-if on a quote's page: figures for what is typed, and the next version from it."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.queries.quote_page import QuotePage, quote_page
from tenure.desk.queries.what_if_page import WhatIfPage, products_for, what_if_page
from tenure.directory.queries import place_of
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.quotes.commands import add_options, save_asked
from tenure.quotes.rules.asked import Asked, read_asked
from tenure.quotes.rules.options import OptionWanted, short_label
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.what_if import Panel, panel_of

_ADDED = re.compile(r"added\.(\d{1,3})\.(\w+)")


@asks(Permission.WORK_RENEWALS)
@require_http_methods(["GET", "HEAD", "POST"])
def quote_what_if(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Show what the quote would be with what is typed; nothing is written.

    The whole page, or for scripts only the panel (`act` is none or adds or drops a line) or only
    the figures.
    """
    texts = None if request.method != "POST" else texts_typed(request.POST)
    found = what_if_page(quote_id, texts, user=user_of(request))
    if found is None:
        raise Http404
    panel = panel_of(found)
    if _is_adding(request.POST) and (wrong := _wrong_with_new(found)):
        texts = texts_typed(request.POST, adding=False)
        found = what_if_page(quote_id, texts, user=user_of(request)) or found
        panel = panel_of(found, not_added=wrong)
    if "HX-Request" not in request.headers:
        return _whole_page(request, found, panel, status=400 if found.problems else 200)
    is_live = request.method == "POST" and not {"add", "drop"} & request.POST.keys()
    part = "figures" if is_live else "panel"
    context = {"panel": panel, "quote": found.quote}
    return render(request, f"tenure/parts/what_if_{part}.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_versions(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Save what is typed as the quote's next version."""
    texts = texts_typed(request.POST)
    asked, problems = read_asked(texts)
    user = user_of(request)
    refusal = ""
    if not problems and request.POST.get("option"):
        try:
            return _saved_as_option(request, quote_id, asked)
        except TenureError as error:
            refusal = str(error)
    elif not problems:
        try:
            made = save_asked(
                quote_id=quote_id, asked=asked, by=user, on=clock.today(),
                revision=read_number(request.POST.get("revision", "")),
            )  # fmt: skip
        except TenureError as error:
            refusal = str(error)
        else:
            done = f"{made.number} is made." if made.pk != quote_id else (
                f"Nothing differs from {made.number}: no new version was made."
            )  # fmt: skip
            messages.success(request, done)
            return redirect("quote", made.pk)
    found = what_if_page(quote_id, texts, user=user)
    if found is None:
        raise Http404
    if refusal and not found.problems:
        messages.error(request, refusal)
    return _whole_page(request, found, panel_of(found), status=400 if found.problems else 409)


def _saved_as_option(request: HttpRequest, quote_id: int, asked: Asked) -> HttpResponse:
    """Offer what is typed as an option beside the quote, under the name that was given to it."""
    label = request.POST.get("label", "").strip() or short_label(asked)
    wanted = [OptionWanted(label=label, asked=asked)]
    made = add_options(quote_id=quote_id, wanted=wanted, by=user_of(request), on=clock.today())
    if made:
        messages.success(request, f"{made[0].label} is offered as an option.")
    else:
        messages.success(request, "The offer has just that already: no option was made.")
    return redirect("quote", quote_id)


@asks(Permission.WORK_RENEWALS)
@require_safe
def quote_products(request: HttpRequest, quote_id: int) -> HttpResponse:
    """List products that may be added, for a part of the code or name."""
    text = request.GET.get("new.product", "")[:100]
    products = products_for(quote_id, text, user=user_of(request))
    if products is None:
        raise Http404
    return render(request, "tenure/parts/what_if_products.html", {"products": products})


def texts_typed(data: QueryDict, *, adding: bool = True) -> dict[str, str]:
    """Return what a form sent, by places, with a line more or less where that was asked."""
    texts = {name: str(value) for name, value in data.items()}
    dropped = read_number(texts.pop("drop", ""))
    places = sorted({int(match[1]) for name in texts if (match := _ADDED.fullmatch(name))})
    kept = [place for place in places if place != dropped]
    numbers = {place: number for number, place in enumerate(kept, start=1)}
    found = {}
    for name, value in texts.items():
        match = _ADDED.fullmatch(name)
        if match is None:
            found[name] = value
        elif (number := numbers.get(int(match[1]))) is not None:
            found[f"added.{number}.{match[2]}"] = value
    if texts.get("add") and adding:
        place = f"added.{len(numbers) + 1}"
        found[f"{place}.product"] = found.pop("new.product", "")
        found[f"{place}.quantity"] = found.pop("new.quantity", "")
    return found


def _is_adding(data: QueryDict) -> bool:
    return bool(data.get("add") and (data.get("new.product") or data.get("new.quantity")))


def _wrong_with_new(found: WhatIfPage) -> dict[str, str]:
    """Return what is wrong with the line that was to be added, by the fields it was typed in."""
    place = f"added.{len(found.asked.added)}."
    wrong: dict[str, str] = {}
    for problem in found.problems:
        if problem.place.startswith(place):
            wrong.setdefault(f"new.{problem.place.removeprefix(place)}", problem.reason)
    return wrong


def _whole_page(
    request: HttpRequest, found: WhatIfPage, panel: Panel, *, status: int
) -> HttpResponse:
    user = user_of(request)
    page: QuotePage | None = quote_page(found.quote.pk, user=user, on=clock.today())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "quote": page.quote,
        "renewal": page.quote.renewal,
        "state": page.state(clock.today()),
        "place": place_of(user),
        "may_work": True,
        "panel": panel,
    }
    return render(request, "tenure/pages/quote.html", context, status=status)
